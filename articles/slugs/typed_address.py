"""The article that someone means who types or pastes an address of this site."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

if TYPE_CHECKING:
    from articles.models import Article


def article_at(typed: str) -> Article | None:
    """By an address, whole or without the host, by the last part of one, or by one that it had before. None for none.

    It may be in any state, but no working copy.
    """
    from articles.models import Article

    typed = typed.strip()
    try:
        slug = resolve(urlsplit(typed).path).kwargs["slug"]
    except (Resolver404, KeyError, ValueError):
        slug = typed.strip("/").rsplit("/", 1)[-1]
    return Article.objects.moved_from(slug) or Article.objects.filter(slug=slug.lower(), copy_of=None).first()
