"""Nothing that someone writes at the desk is lost: sessions that end, networks and browsers that go, other tabs."""

import os
import re
import shutil
import signal
import subprocess

import pytest
from playwright.sync_api import expect

from articles.models import Article, Page, Topic
from tests.browser.conftest import BROWSERS, FLAGS, wait_until
from tests.browser.editor import body_editor, open_group
from tests.staff import ADD, account, page_of

PASSWORD = "correct horse"
DRAFTS = """() => new Promise((done) => {
  const opened = indexedDB.open("desk");
  opened.onsuccess = () => {
    const all = opened.result.transaction("drafts").objectStore("drafts").getAll();
    all.onsuccess = () => { opened.result.close(); done(JSON.stringify(all.result)); };
  };
})"""


@pytest.fixture
def site(transactional_db, section):
    Topic.objects.create(name="Sea", slug="sea")
    return section


@pytest.fixture
def draft(site, make_article):
    return make_article(published_at=None, headline="The tide comes in")


def sign_in(page, user):
    page.goto("/admin/")
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Needs you")).to_be_visible()


def headline(page):
    return page.locator("#id_headline")


def notice(page, kind):
    return page.locator(f"[data-notice={kind}]")


def expect_kept(page):
    """The draft is on this computer's disk."""
    expect(page.locator("form[data-desk-state=kept]")).to_have_count(1)


def press_save(page):
    page.locator("[name=_step][value=save]").first.click()


def sign_in_here(page, user, password=PASSWORD):
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Username").fill(user.username)
    dialog.get_by_label("Password").fill(password)
    dialog.get_by_role("button", name="Sign in and go on").click()


def write(page, words):
    """Headline and body, as someone types them."""
    headline(page).fill(words)
    body_editor(page).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(f" {words}!")
    expect_kept(page)
    # The form says "kept" of what came before the last letters, too.
    wait_until(page, lambda: f"{words}!" in page.evaluate(DRAFTS), "the draft with the last letters")


def test_a_session_that_ended_is_noticed_before_sending_and_the_press_goes_through_after_the_sign_in(
    page, draft, check
):
    editor, other = account("Editor"), account("Editor")
    sign_in(page, editor)
    page.goto(page_of(draft))
    write(page, "It ebbs")
    page.context.clear_cookies(name="sessionid")
    press_save(page)
    expect(page.get_by_role("dialog")).to_be_visible()
    check(page)
    sign_in_here(page, editor, "wrong")
    expect(page.get_by_role("dialog").get_by_role("alert")).to_contain_text("Name and password do not go together")

    sign_in_here(page, other)
    expect(notice(page, "other")).to_contain_text(
        f"signed in as {other.username} now, but {editor.username} wrote this"
    )
    draft.refresh_from_db()
    assert draft.headline == "The tide comes in"
    expect(headline(page)).to_have_value("It ebbs")

    notice(page, "other").get_by_role("button").click()
    sign_in_here(page, editor)
    expect(page.get_by_text("Saved. Only staff can see it.")).to_be_visible()
    draft.refresh_from_db()
    assert (draft.headline, "It ebbs!" in draft.body) == ("It ebbs", True)
    expect(page.locator("form[data-desk-state=saved]")).to_have_count(1)
    page.reload()  # nothing is unsaved, so nothing asks; the draft went when the server said "saved"
    expect(page.locator("form[data-desk-state=saved]")).to_have_count(1)
    expect(notice(page, "offer")).to_have_count(0)


def test_a_press_without_a_network_is_sent_once_when_the_network_is_back(page, draft):
    sign_in(page, account("Editor"))
    page.goto(page_of(draft))
    write(page, "It floods")
    before = draft.history.count()
    page.context.set_offline(True)
    press_save(page)
    expect(notice(page, "offline")).to_contain_text("“Save draft” will be sent when the connection is back")
    page.context.set_offline(False)
    expect(page.get_by_text("Saved. Only staff can see it.")).to_be_visible()
    draft.refresh_from_db()
    assert (draft.headline, draft.history.count()) == ("It floods", before + 1)

    headline(page).fill("It stands still")
    page.context.set_offline(True)
    press_save(page)
    notice(page, "offline").get_by_role("button", name="Don’t send it").click()
    page.context.set_offline(False)
    expect(notice(page, "offline")).to_have_count(0)
    expect_kept(page)
    draft.refresh_from_db()
    assert draft.headline == "It floods"


@pytest.fixture
def killable(browser, live_server, tmp_path, watch):
    """Opens a browser of its own, whose profile outlives it; the second thing returned kills it at once."""
    path = next(filter(None, map(shutil.which, BROWSERS)))
    kinds = browser.browser_type
    opened = []

    def open_it():
        flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else [*FLAGS]
        context = kinds.launch_persistent_context(
            tmp_path / "profile", executable_path=path, args=flags, base_url=live_server.url
        )
        watch.follow(context)
        opened.append(context)

        def kill():
            found = subprocess.run(
                ["pgrep", "-f", f"user-data-dir={tmp_path / 'profile'}"], capture_output=True, text=True, check=True
            )
            for number in found.stdout.split():
                os.kill(int(number), signal.SIGKILL)
            (tmp_path / "profile" / "SingletonLock").unlink(missing_ok=True)

        return context.pages[0], kill

    yield open_it
    opened[-1].close()


