"""Reader pages as a reader meets them: at every width, light and dark, by keyboard, in print, without script."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import timezone
from playwright.sync_api import expect

from articles.models import Byline, Correction, Image, Person, Source, Topic
from comments.models import Comment
from newsroom.desk.typed_words import Typed
from tests.browser.conftest import wait_until
from web.page_cache.content_encoding import encoded

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
TABLE = "<table><tbody><tr>" + "".join(f"<th>Column number {n}</th>" for n in range(12)) + "</tr></tbody></table>"
BODY = f"<h2>Two bulges</h2><p>The sea leans. {LONG * 2}</p><blockquote><p>It leans.</p></blockquote>{TABLE}<p>Yes.</p>"
TAKEN = {"digital_source_type": Image.DigitalSourceType.CAPTURE}
ADDRESSES = (
    "/",
    "/sections/world/",
    "/articles/tides/",
    "/articles/tides/comments/",
    "/articles/tides/comments/new/",
    "/topics/sea/",
    "/people/ada/",
    "/archive/",
    "/archive/2023/12/",
    "/best-rated/",
    "/corrections/",
    "/transparency/",
    "/ai-policy/",
    "/privacy/",
    "/house-rules/",
    "/comments/manage/",
    "/search/",
    "/search/?q=article",
    "/search/?q=nothing+of+the+kind",
    "/articles/withdrawn/",
    "/nowhere/",
)
WIDTHS = (320, 768, 1280)  # CSS pixels: a phone, or a desk at 400 % zoom; a tablet; a desk
SHIFTS = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) sum += entry.value; })
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 400);
})"""
BUDGET = 20_000  # bytes over the wire for an article page with 20 comments, pictures aside


@pytest.fixture
def site(db, make_article, make_comment):
    article = make_article(
        slug="tides",
        headline=f"Why the sea comes back, and the {LONG}",
        standfirst=f"The Moon pulls, the Earth turns, and a wave as wide as an ocean follows. {LONG}",
        body=BODY,
        ai_use="generated",
    )
    Byline.objects.create(article=article, person=Person.objects.create(name=f"Ada {LONG}", slug="ada", bio="Writes."))
    article.topics.add(Topic.objects.create(name=LONG, slug="sea"))
    Source.objects.create(article=article, title="Tide tables", address="https://example.org/" + "tide/" * 30)
    for text in ("The range was given in feet.", "A harbour had two names."):
        Correction.objects.create(article=article, text=text)
    for stars in (5, 4, 2):
        make_comment(article, stars=stars, message=f"Well put. {LONG * 2}").publish()
    for number in range(30):
        make_article(ai_use=("none", "assisted", "generated")[number % 3])
    make_article(published_at=datetime(2023, 12, 31, 12, tzinfo=UTC))
    make_article(slug="withdrawn", withdrawn_at=timezone.now(), withdrawal_reason="Its figures were made up.")


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_is_accessible_and_fits_at_every_width_light_and_dark(
    site, page, assert_accessible_and_fits, address
):
    page.goto(address)
    assert_accessible_and_fits(page, WIDTHS)


def test_every_error_page_is_accessible_and_fits_a_phone(live_server, new_page, assert_accessible):
    page = new_page(width=320)
    typed = [Typed("name", "Ada", "Name"), Typed("message", "Well put. " * 50, "Message"), Typed("rating", "4", "")]
    pages = [render_to_string(f"errors/{status}.html") for status in (400, 403, 405, 408, 410, 413, 429, 500, 503)]
    for content in (*pages, render_to_string("errors/503.html", {"typed": typed, "address": "/articles/tides/"})):
        page.goto("/nowhere/")
        page.set_content(content)
        assert_accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def least_shift(page, address):
    """The least of three visits: a busy machine may paint a half-read page, which the page can do nothing about."""
    shifts = []
    while len(shifts) < 3 and 0 not in shifts:
        page.goto(address)
        shifts.append(page.evaluate(SHIFTS))
    return min(shifts)


def test_reading_moves_nothing_and_leaves_no_cookie(site, page):
    # An age that ticks while a page is looked at may well move the words after it.
    Comment.objects.update(created_at=timezone.now() - timedelta(days=40))
    for address in ADDRESSES:
        assert least_shift(page, address) == 0, address
    assert page.context.cookies() == []


