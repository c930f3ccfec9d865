"""One line for each request: what was asked, what was answered, how long it took, how many queries."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.encoding import iri_to_uri

from newsroom.log_lines import without_signatures

log = logging.getLogger("newsroom.request")


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
