"""The editor's whole way and the moderator's, in a real browser: write, state the making, preview, publish, decide."""

import re

import pytest
from playwright.sync_api import expect

from articles.models import Article, Byline, Person, Source, Topic
from articles.text.article_text import from_markdown
from comments.models import Comment
from tests.browser.conftest import wait_until
from tests.browser.editor import body_editor, open_group
from tests.pictures import make_picture
from tests.staff import account, version_of

PASSWORD = "correct horse"


@pytest.fixture
def site(transactional_db, section):
    """An empty site with its sections and groups."""
    Topic.objects.create(name="Sea", slug="sea")
    return section


@pytest.fixture
def sign_in():
    def enter(page, user):
        page.goto("/admin/")
        page.get_by_label("Username").fill(user.username)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="Needs you")).to_be_visible()

    return enter


def test_a_headline_typed_before_the_scripts_came_has_its_slug_proposed(page, site, sign_in):
    sign_in(page, account("Editor"))
    held = []
    page.route(re.compile(r"/desk/slug[^/]*\.js"), lambda route: held.append(route))
    page.goto("/admin/articles/article/add/", wait_until="commit")
    page.get_by_role("textbox", name="Headline").fill("Tides and moons")
    wait_until(page, lambda: held, "the request for the script")
    open_group(page, "Publication")
    expect(page.get_by_role("textbox", name="Web address")).to_have_value("")
    held[0].continue_()
    expect(page.get_by_role("textbox", name="Web address")).to_have_value("tides-and-moons")


def test_an_editor_writes_previews_and_publishes_and_a_reader_reads(page, new_page, site, sign_in):
    sign_in(page, account("Editor"))
    with page.expect_navigation():
        page.get_by_role("link", name="Write an article").click()

    page.get_by_role("textbox", name="Headline").fill("Прилив и отлив")
    open_group(page, "Publication")
    expect(page.get_by_role("textbox", name="Web address")).to_have_value("priliv-i-otliv")
    page.get_by_role("combobox", name="Section").select_option("World")
    body = body_editor(page)
    body.click()
    page.keyboard.type("The moon pulls. ")
    page.keyboard.press("Control+b")
    page.keyboard.type("Twice a day.")

    consequence = page.locator("[data-consequence]")
    expect(consequence).to_have_text(re.compile("Not stated yet"), use_inner_text=True)
    page.get_by_label("AI wrote it").check()
    expect(consequence).to_have_text(re.compile("Not checked by an editor"), use_inner_text=True)
    page.get_by_label("I have checked this text").check()
    expect(consequence).to_have_text(re.compile("“Content created by AI. Checked by an editor"), use_inner_text=True)
    page.get_by_label("Facts").check()
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_text("cannot check it: ask somebody else").first).to_be_visible()
    page.get_by_label("I have checked this text").uncheck()

    page.get_by_role("button", name="Preview").click()
    shown = page.frame_locator("iframe")
    expect(shown.get_by_role("heading", name="Прилив и отлив")).to_be_visible()
    expect(shown.get_by_text("This is a draft")).to_be_visible()
    expect(shown.get_by_text("Content created by AI").first).to_be_visible()
    page = new_page()
    sign_in(page, account("Editor"))
    page.goto(f"/admin/articles/article/{Article.objects.get().pk}/change/")
    page.get_by_label("I have checked this text").check()
    page.get_by_label("Facts").check()

    page.get_by_role("button", name="Publish…").click()
    page.get_by_role("button", name="Publish it as it is").click()
    expect(page.get_by_text("Published. Readers see it now.")).to_be_visible()
    reader = new_page()
    reader.goto("/articles/priliv-i-otliv/")
    expect(reader.locator("strong", has_text="Twice a day.")).to_be_visible()
    expect(reader.get_by_text("Checked by an editor before publication.").first).to_be_visible()


def test_opening_and_saving_a_checked_article_keeps_its_check(page, site, sign_in, make_article):
    editor = account("Editor")
    article = make_article(
        ai_use="generated",
        body="<h2>Why</h2><p>The <em>moon</em> &amp; the sun.</p>\n<ul><li>Spring</li><li>Neap</li></ul>"
        '<p><a href="https://example.org/">Tables</a></p>',
    )
    article.review(by=editor.person, scope=["facts"])
    article.save()
    sign_in(page, editor)
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    body_editor(page)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved. Readers see the change.")).to_be_visible()
    article.refresh_from_db()
    assert article.reviewed_by == editor.person


