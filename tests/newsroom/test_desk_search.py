"""One search over everything at the desk: each account finds what its lists would show, and nothing else."""

import re

import pytest

from articles.models import Page, Person, Topic
from tests.pictures import make_picture
from tests.staff import account, signed_in

pytestmark = pytest.mark.django_db

SEARCH = "/admin/search/"


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def house(make_article, make_comment, media):
    """One row of each kind that has the word zebra in it."""
    published = make_article(headline="A zebra crosses")
    make_article(published_at=None, headline="A zebra waits")
    Person.objects.create(name="Zebra Jones", slug="zebra-jones")
    Topic.objects.create(name="Zebras", slug="zebras")
    make_picture(alternative_text="A zebra at night")
    Page.objects.filter(slug="about").update(title="About the zebra")
    make_comment(published, message="I saw the zebra.", status="published")
    make_comment(published, message="Buy a zebra!", status="spam")


def found(who, question="zebra"):
    page = signed_in(account(who)).get(SEARCH, {"q": question})
    assert page.status_code == 200
    return {kind.key: [hit.words for hit in kind.hits] for kind in page.context["kinds"]}


def test_an_editor_finds_articles_pages_people_topics_pictures_and_published_comments(house):
    assert found("Editor") == {
        "articles": ["A zebra waits", "A zebra crosses"],
        "pages": ["About the zebra"],
        "people": ["Zebra Jones"],
        "topics": ["Zebras"],
        "pictures": ["A zebra at night"],
        "comments": ["I saw the zebra."],
    }


def test_a_moderator_finds_comments_of_any_status_and_nothing_of_the_writers(house):
    assert found("Moderator") == {"comments": ["Buy a zebra!", "I saw the zebra."]}


def test_a_reporter_finds_the_own_articles_alone(house, make_article):
    reporter = account("Reporter")
    make_article(published_at=None, headline="My zebra", created_by=reporter)
    page = signed_in(reporter).get(SEARCH, {"q": "zebra"})
    kinds = {kind.key: [hit.words for hit in kind.hits] for kind in page.context["kinds"]}
    assert kinds["articles"] == ["My zebra"]
    assert "comments" not in kinds
    assert "pages" not in kinds
    assert "A zebra waits" not in page.text


def test_a_comment_is_not_found_by_an_address_where_the_list_would_not_find_it(make_comment):
    make_comment(email="secret@example.org", status="published", message="Well put")
    assert found("Editor", "secret@example.org") == {}
    assert found("Moderator", "secret@example.org") == {"comments": ["Well put"]}


def test_of_many_a_few_are_shown_with_the_way_to_the_list_of_all(make_article):
    for number in range(8):
        make_article(headline=f"Zebra {number}")
    desk = signed_in(account("Editor"))
    page = desk.get(SEARCH, {"q": "zebra"})
    (kind,) = page.context["kinds"]
    assert len(kind.hits) == 6
    assert "Zebra 0" in desk.get(kind.more).text


def test_every_hit_leads_to_a_page_that_opens(house):
    desk = signed_in(account("Administrator"))
    page = desk.get(SEARCH, {"q": "zebra"})
    hits = [hit for kind in page.context["kinds"] for hit in kind.hits]
    assert len(hits) == 8
    for hit in hits:
        assert desk.get(hit.address).status_code == 200, hit


def test_the_script_gets_the_same_results_without_a_page_around_them(house):
    desk = signed_in(account("Editor"))
    part = desk.get(SEARCH, {"q": "zebra", "part": "1"})
    assert "<html" not in part.text
    assert re.findall(r"data-hit", part.text)
    assert part["Cache-Control"] == desk.get("/admin/")["Cache-Control"]


@pytest.mark.parametrize(
    "question", ["", " ", "a", "%", "__", "'); --", "x" * 5000, "\\", "&|!()<->:*", "\u202e", "😀 😀", '"', "a\ud7ffb"]
)
def test_whatever_is_typed_is_answered(question, make_article):
    make_article()
    assert signed_in(account("Administrator")).get(SEARCH, {"q": question}).status_code == 200


def test_nothing_found_is_said_and_so_is_a_question_that_is_too_short():
    desk = signed_in(account("Editor"))
    assert "Nothing that you may open is like “quagga”." in desk.get(SEARCH, {"q": "quagga"}).text
    assert "Type at least 2 characters." in desk.get(SEARCH, {"q": "q"}).text


def test_without_an_account_the_search_asks_to_sign_in(client):
    assert client.get(SEARCH, {"q": "zebra"}).url.startswith("/admin/login/")
    assert "data-search-open" not in client.get("/admin/login/").text


def test_the_search_takes_as_many_queries_with_more_rows(house, make_article, django_assert_max_num_queries):
    desk = signed_in(account("Administrator"))
    with django_assert_max_num_queries(26) as queries:
        desk.get(SEARCH, {"q": "zebra"})
    for number in range(5):
        make_article(headline=f"Zebra {number}")
        Topic.objects.create(name=f"Zebra {number}", slug=f"zebra-{number}")
    with django_assert_max_num_queries(len(queries.captured_queries)):
        desk.get(SEARCH, {"q": "zebra"})
