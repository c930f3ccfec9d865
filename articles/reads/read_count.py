"""How often an article was read within an hour (UTC), and from which other sites its readers came.

There is no cookie, no address and no person in these tables: an article, an hour, a host name, a number.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.db import connection, models
from django.db.models.functions import Trunc
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

BY_HOUR_FOR = timedelta(days=90)  # after that, the figures of a day are one row, of its first hour
HOSTS_KEPT_FOR = timedelta(days=30)
LONGEST_HOST = 253  # characters. Source: RFC 1035, section 2.3.4

_DAYS_OF_OLD_HOURS = """
    WITH old AS (
        DELETE FROM articles_readcount
        WHERE hour < %(before)s AND hour <> date_trunc('day', hour, 'UTC')
        RETURNING article_id, hour, reads
    ), days AS (
        INSERT INTO articles_readcount AS known (article_id, hour, reads)
        SELECT article_id, date_trunc('day', hour, 'UTC') AS day, sum(reads) FROM old GROUP BY article_id, day
        ORDER BY article_id, day
        ON CONFLICT ON CONSTRAINT readcount_one_for_each_hour DO UPDATE SET reads = known.reads + EXCLUDED.reads
    )
    SELECT count(*) FROM old
"""


def first_day_by_hour() -> datetime:
    """Before this moment, the start of a day in UTC, figures are by the day."""
    return (timezone.now() - BY_HOUR_FOR).astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


class ReadCountQuerySet(models.QuerySet["ReadCount"]):
    def since(self, begins: datetime) -> ReadCountQuerySet:
        return self.filter(hour__gte=begins)

    def old_hours(self) -> ReadCountQuerySet:
        """Those of hours that are to be joined into days."""
        return self.filter(hour__lt=first_day_by_hour()).exclude(hour=Trunc("hour", "day", tzinfo=UTC))

    def join_old_hours(self) -> int:
        """Make one row of a day from those of its hours, where they are old enough; how many hours those were."""
        with connection.cursor() as cursor:
            cursor.execute(_DAYS_OF_OLD_HOURS, {"before": first_day_by_hour()})
            return cursor.fetchone()[0]


class ReadCount(models.Model):
    """hour: its beginning. Of old figures: the beginning of their day."""

    article = models.ForeignKey(
        "articles.Article", verbose_name=_("article"), on_delete=models.CASCADE, db_index=False, related_name="+"
    )
    hour = models.DateTimeField(_("hour"))
    reads = models.BigIntegerField(_("reads"))

    objects = ReadCountQuerySet.as_manager()

    class Meta:
        verbose_name = _("readers")
        verbose_name_plural = _("readers")
        default_permissions = ("view",)
        constraints = [
            models.UniqueConstraint(name="readcount_one_for_each_hour", fields=["article", "hour"]),
            models.CheckConstraint(name="readcount_is_a_number_of_reads", condition=models.Q(reads__gt=0)),
        ]
        indexes = [models.Index(name="reads_by_hour", fields=["hour"], include=["article", "reads"])]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.reads}"


class ReferringHostQuerySet(models.QuerySet["ReferringHost"]):
    def since(self, begins: datetime) -> ReferringHostQuerySet:
        return self.filter(hour__gte=begins)

    def outlived(self) -> ReferringHostQuerySet:
        return self.filter(hour__lt=timezone.now() - HOSTS_KEPT_FOR)


class ReferringHost(models.Model):
    """How many of an article's reads of an hour came by a link on another site.

    host: its name in small letters. Empty: of the sites beyond those that have rows of their own.
    """

    article = models.ForeignKey(
        "articles.Article", verbose_name=_("article"), on_delete=models.CASCADE, db_index=False, related_name="+"
    )
    hour = models.DateTimeField(_("hour"))
    host = models.CharField(_("site"), max_length=LONGEST_HOST)
    reads = models.BigIntegerField(_("reads"))

    objects = ReferringHostQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                name="referringhost_one_for_each_hour", fields=["hour", "article", "host"], include=["reads"]
            ),
            models.CheckConstraint(name="referringhost_is_a_number_of_reads", condition=models.Q(reads__gt=0)),
        ]
        indexes = [models.Index(name="referring_hosts_by_article", fields=["article", "hour"])]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.host}"
