"""The read API: what readers can read, for programs; the same shape as its description says, whatever is sent."""

from datetime import timedelta
from urllib.parse import urlsplit

import hypothesis
import jsonschema
import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.utils import timezone
from hypothesis import HealthCheck, given
from schemathesis import GenerationMode, checks
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from articles.models import Article, Byline, Correction, Person, Section, Source, Topic
from articles.read_api.operation import MOST
from comments.models import Discussion
from tests.pictures import make_picture

pytestmark = pytest.mark.django_db

CHECKS = [
    checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
    unsupported_method,
]
EXAMPLES = hypothesis.settings(
    max_examples=8, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
LISTS = ["articles", "sections", "topics", "people", "figures", "search?q=tea", "articles/tea/comments"]
ONES = ["articles/tea", "openapi.json"]


@pytest.fixture
def world(make_article, make_comment, settings, tmp_path):
    """Two articles with everything, one by people and one by AI; a draft, a scheduled and a withdrawn one."""
    settings.MEDIA_ROOT = tmp_path / "media"
    ada = Person.objects.create(name="Ada", slug="ada", role="Science editor")
    tides = Topic.objects.create(name="Tides", slug="tides")
    picture = make_picture(alternative_text="A cup of tea")
    tea = make_article(slug="tea", headline="On tea", lead_image=picture, updated_at=timezone.now())
    made = make_article(slug="made", headline="Made tea", ai_use="generated", ai_system="Model 1", ai_note="Wrote it.")
    for article in (tea, made):
        article.topics.add(tides)
        Byline.objects.create(article=article, person=ada)
        Source.objects.create(article=article, title="A book", address="https://example.org/book")
        Correction.objects.create(article=article, text="It is green.")
    first = make_comment(tea, stars=4, email="secret-reader@example.org")
    first.publish()
    make_comment(tea, parent=first, answers=first, email="another-secret@example.org").publish()
    make_comment(tea, message="Waits.", email="third-secret@example.org")
    make_article(slug="draft", headline="Secret draft", published_at=None)
    make_article(slug="soon", headline="Secret soon", published_at=timezone.now() + timedelta(days=1))
    make_article(slug="gone", headline="Gone", withdrawn_at=timezone.now(), withdrawal_reason="It was wrong.")
    return tea


def get(client, address, **headers):
    return client.get(f"/api/{address}", headers=headers)


def described(client):
    return get(client, "openapi.json").json()


def test_every_answer_has_the_shape_of_its_description(client, world):
    document = described(client)
    paths = {
        "articles/tea": "/api/articles/{slug}",
        "articles/made": "/api/articles/{slug}",
        "articles/tea/comments": "/api/articles/{slug}/comments",
        **{name: f"/api/{name.partition('?')[0]}" for name in [*LISTS, "openapi.json"] if "tea/" not in name},
    }
    assert set(document["paths"]) == set(paths.values())
    for address, path in paths.items():
        response = get(client, address)
        assert response.status_code == 200
        answer = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        jsonschema.validate(response.json(), answer | {"components": document["components"]})
        assert "items" not in response.json() or response.json()["items"], address


def test_an_article_says_how_it_was_made_and_what_its_page_says(client, world):
    article = get(client, "articles/made").json()
    assert article["making"]["level"] == "ai_generated"
    assert article["making"]["label"] == "Content created by AI"
    assert "Content created by AI" in article["content_html"]
    assert [each["text"] for each in article["corrections"]] == ["It is green."]
    assert article["sources"] == [{"title": "A book", "publisher": "", "url": "https://example.org/book"}]
    assert get(client, "articles/tea").json()["rating"] == {"average": 4.0, "count": 1}


def test_nothing_unpublished_and_no_address_of_a_reader_is_given(client, world):
    everything = "".join(get(client, address).text for address in [*LISTS, *ONES, "search?q=secret", "articles/made"])
    for secret in ("ecret draft", "ecret soon", "secret-reader", "another-secret", "third-secret", "Waits.", "Gone"):
        assert secret not in everything
    for slug in ("draft", "soon", "none"):
        for address in (f"articles/{slug}", f"articles/{slug}/comments"):
            response = get(client, address)
            assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


def test_a_withdrawn_article_says_so_with_its_reason(client, world):
    for address in ("articles/gone", "articles/gone/comments"):
        response = get(client, address)
        assert (response.status_code, response["Content-Type"]) == (410, "application/problem+json")
        assert response.json()["reason"] == "It was wrong."
        assert "s-maxage" in response["Cache-Control"]


def test_a_former_slug_leads_to_the_present_one(client, world):
    world.slug = "green-tea"
    world.save()
    for below in ("", "/comments"):
        response = get(client, f"articles/tea{below}")
        assert (response.status_code, response["Location"]) == (301, f"/api/articles/green-tea{below}")
    Topic.objects.filter(slug="tides").update(slug="sea")
    assert len(get(client, "articles?topic=tides").json()["items"]) == 2


def test_a_hidden_discussion_gives_no_words_and_no_stars(client, world):
    Discussion.objects.filter(article=world).update(state="hidden")
    assert get(client, "articles/tea/comments").status_code == 404
    article = get(client, "articles/tea").json()
    assert (article["comment_count"], article["rating"]) == (0, None)


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("", ["tea", "made"]),
        ("section=world", ["tea", "made"]),
        ("topic=tides&person=ada", ["tea", "made"]),
        ("topic=tides&making=ai_generated", ["made"]),
        ("person=ada&making=human", ["tea"]),
        ("since=2000-01-01T00:00:00%2B02:00", ["tea", "made"]),
        ("since=9999-01-01T00:00:00Z", []),
        ("topic=tides&since=0001-01-01T00:00:00Z", ["tea", "made"]),
    ],
)
def test_articles_are_chosen_by_section_topic_person_making_and_time(client, world, query, slugs):
    assert [each["slug"] for each in get(client, f"articles?{query}").json()["items"]] == slugs


