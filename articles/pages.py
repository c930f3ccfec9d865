"""What every reader page has in common: its frame, how it may be asked for, and what caches may do with it."""

import hashlib
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from articles.models import Section

PUBLIC = "public, max-age=0, s-maxage=60"  # for everybody: kept for a minute at most, and only by shared caches


def read_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view for GET and HEAD. Anything else is refused as that, not for a token that it does not carry."""
    return csrf_exempt(require_safe(view))


def reader_page(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200, private: bool = False
) -> HttpResponse:
    """Render template inside the site's frame.

    private: the page is one person's own (a refused form, the own pending comment), so no cache may keep it.
    """
    response = render(request, template, {"sections": Section.objects.all(), **context}, status=status)
    if private:
        response["Cache-Control"] = "private, no-store"
        return response
    return public_answer(request, response)


def public_answer(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """response for everybody; 304 where the asker's copy is still what would be sent.

    The entity tag alone decides. A date could not: when the newest article is withdrawn, the newest date goes back.
    """
    response["Cache-Control"] = PUBLIC
    if response.status_code != 200:
        return response
    response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    return get_conditional_response(request, etag=response["ETag"], response=response) or response
