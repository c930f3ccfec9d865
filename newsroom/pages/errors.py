"""The site's own pages for when something goes wrong: 400, 403, 404, 405, 408, 410, 413, 429, 500, 503."""

import sys
from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from newsroom.desk.typed_words import typed_into
from web.identity.current_site import last_known_site, site_without_fail

# In a request's META: the status of the page that refuses it, before anything is asked of the database.
REFUSED = "newsroom.refused"


def error_page(request: HttpRequest, status: int, words: str = "", **context: Any) -> HttpResponse:
    """The page for status, with its usual words or others; at the desk in the desk's frame.

    It needs no database, so the desk's page does not say who is signed in. Only the site's name and look are queried,
    and not where the database is away, or where the request is refused before any query.
    """
    at_the_desk = _is_at_the_desk(request)
    parent = "admin/error.html" if at_the_desk else "errors/page.html"
    site = last_known_site() if status == 503 or REFUSED in request.META else site_without_fail()
    frame: dict[str, Any] = {"words": words, "parent": parent, "site_header": site.name}
    if at_the_desk:
        frame["typed"] = typed_into(request)
    request.site_of_error_page = site  # type: ignore[attr-defined]
    response = render(request, f"errors/{status}.html", {**frame, **context}, status=status)
    response["Cache-Control"] = "no-store"
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    words = ""
    if isinstance(exception, RequestDataTooBig):
        words = _("What you sent is too large. Go back, copy your words, and send less at a time.")
    elif isinstance(exception, TooManyFieldsSent | TooManyFilesSent):
        words = _("The form you sent had far more fields than ours. Go back, copy your words, and try once more.")
    return error_page(request, 400, words)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 403, str(exception) if isinstance(exception, PermissionDenied) else "")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 404)


def server_error(request: HttpRequest) -> HttpResponse:
    # Django calls this while it handles the exception; one from a middleware reaches no process_exception.
    return _unavailable(request) if _says_no_database(sys.exception()) else error_page(request, 500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """At the desk the form comes back with its words, and with a token that is good now."""
    from newsroom.desk.unsaved.carried_form import CarriedForm
    from newsroom.desk.unsaved.given_back import after_signing_in, sign_in_to_go_on

    carried = CarriedForm.sent_with(request) if _is_at_the_desk(request) else None
    if carried is None:
        return error_page(request, 403)
    if admin.site.has_permission(request):
        return after_signing_in(request, carried)
    return sign_in_to_go_on(request, carried)


def _is_at_the_desk(request: HttpRequest) -> bool:
    return request.path.startswith(reverse("admin:index"))


class ErrorPagesMiddleware:
    """Gives a page to what would come without: a database that is down (503), a method that an address lacks (405)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if refused := request.META.get(REFUSED):
            return _unavailable(request) if refused == 503 else error_page(request, refused)
        response = self.get_response(request)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            page = error_page(request, 405)
            page["Allow"] = response["Allow"]
            return page
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return _unavailable(request) if _says_no_database(exception) else None


def _says_no_database(exception: BaseException | None) -> bool:
    return isinstance(exception, OperationalError | InterfaceError)


def _unavailable(request: HttpRequest) -> HttpResponse:
    """What was typed comes back with it, in a form that sends it once more."""
    response = error_page(request, 503, typed=typed_into(request), address=request.get_full_path())
    response["Retry-After"] = "10"  # seconds
    return response
