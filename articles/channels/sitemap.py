"""What search engines are told: the addresses that there are, and those that they need not look at."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Max, OuterRef, Subquery, Value
from django.db.models.functions import Greatest, Least
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from articles.models import Article, Correction, DisclosureEvent, Page, Section
from articles.published import is_published_sql
from web.identity.current_site import current_site
from web.plain_text import writable
from web.public_page import for_everybody, read_only

KEYS_IN_A_FILE = 500  # of articles, and so the most addresses in it
NEWS_LASTS, NEWS_AT_MOST = timedelta(days=2), 1_000  # Google's rules for a sitemap of news
# What readers see change, and what no date of the article says.
SEEN = ("edited", "restated", "review_voided", "correction_changed", "correction_removed", "reinstated")
TRADITIONAL = ("hant", "tw", "hk", "mo")  # marks of Chinese in traditional characters

# From each file to that of the next article after it.
_FILES = f"""
    WITH RECURSIVE files (number) AS (
        SELECT 0::bigint
        UNION ALL
        SELECT next.number FROM files CROSS JOIN LATERAL (
            SELECT (id - 1) / %(keys)s + 1 FROM articles_article
            WHERE id > files.number * %(keys)s AND {is_published_sql("<= %(now)s")}
            ORDER BY id LIMIT 1
        ) AS next (number)
    )
    SELECT number FROM files WHERE number > 0
"""  # noqa: S608 (put together from constants)


@read_only
def sitemap(request: HttpRequest) -> HttpResponse:
    """The files that hold the addresses."""
    lists = f"<sitemap>{_location(reverse('sitemap_lists'))}</sitemap>"
    before, after = _location(reverse("sitemap_articles", args=[0])).rsplit("0", 1)
    files = (f"<sitemap>{before}{number}{after}</sitemap>" for number in _files_with_articles())
    return _xml(request, "sitemapindex", [lists, *files])


def _files_with_articles() -> list[int]:
    """The numbers of the files in which readers may read something: one look at an index for each, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_FILES, {"now": timezone.now(), "keys": KEYS_IN_A_FILE})
        return [number for (number,) in cursor.fetchall()]


@read_only
def sitemap_lists(request: HttpRequest) -> HttpResponse:
    lists = [
        reverse("front"),
        reverse("archive"),
        *(section.get_absolute_url() for section in Section.objects.all()),
        *(page.get_absolute_url() for page in Page.objects.filter(is_public=True).order_by("pk").only("slug")),
    ]
    return _xml(request, "urlset", (f"<url>{_location(path)}</url>" for path in lists))


@read_only
def sitemap_articles(request: HttpRequest, number: int) -> HttpResponse:
    """The articles of a range of keys, which an index finds however many come before. Ranges count from 1."""
    articles = (
        Article.objects.published()
        .filter(pk__gt=(number - 1) * KEYS_IN_A_FILE, pk__lte=number * KEYS_IN_A_FILE)
        .order_by("pk")
        .values_list("slug", _last_seen_to_change(timezone.now()))
    )
    if not articles:
        raise Http404
    before, after = reverse("article", args=["-"]).split("-")  # asked for once, since there are so many
    places = ((_location(f"{before}{slug}{after}"), changed_at) for slug, changed_at in articles)
    return _xml(
        request, "urlset", (f"<url>{loc}<lastmod>{timezone.localdate(at)}</lastmod></url>" for loc, at in places)
    )


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
            "language": language_for_google(language),
            "published_at": published,
        }
        for slug, headline, language, published in articles
    ]
    context = {"urlset": urls, "publication": current_site().name}
    return _file(request, render_to_string("articles/news_sitemap.xml", context))


def language_for_google(tag: str) -> str:
    """A language in the form that Google's news sitemap wants: two or three letters, or ``zh-cn`` or ``zh-tw``.

    tag: as BCP 47 writes it, in any case. What names no language by letters is taken for the site's own.
    Source: https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap
    """
    first, *others = tag.lower().replace("_", "-").split("-")
    if first in ("zh", "cmn"):
        if others and others[0] in ("yue", "nan", "wuu", "hak", "gan", "min"):
            return "nan" if others[0] == "min" else others[0]
        script = next((each for each in others if len(each) == 4), "")
        is_traditional = script == "hant" or (script != "hans" and any(each in TRADITIONAL for each in others))
        return "zh-tw" if is_traditional else "zh-cn"
    if first in ("i", "art", "sgn", "x") or not re.fullmatch("[a-z]{2,3}", first):
        own = settings.LANGUAGE_CODE.partition("-")[0]
        return {"i-klingon": "tlh", "art-lojban": "jbo"}.get(tag.lower(), own)
    return first


def _last_seen_to_change(now: datetime) -> Least:
    """When readers last saw a change of an article: of its text, of what it says of its making, of its corrections."""
    corrections = Correction.objects.filter(article=OuterRef("pk"), made_at__lte=now).order_by()
    events = DisclosureEvent.objects.filter(article=OuterRef("pk"), kind__in=SEEN).order_by()
    return Least(
        Greatest(
            "published_at",
            "updated_at",
            "reviewed_at",
            Subquery(corrections.values("article").annotate(last=Max("made_at")).values("last")),
            Subquery(events.values("article").annotate(last=Max("at")).values("last")),
        ),
        Value(now),
    )


def _location(path: str) -> str:
    return f"<loc>{escape(settings.SITE_URL + path)}</loc>"


def _xml(request: HttpRequest, root: str, elements: Iterable[str]) -> HttpResponse:
    """A file of thousands of lines, for which a template takes ten times as long."""
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    return _file(request, "\n".join([head, *elements, f"</{root}>", ""]))


def _file(request: HttpRequest, text: str) -> HttpResponse:
    """text without what XML cannot hold, wherever in it that stands: no row takes the whole file away."""
    return for_everybody(request, HttpResponse(writable(text), content_type="application/xml"), None)
