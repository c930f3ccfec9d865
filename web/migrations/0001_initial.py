from django.db import migrations, models


class Migration(migrations.Migration):
    """The model comes from the app articles, with its table, which stays as it is."""

    initial = True

    dependencies = [("articles", "0010_bylines_count_no_version")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="RateCount",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.CharField(max_length=80)),
                        ("began_at", models.DateTimeField(db_index=True)),
                        ("count", models.PositiveIntegerField()),
                    ],
                    options={
                        "db_table": "articles_ratecount",
                        "constraints": [
                            models.UniqueConstraint(fields=("key", "began_at"), name="ratecount_one_for_each_hour")
                        ],
                    },
                ),
            ],
        ),
    ]
