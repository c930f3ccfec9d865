"""Links of a text that lead nowhere within the site."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from django.apps import apps
from django.conf import settings
from django.db.models import F, QuerySet, Value
from django.urls import Resolver404, resolve

from articles.published import is_published

if TYPE_CHECKING:
    from articles.models import Article

MOST_LINKS = 200  # of one text that are looked up
_LINK = re.compile(r'<a [^>]*?href="([^"]*)"')
_SOURCE = re.compile(r"source-([0-9]{1,4})")
_NOWHERE = ("", "")
_FILES = (settings.MEDIA_URL, settings.STATIC_URL)
# What an address names by its slug, by the beginning of its route.
_KINDS = {"articles/": "article", "sections/": "section", "topics/": "topic", "people/": "person"}


def dead_links(articles: Iterable[Article], at: datetime, sources: Mapping[int, int]) -> dict[int, list[str]]:
    """The links that readers could not follow at that moment, by the number of their article, as its text has them.

    sources: how many an article has; a reference may name one by its number. One query for all, none without links.
    """
    followed = {article.pk: _followed(article, sources.get(article.pk, 0)) for article in articles}
    named = {name for links in followed.values() for name in links.values() if name and name != _NOWHERE}
    there = {None, *(_there(named, at) if named else ())}
    return {pk: [link for link, name in links.items() if name not in there] for pk, links in followed.items()}


def _followed(article: Article, sources: int) -> dict[str, tuple[str, str] | None]:
    """What each link of article names on this site: kind and slug; None where there is nothing to look up."""
    followed: dict[str, tuple[str, str] | None] = {}
    for link in list(dict.fromkeys(map(unescape, _LINK.findall(article.body))))[:MOST_LINKS]:
        source = _SOURCE.fullmatch(link.removeprefix("#"))
        if source and not 1 <= int(source[1]) <= sources:
            followed[link] = _NOWHERE
        elif (path := _own_path(link, article)) is not None:
            kind, slug = _named_by(path)
            followed[link] = _NOWHERE if kind is None else (kind, slug) if slug else None
    return followed


def _own_path(link: str, article: Article) -> str | None:
    """The path on this site that link leads to; None where it leads elsewhere, or stays on the page."""
    if not link or link.startswith("#"):
        return None
    try:
        whole = urlsplit(urljoin(settings.SITE_URL + article.get_absolute_url(), link))
    except ValueError:
        return None
    if whole.netloc != urlsplit(settings.SITE_URL).netloc or whole.path.startswith(_FILES):
        return None
    return unquote(whole.path) or "/"


def _named_by(path: str) -> tuple[str | None, str]:
    """What a path names: kind and slug; no slug where the page is always there, no kind where there is no page."""
    try:
        found = resolve(path)
    except Resolver404:
        return None, ""
    if "admin" in found.namespaces:
        return None, ""  # readers cannot open the desk
    kind = next((kind for begins, kind in _KINDS.items() if found.route.startswith(begins)), "page")
    return kind, found.kwargs.get("slug", "").lower() if kind != "page" else ""


def _there(named: set[tuple[str, str]], at: datetime) -> set[tuple[str, str]]:
    """Those of named that readers find at that moment, by a present or a former slug."""
    slugs = {slug for _kind, slug in named}

    def rows(model: str, kind: Value | F, **conditions: object) -> QuerySet:
        found = apps.get_model("articles", model)._default_manager.filter(slug__in=slugs, **conditions)
        return found.order_by().annotate(named_kind=kind).values_list("named_kind", "slug")

    articles = rows("Article", Value("article")).filter(is_published(at))
    moved = rows("OldAddress", Value("article")).filter(is_published(at, "article__"))
    others = [rows(kind.capitalize(), Value(kind)) for kind in ("section", "topic", "person")]
    return {(kind, slug) for kind, slug in articles.union(moved, *others, rows("FormerSlug", F("kind")), all=True)}
