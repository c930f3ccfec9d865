"""A commenter's whole life with a comment: send, open the mail, confirm, edit, restar, object, withdraw, erase."""

import json
import re

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from comments.models import Comment, Discussion, Objection
from comments.models.comment import EDITABLE_FOR
from comments.own.signed_links import manage_url
from tests.staff import account

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _settings(settings):
    settings.COMMENTS_RATE = 0
    settings.SPAM_CHECKS = []


@pytest.fixture
def path_to(settings):
    return lambda comment: manage_url(comment).removeprefix(settings.SITE_URL)


@pytest.fixture
def link_in_the_mail(mailoutbox):
    """Lets the worker send, and opens the latest mail as its reader would."""

    def find():
        call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)
        return re.search(r"http://\S+(/comments/manage/\S+/)", mailoutbox[-1].body).group(1)

    return find


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def any_page(request, new_page):
    return new_page(script=request.param)


def press(page, name):
    """Press a button that sends a form, and wait for the answer."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def status(page, words):
    expect(page.get_by_role("status").filter(has_text=words)).to_be_visible()


def test_a_comment_from_sending_to_erasing(any_page, make_article, fill_in, link_in_the_mail, settings):
    page, article = any_page, make_article()
    page.goto(article.get_absolute_url())
    fill_in(page, stars=2, message="Frist thoughts.")
    page.get_by_role("button", name="Send comment", exact=True).click()
    expect(page.get_by_text("Waiting for a moderator")).to_be_visible()

    page.goto(link_in_the_mail())
    press(page, "Confirm")
    status(page, "Your e-mail address is confirmed.")
    expect(page.get_by_role("status").filter(has_text="is confirmed")).to_be_focused()
    expect(page.get_by_role("button", name="Confirm")).to_have_count(0)

    page.get_by_role("link", name="Edit", exact=True).click()
    message = page.get_by_label("Message", exact=True)
    expect(message).to_have_value("Frist thoughts.")
    message.fill("")
    page.get_by_role("button", name="Save changes").click()
    expect(page.locator("#message-error")).to_have_text("Please enter a message.")
    message.fill("First thoughts.")
    press(page, "Save changes")
    status(page, "Your changes are saved.")
    expect(page.locator(".comment__message")).to_have_text("First thoughts.")

    page.get_by_role("radio", name="5 of 5 stars").check(force=True)
    press(page, "Save rating")
    status(page, "Your stars are saved.")
    page.get_by_label("E-mail me when someone replies").check()
    press(page, "Save")
    status(page, "We’ll e-mail you when someone replies.")

    comment = Comment.objects.get()
    assert (comment.message, comment.stars, comment.mails_replies) == ("First thoughts.", 5, True)
    comment.reject(by=account("Moderator"), reason="off_topic", words="It is about another article.")
    page.reload()
    expect(page.get_by_text("It is about another article.")).to_be_visible()
    page.get_by_role("link", name="Appeal", exact=True).click()
    page.get_by_label("Why should the comment be published?").fill("It names the same bridge.")
    press(page, "Send appeal")
    status(page, "We have your appeal.")
    Objection.objects.get().decide(account("Moderator"), upheld=True)
    page.reload()
    expect(page.get_by_text("another moderator agreed with you")).to_be_visible()
    assert Discussion.objects.get(article=article).rating_average == 5

    with page.expect_download() as download:
        page.get_by_role("link", name="Download what we hold about you").click()
    held = json.loads(download.value.path().read_text())
    assert [comment["message"] for comment in held["comments"]] == ["First thoughts."]

    page.get_by_role("link", name="Withdraw this comment").click()
    press(page, "Withdraw permanently")
    status(page, "Your comment has been withdrawn.")
    assert Discussion.objects.get(article=article).comment_count == 0

    page.get_by_role("link", name="Delete my data", exact=True).click()
    press(page, "Delete this comment")
    status(page, "Your comment has been deleted.")
    assert not Comment.objects.exists()
    page.goto(link_in_the_mail())
    expect(page.get_by_role("heading", name="This link does not work")).to_be_visible()


def test_all_of_it_by_keyboard(page, make_comment, path_to):
    comment = make_comment(stars=3, confirmed_at=timezone.now())
    page.goto(path_to(comment))

    def press_until_loaded(key):
        with page.expect_navigation():
            page.keyboard.press(key)

    def tab_to(name, role="link"):
        target = page.get_by_role(role, name=name, exact=True)
        for _press in range(60):
            if target.evaluate("(element) => element === document.activeElement"):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"{name} cannot be reached")

    tab_to("Edit")
    press_until_loaded("Enter")
    expect(page.get_by_role("heading", name="Edit your comment")).to_be_visible()
    tab_to("Message", "textbox")
    page.keyboard.type("Typed. ")
    tab_to("Save changes", "button")
    press_until_loaded("Enter")
    status(page, "Your changes are saved.")
    assert Comment.objects.get().message.startswith("Typed. ")
    tab_to("3 of 5 stars", "radio")
    page.keyboard.press("ArrowRight")
    tab_to("Save rating", "button")
    press_until_loaded("Space")
    status(page, "Your stars are saved.")
    assert Comment.objects.get().stars == 4
    tab_to("E-mail me when someone replies", "checkbox")
    page.keyboard.press("Space")
    press_until_loaded("Enter")
    status(page, "We’ll e-mail you when someone replies.")
    tab_to("Withdraw this comment")
    press_until_loaded("Enter")
    tab_to("Withdraw permanently", "button")
    press_until_loaded("Enter")
    status(page, "Your comment has been withdrawn.")


def test_what_was_edited_survives_a_reload_and_a_lost_connection(page, make_comment, path_to):
    comment = make_comment(message="Before.")
    edit = f"{path_to(comment)}edit/"
    page.goto(edit, wait_until="networkidle")  # the form's script too
    message = page.get_by_label("Message", exact=True)
    message.fill("After, at length.")
    page.reload()
    expect(message).to_have_value("After, at length.")
    expect(page.get_by_text("We kept your changes.")).to_be_visible()
    page.context.set_offline(True)
    page.get_by_role("button", name="Save changes").click()
    expect(page.get_by_role("status")).to_contain_text("You are offline.")
    page.context.set_offline(False)
    page.reload()
    expect(message).to_have_value("After, at length.")
    stored = page.evaluate("JSON.stringify(localStorage)")
    assert "/comments/manage/" not in stored
    press(page, "Save changes")
    status(page, "Your changes are saved.")
    assert page.evaluate("localStorage.length") == 0
    page.goto(edit)
    expect(page.get_by_text("We kept your changes.")).to_be_hidden()


def test_a_kept_edit_can_be_discarded(page, make_comment, path_to):
    page.goto(f"{path_to(make_comment(message='Before.'))}edit/", wait_until="networkidle")  # the form's script too
    message = page.get_by_label("Message", exact=True)
    message.fill("Never mind.")
    page.reload()
    page.get_by_role("button", name="Discard").click()
    expect(message).to_have_value("Before.")
    page.reload()
    expect(message).to_have_value("Before.")
    expect(page.get_by_text("We kept your changes.")).to_be_hidden()


def test_an_edit_that_comes_too_late_gives_the_words_back(any_page, make_comment, path_to):
    comment = make_comment(message="Before.")
    any_page.goto(f"{path_to(comment)}edit/")
    any_page.get_by_label("Message", exact=True).fill("A long improvement.")
    Comment.objects.update(created_at=timezone.now() - EDITABLE_FOR)
    press(any_page, "Save changes")
    status(any_page, "Your comment can’t be edited any more")
    expect(any_page.get_by_label("Here is what you wrote, to copy:")).to_have_value("A long improvement.")


def test_an_address_asks_for_new_links(any_page, make_comment, link_in_the_mail):
    comment = make_comment(email="ada@example.org")
    any_page.goto("/comments/manage/")
    press(any_page, "Send me the links")
    expect(any_page.locator("#email-error")).to_have_text("Please enter email address.")
    any_page.get_by_label("E-mail").fill("ada@example.org")
    press(any_page, "Send me the links")
    status(any_page, "If there are comments from this address")
    any_page.goto(link_in_the_mail())
    expect(any_page.locator(".comment__message")).to_have_text(comment.message)


def test_the_page_gives_its_address_to_no_other_site(page, make_comment, path_to, watch):
    """The own site hears it, since old browsers send forms without an origin otherwise; its logs leave it out."""
    elsewhere: list[str] = []

    def answer(route):
        elsewhere.append(route.request.headers.get("referer", ""))
        route.fulfill(body="Elsewhere.")

    page.route("https://example.org/**", answer)
    comment = make_comment(status="published", message="See https://example.org/ too.")
    page.goto(path_to(comment))
    page.evaluate("location.href = 'https://example.org/'")
    expect(page.get_by_text("Elsewhere.")).to_be_visible()
    assert elsewhere == [""]
    watch.requests.clear()  # the other site was meant


STATES = ["unconfirmed", "confirmed", "published", "rejected", "objected", "turned down", "withdrawn"]


@pytest.fixture
def in_state(make_article, make_comment):
    def make(state):
        article = make_article(headline="The harbour that moved: how a town followed its river")
        comment = make_comment(article, stars=4, message="Well put, above all the second paragraph.\n\nThank you.")
        if state != "unconfirmed":
            comment.confirm()
        if state == "published":
            comment.publish(by=account("Moderator"))
            Comment.objects.update(edited_at=timezone.now(), mails_replies=True)
        if state in ("rejected", "objected", "turned down"):
            comment.reject(by=account("Moderator"), reason="insult", words="The last sentence is about the writer.")
        if state in ("objected", "turned down"):
            objection = Objection.objects.create(comment=comment, words="No.")
        if state == "turned down":
            objection.decide(account("Moderator"), upheld=False, words="I read it the same way.")
        if state == "withdrawn":
            comment.withdraw()
        return Comment.objects.get(pk=comment.pk)

    return make


@pytest.mark.parametrize("state", STATES)
def test_each_state_of_the_page_is_accessible(page, in_state, path_to, state, assert_accessible_and_fits):
    page.goto(path_to(in_state(state)))
    assert_accessible_and_fits(page, (320, 1280))


@pytest.mark.parametrize("below", ["edit/", "object/", "withdraw/", "erase/", "../"])
def test_each_page_below_is_accessible(page, in_state, path_to, below, assert_accessible_and_fits):
    comment = in_state("rejected" if below == "object/" else "confirmed")
    page.goto(f"{path_to(comment)}{below}")
    assert_accessible_and_fits(page, (320,))
    if below in ("edit/", "object/"):
        page.get_by_role("textbox").fill("")
        with page.expect_navigation():
            page.locator("main form").evaluate("(form) => form.submit()")
        expect(page.locator(".field__verdict--refused")).to_be_visible()
        assert_accessible_and_fits(page, (320,))
