"""``/<key>.txt``: by it, search engines know that an announcement comes from this site."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare

from web.public_page import PUBLIC, read_only


@read_only
def indexnow_key(request: HttpRequest, key: str) -> HttpResponse:
    if not settings.INDEXNOW_KEY or not constant_time_compare(key, settings.INDEXNOW_KEY):
        raise Http404
    response = HttpResponse(key, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = PUBLIC
    return response
