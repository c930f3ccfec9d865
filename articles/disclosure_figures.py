"""How articles were made, month by month, in numbers: from the disclosure log and the corrections that readers see."""
# ruff: noqa: S608 (the SQL is put together from constants, never from what anybody sends)

from datetime import date, datetime

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.disclosure import LEVELS
from articles.models import Correction
from articles.models.disclosure_log import LOG

# An article counts once, in the month in which readers could first read it here, at the level that it had then. A
# moment that was set and then given up or moved before it came does not count.
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
        ))
        GROUP BY article_id
    ) AS shown
    GROUP BY 1, 2
"""
_VOIDED = f"""
    SELECT date_trunc('month', at AT TIME ZONE %(zone)s)::date, 'voided_reviews', count(*) FROM {LOG}
    WHERE kind = 'review_voided' GROUP BY 1
"""


def months() -> dict[date, dict[str, int]]:
    """The figures that are not nought, by the first day of their month in the site's time zone.

    Keys of a month: those of ``LEVELS``, ``voided_reviews``, and ``corrections.`` with the key of each cause.
    """
    by_month: dict[date, dict[str, int]] = {}
    values: dict[str, str | datetime] = {"zone": timezone.get_current_timezone_name(), "now": timezone.now()}
    with connection.cursor() as cursor:
        for statement in (_PUBLISHED, _VOIDED):
            cursor.execute(statement, values)
            for month, figure, count in cursor.fetchall():
                by_month.setdefault(month, {})[figure] = count
    for month, causes in Correction.objects.causes_by_month().items():
        by_month.setdefault(month, {}).update({f"corrections.{cause}": count for cause, count in causes.items()})
    return by_month


def rows(figures: dict[str, int]) -> list[tuple[str, str, bool]]:
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
