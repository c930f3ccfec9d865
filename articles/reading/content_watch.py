"""For the worker: whether anything that readers see has changed since it looked last."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from articles.models import ContentVersion

_NOTHING_YET = ""


class ContentWatch:
    """Triggers move the content version with whatever readers see, by whatever path it is changed."""

    def __init__(self) -> None:
        self._seen: UUID | str | None = _NOTHING_YET
        self._next_publication: datetime | None = None

    def has_moved(self) -> bool:
        """Once for each change, and once when a scheduled article is due. The first time, it has."""
        version = ContentVersion.objects.now()
        if version is None:  # nothing has changed yet in this database
            is_first, self._seen = self._seen == _NOTHING_YET, None
            return is_first
        is_due = self._next_publication is not None and self._next_publication <= timezone.now()
        if version.version == self._seen and not is_due:
            return False
        self._seen, self._next_publication = version.version, version.next_publication
        return True
