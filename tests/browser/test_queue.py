"""The moderators' queue by keyboard alone, and without script.

The script tells commands from words by how fast the keys follow each other. So the clock of these pages moves only
where a test moves it: how fast the machine is decides nothing. Each page counts the forms that it sends.
"""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from comments.models import Comment, Finding, Note, Report, SavedReply
from tests.staff import account

QUEUE = "/admin/comments/comment/"
QUIET = 400  # milliseconds: a key that decides waits so long for another
LONG = 2000  # milliseconds after which a key neither waits nor belongs to a word
COUNT = """addEventListener("submit", ({ defaultPrevented, submitter }) => {
  if (defaultPrevented || submitter?.formMethod === "dialog") return;
  sessionStorage.sent = Number(sessionStorage.sent ?? 0) + 1;
})"""


@pytest.fixture
def waiting(transactional_db, make_article, make_comment):
    """Four comments under one article, the oldest first."""
    article = make_article(headline="On tides", ai_use="generated", standfirst="Twice a day.")
    now = timezone.now()
    return [
        make_comment(
            article,
            name=name,
            message=f"{name} says that the pills are cheap.",
            stars=4,
            created_at=now - timedelta(hours=30 - 8 * number),
            held_because=[Finding("rules", "pills"), Finding("every_comment")],
        )
        for number, name in enumerate(["Ada", "Grace", "Li", "Noor"])
    ]


@pytest.fixture
def open_queue(at_desk):
    """Opens the queue in a fresh browser, in which an account is signed in. Options go to ``new_page``."""

    def enter(user, **options):
        page = at_desk(user, **options)
        now = timezone.now()
        page.clock.install(time=now)
        page.clock.pause_at(now + timedelta(seconds=1))
        page.add_init_script(COUNT)
        page.goto(QUEUE)
        return page

    return enter


def status_of(comment):
    return Comment.objects.values_list("status", flat=True).get(pk=comment.pk)


def focused(page):
    return page.evaluate("document.activeElement.closest('[data-card]')?.id")


def nothing_was_sent(page):
    page.clock.run_for(LONG)
    return page.evaluate("sessionStorage.sent === undefined")


def press_until_loaded(page, key):
    with page.expect_navigation():
        page.keyboard.press(key)
        page.clock.run_for(QUIET)


def type_keys(page, words, gap):
    """Types letter by letter. gap: milliseconds after each."""
    for letter in words:
        page.keyboard.type(letter)
        page.clock.run_for(gap)


def test_a_moderator_works_through_the_queue_by_keyboard_alone(waiting, open_queue):
    ada, grace, li, noor = waiting
    page = open_queue(account("Moderator"))
    page.keyboard.press("n")
    assert focused(page) == f"comment-{ada.pk}"
    press_until_loaded(page, "p")
    expect(page.get_by_text("1 comment published.")).to_be_visible()
    assert status_of(ada) == "published"
    assert focused(page) == f"comment-{grace.pk}"

    page.keyboard.press("r")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    press_until_loaded(page, "Enter")
    assert status_of(grace) == "rejected"
    assert grace.decisions.get().reason_code == "hate"
    assert focused(page) == f"comment-{li.pk}"

    press_until_loaded(page, "u")
    expect(page.get_by_text("Taken back: 1 comment.")).to_be_visible()
    assert status_of(grace) == "pending"

    for _ in range(3):
        page.keyboard.press("n")
    page.keyboard.press("b")
    assert focused(page) == f"comment-{li.pk}"
    press_until_loaded(page, "s")
    assert status_of(li) == "spam"
    assert focused(page) == f"comment-{noor.pk}"

    page.keyboard.press("a")
    page.keyboard.type("Please name a source. pps")
    page.keyboard.press("Tab")
    press_until_loaded(page, "Enter")
    assert status_of(noor) == "published"
    assert Comment.objects.get(is_staff_reply=True).message == "Please name a source. pps"


