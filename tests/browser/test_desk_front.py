"""The desk's first page, list and search in a real browser: by keyboard, at every width, for many articles at once."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import Article, Person, Topic
from tests.staff import account

PASSWORD = "correct horse"


@pytest.fixture
def house(transactional_db, make_article, make_comment):
    """Something of each kind that the first page shows."""
    now = timezone.now()
    editor = account("Administrator")
    public = make_article(headline="The tide comes in", published_at=now - timedelta(days=1))
    for stars in (5, 4, 5):
        make_comment(public, status="published", stars=stars)
    make_comment(public).reject(by=editor, reason="insult")
    make_comment(public, message="I doubt the tide.")
    make_article(headline="A draft on tides", published_at=None, ai_use="none", created_by=editor)
    make_article(headline="An unstated draft", published_at=None, ai_use="", created_by=editor)
    make_article(headline="Tomorrow’s tide", published_at=now + timedelta(days=1))
    Topic.objects.create(name="Tides", slug="tides")
    Person.objects.create(name="Tide Jones", slug="tide-jones")
    return editor


def sign_in(page, user):
    page.goto("/admin/")
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill(PASSWORD)
    with page.expect_navigation():  # with the scripts that listen to keys
        page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Needs you")).to_be_visible()


def test_everything_is_found_by_keyboard_alone(house, page):
    sign_in(page, house)
    page.keyboard.press("Control+k")
    dialog = page.get_by_role("dialog", name="Search the desk")
    expect(dialog).to_be_visible()
    page.keyboard.type("tide")
    expect(dialog.get_by_role("link", name="Tide Jones")).to_be_visible()
    expect(dialog.get_by_role("link", name="I doubt the tide.")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(dialog.get_by_role("link").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("Control+k")
    page.keyboard.type("tide jones")
    expect(dialog.get_by_role("link")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"{_page_of(Person.objects.get(slug='tide-jones'))}$"))


def _page_of(person):
    return f"/admin/articles/person/{person.pk}/change/"


def test_an_editor_publishes_two_drafts_at_once_and_saves_the_view(house, page):
    sign_in(page, house)
    page.get_by_role("link", name="Articles", exact=True).click()
    page.get_by_label("Lists of articles").get_by_role("link", name="Drafts").click()
    page.get_by_text("Save this view").click()
    page.get_by_label("Name for the present tab").fill("All drafts")
    with page.expect_navigation():
        page.get_by_role("button", name="Save view").click()
    expect(page.get_by_role("link", name="All drafts")).to_have_attribute("aria-current", "page")

    page.locator("#action-toggle").check()
    page.get_by_label("Action:").select_option("Publish now…")
    page.get_by_role("button", name="Go", exact=True).click()
    expect(page.get_by_text("1 article will change. 1 will be skipped.")).to_be_visible()
    expect(page.get_by_text("State how the article was made before you publish it.")).to_be_visible()
    page.get_by_role("button", name="Publish them now").click()
    expect(page.get_by_text("1 article done. 1 skipped.")).to_be_visible()
    assert Article.objects.get(headline="A draft on tides").state == "published"
    assert Article.objects.get(headline="An unstated draft").state == "draft"
