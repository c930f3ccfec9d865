from django.db import migrations


class Migration(migrations.Migration):
    """Code of before reads the table while it runs beside this, so only Django forgets it; a later release drops it."""

    dependencies = [
        ("articles", "0011_figures_leave_help_texts"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel(name="SitemapRun")]),
    ]
