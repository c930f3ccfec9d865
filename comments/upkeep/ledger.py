"""What happened to readers' comments, month by month: the comments' part of the page ``/transparency/``.

What has been counted is kept, so erasing comments later changes no figure. Once a day (``keep``) it is taken
further; only what came since then is counted from the rows when someone asks. Months are those of the site's time
zone.
"""

from bisect import bisect_left
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from comments.models import GoneComment, LedgerMonth
from comments.moderation.reasons import Reason, reason_of
from web.numbers import grouped

Figures = dict[str, int]

SETTLES_IN = timedelta(hours=1)  # after which it is kept: what was under way when it happened is in it by then
BEGINNING, END = datetime(1970, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
WAITED = "waited."  # and the seconds: how many waited so long, until the median of the month is known

# Each of these counts what happened from since to until, by month, as something to add to what was counted before.
_RECEIVED = """
    SELECT month, count(*), 'received' FROM (
        SELECT date_trunc('month', created_at AT TIME ZONE %(zone)s)::date AS month FROM comments_comment
        WHERE created_at >= %(since)s AND created_at < %(until)s AND NOT is_staff_reply
        UNION ALL
        SELECT date_trunc('month', received_at AT TIME ZONE %(zone)s)::date FROM comments_gonecomment
        WHERE received_at >= %(since)s AND received_at < %(until)s
    ) AS received GROUP BY month
"""
# A comment counts once a month, under the last decision of that month, unless it stood like that before the month. The
# last one until now takes the place of the last one before.
_DECIDED = """
    WITH last_of_month AS (
        SELECT DISTINCT ON (comment_id, month) comment_id, verdict, reason_code,
            date_trunc('month', made_at AT TIME ZONE %(zone)s)::date AS month,
            date_trunc('month', made_at AT TIME ZONE %(zone)s) AT TIME ZONE %(zone)s AS begins
        FROM comments_decision WHERE made_at >= %(since)s AND made_at < %(until)s
        ORDER BY comment_id, month, made_at DESC, id DESC
    )
    SELECT month, sum(weight),
        CASE counted.verdict WHEN 'rejected' THEN 'rejected.' || counted.reason_code ELSE counted.verdict END AS figure
    FROM last_of_month
    LEFT JOIN LATERAL (
        SELECT verdict FROM comments_decision
        WHERE comment_id = last_of_month.comment_id AND made_at < begins
        ORDER BY made_at DESC, id DESC LIMIT 1
    ) AS former ON true
    LEFT JOIN LATERAL (
        SELECT verdict, reason_code FROM comments_decision
        WHERE comment_id = last_of_month.comment_id AND made_at >= begins AND made_at < %(since)s
        ORDER BY made_at DESC, id DESC LIMIT 1
    ) AS before ON true
    CROSS JOIN LATERAL (
        VALUES (last_of_month.verdict, last_of_month.reason_code, 1), (before.verdict, before.reason_code, -1)
    ) AS counted (verdict, reason_code, weight)
    WHERE counted.verdict <> 'pending' AND counted.verdict IS DISTINCT FROM former.verdict
    GROUP BY month, figure
"""
# A comment waits from when it was sent, or put into the queue by the house, until a person decides on it.
_WAITED = """
    SELECT month, count(*), 'waited.' || CASE
            WHEN seconds < 2 * 3600 THEN floor(seconds / 60) * 60
            WHEN seconds < 48 * 3600 THEN floor(seconds / 3600) * 3600
            ELSE floor(seconds / 86400) * 86400
        END::bigint AS figure
    FROM (
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
        WHERE decision.made_at >= %(since)s AND decision.made_at < %(until)s
            AND decision.made_by_id IS NOT NULL AND decision.verdict <> 'pending'
            AND (before.verdict IS NULL OR (before.verdict = 'pending' AND before.made_by_id IS NULL))
    ) AS waits GROUP BY month, figure
"""
_OBJECTED = """
    SELECT date_trunc('month', made_at AT TIME ZONE %(zone)s)::date, count(*), 'objections'
    FROM comments_objection WHERE made_at >= %(since)s AND made_at < %(until)s GROUP BY 1
"""
_UPHELD = """
    SELECT date_trunc('month', decided_at AT TIME ZONE %(zone)s)::date, count(*), 'upheld'
    FROM comments_objection WHERE decided_at >= %(since)s AND decided_at < %(until)s AND upheld GROUP BY 1
"""


def months() -> dict[date, Figures]:
    """The figures of every month in which something happened, by its first day, newest first.

    received, published, rejected, rejected.<reason code>, spam: comments; median_wait: seconds, as ``rows`` rounds it;
    objections, upheld: objections, those upheld in the month of that decision. 0 where one is missing.
    """
    kept = list(LedgerMonth.objects.all())
    figures: dict[date, Figures] = {month.month: month.figures for month in kept}
    for month, counted in _count(max((month.until for month in kept), default=BEGINNING), END).items():
        figures[month] = _sum(figures.get(month, {}), counted)
    return {month: _settled(figures[month]) for month in sorted(figures, reverse=True)}


def keep() -> int:
    """Keep what has happened since the last time; how many months were kept, or added to."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE comments_ledgermonth IN SHARE ROW EXCLUSIVE MODE")
        kept = {month.month: month for month in LedgerMonth.objects.all()}
        since = max((month.until for month in kept.values()), default=BEGINNING)
        until = timezone.now() - SETTLES_IN
        counted = _count(since, until)
        moved = [
            LedgerMonth(month=month, until=until, figures=_sum(kept[month].figures if month in kept else {}, figures))
            for month, figures in counted.items()
        ]
        running = timezone.localdate(until).replace(day=1)
        for month in moved:
            if month.month < running:
                month.figures = _settled(month.figures)
        LedgerMonth.objects.bulk_create(
            moved, update_conflicts=True, unique_fields=["month"], update_fields=["until", "figures"]
        )
        GoneComment.objects.received_before(until).delete()
    return len(moved)


def _count(since: datetime, until: datetime) -> dict[date, Figures]:
    counted: dict[date, Figures] = {}
    parameters = {"zone": settings.TIME_ZONE, "since": since, "until": until}
    with connection.cursor() as cursor:
        for statement in (_RECEIVED, _DECIDED, _WAITED, _OBJECTED, _UPHELD):
            cursor.execute(statement, parameters)
            for month, count, figure in cursor.fetchall():
                counted.setdefault(month, {})[figure] = int(count)
    return counted


def _sum(before: Figures, since: Figures) -> Figures:
    """What is left at nought, such as a verdict that was undone, is not mentioned."""
    total = Counter(before)
    total.update(since)
    return {figure: count for figure, count in total.items() if count}


def _settled(figures: Figures) -> Figures:
    """The figures that are told: the median in the place of all waits, and the sum of the rejections."""
    told = {figure: count for figure, count in figures.items() if not figure.startswith(WAITED)}
    if rejected := sum(count for figure, count in told.items() if figure.startswith("rejected.")):
        told["rejected"] = rejected
    waits = {int(name.removeprefix(WAITED)): count for name, count in figures.items() if name.startswith(WAITED)}
    if waits:
        told["median_wait"] = _median(waits)
    return told


def _median(counts: dict[int, int]) -> int:
    """The lower one of an even number."""
    values = sorted(counts)
    sums = list(accumulate(counts[value] for value in values))
    return values[bisect_left(sums, (sums[-1] + 1) // 2)]


def rows(figures: Figures) -> list[tuple[str, str, bool]]:
    """The figures of a month for people: words, value, and whether it is a part of the one above."""
    count = {name: grouped(value) for name, value in figures.items()}
    return [
        (pgettext("comments, in a table", "Received"), count.get("received", "0"), False),
        (pgettext("comments, in a table", "Published"), count.get("published", "0"), False),
        (pgettext("comments, in a table", "Rejected"), count.get("rejected", "0"), False),
        *(
            (_reason_in_words(name.removeprefix("rejected.")), count[name], True)
            for name in sorted(figures, key=_reasons_in_order)
            if name.startswith("rejected.")
        ),
        (pgettext("comments, in a table", "Spam"), count.get("spam", "0"), False),
        (_("Median wait for a moderator"), _wait_in_words(figures.get("median_wait")), False),
        (_("Appeals against a rejection"), count.get("objections", "0"), False),
        (_("Appeals upheld"), count.get("upheld", "0"), False),
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
        return pgettext("waiting time", "none")
    minutes = seconds // 60
    if minutes < 1:
        return _("under a minute")
    if minutes < 120:
        return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}
    hours = minutes // 60
    if hours < 48:
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    return ngettext("%(count)d day", "%(count)d days", hours // 24) % {"count": hours // 24}
