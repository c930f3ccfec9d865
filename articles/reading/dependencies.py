"""What a reader page depends on, so the page cache can tell whether the page still holds.

A view that is marked ``cacheable`` names the article whose discussion its page shows (about), and the articles whose
cards it shows (cards). The content version is read before the view begins, the discussions' versions with the rows that
are shown. So no version is newer than what the page shows.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from articles.models import Article, ContentVersion
from web.page_cache.page_dependencies import Dependencies
from web.times.age import next_change_in

SHORTEST = timedelta(minutes=1)  # that a page is cached though an age on it is out of date by then


def cacheable(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view whose public answers may be cached while what they depend on is as it was."""

    @wraps(view)
    def reading_the_version_first(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method in ("GET", "HEAD"):
            request.content_version = _version_now()  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    reading_the_version_first.is_cacheable = True  # type: ignore[attr-defined]
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


def dependencies_of(
    request: HttpRequest,
    response: HttpResponse,
    about: Article | None,
    cards: Iterable[Article],
    lists: str = "",
    until: Iterable[datetime] = (),
) -> Dependencies | None:
    """What the page in response depends on; None where its view is not marked ``cacheable``.

    lists: the version of the lists that readers order. until: moments at which time alone makes another page.
    """
    version: ContentVersion | None = getattr(request, "content_version", None)
    if version is None:
        return None
    moments = [*until, *(about.discussion.moments if about else [])]
    return Dependencies(
        content=version.version,
        about=(about.pk, about.discussion.version) if about else None,
        cards={article.pk: article.discussion.card_version for article in cards},
        lists=lists,
        until=_changes_at(response.text, version.read_at, [version.next_publication, *moments]),
    )


def _changes_at(text: str, began: datetime, moments: Iterable[datetime | None]) -> datetime:
    """began: before text was rendered. What came due meanwhile may be missing from it, so it is over already."""
    written = max(next_change_in(text, began) or datetime.max.replace(tzinfo=began.tzinfo), began + SHORTEST)
    return min([written, *(moment for moment in moments if moment and moment > began)])
