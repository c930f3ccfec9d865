"""An editor reads the history, compares, puts a version back, and shows a draft to someone without an account."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_desk import sign_in, site  # noqa: F401  (fixtures)
from tests.staff import account


@pytest.fixture
def draft(site, make_article):  # noqa: F811
    article = make_article(headline="The tide comes in", body="<p>Twice a day.</p><p>It moves.</p>", published_at=None)
    for body in ("<p>Thrice a day.</p><p>It moves.</p>", "<p>Never.</p><h2>It moves.</h2>"):
        article.body = body
        article.save()
    return article


def test_an_old_version_is_compared_and_put_back_and_a_link_is_made_and_revoked(
    new_page,
    draft,
    sign_in,  # noqa: F811
):
    page = new_page(width=390)
    sign_in(page, account("Editor"))

    page.goto(f"/admin/articles/article/{draft.pk}/history/")
    page.get_by_role("radio", name="older 1").check()
    page.get_by_role("button", name="Compare").click()
    expect(page.locator("del", has_text="Twice a day.")).to_be_visible()
    expect(page.locator("ins", has_text="Never.")).to_be_visible()
    page.get_by_role("link", name="Show this version 1").click()
    expect(page.locator("#content-main")).to_contain_text("Twice a day.")
    page.get_by_role("link", name="Put this version back…").click()
    page.get_by_role("button", name="Put it back").click()
    expect(page.get_by_text("That version is back, as a new change.")).to_be_visible()
    draft.refresh_from_db()
    assert "Twice a day." in draft.body

    page.goto(f"/admin/articles/article/{draft.pk}/preview/")
    for link, wide in (("Phone", 390), ("Desktop", 1100)):
        with page.expect_navigation():
            page.get_by_role("link", name=link, exact=True).click()
        frame = page.frame_locator("iframe")
        expect(frame.get_by_role("heading", name="The tide comes in")).to_be_visible()
        assert page.locator("iframe").evaluate("frame => frame.clientWidth") >= wide
    page.get_by_label("How long it works").select_option("1 day")
    page.get_by_role("button", name="Make a link").click()
    address = page.get_by_label("Address").input_value()
    outsider = new_page(width=390)
    outsider.goto(address.partition("/preview/")[1] + address.partition("/preview/")[2])
    expect(outsider.get_by_role("heading", name="The tide comes in")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Last opened")).to_be_visible()
    page.get_by_role("button", name="Revoke").click()
    expect(page.get_by_text("Revoked. The link opens nothing any more.")).to_be_visible()
    page.get_by_role("link", name="Back to the form").click()
    expect(page).to_have_url(f"{page.url.partition('/admin/')[0]}/admin/articles/article/{draft.pk}/change/")
