"""The HTML of every kind of reader page: valid, in order, and the same promises on each."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from xml.etree.ElementTree import Element

import html5lib
import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from articles.models import Byline, Correction, Image, Person, Source, Topic

ERRORS = (400, 403, 404, 405, 408, 410, 413, 429, 500, 503)
LISTS = ("/", "/best-rated/", "/sections/world/", "/topics/sea/", "/people/ada/", "/archive/", "/archive/2023/12/")
PAGES = (
    *LISTS,
    "/articles/tides/",
    "/articles/tides/comments/",
    "/articles/withdrawn/",
    "/corrections/",
    "/search/",
    "/search/?q=tides",
    "/search/?q=sea",
    "/about/",
    "/privacy/",
    "/transparency/",
    "/nowhere/",
)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-controls")
SHEET, SHEET_OF_LISTS = "/static/site.css", "/static/front/front.css"


@pytest.fixture
def full_article(make_article):
    """An article that has everything an article can have, in the archive of December 2023."""
    image = Image(
        width=1200,
        height=800,
        file="images/tide.jpg",
        alternative_text="A harbour at low water.",
        caption="The harbour at Fowey.",
        credit="Drawing: Newsroom",
        digital_source_type=Image.DigitalSourceType.CREATED_BY_AI,
    )
    Image.objects.bulk_create([image])  # a row without a file behind it: no page opens the file
    article = make_article(
        slug="tides",
        headline="Why the sea comes back & goes",
        kicker="Explainer",
        standfirst="The Moon pulls, the Earth turns.",
        body="<h2>Two bulges</h2><p>Water “leans”.</p><table><tbody><tr><th>Place</th></tr></tbody></table>",
        ai_use="generated",
        published_at=datetime(2023, 12, 31, 12, tzinfo=UTC),
        updated_at=datetime(2024, 1, 2, tzinfo=UTC),
        lead_image=image,
    )
    ada = Person.objects.create(name="Ada Winter", slug="ada", role="Science editor", bio="Writes.")
    Byline.objects.create(article=article, person=ada)
    article.topics.add(Topic.objects.create(name="Sea", slug="sea"))
    Source.objects.create(
        article=article, title="Tide tables", publisher="Harbour office", address="https://example.org/"
    )
    Correction.objects.create(article=article, text="The range was given in feet.")
    Correction.objects.create(article=article, text="A table was added.", kind=Correction.Kind.UPDATE)
    return article


@pytest.fixture
def site(full_article, make_article, make_comment):
    """Pages of each kind: the full article with a comment, a second one beside it, and a withdrawn one."""
    make_comment(full_article, stars=4, message="Well put.").publish()
    make_article(slug="other", headline="Another article", ai_use="assisted")
    make_article(
        slug="withdrawn",
        headline="What we got wrong",
        withdrawn_at=timezone.now(),
        withdrawal_reason="Its figures were made up.",
    )


@pytest.fixture
def read(client):
    """The document at an address, parsed strictly: any fault of syntax fails the test."""
    return lambda address: parse(client.get(address).content.decode())


def parse(html: str) -> Element:
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    document = parser.parse(html)
    assert parser.errors == []
    return document


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def by_class(document: Element, name: str) -> list[Element]:
    return [element for element in document.iter() if name in str(element.get("class", "")).split()]


def assert_sound(document: Element) -> None:
    """What a validator and good practice ask of any page of ours."""
    elements = [element for element in document.iter() if isinstance(element.tag, str)]
    of = {tag: [element for element in elements if element.tag == tag] for tag in {e.tag for e in elements}}
    ids = [element.get("id") for element in elements if element.get("id")]
    assert len(ids) == len(set(ids)), "an id stands twice"
    for element in elements:
        for attribute in REFERENCES:
            assert set(str(element.get(attribute, "")).split()) <= set(ids), (element.tag, attribute)
        assert element.get("style") is None
        assert not [name for name in element.attrib if name.startswith("on")], "an inline script"
    for link in of.get("a", []):
        assert link.get("href"), words(link)
        assert words(link), "a link without words"
        if link.get("href").startswith("#"):
            assert link.get("href")[1:] in ids
    levels = [HEADINGS.index(element.tag) + 1 for element in elements if element.tag in HEADINGS]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(lower - upper <= 1 for upper, lower in pairwise(levels)), f"heading levels skip: {levels}"
    assert all(words(element) for element in elements if element.tag in HEADINGS)
    for image in of.get("img", []):
        assert {"alt", "width", "height"} <= set(image.keys())
    assert "style" not in of
    for script in of.get("script", []):
        assert script.get("src", "").startswith("/static/") or script.get("type") == "application/ld+json"
    sheets = [link.get("href") for link in of["link"] if link.get("rel") == "stylesheet"]
    assert sheets in ([SHEET], [SHEET, SHEET_OF_LISTS])
    assert len(of["main"]) == 1
    assert words(of["title"][0])
    (html,) = of["html"]
    assert html.get("lang") == "en"
    assert html.get("dir") == "ltr"
    assert html.get("data-time-zone") == "UTC"


@pytest.mark.parametrize("address", PAGES)
def test_every_page_is_sound(site, read, address):
    assert_sound(read(address))


@pytest.mark.parametrize("address", ["/", "/sections/world/", "/archive/"])
def test_every_list_that_may_be_empty_is_sound_with_nothing_in_it(db, make_article, client, address):
    make_article(published_at=None)
    response = client.get(address)
    document = parse(response.content.decode())
    assert_sound(document)
    assert "Nothing here yet" in words(document)


@pytest.mark.parametrize("status", ERRORS)
def test_every_error_page_is_sound_without_a_database_and_leads_onward(status):
    document = parse(render_to_string(f"errors/{status}.html"))
    assert_sound(document)
    assert f"Error {status}" in words(document)
    (onward,) = by_class(document, "onward")
    assert next(onward.iter("a")).get("href") == "/"


def test_the_article_page_says_everything_in_its_order(site, read):
    text = words(read("/articles/tides/").find(".//main"))
    in_order = (
        "Content created by AI",
        "Not checked by an editor before publication.",
        "Explainer",
        "Why the sea comes back & goes",
        "The Moon pulls, the Earth turns.",
        "By Ada Winter",
        "Science editor",
        "Published December 31, 2023",
        "ago",
        "Updated January 2, 2024",
        "The harbour at Fowey.",
        "Drawing: Newsroom",
        "Created by generative AI",
        "Two bulges",
        "Water “leans”.",
        "Corrections",
        "The range was given in feet.",
        "Sources",
        "Tide tables",
        "Harbour office",
        "How this was made",
        "Topics",
        "4 of 5 stars from 1 rating",
        "Leave a Comment",
        "Rate this article:",
        "1 comment",
        "Well put.",
        "Read next",
        "Another article",
    )
    at = 0
    for phrase in in_order:
        found = text.find(phrase, at)
        assert found >= 0, f"{phrase!r} is missing after {text[max(0, at - 60) : at]!r}"
        at = found + len(phrase)


def test_the_page_of_an_article_without_anything_optional_is_sound(make_article, read):
    make_article(slug="bare")
    document = read("/articles/bare/")
    assert_sound(document)
    text = words(document.find(".//main"))
    assert "Leave the first review" in text
    for absent in ("Updated", "Corrections", "Topics", "More from"):
        assert absent not in text


@pytest.mark.parametrize("address", ["/", "/sections/world/", "/topics/sea/", "/people/ada/", "/archive/2023/12/"])
def test_a_card_carries_the_label_before_its_headline(site, read, address):
    cards = [card for card in by_class(read(address), "card") if "Why the sea" in words(card)]
    assert cards
    for card in cards:
        text = words(card)
        assert text.index("Content created by AI") < text.index("Not checked by an editor") < text.index("Why the sea")


def test_the_label_is_text_inside_the_article_and_before_its_heading(site, read):
    story = read("/articles/tides/").find(".//article")
    tags = [element.tag for element in story.iter() if element.tag == "h1" or element.get("role") == "note"]
    assert tags == ["p", "h1"]
    assert story.get("data-ai-disclosure") == "ai-generated"


def test_an_article_by_people_has_no_label_and_says_so_below(make_article, read):
    make_article(slug="by-people", ai_use="none")
    document = read("/articles/by-people/")
    assert by_class(document, "label") == []
    assert "People wrote this article." in words(document)


def test_an_image_made_by_ai_says_so_to_those_who_cannot_see_it(site, read):
    (figure,) = by_class(read("/articles/tides/"), "picture")
    assert figure.find(".//img").get("alt") == "AI-generated picture: A harbour at low water."


def test_a_table_scrolls_in_a_region_that_the_keyboard_reaches(site, read):
    table = read("/articles/tides/").find(".//div[@class='scroll']")
    assert table.get("tabindex") == "0"
    assert table.get("aria-label")
    assert table.find("table") is not None


def test_the_text_of_an_article_says_its_language(make_article, read):
    make_article(slug="ebbe", headline="Warum das Meer wiederkommt", language="de")
    document = read("/articles/ebbe/")
    assert document.find(".//h1").get("lang") == "de"
    assert by_class(document, "prose")[0].get("lang") == "de"
    assert document.get("lang") == "en"


def test_a_withdrawn_article_says_why_and_leads_onward(site, client):
    response = client.get("/articles/withdrawn/")
    text = words(parse(response.content.decode()))
    assert response.status_code == 410
    assert "We withdrew this article" in text
    assert "Its figures were made up." in text
    assert "The body." not in text
    assert "More from World" in text


def test_a_preview_says_that_readers_cannot_see_it_and_what_is_not_stated(make_article):
    article = make_article(published_at=None, ai_use="")
    document = parse(render_to_string("articles/article.html", {"article": article, "is_preview": True}))
    text = words(document.find(".//main"))
    assert_sound(document)
    assert text.startswith("Preview. This is a draft: readers cannot see it.")
    assert "Not stated yet how this was made" in text
    assert document.find(".//meta[@name='robots']").get("content") == "noindex"


def test_a_scheduled_preview_says_when_readers_will_see_it(make_article):
    article = make_article(published_at=timezone.now() + timedelta(days=2, hours=1))
    document = parse(render_to_string("articles/article.html", {"article": article, "is_preview": True}))
    assert "Readers will see this article from" in words(document)
    assert "in 2 days" in words(document)


def test_lists_number_their_pages_and_name_their_neighbours(make_article, read):
    for _ in range(45):
        make_article()
    document = read("/sections/world/?page=2")
    assert_sound(document)
    (pages,) = by_class(document, "pages")
    assert [link.get("href") for link in pages.iter("a")] == [".", ".", "?page=3", "?page=3"]
    assert [link.get("rel") for link in pages.iter("a") if link.get("rel")] == ["prev", "next"]
    assert [words(here) for here in pages.iter() if here.get("aria-current") == "page"] == ["Page 2"]
    head = {link.get("rel"): link.get("href") for link in document.iter("link")}
    assert head["canonical"].endswith("/sections/world/?page=2")
    assert head["prev"].endswith("/sections/world/")
    assert head["next"].endswith("/sections/world/?page=3")
    assert "page 2" in words(document.find(".//title"))


def test_the_menu_marks_where_the_reader_is(site, read):
    def marked(address: str) -> list[str]:
        (menu,) = by_class(read(address), "menu")
        return [link.get("aria-current") for link in menu.iter("a") if link.get("aria-current")]

    assert marked("/") == []
    assert marked("/sections/world/") == ["page"]
    assert marked("/articles/tides/") == ["true"]


def test_a_page_describes_itself_in_plain_text(site, read):
    document = read("/articles/tides/")
    meta = {element.get("name") or element.get("property"): element.get("content") for element in document.iter("meta")}
    assert meta["description"] == meta["og:description"]
    assert meta["description"].startswith("Content created by AI.")
    assert meta["description"].endswith("The Moon pulls, the Earth turns.")
    assert meta["og:title"] == "Why the sea comes back & goes"
    assert meta["og:url"].endswith("/articles/tides/")
    assert meta["color-scheme"] == "light dark"