@pytest.mark.parametrize(
    ("address", "status"),
    [
        *((f"articles?{query}", 400) for query in (
            "making=magic", "making=", "since=yesterday", "since=2000-01-01", "since=2000-01-01T00:00:00",
            "limit=0", "limit=101", "limit=%C2%B2", "limit=1e1", "limit=-1", "limit=", "cursor=", "cursor=x",
            "cursor=" + "x" * 2000, "section=a%2Fb", "section=%00", "section=", "page=2", "limit=1&limit=2",
            "since=2000-01-01T00:00:00Z%00", "topic=tides%0A",
        )),
        ("articles?section=none", 404),
        ("articles?topic=none", 404),
        ("articles?person=none", 404),
        ("articles/no%2Fslug", 404),
        ("nothing", 404),
        ("search", 400),
        ("search?q=", 400),
        ("search?q=%00", 400),
        ("search?q=" + "x" * 201, 400),
        ("search?q=tea&order=none", 400),
    ],
)  # fmt: skip
def test_bad_input_is_a_problem_that_names_the_parameter(client, world, address, status):
    response = get(client, address)
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    problem = response.json()
    assert problem["status"] == status
    assert problem["detail"]
    if status == 400:
        assert all(error["parameter"] in f"{address}?q" for error in problem["errors"])
        assert problem["errors"]


def test_what_a_refusal_says_to_people_is_in_the_language_of_the_site(client, world, settings):
    settings.LANGUAGE_CODE = "de"
    problem = get(client, "articles?limit=0&since=soon&making=magic&no=1").json()
    assert problem["detail"].startswith("Die Anfrage ist nicht lesbar")
    said = {error["parameter"]: error["detail"] for error in problem["errors"]}
    assert said["limit"] == f"Eine Zahl von 1 bis {MOST}."
    assert said["since"].startswith("Ein Zeitpunkt mit Zeitzone")
    assert said["making"].startswith("Eines von: human")
    assert said["no"] == "Diesen Parameter gibt es nicht."
    assert get(client, "articles/none").json()["detail"] == "Diesen Artikel gibt es nicht."
    assert client.get("/api/openapi.json").json()["info"]["description"].isascii()


def walk(client, address):
    """Every item of a list, a page at a time, as a program follows it."""
    items, pages = [], 0
    while address:
        response = client.get(address)
        assert response.status_code == 200
        page = response.json()
        items, pages = items + page["items"], pages + 1
        assert (f'<{page["next"]}>; rel="next"' == response.headers.get("Link")) == bool(page["next"])
        following = page["next"] and urlsplit(page["next"])
        address = following and f"{following.path}?{following.query}"
    return items, pages


