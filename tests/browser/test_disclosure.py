"""The label reaches whoever reads, also by ear, on paper and without colours."""

import pytest

from articles.models import Correction, Page

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


@pytest.mark.parametrize("address", ["/ai-policy/", "/corrections/", "/privacy/", "/?made=ai_generated"])
def test_the_pages_about_the_site_are_accessible(new_page, article, assert_accessible, address, dark):
    page = new_page(dark=dark)
    page.goto(address)
    assert_accessible(page)


def test_the_label_leads_to_how_ai_is_used(page, article):
    page.goto(article.get_absolute_url())
    page.get_by_role("note").get_by_role("link", name="How we use AI").click()
    assert page.get_by_role("heading", level=1).inner_text() == Page.objects.get(slug="ai-policy").title


def test_a_reader_chooses_how_the_articles_were_made(page_without_script, article, make_article):
    make_article(headline="By people")
    page = page_without_script
    page.goto("/")
    page.get_by_role("link", name="Written by people").click()
    assert page.get_by_role("heading", name="By people").is_visible()
    assert page.get_by_role("heading", name="The tides").count() == 0
    page.get_by_role("link", name="All articles").click()
    assert page.get_by_role("heading", name="The tides").is_visible()