def test_what_was_typed_outlives_a_browser_that_is_killed_and_no_other_account_is_offered_it(killable, site):
    editor, other = account("Editor"), account("Editor")
    page, kill = killable()
    sign_in(page, editor)
    page.goto(ADD)
    page.locator("#id_section").select_option("World")
    page.locator("[name=ai_use][value=generated]").check()
    open_group(page, "Sources")
    page.get_by_role("button", name="Add a source").click()
    page.locator("#id_sources-0-title").fill("The keeper’s handbook")
    write(page, "It comes back")
    kill()

    page, _kill = killable()
    page.goto("/admin/")
    if page.get_by_label("Username").count() == 0:
        with page.expect_navigation():
            page.get_by_role("button", name="Log out").click()
    sign_in(page, other)
    page.goto(ADD)
    expect(page.locator("form[data-desk-state=new]")).to_have_count(1)
    expect(page.locator("form[data-desk-offered]")).to_have_count(1)
    expect(notice(page, "offer")).to_have_count(0)

    with page.expect_navigation():
        page.get_by_role("button", name="Log out").click()
    sign_in(page, editor)
    page.goto(ADD)
    offer = notice(page, "offer")
    expect(offer).to_contain_text(re.compile(r"You began to write here on .*, and it was not saved"))
    offer.get_by_role("button", name="Compare").click()
    expect(offer.get_by_role("row", name=re.compile("Headline.*It comes back"))).to_be_visible()
    offer.get_by_role("button", name="Put it back into the form").click()
    expect(headline(page)).to_have_value("It comes back")
    expect(body_editor(page)).to_contain_text("It comes back!")
    expect(page.locator("[name=ai_use][value=generated]")).to_be_checked()
    press_save(page)
    expect(page.get_by_text("Saved. Only staff can see it.")).to_be_visible()
    article = Article.objects.get()
    assert (article.headline, article.section, article.ai_use) == ("It comes back", site, "generated")
    assert article.sources.get().title == "The keeper’s handbook"


def test_leaving_unsaved_is_asked_about_and_what_a_colleague_saved_meanwhile_is_not_overwritten(page, draft):
    """The draft comes back with the version that it was written on."""
    sign_in(page, account("Editor"))
    page.goto(page_of(draft))
    headline(page).fill("Mine")
    expect_kept(page)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.goto("/admin/")
    assert asked == ["beforeunload"]
    Article.objects.filter(pk=draft.pk).update(headline="Theirs")
    page.goto(page_of(draft))
    expect(notice(page, "offer")).to_contain_text("What you see was saved on")
    notice(page, "offer").get_by_role("button", name="Put it back into the form").click()
    press_save(page)
    expect(page.get_by_text("Nothing was saved: someone else saved this")).to_be_visible()
    expect(headline(page)).to_have_value("Mine")
    draft.refresh_from_db()
    assert draft.headline == "Theirs"
    expect(page.locator("form[data-desk-state=kept]")).to_have_count(1)

    page.goto(page_of(draft))
    notice(page, "offer").get_by_role("button", name="Discard it").click()
    expect(notice(page, "offer")).to_have_count(0)
    page.reload()
    expect(page.locator("form[data-desk-offered]")).to_have_count(1)
    expect(notice(page, "offer")).to_have_count(0)


def test_two_tabs_and_two_colleagues_with_the_same_form_are_told_of_each_other(page, new_page, site):
    page_about = Page.objects.get(slug="about")
    address = f"/admin/articles/page/{page_about.pk}/change/"
    ada = account("Editor", first_name="Ada", last_name="Winter")
    sign_in(page, ada)
    page.goto(address)
    second = page.context.new_page()
    second.goto(address)
    for tab in (page, second):
        expect(notice(tab, "tab")).to_contain_text("open in another tab")
    second.locator("#id_title").fill("About the sea")
    second.get_by_role("button", name="Save and continue editing").click()
    expect(second.get_by_text("was changed successfully")).to_be_visible()
    expect(notice(page, "stale")).to_contain_text("saved elsewhere in the meantime")
    second.close()
    expect(notice(page, "tab")).to_have_count(0)

    colleague = new_page()
    sign_in(colleague, account("Editor"))
    colleague.goto(address)
    expect(notice(colleague, "people")).to_contain_text("Colleagues who have this open: Ada Winter (since")
    page.close()
    colleague.reload()
    expect(colleague.locator("form[data-desk-offered]")).to_have_count(1)
    expect(notice(colleague, "people")).to_have_count(0)
