"""The articles that were read most within a day, ranked once an hour: reads change the front once an hour at most."""
# ruff: noqa: S608 (the SQL is put together from constants)

from __future__ import annotations

from datetime import datetime, timedelta

import pgtrigger
from django.db import connection, models, transaction
from django.utils import timezone

from articles.published import is_published_sql

RANKED = 25  # some are elsewhere on the front already
WITHIN = timedelta(days=1)  # up to the last full hour
LATEST_WRITE = timedelta(minutes=1)  # after its end, in which processes write the last reads of an hour
ADVISORY_LOCK = 5120264917

_RANKING = f"""
    SELECT article_id FROM articles_readcount JOIN articles_article AS article ON article.id = article_id
    WHERE hour >= %(begins)s AND hour < %(ends)s AND {is_published_sql("<= %(now)s", "article.")}
    GROUP BY article_id ORDER BY sum(reads) DESC, article_id DESC LIMIT {RANKED}
"""


class MostRead(models.Model):
    """An article in the list. position: 1 for the one that was read most."""

    position = models.PositiveSmallIntegerField(primary_key=True)
    article = models.OneToOneField("articles.Article", on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["position"]
        default_permissions = ()
        triggers = [
            pgtrigger.Trigger(
                name="most_read_moves_the_version_of_lists",
                level=pgtrigger.Statement,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                when=pgtrigger.After,
                func="""
                    INSERT INTO comments_listsversion (id, version) VALUES (1, gen_random_uuid())
                    ON CONFLICT (id) DO UPDATE SET version = EXCLUDED.version;
                    RETURN NULL;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.article_id}"


def rank_reads(ends: datetime) -> None:
    """Rank the articles by their reads before ends, a full hour. A list that stays as it is moves no version."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ADVISORY_LOCK])
        cursor.execute(_RANKING, {"begins": ends - WITHIN, "ends": ends, "now": timezone.now()})
        keys = [key for (key,) in cursor.fetchall()]
        if keys != list(MostRead.objects.values_list("article", flat=True)):
            MostRead.objects.all().delete()
            MostRead.objects.bulk_create(MostRead(position=n, article_id=key) for n, key in enumerate(keys, 1))


class ReadsRanker:
    """What one worker knows of the ranking."""

    def __init__(self) -> None:
        self._ranked: datetime | None = None

    def look(self) -> None:
        """Rank the last full hour, once."""
        hour = (timezone.now() - LATEST_WRITE).replace(minute=0, second=0, microsecond=0)
        if hour != self._ranked:
            rank_reads(hour)
            self._ranked = hour
