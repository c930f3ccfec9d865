"""The doors of the intake. What is behind them is imported when someone knocks: readers never pay for it."""

from http import HTTPStatus
from pathlib import Path

from django.contrib.admin.views.decorators import staff_member_required
from django.db import InterfaceError, OperationalError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from articles.intake.problems import Problem

MAX_BYTES = 16_000_000  # of a request: twelve megabytes of pictures in base64, and the text
SWAGGER = {
    "swagger-ui.css": "text/css",
    "swagger-ui-bundle.js": "text/javascript",
    "swagger-ui-init.js": "text/javascript",
}


@csrf_exempt  # the Authorization header is the only authority, and no browser sends it by itself
def articles(request: HttpRequest) -> HttpResponseBase:
    try:
        _refuse_what_is_no_draft(request)
        from articles.intake import api

        return api.view(request)
    except Problem as problem:
        return problem.response()
    except (OperationalError, InterfaceError):
        words = _("The database cannot be reached. Nothing was kept: send the same again.")
        return Problem(HTTPStatus.SERVICE_UNAVAILABLE, words, headers={"Retry-After": "10"}).response()


def _refuse_what_is_no_draft(request: HttpRequest) -> None:
    """Whatever can be said before anything is read."""
    if request.method != "POST":
        words = _("Drafts are handed in by POST; nothing can be read or changed here.")
        raise Problem(HTTPStatus.METHOD_NOT_ALLOWED, words, headers={"Allow": "POST"})
    if "Transfer-Encoding" in request.headers:
        raise Problem(HTTPStatus.LENGTH_REQUIRED, _("Say how long the request is: send Content-Length."))
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) == 0:
        raise Problem(HTTPStatus.BAD_REQUEST, _("The request is empty."))
    if request.content_type != "application/json" or request.headers.get("Content-Encoding", "identity") != "identity":
        words = _("Send the draft as JSON, uncompressed, with “Content-Type: application/json”.")
        raise Problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, words)
    if int(length) > MAX_BYTES:
        words = _("The request has more than %(limit)d MB. Send fewer or smaller pictures.")
        raise Problem(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, words % {"limit": MAX_BYTES // 1_000_000})


@csrf_exempt
def nothing_here(request: HttpRequest, rest: str = "") -> HttpResponse:
    return Problem(
        HTTPStatus.NOT_FOUND,
        _("There is nothing at this address. /api/openapi.json says what there is, and drafts go to /api/articles/."),
    ).response()


@require_safe
@staff_member_required
def docs(request: HttpRequest) -> HttpResponse:
    """The description to read and to try, for staff."""
    response = render(request, "articles/intake_docs.html")
    patch_cache_control(response, private=True, no_store=True)
    return response


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    if not _is_staff(request):
        return nothing_here(request)
    from articles.intake import api

    return JsonResponse(api.openapi(), headers={"Cache-Control": "private, no-store"})


@require_safe
@gzip_page
def swagger_file(request: HttpRequest, name: str) -> HttpResponseBase:
    """A file of the docs page, from where it is installed: among the site's static files it would cost each start."""
    if name not in SWAGGER or not _is_staff(request):
        raise Http404
    import ninja

    file = Path(ninja.__file__).parent / "static" / "ninja" / name
    return FileResponse(file.open("rb"), content_type=SWAGGER[name], headers={"Cache-Control": "private, max-age=3600"})


def _is_staff(request: HttpRequest) -> bool:
    return request.user.is_active and request.user.is_staff
