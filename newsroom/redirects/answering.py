"""What readers get who follow an address of a former site."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import is_valid_path

from newsroom.redirects.addresses import LONGEST, requested_address
from newsroom.redirects.redirect import Redirect
from newsroom.redirects.unknown_address import countable, tally
from web.page_cache.rendering import PARAMETERS
from web.public_page import PUBLIC

NEVER = ("/admin/", "/static/")  # nothing below these is a former address


class RedirectsMiddleware:
    """Redirects what no page of ours has, and counts what no one knows.

    The front page exists whatever its query is, and knows few parameters. With others, such as ``/?p=123``, it is an
    address of a former site first.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        if request.path == "/" and request.META["QUERY_STRING"] and PARAMETERS.isdisjoint(request.GET):
            return self._redirect(request) or self.get_response(request)
        response = self.get_response(request)
        if response.status_code != 404 or request.path.startswith(NEVER) or _wants_a_slash(request):
            return response
        return self._redirect(request) or response

    def _redirect(self, request: HttpRequest) -> HttpResponse | None:
        address = requested_address(request.path, request.META["QUERY_STRING"])
        if address == "/" or len(address) > LONGEST:
            return None
        redirect = Redirect.objects.for_address(address)
        destination = redirect.destination if redirect else None
        if destination is None:
            if unknown := countable(request.path, request.META["QUERY_STRING"]):
                tally.add(unknown)
            return None
        response = HttpResponsePermanentRedirect(destination)
        response["Cache-Control"] = PUBLIC  # a browser would keep a permanent redirect, also after it was changed
        return response


def _wants_a_slash(request: HttpRequest) -> bool:
    """Whether Django redirects to the address with a slash at its end, which may be a page of ours."""
    return not request.path.endswith("/") and bool(is_valid_path(f"{request.path_info}/"))
