"""How articles were made, month by month, in numbers: from the disclosure log and the corrections that readers see.

All that happened until then is counted once a day (``keep``), and kept until the next day counts it again: a correction
may still come to an article of long ago, or an archive be taken in. What came since then, and the corrections of the
running month, are counted from the rows when someone asks. Months are those of the site's time zone.
"""
# ruff: noqa: S608 (the SQL is put together from constants, never from what anyone sends)

from collections import Counter
from datetime import UTC, date, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from articles.disclosure.levels import LEVELS
from articles.disclosure.log_triggers import LOG
from articles.models import Correction, DisclosureMonth
from web.numbers import grouped

Figures = dict[str, int]

SETTLES_IN = timedelta(hours=1)  # after which it is kept: what was under way when it happened is in it by then
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)

# An article counts once, in the month in which readers could first read it here, at the level that it had then. A
# moment that was set and then given up or moved before it came does not count. To find those of the latest months, only
# articles with an event in them are looked at: an index knows these.
_PUBLISHED = f"""
    SELECT date_trunc('month', since AT TIME ZONE %(zone)s)::date, (
            SELECT level FROM {LOG} WHERE article_id = shown.article_id AND at <= since ORDER BY number DESC LIMIT 1
        ) AS level, count(*)
    FROM (
        SELECT article_id, min(greatest(at, published_at)) AS since FROM {LOG} AS event
        WHERE kind = 'published' AND greatest(at, published_at) <= %(until)s AND (published_at <= at OR NOT EXISTS (
            SELECT FROM {LOG} AS later
            WHERE later.article_id = event.article_id AND later.number > event.number
                AND later.kind IN ('published', 'unpublished', 'withdrawn', 'deleted') AND later.at < event.published_at
        )) AND article_id IN (
            SELECT article_id FROM {LOG}
            WHERE kind = 'published' AND greatest(at, published_at) > %(since)s
                AND greatest(at, published_at) <= %(until)s
        )
        GROUP BY article_id HAVING min(greatest(at, published_at)) > %(since)s
    ) AS shown
    GROUP BY 1, 2
"""
_VOIDED = f"""
    SELECT date_trunc('month', at AT TIME ZONE %(zone)s)::date, 'voided_reviews', count(*) FROM {LOG}
    WHERE kind = 'review_voided' AND at > %(since)s AND at <= %(until)s GROUP BY 1
"""


def months() -> dict[date, Figures]:
    """The figures that are not nought, by the first day of their month in the site's time zone.

    Keys of a month: those of ``LEVELS``, ``voided_reviews``, and ``corrections.`` with the key of each cause.
    """
    kept = list(DisclosureMonth.objects.all())
    until = max((month.until for month in kept), default=BEGINNING)
    figures: dict[date, Figures] = {month.month: month.figures for month in kept}
    for counted in (_count(until, timezone.now()), _corrections(_month_of(until))):
        for month, more in counted.items():
            figures[month] = dict(Counter(figures.get(month, {})) + Counter(more))
    return figures


def keep() -> None:
    """Count all that has happened, and keep what it came to in place of what was kept."""
    until = timezone.now() - SETTLES_IN
    figures = _count(BEGINNING, until)
    for month, causes in _corrections(BEGINNING).items():
        if month < timezone.localdate(_month_of(until)):
            figures.setdefault(month, {}).update(causes)
    counted = [DisclosureMonth(month=month, figures=each, until=until) for month, each in figures.items()]
    with transaction.atomic():
        DisclosureMonth.objects.exclude(month__in=list(figures)).delete()
        DisclosureMonth.objects.bulk_create(
            counted, update_conflicts=True, unique_fields=["month"], update_fields=["figures", "until"]
        )


def _month_of(moment: datetime) -> datetime:
    """When the month of moment began, in the site's time zone."""
    return timezone.localtime(moment).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def _count(since: datetime, until: datetime) -> dict[date, Figures]:
    """What the log tells of the time after since."""
    by_month: dict[date, Figures] = {}
    values: dict[str, str | datetime] = {"zone": settings.TIME_ZONE, "since": since, "until": until}
    with connection.cursor() as cursor:
        for statement in (_PUBLISHED, _VOIDED):
            cursor.execute(statement, values)
            for month, figure, count in cursor.fetchall():
                by_month.setdefault(month, {})[figure] = count
    return by_month


def _corrections(since: datetime) -> dict[date, Figures]:
    return {
        month: {f"corrections.{cause}": count for cause, count in causes.items()}
        for month, causes in Correction.objects.causes_by_month(since).items()
    }


def rows(figures: Figures) -> list[tuple[str, str, bool]]:
    """The figures of a month for people: words, value, and whether it is a part of the one above."""
    causes = [(label, figures.get(f"corrections.{cause}", 0)) for cause, label in Correction.Cause.choices]
    counted = [
        (pgettext("articles, in a table", "Published"), sum(figures.get(key, 0) for key in LEVELS), False),
        *((str(level.choice), figures.get(level.key, 0), True) for level in LEVELS.values()),
        (_("Checks cancelled because the text changed"), figures.get("voided_reviews", 0), False),
        (_("Mistakes corrected"), sum(count for _label, count in causes), False),
        *((_("Cause: %(cause)s") % {"cause": label}, count, True) for label, count in causes if count),
    ]
    return [(words, grouped(count), is_part) for words, count, is_part in counted]
