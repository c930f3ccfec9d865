"""Every reader page: what it shows and what it never shows, at how many queries, and what caches may do with it."""

from datetime import UTC, datetime, timedelta
from urllib.parse import quote

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from articles.front.front_plan import ON_THE_FRONT
from articles.models import Article, Byline, OldAddress, Person, Section, Topic
from web.paging import ROWS_ON_A_PAGE
from web.public_page import PUBLIC

pytestmark = pytest.mark.django_db

LISTS = ["/", "/sections/world/", "/topics/tea/", "/people/ada/", "/archive/2024/3/"]
PAGES = [*LISTS, "/archive/"]


@pytest.fixture
def publish(make_article):
    """A published article that is in every list of this module."""

    def publish(**what_matters):
        article = make_article(**{"published_at": datetime(2024, 3, 15, 12, tzinfo=UTC)} | what_matters)
        article.topics.add(Topic.objects.get_or_create(name="Tea", slug="tea")[0])
        Byline.objects.create(article=article, person=Person.objects.get_or_create(name="Ada", slug="ada")[0])
        return article

    return publish


@pytest.mark.parametrize("address", LISTS)
def test_a_list_shows_what_is_published_newest_first_and_nothing_else(client, publish, address):
    march = datetime(2024, 3, 1, tzinfo=UTC)
    publish(headline="Older", published_at=march)
    publish(headline="Newer", published_at=march + timedelta(days=1))
    publish(headline="Hidden draft", published_at=None)
    publish(headline="Hidden scheduled", published_at=timezone.now() + timedelta(days=1))
    publish(headline="Hidden withdrawn", withdrawn_at=timezone.now(), withdrawal_reason="It was wrong.")
    page = client.get(address).content.decode()
    assert page.index("Newer") < page.index("Older")
    assert "Hidden" not in page


def test_a_scheduled_article_appears_at_its_moment_by_itself(client, publish):
    publish(headline="At noon", published_at=datetime(2024, 3, 15, 12, tzinfo=UTC))
    with time_machine.travel("2024-03-15T11:59:59Z", tick=False):
        assert "At noon" not in client.get("/").content.decode()
        assert client.get("/articles/article-1/").status_code == 404
    with time_machine.travel("2024-03-15T12:00:00Z", tick=False):
        assert "At noon" in client.get("/").content.decode()
        assert client.get("/articles/article-1/").status_code == 200


@pytest.mark.parametrize(
    "state",
    [
        {"published_at": None},
        {"published_at": datetime(2100, 3, 15, tzinfo=UTC)},
        {"withdrawn_at": datetime(2024, 4, 1, tzinfo=UTC), "withdrawal_reason": "It was wrong."},
    ],
    ids=["draft", "scheduled", "withdrawn"],
)
def test_what_only_unpublished_articles_name_is_nobodys_business_yet(client, publish, state):
    article = publish(**state)
    for address in ("/topics/tea/", "/people/ada/", "/archive/2024/3/", "/archive/2100/3/"):
        assert client.get(address).status_code == 404
    assert "/archive/2024/" not in client.get("/archive/").content.decode()
    assert "2100" not in client.get("/archive/").content.decode()
    assert "sitemap-articles" not in client.get("/sitemap.xml").content.decode()
    assert article.slug not in client.get("/news-sitemap.xml").content.decode()


def test_somebody_who_checked_an_article_has_a_page_without_having_written_one(client, make_article):
    article = make_article(ai_use="generated")
    article.review(by=Person.objects.create(name="Grace", slug="grace"), scope=["facts"])
    article.save()
    assert client.get("/people/grace/").status_code == 200


