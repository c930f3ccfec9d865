from django.db import migrations


class Migration(migrations.Migration):
    """The model is in the app web now. The table stays as it is, so older code goes on using it."""

    dependencies = [("articles", "0012_no_sitemap_runs"), ("web", "0001_initial")]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel(name="RateCount")]),
    ]
