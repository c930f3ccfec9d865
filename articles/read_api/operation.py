"""Operations of the read API: one declaration says what each takes, checks it, and describes it in OpenAPI.

The description is in English only: programmers read it. What a refusal says is for people, in the site's language.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from articles.intake.problems import Problem
from articles.reading.dependencies import cacheable

METHODS = "GET, HEAD, OPTIONS"
USUAL_LIMIT, MOST = 20, 100  # items on a page
LONGEST_CURSOR = 700  # characters
_RFC_3339 = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)"
SLUG = r"^[-a-zA-Z0-9_]{1,120}$"
# What any page of any origin may do: read. There are no cookies here to be misused.
CORS = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "ETag, Link, Retry-After"}


@dataclass(frozen=True)
class Value:
    """A parameter of the query. read: gives what the text means; ValueError where it means nothing."""

    name: str
    words: str
    schema: dict[str, Any]
    read: Callable[[str], Any] = str
    default: Any = None
    is_required: bool = False

    def refusal(self) -> str:
        """What a good value is."""
        if choices := self.schema.get("enum"):
            return _("One of: %(choices)s.") % {"choices": ", ".join(choices)}
        if self.schema.get("type") == "integer":
            return _("A number from %(least)d to %(most)d.") % {
                "least": self.schema["minimum"],
                "most": self.schema["maximum"],
            }
        if self.schema.get("format") == "date-time":
            return _("A moment with its time zone, such as 2026-01-31T00:00:00Z.")
        return _("It is not valid.")

    def described(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "in": "query",
            "required": self.is_required,
            "description": self.words,
            "schema": self.schema,
        }


def matching(pattern: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not re.fullmatch(pattern, text, re.ASCII) or text.endswith("\n"):
            raise ValueError
        return text

    return read


def one_of(*choices: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in choices:
            raise ValueError
        return text

    return read


def _read_limit(text: str) -> int:
    if not re.fullmatch("[1-9][0-9]{0,2}", text, re.ASCII) or int(text) > MOST:
        raise ValueError
    return int(text)


def read_moment(text: str) -> datetime:
    """RFC 3339, with its zone."""
    moment = parse_datetime(text.upper()) if re.fullmatch(_RFC_3339, text, re.ASCII | re.IGNORECASE) else None
    if moment is None or moment.tzinfo is None:
        raise ValueError
    if not 2 <= moment.year <= 9998:  # in another zone it may be in a year that no calendar has
        return moment.replace(year=min(max(moment.year, 2), 9998), day=1)
    return moment


LIMIT = Value(
    "limit",
    "How many items a page has.",
    {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL_LIMIT},
    _read_limit,
    USUAL_LIMIT,
)
CURSOR = Value(
    "cursor",
    "Where the page begins. Take it from `next` of the page before; it means nothing elsewhere.",
    {"type": "string", "minLength": 1, "maxLength": LONGEST_CURSOR},
)
PAGED = (LIMIT, CURSOR)


@dataclass(frozen=True)
class Operation:
    """One address of the API. path: with its parameters in braces. answer: schema of a good answer.

    refusals: statuses beside 400, 405 and 503, with what each means.
    """

    name: str
    path: str
    words: str
    answer: dict[str, Any]
    values: tuple[Value, ...] = ()
    refusals: dict[int, str] = field(default_factory=dict)
    is_cached: bool = True

    def read(self, request: HttpRequest) -> dict[str, Any]:
        """What the query says, by name. Problem for anything that is no parameter, or means nothing."""
        by_name = {value.name: value for value in self.values}
        errors, found = [], {value.name: value.default for value in self.values}
        for name, texts in request.GET.lists():
            if name not in by_name:
                errors.append({"parameter": name[:80], "detail": _("There is no such parameter.")})
            elif len(texts) > 1:
                errors.append({"parameter": name, "detail": _("Give it once.")})
            else:
                try:
                    found[name] = by_name[name].read(texts[0])
                except (ValueError, OverflowError):
                    errors.append({"parameter": name, "detail": by_name[name].refusal()})
        errors += [
            {"parameter": value.name, "detail": _("It is required.")}
            for value in self.values
            if value.is_required and value.name not in request.GET
        ]
        if errors:
            raise Problem(HTTPStatus.BAD_REQUEST, _("The query cannot be read; “errors” says why."), errors)
        return found


OPERATIONS: dict[str, Operation] = {}


def endpoint(operation: Operation) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A view for an operation. It gets what the query says as keywords, and may raise ``Problem``."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        OPERATIONS[operation.name] = operation

        def read(request: HttpRequest, **path: str) -> HttpResponse:
            return view(request, **path, **operation.read(request))

        reading = cacheable(read) if operation.is_cached else read

        @csrf_exempt
        @wraps(view)
        def answer(request: HttpRequest, **path: str) -> HttpResponse:
            response = _answer(reading, request, path)
            for name, value in CORS.items():
                response[name] = value
            return response

        if operation.is_cached:
            answer.is_cacheable = True  # type: ignore[attr-defined]
        return answer

    return decorate


def _answer(view: Callable[..., Any], request: HttpRequest, path: dict[str, str]) -> HttpResponse:
    if request.method == "OPTIONS":
        allowed = {"Access-Control-Allow-Methods": METHODS, "Access-Control-Allow-Headers": "If-None-Match"}
        return HttpResponse(status=204, headers={"Allow": METHODS, "Access-Control-Max-Age": "86400", **allowed})
    try:
        if request.method not in ("GET", "HEAD"):
            words = _("Here you can only read. Drafts are handed in by POST at /api/articles/.")
            raise Problem(HTTPStatus.METHOD_NOT_ALLOWED, words, headers={"Allow": METHODS})
        return view(request, **path)
    except Problem as problem:
        return problem.response()
    except (OperationalError, InterfaceError):
        words = _("The database cannot be reached. Ask again soon.")
        return Problem(HTTPStatus.SERVICE_UNAVAILABLE, words, headers={"Retry-After": "10"}).response()
