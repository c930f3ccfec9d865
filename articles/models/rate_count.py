from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import connection, models
from django.utils import timezone

WINDOW = timedelta(hours=1)


class RateCountQuerySet(models.QuerySet["RateCount"]):
    def add(self, keys: Collection[str], window: datetime) -> dict[str, int]:
        """Count one more for each of keys in the hour that begins at window; how many that makes, by key.

        One statement: exact over any number of processes. The keys go in sorted, so that two never wait for each other.
        """
        with connection.cursor() as cursor:
            cursor.execute(
                """
                INSERT INTO articles_ratecount AS rate (key, began_at, count)
                SELECT key, %s, 1 FROM unnest(%s::text[]) AS key
                ON CONFLICT ON CONSTRAINT ratecount_one_for_each_hour DO UPDATE SET count = rate.count + 1
                RETURNING key, count
                """,
                [window, sorted(keys)],
            )
            return dict(cursor.fetchall())

    def outlived(self) -> RateCountQuerySet:
        return self.filter(began_at__lt=timezone.now() - WINDOW)


class RateCount(models.Model):
    """How many times one sender did something within an hour of the clock.

    key: of comments the keyed hash of an address or a network, of drafts from machines the token's number.
    """

    key = models.CharField(max_length=80)
    began_at = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField()

    objects = RateCountQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "began_at"], name="ratecount_one_for_each_hour")]

    def __str__(self) -> str:
        return f"{self.count} since {self.began_at:%H:%M}"
