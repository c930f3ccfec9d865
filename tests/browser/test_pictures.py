"""Pictures at the desk: chosen, uploaded, dropped, pasted, described; with a mouse, by keyboard and on a phone."""

from io import BytesIO

import pytest
from PIL import Image as Picture
from playwright.sync_api import expect

from articles.models import Article, Image
from articles.pictures.upload_check import allowed
from tests.browser.editor import body_editor
from tests.pictures import make_picture
from tests.staff import account

PASSWORD = "correct horse"
SVG = "<svg xmlns='http://www.w3.org/2000/svg'></svg>"
DROP = """([target, name, type, bytes]) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(bytes)], name, { type }));
    const place = document.querySelector(target);
    const { x, y } = place.getBoundingClientRect();
    const options = { bubbles: true, cancelable: true, clientX: x + 5, clientY: y + 5 };
    place.dispatchEvent(new DragEvent("drop", { ...options, dataTransfer: transfer }));
}"""
PASTE = """([target, name, type, bytes]) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([new Uint8Array(bytes)], name, { type }));
    const options = { bubbles: true, cancelable: true, clipboardData: transfer };
    document.querySelector(target).dispatchEvent(new ClipboardEvent("paste", options));
}"""


def png(colour="teal"):
    out = BytesIO()
    Picture.new("RGB", (90, 60), colour).save(out, "PNG")
    return out.getvalue()


def open_groups(page):
    page.locator("details").evaluate_all("all => all.forEach((each) => { each.open = true; })")


def say_what_it_is(chooser, words):
    expect(chooser.get_by_label("Alternative text")).to_be_focused()
    chooser.get_by_label("Alternative text").fill(words)
    chooser.get_by_label("Photograph").check()
    chooser.get_by_role("button", name="Upload and use").click()
    expect(chooser).to_be_hidden()


@pytest.fixture
def desk(page, transactional_db, section, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    page.goto("/admin/")
    page.get_by_label("Username").fill(account("Editor").username)
    page.get_by_label("Password").fill(PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in").click()
    return page


def test_a_text_gets_its_pictures_from_one_chooser(desk, check):
    make_picture(alternative_text="A harbour", caption="Low water.", credit="Ada", licence="CC BY 4.0")
    desk.goto("/admin/articles/article/add/")
    text = body_editor(desk)
    open_groups(desk)
    chooser = desk.get_by_role("dialog", name="Choose a picture")

    # A file that cannot be used, then one that can, dropped on the chooser.
    desk.get_by_role("button", name="Choose a picture").click()
    expect(chooser.get_by_role("listitem")).to_have_count(1)
    check(desk)
    chooser.get_by_label("Upload a picture").set_input_files(
        {"name": "logo.svg", "mimeType": "image/svg+xml", "buffer": SVG.encode()}
    )
    expect(chooser.get_by_role("status").first).to_have_text(f"logo.svg: {allowed()}")
    desk.evaluate(DROP, [".chooser", "broken.png", "image/png", list(png()[:40])])
    chooser.get_by_label("Alternative text").fill("A bridge")
    chooser.get_by_role("button", name="Upload and use").click()
    expect(chooser.get_by_role("alert")).to_contain_text(allowed())
    expect(chooser.get_by_label("Alternative text")).to_have_value("A bridge")
    check(desk)
    desk.evaluate(DROP, [".chooser", "bridge.png", "image/png", list(png())])
    expect(chooser.get_by_label("Alternative text")).to_have_value("A bridge")
    say_what_it_is(chooser, "A bridge")
    expect(desk.locator("[data-picture-input] [data-words]")).to_have_text("A bridge")

    # Into the text: one from the library, and one pasted.
    text.click()
    desk.keyboard.type("See:")
    desk.get_by_role("button", name="Picture", exact=True).first.click()
    chooser.get_by_role("searchbox").fill("harb")
    expect(chooser.get_by_role("listitem")).to_have_count(1)
    chooser.get_by_role("button", name="A harbour").press("Enter")
    expect(text.locator("figcaption")).to_have_text("Low water.")  # readers see the credit on a line of its own
    desk.get_by_role("button", name="What it shows").click()
    words = desk.get_by_role("dialog", name="What this picture shows")
    expect(words.get_by_text("A harbour")).to_be_visible()
    words.get_by_label("For those who cannot see it, in this article").fill("Two boats")
    words.get_by_role("button", name="Use these words").click()
    text.locator("p").first.click(position={"x": 3, "y": 8})  # the picture’s buttons may lie over its middle
    desk.evaluate(PASTE, [".tiptap", "image.png", "image/png", list(png("navy"))])
    say_what_it_is(chooser, "A line")
    expect(text.locator("img:not(.ProseMirror-separator)")).to_have_count(2)
    text.locator("img[alt='']").click()
    desk.get_by_role("button", name="What it shows").click()
    words.get_by_label("It only decorates").check()
    words.get_by_role("button", name="Use these words").click()

    desk.get_by_role("textbox", name="Headline").fill("Tides")
    desk.get_by_role("combobox", name="Section").select_option(index=1)
    desk.get_by_role("button", name="Save draft").click()
    desk.wait_for_url("**/change/")
    article = Article.objects.get()
    assert article.lead_image.alternative_text == "A bridge"
    assert 'alt="Two boats"' in article.body
    assert 'alt="" data-decorative=""' in article.body
    assert Image.objects.count() == 3


def test_the_chooser_fits_a_phone_and_the_focal_point_is_set_by_a_click(desk):
    picture = make_picture(alternative_text="A harbour")
    desk.set_viewport_size({"width": 390, "height": 800})
    desk.goto("/admin/articles/article/add/")
    body_editor(desk)
    open_groups(desk)
    desk.get_by_role("button", name="Choose a picture").press("Enter")
    chooser = desk.get_by_role("dialog", name="Choose a picture")
    expect(chooser.get_by_role("searchbox")).to_be_focused()
    expect(chooser.get_by_role("listitem")).to_have_count(1)
    assert desk.evaluate("document.documentElement.scrollWidth") <= 390
    assert chooser.evaluate("dialog => dialog.scrollWidth <= dialog.clientWidth")
    desk.keyboard.press("Escape")
    expect(chooser).to_be_hidden()
    expect(desk.get_by_role("button", name="Choose a picture")).to_be_focused()

    desk.goto(f"/admin/articles/image/{picture.pk}/change/")
    frame = desk.locator("[data-focus-frame]")
    box = frame.bounding_box()
    frame.click(position={"x": box["width"] / 4, "y": box["height"] - 1})
    expect(desk.get_by_label("Focal point: per cent from the left")).to_have_value("25")
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.locator(".library")).to_be_visible()
    picture.refresh_from_db()
    assert picture.focus_x == 0.25
    assert picture.focus_y > 0.9
