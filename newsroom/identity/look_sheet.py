"""The style sheet of a site with a look of its own: the program's, and the look's few rules at its end.

One sheet, so a page makes no request more. Its address has a digest of both, so caches may keep it permanently.
"""

from functools import lru_cache

import brotli  # type: ignore[import-untyped]
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import path
from django.utils.cache import patch_vary_headers

from web.identity.current_site import SHEET, current_site, look_digest
from web.identity.look import Look
from web.page_cache.content_encoding import best_encoding, encoded
from web.public_page import FOR_A_YEAR, read_only

_SALT = "look"  # of the preview


@read_only
def look_sheet(request: HttpRequest, digest: str) -> HttpResponse:
    """Under another digest than today's, the look of today: a page may be older than its sheet."""
    look = _look_in(request.GET.get("look", "")) or current_site().look
    encoding = best_encoding(request.headers.get("Accept-Encoding", ""))
    response = HttpResponse(_sheet(static(SHEET), look.rules(), encoding), content_type="text/css; charset=utf-8")
    if encoding != "identity":
        response["Content-Encoding"] = encoding
    patch_vary_headers(response, ["Accept-Encoding"])
    is_of_today = digest == look_digest(look)
    response["Cache-Control"] = FOR_A_YEAR if is_of_today else "no-cache"
    return response


def address_part(look: Look) -> str:
    """look as text for an address. It is signed, so no one else can invent colours for this site."""
    return signing.dumps([look.brand, look.link_on_light, look.link_on_dark, look.type_pair, look.sections], salt=_SALT)


def _look_in(signed: str) -> Look | None:
    try:
        *chosen, sections = signing.loads(signed, salt=_SALT)
    except signing.BadSignature:
        return None
    brand, on_light, on_dark, type_pair = chosen
    return Look(brand, on_light, on_dark, type_pair, tuple((key, colour) for key, colour in sections))


@lru_cache(maxsize=8)
def _sheet(name: str, rules: str, encoding: str) -> bytes:
    """name: changes with the program's sheet."""
    body = _program_sheet() + rules.encode()
    return brotli.compress(body, quality=11, mode=brotli.MODE_TEXT) if encoding == "br" else encoded(body, encoding)


def _program_sheet() -> bytes:
    if staticfiles_storage.exists(SHEET):
        with staticfiles_storage.open(SHEET) as file:
            return bytes(file.read())
    hashed = getattr(staticfiles_storage, "stored_name", None)
    if hashed and staticfiles_storage.exists(hashed(SHEET)):
        with staticfiles_storage.open(hashed(SHEET)) as file:
            return bytes(file.read())
    with open(str(finders.find(SHEET)), "rb") as file:
        return file.read()


urlpatterns = [path("<slug:digest>.css", look_sheet, name="look_sheet")]
