from datetime import UTC, datetime

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

LONGEST = 24  # letters of a word
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class SearchWord(models.Model):
    """word: in small letters. articles: in about how many it was. forms: without accents, whole and less a letter."""

    word = models.CharField(max_length=LONGEST, primary_key=True)
    articles = models.PositiveIntegerField()
    forms = ArrayField(models.CharField(max_length=40))

    class Meta:
        default_permissions = ()
        indexes = [GinIndex(fields=["forms"], name="search_words_by_form")]

    def __str__(self) -> str:
        return self.word


class WordListProgress(models.Model):
    """How far the list has been written: one row. changed_at, article: of the last one that was read by its change."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    changed_at = models.DateTimeField(default=LONG_AGO)
    article = models.BigIntegerField(default=0)
    looked_at = models.DateTimeField(default=LONG_AGO)

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(name="wordlistprogress_is_one_row", condition=models.Q(id=1))]

    def __str__(self) -> str:
        return str(self.changed_at)
