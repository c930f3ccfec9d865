"""The editor of a text: what is typed, inserted and pasted into it, and what readers get."""

import pytest
from playwright.sync_api import expect

from articles.models import Article
from tests.browser.editor import body_editor
from tests.staff import account, page_of, signed_in

FROM_ELSEWHERE = (
    '<table><tbody><tr><th class="align-center"><p>Tide</p></th><td class="align-right" colspan="2"><p>7</p></td></tr>'
    '</tbody></table><pre><code class="language-c++">int a;</code></pre>'
)


@pytest.fixture
def desk(transactional_db, section, new_page, live_server):
    page = new_page()
    session = signed_in(account("Editor")).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    return page


def paste(page, text):
    page.evaluate(
        """text => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/plain", text);
          const paste = new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true });
          document.querySelector(".ProseMirror").dispatchEvent(paste);
        }""",
        text,
    )


def test_a_text_with_lists_quotes_notes_a_table_a_link_and_a_card(desk, watch, make_article):
    make_article(headline="How bread rises", slug="bread")
    article = make_article(body=f"<p>Start</p>{FROM_ELSEWHERE}", published_at=None)
    page = desk
    page.goto(page_of(article))
    body = body_editor(page)
    button = page.locator(".prose-menubar").get_by_role("button", include_hidden=False)
    tool = lambda name: button.and_(page.get_by_role("button", name=name, exact=True)).click()  # noqa: E731
    write = page.keyboard.type
    enter = lambda: page.keyboard.press("Enter")  # noqa: E731

    body.get_by_text("Start").click()
    page.keyboard.press("End")
    enter()
    write("1. One")
    enter()
    write("Two")
    enter()
    enter()
    write("- Point")
    enter()
    enter()
    write("It leans.")
    tool("Pull quote")
    expect(body.locator("blockquote.pull-quote")).to_have_css("font-style", "italic")
    enter()
    enter()
    write("Later")
    tool("Footnote")
    write("The second note.")
    body.get_by_text("Start").click()
    page.keyboard.press("End")
    tool("Footnote")
    write("The first note.")
    body.get_by_text("Later").click()
    page.keyboard.press("End")
    write(" on")
    enter()
    paste(page, "https://www.youtube.com/watch?v=dQw4w9WgXcQ")
    write("A film")
    enter()
    tool("Table")
    write("Hour")
    tool("Link")
    page.get_by_label("Web address, or words from a headline of ours").fill("bread")
    page.get_by_role("button", name="How bread rises").click()
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Saved. Only staff can see it.")).to_be_visible()
    expect(body.locator("td.align-right")).to_have_css("text-align", "right")
    stored = Article.objects.get(pk=article.pk).body
    for part in (
        '<a href="#text-footnote-1"><sup>1</sup></a>',
        "<ol><li><p>One</p></li><li><p>Two</p></li></ol>",
        "<ul><li><p>Point</p></li></ul>",
        '<blockquote class="pull-quote"><p>It leans.</p></blockquote>',
        'Later<a href="#text-footnote-2"><sup>2</sup></a> on</p>',
        '<p class="embed"><a href="https://www.youtube.com/watch?v=dQw4w9WgXcQ">A film</a></p>',
        '<th class="align-center"><p>Tide</p></th><td colspan="2" class="align-right"><p>7</p></td>',
        '<pre><code class="language-c++">int a;</code></pre>',
        '<th><p>Hour<a href="/articles/bread/">How bread rises</a></p></th>',
        '<li id="text-footnote-1"><p>The first note.',
        '<li id="text-footnote-2"><p>The second note.',
    ):
        assert part in stored, stored

    asked = []
    page.route("https://www.youtube-nocookie.com/**", lambda route: (asked.append(1), route.fulfill(body="Film")))
    page.goto(f"/admin/articles/article/{article.pk}/preview/")
    shown = page.frame_locator("iframe").first
    play = shown.get_by_role("button", name="Play here (this contacts YouTube)")
    expect(play).to_be_visible()
    assert not asked
    play.click()
    expect(shown.frame_locator(".embed__player").get_by_text("Film")).to_be_visible()
    watch.requests = [url for url in watch.requests if "youtube-nocookie" not in url]
