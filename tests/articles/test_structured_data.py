"""Structured data that search engines can trust: schema.org's own terms, and nothing that is not so."""

import json
from datetime import timedelta

import html5lib
import pytest
from django.utils import timezone
from schema_org.enums import IPTCDigitalSourceEnumeration
from schema_org.registry import get_model

from articles.disclosure.levels import schema_org_source
from articles.models import Correction, Image, Person, Source, Topic
from comments.models import Comment

SOURCE_TYPES = {member.value for member in IPTCDigitalSourceEnumeration}


def scripts(client, article):
    """What the page of article says in JSON-LD: of itself, then of its comments."""
    tree = html5lib.parse(client.get(article.get_absolute_url()).content.decode(), namespaceHTMLElements=False)
    return [json.loads(each.text) for each in tree.iter("script") if each.get("type") == "application/ld+json"]


def structured_data(client, article):
    return scripts(client, article)[0]


@pytest.fixture
def full_article(make_article, make_comment):
    person = Person.objects.create(name="Ada Editor", slug="ada-editor", role="Science editor")
    article = make_article(
        headline="Tides </script><script>alert(1)</script> <!-- & -->",
        standfirst="Why the sea comes and goes.",
        ai_use="generated",
        ai_system="Example 1",
        ai_note="It wrote the text from tide tables.",
        updated_at=timezone.now(),
        lead_image=Image.objects.create(
            file="images/moon.jpg",
            width=1200,
            height=800,
            alternative_text="The moon.",
            caption="The moon in May.",
            credit="Harbour office",
            digital_source_type=Image.DigitalSourceType.CREATED_BY_AI,
        ),
    )
    article.byline_set.create(person=person)
    article.topics.add(Topic.objects.create(name="Sea", slug="sea"))
    Source.objects.create(article=article, title="Tide tables", publisher="Harbour", address="https://example.org/t")
    Correction.objects.create(article=article, text="It is twice a day.", made_at=timezone.now() + timedelta(minutes=1))
    Correction.objects.create(article=article, text="One more port.", kind="update")
    article.review(by=person, scope=["facts"])
    article.save()
    make_comment(article, status="published", stars=4)
    return article


def assert_valid(node):
    """Each property is one of schema.org's for this type, and each of its values of a kind that it takes."""
    properties = {fact.schema_name: set(fact.ranges) for fact in get_model(node["@type"]).SCHEMA_PROPERTIES}
    for name, value in node.items():
        if name.startswith("@"):
            continue
        assert name in properties, f"schema.org's {node['@type']} has no {name}"
        for part in value if isinstance(value, list) else [value]:
            assert kinds_of(part) & properties[name], f"{name} takes {properties[name]}, not {part!r}"
            if isinstance(part, dict):
                assert_valid(part)


def kinds_of(value):
    """schema.org's types that value can stand for."""
    if isinstance(value, dict):
        return set(get_model(value["@type"]).SCHEMA_TYPES)
    if isinstance(value, int):
        return {"Integer", "Number"}
    if value in SOURCE_TYPES:
        return {"IPTCDigitalSourceEnumeration"}
    if value.startswith("http"):
        return {"URL", "Thing"}  # a thing may be named by its address alone
    return {"Text", "Date", "DateTime"}


def test_it_is_made_of_schema_org_terms(client, full_article):
    data = structured_data(client, full_article)
    assert data.pop("@context") == "https://schema.org"
    assert_valid(data)


def test_it_says_where_the_article_is_on_the_site(client, full_article):
    page = structured_data(client, full_article)["mainEntityOfPage"]
    way = [(step["position"], step["name"], step["item"]) for step in page["breadcrumb"]["itemListElement"]]
    site, section = "http://127.0.0.1:8000/", f"http://127.0.0.1:8000{full_article.section.get_absolute_url()}"
    article = f"http://127.0.0.1:8000{full_article.get_absolute_url()}"
    assert way == [(1, "Newsroom", site), (2, "World", section), (3, full_article.headline, article)]


