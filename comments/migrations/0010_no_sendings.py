from django.db import migrations


class Migration(migrations.Migration):
    """Code of before writes the table while it runs beside this, so only Django forgets it; a later release drops it."""

    dependencies = [
        ("comments", "0009_ratings_and_locks"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel(name="Sending")]),
    ]
