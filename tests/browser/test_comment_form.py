"""A reader leaves a comment: gets it wrong, puts it right, sees it wait, sees it published."""

import re

import pytest
from playwright.sync_api import expect

from comments.models import Comment, Discussion
from tests.browser.conftest import wait_until

pytestmark = pytest.mark.django_db(transaction=True)

SENTENCES = {
    "E-mail": "Please enter email address.",
    "Name": "Please enter your name.",
    "Message": "Please enter a message.",
}


@pytest.fixture
def article(make_article):
    return make_article()


def ending_in(sentence):
    return re.compile(rf"{re.escape(sentence)}$")


def send(page):
    page.get_by_role("button", name="Send comment").click()


def test_a_comment_goes_from_a_wrong_form_to_a_published_and_counted_one(page, article, fill_in):
    page.goto(article.get_absolute_url())
    expect(page.get_by_role("link", name="Leave the first review")).to_be_visible()
    fill_in(page, name=None, stars=4)
    send(page)
    expect(page.locator("#name-error")).to_have_text("Please enter your name.")
    assert not Comment.objects.exists()

    page.get_by_label("Name", exact=True).fill("Ada")
    send(page)
    expect(page.get_by_role("status").filter(has_text="Thank you")).to_be_focused()
    expect(page.get_by_text("Waiting for a moderator")).to_be_visible()
    expect(page.locator(".own-comment .comment__message")).to_have_text("Well put.")
    assert Discussion.objects.get(article=article).comment_count == 0

    Comment.objects.get().publish()
    page.goto(article.get_absolute_url())
    expect(page.locator(".comments .comment__message")).to_have_text("Well put.")
    expect(page.locator(".rating-summary__average")).to_have_text("4 of 5 stars from 1 rating")
    expect(page.get_by_role("heading", name="1 comment")).to_be_visible()
    expect(page.get_by_text("Leave the first review")).to_have_count(0)


def test_the_token_of_the_form_is_fetched_when_somebody_starts_to_write(page, article, fill_in, watch):
    page.goto(article.get_absolute_url())
    expect(page.locator("[name=token]")).to_have_value("")
    with page.expect_response("**/comments/token/*/"):
        page.get_by_label("Message", exact=True).focus()
    expect(page.locator("[name=token]")).not_to_have_value("")
    fill_in(page)
    page.wait_for_timeout(3000)  # longer than the quickest writer takes: the server's clock is real here
    send(page)
    expect(page.get_by_role("status").filter(has_text="Thank you")).to_be_visible()
    assert Comment.objects.get().held_by == ["every_comment"]
    assert sum("/comments/token/" in url for url in watch.requests) == 1


def test_a_pending_comment_is_seen_by_its_writer_only(page, new_page, article, fill_in):
    page.goto(article.get_absolute_url())
    fill_in(page)
    send(page)
    expect(page.get_by_text("Waiting for a moderator")).to_be_visible()
    another_account = new_page()
    another_account.goto(article.get_absolute_url())
    expect(another_account.get_by_text("Well put.")).to_have_count(0)


@pytest.mark.parametrize("label", SENTENCES)
def test_a_field_left_empty_asks_for_what_is_missing(page, article, label):
    page.goto(article.get_absolute_url())
    field = page.get_by_label(label, exact=True)
    field.focus()
    field.blur()
    expect(field).to_have_accessible_description(ending_in(SENTENCES[label]))
    expect(field).to_have_attribute("aria-invalid", "true")


@pytest.mark.parametrize(
    ("label", "words"), [("E-mail", "ada@example.org"), ("Name", "Ada"), ("Message", "Well put.\nIndeed.")]
)
def test_looks_good_comes_on_leaving_a_field_and_never_while_typing(page, article, label, words):
    page.goto(article.get_absolute_url())
    field = page.get_by_label(label, exact=True)
    verdict = page.locator(f"#{field.get_attribute('id')}-error")
    for character in words:
        field.press_sequentially(character)
        expect(verdict).to_be_empty()
    field.blur()
    expect(verdict).to_have_text("Looks good!")
    expect(field).to_have_accessible_description(ending_in("Looks good!"))


def test_a_sentence_stays_while_the_field_is_put_right_and_changes_on_leaving(page, article):
    page.goto(article.get_absolute_url())
    field, verdict = page.get_by_label("E-mail", exact=True), page.locator("#email-error")
    field.fill("ada")
    field.blur()
    expect(verdict).to_contain_text("name@example.org")
    field.press_sequentially("@example.org")
    expect(verdict).to_contain_text("name@example.org")
    field.blur()
    expect(verdict).to_have_text("Looks good!")


