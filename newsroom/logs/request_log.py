"""One line for each request: what was asked, what was answered, how long it took, how many queries."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.encoding import iri_to_uri

from newsroom.logs.log_lines import without_signatures
from web.database.database_limits import limits
from web.database.database_session import prepare_again

log = logging.getLogger("newsroom.request")


class RequestLogMiddleware:
    """Logs the path without its query, since a query may hold a signed link or someone's words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        queries = 0

        def count(execute: Callable[..., Any], *args: Any) -> Any:
            nonlocal queries
            queries += 1
            limits.note_statement(connection.connection)
            return execute(*args)

        began = time.perf_counter()
        with connection.execute_wrapper(prepare_again), connection.execute_wrapper(count):
            response = self.get_response(request)
        # Public pages are answered, and logged, by newsroom.serving, perhaps as "not modified".
        if getattr(response, "is_whole_page", False):
            response.queries = queries  # type: ignore[attr-defined]
            return response
        log_request(str(request.method), request.path, response.status_code, time.perf_counter() - began, queries)
        return response


def log_request(method: str, path: str, status: int, seconds: float, queries: int, cache: str = "") -> None:
    """cache: hit, stale or miss, of a page that is cached; empty for all else."""
    milliseconds = round(seconds * 1000, 1)
    path = without_signatures(iri_to_uri(path))  # one line, whatever the address holds
    log.info(
        "%s %s %s %sms %s queries%s",
        method,
        path,
        status,
        milliseconds,
        queries,
        f" {cache}" if cache else "",
        extra={
            "method": method,
            "path": path,
            "status": status,
            "duration_ms": milliseconds,
            "queries": queries,
            "cache": cache,
        },
    )
