"""The label reaches the person who reads, also by ear, on paper and without colours."""

from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image as Picture
from playwright.sync_api import expect

from articles.models import Correction, Image, Page
from comments.mail.letter import letter

SAYS_SO = "Content created by AI"


@pytest.fixture
def article(transactional_db, make_article):
    article = make_article(
        headline="The tides", standfirst="Why the sea comes and goes.", ai_use="generated", ai_note="It wrote the text."
    )
    Correction.objects.create(article=article, text="It is twice a day.")
    return article


def spoken(page):
    """What a screen reader meets, in its order: role and name of each node of the browser's accessibility tree."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    by_id = {node["nodeId"]: node for node in nodes}

    def walk(node):
        if not node["ignored"]:
            yield node["role"]["value"], node.get("name", {}).get("value", "")
        for child in node.get("childIds", []):
            if child in by_id:
                yield from walk(by_id[child])

    return list(walk(nodes[0]))


def texts(page):
    return [name for role, name in spoken(page) if role == "StaticText"]


def test_a_screen_reader_says_the_label_before_the_headline(page, article):
    page.goto(article.get_absolute_url())
    heard = spoken(page)
    story = heard.index(("article", ""))
    note = next(place for place, (role, _) in enumerate(heard) if role == "note")
    headline = heard.index(("heading", "The tides"))
    assert story < note < headline
    words = " ".join(name.strip() for role, name in heard[note:headline] if role == "StaticText")
    assert words.startswith(f"{SAYS_SO} . Not checked by an editor before publication. How we use AI")


def test_a_screen_reader_says_the_label_with_each_headline_of_a_list(page, article):
    page.goto("/")
    heard = texts(page)
    assert heard.index(SAYS_SO) < heard.index("The tides")


def test_the_label_is_seen_without_scrolling_at_every_width(new_page, article, width):
    page = new_page(width=width)
    page.goto(article.get_absolute_url())
    label = page.get_by_role("note").filter(has_text=SAYS_SO)
    box, headline = label.bounding_box(), page.get_by_role("heading", level=1).bounding_box()
    assert box["y"] + box["height"] <= headline["y"]
    assert box["y"] + box["height"] < 900


@pytest.mark.parametrize("medium", [{"media": "print"}, {"forced_colors": "active"}])
def test_the_label_stays_on_paper_and_without_colours(page, article, medium):
    page.goto(article.get_absolute_url())
    page.emulate_media(**medium)
    assert page.get_by_role("note").filter(has_text=SAYS_SO).is_visible()


def test_the_label_is_printed_at_the_top(page, article):
    page.goto(article.get_absolute_url())
    page.emulate_media(media="print")
    label = page.get_by_role("note").filter(has_text=SAYS_SO).bounding_box()
    headline = page.get_by_role("heading", level=1).bounding_box()
    assert label["y"] + label["height"] <= headline["y"]
    assert headline["y"] < 300


def test_a_screen_reader_says_the_date_beside_each_age_of_an_article(page, article):
    page.goto("/articles/article-1/")
    words = " ".join(texts(page))
    assert "hour ago" in words
    for before in words.split("hour ago")[:-1]:
        assert str(timezone.localdate(article.published_at).year) in before[-40:]


def test_a_screen_reader_says_the_label_before_the_headline_of_a_mail(page, article, make_comment):
    context = {"article": article, "comment": make_comment(article), "manage_url": "https://example.org/"}
    [(html, _kind)] = letter("receipt", "ada@example.org", "Your comment", context).alternatives
    page.set_content(html)
    words = " ".join(texts(page))
    assert words.index(SAYS_SO) < words.index("The tides")


@pytest.fixture
def picture(transactional_db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    drawn = BytesIO()
    Picture.radial_gradient("L").resize((1200, 800)).save(drawn, "JPEG")
    return Image.objects.create(
        file=ContentFile(drawn.getvalue(), "tide.jpg"),
        alternative_text="A harbour",
        credit="Newsroom",
        digital_source_type=Image.DigitalSourceType.CREATED_BY_AI,
    )


@pytest.mark.parametrize("address", ["/articles/with-picture/", "/", "/sections/world/"])
def test_a_screen_reader_says_once_that_ai_made_a_picture(page, make_article, picture, address):
    make_article(slug="with-picture", lead_image=picture)
    page.goto(address)
    heard = spoken(page)
    assert [name for role, name in heard if role == "image"] == ["AI-generated picture: A harbour"]
    assert not [name for role, name in heard if role == "StaticText" and "AI-generated" in name]


@pytest.mark.parametrize("address", ["/articles/with-picture/", "/", "/sections/world/"])
@pytest.mark.parametrize(
    "look", [{"color_scheme": "light"}, {"color_scheme": "dark"}, {"forced_colors": "active"}, {"media": "print"}]
)
def test_that_ai_made_a_picture_can_be_read_on_it(page, make_article, picture, address, look):
    make_article(slug="with-picture", lead_image=picture)
    page.goto(address)
    page.emulate_media(**look)
    label = page.locator(".ai-picture__label")
    expect(label).to_be_visible()
    inner, outer = label.bounding_box(), page.locator(".ai-picture img").bounding_box()
    assert outer["x"] <= inner["x"]
    assert inner["x"] + inner["width"] <= outer["x"] + outer["width"] + 1
    assert outer["y"] <= inner["y"]
    assert inner["y"] + inner["height"] <= min(outer["y"] + outer["height"] + 1, 900), "seen without scrolling"


@pytest.mark.parametrize("address", ["/ai-policy/", "/corrections/", "/privacy/", "/?made=ai_generated"])
def test_the_pages_about_the_site_are_accessible(page, article, assert_accessible_and_fits, address):
    page.goto(address)
    assert_accessible_and_fits(page, (1280,))


def test_the_label_leads_to_how_ai_is_used(page, article):
    page.goto(article.get_absolute_url())
    page.get_by_role("note").get_by_role("link", name="How we use AI").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(Page.objects.get(slug="ai-policy").title)


def test_a_reader_chooses_how_the_articles_were_made(page_without_script, article, make_article):
    make_article(headline="By people")
    page = page_without_script
    page.goto("/")
    page.get_by_role("link", name="Written by people").click()
    expect(page.get_by_role("heading", name="The tides")).to_have_count(0)
    expect(page.get_by_role("heading", name="By people", exact=True)).to_be_visible()
    page.get_by_role("link", name="All articles").click()
    expect(page.get_by_role("heading", name="The tides")).to_be_visible()
