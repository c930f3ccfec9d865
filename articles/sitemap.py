"""What search engines are told: the addresses that there are, and those that they need not look at."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Page, Section
from articles.pages import PUBLIC, read_only

# Keys of articles that one file spans, and so the most addresses in it. The protocol allows 50,000; a file of that size
# takes seconds to write.
KEYS_IN_A_FILE = 5_000
NEWS_LASTS, NEWS_AT_MOST = timedelta(days=2), 1_000  # Google's rules for a sitemap of news
CLOSED = ("/admin/", "/preview/", "/comments/manage/", "/search/?")


@read_only
def sitemap(request: HttpRequest) -> HttpResponse:
    """The files that hold the addresses."""
    files = [
        reverse("sitemap_lists"),
        *(reverse("sitemap_articles", args=[number]) for number in Article.objects.key_ranges(KEYS_IN_A_FILE)),
    ]
    return _xml(request, "sitemap_index.xml", {"sitemaps": _locations(files)})


@read_only
def sitemap_lists(request: HttpRequest) -> HttpResponse:
    lists = [
        reverse("front"),
        reverse("archive"),
        *(section.get_absolute_url() for section in Section.objects.all()),
        *(reverse(slug) for slug in Page.Slug.values),
    ]
    return _xml(request, "sitemap.xml", {"urlset": _locations(lists)})


@read_only
def sitemap_articles(request: HttpRequest, number: int) -> HttpResponse:
    """The articles of a range of keys, which an index finds however many come before. Ranges count from 1."""
    articles = (
        Article.objects.published()
        .filter(pk__gt=(number - 1) * KEYS_IN_A_FILE, pk__lte=number * KEYS_IN_A_FILE)
        .order_by("pk")
        .values_list("slug", "published_at", "updated_at")
    )
    if not articles:
        raise Http404
    urls = [{"location": _article(slug), "lastmod": updated or published} for slug, published, updated in articles]
    return _xml(request, "sitemap.xml", {"urlset": urls})


@read_only
def news_sitemap(request: HttpRequest) -> HttpResponse:
    """The articles of the last two days, in Google's namespace for news."""
    latest = Article.objects.published().newest_first().filter(published_at__gt=timezone.now() - NEWS_LASTS)
    articles: Iterable[tuple[str, str, str, datetime]]
    articles = latest.values_list("slug", "headline", "language", "published_at")[:NEWS_AT_MOST]
    urls = [
        {
            "location": _article(slug),
            "title": headline,
            "language": language.partition("-")[0],
            "published_at": published,
        }
        for slug, headline, language, published in articles
    ]
    return _xml(request, "articles/news_sitemap.xml", {"urlset": urls, "publication": settings.SITE_NAME})


@read_only
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED), ""]
    lines += [f"Sitemap: {settings.SITE_URL}{reverse(name)}" for name in ("sitemap", "news_sitemap")]
    response = HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = PUBLIC
    return response


def _locations(paths: Iterable[str]) -> list[dict[str, str]]:
    return [{"location": f"{settings.SITE_URL}{path}"} for path in paths]


def _article(slug: str) -> str:
    return f"{settings.SITE_URL}{reverse('article', args=[slug])}"


def _xml(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    response = render(request, template, context, content_type="application/xml")
    response["Cache-Control"] = PUBLIC
    return response
