"""Where Ghost shows its posts: ``/slug/``, or as a pattern says."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

USUAL = "/{slug}/"
PLACES = ("slug", "id", "year", "month", "day", "author", "primary_author", "primary_tag")
_PLACE = re.compile(r"\{(\w+)\}|:(\w+)")


def unknown_places(pattern: str) -> list[str]:
    """What a pattern names that no post has."""
    return [one or two for one, two in _PLACE.findall(pattern) if (one or two) not in PLACES]


def path_of(pattern: str, facts: dict[str, str], moment: datetime | None, zone: str) -> str:
    """A post's path. pattern: with places such as {year}, or :year as in Ghost's old setting. facts: slug, id, author,
    primary_tag. zone: of the dates in it. Empty where the pattern needs a date and there is none.
    """
    values = {**facts, "primary_author": facts.get("author", ""), "primary_tag": facts.get("primary_tag") or "all"}
    if moment:
        local = moment.astimezone(_zone(zone))
        values |= {"year": f"{local:%Y}", "month": f"{local:%m}", "day": f"{local:%d}"}

    def filled(match: re.Match[str]) -> str:
        return values.get(match[1] or match[2]) or "\0"

    path = _PLACE.sub(filled, pattern if pattern.startswith("/") else f"/{pattern}")
    return "" if "\0" in path or path.strip("/") == "" else path


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")
