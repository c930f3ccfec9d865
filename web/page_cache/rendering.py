"""What Django answers, read as a whole in the thread that renders it, and whether it may be cached."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.http import Http404
from django.urls import resolve

from web.page_cache.cached_page import Headers, Page
from web.page_cache.content_encoding import best_encoding
from web.page_cache.freshness import Check
from web.page_cache.store import CachedPage
from web.public_page import WANTS_WHOLE_PAGE

# What views read of an address. A page with anything else in its query is rendered each time: such queries have no end.
PARAMETERS = {"from", "made", "order", "page", "stars"}
IN_MEMORY = 1_000_000  # bytes of an answer that comes piece by piece; the rest is in a file

WITHOUT_BODY = {204, 304}

Application = Callable[..., Iterable[bytes]]


@dataclass(frozen=True)
class Rendered:
    """body: bytes, or a file at its start where the answer came in pieces.

    page: of an answer for everybody; it is sent in place of body. cacheable: where that may be cached.
    cache: "miss" where the view says what its page depends on, as ``log_request`` has it.
    """

    status: int
    headers: Headers
    body: bytes | IO[bytes]
    cacheable: CachedPage | None = None
    page: Page | None = None
    queries: int = 0
    cache: str = ""


def may_be_cached(path: str, query: str) -> bool:
    """Whether the address leads to a view whose pages may be cached, and asks for one of a number that has an end."""
    if settings.DEBUG or not is_bounded(query):
        return False
    try:
        return getattr(resolve(path.encode("latin-1").decode("utf-8", "replace")).func, "is_cacheable", False)
    except Http404:
        return False


def is_bounded(query: str) -> bool:
    return not query or {name for name, _value in parse_qsl(query, keep_blank_values=True)} <= PARAMETERS


def render(application: Application, environ: dict[str, Any], before: Page | None) -> Rendered:
    """The answer of Django's WSGI application. before: the page as it was cached, which stays if it says the same."""
    started: list[Any] = []

    def start(status: str, headers: Headers, exc_info: Any = None) -> None:
        started[:] = [int(status[:3]), headers]

    if environ["REQUEST_METHOD"] in ("GET", "HEAD") and not settings.DEBUG:
        environ[WANTS_WHOLE_PAGE] = True
    response: Any = application(environ, start)
    try:
        status, headers = started
        if status == 200 and getattr(response, "is_whole_page", False):
            return _page(environ, response, headers, before)
        body = _spooled(response) if response.streaming else response.content
        return Rendered(status, _with_length(status, headers, body), body)
    finally:
        response.close()


def _page(environ: dict[str, Any], response: Any, headers: Headers, before: Page | None) -> Rendered:
    read_of = getattr(response, "read_of", None)
    page = Page([*headers, ("Vary", "Accept-Encoding")], response.content, "identity", read_of)
    if before is not None and before.says_the_same_as(page) and before.read_of == read_of:
        page = before  # with its date, and as it was compressed
    page.form(best_encoding(environ.get("HTTP_ACCEPT_ENCODING", "")))  # compressed here, not on the loop
    dependencies = getattr(response, "dependencies", None)
    if dependencies is None:
        return Rendered(200, headers, b"", None, page, response.queries)
    cacheable = None
    if not {name.lower() for name, _value in headers} & {"set-cookie", "vary"} and is_bounded(environ["QUERY_STRING"]):
        cacheable = CachedPage(page, Check(dependencies), dependencies.until.timestamp())
    return Rendered(200, headers, b"", cacheable, page, response.queries, "miss")


def _spooled(response: Iterable[bytes]) -> IO[bytes]:
    """No thread waits for a client that reads slowly: what comes in pieces is put down first."""
    file: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the sender closes it
    for piece in response:
        file.write(piece)
    file.seek(0)
    return file


def _with_length(status: int, headers: Headers, body: bytes | IO[bytes]) -> Headers:
    """headers, with the length of body where Django has left it out."""
    if status in WITHOUT_BODY or any(name.lower() == "content-length" for name, _value in headers):
        return headers
    if isinstance(body, bytes):
        length = len(body)
    else:
        length = body.seek(0, io.SEEK_END)
        body.seek(0)
    return [*headers, ("Content-Length", str(length))]
