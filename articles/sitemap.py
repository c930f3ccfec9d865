"""What search engines are told: the addresses that there are, and those that they need not look at."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import lru_cache

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from articles.models import Article, Page, Section, SitemapRun
from articles.models.sitemap_run import KEYS_IN_A_FILE
from articles.pages import PUBLIC, read_only

NEWS_LASTS, NEWS_AT_MOST = timedelta(days=2), 1_000  # Google's rules for a sitemap of news
CLOSED = ("/admin/", "/preview/", "/comments/manage/", "/search/?")


@read_only
def sitemap(request: HttpRequest) -> HttpResponse:
    """The files that hold the addresses."""
    lists = f"<sitemap>{_location(reverse('sitemap_lists'))}</sitemap>"
    files = _files(_location(reverse("sitemap_articles", args=[0])), tuple(SitemapRun.objects.now()))
    return _xml("sitemapindex", [lists, *files])


@lru_cache(maxsize=1)
def _files(location: str, runs: tuple[tuple[int, int], ...]) -> list[str]:
    """The lines of all files in runs, as one text: thousands, which differ in their number alone. location: of file 0.

    Drawn once for the same runs.
    """
    before, after = f"<sitemap>{location}</sitemap>".rsplit("0", 1)
    numbers = [str(number) for first, last in runs for number in range(first, last + 1)]
    return [before + f"{after}\n{before}".join(numbers) + after] if numbers else []


@read_only
def sitemap_lists(request: HttpRequest) -> HttpResponse:
    lists = [
        reverse("front"),
        reverse("archive"),
        *(section.get_absolute_url() for section in Section.objects.all()),
        *(reverse(slug) for slug in Page.Slug.values),
    ]
    return _xml("urlset", (f"<url>{_location(path)}</url>" for path in lists))


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
    before, after = reverse("article", args=["-"]).split("-")  # asked for once, since there are so many
    places = ((_location(f"{before}{slug}{after}"), updated or published) for slug, published, updated in articles)
    return _xml("urlset", (f"<url>{loc}<lastmod>{timezone.localdate(at)}</lastmod></url>" for loc, at in places))


@read_only
def news_sitemap(request: HttpRequest) -> HttpResponse:
    """The articles of the last two days, in Google's namespace for news."""
    latest = Article.objects.published().newest_first().filter(published_at__gt=timezone.now() - NEWS_LASTS)
    articles: Iterable[tuple[str, str, str, datetime]]
    articles = latest.values_list("slug", "headline", "language", "published_at")[:NEWS_AT_MOST]
    urls = [
        {
            "location": f"{settings.SITE_URL}{reverse('article', args=[slug])}",
            "title": headline,
            "language": language.partition("-")[0],
            "published_at": published,
        }
        for slug, headline, language, published in articles
    ]
    context = {"urlset": urls, "publication": settings.SITE_NAME}
    return _public(render(request, "articles/news_sitemap.xml", context, content_type="application/xml"))


@read_only
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED), ""]
    lines += [f"Sitemap: {settings.SITE_URL}{reverse(name)}" for name in ("sitemap", "news_sitemap")]
    return _public(HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8"))


def _location(path: str) -> str:
    return f"<loc>{escape(settings.SITE_URL + path)}</loc>"


def _xml(root: str, elements: Iterable[str]) -> HttpResponse:
    """A file of thousands of lines, for which a template takes ten times as long."""
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    return _public(HttpResponse("\n".join([head, *elements, f"</{root}>", ""]), content_type="application/xml"))


def _public(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = PUBLIC
    return response
