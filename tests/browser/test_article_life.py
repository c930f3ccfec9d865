"""One article's whole life, by a reporter and an editor at once, each in a browser of their own."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import Article
from tests.browser.editor import body_editor, open_group, press
from tests.staff import account, page_of

SLUG = "the-tide-comes-in"


@pytest.fixture
def readers(new_page):
    """What a browser without an account gets at the article's address and on the front page.

    status: of the address. words: in the page there. without: words that are not.
    """
    browser = new_page().request

    def get(status, *words, without=()):
        answer = browser.get(f"/articles/{SLUG}/")
        assert answer.status == status
        page = answer.text()
        assert [each for each in words if each not in page] == []
        assert [each for each in without if each in page] == []
        assert (f"/articles/{SLUG}/" in browser.get("/").text()) == (status == 200)

    return get


def write(page, words):
    """Puts words at the end of the text."""
    body_editor(page).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)


def type_moment(page, days):
    """Types the day that is so many days ahead, and noon."""
    day = timezone.localdate() + timedelta(days=days)
    page.get_by_label(re.compile("^(Day|Date)")).fill(day.isoformat())
    page.get_by_label(re.compile("^Time")).fill("12:00")


def said(page, words):
    expect(page.locator(".messagelist")).to_contain_text(words)


def state(page, words):
    expect(page.locator(".write-bar .desk-state")).to_have_text(words)


@pytest.mark.django_db(transaction=True)
def test_an_article_from_its_first_draft_to_its_return_after_a_withdrawal(at_desk, readers, section):
    reporter, editor = account("Reporter", first_name="Rosa"), account("Editor", first_name="Edith")
    rosa, edith = at_desk(reporter), at_desk(editor)

    # A draft, submitted.
    rosa.goto("/admin/articles/article/add/")
    rosa.get_by_role("textbox", name="Headline").fill("The tide comes in")
    rosa.get_by_role("combobox", name="Section").select_option("World")
    rosa.get_by_label("People wrote it, without AI").check()
    write(rosa, "Twice a day.")
    press(rosa, "Save draft")
    said(rosa, "Only staff can see it")
    article = Article.objects.get()
    form = page_of(article)
    readers(404)
    press(rosa, "Submit for review")
    state(rosa, "Submitted")
    readers(404)

    # Sent back with a note, while its writer still has it open.
    edith.goto("/admin/")
    edith.get_by_role("link", name="1 article submitted").click()
    edith.get_by_role("link", name="The tide comes in").click()
    press(edith, "Send back…")
    edith.get_by_label("Note to the writer").fill("Say which sea.")
    edith.get_by_role("button", name="Send it back").click()
    said(edith, "The writer sees your note")
    write(rosa, " Or once.")
    press(rosa, "Save draft")
    expect(rosa.get_by_text("Nothing was saved: someone else saved this")).to_be_visible()
    rosa.once("dialog", lambda dialog: dialog.accept())  # what she typed is left behind
    rosa.goto("/admin/")
    sent_back = rosa.locator(".front-card--sent-back")
    expect(sent_back).to_contain_text("Say which sea.")
    sent_back.get_by_role("link", name="The tide comes in").click()
    expect(rosa.get_by_role("region", name="Sent back with a note")).to_contain_text("Say which sea.")
    state(rosa, "Draft")

    # Submitted again, scheduled.
    rosa.get_by_role("button", name="Discard it").click()
    write(rosa, " In the North Sea.")
    press(rosa, "Submit for review")
    said(rosa, "Submitted. An editor sees it")
    edith.goto(form)
    state(edith, "Submitted")
    press(edith, "Schedule…")
    type_moment(edith, days=3)
    edith.get_by_role("button", name="Schedule it as it is").click()
    said(edith, "Scheduled. Readers will see it from")
    state(edith, "Scheduled")
    readers(404)

    # Under an embargo: nobody publishes it, and the bar says so to both.
    open_group(edith, "Publication")
    type_moment(edith, days=2)
    press(edith, "Save")
    bar = edith.locator(".write-bar")
    expect(bar.get_by_text("Embargo until")).to_be_visible()
    press(edith, "Publish…")
    blocking = edith.get_by_role("region", name="It cannot be published before this is mended")
    expect(blocking).to_contain_text("Nobody can publish this article before its embargo ends")
    expect(edith.get_by_role("button", name="Publish")).to_have_count(0)
    rosa.goto(form)
    expect(rosa.locator(".write-bar").get_by_text("Embargo until")).to_be_visible()
    readers(404)

    # The source agrees earlier, so the embargo goes and the article is published.
    blocking.get_by_role("link", name="Go there").click()
    for field in ("Date", "Time"):
        edith.get_by_role("textbox", name=field).fill("")
    press(edith, "Publish…")
    edith.get_by_role("button", name="Publish it as it is").click()
    said(edith, "Published. Readers see it now.")
    state(edith, "Published")
    expect(bar.get_by_text("Embargo until")).to_have_count(0)
    readers(200, "In the North Sea.", without=["Or once."])

    # A working copy: saved, previewed, compared, and published as one change.
    write(edith, " Mind the gap.")
    press(edith, "Save as a working copy")
    said(edith, "Readers do not see it yet")
    edith.get_by_role("textbox", name="Standfirst").fill("A matter of the Moon.")
    press(edith, "Save working copy")
    said(edith, "Readers do not see it yet")
    press(edith, "Preview")
    shown = edith.frame_locator("iframe")
    expect(shown.get_by_text("Mind the gap.")).to_be_visible()
    expect(shown.get_by_text("A matter of the Moon.")).to_be_visible()
    readers(200, without=["Mind the gap.", "A matter of the Moon."])
    edith.get_by_role("link", name="Back to the form").click()
    press(edith, "Publish changes…")
    expect(edith.locator("ins", has_text="Mind the gap.")).to_be_visible()
    expect(edith.locator("ins", has_text="A matter of the Moon.")).to_be_visible()
    edith.get_by_label("As an update of substance").check()
    edith.get_by_role("button", name="Publish the changes").click()
    said(edith, "The changes are published.")
    expect(edith).to_have_url(re.compile(f"{form}$"))
    readers(200, "Mind the gap.", "A matter of the Moon.", "Updated")

    # Corrected.
    open_group(edith, "Corrections")
    edith.get_by_role("button", name="Add a correction").click()
    edith.locator("#group-corrections").get_by_role("textbox", name="Text").fill("We named the wrong sea.")
    press(edith, "Save")
    said(edith, "Readers see the change.")
    readers(200, "We named the wrong sea.")

    # Withdrawn, and restored.
    edith.get_by_text("More", exact=True).click()
    edith.get_by_role("link", name="Withdraw…").click()
    edith.get_by_label("Legal reasons").check()
    edith.get_by_role("textbox", name="Reason").fill("A court has to decide first.")
    edith.get_by_role("button", name="Withdraw the article").click()
    said(edith, "Withdrawn. Its address stays")
    state(edith, "Withdrawn")
    readers(410, "A court has to decide first.", without=["Mind the gap."])
    press(edith, "Publish again")
    said(edith, "Readers see the article again.")
    readers(200, "Mind the gap.", "We named the wrong sea.", without=["A court has to decide first."])

    # The history says it all, with who, to its writer as well.
    rosa.goto(f"{form.removesuffix('change/')}history/")
    entries = rosa.locator(".desk-history > li")
    told = [
        (reporter, "Created."),
        (reporter, "Submitted."),
        (editor, "Sent back: Say which sea."),
        (reporter, "Submitted."),
        (editor, "Scheduled for"),
        (editor, "Embargo until"),
        (editor, "Embargo lifted."),
        (editor, "Published."),
        (editor, "Updated: Changes of a working copy"),
        (editor, "Correction: We named the wrong sea."),
        (editor, "Withdrawn (Legal reasons): A court has to decide first."),
        (editor, "Published again."),
    ]
    found = iter(reversed(entries.all()))
    for who, words in told:
        entry = next((each for each in found if words in " ".join(each.inner_text().split())), None)
        assert entry, f"The history does not say, in its order: {words}"
        assert f"by {who}" in entry.inner_text(), (who, entry.inner_text())
