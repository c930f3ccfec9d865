"""Whatever is taken out of a text, no two of its words become one, and what an article is made of comes through."""

import re
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles.text.body import clean_body
from articles.text.structure.body_structure import plain_text
from articles.versions.word_diff import blocks_of, marked_changes

BLOCKS = (
    "p div section article h1 h2 h3 h4 h5 h6 blockquote li dt dd td th address center x-foo form option details summary"
    " fieldset legend main hgroup header footer nav aside caption figcaption figure ul ol dl table tr tbody body html"
    " head pre select button dialog optgroup menu dir listing marquee"
)
MARKS = "b strong i em s del a span u code sub sup font mark abbr ins label"


def _in_block(parts):
    return f"<{parts[0]}>{''.join(parts[1])}</{parts[0]}>"


BLOCK = st.recursive(
    st.sampled_from(BLOCKS.split()).map(lambda name: f"<{name}>WORD</{name}>"),
    lambda inner: st.tuples(st.sampled_from(BLOCKS.split()), st.lists(inner, min_size=1, max_size=3)).map(_in_block),
    max_leaves=8,
)
IN_MARK = st.tuples(st.sampled_from(MARKS.split()), BLOCK.map(lambda block: [block])).map(_in_block)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.one_of(BLOCK, IN_MARK), min_size=1, max_size=4).map("".join))
def test_no_two_words_of_different_blocks_become_one(html):
    number = count()
    html = re.sub("WORD", lambda _: f"w{next(number)}", html)
    cleaned = clean_body(html)
    words = re.findall(r"\w+", plain_text(cleaned))
    assert sorted(words) == sorted(f"w{each}" for each in range(next(number)))
    assert clean_body(cleaned) == cleaned


@pytest.mark.parametrize(
    ("html", "cleaned"),
    [
        ("<div>One.</div><div>Two.</div>", "<p>One.</p><p>Two.</p>"),
        ("<section><address>a</address><center>b<br>c</center></section>", "<p>a</p><p>b<br>c</p>"),
        ("One<div>two</div>three", "One<p>two</p>three"),
        ("One<div></div>two", "One<br>two"),
        ("<ul><li><div>a</div><div>b</div></li></ul>", "<ul><li><p>a</p><p>b</p></li></ul>"),
        (
            "<table><tr><td><div>a</div><div>b</div></td></tr></table>",
            "<table><tbody><tr><td><p>a</p><p>b</p></td></tr></tbody></table>",
        ),
        ("<td>a</td><td>b</td>", "<p>a</p><p>b</p>"),
        *(
            (f"<table><tr><td {said}>a</td></tr></table>", f"<table><tbody><tr><td{kept}>a</td></tr></tbody></table>")
            for said, kept in {
                'style="color: red; TEXT-ALIGN:Right"': ' class="align-right"',
                'align="center"': ' class="align-center"',
                'class="has-text-align-left" data-align="left"': ' class="align-left"',
                'class="card align-right"': ' class="align-right"',
                'class="align-right" rowspan="2"': ' rowspan="2" class="align-right"',
                'style="text-align:justify" class="card"': "",
                'style="text-align:right&quot;"': ' class="align-right"',
            }.items()
        ),
        (
            '<table align="right"><thead style="text-align:center"><tr><th>a</th></tr></thead><tr align="right">'
            '<td>b</td><td align="left">c<table><tr><td>d</td></tr></table></td></tr></table>',
            '<table><thead><tr><th class="align-center">a</th></tr></thead><tbody><tr><td class="align-right">b</td>'
            '<td class="align-left">c<table><tbody><tr><td>d</td></tr></tbody></table></td></tr></tbody></table>',
        ),
        ('<pre><code class="language-c++">a</code></pre>', '<pre><code class="language-c++">a</code></pre>'),
        ('<pre class="x"><code class="hljs lang-py">a</code></pre>', '<pre><code class="language-py">a</code></pre>'),
        ('<pre class="brush: php; title: x">a</pre>', '<pre><code class="language-php">a</code></pre>'),
        ('<pre>a <code class="language-c">b</code></pre>', "<pre><code>a b</code></pre>"),
        ('<pre><code class="language-&lt;b&gt;">a</code></pre>', "<pre><code>a</code></pre>"),
        ('<p><code class="language-c">a</code></p>', "<p><code>a</code></p>"),
        ("<h2><div>Big</div><div>news</div></h2>", "<h2>Big<br>news</h2>"),
        ("<x-card>a<x-card>b</x-card></x-card>", "a b"),
        ("<p>a<button>b</button>c<iframe>d</iframe>e</p>", "<p>a b c e</p>"),
        ("<span style='display: block'>a</span><span style='display:block'>b</span>", "<p>a</p><p>b</p>"),
        ("<b><div>a</div><div>b</div></b>", "<p><strong>a</strong></p><p><strong>b</strong></p>"),
        ("<a href='/x'><div>a</div><p>b</p></a>", '<p><a href="/x">a</a></p><p><a href="/x">b</a></p>'),
        ("<select><option>a<option>b</select>", "<p>a</p><p>b</p>"),
        ("<pre><div>a</div><div>b</div></pre>", "<pre><code>a\nb</code></pre>"),
        ("extra<wbr>ordinary, <b>bold</b>ness, H<u>2</u>O", "extraordinary, <strong>bold</strong>ness, H2O"),
    ],
)
def test_a_block_that_goes_leaves_a_paragraph(html, cleaned):
    assert clean_body(html) == cleaned
    assert clean_body(cleaned) == cleaned


