"""Everything about comments that a reader can do with scripts, done without."""

from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection
from playwright.sync_api import expect

from comments.models import Comment

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(page_without_script):
    return page_without_script


@pytest.fixture
def article(make_article):
    return make_article()


def send(page):
    with page.expect_navigation():
        page.get_by_role("button", name="Send comment").click()


def test_a_comment_goes_from_a_wrong_form_to_a_published_and_counted_one(page, article, fill_in):
    page.goto(article.get_absolute_url())
    fill_in(page, email="ada", name=None, message=None, stars=4)
    send(page)
    expect(page.get_by_role("radio", name="4 of 5 stars")).to_be_checked()
    expect(page.get_by_label("E-mail", exact=True)).to_have_value("ada")
    expect(page.get_by_label("E-mail", exact=True)).to_be_focused()
    expect(page.locator("#name-error")).to_have_text("Please enter your name.")
    expect(page.locator("#message-error")).to_have_text("Please enter a message.")

    fill_in(page)
    send(page)
    expect(page.get_by_role("status").filter(has_text="Thank you")).to_be_visible()
    expect(page.get_by_text("Waiting for a moderator")).to_be_visible()

    Comment.objects.get().publish()
    page.goto(article.get_absolute_url())
    expect(page.locator(".comments .comment__message")).to_have_text("Well put.")
    expect(page.locator(".rating-summary__average")).to_have_text("4 of 5 stars from 1 rating")


def test_a_link_leads_to_the_form_on_a_page_of_its_own_which_works(page, article, fill_in):
    page.goto(article.get_absolute_url())
    with page.expect_navigation():
        page.get_by_role("link", name="use the form on its own page").click()
    expect(page.get_by_role("heading", name="Leave a Comment")).to_be_visible()
    fill_in(page)
    page.wait_for_timeout(3000)  # longer than the quickest writer takes: the server's clock is real here
    send(page)
    expect(page.get_by_role("status").filter(has_text="Thank you")).to_be_visible()
    assert Comment.objects.get().held_by == ["every_comment"]


@contextmanager
def database_away():
    """No one but this test is connected to the database, or can connect."""
    database = connection.settings_dict
    own = connection.connection.info.backend_pid
    switch = f"ALTER DATABASE {connection.ops.quote_name(database['NAME'])} ALLOW_CONNECTIONS "
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> %s"
    parameters = connection.get_connection_params() | {"dbname": "postgres", "autocommit": True}
    with psycopg.connect(**parameters) as outside:
        outside.execute(f"{switch} false")
        outside.execute(others, [database["NAME"], own])
        try:
            yield
        finally:
            outside.execute(f"{switch} true")


def test_words_that_the_database_could_not_take_come_back_and_can_be_sent_again(page, article, fill_in):
    page.goto(f"{article.get_absolute_url()}comments/new/")
    fill_in(page, message="Well put.\n\nI say.", stars=4)
    with database_away():
        send(page)
    expect(page.get_by_role("heading", name="We’ll be back in a moment")).to_be_visible()
    expect(page.get_by_label("Message", exact=True)).to_have_value("Well put.\n\nI say.")
    expect(page.get_by_label("E-mail", exact=True)).to_have_value("ada@example.org")
    with page.expect_navigation():
        page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_role("status").filter(has_text="Thank you")).to_be_visible()
    assert Comment.objects.get().stars == 4


def test_the_browsers_own_checks_do_not_stand_before_our_sentences(page, article):
    page.goto(article.get_absolute_url())
    send(page)
    summary = page.get_by_role("group", name="Your comment has not been sent")
    expect(summary.get_by_role("listitem")).to_have_text(
        ["Please enter email address.", "Please enter your name.", "Please enter a message."]
    )


def test_fields_that_were_right_look_good_in_a_refused_form(page, article, fill_in):
    page.goto(article.get_absolute_url())
    fill_in(page, message=None)
    send(page)
    expect(page.locator("#email-error")).to_have_text("Looks good!")
    expect(page.locator("#name-error")).to_have_text("Looks good!")
    expect(page.get_by_label("Message", exact=True)).to_be_focused()
    expect(page.get_by_label("Message", exact=True)).to_have_accessible_description(
        "Up to 5,000 characters. Please enter a message."
    )


def test_a_link_in_the_summary_leads_to_its_field(page, article):
    page.goto(article.get_absolute_url())
    send(page)
    page.get_by_role("group", name="Your comment has not been sent").get_by_role(
        "link", name="Please enter a message."
    ).click()
    expect(page.locator("#message:target")).to_have_count(1)


def test_stars_can_be_taken_back(page, article, fill_in):
    page.goto(article.get_absolute_url())
    fill_in(page, stars=2)
    page.get_by_label("No stars").check()
    send(page)
    assert Comment.objects.get().stars is None


def test_who_has_no_script_is_told_the_way_round_the_check(page, article, fill_in, settings):
    settings.CAPTCHA_PROVIDER = "altcha"
    page.goto(article.get_absolute_url())
    explanation = page.locator("#captcha noscript p")
    expect(explanation).to_contain_text("This check needs JavaScript")
    expect(explanation).to_be_visible()
    expect(page.get_by_text("We check your browser when you start typing.")).to_be_hidden()
    fill_in(page)
    send(page)
    expect(page.locator("#captcha-error")).to_have_text("Please check re-captcha.")
    expect(page.locator("#captcha")).to_be_focused()
    page.get_by_label("Skip this check (a moderator reads your comment first)").check()
    send(page)
    expect(page.get_by_text("Waiting for a moderator")).to_be_visible()