def test_what_an_import_lets_through_survives_an_edit_at_the_desk(page, site, sign_in, make_article):
    text = from_markdown(
        "Start here: `x = 1`, [`f()`](/f/), ~~12~~ 14 and [call](tel:+49).[^1]\n\n"
        "    06:10 lamp out\n      07:02 lamp on\n\n"
        "Ebb\n: The water goes.\n\n    Slowly.\n\n"
        "[^1]: Page *12*.\n"
    )
    picture = '<figure><img src="/media/a.png" alt="A quay"><figcaption>The <em>quay</em></figcaption></figure>'
    quotation = '<blockquote class="pull-quote"><p>It leans.</p></blockquote>'
    article = make_article(body=text.html + picture + quotation)
    sign_in(page, account("Editor"))
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    body = body_editor(page)
    body.get_by_text("Start here").click()
    page.keyboard.press("Home")
    page.keyboard.type("Edited. ")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved. Readers see the change.")).to_be_visible()
    article.refresh_from_db()
    assert "Edited. Start here" in article.body
    for part in (
        "<code>x = 1</code>",
        "<code>f()</code>",
        "<s>12</s> 14",
        '<a href="tel:+49"',
        "<pre><code>06:10 lamp out\n  07:02 lamp on</code></pre>",
        "<dl><dt>Ebb</dt><dd><p>The water goes.</p><p>Slowly.</p></dd></dl>",
        '<p id="text-footnote-1-mark">Edited.',
        'href="#text-footnote-1"',
        '<ol class="footnotes"',
        '<li id="text-footnote-1"><p>Page <em>12</em>.',
        'href="#text-footnote-1-mark"',
        '<img src="/media/a.png" alt="A quay">',
        "<figcaption>The <em>quay</em></figcaption></figure>",
        quotation,
    ):
        assert part in article.body, article.body
    assert 'href="/f/"' in article.body


def test_an_editor_reads_in_the_log_why_less_ai_is_stated_than_before(page, site, sign_in, make_article):
    editor = account("Editor")
    article = make_article(ai_use="generated", created_by=account("Reporter"))
    article.review(by=editor.person, scope=["facts", "sources"])
    article.save()
    sign_in(page, editor)
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    open_group(page, "How it was made")
    page.get_by_label("People wrote it, AI changed the text").check()
    page.get_by_label("Why less AI?").fill("It was a rewrite.")
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("More", exact=True).click()
    page.get_by_role("link", name="Record of how it was made").click()
    expect(page.get_by_text("It was a rewrite.")).to_be_visible()


def test_a_moderator_publishes_from_the_queue_and_a_reader_sees_the_comment(
    page, new_page, site, sign_in, make_article, make_comment
):
    article = make_article()
    make_comment(article, name="Grace", message="I doubt it.", stars=4)
    sign_in(page, account("Moderator"))
    page.get_by_role("link", name="1 comment waiting").click()
    page.get_by_role("button", name="Publish: comment by Grace").click()
    expect(page.get_by_text("1 comment published.")).to_be_visible()
    reader = new_page()
    reader.goto(article.get_absolute_url())
    expect(reader.get_by_text("I doubt it.")).to_be_visible()


