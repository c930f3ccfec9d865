"""The desk's search among articles in every state, which costs the same however many there are."""

from typing import Any

from django.conf import settings
from django.db.models import F
from django.utils.translation import get_language

from articles.models import Article
from articles.reading.full_text import read_query

LATEST = 1_000  # articles, in whose headlines parts of words are found too
MOST_FOUND = 200
LONGEST = 200  # characters of a question


def keys_found(text: str) -> list[int]:
    """The keys of articles whose words, headline or slug are like text: the latest MOST_FOUND of each kind."""
    text = text.strip()[:LONGEST]
    latest = Article.objects.filter(pk__in=Article.objects.order_by("-pk").values("pk")[:LATEST])
    query = read_query(text, get_language() or settings.LANGUAGE_CODE)
    kinds = [
        Article.objects.filter(slug=text.lower()),
        latest.filter(headline__icontains=text).order_by("-pk"),
    ]
    if query.tsquery and not query.is_too_common:
        near = list(latest.filter(query.matches()).order_by("-pk").values_list("pk", flat=True)[:MOST_FOUND])
        if len(near) == MOST_FOUND:
            return [*_keys(kinds), *near]
        # A word that the latest seldom have. In an order that no index has, or PostgreSQL may read all articles by it.
        kinds.append(Article.objects.filter(query.matches()).order_by((F("pk") + 0).desc()))
    return _keys(kinds)


def _keys(kinds: list[Any]) -> list[int]:
    return [key for kind in kinds for key in kind.values_list("pk", flat=True)[:MOST_FOUND]]
