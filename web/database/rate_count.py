from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime, timedelta

from django.db import connection, models
from django.utils import timezone

WINDOW = timedelta(hours=1)
DAY = timedelta(days=1)
DAILY = "day:"  # begins the key of what is counted by the day
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def began_at(window: timedelta = WINDOW) -> datetime:
    """When the present window of the clock (UTC) began: the hour, unless DAY is given."""
    now = timezone.now()
    return now - (now - _EPOCH) % window


class RateCountQuerySet(models.QuerySet["RateCount"]):
    def add(self, keys: Collection[str], window: datetime) -> dict[str, int]:
        """Count one more for each of keys in the hour, or the day, that begins at window; how many that makes, by key.

        One statement: exact over any number of processes. The keys go in sorted, so two never wait for each other.
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
        hourly = ~models.Q(key__startswith=DAILY) & models.Q(began_at__lt=timezone.now() - WINDOW)
        return self.filter(hourly | models.Q(began_at__lt=began_at(DAY)))


class RateCount(models.Model):
    """How many times one sender did something within an hour of the clock, or one address was written to within a day.

    key: the keyed hash of a network for comments, that of an address for mails, the number of a token for drafts.
    """

    key = models.CharField(max_length=80)
    began_at = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField()

    objects = RateCountQuerySet.as_manager()

    class Meta:
        db_table = "articles_ratecount"  # from the time when the model was in that app
        constraints = [models.UniqueConstraint(fields=["key", "began_at"], name="ratecount_one_for_each_hour")]

    def __str__(self) -> str:
        return f"{self.count} since {self.began_at:%H:%M}"
