"""What every page for the public has in common: how it may be requested, and what caches may do with it."""

import hashlib
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from web.identity.current_site import known_site
from web.page_cache.page_dependencies import Dependencies

# For everybody: kept for a minute at most, and only by shared caches; for SERVE_STALE where the site does not answer.
PUBLIC = f"public, max-age=0, s-maxage=50, stale-while-revalidate=10, stale-if-error={settings.SERVE_STALE}"
A_YEAR = 365 * 24 * 3600  # seconds
FOR_A_YEAR = f"public, max-age={A_YEAR}, immutable"  # for what has another address when it changes
# In a request's META: the caller of Django compresses public pages and compares their entity tags itself.
WANTS_WHOLE_PAGE = "newsroom.asks_for_the_whole"


def read_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view for GET and HEAD. Anything else is refused as that, not for a token that it does not carry."""
    return csrf_exempt(require_safe(view))


def for_everybody(request: HttpRequest, response: HttpResponse, dependencies: Dependencies | None) -> HttpResponse:
    """response for everybody; 304 where the client's copy is still what would be sent.

    dependencies: what the page may be cached by. They are left on the response under that name.
    The entity tag alone decides. A date could not: when the newest article is withdrawn, the newest date goes back.
    """
    response["Cache-Control"] = PUBLIC
    if (site := known_site()) and site.content_usage:
        response["Content-Usage"] = site.content_usage
    if response.status_code != 200:
        return response
    response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    if dependencies:
        response["Cache-Tag"] = ",".join(dependencies.tags)
        response["Surrogate-Key"] = " ".join(dependencies.tags)
        response.headers.setdefault("Last-Modified", http_date(time.time()))
        response.dependencies = dependencies  # type: ignore[attr-defined]
    if request.META.get(WANTS_WHOLE_PAGE):
        response.is_whole_page = True  # type: ignore[attr-defined]
        return response
    return get_conditional_response(request, etag=response["ETag"], response=response) or response
