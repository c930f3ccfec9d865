"""What its writer alone sees after sending: in its place, at the plain address of the article."""

import re

import pytest
from playwright.sync_api import expect

from comments.models import Comment

pytestmark = pytest.mark.django_db(transaction=True)

WORDS = "Only I see this, and https://shop.example/now is no link."


@pytest.fixture
def article(make_article):
    return make_article(slug="tides")


def send(page, article, fill_in):
    page.goto(article.get_absolute_url())
    fill_in(page, message=WORDS)
    page.get_by_role("button", name="Send comment").click()
    expect(page.get_by_text("Waiting for a moderator")).to_be_visible()


def test_the_address_is_that_of_the_article_and_a_reload_keeps_the_comment_in_sight(page, article, fill_in):
    send(page, article, fill_in)
    for _ in range(3):
        expect(page).to_have_url(re.compile(r"/articles/tides/(#[a-z-]+)?$"))
        expect(page.get_by_text(WORDS)).to_be_visible()
        expect(page.get_by_role("status").filter(has_text="We’ve sent you an e-mail")).to_be_visible()
        expect(page.locator(".own-comment").get_by_role("link", name="shop.example")).to_have_count(0)
        page.reload()


def test_back_from_another_page_shows_it_again(page, article, fill_in):
    send(page, article, fill_in)
    page.goto("/")
    page.go_back()
    expect(page.get_by_text("Waiting for a moderator")).to_be_visible()


def test_nobody_else_sees_it_at_that_address_nor_at_any_that_was_asked_for(page, new_page, article, fill_in, watch):
    send(page, article, fill_in)
    asked = {page.url, *(url for url in watch.requests if "comment=" in url)}
    assert len(asked) > 1
    stranger = new_page()
    for address in asked:
        stranger.goto(address)
        expect(stranger.get_by_role("heading", name="Leave a Comment")).to_be_visible()
        expect(stranger.get_by_text(WORDS)).to_have_count(0)
        expect(stranger).to_have_url(re.compile(r"/articles/tides/(#[a-z-]+)?$"))


def test_another_comment_is_written_on_the_plain_page(page, article, fill_in):
    send(page, article, fill_in)
    page.get_by_role("link", name="Write another comment").click()
    expect(page.get_by_role("heading", name="Leave a Comment")).to_be_visible()
    expect(page.get_by_label("Message", exact=True)).to_have_value("")
    page.reload()
    expect(page.get_by_role("heading", name="Leave a Comment")).to_be_visible()


def test_what_is_being_written_is_not_replaced_by_what_was_sent(page, article, fill_in):
    send(page, article, fill_in)
    page.get_by_role("link", name="Write another comment").click()
    expect(page.get_by_role("heading", name="Leave a Comment")).to_be_visible()
    fill_in(page, message="Half a thought")
    page.reload()
    expect(page.get_by_label("Message", exact=True)).to_have_value("Half a thought")


def test_a_reply_from_its_own_page_leads_to_the_plain_address_too(page, article, make_comment, fill_in):
    answered = make_comment(article, status="published")
    page.goto(f"/articles/tides/comments/new/?reply={answered.pk}")
    fill_in(page, message=WORDS)
    page.get_by_role("button", name="Send comment").click()
    expect(page.get_by_text("Waiting for a moderator")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/articles/tides/(#[a-z-]+)?$"))
    page.reload()
    expect(page.get_by_text(WORDS)).to_be_visible()


def test_once_it_is_published_it_stands_among_the_others_once(page, article, fill_in):
    send(page, article, fill_in)
    Comment.objects.get().publish()
    page.reload()
    expect(page.get_by_role("status").filter(has_text="Your comment is published.")).to_be_visible()
    expect(page.get_by_text("Only I see this")).to_have_count(1)


def test_without_a_script_it_is_shown_once_and_then_the_plain_article(page_without_script, article, fill_in):
    page = page_without_script
    send(page, article, fill_in)
    expect(page.get_by_text(WORDS)).to_be_visible()
    page.reload()
    expect(page).to_have_url(re.compile(r"/articles/tides/(#[a-z-]+)?$"))
    expect(page.get_by_text(WORDS)).to_have_count(0)
