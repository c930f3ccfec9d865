"""Readers' pages in a real Chromium, served by a real server on loopback.

Everything in this folder carries the marker ``browser``. Whatever a page does in a test, three things must not happen,
and each page is watched for them: a broken content security policy, an uncaught error in a script, and a request to
another host.
"""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings as site_settings
from django.contrib.auth.models import User
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright

from tests.staff import signed_in

BROWSERS = ("/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
WIDTHS = (320, 390, 768, 1280)  # CSS pixels: a phone at 400 % zoom, a phone, a tablet, a desk
ACCESSIBILITY_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOUR_RULES = ["color-contrast", "link-in-text-block"]  # what a colour scheme can break
LAYOUT_RULES = ["target-size", "scrollable-region-focusable"]  # what a width between two others can break
TIMEOUT = 15_000  # milliseconds; generous, since the machine may be busy


def wait_until(page: Page, is_so: Callable[[], object], what: str) -> None:
    """Waits for what ``expect`` cannot look at. The page's own waits evaluate text, which its policy forbids."""
    for _look in range(TIMEOUT // 50):
        if is_so():
            return
        page.wait_for_timeout(50)
    pytest.fail(f"Waited in vain for {what}.")


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        missing = f"Chromium is missing (looked for {', '.join(BROWSERS)})."
        if os.environ.get("BROWSER_TESTS") == "required":
            pytest.fail(f"{missing} BROWSER_TESTS=required demands it.")
        pytest.skip(missing)
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else [*FLAGS]
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread; Django would take every query of a test for one inside it.
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        expect.set_options(timeout=TIMEOUT)
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        yield browser
        browser.close()


class Watch:
    """What went wrong on the watched pages, and which other hosts they asked for something."""

    def __init__(self, own_host: str) -> None:
        self.own_host = own_host
        self.requests: list[str] = []
        self.faults: list[str] = []

    def follow(self, context: BrowserContext) -> None:
        context.on("request", self._note_request)
        context.on("weberror", lambda fault: self.faults.append(str(fault.error)))
        context.on("console", lambda message: self._note_console(message.text))

    @property
    def foreign_requests(self) -> list[str]:
        return [
            url
            for url in self.requests
            if urlsplit(url).scheme in ("http", "https") and urlsplit(url).netloc != self.own_host
        ]

    def _note_request(self, request: Request) -> None:
        self.requests.append(request.url)

    def _note_console(self, text: str) -> None:
        if "Content Security Policy" in text:
            self.faults.append(text)


@pytest.fixture
def watch(live_server) -> Iterator[Watch]:
    """The requests and faults of the test's pages. At the end there must be no fault and no foreign request.

    A test that means to break a rule checks for it and clears the list.
    """
    watch = Watch(urlsplit(live_server.url).netloc)
    yield watch
    assert watch.faults == []
    assert watch.foreign_requests == []


@pytest.fixture
def new_page(browser: Browser, live_server, watch: Watch) -> Iterator[Callable[..., Page]]:
    """Opens a fresh browser profile and a page in it, so ``goto("/")`` is the front page.

    width: of the window, in CSS pixels. dark: whether the reader prefers dark. script: whether JavaScript runs.
    Anything else goes to Playwright's ``new_context``.
    """
    contexts = []

    def new(*, width: int = 1280, dark: bool = False, script: bool = True, **options) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            **options,
        )
        context.set_default_timeout(TIMEOUT)
        watch.follow(context)
        contexts.append(context)
        return context.new_page()

    yield new
    for context in contexts:
        context.close()


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    return new_page()


@pytest.fixture
def page_without_script(new_page: Callable[..., Page]) -> Page:
    return new_page(script=False)


@pytest.fixture
def at_desk(new_page: Callable[..., Page], live_server) -> Callable[..., Page]:
    """Opens a fresh browser profile in which an account is signed in. Options go to ``new_page``."""

    def open_for(user: User, **options) -> Page:
        page = new_page(**options)
        name = site_settings.SESSION_COOKIE_NAME
        session = signed_in(user).cookies[name].value
        page.context.add_cookies([{"name": name, "value": session, "url": live_server.url}])
        return page

    return open_for


@pytest.fixture(params=WIDTHS, ids=lambda width: f"{width}px")
def width(request) -> int:
    """Each of the widths that a page has to fit."""
    return request.param


@pytest.fixture(params=[False, True], ids=["light", "dark"])
def dark(request) -> bool:
    return request.param


@pytest.fixture(autouse=True)
def _without_captcha(settings):
    """The form asks for no check, except in the tests of the check."""
    settings.CAPTCHA_PROVIDER = "none"


@pytest.fixture
def fill_in() -> Callable[..., None]:
    """Fills in the comment form as a reader does, field by field. A field given as None is left alone."""

    def fill(
        page: Page,
        email: str | None = "ada@example.org",
        name: str | None = "Ada",
        message: str | None = "Well put.",
        stars: int | None = None,
    ) -> None:
        if stars:
            page.get_by_role("radio", name=f"{stars} of 5 stars", exact=False).check(force=True)
        for label, text in (("E-mail", email), ("Name", name), ("Message", message)):
            if text is not None:
                page.get_by_label(label, exact=True).fill(text)

    return fill


@pytest.fixture(scope="session")
def assert_accessible() -> Callable[[Page], None]:
    """Fails with axe's own report where the page breaks WCAG 2.2 A or AA, or good practice."""
    axe = Axe()

    def check(page: Page, rules: list[str] = ACCESSIBILITY_RULES) -> None:
        if not page.evaluate("'axe' in window"):
            page.evaluate(axe.axe_script)
        # What passed is not asked for: axe would name and send every element of the page.
        options = {"runOnly": rules, "resultTypes": ["violations"]}
        found = page.evaluate("(options) => axe.run(options).then(({violations}) => ({violations}))", options)
        results = AxeResults(found)
        assert results.violations_count == 0, results.generate_report()

    return check


@pytest.fixture(scope="session")
def assert_accessible_and_fits(assert_accessible: Callable[..., None]) -> Callable[..., None]:
    """Fails where the page is not accessible at each of widths, or wider than one of them.

    At the first width and the last, every rule is checked in the light scheme, and the colours in the dark one. Between
    them only what depends on the layout can differ. Nothing moves meanwhile, or a colour would be on its way from one
    scheme to the other.
    """

    def check(page: Page, widths: Sequence[int] = WIDTHS) -> None:
        for width in widths:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme="light", reduced_motion="reduce")
            page.evaluate("scrollTo(0, 0)")  # what stays in view covers whatever is scrolled below it
            outermost = width in (widths[0], widths[-1])
            assert_accessible(page, ACCESSIBILITY_RULES if outermost else LAYOUT_RULES)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (page.url, width)
            if outermost:
                page.emulate_media(color_scheme="dark")
                assert_accessible(page, COLOUR_RULES)

    return check


@pytest.fixture
def check(assert_accessible: Callable[..., None], assert_accessible_and_fits, watch: Watch) -> Callable[..., None]:
    """For pages of the desk, as they are or at each of widths: accessible, and without a fault until then.

    What axe itself injects breaks the desk's policy, and is no fault of the page.
    """

    def accessible(page: Page, widths: Sequence[int] = ()) -> None:
        page.wait_for_load_state("load" if widths else "networkidle")
        try:
            assert watch.faults == [], page.url
            if widths:
                assert_accessible_and_fits(page, widths)
            else:
                assert_accessible(page)
        finally:
            page.wait_for_timeout(100)  # a fault is told a moment later
            watch.faults.clear()

    return accessible
