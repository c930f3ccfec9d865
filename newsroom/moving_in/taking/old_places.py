"""Articles by their addresses of before, as comments of another program name them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve

from articles.models import Article, OldAddress
from newsroom.redirects.addresses import old_address
from newsroom.redirects.redirect import Redirect

_SPELLINGS = re.compile(r"/(amp|index\.(html?|php))$")


def paths_of(address: str) -> list[str]:
    """The paths that address may stand for, the likeliest first: without host, tracking and slash at the end."""
    try:
        path = old_address(re.sub(r"(?<!:)/{2,}", "/", address.strip()))
    except ValidationError:
        return []
    bare, mark, query = path.partition("?")
    shorter = _SPELLINGS.sub("", bare) or "/"
    found = [path, f"{shorter}{mark}{query}", *([bare, shorter] if bare != "/" else []), f"{shorter}.html"]
    return [each for each in dict.fromkeys(found) if each != "/"]


def articles_at(addresses: Iterable[str]) -> dict[str, int]:
    """The keys of the articles that were, or are, at addresses. Those where there is none are missing."""
    paths = {address: paths_of(address) for address in set(addresses)}
    every = {path for several in paths.values() for path in several}
    found: dict[str, int] = {
        path: article
        for path, article in Redirect.objects.filter(old_path__in=every, article__isnull=False).values_list(
            "old_path", "article"
        )
        if article is not None
    }
    slugs = {path: slug for path in every if (slug := _slug_of(path))}
    keys = dict(OldAddress.objects.filter(slug__in=slugs.values()).values_list("slug", "article"))
    keys |= dict(Article.objects.filter(slug__in=slugs.values(), copy_of=None).values_list("slug", "pk"))
    found |= {path: keys[slug] for path, slug in slugs.items() if slug in keys and path not in found}
    return {
        address: next(found[path] for path in several if path in found)
        for address, several in paths.items()
        if any(path in found for path in several)
    }


def _slug_of(path: str) -> str:
    """The slug in an address of an article of ours."""
    try:
        match = resolve(f"{path.partition('?')[0]}/")
    except Resolver404:
        return ""
    return str(match.kwargs.get("slug", "")) if match.url_name == "article" else ""
