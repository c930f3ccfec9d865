"""A moment as staff read it: with the time zone by name, since people work in several."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext


def zone_words(moment: datetime | None = None) -> str:
    """The site's time zone with its distance from UTC at moment, by default now: "Europe/Berlin, UTC+1"."""
    local = timezone.localtime(moment)
    name = timezone.get_current_timezone_name()
    if name == "UTC":
        return name
    minutes = round(local.utcoffset().total_seconds() / 60)  # type: ignore[union-attr]
    sign = "-" if minutes < 0 else "+"
    hours, rest = divmod(abs(minutes), 60)
    offset = f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "")
    return offset if name == offset else f"{name}, {offset}"


def zone_name(moment: datetime) -> str:
    """The short name of the site's zone at moment, or its distance from UTC where it has none: "CET", "UTC-3"."""
    name = timezone.localtime(moment).tzname() or ""
    return name if name.isalpha() else zone_words(moment).rpartition(", ")[2]


def zone_sentence() -> str:
    """Beside a field in which a moment is typed."""
    return gettext("Time zone: %(zone)s.") % {"zone": zone_words()}


def moment_words(moment: datetime) -> str:
    """moment with its zone: "November 30, 2026, 12:00 p.m. (Europe/Berlin, UTC+1)"."""
    return f"{date_format(timezone.localtime(moment), 'DATETIME_FORMAT')} ({zone_words(moment)})"