def test_an_article_costs_few_bytes_and_few_requests(db, make_article, make_comment, client, page, watch):
    article = make_article(slug="tides", body=BODY, ai_use="generated")
    for number in range(20):
        make_comment(
            article, stars=number % 5 + 1, message=f"Comment {number}: " + "well put, I should say. " * 8
        ).publish()
    page.goto("/articles/tides/", wait_until="networkidle")
    own = [urlsplit(url).path for url in watch.requests]
    assert len(own) <= 4
    names = [path.removeprefix("/static/") for path in own if path.startswith("/static/")]
    files = [Path(finders.find(name)).read_bytes() for name in names]
    html = client.get("/articles/tides/").content
    # As they are sent to a browser: a page as it is rendered, files as well as can be, ahead of time.
    size = len(encoded(html, "br")) + sum(len(brotli.compress(file, quality=11)) for file in files)
    assert size <= BUDGET


def test_a_reader_searches_by_keyboard_and_without_script(site, page_without_script):
    page = page_without_script
    page.goto("/search/")
    page.get_by_label("Search all articles").fill("sea")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="1 article", exact=True)).to_be_visible()
    assert page.get_by_text("Content created by AI").is_visible()
    assert page.locator("mark").first.inner_text() == "sea"
    with page.expect_navigation():
        page.get_by_role("link", name="Newest first").click()
    assert page.get_by_label("Search all articles").input_value() == "sea"


