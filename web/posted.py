"""What a browser posted, read so nothing it can send is a fault of ours and no words are lost."""

import codecs
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, QueryDict, UnreadablePostError
from django.utils.translation import gettext as _

URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"


def comes_from_here(request: HttpRequest) -> bool:
    """Whether nothing says that another site sent the form.

    A page with ``Referrer-Policy: no-referrer`` sends its own forms with the origin ``null``: then only a browser that
    vouches for them with ``Sec-Fetch-Site`` is believed.
    """
    site = request.headers.get("Sec-Fetch-Site", "")
    origin = request.headers.get("Origin", "")
    if site in ("cross-site", "same-site"):
        return False
    if not origin:
        return True
    if origin == "null":
        return site == "same-origin"
    try:
        host = urlsplit(origin).netloc.lower()
    except ValueError:
        return False
    return host in (request.get_host().lower(), urlsplit(settings.SITE_URL).netloc.lower())


def posted_form(request: HttpRequest) -> tuple[QueryDict, str]:
    """The fields that were posted, and a sentence for the reader where they came in a way that no browser of ours uses.

    Fields are read as UTF-8 whatever the request claims; bytes that are not leave a replacement character, which the
    form refuses by field. Raises BadRequest where the request broke off, and Django's own for too much of anything.
    """
    body = _whole_body(request)
    if request.content_type not in (URLENCODED, MULTIPART):
        return QueryDict(), _("Please send your comment with the form on this page: what arrived was not a form.")
    charset = (request.content_params or {}).get("charset", "utf-8")
    fault = ""
    if not _is_utf_8(charset):
        fault = _("Your text arrived in an encoding we can’t read. Please check it and send it again.")
    if request.content_type == MULTIPART:
        boundary = (request.content_params or {}).get("boundary", "")
        if f"--{boundary}--".encode("utf-8", "replace") not in body:
            raise BadRequest("The form broke off.")
        if request.encoding != "utf-8":  # setting it makes Django read the form again, which it refuses a second time
            request.encoding = "utf-8"
        return request.POST, fault
    return QueryDict(body.decode("utf-8", "replace"), encoding="utf-8"), fault


def _whole_body(request: HttpRequest) -> bytes:
    try:
        announced = int(request.META.get("CONTENT_LENGTH") or 0)
        body = request.body
    except (ValueError, UnreadablePostError) as fault:
        raise BadRequest("The request broke off.") from fault
    if len(body) != announced or "Transfer-Encoding" in request.headers:
        raise BadRequest("The request broke off.")
    return body


def _is_utf_8(charset: str) -> bool:
    try:
        return codecs.lookup(charset).name in ("utf-8", "ascii")
    except (LookupError, ValueError):
        return False