@pytest.mark.parametrize("address", LISTS)
def test_lists_come_in_numbered_pages_that_together_show_each_article_once(client, publish, address):
    noon = datetime(2024, 3, 15, 12, tzinfo=UTC)
    per_page = ON_THE_FRONT if address == "/" else ROWS_ON_A_PAGE
    for number in range(2 * per_page + 5):
        publish(published_at=noon - timedelta(minutes=number // 3))  # times that are equal, too
    seen = []
    for number in ("1", "2", "3"):
        response = client.get(address, {"page": number})
        assert response.status_code == 200
        seen += [article.pk for article in response.context["page"]]
    assert len(seen) == len(set(seen)) == 2 * per_page + 5
    assert client.get(address, {"page": "4"}).status_code == 404
    if address != "/":  # the front is made of sections
        assert [article.pk for article in client.get(address).context["page"]] == seen[:per_page]


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize(
    "number", ["0", "-1", "x", "", "01", "+1", " 1", "1.0", "1e1", "\uff12", "99999999", "9" * 5000, "\0"]
)
def test_a_page_that_there_is_not_is_not_found(client, publish, address, number):
    publish()
    assert client.get(f"{address}?page={quote(number)}").status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/sections/nowhere/",
        "/topics/nothing/",
        "/people/nobody/",
        "/archive/2024/0/",
        "/archive/2024/13/",
        "/archive/2024/4/",
        "/archive/0/1/",
        "/archive/1/1/",
        "/archive/9999/12/",
        "/archive/10000/1/",
        f"/archive/{'9' * 5000}/1/",
        "/archive/2024/",
        "/articles/nothing/",
        "/articles/%00/",
        "/articles/a%00b/",
        "/sections/%ff/",
        "/articles/" + "a" * 5000 + "/",
    ],
)
def test_an_address_that_there_is_not_is_not_found(client, publish, address):
    publish()
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("address", ["/", "/sections/world/", "/archive/"])
def test_a_site_without_articles_has_its_pages(client, section, address):
    assert client.get(address).status_code == 200


def test_the_archive_lists_the_months_of_the_sites_time_zone(client, publish, settings):
    settings.TIME_ZONE = "Pacific/Auckland"
    for moment in ("2024-02-29T10:59Z", "2024-02-29T11:00Z", "2024-03-31T10:59Z", "2024-03-31T11:00Z"):
        publish(published_at=datetime.fromisoformat(moment))
    publish(
        published_at=datetime.fromisoformat("2024-06-30T12:00Z"),
        withdrawn_at=timezone.now(),
        withdrawal_reason="Wrong.",
    )
    months = client.get("/archive/").context["months"]
    assert [(month.isoformat(), count) for month, count in months] == [
        ("2024-04-01", 1),
        ("2024-03-01", 2),
        ("2024-02-01", 1),
    ]
    for month, count in months:
        assert len(client.get(f"/archive/{month.year}/{month.month}/").context["page"].object_list) == count


# Addresses -----------------------------------------------------------------------------------------------------------


def test_an_old_address_leads_to_the_newest_in_one_step(client, make_article):
    article = make_article(slug="first")
    for slug in ("second", "third", "fourth"):
        article.slug = slug
        article.save()
    for slug in ("first", "second", "third"):
        response = client.get(f"/articles/{slug}/")
        assert (response.status_code, response["Location"]) == (301, "/articles/fourth/")


def test_an_address_in_capital_letters_leads_to_the_article(client, make_article):
    article = make_article(slug="the-bridge")
    for address in ("/articles/The-Bridge/", "/articles/THE-BRIDGE/"):
        response = client.get(address)
        assert (response.status_code, response["Location"]) == (301, "/articles/the-bridge/")
    article.slug = "another"
    article.save()
    assert client.get("/articles/The-Bridge/")["Location"] == "/articles/another/"


def test_an_old_address_betrays_no_article_that_is_not_public_any_more(client, make_article):
    article = make_article(slug="public-name")
    Article.objects.update(published_at=None)
    Article.objects.update(slug="secret-name")
    assert OldAddress.objects.filter(article=article).count() == 0
    Article.objects.update(published_at=timezone.now())
    Article.objects.update(slug="new-name")
    Article.objects.update(published_at=timezone.now() + timedelta(days=1))
    assert client.get("/articles/secret-name/").status_code == 404


