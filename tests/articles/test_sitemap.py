"""Search engines are told every public address, and no other."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from articles.models import Article, Page
from articles.sitemap import ADDRESSES_IN_A_FILE

pytestmark = pytest.mark.django_db

NAMESPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = "https://news.example"


def addresses(response):
    assert response["Content-Type"] == "application/xml"
    return [place.text for place in ElementTree.fromstring(response.content).iterfind(".//s:loc", NAMESPACE)]  # noqa: S314


def test_the_sitemap_lists_lists_and_published_articles_at_the_address_of_the_site(client, make_article):
    make_article(slug="public", published_at=datetime(2024, 3, 1, tzinfo=UTC))
    make_article(
        slug="changed", published_at=datetime(2024, 3, 1, tzinfo=UTC), updated_at=datetime(2024, 3, 9, tzinfo=UTC)
    )
    make_article(slug="draft", published_at=None)
    make_article(slug="scheduled", published_at=timezone.now() + timedelta(days=1))
    make_article(slug="withdrawn", withdrawn_at=timezone.now(), withdrawal_reason="Wrong.")
    response = client.get("/sitemap.xml", headers={"Host": "localhost"})
    assert addresses(response) == [
        "https://news.example/",
        "https://news.example/archive/",
        "https://news.example/sections/world/",
        *(f"https://news.example/{slug}/" for slug in Page.Slug.values),
        "https://news.example/articles/public/",
        "https://news.example/articles/changed/",
    ]
    changes = ElementTree.fromstring(response.content).iterfind(".//s:lastmod", NAMESPACE)  # noqa: S314
    assert [change.text for change in changes] == ["2024-03-01", "2024-03-09"]


def test_a_site_with_too_many_addresses_for_one_file_gets_an_index_of_files(client, section):
    first = datetime(2024, 3, 1, tzinfo=UTC)
    Article.objects.bulk_create(
        Article(
            slug=f"a{number}",
            headline="A",
            section=section,
            ai_use="none",
            published_at=first + timedelta(minutes=number),
        )
        for number in range(ADDRESSES_IN_A_FILE + 1)
    )
    files = addresses(client.get("/sitemap.xml"))
    assert files == [
        "https://news.example/sitemap-lists-1.xml",
        "https://news.example/sitemap-articles-1.xml",
        "https://news.example/sitemap-articles-2.xml",
    ]
    lists, full, rest = (addresses(client.get(file.removeprefix("https://news.example"))) for file in files)
    assert len(lists) == 3 + len(Page.Slug)
    assert len(set(full)) == ADDRESSES_IN_A_FILE
    assert rest == [f"https://news.example/articles/a{ADDRESSES_IN_A_FILE}/"]


@pytest.mark.parametrize("name", ["articles-0", "articles-2", "articles-999999999999", "people-1", "articles-x"])
def test_a_file_that_there_is_not_is_not_found(client, make_article, name):
    make_article()
    assert client.get(f"/sitemap-{name}.xml").status_code == 404


def test_robots_are_kept_from_the_desk_previews_commenters_own_pages_and_searches(client):
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /preview/",
        "Disallow: /comments/manage/",
        "Disallow: /search/?",
        "",
        "Sitemap: https://news.example/sitemap.xml",
    ]
