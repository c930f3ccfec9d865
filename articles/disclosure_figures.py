"""How articles were made, month by month, in numbers: from the disclosure log and the corrections that readers see.

Months that are over are counted once a day, and kept until the next day counts them again: a correction may still come
to an article of long ago, or an archive be taken in. What is not kept yet, the running month above all, is counted from
the rows. Months are those of the site's time zone.
"""
# ruff: noqa: S608 (the SQL is put together from constants, never from what anybody sends)

from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.disclosure import LEVELS
from articles.models import Correction, DisclosureMonth
from articles.models.disclosure_log import LOG

Figures = dict[str, int]

# An article counts once, in the month in which readers could first read it here, at the level that it had then. A
# moment that was set and then given up or moved before it came does not count. To find those of the latest months, only
# articles with an event in them are looked at: an index knows these.
_PUBLISHED = f"""
    SELECT date_trunc('month', since AT TIME ZONE %(zone)s)::date, (
            SELECT level FROM {LOG} WHERE article_id = shown.article_id AND at <= since ORDER BY number DESC LIMIT 1
        ) AS level, count(*)
    FROM (
        SELECT article_id, min(greatest(at, published_at)) AS since FROM {LOG} AS event
        WHERE kind = 'published' AND greatest(at, published_at) <= %(now)s AND (published_at <= at OR NOT EXISTS (
            SELECT FROM {LOG} AS later
            WHERE later.article_id = event.article_id AND later.number > event.number
                AND later.kind IN ('published', 'unpublished', 'withdrawn', 'deleted') AND later.at < event.published_at
        )) AND article_id IN (
            SELECT article_id FROM {LOG}
            WHERE kind = 'published' AND greatest(at, published_at) BETWEEN %(since)s AND %(now)s
        )
        GROUP BY article_id HAVING min(greatest(at, published_at)) >= %(since)s
    ) AS shown
    GROUP BY 1, 2
"""
_VOIDED = f"""
    SELECT date_trunc('month', at AT TIME ZONE %(zone)s)::date, 'voided_reviews', count(*) FROM {LOG}
    WHERE kind = 'review_voided' AND at >= %(since)s GROUP BY 1
"""


def months() -> dict[date, Figures]:
    """The figures that are not nought, by the first day of their month in the site's time zone.

    Keys of a month: those of ``LEVELS``, ``voided_reviews``, and ``corrections.`` with the key of each cause.
    """
    kept = {month.month: month.figures for month in DisclosureMonth.objects.all()}
    return kept | _count_since(_first_not_kept(kept))


def keep_closed_months() -> None:
    """Count all months that are over, and keep what they came to in place of what was kept."""
    counted = _count_since(date(1970, 1, 1))
    running = timezone.localdate().replace(day=1)
    closed = [DisclosureMonth(month=month, figures=figures) for month, figures in counted.items() if month < running]
    with transaction.atomic():
        DisclosureMonth.objects.exclude(month__in=[month.month for month in closed]).delete()
        DisclosureMonth.objects.bulk_create(
            closed, update_conflicts=True, unique_fields=["month"], update_fields=["figures"]
        )


def _first_not_kept(kept: Iterable[date]) -> date:
    """The first day from which nothing is kept."""
    last = max(kept, default=date(1969, 12, 1))
    return date(last.year + last.month // 12, last.month % 12 + 1, 1)


def _count_since(first: date) -> dict[date, Figures]:
    by_month: dict[date, Figures] = {}
    since = datetime(first.year, first.month, first.day, tzinfo=timezone.get_default_timezone())
    values: dict[str, str | datetime] = {"zone": settings.TIME_ZONE, "since": since, "now": timezone.now()}
    with connection.cursor() as cursor:
        for statement in (_PUBLISHED, _VOIDED):
            cursor.execute(statement, values)
            for month, figure, count in cursor.fetchall():
                by_month.setdefault(month, {})[figure] = count
    for month, causes in Correction.objects.causes_by_month(since).items():
        by_month.setdefault(month, {}).update({f"corrections.{cause}": count for cause, count in causes.items()})
    return by_month


def rows(figures: Figures) -> list[tuple[str, str, bool]]:
    """The figures of a month for people: words, value, and whether it is a part of the one above."""
    causes = [(label, figures.get(f"corrections.{cause}", 0)) for cause, label in Correction.Cause.choices]
    counted = [
        (_("Published"), sum(figures.get(key, 0) for key in LEVELS), False),
        *((str(level.choice), figures.get(level.key, 0), True) for level in LEVELS.values()),
        (_("Checks that became void, since something checked was changed"), figures.get("voided_reviews", 0), False),
        (_("Mistakes put right"), sum(count for _label, count in causes), False),
        *((_("Cause: %(cause)s") % {"cause": label}, count, True) for label, count in causes if count),
    ]
    return [(words, str(count), is_part) for words, count, is_part in counted]