def test_sending_an_empty_form_lists_what_is_missing_and_leads_to_the_first(page, article):
    page.goto(article.get_absolute_url())
    send(page)
    summary = page.get_by_role("group", name="Your comment has not been sent")
    expect(summary.get_by_role("listitem")).to_have_text(list(SENTENCES.values()))
    expect(page.get_by_label("E-mail", exact=True)).to_be_focused()
    summary.get_by_role("link", name="Please enter a message.").click()
    expect(page.get_by_label("Message", exact=True)).to_be_focused()


def test_the_verdicts_are_announced_on_leaving_and_silent_when_the_focus_reads_them(page, article):
    page.goto(article.get_absolute_url())
    verdict = page.locator("#name-error")
    expect(verdict).to_have_attribute("aria-live", "polite")
    send(page)
    expect(verdict).to_have_attribute("aria-live", "off")
    expect(verdict).to_have_attribute("aria-live", "polite")


def test_the_count_says_how_many_characters_are_left_and_how_many_are_too_many(page, article, fill_in):
    page.goto(article.get_absolute_url())
    count = page.locator("[data-count-of=message]")
    expect(count).to_have_text("5,000 characters left")
    page.get_by_label("Message", exact=True).fill("👏" * 10)
    expect(count).to_have_text("4,990 characters left")
    fill_in(page, message="x" * 5003)
    expect(count).to_have_text("3 characters too many")
    send(page)
    expect(page.locator("#message-error")).to_contain_text("5003")
    expect(page.get_by_label("Message", exact=True)).to_have_value("x" * 5003)
    assert not Comment.objects.exists()


def test_a_draft_survives_a_reload_and_is_gone_once_the_comment_is_saved(page, article, fill_in):
    page.goto(article.get_absolute_url())
    fill_in(page, email="secret@example.org", message="A long thought.", stars=2)
    page.reload()
    expect(page.get_by_label("Message", exact=True)).to_have_value("A long thought.")
    expect(page.get_by_label("Name", exact=True)).to_have_value("Ada")
    expect(page.get_by_role("radio", name="2 of 5 stars")).to_be_checked()
    expect(page.get_by_text("We kept your draft.")).to_be_visible()
    assert "secret@example.org" not in page.evaluate("JSON.stringify(localStorage)")

    page.get_by_label("E-mail", exact=True).fill("ada@example.org")
    send(page)
    expect(page.get_by_text("Waiting for a moderator")).to_be_visible()
    page.goto(article.get_absolute_url())
    expect(page.get_by_label("Message", exact=True)).to_have_value("")
    assert page.evaluate("localStorage.length") == 0


def test_a_draft_can_be_discarded(page, article, fill_in):
    page.goto(article.get_absolute_url())
    fill_in(page, message="Never mind.", stars=1)
    page.reload()
    page.get_by_role("button", name="Discard").click()
    expect(page.get_by_label("Message", exact=True)).to_have_value("")
    expect(page.locator("[data-count-of=message]")).to_have_text("5,000 characters left")
    page.reload()
    expect(page.get_by_label("Message", exact=True)).to_have_value("")


def test_a_draft_belongs_to_its_article(page, article, make_article, fill_in):
    page.goto(article.get_absolute_url())
    fill_in(page, message="About the first.")
    page.goto(make_article().get_absolute_url())
    expect(page.get_by_label("Message", exact=True)).to_have_value("")


def test_what_could_not_be_sent_is_still_there(page, article, fill_in):
    page.goto(article.get_absolute_url())
    page.context.set_offline(True)
    fill_in(page)
    send(page)
    expect(page.get_by_role("status")).to_contain_text("You are offline.")
    page.context.set_offline(False)
    page.reload()
    expect(page.get_by_label("Message", exact=True)).to_have_value("Well put.")


def test_a_comment_is_sent_once_however_often_the_button_is_pressed(page, article, fill_in, watch):
    page.goto(article.get_absolute_url())
    fill_in(page)
    page.get_by_role("button", name="Send comment").dblclick()
    expect(page.get_by_text("Waiting for a moderator")).to_be_visible()
    assert Comment.objects.count() == 1
    address = f"{article.get_absolute_url()}comments/"
    assert sum(url.endswith(address) for url in watch.requests) == 1


def test_the_form_reads_well_to_a_screen_reader(page, article):
    page.goto(article.get_absolute_url())
    expect(page.locator("#leave-a-comment")).to_match_aria_snapshot("""
      - link "House rules"
      - heading "Leave a Comment" [level=2]
      - radiogroup "Rate this article:":
        - text: "Rate this article:"
        - radio "1 of 5 stars"
        - text: 1 of 5 stars
        - radio "2 of 5 stars"
        - text: 2 of 5 stars
        - radio "3 of 5 stars"
        - text: 3 of 5 stars
        - radio "4 of 5 stars"
        - text: 4 of 5 stars
        - radio "5 of 5 stars"
        - text: 5 of 5 stars
        - paragraph: Optional.
      - text: E-mail
      - paragraph: /Never shown/
      - textbox "E-mail"
      - text: Name
      - paragraph: /with your comment/
      - textbox "Name"
      - text: Message
      - paragraph: Up to 5,000 characters.
      - textbox "Message"
      - paragraph: "5,000 characters left"
      - paragraph:
        - button "Send comment"
        - status
    """)


