"""What browsers and feed readers request by a fixed name: the site's own icon, or the program's."""

from functools import lru_cache
from io import BytesIO

from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse

from articles.reading.reader_page import public_answer
from web.identity.current_site import TOUCH, icon_file, site_without_fail
from web.public_page import read_only

ICO_SIZES = (16, 32, 48)  # pixels
FOLDER = "site-root"  # of the program's own


@read_only
def favicon(request: HttpRequest) -> HttpResponse:
    return _answer(request, _favicon(site_without_fail().icon), "image/x-icon")


@read_only
def touch_icon(request: HttpRequest) -> HttpResponse:
    icon = site_without_fail().icon
    return _answer(request, _stored(icon, TOUCH) or _program("apple-touch-icon.png"), "image/png")


def _answer(request: HttpRequest, picture: bytes, kind: str) -> HttpResponse:
    """As any page for readers: the address stays when the icon changes, so a cache asks whether it did."""
    return public_answer(request, HttpResponse(picture, content_type=kind))


@lru_cache(maxsize=2)
def _favicon(icon: str) -> bytes:
    stored = _stored(icon, 192)
    if not stored:
        return _program("favicon.ico")
    from PIL import Image  # a site without an icon of its own does without

    data = BytesIO()
    Image.open(BytesIO(stored)).save(data, "ICO", sizes=[(size, size) for size in ICO_SIZES])
    return data.getvalue()


def _stored(icon: str, size: int) -> bytes:
    """Empty where the site has no icon, or its file is gone."""
    if not icon or not default_storage.exists(icon_file(icon, size)):
        return b""
    with default_storage.open(icon_file(icon, size)) as file:
        return bytes(file.read())


@lru_cache(maxsize=2)
def _program(name: str) -> bytes:
    with open(str(finders.find(f"{FOLDER}/{name}")), "rb") as file:
        return file.read()
