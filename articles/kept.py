"""What a reader page rests on, so that whoever keeps it can tell whether it still holds.

A view that is marked ``kept`` says of its page which article's discussion is on it (about) and which articles' cards
(cards). The content version is read before the view begins, the discussions' with the rows that are shown: nothing that
a page rests on is newer than what it shows.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from articles.age import next_change_in
from articles.models import Article, ContentVersion

SHORTEST = timedelta(minutes=1)  # that a page is kept though an age on it says something else by then


@dataclass(frozen=True)
class Grounds:
    """content: the version of what the newsroom says. about: an article's key and its discussion's version.

    cards: versions of what cards show of a discussion, by the article's key. until: when time alone makes another page.
    """

    content: UUID
    about: tuple[int, UUID] | None
    cards: Mapping[int, UUID]
    until: datetime

    @property
    def tags(self) -> list[str]:
        """Names for caches in front, to drop pages by."""
        about = [f"article-{self.about[0]}"] if self.about else []
        return ["content", *about, *(f"card-{pk}" for pk in self.cards)]


def kept(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view whose public answers may be kept while what they rest on is as it was."""

    @wraps(view)
    def reading_the_version_first(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method in ("GET", "HEAD"):
            request.content_version = _version_now()  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    reading_the_version_first.is_kept = True  # type: ignore[attr-defined]
    return reading_the_version_first


def _version_now() -> ContentVersion | None:
    """The version, which is asked on a connection that may have broken since the last request.

    Django would ask a question of its own first, to see whether it did.
    """
    if connection.in_atomic_block:
        return ContentVersion.objects.now()
    connection.health_check_done = True  # type: ignore[attr-defined]
    began = time.monotonic()
    try:
        return ContentVersion.objects.now()
    except (InterfaceError, OperationalError):
        connection.close()
        if time.monotonic() - began > 1:  # a broken connection says so at once; this is a database that is silent
            raise
        return ContentVersion.objects.now()


def grounds_of(request: HttpRequest, text: str, about: Article | None, cards: Iterable[Article]) -> Grounds | None:
    """What a page with text rests on; None where its view is not marked ``kept``."""
    version: ContentVersion | None = getattr(request, "content_version", None)
    if version is None:
        return None
    closes_at = about.discussion.closes_at if about else None
    return Grounds(
        content=version.version,
        about=(about.pk, about.discussion.version) if about else None,
        cards={article.pk: article.discussion.card_version for article in cards},
        until=_changes_at(text, version.read_at, [version.next_publication, closes_at]),
    )


def _changes_at(text: str, began: datetime, moments: Iterable[datetime | None]) -> datetime:
    """began: before text was drawn. What came due meanwhile may be missing from it, so that it is over already."""
    written = max(next_change_in(text, began) or datetime.max.replace(tzinfo=began.tzinfo), began + SHORTEST)
    return min([written, *(moment for moment in moments if moment and moment > began)])
