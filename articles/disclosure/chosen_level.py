"""Readers' choice: ``?made=human`` and the like narrow a list or a feed to articles that were made in one way."""

from django.http import Http404, HttpRequest

from articles.disclosure.levels import LEVELS, Level
from articles.models.article_queryset import ArticleQuerySet


def chosen_level(request: HttpRequest) -> Level | None:
    """The level that ``?made=`` names; None without it, 404 where it names none."""
    key = request.GET.get("made")
    if key is None:
        return None
    if key not in LEVELS:
        raise Http404
    return LEVELS[key]


def as_chosen(request: HttpRequest, articles: ArticleQuerySet) -> ArticleQuerySet:
    """articles, or those of them that were made as the reader wants; 404 for a choice that there is not."""
    level = chosen_level(request)
    return articles.made(level) if level else articles
