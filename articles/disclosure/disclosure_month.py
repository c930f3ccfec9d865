from django.db import models


class DisclosureMonth(models.Model):
    """What the articles of a month came to, so no one who reads it has to count the whole log.

    figures: by name, as ``articles.disclosure.disclosure_figures`` counts them. until: what happened later is not in
    them, nor are the corrections of the month of that moment. A month in which nothing happened has no row.
    """

    month = models.DateField(primary_key=True)
    figures = models.JSONField()
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"
