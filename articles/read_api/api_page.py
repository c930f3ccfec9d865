"""Pages of the read API. A cursor names the last row of the page before, so new rows move nothing and cost nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from articles.intake.problems import Problem
from articles.read_api.operation import LONGEST_CURSOR
from articles.reading.reader_page import public_answer
from web.absolute_urls import absolute
from web.plain_text import writable_throughout


def page_after(
    name: str, rows: QuerySet, order: Sequence[str], cursor: str | None, limit: int, row_at: Callable[[Any], list[Any]]
) -> tuple[list[Any], str | None]:
    """The rows after cursor, limit at most, and the cursor of the next page; None where there is none.

    name: of the list; a cursor of another is refused. order: columns that are never empty, the key last. row_at: their
    values in a row.
    """
    rows = rows.order_by(*order)
    if cursor is not None:
        rows = rows.filter(_after(order, read_cursor(name, cursor, len(order))))
    found = list(rows[: limit + 1])
    following = cursor_at(name, row_at(found[limit - 1])) if len(found) > limit else None
    return found[:limit], following


def cursor_at(name: str, values: Iterable[Any]) -> str:
    return Signer(salt=f"articles.read_api.{name}").sign_object(
        [value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value for value in values]
    )


def read_cursor(name: str, cursor: str, length: int) -> list[Any]:
    """The values of the row that cursor names. Problem where it is not ours, or of another list."""
    try:
        if not 0 < len(cursor) <= LONGEST_CURSOR:
            raise ValueError
        values = Signer(salt=f"articles.read_api.{name}").unsign_object(cursor)
    except (BadSignature, ValueError):
        values = []
    if len(values) != length:
        words = _("This cursor is not valid here. Take it from “next” of the page before, and change nothing in it.")
        raise Problem(HTTPStatus.BAD_REQUEST, words, [{"parameter": "cursor", "detail": _("It is not valid.")}])
    return [(parse_datetime(value) or value) if isinstance(value, str) and "T" in value else value for value in values]


def _after(order: Sequence[str], values: Sequence[Any]) -> Q:
    """The rows that come later. The bound on the first column alone is what an index can begin at."""
    first = f"{order[0].lstrip('-')}__{'lte' if order[0].startswith('-') else 'gte'}"
    after, same = Q(), Q()
    for name, value in zip(order, values, strict=True):
        column, comes_later = name.lstrip("-"), "lt" if name.startswith("-") else "gt"
        after |= same & Q((f"{column}__{comes_later}", value))
        same &= Q((column, value))
    return Q((first, values[0])) & after


def json_answer(request: HttpRequest, content: Any, *, status: int = 200, **dependencies: Any) -> HttpResponse:
    """content as it leaves the site. dependencies: as of ``public_answer``."""
    response = JsonResponse(writable_throughout(content), status=status, json_dumps_params={"ensure_ascii": False})
    return public_answer(request, response, **dependencies)


def page_answer(
    request: HttpRequest, items: list[Any], following: str | None, more: dict[str, Any] | None = None, **kinds: Any
) -> HttpResponse:
    """A page of a list. more: what the answer has beside. kinds: as of ``public_answer``."""
    address = None
    if following is not None:
        query = request.GET.copy()
        query["cursor"] = following
        address = absolute(f"{request.path}?{query.urlencode()}")
    response = json_answer(request, {"items": items, "next": address, **(more or {})}, **kinds)
    if address:
        response["Link"] = f'<{address}>; rel="next"'
    return response


def moment(at: datetime | None) -> str | None:
    """at as RFC 3339 in UTC."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None
