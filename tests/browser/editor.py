"""The editor of an article's text at the desk."""

from playwright.sync_api import Locator, Page


def body_editor(page: Page) -> Locator:
    """The editor of the page's body, once it has replaced the plain field of the same name."""
    page.locator(".prose-editor [contenteditable=true]").wait_for()
    return page.get_by_role("textbox", name="Body")
