"""Under an article the form is small until a reader begins, so the first comment is near. Nothing of it is lost so."""

import re

import pytest
from playwright.sync_api import expect

from comments.models import Comment

pytestmark = pytest.mark.django_db(transaction=True)

NEAR = 500  # CSS pixels from the start of the discussion to its first comment, at most


@pytest.fixture
def article(make_article, make_comment):
    article = make_article(body="<p>The body.</p>" * 60)
    for stars in (5, 4, 4):
        make_comment(article, status="published", stars=stars)
    return article


def growth(page):
    """Whether the form is whole: the place of its e-mail field is."""
    return page.locator(".comment-form__sender").bounding_box()["height"] > 40


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_first_comment_is_near_the_start_of_the_discussion(new_page, article, width, script, settings):
    settings.CAPTCHA_PROVIDER = "altcha"
    page = new_page(width=width, script=script)
    page.goto(article.get_absolute_url())
    start = page.locator("#discussion").bounding_box()["y"]
    assert page.locator(".comments .comment").first.bounding_box()["y"] - start <= NEAR
    expect(page.get_by_role("heading", name="Leave a Comment")).to_be_visible()
    expect(page.get_by_label("Message", exact=True)).to_be_visible()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_the_form_grows_when_a_reader_begins_and_stays_so_with_words(new_page, article, script):
    page = new_page(script=script)
    page.goto(article.get_absolute_url())
    assert not growth(page)
    page.get_by_label("Message", exact=True).click()
    assert growth(page)
    page.keyboard.type("Well put.")
    page.get_by_role("heading", name="Leave a Comment").click()
    assert growth(page)
    page.reload()
    page.get_by_role("radio", name="4 of 5 stars").check(force=True)
    page.get_by_role("heading", name="Leave a Comment").click()
    assert growth(page)


def test_the_keyboard_meets_every_field_in_its_order(page_without_script, article, settings):
    settings.CAPTCHA_PROVIDER = "altcha"
    page = page_without_script
    page.goto(article.get_absolute_url())
    page.get_by_role("link", name="House rules").first.focus()
    met = []
    for _tab in range(9):
        page.keyboard.press("Tab")
        met.append(page.evaluate("document.activeElement.name || document.activeElement.type || ''"))
    fields = [name for name in dict.fromkeys(met) if name]
    assert fields == ["rating", "email", "name", "message", "cannot_do_check", "submit"]


def test_an_empty_form_that_is_sent_says_what_is_missing_without_a_script(page_without_script, article):
    page = page_without_script
    page.goto(article.get_absolute_url())
    with page.expect_navigation():
        page.get_by_role("button", name="Send comment").click()
    expect(page.locator("#email-error")).to_have_text("Please enter email address.")
    assert growth(page)


def test_an_address_that_leads_to_the_form_and_a_draft_show_it_whole(page, article):
    page.goto(f"{article.get_absolute_url()}#leave-a-comment")
    assert growth(page)
    page.get_by_label("Message", exact=True).fill("A draft.")
    page.goto("/")
    page.goto(article.get_absolute_url())
    expect(page.get_by_text("We kept your draft.")).to_be_visible()
    assert growth(page)


def test_the_page_does_not_move_before_a_reader_does_something(page, article):
    page.add_init_script(
        """
        window.shifts = [];
        new PerformanceObserver((list) => shifts.push(...list.getEntries().filter((entry) => !entry.hadRecentInput)))
          .observe({ type: "layout-shift", buffered: true });
        """
    )
    page.goto(article.get_absolute_url())
    page.locator("#discussion").scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    assert page.evaluate("shifts.length") == 0


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_one_tap_recommends_a_comment(new_page, article, script):
    page = new_page(script=script)
    page.goto(article.get_absolute_url())
    first = page.locator(".comments .comment").first
    first.get_by_role("button", name="Recommend the comment by Ada").click()
    expect(page.locator(".comment [data-recommendations]").first).to_have_text("1")
    expect(page.locator(".comment__recommended").first).to_be_visible()
    expect(page).to_have_url(re.compile(article.get_absolute_url()))
    assert page.context.cookies() == []
    assert sum(Comment.objects.values_list("recommendation_count", flat=True)) == 1


def test_order_and_filter_are_one_tap_away_where_there_are_several_comments(page, article, make_article, make_comment):
    page.goto(article.get_absolute_url())
    page.get_by_text("Order and filter").click()
    page.get_by_role("link", name="Most recommended first").click()
    expect(page).to_have_url(re.compile(r"\?order=recommended$"))
    page.get_by_role("navigation", name="Comments by their stars").get_by_role("link", name="4 stars").click()
    expect(page.locator(".comments > li")).to_have_count(2)
    single = make_article()
    make_comment(single, status="published")
    page.goto(single.get_absolute_url())
    expect(page.get_by_text("Order and filter")).to_have_count(0)
