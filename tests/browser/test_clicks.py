"""How many clicks it takes to publish a finished text with a lead picture and a picture in the text."""

import pytest
from playwright.sync_api import expect

from articles.models import Article
from tests.browser.editor import body_editor
from tests.browser.test_pictures import PASTE, png
from tests.pictures import make_picture
from tests.staff import account, page_of

MOST = 8


class Clicks:
    """Presses of the mouse's button, on whatever page; typing, pasting and keys are none."""

    def __init__(self, page):
        self.number = 0
        page.context.expose_binding("noteClick", lambda _source: self._note())
        page.context.add_init_script("addEventListener('mousedown', (event) => event.isTrusted && noteClick(), true)")

    def _note(self):
        self.number += 1


@pytest.fixture
def desk(transactional_db, at_desk, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    editor = account("Editor")
    return editor, at_desk(editor)


@pytest.fixture
def clicks(desk):
    return Clicks(desk[1])


def _publish(page):
    page.get_by_role("button", name="Publish…").click()
    page.get_by_role("button", name="Publish it as it is").click()
    expect(page.get_by_text("Published. Readers see it now.")).to_be_visible()


def _has_both(article):
    article.refresh_from_db()
    return article.is_visible and article.lead_image is not None and "<figure>" in article.body


def test_a_finished_text_is_published_with_two_pictures_of_the_library_from_the_first_page(desk, clicks, make_article):
    editor, page = desk
    article = make_article(headline="The tide comes in", published_at=None, created_by=editor)
    make_picture(alternative_text="A harbour")
    make_picture(alternative_text="A bridge")
    page.goto("/admin/")
    with page.expect_navigation():
        page.locator(".front-card--drafts").get_by_role("link", name="The tide comes in").click()
    chooser = page.get_by_role("dialog", name="Choose a picture")
    page.get_by_role("button", name="Choose a picture").click()
    chooser.get_by_role("button", name="A harbour").click()
    text = body_editor(page)
    text.get_by_text("The body.").click()
    page.keyboard.press("End")
    page.get_by_role("button", name="Picture", exact=True).first.click()
    chooser.get_by_role("button", name="A bridge").click()
    expect(text.locator("figure img")).to_be_visible()
    _publish(page)
    assert _has_both(article)
    assert 4 < clicks.number <= MOST


def test_a_finished_text_is_published_with_two_new_pictures_that_are_pasted(desk, clicks, make_article):
    editor, page = desk
    article = make_article(published_at=None, created_by=editor)
    page.goto(page_of(article))
    chooser = page.get_by_role("dialog", name="Choose a picture")

    def paste(place, colour, words):
        page.evaluate(PASTE, [place, "image.png", "image/png", list(png(colour))])
        expect(chooser.get_by_label("Alternative text")).to_be_focused()
        page.keyboard.type(words)
        chooser.get_by_label("Photograph").click()
        chooser.get_by_role("button", name="Upload and use").click()
        expect(chooser).to_be_hidden()

    text = body_editor(page)
    page.get_by_role("button", name="Choose a picture").click()
    expect(chooser).to_be_visible()
    paste(".chooser", "teal", "A harbour")
    text.get_by_text("The body.").click()
    page.keyboard.press("End")
    paste(".tiptap", "navy", "A bridge")
    expect(text.locator("figure img")).to_be_visible()
    _publish(page)
    assert _has_both(article)
    assert 4 < clicks.number <= MOST
    assert Article.objects.get().lead_image.alternative_text == "A harbour"
