"""The articles as other programs are given them: with their parts, some at a time, in the order of their numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from articles.models import Article
from articles.pictures.body_pictures import pictures_named_in, pictures_within, row_of
from articles.pictures.image import Image

AT_ONCE = 100


def articles_out() -> Iterator[Article]:
    """All but working copies, which are changes that nobody has published."""
    articles: Any = Article.objects.filter(copy_of=None).select_related("section", "lead_image").order_by("pk")
    yield from articles.prefetch_related("topics", "sources", "corrections", "byline_set__person").iterator(AT_ONCE)


def is_public(article: Article) -> bool:
    """Published or scheduled, and not withdrawn."""
    return bool(article.published_at) and article.withdrawn_at is None


def pictures_in(body: str) -> list[Image]:
    """The library's pictures within a text, each once."""
    known = pictures_within(body)
    found = {}
    for picture in pictures_named_in(body):
        if image := row_of(picture, known):
            found[image.pk] = image
    return list(found.values())
