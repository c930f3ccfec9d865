"""What every reader page has in common: its frame, how it may be asked for, and what caches may do with it."""

import hashlib
import time
from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from articles.kept import grounds_of, kept
from articles.models import Article, Section
from articles.models.prepared import Prepared

# For everybody: kept for a minute at most, and only by shared caches; for an hour where the site does not answer.
PUBLIC = "public, max-age=0, s-maxage=50, stale-while-revalidate=10, stale-if-error=3600"
# In a request's META: whoever hands it to Django compares the entity tags of kept pages itself, with the whole in hand.
ASKS_FOR_THE_WHOLE = "newsroom.asks_for_the_whole"

_SECTIONS = Prepared(Section.objects.all)
# The menu as it was under a content version, so that it need not be asked for with every page.
_menu: tuple[UUID, list[Section]] | None = None


def read_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view for GET and HEAD. Anything else is refused as that, not for a token that it does not carry."""
    return csrf_exempt(require_safe(view))


def kept_page(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view for GET and HEAD whose answers may be kept while what they rest on is as it was."""
    return read_only(kept(view))


def reader_page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    about: Article | None = None,
    cards: Iterable[Article] = (),
    status: int = 200,
    private: bool = False,
) -> HttpResponse:
    """Render template inside the site's frame.

    about: the article whose discussion the page shows. cards: articles of which it shows the readers' verdict.
    private: the page is one person's own (a refused form, the own pending comment), so no cache may keep it.
    """
    response = render(request, template, {"sections": menu_of(request), **context}, status=status)
    if private:
        response["Cache-Control"] = "private, no-store"
        return response
    return public_answer(request, response, about=about, cards=cards)


def public_answer(
    request: HttpRequest, response: HttpResponse, *, about: Article | None = None, cards: Iterable[Article] = ()
) -> HttpResponse:
    """response for everybody; 304 where the asker's copy is still what would be sent.

    about, cards: as of ``reader_page``. What the page rests on is left on the response as ``grounds``.
    The entity tag alone decides. A date could not: when the newest article is withdrawn, the newest date goes back.
    """
    response["Cache-Control"] = PUBLIC
    if response.status_code != 200:
        return response
    response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    if grounds := grounds_of(request, response.text, about, cards):
        response["Cache-Tag"] = ",".join(grounds.tags)
        response["Surrogate-Key"] = " ".join(grounds.tags)
        response.headers.setdefault("Last-Modified", http_date(time.time()))
        response.grounds = grounds  # type: ignore[attr-defined]
        if request.META.get(ASKS_FOR_THE_WHOLE):
            return response
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


def menu_of(request: HttpRequest) -> Iterable[Section]:
    """The menu. Inside a transaction it is read anew, since what that has changed has not moved the version yet."""
    global _menu
    version = getattr(request, "content_version", None)
    if version is None or connection.in_atomic_block:
        return Section.objects.all()
    menu = _menu
    if menu is None or menu[0] != version.version:
        menu = _menu = (version.version, _SECTIONS.run())
    return menu[1]
