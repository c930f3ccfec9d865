"""What happened to readers' comments, month by month: the comments' part of the page ``/transparency/``.

A month that is over is kept as it was counted, so that erasing comments later changes no figure; what is not kept yet,
the running month above all, is counted from the rows. Months are those of the site's time zone.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.models import GoneComment, LedgerMonth
from comments.reasons import Reason, reason_of

Figures = dict[str, int]

SETTLES_IN = timedelta(days=1)  # after its end a month is kept: what was under way at midnight is in it by then

_RECEIVED = """
    SELECT month, count(*) FROM (
        SELECT date_trunc('month', created_at AT TIME ZONE %(zone)s)::date AS month FROM comments_comment
        WHERE created_at >= %(since)s AND NOT is_staff_reply
        UNION ALL
        SELECT date_trunc('month', received_at AT TIME ZONE %(zone)s)::date FROM comments_gonecomment
        WHERE received_at >= %(since)s
    ) AS received GROUP BY month
"""
# A comment counts once a month, under the last decision of that month, unless it stood like that before the month.
_DECIDED = """
    SELECT month, verdict, reason_code, count(*) FROM (
        SELECT DISTINCT ON (comment_id, month) *, date_trunc('month', made_at AT TIME ZONE %(zone)s)::date AS month
        FROM comments_decision WHERE made_at >= %(since)s ORDER BY comment_id, month, made_at DESC, id DESC
    ) AS last_of_month
    WHERE verdict <> 'pending' AND verdict IS DISTINCT FROM (
        SELECT verdict FROM comments_decision AS earlier
        WHERE earlier.comment_id = last_of_month.comment_id
            AND earlier.made_at < month::timestamp AT TIME ZONE %(zone)s
        ORDER BY made_at DESC, id DESC LIMIT 1
    )
    GROUP BY month, verdict, reason_code
"""
# A comment waits from when it was sent, or put into the queue by the house, until a person decides on it.
_WAITED = """
    SELECT month, round(percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds)) FROM (
        SELECT date_trunc('month', decision.made_at AT TIME ZONE %(zone)s)::date AS month,
            extract(epoch FROM decision.made_at - coalesce(before.made_at, comment.created_at)) AS seconds
        FROM comments_decision AS decision
        JOIN LATERAL (  -- OFFSET keeps PostgreSQL from reading all comments for those of a month
            SELECT created_at FROM comments_comment WHERE id = decision.comment_id OFFSET 0
        ) AS comment ON true
        LEFT JOIN LATERAL (
            SELECT verdict, made_by_id, made_at FROM comments_decision
            WHERE comment_id = decision.comment_id AND (made_at, id) < (decision.made_at, decision.id)
            ORDER BY made_at DESC, id DESC LIMIT 1
        ) AS before ON true
        WHERE decision.made_at >= %(since)s AND decision.made_by_id IS NOT NULL AND decision.verdict <> 'pending'
            AND (before.verdict IS NULL OR (before.verdict = 'pending' AND before.made_by_id IS NULL))
    ) AS waits GROUP BY month
"""
_OBJECTED = """
    SELECT date_trunc('month', made_at AT TIME ZONE %(zone)s)::date AS month, count(*)
    FROM comments_objection WHERE made_at >= %(since)s GROUP BY month
"""
_UPHELD = """
    SELECT date_trunc('month', decided_at AT TIME ZONE %(zone)s)::date AS month, count(*)
    FROM comments_objection WHERE decided_at >= %(since)s AND upheld GROUP BY month
"""


def months() -> dict[date, Figures]:
    """The figures of every month in which something happened, by its first day, newest first.

    received, published, rejected, rejected.<reason code>, spam: comments; median_wait: seconds; objections, upheld:
    objections, those upheld in the month of that decision. 0 where one is missing.
    """
    kept = {month.month: month.figures for month in LedgerMonth.objects.all()}
    return dict(sorted((kept | _count_since(_first_not_kept(kept))).items(), reverse=True))


def keep_closed_months() -> int:
    """Keep each month that is over and not kept yet; how many those were."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE comments_ledgermonth IN SHARE ROW EXCLUSIVE MODE")
        settled = timezone.localdate(timezone.now() - SETTLES_IN).replace(day=1)
        counted = _count_since(_first_not_kept(list(LedgerMonth.objects.values_list("month", flat=True))))
        closed = [LedgerMonth(month=month, figures=figures) for month, figures in counted.items() if month < settled]
        LedgerMonth.objects.bulk_create(closed)
        GoneComment.objects.received_before(_start_of(settled)).delete()
    return len(closed)


def _first_not_kept(kept: Any) -> date:
    """The first day from which nothing is kept."""
    return _next_month(max(kept)) if kept else date(1970, 1, 1)


def _count_since(first: date) -> dict[date, Figures]:
    counted: dict[date, Figures] = {}
    parameters = {"zone": settings.TIME_ZONE, "since": _start_of(first)}
    with connection.cursor() as cursor:
        for figure, counts in (("received", _RECEIVED), ("objections", _OBJECTED), ("upheld", _UPHELD)):
            cursor.execute(counts, parameters)
            for month, count in cursor.fetchall():
                counted.setdefault(month, {})[figure] = count
        cursor.execute(_DECIDED, parameters)
        for month, verdict, reason, count in cursor.fetchall():
            figures = counted.setdefault(month, {})
            figures[verdict] = figures.get(verdict, 0) + count
            if verdict == "rejected":
                figures[f"rejected.{reason}"] = count
        cursor.execute(_WAITED, parameters)
        for month, seconds in cursor.fetchall():
            counted.setdefault(month, {})["median_wait"] = int(seconds)
    return counted


def rows(figures: Figures) -> list[tuple[str, str, bool]]:
    """The figures of a month for people: words, value, and whether it is a part of the one above."""
    count = {name: str(value) for name, value in figures.items()}
    return [
        (_("Received"), count.get("received", "0"), False),
        (_("Published"), count.get("published", "0"), False),
        (_("Rejected"), count.get("rejected", "0"), False),
        *(
            (_reason_in_words(name.removeprefix("rejected.")), count[name], True)
            for name in sorted(figures, key=_reasons_in_order)
            if name.startswith("rejected.")
        ),
        (_("Spam"), count.get("spam", "0"), False),
        (_("Median wait for a moderator"), _wait_in_words(figures.get("median_wait")), False),
        (_("Objections to a rejection"), count.get("objections", "0"), False),
        (_("Objections upheld"), count.get("upheld", "0"), False),
    ]


def _reasons_in_order(name: str) -> int:
    code = name.removeprefix("rejected.")
    return Reason.values.index(code) if code in Reason.values else len(Reason.values)


def _reason_in_words(code: str) -> str:
    reason = reason_of(code)
    return str(reason.label) if reason else code or _("No reason named")


def _wait_in_words(seconds: int | None) -> str:
    """One unit, rounded down: minutes up to two hours, hours up to two days."""
    if seconds is None:
        return _("none")
    minutes = seconds // 60
    if minutes < 1:
        return _("under a minute")
    if minutes < 120:
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    hours = minutes // 60
    if hours < 48:
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    return ngettext("%(count)d day", "%(count)d days", hours // 24) % {"count": hours // 24}


def _start_of(day: date) -> datetime:
    """Midnight of day in the site's time zone."""
    return datetime(day.year, day.month, day.day, tzinfo=timezone.get_default_timezone())


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
