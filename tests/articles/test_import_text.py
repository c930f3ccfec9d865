"""What a file's text holds comes through, or the file is refused, or what is left out is listed: by kind and line."""

from pathlib import Path

import pytest

from articles.models import Article
from articles.text.article_text import from_markdown

pytestmark = pytest.mark.django_db

SAMPLES = Path(__file__).parents[2].parent / "shared" / "samples" / "front-matter"
BODY_LINE = 8  # of what ``write`` writes


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        (
            "Times:\n\n    06:10 lamp out\n      07:02 on",
            "<p>Times:</p>\n<pre><code>06:10 lamp out\n  07:02 on</code></pre>",
        ),
        ("```text\n<b>{{ x }}</b>\n```", '<pre><code class="language-text">&lt;b&gt;{{ x }}&lt;/b&gt;</code></pre>'),
        ("<pre>\na\n  b {% x %}\n</pre>", "<pre><code>a\n  b {% x %}</code></pre>"),
        ("A loss of `12 %` and <code>{{ x }}</code>.", "<p>A loss of <code>12 %</code> and <code>{{ x }}</code>.</p>"),
        ("~~12~~ 14 people", "<p><s>12</s> 14 people</p>"),
        ("It was <del>12</del> <ins>14</ins>.", "<p>It was <s>12</s> 14.</p>"),
        (
            "Ebb\n: The water goes.\n\nFlow\n: It comes.",
            "<dl>\n<dt>Ebb</dt>\n<dd>The water goes.</dd>\n<dt>Flow</dt>\n<dd>It comes.</dd>\n</dl>",
        ),
        ("<dl><dt>Ebb</dt><dd>It goes.</dd></dl>", "<dl><dt>Ebb</dt><dd>It goes.</dd></dl>"),
        (
            '<figure>\n<img src="/media/a.png" alt="A quay">\n<figcaption>The quay</figcaption>\n</figure>',
            '<figure>\n<img src="/media/a.png" alt="A quay">\n<figcaption>The quay</figcaption>\n</figure>',
        ),
        (
            "A[^n] b[^n].\n\n[^n]: Page *12*.",
            '<p id="text-footnote-1-mark">A<sup><a href="#text-footnote-1">1</a></sup> '
            'b<sup><a href="#text-footnote-1">1</a></sup>.</p>\n'
            '<ol class="footnotes">\n<li id="text-footnote-1"><p>Page <em>12</em>. '
            '<a href="#text-footnote-1-mark">↩</a> <a href="#text-footnote-1-mark">↩</a></p>\n</li>\n</ol>',
        ),
        ("<div>One.</div><div>Two.</div>", "<p>One.</p><p>Two.</p>"),
        ("Call [us](tel:+49).", '<p>Call <a href="tel:+49">us</a>.</p>'),
    ],
)
def test_what_belongs_in_an_article_comes_through(write, run_import, markdown, html):
    run = run_import(write(body=markdown))
    assert run.refusals == ""
    assert run.summary.endswith("1 created, 0 updated, 0 unchanged, 0 refused.")
    assert Article.objects.get().body == html


LOST = [
    ('<img src="a.png">', "A picture (a.png)"),
    ("![A quay](quay.jpg)", "A picture (quay.jpg)"),
    ('<figure>\n<img src="https://a.example/a.png">\n</figure>', "A picture (https://a.example/a.png)"),
    ("One <video src=x></video>.", "A video (<video>)"),
    ("<audio src=x></audio>", "A sound (<audio>)"),
    ("<iframe src=x></iframe>", "A frame (<iframe>)"),
    ("<object data=x></object>", "An embedded object (<object>)"),
    ("<embed src=x>", "An embedded object (<embed>)"),
    ("<script>x</script>", "A script (<script>)"),
    ("<style>p {}</style>", "A style sheet (<style>)"),
    ("<svg><path/></svg>", "A drawing (<svg>)"),
    ("<math><mi>x</mi></math>", "A formula (<math>)"),
    ("<form><input></form>", "A form (<form>)"),
    ("<noscript>x</noscript>", "A text for browsers without scripts"),
    ("<x-card>x</x-card>", "An element that no article has (<x-card>)"),
    ("<?php echo 1 ?>", "A program (<?php"),
    ("<p hidden>x</p>", "A text that is hidden"),
    ('<p style="display: none">x</p>', "A text that is hidden"),
    ("[x](javascript:alert(1))", "A link that may lead to harm (javascript:alert(1))"),
    ("A note.[^2]", "There is no footnote “[^2]”"),
    ("[^2]: A note.", "Nothing in the text refers to the footnote “[^2]”"),
]


@pytest.mark.parametrize(("markdown", "words"), LOST)
def test_what_would_be_lost_is_refused_by_kind_and_line(write, run_import, markdown, words):
    path = write(body=f"One.\n\n{markdown}\n\nTwo.")
    for dry_run in (True, False):
        run = run_import(path, dry_run=dry_run)
        line = BODY_LINE + 2 + (1 if markdown.startswith("<figure") else 0)
        assert any(each.startswith(f"{path}:{line}: {words}") for each in run.refusals.splitlines()), run.refusals
        assert not Article.objects.exists()


