"""Dates and times as makers and people write them. What has two readings, such as 05/06/2024, has none here."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta, tzinfo
from datetime import timezone as fixed_zone
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

YEARS = range(1000, 9999)  # what every time zone and the database can hold
LONGEST = 60  # characters
_ISO = re.compile(
    r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})"
    r"(?:(?:[T ]\s*)(\d{1,2})[:.](\d\d)(?:[:.](\d\d)(?:[.,]\d+)?)?\s*([AaPp]\.?[Mm]\.?)?\s*"
    r"(Z|UTC|GMT|[+-]\d\d:?\d\d|[A-Z][A-Za-z_]+/[A-Za-z_]+)?)?",
    re.ASCII,
)
_IN_WORDS = ("%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%B %d %Y", "%b %d %Y", "%d.%m.%Y")
_TIMES = ("", " %H:%M", " %H:%M:%S")


def moment_of(text: str, zone: tzinfo) -> datetime | None:
    """An aware time; without an offset it is meant in zone. None for what is no date, or one that does not exist."""
    text = " ".join(text.split())
    if not text or len(text) > LONGEST:
        return None
    with suppress(ValueError, OverflowError, TypeError, KeyError, OSError):
        found = _iso(text) or _in_words(text) or _of_mail(text)
        if found and found.year in YEARS:
            return found if found.tzinfo else found.replace(tzinfo=zone)
    return None


def _iso(text: str) -> datetime | None:
    match = _ISO.fullmatch(text)
    if not match:
        return None
    year, _sign, month, day, hour, minute, second, half, offset = match.groups()
    hours = int(hour or 0)
    if half:
        hours = hours % 12 + (12 if half.lower().startswith("p") else 0)
    moment = datetime(int(year), int(month), int(day), hours, int(minute or 0), int(second or 0))  # noqa: DTZ001
    return moment.replace(tzinfo=_zone(offset)) if offset else moment


def _zone(offset: str) -> tzinfo:
    if offset in ("Z", "UTC", "GMT"):
        return UTC
    if "/" in offset:
        return ZoneInfo(offset)
    minutes = int(offset[1:3]) * 60 + int(offset[-2:])
    return fixed_zone(timedelta(minutes=-minutes if offset[0] == "-" else minutes))


def _in_words(text: str) -> datetime | None:
    text = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", text.replace(" at ", " "))
    for day in _IN_WORDS:
        for time in _TIMES:
            with suppress(ValueError):
                return datetime.strptime(text, day + time)  # noqa: DTZ007 - the zone is added
    return None


def _of_mail(text: str) -> datetime | None:
    return parsedate_to_datetime(text) if re.match(r"(?:[A-Za-z]{3}, )?\d{1,2} [A-Za-z]{3} \d{4} \d", text) else None
