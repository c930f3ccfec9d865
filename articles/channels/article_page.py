"""The article's page, with everything that programs read in it and about it."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from articles.channels.disclosure_header import disclose_in_header
from articles.models import Article
from articles.reading.reader_page import reader_page


def article_page(
    request: HttpRequest,
    article: Article,
    context: dict[str, Any],
    *,
    cards: Iterable[Article] = (),
    with_readers_words: bool,
    status: int = 200,
    private: bool = False,
) -> HttpResponse:
    """The page of article, rendered with context.

    cards: the articles that it leads to.
    with_readers_words: comments are on it, so the article's own disclosure does not hold for the whole page.
    """
    context = {
        "article": article,
        "disclosure_meta": _disclosure_meta(article, with_readers_words=with_readers_words),
        "disclosure_attribute": settings.AI_DISCLOSURE_ATTRIBUTE,
        **context,
    }
    response = reader_page(
        request, "articles/article.html", context, about=article, cards=cards, status=status, private=private
    )
    disclose_in_header(response, article)
    return response


def _disclosure_meta(article: Article, *, with_readers_words: bool) -> str:
    """What ``<meta name="ai-disclosure">`` says of the page; empty where it is silent."""
    level = article.level
    if not settings.AI_DISCLOSURE_META or level is None:
        return ""
    if article.is_mixed:
        return "mixed"
    if not level.is_disclosed:
        return ""
    return "mixed" if with_readers_words else level.html_value