@pytest.mark.parametrize("query", ["", "&topic=tides", "&person=ada", "&section=world"])
def test_pages_lose_and_repeat_nothing_while_articles_come(client, make_article, section, query):
    ada, tides = Person.objects.create(name="Ada", slug="ada"), Topic.objects.create(name="Tides", slug="tides")
    at = timezone.now() - timedelta(days=1)

    def another(**facts):
        article = make_article(**facts)
        article.topics.add(tides)
        Byline.objects.create(article=article, person=ada)

    for _ in range(7):
        another(published_at=at)
    first = get(client, f"articles?limit=3{query}").json()
    another(published_at=timezone.now())
    Article.objects.filter(pk=first["items"][-1]["id"]).update(withdrawn_at=timezone.now(), withdrawal_reason="Wrong.")
    following = urlsplit(first["next"])
    rest, pages = walk(client, f"{following.path}?{following.query}")
    assert len({item["id"] for item in first["items"] + rest}) == 7
    assert (len(rest), pages) == (4, 2)


@pytest.mark.parametrize("name", ["sections", "topics", "people", "search?q=tea", "articles/tea/comments", "figures"])
def test_every_list_comes_in_pages(client, world, make_comment, name):
    for number in range(3):
        Section.objects.create(name=f"Section {number}", slug=f"section-{number}", position=1)
        world.topics.add(Topic.objects.create(name=f"Ä {number}", slug=f"a-{number}"))
        Byline.objects.create(article=world, person=Person.objects.create(name=f"Z {number}", slug=f"z-{number}"))
    whole = get(client, f"{name}{'&' if '?' in name else '?'}limit=100").json()["items"]
    items, pages = walk(client, f"/api/{name}{'&' if '?' in name else '?'}limit=1")
    assert items == whole
    assert pages == max(len(whole), 1)


def test_a_cursor_of_one_list_is_refused_by_another(client, world):
    cursor = get(client, "articles?limit=1").json()["next"].partition("cursor=")[2]
    for name in ("sections", "people", "figures", "articles/tea/comments"):
        assert get(client, f"{name}?cursor={cursor}").status_code == 400


@pytest.mark.parametrize("address", [*LISTS, *ONES])
def test_any_page_of_any_origin_may_read_and_nothing_else(client, world, address):
    address = f"/api/{address}"
    whole, head = client.get(address, headers={"Origin": "https://elsewhere.example"}), client.head(address)
    assert whole["Access-Control-Allow-Origin"] == "*"
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", whole["ETag"])
    assert "s-maxage" in whole["Cache-Control"]
    assert "Set-Cookie" not in whole.headers
    preflight = client.options(address)
    assert (preflight.status_code, preflight["Allow"]) == (204, "GET, HEAD, OPTIONS")
    assert preflight["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    for method in (client.post, client.put, client.patch, client.delete):
        refused = method(address)
        assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD, OPTIONS")
        assert refused["Content-Type"] == "application/problem+json"
    unchanged = client.get(address, headers={"If-None-Match": whole["ETag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert unchanged["Access-Control-Allow-Origin"] == "*"


def test_a_list_that_can_be_cached_names_what_it_depends_on(client, world):
    response = get(client, "articles")
    assert {"content", f"card-{world.pk}"} <= set(response["Cache-Tag"].split(","))
    assert f"article-{world.pk}" in get(client, "articles/tea/comments")["Cache-Tag"]


def test_a_list_costs_the_same_queries_however_long_it_is(
    client, world, make_article, make_comment, django_assert_num_queries
):
    addresses = {"articles?limit=100&topic=tides&person=ada": 4, "articles/tea/comments": 3, "topics": 2, "people": 2}
    for number in (0, 5):
        for _ in range(number):
            article = make_article(ai_use="generated")
            article.topics.add(Topic.objects.get(slug="tides"))
            Byline.objects.create(article=article, person=Person.objects.get(slug="ada"))
            make_comment(world).publish()
        for address, queries in addresses.items():
            with django_assert_num_queries(queries):
                get(client, address)


@pytest.fixture
def _one_connection():
    """As Django's own client does: a request must not close the connection that the test's transaction is on."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("_one_connection")
@pytest.mark.filterwarnings("ignore")
def test_whatever_a_program_sends_is_answered_as_described(client, world, settings):
    """schemathesis makes requests from the description, good and bad, and judges each answer."""
    settings.ALLOWED_HOSTS = ["*"]
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", WSGIHandler())
    for result in schema.get_all_operations():
        operation = result.ok()
        for mode in GenerationMode:
            if mode == GenerationMode.NEGATIVE and not operation.query:
                continue

            @EXAMPLES
            @given(operation.as_strategy(generation_mode=mode))
            def judge(case):
                case.call_and_validate(checks=CHECKS)

            judge()