def test_the_keyboard_comes_to_the_content_at_once(site, page):
    page.goto("/articles/tides/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    assert skip.evaluate("link => link === document.activeElement && link.getBoundingClientRect().top >= 0")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_the_focus_is_always_seen(site, page):
    page.goto("/articles/tides/")
    for _ in range(25):
        page.keyboard.press("Tab")
        assert page.evaluate(
            """() => {
              const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
              const { top, bottom } = document.activeElement.getBoundingClientRect();
              return outlineStyle !== "none" && parseFloat(outlineWidth) >= 2 && bottom > 0 && top < innerHeight;
            }"""
        ), page.evaluate("document.activeElement.outerHTML")


def test_what_is_folded_opens_by_keyboard_and_without_script(site, page_without_script):
    page = page_without_script
    page.goto("/articles/tides/")
    making = page.get_by_text("AI wrote this article.")
    assert not making.is_visible()
    page.get_by_text("How this was made").focus()
    page.keyboard.press("Enter")
    expect(making).to_be_visible()


def test_print_keeps_label_and_sources_and_drops_what_paper_cannot_do(site, page):
    page.goto("/articles/tides/")
    page.emulate_media(media="print")
    assert page.get_by_text("Content created by AI").first.is_visible()
    assert page.get_by_text("Tide tables").is_visible()
    assert page.get_by_text("AI wrote this article.").is_visible()
    for gone in (".menu", ".leave-comment", ".footer", ".skip-link"):
        assert not page.locator(gone).first.is_visible()


def test_paper_is_white_for_who_prefers_dark_too(site, page):
    page.goto("/articles/tides/")
    colours = """() => [document.body, document.querySelector(".label strong"), document.querySelector(".kicker a")]
        .map((part) => [getComputedStyle(part).color, getComputedStyle(part).backgroundColor])"""
    page.emulate_media(media="print", color_scheme="light")
    light = page.evaluate(colours)
    page.emulate_media(media="print", color_scheme="dark")
    assert page.evaluate(colours) == light
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_on_a_phone_no_article_takes_more_room_than_one_above_it_in_rank(db, make_article, new_page):
    for _ in range(10):
        make_article(standfirst="A sentence below the headline.")
    page = new_page(width=390)
    page.goto("/")
    assert page.locator(".card__standfirst").first.is_visible()
    assert page.locator(".card__standfirst:visible").count() == 1
    page.set_viewport_size({"width": 1280, "height": 900})
    assert page.locator(".card__standfirst:visible").count() == 4  # the lead's, its neighbours', a band's


def test_the_first_screen_has_seven_headlines_and_a_lead_picture_of_half_its_width(db, make_article, new_page):
    (picture,) = Image.objects.bulk_create(
        [Image(file="images/a.jpg", width=3000, height=3000, digest="d", alternative_text="Sea", **TAKEN)]
    )
    for number in range(9):
        headline = f"A headline of a usual length that says what happened {number}"
        make_article(headline=headline, standfirst="One more sentence. " * 8, lead_image=picture, ai_use="generated")
    page = new_page(width=1280)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto("/")
    shown = """() => [...document.querySelectorAll(".card__headline")]
        .filter((headline) => headline.getBoundingClientRect().bottom <= innerHeight).length"""
    assert page.evaluate(shown) >= 7
    box = page.locator(".card--lead .card__picture").bounding_box()
    assert box["width"] <= 0.55 * page.locator("main").bounding_box()["width"]
    assert box["height"] <= box["width"] * 9 / 16 + 1


def test_a_wide_table_scrolls_alone_and_by_keyboard(site, new_page):
    page = new_page(width=320)
    page.goto("/articles/tides/")
    table = page.get_by_role("group", name="Table")
    table.focus()
    page.keyboard.press("ArrowRight")
    wait_until(page, lambda: page.evaluate("document.querySelector('.scroll').scrollLeft > 0"), "the table to move")
    assert page.evaluate("scrollX") == 0


def test_targets_outside_of_sentences_are_large_enough_for_a_finger(site, new_page):
    page = new_page(width=320)
    for address in ADDRESSES:
        page.goto(address)
        small = page.evaluate(
            """() => [...document.querySelectorAll("a, button, summary, input:not([type=radio]):not([type=checkbox])")]
            .filter((target) => target.checkVisibility() && getComputedStyle(target).display !== "inline")
            .filter((target) => target.getBoundingClientRect().height < 24).map((target) => target.outerHTML)"""
        )
        assert small == []


def test_an_age_on_the_front_is_that_of_the_moment_it_is_read(db, make_article, page):
    make_article(published_at=timezone.now() - timedelta(hours=3, minutes=1))
    page.goto("/")
    assert page.locator(".card time").inner_text().endswith("3 hours ago")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forced_colours_keep_the_label_apart_from_the_text(site, new_page, scheme):
    page = new_page(forced_colors="active", dark=scheme == "dark")
    page.goto("/articles/tides/")
    assert page.locator(".label strong").first.evaluate("mark => getComputedStyle(mark).borderTopStyle") == "solid"


def test_who_only_reads_a_long_article_gets_one_script(db, make_article, page, watch):
    make_article(slug="tides", body="<p>The sea leans.</p>" * 100)
    page.goto("/articles/tides/", wait_until="networkidle")
    scripts = [urlsplit(url).path for url in watch.requests if url.endswith(".js")]
    assert scripts == ["/static/js/reader.js"]
    page.get_by_role("button", name="Send comment").scroll_into_view_if_needed()
    expect(page.locator("[data-count-of=message]")).to_be_visible()


def test_a_reference_opens_the_sources_and_leads_to_its_own(db, make_article, page):
    article = make_article(slug="tides", body='<p>The sea leans.<sup><a href="#source-2">2</a></sup></p>')
    for title in ("Tide tables", "The Moon"):
        Source.objects.create(article=article, title=title)
    page.goto("/articles/tides/")
    expect(page.get_by_text("The Moon")).to_be_hidden()
    page.get_by_role("link", name="2", exact=True).click()
    expect(page.get_by_text("The Moon")).to_be_visible()


def test_the_link_is_copied_without_any_service(db, make_article, new_page, settings):
    article = make_article()
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(article.get_absolute_url())
    page.get_by_role("button", name="Copy the link").click()
    expect(page.get_by_text("The link is copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == settings.SITE_URL + article.get_absolute_url()


def test_a_page_reads_from_right_to_left_without_a_sideways_scroll(site, new_page):
    page = new_page()
    for address in ADDRESSES:
        page.goto(address)
        page.evaluate("document.documentElement.dir = 'rtl'")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (address, width)
            name = page.locator(".masthead__name a").bounding_box()
            assert name["x"] + name["width"] > width / 2
