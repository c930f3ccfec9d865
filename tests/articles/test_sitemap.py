"""Search engines are told every public address, and no other."""

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
import time_machine
from django.utils import timezone

from articles.channels.sitemap import KEYS_IN_A_FILE, NEWS_AT_MOST, language_for_google
from articles.models import Article, Correction, Page, Person

pytestmark = pytest.mark.django_db

NAMESPACE = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "n": "http://www.google.com/schemas/sitemap-news/0.9",
}


@pytest.fixture(autouse=True)
def site(settings):
    settings.SITE_URL = "https://news.example"


def addresses(response):
    assert response["Content-Type"] == "application/xml"
    return [place.text for place in tree(response).iterfind(".//s:loc", NAMESPACE)]


def tree(response):
    return ElementTree.fromstring(response.content)  # noqa: S314 (our own)


def get(client, address):
    return client.get(address.removeprefix("https://news.example"), headers={"Host": "localhost"})


def test_the_sitemap_names_files_with_lists_and_with_published_articles_at_the_address_of_the_site(
    client, make_article
):
    make_article(slug="public", published_at=datetime(2024, 3, 1, tzinfo=UTC))
    make_article(
        slug="changed", published_at=datetime(2024, 3, 1, tzinfo=UTC), updated_at=datetime(2024, 3, 9, tzinfo=UTC)
    )
    make_article(slug="draft", published_at=None)
    make_article(slug="scheduled", published_at=timezone.now() + timedelta(days=1))
    make_article(slug="withdrawn", withdrawn_at=timezone.now(), withdrawal_reason="Wrong.")
    lists, *files = addresses(get(client, "/sitemap.xml"))
    assert lists == "https://news.example/sitemap-lists.xml"
    assert addresses(get(client, lists)) == [
        "https://news.example/",
        "https://news.example/archive/",
        "https://news.example/sections/world/",
        *(f"https://news.example/{slug}/" for slug in Page.Slug.values),
    ]
    articles = [get(client, file) for file in files]
    assert [place for file in articles for place in addresses(file)] == [
        "https://news.example/articles/public/",
        "https://news.example/articles/changed/",
    ]
    changes = [change.text for file in articles for change in tree(file).iterfind(".//s:lastmod", NAMESPACE)]
    assert changes == ["2024-03-01", "2024-03-09"]


def last_changes(client):
    return [change.text for change in tree(client.get("/sitemap-articles-1.xml")).iterfind(".//s:lastmod", NAMESPACE)]


@pytest.fixture
def changed_later(make_article):
    """An article of long ago, and a day on which something of it changes."""
    article = make_article(pk=1, published_at=datetime(2024, 3, 1, tzinfo=UTC), ai_use="generated", ai_system="X")
    with time_machine.travel(datetime(2024, 5, 4, 12, tzinfo=UTC)):
        yield article


def test_a_correction_is_a_change_that_search_engines_are_told(client, changed_later):
    made_at = datetime(2024, 4, 2, tzinfo=UTC)
    Correction.objects.create(article=changed_later, text="It was Tuesday.", made_at=made_at)
    Correction.objects.create(article=changed_later, text="It was noon.", made_at=made_at - timedelta(days=9))
    assert last_changes(client) == ["2024-04-02"]


def test_what_readers_see_change_without_a_date_is_told_too(client, changed_later):
    today = timezone.now().date()
    assert last_changes(client) == ["2024-03-01"]
    Article.objects.update(reviewed_at=None, body="<p>Another text.</p>")
    changed_on = datetime.fromisoformat(last_changes(client)[0]).date()
    assert changed_on >= today


def test_a_check_after_publication_is_a_change_and_one_before_is_none(client, changed_later):
    checker = Person.objects.create(name="Ada", slug="ada")
    changed_later.review(by=checker, scope=["facts"], at=datetime(2024, 4, 9, tzinfo=UTC))
    changed_later.save()
    assert last_changes(client) == ["2024-04-09"]


def test_no_change_is_dated_in_the_future(client, changed_later):
    later = timezone.now() + timedelta(days=30)
    Correction.objects.create(article=changed_later, text="It will be Tuesday.", made_at=later)
    Article.objects.update(updated_at=later)
    assert last_changes(client) == ["2024-05-04"]


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("en", "en"), ("en-GB", "en"), ("EN_us", "en"), ("pt-br", "pt"), ("de-CH-1996", "de"), ("sr-Latn-RS", "sr"),
        ("fil", "fil"), ("haw-US", "haw"), ("ast", "ast"), ("yue", "yue"), ("yue-Hant-HK", "yue"),
        ("zh", "zh-cn"), ("zh-CN", "zh-cn"), ("zh-SG", "zh-cn"), ("zh-Hans", "zh-cn"), ("zh-Hans-HK", "zh-cn"),
        ("zh-TW", "zh-tw"), ("zh-tw", "zh-tw"), ("zh_TW", "zh-tw"), ("zh-HK", "zh-tw"), ("zh-MO", "zh-tw"),
        ("zh-Hant", "zh-tw"), ("zh-Hant-CN", "zh-tw"), ("zh-hant-hk", "zh-tw"), ("cmn-Hans", "zh-cn"),
        ("cmn-Hant-TW", "zh-tw"), ("zh-yue", "yue"), ("zh-min-nan", "nan"), ("i-klingon", "tlh"), ("i-hak", "en"),
        ("x-pirate", "en"), ("", "en"), ("english", "en"), ("e", "en"), ("e\x01n", "en"), ("-", "en"),
    ],
)  # fmt: skip
def test_news_name_their_language_as_google_wants_it(client, make_article, tag, language):
    assert language_for_google(tag) == language
    make_article(language=tag, published_at=timezone.now())
    assert tree(client.get("/news-sitemap.xml")).find(".//n:language", NAMESPACE).text == language


