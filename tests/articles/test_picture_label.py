"""A picture that AI made or edited says so by itself, in an article that people wrote as in any other."""

import json
from xml.etree import ElementTree

import html5lib
import pytest
from django.core.files.base import ContentFile
from http_sfv import Dictionary

from articles.models import Image, Person
from tests.previews import preview_path

IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"
ATOM = "{http://www.w3.org/2005/Atom}"

# What a picture of each kind has to say: label, attribute of HTML, name in ninjs, schema.org.
FACTS = {
    "trainedAlgorithmicMedia": (
        "AI-generated picture",
        "ai-generated",
        "Created using Generative AI",
        "https://schema.org/TrainedAlgorithmicMediaDigitalSource",
    ),
    "compositeWithTrainedAlgorithmicMedia": (
        "Picture edited with AI",
        "ai-assisted",
        "Edited using Generative AI",
        "https://schema.org/CompositeWithTrainedAlgorithmicMediaDigitalSource",
    ),
}
PLACES = ["/articles/the-bridge/", "/", "/sections/world/", "/archive/2026/3/", "/people/ada/", "preview"]


@pytest.fixture(params=FACTS)
def kind(request):
    return request.param


@pytest.fixture
def facts(kind):
    return dict(zip(("label", "html", "name", "schema_org"), FACTS[kind], strict=True))


@pytest.fixture
def article_with(make_article, draw, settings, tmp_path):
    """An article by people, unless said otherwise, with a picture of the kind named."""
    settings.MEDIA_ROOT = tmp_path / "media"

    def make(kind, alternative_text="A bridge in fog", **what_matters):
        picture = Image.objects.create(
            file=ContentFile(draw().read_bytes(), "bridge.jpg"),
            alternative_text=alternative_text,
            digital_source_type=IPTC + kind,
            credit="Newsroom",
            ai_system="Example Painter",
            ai_system_version="2.0",
        )
        person = Person.objects.create(name="Ada", slug="ada", picture=picture)
        published = {"published_at": "2026-03-01T09:30:00Z"}
        article = make_article(slug="the-bridge", lead_image=picture, **published | what_matters)
        article.refresh_from_db()
        article.byline_set.create(person=person)
        return article

    return make


def page_at(client, address, article):
    if address == "preview":
        article.published_at = None
        article.save()
        address = preview_path(article)
    response = client.get(address)
    assert response.status_code == 200
    return html5lib.parse(response.content, transport_encoding="utf-8", namespaceHTMLElements=False)


def words(element):
    return " ".join("".join(element.itertext()).split())


@pytest.mark.parametrize("address", PLACES)
def test_wherever_the_picture_is_drawn_it_says_so_on_itself_and_in_its_alternative_text(
    client, article_with, kind, facts, address
):
    tree = page_at(client, address, article_with(kind))
    pictures = list(tree.iter("img"))
    labels = [element for element in tree.iter("span") if element.get("class") == "ai-picture__label"]
    assert pictures
    assert len(labels) == len(pictures)
    assert {words(label) for label in labels} == {facts["label"]}
    assert {picture.get("alt") for picture in pictures} == {f"{facts['label']}: A bridge in fog"}
    frames = [element for element in tree.iter("span") if (element.get("class") or "").startswith("ai-picture ")]
    frames += [element for element in tree.iter("span") if element.get("class") == "ai-picture"]
    assert {frame.get("data-ai-disclosure") for frame in frames} == {facts["html"]}


@pytest.mark.parametrize("address", PLACES)
def test_a_photograph_says_nothing_of_the_kind(client, article_with, address):
    tree = page_at(client, address, article_with("digitalCapture"))
    assert not [element for element in tree.iter("span") if "ai-picture" in (element.get("class") or "")]
    assert not [picture for picture in tree.iter("img") if "AI" in picture.get("alt")]


def test_what_the_alternative_text_says_already_is_not_said_twice(client, article_with):
    article = article_with("trainedAlgorithmicMedia", alternative_text="AI-generated picture of a bridge")
    tree = page_at(client, article.get_absolute_url(), article)
    assert [picture.get("alt") for picture in tree.iter("img")] == ["AI-generated picture of a bridge"]


def test_the_article_stays_one_by_people_and_the_page_says_that_its_parts_differ(client, article_with, kind, facts):
    article = article_with(kind)
    response = client.get(article.get_absolute_url())
    tree = page_at(client, article.get_absolute_url(), article)
    assert article.level.key == "human"
    assert not [note for note in tree.iter("p") if note.get("role") == "note"]
    assert [m.get("content") for m in tree.iter("meta") if m.get("name") == "ai-disclosure"] == ["mixed"]
    assert tree.find(".//article").get("data-ai-disclosure") is None
    assert "AI-Disclosure" not in response
    making = next(words(fold) for fold in tree.iter("details") if "How this was made" in words(fold))
    assert "People wrote this article." in making
    assert "(Example Painter 2.0)" in making