def test_the_comments_are_told_as_parts_of_the_article_and_only_those_that_readers_see(client, full_article):
    first = Comment.objects.get()
    Comment.objects.update(message="</script><script>alert(2)</script> " + "well " * 100)
    rest = {"article": full_article, "email": "b@example.org"}
    Comment.objects.create(name="Bo", message="Yes.", parent=first, status="published", **rest)
    Comment.objects.create(name="Spam", message="Buy.", status="pending", **rest)
    article, comments = scripts(client, full_article)
    assert_valid(comments)
    assert comments["@id"] == article["@id"]
    (comment,) = comments["comment"]
    assert comment["author"]["name"] == first.name
    assert comment["text"].startswith("</script>")
    assert comment["text"].endswith("…")
    assert [reply["text"] for reply in comment["comment"]] == ["Yes."]


def test_the_front_page_says_whose_site_it_is_and_what_is_on_it(client, full_article):
    tree = html5lib.parse(client.get("/").text, namespaceHTMLElements=False)
    (script,) = [script for script in tree.iter("script") if script.get("type") == "application/ld+json"]
    data = json.loads(script.text)
    assert_valid({name: value for name, value in data.items() if name != "@context"})
    assert data["isPartOf"]["@type"] == "WebSite"
    assert data["isPartOf"]["publisher"]["name"] == "Newsroom"
    listed = [each["url"] for each in data["mainEntity"]["itemListElement"]]
    assert listed == [f"http://127.0.0.1:8000{full_article.get_absolute_url()}"]


def test_ai_is_never_the_author(client, full_article, make_article):
    assert [author["@type"] for author in structured_data(client, full_article)["author"]] == ["Person"]
    unsigned = make_article(ai_use="generated", ai_system="Example 1")
    assert structured_data(client, unsigned)["author"]["@type"] == "NewsMediaOrganization"


def test_there_is_no_rating_in_it(client, full_article):
    text = json.dumps(structured_data(client, full_article))
    assert "Rating" not in text
    assert "eview" not in text.replace("Reviewed", "")


def test_it_tells_who_answers_for_the_article_and_where(client, full_article):
    data = structured_data(client, full_article)
    assert data["editor"] == {
        "@type": "Person",
        "name": "Ada Editor",
        "jobTitle": "Science editor",
        "url": "http://127.0.0.1:8000/people/ada-editor/",
    }
    assert data["publishingPrinciples"] == "http://127.0.0.1:8000/ai-policy/"
    assert data["publisher"]["correctionsPolicy"] == "http://127.0.0.1:8000/corrections/"
    for address in (data["publishingPrinciples"], *(v for v in data["publisher"].values() if "://" in v)):
        assert client.get(address).status_code == 200


def test_it_lists_sources_and_what_was_put_right(client, full_article):
    data = structured_data(client, full_article)
    publisher = {"@type": "Organization", "name": "Harbour"}
    source = {"@type": "CreativeWork", "name": "Tide tables", "url": "https://example.org/t", "publisher": publisher}
    assert data["citation"] == [source]
    assert [correction["text"] for correction in data["correction"]] == ["It is twice a day."]
    assert data["dateModified"] == full_article.corrections.get(kind="correction").made_at.isoformat()
    assert data["commentCount"] == 1


def test_a_picture_carries_its_own_making(client, full_article):
    image = structured_data(client, full_article)["image"]
    assert image["digitalSourceType"] == "https://schema.org/TrainedAlgorithmicMediaDigitalSource"
    assert image["contentUrl"] == "http://127.0.0.1:8000/media/images/moon.jpg"


@pytest.mark.parametrize("kind", Image.DigitalSourceType)
def test_every_kind_of_picture_has_a_term_that_schema_org_knows_or_none(kind):
    assert kind == Image.DigitalSourceType.CREATION or schema_org_source(kind) in SOURCE_TYPES


def test_a_headline_cannot_break_out_of_it(client, full_article):
    page = client.get(full_article.get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    assert structured_data(client, full_article)["headline"] == full_article.headline


def test_a_withdrawn_article_has_none(client, full_article):
    full_article.withdrawn_at, full_article.withdrawal_reason = timezone.now(), "Wrong."
    full_article.save()
    assert "ld+json" not in client.get(full_article.get_absolute_url()).content.decode()