def test_a_refused_form_is_accessible(page, article, fill_in, assert_accessible_and_fits):
    page.goto(article.get_absolute_url())
    fill_in(page, email="ada", name=None, stars=3)
    send(page)
    expect(page.get_by_role("group", name="Your comment has not been sent")).to_be_visible()
    assert_accessible_and_fits(page, (320, 1280))
    with page.expect_navigation():  # past the script, to the server's answer
        page.locator("[data-comment-form]").evaluate("(form) => form.submit()")
    expect(page.get_by_label("E-mail", exact=True)).to_be_focused()
    assert_accessible_and_fits(page, (320, 1280))


def test_a_full_discussion_is_accessible(page, article, make_comment, assert_accessible_and_fits):
    for stars in (5, 4, None):
        make_comment(article, stars=stars, message="See https://example.org/ for more.").publish()
    page.goto(article.get_absolute_url())
    assert_accessible_and_fits(page, (320, 1280))


def test_nothing_is_cut_off_at_any_width(new_page, article, make_comment, width):
    word = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamten"
    make_comment(article, stars=1, name=word, message=f"{word} https://example.org/{word * 3}").publish()
    page = new_page(width=width)
    page.goto(article.get_absolute_url())
    send(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_success_comes_in_place_and_the_page_stays_where_it_is(page, article, fill_in):
    page.goto(article.get_absolute_url())
    page.evaluate("window.isStillTheSamePage = true")
    fill_in(page, stars=4)
    send(page)
    expect(page.get_by_role("status").filter(has_text="Thank you")).to_be_focused()
    assert page.evaluate("window.isStillTheSamePage")
    page.reload()  # the address is that of the own comment now
    expect(page.get_by_text("Waiting for a moderator")).to_be_visible()


def test_what_only_the_server_sees_is_said_in_place_too(page, article, fill_in, settings):
    settings.COMMENTS_RATE = 1
    page.goto(article.get_absolute_url())
    fill_in(page)
    send(page)
    expect(page.get_by_text("Waiting for a moderator")).to_be_visible()
    page.goto(article.get_absolute_url())
    page.evaluate("window.isStillTheSamePage = true")
    fill_in(page, message="And another thing.", stars=2)
    send(page)
    expect(page.get_by_role("group", name="Your comment has not been sent")).to_contain_text(
        "You’ve sent many comments"
    )
    assert page.evaluate("window.isStillTheSamePage")
    expect(page.get_by_label("Message", exact=True)).to_have_value("And another thing.")
    expect(page.get_by_role("radio", name="2 of 5 stars")).to_be_checked()


def test_a_server_that_breaks_is_said_and_everything_is_kept(page, article, fill_in):
    page.goto(article.get_absolute_url())
    fill_in(page, stars=3)
    page.route("**/comments/", lambda route: route.fulfill(status=502, body="Bad gateway"))
    send(page)
    expect(page.get_by_role("status")).to_contain_text("Your comment could not be sent.")
    expect(page.get_by_label("Message", exact=True)).to_have_value("Well put.")
    expect(page.get_by_role("button", name="Send comment")).to_be_enabled()
    page.unroute("**/comments/")
    send(page)
    expect(page.get_by_role("status").filter(has_text="Thank you")).to_be_visible()
    assert Comment.objects.get().stars == 3


def test_words_that_a_proxy_answered_with_its_own_page_are_in_the_draft_and_the_form_says_so(page, article, fill_in):
    page.goto(f"{article.get_absolute_url()}comments/new/")
    fill_in(page, stars=3)
    page.route("**/comments/", lambda route: route.fulfill(status=502, body="Bad gateway"))
    send(page)
    expect(page.get_by_text("Bad gateway")).to_be_visible()
    page.unroute("**/comments/")
    for address in (f"{article.get_absolute_url()}comments/new/", article.get_absolute_url()):
        page.goto(address)
        expect(page.get_by_text("We kept your draft. It may not have reached us.")).to_be_visible()
        expect(page.get_by_label("Message", exact=True)).to_have_value("Well put.")
        expect(page.get_by_role("radio", name="3 of 5 stars")).to_be_checked()


def test_a_form_that_was_sent_before_its_script_came_waits_for_it(page, article, fill_in):
    held = []
    page.route("**/js/comment-form.js", lambda route: held.append(route))
    page.goto(article.get_absolute_url())
    fill_in(page, name=None)
    page.get_by_label("Name", exact=True).focus()
    send(page)
    wait_until(page, lambda: held, "the request for the script")
    held[0].continue_()
    expect(page.locator("#name-error")).to_have_text("Please enter your name.")
    expect(page.locator("#email-error")).to_have_text("Looks good!")
    assert not Comment.objects.exists()


def test_words_that_were_typed_before_the_script_came_survive_a_reload(page, article):
    page.route("**/js/comment-form.js", lambda route: None)
    page.goto(article.get_absolute_url())
    page.get_by_label("Message", exact=True).fill("Well put.")
    page.unroute("**/js/comment-form.js")
    page.reload()
    expect(page.get_by_label("Message", exact=True)).to_have_value("Well put.")
    expect(page.get_by_text("We kept")).to_be_visible()


def test_a_form_whose_script_never_comes_is_sent_to_the_server(page, article, fill_in):
    page.route("**/js/comment-form.js", lambda route: route.abort())
    page.goto(article.get_absolute_url())
    fill_in(page)
    send(page)
    expect(page.get_by_text("Waiting for a moderator")).to_be_visible()


def test_the_count_is_not_read_out_at_each_key(page, article):
    page.goto(article.get_absolute_url())
    assert page.locator("[data-count-of=message]").evaluate("(count) => count.closest('[aria-live]')") is None


# What was refused, and put right -------------------------------------------------------------------------------------


def refused(page, article, **fields):
    """The page that the server answers impossible fields with."""
    page.goto(article.get_absolute_url())
    page.evaluate(
        """([address, fields]) => {
            const form = Object.assign(document.createElement("form"), { method: "post", action: address });
            for (const [name, value] of Object.entries(fields)) {
                form.append(Object.assign(document.createElement("input"), { name, value }));
            }
            document.body.append(form);
            form.submit();
        }""",
        [
            f"{article.get_absolute_url()}comments/",
            {"email": "ada@example.org", "name": "Ada", "message": "Well put."} | fields,
        ],
    )
    page.wait_for_selector(".error-summary:not([hidden])")


def test_the_summary_loses_the_line_of_a_field_that_was_put_right_and_goes_with_the_last(page, article):
    page.goto(article.get_absolute_url())
    send(page)
    summary = page.locator(".error-summary")
    expect(summary.get_by_role("link")).to_have_count(3)
    for left, (label, words) in enumerate({"E-mail": "ada@example.org", "Name": "Ada", "Message": "So."}.items(), -2):
        page.get_by_label(label, exact=True).fill(words)
        page.get_by_label(label, exact=True).blur()
        expect(summary.get_by_role("link")).to_have_count(-left)
    expect(summary).to_be_hidden()


def test_the_summary_says_of_a_field_what_the_line_under_it_says(page, article):
    page.goto(article.get_absolute_url())
    send(page)
    page.get_by_label("E-mail", exact=True).fill("ada")
    page.get_by_label("E-mail", exact=True).blur()
    expect(page.locator(".error-summary").get_by_role("link").first).to_have_text(re.compile("name@example.org"))


def test_what_the_server_refused_stays_refused_until_other_words_stand_there(page, article):
    refused(page, article, name="Ada\x07")
    line = page.locator(".error-summary").get_by_role("link")
    expect(line).to_have_count(1)
    page.get_by_label("Name", exact=True).focus()
    page.get_by_label("Name", exact=True).blur()
    expect(page.get_by_label("Name", exact=True)).to_have_attribute("aria-invalid", "true")
    expect(line).to_have_count(1)
    page.get_by_label("Name", exact=True).fill("Ada Lovelace")
    page.get_by_label("Name", exact=True).blur()
    expect(page.locator(".error-summary")).to_be_hidden()


@pytest.mark.parametrize("dark", [False, True])
def test_an_impossible_rating_marks_the_stars_until_some_are_chosen(new_page, article, assert_accessible, dark):
    page = new_page(dark=dark)
    refused(page, article, rating="six")
    group = page.get_by_role("radiogroup", name="Rate this article:")
    expect(group).to_have_attribute("aria-invalid", "true")
    expect(group).to_have_accessible_description(re.compile("Choose one to five stars"))
    star = page.get_by_role("radio", name="4 of 5 stars")
    expect(star).to_have_attribute("aria-invalid", "true")
    expect(star).to_have_accessible_description("Choose one to five stars, or leave the stars empty.")
    expect(page.locator("[autofocus]")).to_have_count(1)
    assert_accessible(page)
    star.check(force=True)
    expect(group).to_have_attribute("aria-invalid", "false")
    expect(star).not_to_have_attribute("aria-invalid", "true")
    expect(page.locator("#rating-error")).to_have_count(0)
    expect(page.locator(".error-summary")).to_be_hidden()
