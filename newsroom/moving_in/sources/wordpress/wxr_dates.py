from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom.moving_in.neutral_items import Item

YEARS = range(1900, 9_000)


def moment(gmt: str, local: str, rfc: str, item: Item) -> datetime | None:
    """gmt, local: "2024-05-14 06:30:00", of which WordPress leaves one empty or zero at times. rfc: pubDate.

    A local date says no zone: it is taken for one of this site's, and that is noted at item.
    """
    if found := _plain(gmt):
        return found.replace(tzinfo=UTC)
    if rfc:
        with suppress(ValueError, TypeError, OverflowError, IndexError):
            parsed = parsedate_to_datetime(rfc)
            if parsed.year in YEARS:
                return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)
    if found := _plain(local):
        item.changed(_("Its date has no time zone; that of this site was taken."), item.line)
        return timezone.make_aware(found)
    return None


def _plain(text: str) -> datetime | None:
    if not text or text.startswith("0000"):
        return None
    with suppress(ValueError):
        found = datetime.fromisoformat(text.strip().replace(" ", "T"))
        return found.replace(tzinfo=None) if found.year in YEARS else None
    return None
