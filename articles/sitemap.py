"""What search engines are told: the addresses that there are, and those that they need not look at."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.core.paginator import InvalidPage
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from articles.models import Article, Page, Section
from articles.pages import PUBLIC, read_only

ADDRESSES_IN_A_FILE = 5_000  # the protocol allows 50,000; a file of that size takes seconds to write
CLOSED = ("/admin/", "/preview/", "/comments/manage/", "/search/?")


class _SiteMap(Sitemap):
    limit = ADDRESSES_IN_A_FILE

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc


class ListsMap(_SiteMap):
    def items(self) -> Iterable[str]:
        return [
            reverse("front"),
            reverse("archive"),
            *(section.get_absolute_url() for section in Section.objects.all()),
            *(reverse(slug) for slug in Page.Slug.values),
        ]

    def location(self, item: str) -> str:
        return item


class ArticlesMap(_SiteMap):
    """Oldest first, so that a file that is full stays as it is."""

    def items(self) -> Any:
        return Article.objects.published().only("slug", "published_at", "updated_at").order_by("published_at", "pk")

    def lastmod(self, article: Article) -> Any:
        return article.updated_at or article.published_at


MAPS: dict[str, type[_SiteMap]] = {"lists": ListsMap, "articles": ArticlesMap}


@read_only
def sitemap(request: HttpRequest) -> HttpResponse:
    """All addresses, or, where they are too many for one file, the files that hold them."""
    maps = {name: map_class() for name, map_class in MAPS.items()}
    if sum(site_map.paginator.count for site_map in maps.values()) <= ADDRESSES_IN_A_FILE:
        return _xml(request, "sitemap.xml", {"urlset": [url for each in maps.values() for url in each.get_urls()]})
    files = [
        {"location": f"{settings.SITE_URL}{reverse('sitemap_part', args=[name, number])}"}
        for name, site_map in maps.items()
        for number in site_map.paginator.page_range
    ]
    return _xml(request, "sitemap_index.xml", {"sitemaps": files})


@read_only
def sitemap_part(request: HttpRequest, name: str, number: int) -> HttpResponse:
    if name not in MAPS:
        raise Http404
    try:
        return _xml(request, "sitemap.xml", {"urlset": MAPS[name]().get_urls(page=number)})
    except InvalidPage as fault:
        raise Http404 from fault


@read_only
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED)]
    lines += ["", f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}", ""]
    response = HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = PUBLIC
    return response


def _xml(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    response = render(request, template, context, content_type="application/xml")
    response["Cache-Control"] = PUBLIC
    return response
