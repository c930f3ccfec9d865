"""How old an article is, in one unit rounded down: "just now", "7 months ago", "1 year ago", "in 2 days".

Minutes, hours, days and weeks are elapsed time, so a change to or from daylight saving cannot bend them. Months
and years follow the calendar in the site's time zone: a month is over when the same day and time of day come round, or,
where the month has no such day, when the month after it begins. January 31 to February 28 is therefore 4 weeks, to
March 1 it is a month; February 29 to February 28 a year later is 11 months. ``static/js/reader.js`` holds the
same rule.
"""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from django.utils import timezone
from django.utils.translation import gettext, ngettext

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
_DRAWN = re.compile(r'<time datetime="([^"]+)" data-age')
ELAPSED = {"minute": MINUTE, "hour": HOUR, "day": DAY, "week": WEEK}


def age(moment: datetime, now: datetime | None = None) -> str:
    """How long ago moment was, or how far off it is, in words of the active language.

    moment, now: aware; fractions of a second do not count. now: the present when left out.
    """
    # In UTC: where a clock is put back, two times of one zone compare and subtract wrongly.
    moment = moment.astimezone(UTC).replace(microsecond=0)
    now = (now or timezone.now()).astimezone(UTC).replace(microsecond=0)
    count, unit = _count_and_unit(min(moment, now), max(moment, now))
    if not count:
        return gettext("just now")
    return _ahead(count, unit) if moment > now else _ago(count, unit)


def full_years(moment: datetime, now: datetime | None = None) -> int:
    """How many years are over since moment, as ``age`` counts them; 0 for a moment to come."""
    moment = moment.astimezone(UTC).replace(microsecond=0)
    now = (now or timezone.now()).astimezone(UTC).replace(microsecond=0)
    count, unit = _count_and_unit(min(moment, now), now)
    return count if unit == "year" else 0


def next_change(moment: datetime, now: datetime) -> datetime:
    """When ``age(moment)`` will say something else, or a little before that. moment, now: aware."""
    moment = moment.astimezone(UTC).replace(microsecond=0)
    if moment > now:
        return now + MINUTE
    count, unit = _count_and_unit(moment, now.astimezone(UTC).replace(microsecond=0))
    if unit in ELAPSED:
        elapsed = moment + (count + 1) * ELAPSED[unit]
        return min(elapsed, _months_later(moment, 1)) if unit == "week" else elapsed
    months = _calendar_months(timezone.localtime(moment), timezone.localtime(now))
    return _months_later(moment, months + 1)


def next_change_in(html: str, since: datetime) -> datetime | None:
    """When the first of the ages in html will say something else, or up to a minute before that; None without any.

    since: when html began to be rendered. An age may have changed before it was finished.
    """
    minute = since.replace(second=0, microsecond=0)
    zone = timezone.get_current_timezone_name()
    return min((_next_change(drawn, minute, zone) for drawn in set(_DRAWN.findall(html))), default=None)


@lru_cache(maxsize=10_000)  # one for each date on the pages of a minute
def _next_change(drawn: str, minute: datetime, zone: str) -> datetime:
    return next_change(datetime.fromisoformat(drawn), minute)


def _months_later(moment: datetime, months: int) -> datetime:
    """When so many calendar months are over since moment."""
    start = timezone.localtime(moment)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    try:
        return start.replace(year=year, month=month + 1).astimezone(UTC)
    except ValueError:  # the month has no such day
        begins = start.replace(day=1, hour=0, minute=0, second=0)
        year, month = divmod(year * 12 + month + 1, 12)
        return begins.replace(year=year, month=month + 1).astimezone(UTC)


def _count_and_unit(start: datetime, end: datetime) -> tuple[int, str]:
    months = _calendar_months(timezone.localtime(start), timezone.localtime(end))
    if months >= 12:
        return months // 12, "year"
    if months > 0:  # it is -1 between two times of the hour that comes twice when clocks are put back
        return months, "month"
    elapsed = end - start
    for length, unit in ((WEEK, "week"), (DAY, "day"), (HOUR, "hour")):
        if elapsed >= length:
            return elapsed // length, unit
    return elapsed // MINUTE, "minute"


def _calendar_months(start: datetime, end: datetime) -> int:
    """Whole months between two times on the wall of the site's time zone."""
    months = (end.year - start.year) * 12 + end.month - start.month
    same_point_reached = (end.day, end.time()) >= (start.day, start.time())
    return months if same_point_reached else months - 1


def _ago(count: int, unit: str) -> str:
    words = {
        "minute": ngettext("%(count)d minute ago", "%(count)d minutes ago", count),
        "hour": ngettext("%(count)d hour ago", "%(count)d hours ago", count),
        "day": ngettext("%(count)d day ago", "%(count)d days ago", count),
        "week": ngettext("%(count)d week ago", "%(count)d weeks ago", count),
        "month": ngettext("%(count)d month ago", "%(count)d months ago", count),
        "year": ngettext("%(count)d year ago", "%(count)d years ago", count),
    }
    return words[unit] % {"count": count}


def _ahead(count: int, unit: str) -> str:
    words = {
        "minute": ngettext("in %(count)d minute", "in %(count)d minutes", count),
        "hour": ngettext("in %(count)d hour", "in %(count)d hours", count),
        "day": ngettext("in %(count)d day", "in %(count)d days", count),
        "week": ngettext("in %(count)d week", "in %(count)d weeks", count),
        "month": ngettext("in %(count)d month", "in %(count)d months", count),
        "year": ngettext("in %(count)d year", "in %(count)d years", count),
    }
    return words[unit] % {"count": count}
