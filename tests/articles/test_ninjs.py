"""The article for other newsrooms, as ninjs 3.1: fields and values from the published list, and nothing beside them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from articles.models import Correction, Image, Person, Topic

# Source: the field list of ninjs 3.1, https://iptc.org/standards/ninjs/. Names with the type of their values.
ITEM = {
    "uri": str, "type": str, "representationType": str, "version": str, "firstCreated": str, "versionCreated": str,
    "pubStatus": str, "copyrightHolder": str, "usageTerms": str, "edNote": str, "language": str, "descriptions": list,
    "bodies": list, "headlines": list, "subjects": list, "by": str, "renditions": list, "associations": list,
    "trustIndicators": list, "standard": dict, "digitalSourceType": dict,
}  # fmt: skip
PARTS = {
    "descriptions": {"role": str, "contentType": str, "value": str},
    "bodies": {"role": str, "contentType": str, "charCount": int, "wordCount": int, "value": str},
    "headlines": {"role": str, "contentType": str, "value": str},
    "subjects": {"name": str, "rel": str, "uri": str, "literal": str},
    "renditions": {"name": str, "href": str, "contentType": str, "width": int, "height": int},
    "associations": ITEM | {"name": str, "rel": str},
    "trustIndicators": {"role": str, "title": str, "href": str},
    "standard": {"name": str, "version": str, "schema": str},
    "digitalSourceType": {"name": str, "uri": str, "literal": str},
}


def assert_valid(item, known=ITEM):
    for name, value in item.items():
        assert name in known, f"ninjs knows no {name} here"
        assert isinstance(value, known[name]), f"{name} is {value!r}"
        parts = value if isinstance(value, list) else [value] if isinstance(value, dict) else []
        for part in parts:
            assert_valid(part, PARTS[name])
    for name in ("uri", "href"):
        assert item.get(name, "http://").startswith("http://")
    if known is ITEM:
        assert {"uri"} <= set(item)
        assert item["type"] == "text"
        assert item["representationType"] in ("full", "partial")
        assert item["pubStatus"] in ("usable", "withheld", "canceled")
    for name in ("firstCreated", "versionCreated"):
        assert datetime.fromisoformat(item.get(name, "2026-01-01T00:00:00Z")).tzinfo


@pytest.fixture
def full_article(make_article):
    article = make_article(
        slug="tides",
        headline="Tides",
        standfirst="Why the sea comes and goes.",
        body='<p>Twice a day, <a href="/archive/">as ever</a>.</p>',
        ai_use="generated",
        published_at=datetime(2026, 3, 1, 9, tzinfo=UTC),
        lead_image=Image.objects.create(
            file="images/moon.jpg",
            width=1200,
            height=800,
            alternative_text="The moon.",
            caption="The moon in May.",
            credit="Harbour office",
            digital_source_type=Image.DigitalSourceType.CAPTURE,
        ),
    )
    article.byline_set.create(person=Person.objects.create(name="Ada Writer", slug="ada"))
    article.topics.add(Topic.objects.create(name="Sea", slug="sea"))
    return article


def test_it_keeps_to_the_published_fields(client, full_article, make_article):
    assert_valid(client.get("/articles/tides.json").json())
    bare = make_article(slug="bare")
    assert_valid(client.get(f"/articles/{bare.slug}.json").json())


def test_it_carries_the_whole_article(client, full_article):
    item = client.get("/articles/tides.json").json()
    assert item["uri"] == "http://127.0.0.1:8000/articles/tides/"
    assert item["by"] == "Ada Writer, Newsroom / Content created by AI"
    assert item["headlines"][0]["value"] == "Tides"
    assert 'href="http://127.0.0.1:8000/archive/"' in item["bodies"][0]["value"]
    assert [subject["name"] for subject in item["subjects"]] == ["World", "Sea"]
    (picture,) = item["associations"]
    assert picture["digitalSourceType"]["uri"] == Image.DigitalSourceType.CAPTURE
    (policy,) = item["trustIndicators"]
    assert client.get(policy["href"]).status_code == 200


def test_a_correction_makes_a_new_version(client, full_article):
    before = client.get("/articles/tides.json")
    made_at = timezone.now()
    Correction.objects.create(article=full_article, text="Thrice.", made_at=made_at)
    after = client.get("/articles/tides.json", headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert datetime.fromisoformat(after.json()["versionCreated"]) == made_at
    assert client.get("/articles/tides.json", headers={"If-None-Match": after["ETag"]}).status_code == 304


def test_a_withdrawn_article_must_not_be_used_any_more(client, full_article):
    full_article.withdrawn_at, full_article.withdrawal_reason = timezone.now(), "The tables were wrong."
    full_article.save()
    response = client.get("/articles/tides.json")
    assert response.status_code == 410
    assert_valid(response.json())
    assert (response.json()["pubStatus"], response.json()["edNote"]) == ("canceled", "The tables were wrong.")
    assert "bodies" not in response.json()


def test_a_former_address_leads_to_the_present_one(client, full_article):
    full_article.slug = "ebb-and-flow"
    full_article.save()
    response = client.get("/articles/tides.json")
    assert (response.status_code, response["Location"]) == (301, "/articles/ebb-and-flow.json")


@pytest.mark.parametrize("published_at", [None, timezone.now() + timedelta(days=1)])
def test_what_is_not_published_is_not_found(client, make_article, published_at):
    make_article(slug="later", published_at=published_at)
    assert client.get("/articles/later.json").status_code == 404
    assert client.get("/articles/never.json").status_code == 404


def test_the_page_leads_to_it(client, full_article):
    page = client.get(full_article.get_absolute_url()).content.decode()
    assert '<link rel="alternate" type="application/json" href="/articles/tides.json">' in page