@pytest.mark.parametrize(
    ("html", "cleaned"),
    [
        ("<p>It was <del>12</del> <ins>14</ins>.</p>", "<p>It was <s>12</s> 14.</p>"),
        ("<p><strike>12</strike> 14</p>", "<p><s>12</s> 14</p>"),
        ("<del><p>Old.</p></del>", "<p><s>Old.</s></p>"),
        ("<p><span style='text-decoration: line-through'>12</span> 14</p>", "<p><s>12</s> 14</p>"),
        ("<p>10<span style='vertical-align:super'>6</span></p>", "<p>10<sup>6</sup></p>"),
        ("<p>He said <q>no</q>.</p>", "<p>He said “no”.</p>"),
        ("<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>", "漢(kan)"),
        ("<h1>a</h1><h2>b</h2><h5>c</h5>", "<h2>a</h2><h3>b</h3><h4>c</h4>"),
        ("<pre>\n\n a\n  b\n</pre>", "<pre><code> a\n  b</code></pre>"),
        (
            "<p><a href='/x'><code>f()</code></a> <kbd>Q</kbd></p>",
            '<p><a href="/x"><code>f()</code></a> <code>Q</code></p>',
        ),
        ("<dl><div><dt>T</dt><dd>d</dd></div></dl>", "<dl><dt>T</dt><dd>d</dd></dl>"),
        (
            "<figure><figcaption><p>c</p></figcaption><a href='/x'><img src='/media/a.png' alt='x'></a></figure>",
            '<figure><img src="/media/a.png" alt="x"><figcaption>c</figcaption></figure>',
        ),
        ("<figure><pre>x</pre><figcaption>c</figcaption></figure>", "<pre><code>x</code></pre><p>c</p>"),
        ("<table><caption>t</caption><tr><td>a</table>", "<p>t</p><table><tbody><tr><td>a</td></tr></tbody></table>"),
        ("<p><a href='tel:+49 30'>call</a></p>", '<p><a href="tel:+49 30">call</a></p>'),
        (
            "<p>a<sup id='r:1'><a href='#f:1'>1</a></sup></p>"
            "<ol class='footnotes'><li id='f:1'>b <a href='#r:1'>↩</a></ol>",
            '<p id="text-r-1">a<sup><a href="#text-f-1">1</a></sup></p>'
            '<ol class="footnotes"><li id="text-f-1">b <a href="#text-r-1">↩</a></li></ol>',
        ),
        (
            "<h2 id='comments'>a</h2><p id='x'>b <a href='#source-1'>1</a></p>",
            '<h2>a</h2><p>b <a href="#source-1">1</a></p>',
        ),
    ],
)
def test_what_an_article_knows_by_another_name_comes_through(html, cleaned):
    assert clean_body(html) == cleaned
    assert clean_body(cleaned) == cleaned


def test_the_words_of_a_body_are_counted_and_compared_one_by_one():
    body = (
        "<dl><dt>One</dt><dd>two</dd></dl><p>three<br>four</p><pre><code>five</code></pre><p>s<em>i</em>x &amp; 7</p>"
    )
    assert plain_text(body).split() == ["One", "two", "three", "four", "five", "six", "&", "7"]
    assert marked_changes(blocks_of("<dt>a</dt><dd>b</dd>"), blocks_of("<dt>a</dt><dd>c</dd>")) == (
        "<span>a</span> <del>b</del> <ins>c</ins>"
    )