def test_all_that_would_be_lost_is_said_at_once_and_can_be_left_out(write, run_import):
    body = "\n\n".join(markdown for markdown, _words in LOST[:-2])
    path = write(body=f"One.\n\n{body}\n\nTwo.")
    refused = run_import(path)
    assert all(words in refused.refusals for _markdown, words in LOST[:-2])
    for dry_run in (True, False):
        run = run_import(path, leave_out=True, dry_run=dry_run)
        assert run.refusals == ""
        assert all(words in run.summary for _markdown, words in LOST[:-2])
        assert f"{path}:{BODY_LINE + 2}: A picture (a.png)" in run.summary
    stored = Article.objects.get().body
    assert stored.startswith("<p>One.</p>")
    assert stored.endswith("<p>Two.</p>")


def test_a_file_of_which_something_was_left_out_is_unchanged_the_next_time(write, run_import):
    path = write(body="One.\n\n<iframe src=x></iframe>")
    run_import(path, leave_out=True)
    assert run_import(path).summary == "0 created, 0 updated, 1 unchanged, 0 refused."


def test_a_text_that_is_made_to_take_long_is_read_to_its_end():
    """Each of these took minutes where a pattern tried every end for every beginning."""
    for hostile in ("{{" * 50_000, "[x" + ' a="b"' * 16_000, "<i style='" + "text-decoration:" * 6_000 + "'>x"):
        assert from_markdown(hostile)


def test_what_stays_in_another_form_is_said(write, run_import):
    path = write(body="# Top\n\n## Next\n\n##### Small\n\nA <u>line</u>, a [map](../maps/quay.md).\n\n<!-- more -->")
    run = run_import(path)
    for line, words in [
        (8, "A top heading (<h1>) moves down"),
        (12, "A small heading (<h5>) becomes an <h4>"),
        (14, "What <u> marks stays as plain text"),
        (14, "The link to “../maps/quay.md” leads nowhere here"),
        (16, "A comment (<!-- … -->) is left out"),
    ]:
        assert f"{path}:{line}: {words}" in run.summary
    assert Article.objects.get().body.startswith("<h2>Top</h2>\n<h3>Next</h3>\n<h4>Small</h4>")


TEMPLATE_TAGS = [
    "{% include notice.html text='x' %}",
    "{%- if x -%}",
    "{{ site.title }}",
    "{{ page.title | upcase }}",
    '{{< figure src="images/cracks.png" title="Cracks" >}}',
    "{{% notice tip %}}",
    '[the piece]({{< ref "storm.md" >}})',
    "[the piece]({{site.baseurl}}/storm)",
    '![The quay]({{ site.baseurl }}/quay.jpg "The quay")',
    '<a href="{{ url }}">x</a>',
    "{# a comment #}",
    "{: .lead}",
    "{::options toc='x' /}",
    "A line {: .lead } within.",
    "## Heading {#id .class}",
    "<%= yield %>",
    '[gallery ids="1,2"]',
    "[caption width='300']The quay[/caption]",
    "[[Another page]]",
    "[x]({static}/images/x.pdf)",
    "**{{** x }}",
    "{% comment\n%}",
]


@pytest.mark.parametrize("tag", TEMPLATE_TAGS)
@pytest.mark.parametrize("leave_out", [True, False])
def test_a_template_tag_never_reaches_readers(write, run_import, tag, leave_out):
    path = write(body=f"One.\n\nTwo\n{tag}" if not tag.startswith("#") else f"One.\n\nTwo\n\n{tag}")
    run = run_import(path, leave_out=leave_out)
    line = BODY_LINE + (4 if tag.startswith("#") else 3)
    assert f"{path}:{line}: “" in run.refusals, run.refusals
    assert "is a template tag" in run.refusals
    assert not Article.objects.exists()


@pytest.mark.parametrize("key", ["headline", "standfirst", "kicker", "section", "topics", "ai_note"])
@pytest.mark.parametrize("tag", ["{{ page.title }}", "{% raw %}", "{{< x >}}", "[gallery ids='1']"])
def test_a_template_tag_in_the_front_matter_is_refused_with_its_line(write, run_import, key, tag):
    path = write(**{key: f'"A {tag}"'})
    line = path.read_text().split("\n").index(f'{key}: "A {tag}"') + 1
    assert f"{path}:{line}: “{tag}” is a template tag" in run_import(path).refusals


@pytest.mark.parametrize(
    "words",
    ["He [the mayor] said [sic] {it}.", "A set {a, b} of 100 % [1].", "See [the map](/map/) or [it][1].\n\n[1]: /x/"],
)
def test_brackets_of_a_writer_are_no_template_tags(write, run_import, words):
    assert run_import(write(body=words)).refusals == ""


@pytest.mark.parametrize("sample", ["jekyll-2024-05-14-ferry-timetable.md", "hugo-breakwater.md"])
def test_the_text_of_a_real_sites_post_is_refused_with_each_of_its_tags(write, run_import, sample):
    if not SAMPLES.is_dir():
        pytest.skip("The real input is not beside this checkout.")
    marker = "+++" if "hugo" in sample else "---"
    body = (SAMPLES / sample).read_text().split(f"\n{marker}\n", 1)[1]
    run = run_import(write(body=body))
    assert run.refusals.count("is a template tag") == 2