def test_a_file_holds_a_range_of_keys_and_one_without_articles_is_not_named(client, make_article):
    def article(pk, **values):
        make_article(pk=pk, slug=f"a{pk}", **values)

    for pk in (1, KEYS_IN_A_FILE, KEYS_IN_A_FILE + 1, 9 * KEYS_IN_A_FILE + 1):
        article(pk)
    article(3 * KEYS_IN_A_FILE, published_at=None)
    article(4 * KEYS_IN_A_FILE, published_at=timezone.now() + timedelta(days=1))
    article(5 * KEYS_IN_A_FILE, withdrawn_at=timezone.now(), withdrawal_reason="Wrong.")
    _lists, *files = addresses(get(client, "/sitemap.xml"))
    assert files == [f"https://news.example/sitemap-articles-{number}.xml" for number in (1, 2, 10)]
    assert [addresses(get(client, file)) for file in files] == [
        ["https://news.example/articles/a1/", f"https://news.example/articles/a{KEYS_IN_A_FILE}/"],
        [f"https://news.example/articles/a{KEYS_IN_A_FILE + 1}/"],
        [f"https://news.example/articles/a{9 * KEYS_IN_A_FILE + 1}/"],
    ]
    assert get(client, "/sitemap-articles-3.xml").status_code == 404


def named(client):
    return [int(file.rpartition("-")[2].removesuffix(".xml")) for file in addresses(get(client, "/sitemap.xml"))[1:]]


def test_a_file_is_named_as_soon_as_it_holds_an_article_and_no_longer_than_that(
    client, make_article, django_assert_num_queries
):
    articles = {number: make_article(pk=number * KEYS_IN_A_FILE) for number in (1, 2, 3, 7, 8, 20)}
    draft = make_article(pk=5 * KEYS_IN_A_FILE, published_at=None)
    with django_assert_num_queries(1):
        assert named(client) == [1, 2, 3, 7, 8, 20]
    make_article(pk=20 * KEYS_IN_A_FILE + 1)
    Article.objects.filter(pk=draft.pk).update(published_at=timezone.now())
    with django_assert_num_queries(1):
        assert named(client) == [1, 2, 3, 5, 7, 8, 20, 21]
    articles[1].delete()
    articles[7].withdraw(None, "Wrong.")
    articles[7].save()
    assert named(client) == [2, 3, 5, 8, 20, 21]
    Article.objects.all().delete()
    assert named(client) == []


def test_a_file_is_one_question_however_many_articles_it_holds(client, make_article, django_assert_num_queries):
    for pk in range(1, 10):
        make_article(pk=pk, slug=f"a{pk}")
        with django_assert_num_queries(1):
            assert len(addresses(client.get("/sitemap-articles-1.xml"))) == pk


@pytest.mark.parametrize(
    "name",
    ["articles-0", "articles-999999999999", "articles-99999999999999999999999", "people-1", "articles-x", "lists-1"],
)
def test_a_file_that_there_is_not_is_not_found(client, make_article, name):
    make_article()
    assert client.get(f"/sitemap-{name}.xml").status_code == 404


def test_a_site_without_articles_has_a_sitemap_of_its_lists(client, db):
    assert addresses(client.get("/sitemap.xml")) == ["https://news.example/sitemap-lists.xml"]
    assert addresses(client.get("/news-sitemap.xml")) == []


def test_news_are_the_articles_of_the_last_two_days_the_newest_first(client, make_article, settings):
    settings.SITE_NAME = "Tea & Times"
    now = timezone.now()
    make_article(slug="old", published_at=now - timedelta(hours=49))
    make_article(slug="morning", published_at=now - timedelta(hours=47))
    make_article(slug="news", headline="Bread < wine", language="pt-br", published_at=now)
    make_article(slug="scheduled", published_at=now + timedelta(hours=1))
    make_article(slug="withdrawn", withdrawn_at=now, withdrawal_reason="Wrong.")
    response = client.get("/news-sitemap.xml")
    assert addresses(response) == ["https://news.example/articles/news/", "https://news.example/articles/morning/"]
    newest = tree(response).find(".//n:news", NAMESPACE)
    told = {part: newest.find(f".//n:{part}", NAMESPACE).text for part in ("name", "language", "title")}
    assert told == {"name": "Tea & Times", "language": "pt", "title": "Bread < wine"}
    published = newest.find("n:publication_date", NAMESPACE).text
    assert datetime.fromisoformat(published) == now


def test_news_are_a_thousand_at_most(client, section):
    Article.objects.bulk_create(
        Article(slug=f"a{number}", headline="A", section=section, ai_use="none", published_at=timezone.now())
        for number in range(NEWS_AT_MOST + 1)
    )
    assert len(addresses(client.get("/news-sitemap.xml"))) == NEWS_AT_MOST


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
        "Sitemap: https://news.example/news-sitemap.xml",
    ]
