"""What comes into an article from other programs' clipboards, pasted into the real editor under the real policy.

Each file in ``clipboards/`` has the shape that a program gives to its ``text/html``; beside it is the body that an
article should have afterwards, one block a line.
"""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.editor import body_editor
from tests.staff import account, page_of, signed_in

CLIPBOARDS = Path(__file__).parent / "clipboards"
PROGRAMS = sorted(path.stem for path in CLIPBOARDS.glob("*.html") if not path.stem.endswith(".body"))
LEFT_OUT = {
    "google-docs": "pictures (1)",
    "libreoffice": "pictures (2)",
    "outlook": "pictures (1)",
    "pages": "pictures (1)",
    "web-page": "pictures (2), videos, frames or formulas (1)",
    "word-desktop": "pictures (1), comments (1), tracked deletions (1)",
    "word-web": "pictures (1), tracked deletions (1)",
}

PASTE = """(editor, [html, text]) => {
  const clipboardData = new DataTransfer();
  if (html) clipboardData.setData("text/html", html);
  clipboardData.setData("text/plain", text);
  editor.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def desk(transactional_db, new_page, live_server, make_article):
    """An open article at the desk with an empty body, its page, and what pastes into it."""
    article = make_article(body="")
    page = new_page()
    session = signed_in(account("Editor")).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.goto(page_of(article))
    editor = body_editor(page)

    def paste(html, text="pasted"):
        editor.click()
        editor.evaluate(PASTE, [html, text])

    def save():
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_text("Saved. Readers see the change.")).to_be_visible()
        article.refresh_from_db()
        return article.body

    return article, page, paste, save


def bare(body):
    """A body in one line, without what the editor notes for itself about lists."""
    return re.sub(r' data-type="[^"]*"', "", body).replace("\n", "")


@pytest.mark.parametrize("program", PROGRAMS)
def test_what_is_copied_elsewhere_arrives_as_an_article_would_have_it(desk, new_page, watch, program):
    article, page, paste, save = desk
    expected = (CLIPBOARDS / f"{program}.body.html").read_text(encoding="utf-8")
    paste((CLIPBOARDS / f"{program}.html").read_text(encoding="utf-8"))
    notice = page.get_by_role("status").filter(has_text="Left out of what you pasted")
    if program in LEFT_OUT:
        expect(notice).to_contain_text(f"Left out of what you pasted: {LEFT_OUT[program]}.")
    else:
        expect(notice).to_have_count(0)
    assert bare(save()) == bare(expected)
    reader = new_page()
    reader.goto(article.get_absolute_url())
    for heading in re.findall(r"<h2>(.*?)</h2>", expected):
        expect(reader.get_by_role("heading", name=heading, level=2)).to_be_visible()
    for point in re.findall(r"<li><p>(\w[\w ]*)", expected):
        expect(reader.get_by_role("main").get_by_role("listitem").filter(has_text=point).first).to_be_visible()
    assert watch.faults == []


SMALL = {
    # how bold and italic are said
    '<p>a <span style="FONT-WEIGHT: 600">b</span></p>': "<p>a <strong>b</strong></p>",
    '<p style="font-weight:bold">a <span style="font-weight:normal">b</span></p>': "<p><strong>a </strong>b</p>",
    '<p>a <span style="font: italic bold 12pt/1 Arial">b</span></p>': "<p>a <strong><em>b</em></strong></p>",
    '<p>a <em style="font-style:normal">b</em> <strong style="font-weight:400">c</strong></p>': "<p>a b c</p>",
    "<style>.x {font-weight: 700} .y {font-style: oblique}</style><p>a <i class='x y'>b</i></p>": (
        "<p>a <strong><em>b</em></strong></p>"
    ),
    "<p>x<span style='vertical-align:sub'>2</span> y<sup>3</sup></p>": "<p>x<sub>2</sub> y<sup>3</sup></p>",
    "<h2><b>All of it</b></h2><h3>Some <b>of it</b></h3>": "<h2>All of it</h2><h3>Some <strong>of it</strong></h3>",
    # words stay apart, and together
    "<p>we<del datetime='2024'> never</del> said</p>": "<p>we said</p>",
    "<p>one<del cite='x'> and </del>two</p>": "<p>one two</p>",
    "<p class=MsoNormal>A fare is <del>12</del><ins>14</ins></p>": "<p>A fare is 14</p>",
    "<p>A fare is <del>12</del> <ins>14</ins></p>": "<p>A fare is <s>12</s> 14</p>",
    "<p>A <span class=msoDel><del>12</del></span><ins>14</ins>.</p>": "<p>A 14.</p>",
    "<p>A <del cite='x'>b<del datetime='2024'>c</del></del>d</p>": "<p>A d</p>",
    "<p>one<br clear=all style='page-break-before:always'>two</p>": "<p>one</p><p>two</p>",
    "<div>one</div><div>two<div>three</div>four</div>": "<p>one</p><p>two</p><p>three</p><p>four</p>",
    "<p>one<video></video>two<svg><text>x</text></svg>.</p>": "<p>one two.</p>",
    "<p>10&nbsp;km, a&nbsp;&nbsp; b,<b>&nbsp;c</b>\n d « e&nbsp;» f&nbsp;</p>": (
        "<p>10&nbsp;km, a b,<strong> c</strong> d « e&nbsp;» f</p>"
    ),
    "one<br>two<br><br>three<br>": "<p>one<br>two</p><p>three</p>",
    "<p>&nbsp;</p><p>one</p><p><br></p><div><p></p></div><p>two</p>": "<p>one</p><p>two</p>",
    "<p><span style='white-space:pre-wrap'>one\ntwo</span></p>": "<p>one<br>two</p>",
    # lists
    "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>1.1.&nbsp;</span>a</p>"
    "<p class=MsoListParagraphCxSpMiddle>more of a</p>"
    "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>1.2.</span>b</p>"
    "<p>between</p>"
    "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>1.3.</span>c</p>": (
        '<ol><li><p>a</p><p>more of a</p></li><li><p>b</p></li></ol><p>between</p><ol start="3"><li><p>c</p></li></ol>'
    ),
    "<p class=MsoListParagraph style='mso-list:l0 level3 lfo1'><span style='mso-list:Ignore'>-</span>a</p>"
    "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>o</span>b</p>"
    "<p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>(A)</span>c</p>": (
        '<ul><li><p>a</p></li></ul><ul><li><p>b</p><ol type="A"><li><p>c</p></li></ol></li></ul>'
    ),
    "<ul><li>a</li><ol><li>b</li></ol>c<li>d</li></ul>": (
        "<ul><li><p>a</p><ol><li><p>b</p></li></ol><p>c</p></li><li><p>d</p></li></ul>"
    ),
    "<p>•\tone</p><p>• two</p><p>3.\tthree</p><p>1. no list</p>": (
        '<ul><li><p>one</p></li><li><p>two</p></li></ul><ol start="3"><li><p>three</p></li></ol><p>1. no list</p>'
    ),
    # headings and quotations
    "<p class=MsoTitle>One</p><h1>Two</h1><h2>Three</h2><h6>Six</h6>": (
        "<h2>One</h2><h2>Two</h2><h3>Three</h3><h4>Six</h4>"
    ),
    "<h2>Two</h2><h3>Three</h3>": "<h2>Two</h2><h3>Three</h3>",
    "<div role=heading aria-level=2>Two</div><p>x</p>": "<h2>Two</h2><p>x</p>",
    "<p class=MsoQuote><i>So it is.</i></p><p class=MsoQuote>It is.</p><p>x</p>": (
        "<blockquote><p><em>So it is.</em></p><p>It is.</p></blockquote><p>x</p>"
    ),
    # links
    "<p><a href='https://www.google.de/url?sa=t&amp;url=https%3A%2F%2Fexample.org%2Fa%3Fb%3Dc'>x</a></p>": (
        '<p><a href="https://example.org/a?b=c">x</a></p>'
    ),
    "<p><a href='https://www.google.com/url?q=javascript:alert(1)'>x</a></p>": (
        '<p><a href="https://www.google.com/url?q=javascript:alert(1)">x</a></p>'
    ),
    "<p><a href='#x'>a</a> <a href='file:///C:/x'>b</a> <a href='about:blank#y'>c</a> <a href='x.html'>d</a></p>": (
        "<p>a b c d</p>"
    ),
    # notes and comments
    "<p>x<sup><a href='#ftnt1' id='ftnt_ref1'>[1]</a></sup>.</p><hr><div><p><a href='#ftnt_ref1' id='ftnt1'>[1]</a>"
    "<span>&nbsp;A note.</span></p></div>": "<p>x<sup>1</sup>.</p><hr><p><sup>1</sup> A note.</p>",
    "<p>x<sup><a href='#cmnt1' id='cmnt_ref1'>[a]</a></sup>.</p><div><p><a href='#cmnt_ref1' id='cmnt1'>[a]</a>"
    "<span>Really?</span></p></div>": "<p>x.</p>",
    # tables
    "<table><thead><tr><th scope=col style='font-weight:bold'>a</th></tr></thead><tbody><tr>"
    "<td>b<ul><li>c</li></ul></td></tr></tbody></table>": (
        "<table><tbody><tr><th><p><strong>a</strong></p></th></tr>"
        "<tr><td><p>b</p><ul><li><p>c</p></li></ul></td></tr></tbody></table>"
    ),
    "<google-sheets-html-origin><style>td {border: 1px}</style><table><tbody><tr><td style='font-weight:bold' "
    "data-sheets-value='{}'>a</td><td>b</td></tr></tbody></table></google-sheets-html-origin>": (
        "<table><tbody><tr><td><p><strong>a</strong></p></td><td><p>b</p></td></tr></tbody></table>"
    ),
    # what the site has itself
    "<p>x</p><img src='/media/images/ab/cd.jpg' alt='A style=1'>": (
        '<p>x</p><img src="/media/images/ab/cd.jpg" alt="A style=1">'
    ),
    "<p data-pm-slice='1 1 []'>as <strong>it</strong> was</p>": "<p>as <strong>it</strong> was</p>",
    # text that only looks like an attribute
    "<p>once = now, style = plain</p>": "<p>once = now, style = plain</p>",
}


def test_each_way_to_say_a_thing_is_understood(desk):
    _article, page, paste, _save = desk
    stored = page.locator("textarea[name=body]")
    faults = []
    for pasted, expected in SMALL.items():
        body_editor(page).press("Control+a")
        page.keyboard.press("Delete")
        paste(pasted)
        got = re.sub(r' (?:colspan|rowspan|type)="1"', "", bare(stored.input_value())).removesuffix("<p></p>")
        if got != expected:
            faults.append((pasted, got, expected))
    assert faults == []


def test_a_clipboard_that_holds_nothing_but_a_picture_offers_to_upload_it(desk):
    _article, page, _paste, _save = desk
    body_editor(page).evaluate(
        """editor => {
          const clipboardData = new DataTransfer();
          clipboardData.items.add(new File(["x"], "screen.png", { type: "image/png" }));
          editor.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
        }"""
    )
    expect(page.get_by_role("dialog").get_by_role("button", name="Upload and use")).to_be_visible()
    expect(page.locator("textarea[name=body]")).to_have_value("")


def test_plain_text_is_pasted_as_it_is(desk):
    _article, _page, paste, save = desk
    paste(None, "1.\tone <b>two</b>\nthree")
    assert bare(save()).startswith("<p>1.")


@pytest.mark.parametrize(
    "html",
    [
        "<b>" * 20_000,
        "<style" * 100_000,
        "<style>" * 100_000,
        '<a "' * 50_000,
        "<p>" + "style=" * 5_000,
        "<span style='mso-list:Ignore'>" * 500 + "x" * 100_000,
        "<p>" + "\xa0 " * 50_000,
    ],
    ids=["deep", "styles", "open styles", "quotes", "attributes", "markers", "spaces"],
)
def test_a_hostile_clipboard_leaves_the_editor_working(desk, html):
    _article, page, paste, _save = desk
    paste(html)
    body_editor(page).press("Control+a")
    page.keyboard.type("Still here.")
    expect(page.locator("textarea[name=body]")).to_have_value(re.compile("Still here"))
