"""Takes the pictures of the guide for staff: ``make pictures`` writes ``docs/pictures/``, which the guide shows.

It starts a copy of the project in a temporary folder, with demo content and a day's work of its staff, and goes the
steps of the guide in Chromium. A step that no longer works stops it.
"""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_urlsafe
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image

from tests.newsroom.checkout import Checkout

DOCS = Path(__file__).resolve().parent
FOLDER = DOCS / "pictures"
WIDTH, HEIGHT = 1120, 760  # of the window, in CSS pixels
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUALITY = 55
DAY = "from docs.day_at_the_desk import fill"
ARTICLES = "/admin/articles/article/"
PASSWORD = token_urlsafe()  # of all accounts


def open_article(page: Any, headline: str) -> None:
    page.goto(f"{ARTICLES}?state=all&q={headline}")
    page.get_by_role("link", name=headline, exact=True).click()
    page.locator(".ProseMirror").wait_for()


def reporter_first_page(page: Any) -> None:
    page.goto("/admin/")


def writing(page: Any) -> None:
    open_article(page, "Why the night bus stops at the river")


def how_it_was_made(page: Any) -> None:
    writing(page)
    page.locator("summary", has_text="How it was made").click()
    page.get_by_label("AI wrote it").check()


def chooser(page: Any) -> None:
    writing(page)
    page.locator("summary", has_text="Lead picture").click()
    page.get_by_role("button", name="Choose a picture").click()
    page.locator(".chooser__picture img").first.wait_for()


def preview(page: Any) -> None:
    writing(page)
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("link", name="Phone").click()


def sent_back(page: Any) -> None:
    page.goto("/admin/")
    page.get_by_role("link", name="A ferry for the winter").first.click()
    page.get_by_role("button", name="Submit for review").wait_for()


def first_page(page: Any) -> None:
    page.goto("/admin/")


def checklist(page: Any) -> None:
    open_article(page, "The lamp on the pier")
    page.get_by_role("button", name="Publish…").click()
    page.get_by_role("button", name="Publish it as it is").wait_for()


def working_copy(page: Any) -> None:
    open_article(page, "Why ships still queue for the Suez Canal")
    page.get_by_role("link", name="Open the working copy").click()
    page.get_by_role("button", name="Publish changes…").click()
    page.get_by_role("button", name="Publish the changes").wait_for()


def history(page: Any) -> None:
    open_article(page, "A ferry for the winter")
    page.get_by_text("More", exact=True).click()
    page.get_by_role("link", name="History").click()
    page.get_by_role("button", name="Compare").first.wait_for()


def queue(page: Any) -> None:
    page.goto("/admin/")
    page.get_by_role("link", name="comments waiting").click()


def reports(page: Any) -> None:
    queue(page)
    page.get_by_role("link", name="Reports").first.click()
    show_first_card(page)


def objections(page: Any) -> None:
    queue(page)
    page.get_by_role("link", name="Objections").first.click()
    show_first_card(page)


def show_first_card(page: Any) -> None:
    page.locator("article.queue-card").first.evaluate("card => card.scrollIntoView()")


def invitations(page: Any) -> None:
    page.goto("/admin/")
    page.get_by_role("link", name="Invitations").click()


def role(page: Any) -> None:
    page.goto("/admin/")
    page.get_by_role("link", name="Roles").click()
    page.get_by_role("link", name="Editor", exact=True).click()


def site(page: Any) -> None:
    page.goto("/admin/")
    page.get_by_role("link", name="Name, look and contact").click()


# By name: who is signed in, the steps, and the height of the picture in CSS pixels.
PICTURES: dict[str, tuple[str, Callable[[Any], None], int]] = {
    "reporter-first-page": ("marta", reporter_first_page, 520),
    "writing": ("marta", writing, HEIGHT),
    "chooser": ("marta", chooser, HEIGHT),
    "preview": ("marta", preview, HEIGHT),
    "sent-back": ("marta", sent_back, 520),
    "how-it-was-made": ("marta", how_it_was_made, HEIGHT),
    "first-page": ("noor", first_page, HEIGHT),
    "checklist": ("noor", checklist, 460),
    "working-copy": ("noor", working_copy, HEIGHT),
    "history": ("noor", history, HEIGHT),
    "queue": ("ines", queue, HEIGHT),
    "reports": ("ines", reports, HEIGHT),
    "objections": ("ines", objections, HEIGHT),
    "invitations": ("admin", invitations, 420),
    "role": ("admin", role, HEIGHT),
    "site": ("admin", site, HEIGHT),
}


@contextmanager
def desk_at_work() -> Iterator[str]:
    """The address of a site with a day's work, which lasts as long as the block."""
    with TemporaryDirectory() as folder:
        checkout = Checkout(Path(folder) / "project")
        with checkout.start() as running:
            day = subprocess.run(
                [sys.executable, "manage.py", "shell", "--command", f"{DAY}; fill({PASSWORD!r})"],
                cwd=checkout.path,
                env=checkout.environment(),
                capture_output=True,
                text=True,
            )
            if day.returncode:
                sys.exit(day.stderr)
            yield f"http://127.0.0.1:{running.port}"


def signed_in(browser: Any, address: str, name: str) -> Any:
    """A page of a browser in which the account of that name is signed in."""
    page = browser.new_context(
        base_url=address, viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light", locale="en-GB"
    ).new_page()
    page.goto("/admin/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Needs you").wait_for()
    return page


def main() -> None:
    from playwright.sync_api import sync_playwright

    chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
    if chromium is None:
        sys.exit(f"Chromium is missing (looked for {', '.join(BROWSERS)}).")
    FOLDER.mkdir(exist_ok=True)
    with desk_at_work() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--disable-gpu", "--no-sandbox"])
        pages: dict[str, Any] = {}
        for name, (account, steps, height) in PICTURES.items():
            page = pages.get(account) or signed_in(browser, address, account)
            pages[account] = page
            page.set_viewport_size({"width": WIDTH, "height": height})
            steps(page)
            page.wait_for_load_state("networkidle")
            shot = Image.open(io.BytesIO(page.screenshot()))
            shot.save(FOLDER / f"{name}.webp", quality=QUALITY, method=6)
            print(f"{name}.webp")  # noqa: T201 (run by hand)
        browser.close()


if __name__ == "__main__":
    main()
