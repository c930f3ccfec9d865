"""The editor of an article's text at the desk."""

from playwright.sync_api import Locator, Page


def body_editor(page: Page) -> Locator:
    """The editor of the page's body, once it has replaced the plain field of the same name."""
    page.locator(".prose-editor [contenteditable=true]").wait_for()
    return page.get_by_role("textbox", name="Body")


def open_group(page: Page, title: str) -> None:
    """Unfolds a group of the panel beside an article's text, unless it is open."""
    group = page.locator("details.write-group").filter(has=page.get_by_role("heading", name=title, exact=True))
    if group.get_attribute("open") is None:
        group.locator("summary").first.click()


def press(page: Page, name: str) -> None:
    """Presses a button of the bar, or one of its menu."""
    button = page.locator(".write-bar").get_by_role("button", name=name, exact=True)
    page.wait_for_load_state()  # a page that has only begun shows no button yet
    if not button.is_visible():
        page.locator(".write-more > summary").click()
    button.click()
