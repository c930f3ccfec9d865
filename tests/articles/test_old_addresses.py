"""What gets another slug keeps its old addresses, and everything below them."""

import pytest
from django.db import connection
from django.utils import timezone

from articles.models import Byline, FormerSlug, Person, Section, Topic
from articles.slugs.proposed_slug import propose_slug

LISTS = {"sections": Section, "topics": Topic, "people": Person}


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def article(make_article):
    """An article under a new slug, on a topic and by a person."""
    article = make_article(slug="old")
    article.topics.add(Topic.objects.create(name="Tea", slug="tea"))
    Byline.objects.create(article=article, person=Person.objects.create(name="Ada", slug="ada"))
    article.slug = "new"
    article.save()
    return article


@pytest.mark.parametrize(
    "below",
    [
        "/",
        "/?comment=signed&x=%C3%A9",
        "/comments/",
        "/comments/?page=2&order=oldest",
        "/comments/?stars=9",
        "/comments/?from=12",
        "/comments/new/",
        "/comments/new/?reply=7",
        "/comments/reported/",
        "/comments.atom",
        "/comments.atom?x=1",
        ".json",
        "/something/that/comes/later/?q=a%20b",
    ],
)
@pytest.mark.parametrize("slug", ["old", "Old", "NEW"])
def test_everything_below_a_former_slug_leads_to_the_same_address_under_the_present_one(client, article, slug, below):
    for method in (client.get, client.head):
        response = method(f"/articles/{slug}{below}")
        assert (response.status_code, response["Location"]) == (301, f"/articles/new{below}")
        assert "s-maxage=50" in response["Cache-Control"]


def test_what_is_sent_to_a_former_address_is_not_lost(client, article):
    words = {"email": "ada@example.org", "name": "Ada", "message": "Written before the address changed."}
    response = client.post("/articles/old/comments/", words)  # taken where it is sent: see test_posting.py
    assert response.status_code in (303, 422)
    response = client.post("/articles/old/something/that/comes/later/?a=1", words)
    assert (response.status_code, response["Location"]) == (308, "/articles/new/something/that/comes/later/?a=1")


def test_what_is_missing_under_a_present_slug_is_not_found(client, article):
    for address in ("/articles/new/nothing/", "/articles/new/comments/?stars=9", "/articles/none/comments/"):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize(("kind", "slug"), [("sections", "world"), ("topics", "tea"), ("people", "ada")])
def test_lists_under_another_slug_keep_their_old_addresses(client, article, kind, slug):
    for number in (1, 2, 3):
        LISTS[kind].objects.filter(slug=slug if number == 1 else f"name-{number - 1}").update(slug=f"name-{number}")
    for old in (slug, slug.upper(), "name-1", "name-2", "Name-3"):
        for below in ("/", "/?page=2&made=human", "/feed.atom", "/feed.json?made=human"):
            response = client.get(f"/{kind}/{old}{below}")
            assert (response.status_code, response["Location"]) == (301, f"/{kind}/name-3{below}")
    assert client.get(f"/{kind}/name-3/").status_code == 200
    assert client.get(f"/{kind}/name-3/?page=nothing").status_code == 404


@pytest.mark.parametrize(("kind", "slug"), [("sections", "world"), ("topics", "tea"), ("people", "ada")])
def test_a_slug_that_another_list_takes_is_its_own_from_then_on(client, article, kind, slug):
    model = LISTS[kind]
    sql(f"UPDATE {model._meta.db_table} SET slug = 'renamed' WHERE slug = '{slug}'")
    other = model.objects.create(name="Another", slug=slug)
    former = FormerSlug.objects.filter(kind=model._meta.model_name)
    if kind == "sections":
        assert client.get(f"/sections/{slug}/").status_code == 200
    model.objects.filter(pk=other.pk).update(slug="elsewhere")
    assert list(former.values_list("slug", "object_id")) == [(slug, other.pk)]
    model.objects.filter(slug="renamed").update(slug=slug)
    assert list(former.values_list("slug", flat=True)) == ["renamed"]
    assert client.get(f"/{kind}/{slug}/").status_code == 200
    assert client.get(f"/{kind}/renamed/")["Location"] == f"/{kind}/{slug}/"


def test_slugs_that_two_lists_exchange_lead_to_each_in_one_step(client, section):
    other = Section.objects.create(name="Science", slug="science")
    for pk, slug in ((section.pk, "between"), (other.pk, "world"), (section.pk, "science")):
        Section.objects.filter(pk=pk).update(slug=slug)
    assert client.get("/sections/between/")["Location"] == "/sections/science/"
    assert [client.get(f"/sections/{slug}/").context["section"].pk for slug in ("science", "world")] == [
        section.pk,
        other.pk,
    ]


def test_the_same_slug_of_another_kind_is_another_address(client, article):
    Topic.objects.create(name="World", slug="world")
    Section.objects.filter(slug="world").update(slug="earth")
    assert client.get("/sections/world/")["Location"] == "/sections/earth/"
    assert client.get("/topics/world/").status_code == 404


def test_the_old_address_of_a_list_betrays_nothing_that_is_not_public(client, make_article):
    make_article(published_at=None).topics.add(topic := Topic.objects.create(name="Secret", slug="secret"))
    Topic.objects.filter(pk=topic.pk).update(slug="still-secret")
    assert client.get("/topics/secret/").status_code == 404


def test_former_slugs_go_with_what_had_them(section):
    empty = Section.objects.create(name="Empty", slug="empty")
    Section.objects.filter(pk=empty.pk).update(slug="emptier")
    sql(f"DELETE FROM articles_section WHERE id = {empty.pk}")
    assert not FormerSlug.objects.exists()


def test_a_search_in_a_section_finds_it_under_its_former_slug(client, article):
    Section.objects.filter(slug="world").update(slug="earth")
    assert client.get("/search/?q=body&section=world").context["page"].object_list
    assert client.get("/search/?q=body&section=nothing").status_code == 404


def test_a_proposed_slug_takes_no_old_address_away(article):
    Topic.objects.filter(slug="tea").update(slug="teas-of-the-world")
    assert propose_slug("Tea", Topic) == "tea-2"
    assert propose_slug("Old", type(article)) == "old-2"
    assert propose_slug("Old", type(article), besides=article) == "old"


def test_a_withdrawn_article_is_gone_under_each_of_its_addresses(client, article):
    type(article).objects.update(withdrawn_at=timezone.now(), withdrawal_reason="Wrong.")
    assert client.get("/articles/old/")["Location"] == "/articles/new/"
    assert client.get("/articles/new/").status_code == 410
    assert client.get("/articles/old.json")["Location"] == "/articles/new.json"
