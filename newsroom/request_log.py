"""One line for each request: what was asked, what was answered, how long it took, how many queries."""

import logging
import re
import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.encoding import iri_to_uri

log = logging.getLogger("newsroom.request")

_SIGNED = re.compile(r"(/(?:comments/manage|preview)/)[^/?#\s]+")


def without_signatures(text: str) -> str:
    """text without what gives somebody's rights to whoever reads it: the signed part of an address."""
    return _SIGNED.sub(r"\1…", text)


class WithoutSignatures(logging.Filter):
    """Keeps signed addresses out of every line, Django's own about a request that failed included."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if _SIGNED.search(message):
            record.msg, record.args = without_signatures(message), ()
        record.__dict__.pop("request", None)
        return True


class RequestLogMiddleware:
    """Logs the path without its query, since a query may hold a signed link or somebody's words."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        queries = 0

        def count(execute: Callable[..., Any], *args: Any) -> Any:
            nonlocal queries
            queries += 1
            return execute(*args)

        began = time.perf_counter()
        with connection.execute_wrapper(count):
            response = self.get_response(request)
        milliseconds = round((time.perf_counter() - began) * 1000, 1)
        path = without_signatures(iri_to_uri(request.path))  # one line, whatever the address holds
        log.info(
            "%s %s %s %sms %s queries",
            request.method,
            path,
            response.status_code,
            milliseconds,
            queries,
            extra={
                "method": request.method,
                "path": path,
                "status": response.status_code,
                "duration_ms": milliseconds,
                "queries": queries,
            },
        )
        return response
