"""What readers say, in every state that it can have, as a reader meets it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import Correction
from comments.models import Comment, CommentPeriod, Report

pytestmark = pytest.mark.django_db(transaction=True)

LONG = " ".join(f"Sentence {number} of a comment that takes its time." for number in range(60))


@pytest.fixture
def article(make_article, make_comment):
    """An article whose discussion has a comment in each state that readers can see."""
    article = make_article(slug="tides", headline="Why the sea comes back", published_at=timezone.now() - timedelta(9))

    def say(message, hours_ago, **rest):
        sent_at = timezone.now() - timedelta(hours=hours_ago)
        return make_comment(article, message=message, **{"status": "published", "created_at": sent_at} | rest)

    pinned = say("What the harbour master told me.", 90, name="Grace", stars=5)
    pinned.pin()
    busy = say("Is the tide the same everywhere?", 80, name="Ingeborg", stars=3)
    for number in range(5):
        say(f"Reply number {number}.", 70 - number, name=f"Reader {number}", parent=busy)
    answered = say("The table is in feet.", 60, name="Callum")
    answer = say("We have put it right. Thank you.", 50, name="Noor Galley", parent=answered, is_staff_reply=True)
    gone = say("Gone.", 40, stars=1)
    say("I disagree with what stood here.", 30, name="Li Wenjing", parent=gone)
    gone.reject()
    withdrawn = say("Gone.", 39)
    say("So do I.", 29, parent=withdrawn)
    Comment.objects.filter(pk=withdrawn.pk).update(status="withdrawn")
    say(LONG, 20, name="Marguerite")
    Correction.objects.create(article=article, text="The range was given in feet.", made_at=answer.created_at)
    CommentPeriod.objects.create(section=article.section, days=30)
    article.busy = busy
    return article


@pytest.fixture
def addresses(article):
    pk = article.busy.pk
    return {
        "article": "/articles/tides/",
        "comments": "/articles/tides/comments/",
        "replies": f"/comments/{pk}/replies/",
        "reply": f"/articles/tides/comments/new/?reply={pk}",
        "report": f"/comments/{pk}/report/",
        "reported": "/articles/tides/comments/reported/",
        "best-rated": "/best-rated/",
    }


@pytest.mark.parametrize("name", ["article", "comments", "replies", "reply", "report", "reported", "best-rated"])
def test_every_page_of_a_discussion_is_accessible_and_fits(page, addresses, assert_accessible_and_fits, name):
    page.goto(addresses[name])
    assert_accessible_and_fits(page, (320, 390, 1280))
    small = page.evaluate(
        """() => [...document.querySelectorAll("a, button, summary")]
        .filter((target) => target.checkVisibility() && getComputedStyle(target).display !== "inline")
        .filter((target) => target.getBoundingClientRect().height < 24).map((target) => target.outerHTML)"""
    )
    assert small == []


def test_a_reader_replies_without_a_script(page_without_script, article, fill_in):
    page = page_without_script
    page.goto(article.get_absolute_url())
    with page.expect_navigation():
        page.get_by_role("link", name="Reply to Ingeborg").click()
    expect(page.get_by_role("heading", name="Reply to Ingeborg")).to_be_visible()
    expect(page.get_by_role("radio")).to_have_count(0)
    fill_in(page, name=None, message="Not in the Baltic.")
    with page.expect_navigation():
        page.get_by_role("button", name="Send comment").click()
    expect(page.get_by_label("Message", exact=True)).to_have_value("Not in the Baltic.")
    page.get_by_label("Name", exact=True).fill("Ingrid")
    with page.expect_navigation():
        page.get_by_role("button", name="Send comment").click()
    expect(page.get_by_role("status").filter(has_text="Thank you")).to_be_visible()
    assert Comment.objects.get(message="Not in the Baltic.").parent == article.busy


def test_the_draft_of_a_reply_is_not_that_of_a_comment(page, article):
    page.goto(article.get_absolute_url())
    page.get_by_label("Message", exact=True).fill("About the article.")
    with page.expect_navigation():
        page.get_by_role("link", name="Reply to Ingeborg").click()
    page.get_by_label("Message", exact=True).fill("About what Ingeborg says.")
    page.goto(article.get_absolute_url())
    expect(page.get_by_label("Message", exact=True)).to_have_value("About the article.")
    with page.expect_navigation():
        page.get_by_role("link", name="Reply to Ingeborg").click()
    expect(page.get_by_label("Message", exact=True)).to_have_value("About what Ingeborg says.")


def test_the_draft_of_a_reply_to_a_reply_goes_once_it_is_sent(page, article, fill_in):
    page.goto(article.get_absolute_url())
    with page.expect_navigation():
        page.get_by_role("link", name="Reply to Reader 1").click()
    fill_in(page, message="Me too.")
    with page.expect_navigation():
        page.get_by_role("button", name="Send comment").click()
    expect(page.get_by_role("status").filter(has_text="Thank you")).to_be_visible()
    assert page.evaluate("localStorage.length") == 0


def test_a_reader_reports_a_comment_without_a_script_or_a_cookie(page_without_script, article):
    page = page_without_script
    page.goto(article.get_absolute_url())
    with page.expect_navigation():
        page.get_by_role("link", name="Report the comment by Ingeborg").click()
    page.get_by_label("Illegal content").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Send report").click()
    summary = page.get_by_role("group", name="Your report has not been sent")
    expect(summary.get_by_role("listitem")).to_have_text(
        [
            "Please say what is illegal, and why.",
            "Please enter your name.",
            "Please enter email address.",
            "Please confirm that you believe this to be true.",
        ]
    )
    page.get_by_label("Advertising").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Send report").click()
    expect(page.get_by_role("heading", name="Thank you for your report")).to_be_visible()
    assert Report.objects.get().reason == "advertising"
    assert page.context.cookies() == []


def test_a_long_comment_opens_by_keyboard_and_for_a_search_in_the_page(page_without_script, article):
    page = page_without_script
    page.goto(article.get_absolute_url())
    last = page.get_by_text("Sentence 59 of a comment")
    expect(last).to_be_hidden()
    page.get_by_text("Read more").focus()
    page.keyboard.press("Enter")
    expect(last).to_be_visible()


def test_a_long_comment_opens_for_an_address_that_names_its_words(page, article):
    page.goto(f"{article.get_absolute_url()}#:~:text=Sentence%2059%20of%20a%20comment")
    expect(page.get_by_text("Sentence 59 of a comment")).to_be_visible()


def test_a_permalink_lands_on_a_reply_that_its_comment_does_not_show(page, article):
    reply = Comment.objects.get(message="Reply number 4.")
    page.goto(reply.get_absolute_url())
    expect(page).to_have_url(re.compile(rf"/comments/{article.busy.pk}/replies/#comment-{reply.pk}$"))
    expect(page.locator(f"#comment-{reply.pk}")).to_be_in_viewport()


@pytest.mark.parametrize("marks", ["\u0301" * 70, "\u0316" * 70, "\u20dd" * 40, "\u0e49" * 60])
def test_marks_on_a_letter_paint_over_no_other_comment(page, make_article, make_comment, marks):
    """Also of a comment that was stored before marks were limited."""
    article = make_article()
    above, piled, below = (
        make_comment(
            article, status="published", name="Zed", message="Zed", created_at=timezone.now() - timedelta(days)
        )
        for days in (1, 2, 3)
    )

    def pictures():
        page.goto(f"{article.get_absolute_url()}comments/")
        return [page.locator(f"#comment-{comment.pk}").screenshot(animations="disabled") for comment in (above, below)]

    before = pictures()
    Comment.objects.filter(pk=piled.pk).update(name=f"Z{marks}ed", message=f"Z{marks}ed")
    assert pictures() == before