def test_that_no_ai_took_part_is_not_claimed_of_a_page_with_such_a_picture(client, article_with, kind, settings):
    settings.HUMAN_LABEL = "Written by our staff, no AI"
    article = article_with(kind)
    assert "AI-Disclosure" not in client.get(article.get_absolute_url())
    assert "AI-Disclosure" not in client.get("/articles/the-bridge.json")


def test_the_attribute_of_the_draft_stands_on_the_picture_where_it_is_switched_on(
    client, article_with, kind, facts, settings
):
    settings.AI_DISCLOSURE_ATTRIBUTE = True
    article = article_with(kind)
    tree = page_at(client, article.get_absolute_url(), article)
    stated = [element.get("ai-disclosure") for element in tree.iter() if element.get("ai-disclosure")]
    assert stated == [facts["html"]]


def test_text_and_picture_of_one_making_are_one(client, article_with):
    article = article_with("trainedAlgorithmicMedia", ai_use="generated")
    response = client.get(article.get_absolute_url())
    disclosure = Dictionary()
    disclosure.parse(response["AI-Disclosure"].encode())
    assert str(disclosure["mode"]) == "machine-generated"


def test_structured_data_and_ninjs_say_it_of_the_picture_alone(client, article_with, kind, facts):
    article = article_with(kind)
    tree = page_at(client, article.get_absolute_url(), article)
    script = next(script for script in tree.iter("script") if script.get("type") == "application/ld+json")
    data = json.loads(script.text)
    assert "digitalSourceType" not in data
    assert data["image"]["digitalSourceType"] == facts["schema_org"]
    assert data["image"]["creditText"] == f"Newsroom / {facts['label']}"
    assert data["image"]["description"] == f"{facts['label']}: A bridge in fog"
    item = client.get("/articles/the-bridge.json").json()
    (picture,) = item["associations"]
    assert item["digitalSourceType"]["uri"] == IPTC + "digitalCreation"
    assert picture["digitalSourceType"] == {"name": facts["name"], "uri": IPTC + kind}
    assert picture["by"] == f"Newsroom / {facts['label']}"
    assert f"{facts['label']}: A bridge in fog" in [each["value"] for each in picture["descriptions"]]


def test_feeds_say_it_with_the_article(client, article_with, kind, facts):
    article_with(kind)
    sentence = f"Picture with this article: {facts['label']}."
    (item,) = client.get("/feed.json").json()["items"]
    assert item["_ai_disclosure"]["level"] == "human"
    assert item["_ai_disclosure"]["image"] == {"label": facts["label"], "digital_source_type": IPTC + kind}
    assert words(html5lib.parseFragment(item["content_html"], namespaceHTMLElements=False)[0]) == sentence
    entry = ElementTree.fromstring(client.get("/feed.atom").content).find(f"{ATOM}entry")  # noqa: S314
    assert sentence in entry.find(f"{ATOM}content").text


# Within the text ------------------------------------------------------------------------------------------------------


@pytest.fixture
def article_showing(article_with):
    """An article by people, with no lead picture, and a picture of the kind named within its text."""

    def make(kind, change=str):
        article = article_with(kind)
        source = change(article.lead_image.src)
        article.lead_image = None
        article.body = f'<p>One.</p><figure><img src="{source}" alt="A bridge in fog"></figure><p>Two.</p>'
        article.save()
        return article

    return make


@pytest.mark.parametrize("change", [str, lambda source: source.replace("images/", "./images//")])
@pytest.mark.parametrize("address", ["/articles/the-bridge/", "preview"])
def test_a_picture_within_the_text_says_it_as_well(client, article_showing, kind, facts, address, change):
    tree = page_at(client, address, article_showing(kind, change))
    (frame,) = [each for each in tree.iter("span") if each.get("class") == "ai-picture"]
    assert frame.get("data-ai-disclosure") == facts["html"]
    assert frame.find("picture/img").get("alt") == f"{facts['label']}: A bridge in fog"
    assert words(frame.find("span")) == facts["label"]
    assert [each.get("content") for each in tree.iter("meta") if each.get("name") == "ai-disclosure"] == ["mixed"]


@pytest.mark.parametrize("address", ["/feed.atom", "/feed.json", "/articles/the-bridge.json"])
def test_a_picture_within_the_text_says_it_in_every_channel_that_holds_the_text(
    client, article_showing, facts, kind, address
):
    article_showing(kind)
    assert f"{facts['label']}: A bridge in fog" in client.get(address).text


def test_a_photograph_within_the_text_says_nothing_of_the_kind(client, article_showing):
    article_showing("digitalCapture")
    assert "ai-picture" not in client.get("/articles/the-bridge/").text


def test_a_picture_within_the_text_says_it_as_soon_as_it_is_stated(client, article_showing):
    article_showing("digitalCapture")
    assert "ai-picture" not in client.get("/articles/the-bridge/").text
    Image.objects.update(digital_source_type=IPTC + "trainedAlgorithmicMedia")
    assert "AI-generated picture: A bridge in fog" in client.get("/articles/the-bridge/").text