def test_a_withdrawn_article_says_so_and_why_at_its_address_and_at_its_old_ones(client, make_article):
    article = make_article(slug="old", headline="A claim", body="<p>The false text.</p>")
    article.slug, article.withdrawn_at, article.withdrawal_reason = "new", timezone.now(), "The claim was false."
    article.save()
    assert client.get("/articles/old/")["Location"] == "/articles/new/"
    response = client.get("/articles/new/")
    assert response.status_code == 410
    assert "The claim was false." in response.content.decode()
    assert "The false text." not in response.content.decode()


# Cost, caches, methods -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("/", 5),
        ("/sections/world/", 5),
        ("/topics/tea/", 5),
        ("/people/ada/", 5),
        ("/archive/", 3),
        ("/archive/2024/3/", 5),
        ("/archive/2024/3/15/", 5),
        ("/sitemap.xml", 1),
        ("/sitemap-lists.xml", 2),
        ("/news-sitemap.xml", 2),
        ("/robots.txt", 1),
    ],
)
def test_no_page_asks_the_database_more_for_more_articles(client, publish, django_assert_num_queries, address, queries):
    for rows in (1, 9):
        for _number in range(rows):
            publish(section=Section.objects.get_or_create(name="World", slug="world")[0])
        with django_assert_num_queries(queries):
            assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", PAGES)
def test_a_reader_page_sets_no_cookie_and_may_be_shared(client, publish, address):
    publish()
    response = client.get(address)
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert response["Cache-Control"] == PUBLIC


@pytest.mark.parametrize("address", PAGES)
def test_an_unchanged_page_is_not_sent_again_and_a_changed_one_is(client, publish, address):
    publish()
    with time_machine.travel("2024-06-01T12:00Z", tick=False):
        tag = client.get(address)["ETag"]
        unchanged = client.get(address, headers={"If-None-Match": tag})
        assert (unchanged.status_code, unchanged.content) == (304, b"")
        assert unchanged["Cache-Control"] == PUBLIC
        publish(headline="A second article")
        publish(headline="One of another month", published_at=datetime(2024, 2, 1, tzinfo=UTC))
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize(
    "address",
    [*PAGES, "/sitemap.xml", "/sitemap-lists.xml", "/news-sitemap.xml", "/robots.txt", "/articles/article-1/"],
)
def test_pages_can_be_asked_for_their_head_and_take_nothing(client, publish, address):
    publish()
    assert client.head(address).status_code == 200
    strict = Client(enforce_csrf_checks=True)
    for method in (strict.post, strict.put, strict.delete, strict.patch):
        response = method(address)
        assert response.status_code == 405
        assert response["Allow"] == "GET, HEAD"
        assert "Nothing was changed" in response.content.decode()


def test_sections_have_colours_of_their_own_that_stay_when_the_menu_is_put_in_order(client, publish, section):
    others = [Section.objects.create(name=name, slug=name.lower()) for name in ("Money", "Culture")]
    before = [each.colour for each in (section, *others)]
    assert len(set(before)) == 3
    Section.objects.update(position=9)
    assert [each.colour for each in Section.objects.order_by("pk")] == before
    publish()
    assert (
        f'class="page-head tint-{section.colour} tint-s{section.pk}"' in client.get("/sections/world/").content.decode()
    )


def test_an_article_can_be_passed_on_without_any_service_in_between(client, publish, settings):
    article = publish(headline="Tides & “neaps”")
    page = client.get(article.get_absolute_url()).content.decode()
    address = quote(f"{settings.SITE_URL}{article.get_absolute_url()}", safe="")
    assert f'href="mailto:?subject={quote(article.headline, safe="")}&amp;body={address}"' in page