def test_keys_write_in_a_field_and_decide_nothing(waiting, open_queue):
    page = open_queue(account("Moderator"))
    page.keyboard.press("n")
    page.get_by_role("searchbox", name="Words, name").focus()
    page.keyboard.type("pss")
    expect(page.get_by_role("searchbox", name="Words, name")).to_have_value("pss")
    assert nothing_was_sent(page)


@pytest.fixture
def moderator_without_person():
    moderator = account("Moderator")
    moderator.person.delete()
    return moderator


@pytest.mark.parametrize("gap", [0, 60, 700], ids=lambda gap: f"{gap}ms")
def test_words_that_are_typed_where_no_reply_can_be_written_decide_nothing(
    waiting, open_queue, moderator_without_person, gap
):
    page = open_queue(moderator_without_person)
    page.keyboard.press("n")
    page.keyboard.press("a")
    type_keys(page, "please stop", gap)
    assert nothing_was_sent(page)
    expect(page.get_by_text("No field opened to write in")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    press_until_loaded(page, "p")
    assert Comment.objects.published().count() == 1


def test_words_that_are_typed_without_opening_a_form_decide_nothing(waiting, open_queue):
    page = open_queue(account("Moderator"))
    for words in ("please stop", "spam", "PLEASE STOP", "pps", "up", "stop. p", "onp"):
        page.keyboard.press("n")
        type_keys(page, words, 40)
        assert nothing_was_sent(page), words
        page.locator("body").click(position={"x": 2, "y": 2})


def test_a_key_right_before_or_after_another_decides_nothing(waiting, open_queue):
    page = open_queue(account("Moderator"))
    page.keyboard.press("n")
    for keys in (["p", "s"], ["s", " "], ["p", "Tab"], ["p", "Escape"]):
        for key in keys:
            page.keyboard.press(key)
        assert nothing_was_sent(page), keys
        page.locator("[data-card]").first.focus()


def test_no_key_acts_with_a_modifier_while_a_word_is_composed_or_beside_the_comment(waiting, open_queue):
    page = open_queue(account("Moderator"))
    page.keyboard.press("n")
    card = page.locator("[data-card]").first
    for key in ("Shift+P", "Control+p", "Alt+p", "Meta+p"):
        card.dispatch_event(
            "keydown", {"key": key[-1], f"{key.split('+')[0].lower().replace('control', 'ctrl')}Key": True}
        )
        assert nothing_was_sent(page), key
    for composed in ({"key": "p", "isComposing": True}, {"key": "Process"}, {"key": "Dead"}, {}):
        card.dispatch_event("keydown", composed)
        assert nothing_was_sent(page), composed
    for place in (card.get_by_role("link").first, card.get_by_role("button").first, card.get_by_role("checkbox")):
        place.focus()
        page.keyboard.press("p")
        assert nothing_was_sent(page)


def test_a_reply_that_is_typed_fast_is_a_reply(waiting, open_queue):
    page = open_queue(account("Moderator"))
    page.keyboard.press("n")
    page.keyboard.type("aplease stop, spam")
    field = page.locator("[data-card]").first.get_by_label("Answer as")
    expect(field).to_have_value("please stop, spam")
    expect(field).to_be_focused()
    assert nothing_was_sent(page)


def test_a_page_that_opens_at_the_next_comment_takes_no_words_for_keys(waiting, open_queue):
    """A form was sent, the next comment has the focus, and someone still types."""
    page = open_queue(account("Moderator"))
    page.goto(f"{QUEUE}#comment-{waiting[1].pk}")
    page.reload()
    assert focused(page) == f"comment-{waiting[1].pk}"
    type_keys(page, "so please stop", 30)
    assert nothing_was_sent(page)


def test_undo_by_key_takes_back_an_answer_as_a_whole(waiting, open_queue):
    page = open_queue(account("Moderator"))
    page.keyboard.press("n")
    page.keyboard.press("a")
    page.keyboard.type("Thank you.")
    page.keyboard.press("Tab")
    press_until_loaded(page, "Enter")
    expect(page.get_by_text("2 comments published.")).to_be_visible()
    press_until_loaded(page, "u")
    expect(page.get_by_text("Taken back: 2 comments.")).to_be_visible()
    assert not Comment.objects.published().exists()
    assert Comment.objects.pending().count() == 4


def test_enter_on_a_tick_decides_nothing(waiting, open_queue):
    page = open_queue(account("Moderator"))
    page.keyboard.press("n")
    page.keyboard.press("x")
    box = page.get_by_label("Tick the comment by Ada")
    expect(box).to_be_checked()
    box.press("Enter")
    assert nothing_was_sent(page)


def test_the_keys_are_listed_and_can_be_switched_off_for_good(waiting, open_queue):
    page = open_queue(account("Moderator"))
    page.keyboard.press("?")
    expect(page.get_by_text("next comment")).to_be_visible()
    page.get_by_label("Use these keys").uncheck()
    page.reload()
    page.keyboard.press("n")
    page.keyboard.press("p")
    assert nothing_was_sent(page)
    assert focused(page) is None


def test_the_queue_decides_without_script(waiting, at_desk):
    ada = waiting[0]
    page = at_desk(account("Moderator"), script=False)
    page.goto(QUEUE)
    expect(page.get_by_text("next comment")).not_to_be_visible()
    card = page.locator(f"#comment-{ada.pk}")
    card.get_by_text("Reject…").click()
    card.get_by_label("Advertising").check()
    card.get_by_label("In your words").fill("It sells pills.")
    card.get_by_role("button", name="Reject").click()
    expect(page.get_by_text("1 comment rejected.")).to_be_visible()
    assert status_of(ada) == "rejected"
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Taken back: 1 comment.")).to_be_visible()
    assert status_of(ada) == "pending"


def test_reports_are_decided_by_keyboard_with_a_saved_reply_and_a_note(waiting, open_queue):
    ada, grace, *_others = waiting
    SavedReply.objects.create(name="Be kind", text="Please stay kind.")
    for comment in (ada, grace):
        comment.publish()
        Report.objects.create(comment=comment, reason="insult", words="He insults me.")
    page = open_queue(account("Moderator"))
    with page.expect_navigation():
        page.get_by_role("link", name="Reports 2").click()
    page.keyboard.press("n")
    type_keys(page, "ok, keep it", 40)  # a word decides nothing
    assert nothing_was_sent(page)
    press_until_loaded(page, "k")
    expect(page.get_by_text("1 comment kept, and its reports answered.")).to_be_visible()
    assert (status_of(ada), Report.objects.open().count()) == ("published", 1)
    assert focused(page) == f"comment-{grace.pk}"
    press_until_loaded(page, "u")
    assert Report.objects.open().count() == 2

    card = page.locator(f"#comment-{grace.pk}")
    card.get_by_text("Write a note…").click()
    card.get_by_label("Note (only colleagues read it)").fill("Second time this week.")
    with page.expect_navigation():
        card.get_by_role("button", name="Save the note").click()
    expect(card.get_by_text("Second time this week.")).to_be_visible()
    assert Note.objects.get().comment == grace

    card.focus()
    page.keyboard.press("r")
    page.keyboard.press("ArrowDown")
    card.get_by_label("Saved reply").first.select_option("Be kind")
    card.get_by_role("button", name="Add to the field").first.press("Enter")
    field = card.get_by_label("In your words")
    expect(field).to_have_value("Please stay kind.")
    expect(field).to_be_focused()
    card.get_by_role("button", name="Reject", exact=True).press("Enter")
    expect(page.get_by_text("1 comment rejected.")).to_be_visible()
    assert grace.decisions.first().words == "Please stay kind."


def test_the_queue_is_accessible_and_fits_with_its_keys_and_a_decision_shown(waiting, open_queue, check):
    page = open_queue(account("Moderator"), width=390)
    page.keyboard.press("n")
    press_until_loaded(page, "p")
    page.keyboard.press("?")
    page.locator("[data-card]").first.focus()
    page.keyboard.press("r")
    page.locator("[data-card] details").evaluate_all("all => all.forEach((each) => { each.open = true; })")
    page.clock.resume()  # the check waits for moments of the page
    check(page, (390, 1280))
    page.goto(f"{QUEUE}?list=rejected&q=nobody")
    check(page, (390, 1280))
