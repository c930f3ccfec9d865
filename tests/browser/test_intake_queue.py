"""Checking a machine's draft in a browser: the sources are beside the text where there is room."""

import pytest

from articles.models import Article
from tests.articles.intake import Machine, picture
from tests.browser.editor import body_editor
from tests.staff import account, page_of, signed_in

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def draft_at(new_page, live_server, section, settings, tmp_path):
    """Opens a machine's draft as an editor, in a window of width CSS pixels."""
    settings.MEDIA_ROOT = tmp_path / "media"
    sources = [
        {"title": f"Tide tables {number}", "address": f"https://example.org/{'very-long-' * number}tides"}
        for number in range(1, 12)
    ]
    pictures = [{"file": picture(), "alt": "A harbour", "digital_source_type": "trainedAlgorithmicMedia"}]
    Machine().hand_in(body="Twice a day.\n\n" * 60, sources=sources, pictures=pictures, prompt_digest="ab" * 32)
    session = signed_in(account("Editor")).cookies["sessionid"].value

    def open_at(width):
        page = new_page(width=width)
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page.goto(page_of(Article.objects.get()))
        body_editor(page)
        return page

    return open_at


def boxes(page):
    return [page.locator(place).bounding_box() for place in (".write-text", "#group-check")]


def test_on_a_wide_screen_the_sources_stand_beside_the_text_and_stay_in_view(draft_at):
    page = draft_at(1280)
    text, sources = boxes(page)
    assert sources["x"] >= text["x"] + text["width"]
    assert abs(sources["y"] - text["y"]) < 5
    page.get_by_text("Twice a day.").nth(30).scroll_into_view_if_needed()
    assert page.locator("#group-check h2").first.bounding_box()["y"] >= 0
    assert page.locator("#group-check a").first.bounding_box()["y"] < 900


@pytest.mark.parametrize("width", [320, 768])
def test_on_a_narrow_screen_the_sources_follow_the_text(draft_at, width):
    page = draft_at(width)
    text, sources = boxes(page)
    assert sources["y"] >= text["y"] + text["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_front_of_the_desk_leads_to_the_machines_drafts(draft_at):
    page = draft_at(1280)
    page.goto("/admin/")
    page.get_by_role("link", name="1 machine draft").click()
    page.get_by_role("link", name="The tide comes in").click()
    page.get_by_role("heading", name="Check the text against its sources").wait_for()


def test_an_administrator_makes_a_token_and_revokes_it(new_page, live_server, section, check):
    reporter = account("Reporter")
    page = new_page()
    session = signed_in(account("Administrator")).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.goto("/admin/articles/intaketoken/add/")
    page.get_by_label("System").fill("Example Writer")
    page.get_by_label("Responsible").select_option(str(reporter))
    page.get_by_role("button", name="Make the token").click()
    page.get_by_text("It is shown here once").wait_for()
    assert page.get_by_label("Token").input_value().startswith("newsroom_")
    check(page)
    page.get_by_role("link", name="I have copied it").click()
    page.get_by_role("link", name="Example Writer").click()
    page.get_by_role("link", name="Revoke…").click()
    page.get_by_role("button", name="Revoke the token").click()
    page.get_by_text("Nothing comes in by it any more").wait_for()
