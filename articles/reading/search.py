"""The search among published articles. Its cost is bounded, however common a word and however large the archive."""

from typing import Any

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language

from articles.disclosure.chosen_level import as_chosen
from articles.models import Article, FormerSlug, Section, Topic
from articles.models.article_queryset import ArticleQuerySet
from articles.reading.full_text import Query, as_written, read_query
from articles.reading.reader_page import reader_page
from web.paging import NumberedPage, PageBeyond, page_of
from web.plain_text import one_line
from web.public_page import read_only

LONGEST_QUERY = 200  # characters
MOST_FOUND = 300  # of the newest articles that match: so many are ranked, and can be paged through
PATIENCE = 2_000  # milliseconds that PostgreSQL may look
ORDERS = ("relevance", "newest")
TOPICS_OFFERED, OF_THE_NEWEST = 12, 200  # topics, articles


@read_only
def search(request: HttpRequest) -> HttpResponse:
    typed = " ".join(one_line(request.GET.get("q", "")).replace("\0", "").split())
    order = request.GET.get("order", ORDERS[0])
    if order not in ORDERS:
        raise Http404
    section = _chosen_section(request)
    articles = as_chosen(request, Article.objects.published())
    if section:
        articles = articles.filter(section=section)
    context: dict[str, Any] = {"asked": typed, "order": order, "chosen_section": section, "most_found": MOST_FOUND}

    if not typed:
        return _without_result(request, context)
    if len(typed) > LONGEST_QUERY:
        longest = {"asked": typed[:LONGEST_QUERY], "longest": LONGEST_QUERY}
        return _without_result(request, context | longest | {"problem": "long"}, status=400)
    query = read_query(typed, get_language() or settings.LANGUAGE_CODE)
    if query.is_too_common:
        return _without_result(request, context | {"problem": "common"})
    try:
        numbers = find(articles, query, order)
    except OperationalError as fault:
        if not was_cancelled(fault):
            raise
        return _without_result(request, context | {"problem": "slow"}, private=True)
    page = page_of(request, numbers[:MOST_FOUND])
    if not numbers:
        return _without_result(request, context | {"problem": "nothing"})
    page.object_list = _results(page, query)
    return reader_page(request, "articles/search.html", context | {"page": page, "has_more": len(numbers) > MOST_FOUND})


def _chosen_section(request: HttpRequest) -> Section | None:
    slug = request.GET.get("section")
    if slug is None:
        return None
    if "\0" in slug:
        raise Http404
    section = FormerSlug.objects.present(Section.objects.all(), slug)
    if section is None:
        raise Http404
    return section


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
