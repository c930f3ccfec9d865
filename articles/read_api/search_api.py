"""``/api/search``: what the search page finds, for programs."""

from http import HTTPStatus

from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.intake.problems import Problem
from articles.models import Article
from articles.read_api import api_schemas as schemas
from articles.read_api.api_page import cursor_at, page_answer, read_cursor
from articles.read_api.article_json import for_api, summary
from articles.read_api.operation import PAGED, Operation, Value, endpoint, one_of
from articles.reading.full_text import read_query
from articles.reading.search import LONGEST_QUERY, MOST_FOUND, ORDERS, find, was_cancelled
from web.plain_text import one_line


def _read_words(text: str) -> str:
    words = " ".join(one_line(text).replace("\0", "").split())
    if not words or len(text) > LONGEST_QUERY:
        raise ValueError
    return words


WORDS = Value(
    "q",
    "What to look for, as at /search/.",
    {"type": "string", "minLength": 1, "maxLength": LONGEST_QUERY},
    _read_words,
    is_required=True,
)
ORDER = Value(
    "order", f"One of: {', '.join(ORDERS)}.", {"type": "string", "enum": list(ORDERS)}, one_of(*ORDERS), ORDERS[0]
)


@endpoint(
    Operation(
        "search",
        "/api/search",
        f"Published articles that match, {MOST_FOUND} of the newest at most.",
        schemas.page_of(schemas.named("Summary"), is_too_common={"type": "boolean"}),
        (WORDS, ORDER, *PAGED),
        is_cached=False,
    )
)
def search_api(request: HttpRequest, q: str, order: str, limit: int, cursor: str | None) -> HttpResponse:
    begins = read_cursor("search", cursor, 1)[0] if cursor is not None else 0
    query = read_query(q, get_language() or settings.LANGUAGE_CODE)
    if query.is_too_common:
        return page_answer(request, [], None, {"is_too_common": True})
    try:
        numbers = find(Article.objects.published(), query, order)[:MOST_FOUND]
    except OperationalError as fault:
        if not was_cancelled(fault):
            raise
        words = _("The search took too long. Try fewer words.")
        raise Problem(HTTPStatus.SERVICE_UNAVAILABLE, words, headers={"Retry-After": "10"}) from None
    wanted = numbers[begins : begins + limit]
    by_number = {article.pk: article for article in for_api(Article.objects.published()).filter(pk__in=wanted)}
    items = [summary(by_number[number]) for number in wanted if number in by_number]
    ends = begins + limit
    following = cursor_at("search", [ends]) if ends < len(numbers) else None
    return page_answer(request, items, following, {"is_too_common": False})
