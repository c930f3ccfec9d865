"""The way of a request for a reader page: from memory where a kept page still holds, else through Django, once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, get_path_info
from django.http import Http404
from django.urls import resolve

from articles.pages import ASKS_FOR_THE_WHOLE
from newsroom.client_address import scheme_of
from newsroom.page_cache.coding import best_coding
from newsroom.page_cache.freshness import Check
from newsroom.page_cache.nonblocking import NonBlockingConnection
from newsroom.page_cache.page import Answer, Page
from newsroom.page_cache.store import KeptPage, Key, Store
from newsroom.request_log import log_request

# What views read of an address. A page with anything else in its query is drawn each time: such queries have no end.
PARAMETERS = {"from", "made", "order", "page", "stars"}

Environ = dict[str, Any]


class FrontDoor(WSGIHandler):
    """Django's WSGI application behind the kept pages."""

    def __init__(self) -> None:
        super().__init__()
        self.pages = Store()
        self.connection = NonBlockingConnection()

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Any:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or settings.DEBUG:
            return super().__call__(environ, start_response)
        began = time.perf_counter()
        key = _key(environ)
        kept = self.pages.get(key)
        if kept is not None and kept.holds:
            return self._from_memory(key, kept, environ, start_response, began)
        if kept is None and not _may_be_kept(environ):
            return self._drawn(key, environ, start_response, began)
        with self.pages.turn(key):
            newer = self.pages.get(key)
            if newer is not None and newer is not kept and newer.holds:
                return self._from_memory(key, newer, environ, start_response, began)
            return self._drawn(key, environ, start_response, began)

    def at_once(self, environ: Environ) -> AtOnce | None:
        """The answer to a GET or HEAD whose page is in memory, while the database is asked whether that holds.

        None where there is no such page, or nobody to ask: then the request is called for, as WSGI says. Never waits.
        """
        began = time.perf_counter()
        key = _key(environ)
        kept = self.pages.get(key)
        if kept is None or kept.is_over or settings.DEBUG:
            return None
        coding = best_coding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        if coding not in kept.page.forms or not self.connection.ask(kept.check.question):
            return None
        return AtOnce(self.connection, kept.check, environ, _answer(kept.page, environ), began)

    def _from_memory(
        self, key: Key, kept: KeptPage, environ: Environ, start_response: Callable[..., Any], began: float
    ) -> Iterable[bytes]:
        answer = _answer(kept.page, environ)
        if kept.page.size != kept.counted:
            self.pages.count_again(key, kept)
        start_response(answer.status, answer.headers)
        _log(environ, answer, began, queries=1, cache="hit")
        return [answer.body]

    def _drawn(self, key: Key, environ: Environ, start_response: Callable[..., Any], began: float) -> Iterable[bytes]:
        """Answer as Django does, and keep that where the view allows it."""
        started: list[Any] = []

        def start_later(*arguments: Any) -> Callable[[bytes], object]:
            started.extend(arguments)
            return start_response

        environ[ASKS_FOR_THE_WHOLE] = True
        response: Any = super().__call__(environ, start_later)
        headers = started[1]
        if getattr(response, "grounds", None) is None or response.status_code != 200:
            start_response(*started)
            return response
        page = Page([*headers, ("Vary", "Accept-Encoding")], response.content, "identity")
        kept = self.pages.get(key)
        if kept is not None and kept.page.says_the_same_as(page):
            page = kept.page  # with its date, and as it was compressed
        answer = _answer(page, environ)
        names = {name.lower() for name, _value in headers}
        if not names & {"set-cookie", "vary"} and _is_bounded(environ):
            self.pages.put(key, KeptPage(page, Check(response.grounds), response.grounds.until.timestamp()))
        start_response(answer.status, answer.headers)
        response.close()
        _log(environ, answer, began, queries=response.queries, cache="miss")
        return [answer.body]


@dataclass(frozen=True)
class AtOnce:
    """An answer from memory, to be given only if it holds."""

    connection: NonBlockingConnection
    check: Check
    environ: Environ
    answer: Answer
    began: float

    def holds(self) -> bool:
        """Asked once. Waits no longer than nonblocking.PATIENCE."""
        return self.connection.answer() == self.check.expected

    def log(self) -> None:
        _log(self.environ, self.answer, self.began, queries=1, cache="hit")


def _key(environ: Environ) -> Key:
    return (scheme_of(environ), environ.get("HTTP_HOST", ""), environ["PATH_INFO"], environ["QUERY_STRING"])


def _answer(page: Page, environ: Environ) -> Answer:
    form = page.form(best_coding(environ.get("HTTP_ACCEPT_ENCODING", "")))
    return form.answer(environ["REQUEST_METHOD"], environ.get("HTTP_IF_NONE_MATCH"))


def _may_be_kept(environ: Environ) -> bool:
    """Whether the address leads to a view whose pages may be kept, and asks for one of a number that has an end."""
    try:
        return _is_bounded(environ) and getattr(resolve(get_path_info(environ)).func, "is_kept", False)
    except Http404:
        return False


def _is_bounded(environ: Environ) -> bool:
    query = environ["QUERY_STRING"]
    return not query or {name for name, _value in parse_qsl(query, keep_blank_values=True)} <= PARAMETERS


def _log(environ: Environ, answer: Answer, began: float, *, queries: int, cache: str) -> None:
    log_request(
        environ["REQUEST_METHOD"],
        get_path_info(environ),
        int(answer.status[:3]),
        time.perf_counter() - began,
        queries,
        cache,
    )
