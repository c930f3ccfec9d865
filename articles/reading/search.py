"""The search among published articles. Its cost is bounded, however common a word and however large the archive."""

from typing import Any

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language

from articles.models import Article, Section, Topic
from articles.models.article_queryset import ArticleQuerySet
from articles.reading.full_text import Query, as_written, read_query, wanted_words
from articles.reading.reader_page import reader_page
from articles.searching.search_facets import facets_of, read_choice
from articles.searching.search_names import names_like
from articles.searching.word_list import corrected
from web.paging import NumberedPage, PageBeyond, page_of
from web.plain_text import one_line
from web.public_page import read_only

LONGEST_QUERY = 200  # characters
MOST_FOUND = 300  # of the newest articles that match: so many are ranked, and can be paged through
PATIENCE = 2_000  # milliseconds that PostgreSQL may look
FEW = 3  # articles: with fewer, a search is tried with other spellings
ORDERS = ("relevance", "newest")
TOPICS_OFFERED, OF_THE_NEWEST = 12, 200  # topics, articles


@read_only
def search(request: HttpRequest) -> HttpResponse:
    typed = " ".join(one_line(request.GET.get("q", "")).replace("\0", "").split())
    order = request.GET.get("order", ORDERS[0])
    if order not in ORDERS:
        raise Http404
    choice = read_choice(request)
    context: dict[str, Any] = {"asked": typed, "order": order, "choice": choice, "most_found": MOST_FOUND}

    if not typed:
        return _without_result(request, context)
    if len(typed) > LONGEST_QUERY:
        longest = {"asked": typed[:LONGEST_QUERY], "longest": LONGEST_QUERY}
        return _without_result(request, context | longest | {"problem": "long"}, status=400)
    language = get_language() or settings.LANGUAGE_CODE
    query = read_query(typed, language)
    if query.is_too_common:
        return _without_result(request, context | {"problem": "common"})
    try:
        found = find(Article.objects.published(), query, order)
        if len(found) < FEW and (better := corrected(typed)):
            other = read_query(better, language)
            by_other = find(Article.objects.published(), other, order)
            if not found and by_other:
                query, found = other, by_other
                context |= {"corrected": better}
            elif len(by_other) > len(found):
                context |= {"did_you_mean": better}
        numbers = find(choice.among(Article.objects.published()), query, order) if choice.is_any else found
    except OperationalError as fault:
        if not was_cancelled(fault):
            raise
        return _without_result(request, context | {"problem": "slow"}, private=True)
    context |= {
        "names": names_like(wanted_words(context.get("corrected", typed))),
        "facets": facets_of(found[:MOST_FOUND], choice, Section.objects.all()) if found else [],
        "has_more_in_all": len(found) > MOST_FOUND,
        "numbers_in_all": min(len(found), MOST_FOUND),
    }
    page = page_of(request, numbers[:MOST_FOUND])
    if not numbers:
        return _without_result(request, context | {"problem": "nothing"})
    page.object_list = _results(page, query)
    return reader_page(request, "articles/search.html", context | {"page": page, "has_more": len(numbers) > MOST_FOUND})


def find(articles: ArticleQuerySet, query: Query, order: str) -> list[int]:
    """The primary keys, in order, of the newest articles that match: MOST_FOUND, and one more where there are more.

    OperationalError where PostgreSQL needs longer than PATIENCE.
    """
    newest = articles.filter(query.matches()).newest_first()[: MOST_FOUND + 1]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(PATIENCE)])
        numbers = list(newest.values_list("pk", flat=True))
        if order == "newest":
            return numbers
        # Apart from the search: as one statement, PostgreSQL planned to score every article there is.
        scored = Article.objects.filter(pk__in=numbers).annotate(score=query.score())
        return list(scored.order_by("-score", "-published_at", "-pk").values_list("pk", flat=True))


def _results(page: NumberedPage | PageBeyond, query: Query) -> list[Article]:
    """What the cards of a page draw, with an excerpt of each article, in the order of the page."""
    found: QuerySet[Any] = Article.objects.for_cards().annotate(excerpt=query.excerpt())
    by_number = {article.pk: article for article in found.filter(pk__in=list(page))}
    for article in by_number.values():
        article.excerpt = as_written(*article.excerpt)
    return [by_number[number] for number in page if number in by_number]


def _without_result(request: HttpRequest, context: dict[str, Any], **answer: Any) -> HttpResponse:
    newest = Article.objects.published().newest_first().values("pk")[:OF_THE_NEWEST]
    topics = Topic.objects.filter(articles__in=newest).distinct()[:TOPICS_OFFERED]
    return reader_page(request, "articles/search.html", context | {"topics": topics}, **answer)


def was_cancelled(fault: OperationalError) -> bool:
    return getattr(fault.__cause__, "sqlstate", None) == "57014"  # query_canceled