def test_the_desk_works_without_script(page_without_script, site, sign_in, make_comment):
    page = page_without_script
    sign_in(page, account("Administrator"))
    page.goto("/admin/articles/article/add/")
    page.get_by_role("textbox", name="Headline").fill("Plain")
    page.get_by_role("combobox", name="Section").select_option("World")
    page.get_by_role("textbox", name="Body").fill("<p>Typed by hand.</p>")
    page.get_by_label("People wrote it, without AI").check()
    page.get_by_role("button", name="Publish…").click()
    page.get_by_role("button", name="Publish it as it is").click()
    expect(page.get_by_text("Published. Readers see it now.")).to_be_visible()
    assert Article.objects.get(slug="plain").state == "published"

    make_comment(name="Grace")
    page.goto("/admin/comments/comment/")
    page.get_by_label("Tick the comment by Grace").check()
    page.get_by_role("form", name="The ticked comments").get_by_label("Reason").select_option("Off topic")
    page.get_by_role("form", name="The ticked comments").get_by_role("button", name="Reject").click()
    expect(page.get_by_text("1 comment rejected.")).to_be_visible()
    assert Comment.objects.get().status == "rejected"


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_the_text_is_in_the_readers_type_with_a_bar_that_stays_and_all_else_beside_or_below(
    new_page, site, sign_in, make_article, width
):
    article = make_article(body="<p>Twice a day.</p>" * 80, published_at=None)
    for number in range(40):
        Source.objects.create(article=article, title=f"Tables of {number}", publisher="The harbour office")
    page = new_page(width=width, dark=width == 768)
    sign_in(page, account("Editor"))
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    body = body_editor(page)
    first = body.get_by_text("Twice a day.").first
    assert first.bounding_box()["y"] + first.bounding_box()["height"] < 900  # without scrolling
    for group in ("Check the text against its sources", "Section and topics", "Bylines", "Lead picture", "Sources"):
        open_group(page, group)
    open_group(page, "Publication")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    text, panel = (page.locator(place).bounding_box() for place in (".write-text", ".write-panel"))
    assert panel["x"] >= text["x"] + text["width"] if width == 1280 else panel["y"] >= text["y"] + text["height"]
    type_of = "element => ['fontFamily', 'fontSize', 'lineHeight'].map(name => getComputedStyle(element)[name])"
    written, measure = first.evaluate(type_of), text["width"]
    body.get_by_text("Twice a day.").last.scroll_into_view_if_needed()
    expect(page.get_by_role("button", name="Publish…")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Save draft")).to_be_in_viewport()
    with page.expect_navigation():  # with what the frame shows
        page.get_by_role("button", name="Preview").click()
    if width == 1280:  # the frame of the preview is as wide as a desktop
        shown = page.frame_locator("iframe").locator(".prose")
        assert shown.locator("p").first.evaluate(type_of)[0] == written[0]
        assert abs(shown.bounding_box()["width"] - measure) < 60


def test_rows_are_added_on_demand_and_ordered_by_button_and_by_dragging(page, site, sign_in, make_article):
    article = make_article(published_at=None)
    for place, title in enumerate(("One", "Two")):
        Source.objects.create(article=article, title=title, position=place)
    sign_in(page, account("Editor"))
    page.goto(f"/admin/articles/article/{article.pk}/change/")
    open_group(page, "Sources")
    group = page.locator("#group-sources")
    expect(group.get_by_role("listitem").filter(has=page.get_by_role("textbox"))).to_have_count(2)
    expect(group.get_by_label("Place in the list").first).to_be_hidden()
    group.get_by_role("button", name="Add a source").click()
    page.keyboard.type("Three")
    group.get_by_role("button", name="Move up").last.press("Enter")
    group.get_by_role("button", name="Add a source").click()  # and left empty
    with page.expect_navigation():
        page.get_by_role("button", name="Save draft").click()
    assert [source.title for source in article.sources.all()] == ["One", "Three", "Two"]
    open_group(page, "Sources")
    handles = group.locator(".write-row__handle")
    handles.nth(1).drag_to(group.locator("[data-row]").first, target_position={"x": 20, "y": 120})
    group.get_by_label("Remove").last.check()
    with page.expect_navigation():
        page.get_by_role("button", name="Save draft").click()
    assert [source.title for source in article.sources.all()] == ["Three", "One"]


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_enter_in_a_field_of_one_line_saves_nothing_that_readers_see(
    new_page, site, sign_in, make_article, script, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path / "media"
    article = make_article(headline="The tide", kicker="Sea")
    Source.objects.create(article=article, title="Tables")
    person = Person.objects.create(name="Ada", slug="ada")
    Byline.objects.create(article=article, person=person)
    page = new_page(script=script)
    sign_in(page, account("Administrator"))
    sent = []
    # A form that leaves is a navigation; scripts tell the server in between that a form is open.
    page.on(
        "request",
        lambda request: (
            sent.append(request.url) if request.method == "POST" and request.is_navigation_request() else None
        ),
    )
    version = version_of(article)
    fields = 0
    for address in (
        f"/admin/articles/article/{article.pk}/change/",
        "/admin/articles/article/add/",
        f"/admin/articles/section/{site.pk}/change/",
        f"/admin/articles/topic/{Topic.objects.get().pk}/change/",
        f"/admin/articles/person/{person.pk}/change/",
        f"/admin/articles/image/{make_picture().pk}/change/",
        "/admin/articles/section/add/",
    ):
        page.goto(address)
        if script:
            page.wait_for_load_state("networkidle")
        closed = page.locator("details.write-group:not([open]) > summary")
        while closed.count():
            closed.first.click()
        one_line = page.locator(
            "#content-main form input:is([type=text], [type=number], [type=url], [type=checkbox], [type=radio])"
        )
        for field in one_line.all():
            if field.is_visible() and field.is_editable():
                field.press("Enter")
                fields += 1
        page.wait_for_timeout(200)
    assert fields > 25
    assert sent == []
    assert version_of(article) == version
