"""Files that were made to cost much: each is moved in within bounds, what is beyond them is named, the rest goes on."""

import json

import pytest
from django.core.management import call_command

from articles.models import Article
from articles.text.article_text import from_html, from_markdown
from articles.text.body import clean_body
from articles.text.limits.html_nesting import DEEPEST as DEEPEST_HTML
from articles.text.limits.markdown_limits import LONGEST_MARKDOWN, MOST_MARKS
from articles.text.structure.marks import MOST_MARKS as MOST_ON_WORDS
from comments.models import Comment
from newsroom.moving_in.neutral_items import MOST_CHANGES
from tests.newsroom.wxr import comment, post, wxr

pytestmark = pytest.mark.django_db
PLENTY = 20_000  # characters; a parser that takes them squared does not come back
MARKS = ["[a](", "[[a]", "![", "^[", "[^a", "*a ", "**a", "_a_", "`a``", "<b>", "&"]
TAGS = ["{{", "{%", "{{<", "{#"]
OPENED = [
    "<b>",
    "<i>x",
    "<div>",
    "<p>x<b>",
    "<ul><li>",
    "<blockquote>",
    "<table><tr><td>",
    "<span>",
    "<q>",
    "<svg><title>",
]
OPENED += [
    "<b><div></b>",
    "<div><table></div></table>",
    "<span><dd></span><span><li></span>",
    '<div ">',
    "<a",
    "<a b='",
]


def filled(piece, length=PLENTY):
    return piece * (length // len(piece))


@pytest.fixture
def move(tmp_path):
    def run(*paths):
        report = tmp_path / "report.json"
        call_command("move_in", *map(str, paths), ai_use="none", report=[report], verbosity=0)
        return json.loads(report.read_text())["items"]

    return run


def reasons(items, title):
    return " ".join(next(each for each in items if each["title"] == title)["reasons"])


def test_markdown_of_marks_that_never_end_keeps_its_words_and_the_next_file_is_taken(move, tmp_path):
    folder = tmp_path / "posts"
    folder.mkdir()
    for number, marks in enumerate([*MARKS, *TAGS]):
        text = f"---\ntitle: Marks {number}\ndate: 2024-05-14\n---\nBefore.\n\n{filled(marks)}\n\nAfter **all**.\n"
        (folder / f"marks-{number}.md").write_text(text)
    (folder / "plain.md").write_text("---\ntitle: Plain\ndate: 2024-05-14\n---\nWords.\n")
    items = move(folder)
    assert Article.objects.get(headline="Plain").body == "<p>Words.</p>"
    for number, marks in enumerate([*MARKS, *TAGS]):
        body = Article.objects.get(headline=f"Marks {number}").body
        assert body.startswith("<p>Before.</p>"), marks
        assert body.endswith("<p>After <strong>all</strong>.</p>"), marks
        said = reasons(items, f"Marks {number}")
        assert marks in TAGS or f"Line 7: This paragraph has more than {MOST_MARKS} marks" in said, marks


@pytest.mark.parametrize(
    "deep",
    [
        "- " * 2_000 + "words",
        "> " * 2_000 + "words",
        "1. " * 2_000 + "words",
        "".join(f"{'  ' * depth}- words\n" for depth in range(100)),
        "> - " * 1_000 + "words",
    ],
)
def test_lists_and_quotations_nested_too_deep_lose_no_word_and_name_the_line(deep):
    text = from_markdown(f"Before.\n\n{deep}\n\nAfter.")
    assert text.html.count("words") == deep.count("words")
    assert text.html.startswith("<p>Before.</p>")
    assert "After." in text.html
    assert "nested too deep" in text.faults[0].words
    assert text.faults[0].line >= 3


def test_a_list_as_deep_as_people_write_them_stays_whole():
    text = from_markdown("".join(f"{'  ' * depth}- depth {depth}\n" for depth in range(15)))
    assert text.html.count("<ul>") == 15
    assert not text.faults


@pytest.mark.parametrize("opened", OPENED)
def test_html_of_elements_that_never_end_keeps_its_words(opened):
    html = f"<p>Before.</p>\n{filled(opened)}words"
    text = from_html(html, 10)
    assert text.html.startswith("<p>Before.</p>")
    assert len(text.html) < 50 * len(html)
    assert clean_body(text.html) == text.html


@pytest.mark.parametrize("tags", [("<ul><li>", "</li></ul>"), ("<div>", "</div>"), ("<blockquote>", "</blockquote>")])
def test_html_nested_too_deep_keeps_its_words_and_names_the_line(tags):
    begin, end = tags
    text = from_html(f"<p>One.</p>\n{begin * 2_000}words{end * 2_000}\n<p>Last.</p>", 10)
    assert "words" in text.html
    assert text.html.endswith("<p>Last.</p>")
    assert text.html.count("<ul>") + text.html.count("<blockquote>") <= DEEPEST_HTML
    assert [note.line for note in text.notes if "nested too deep" in note.words] == [11]


def test_marks_beyond_the_most_on_the_same_words_are_named_and_the_words_stay(move, tmp_path):
    export = tmp_path / "export.xml"
    many = "<sub><sup>" * MOST_ON_WORDS + '<a href="https://a.example/">words</a>' + "</sup></sub>" * MOST_ON_WORDS
    few = "<b>" * 30 + "<i><sub>words</sub></i>" + "</b>" * 30
    export.write_text(wxr(post(1, body=f"<p>{many}</p>"), post(2, body=f"<p>{few}</p>")))
    items = move(export)
    said = reasons(items, "Post 1")
    assert f"More than {MOST_ON_WORDS} marks are on the same words" in said
    assert "<a>, <sub>, <sup>" in said
    assert "words" in Article.objects.get(headline="Post 1").body
    assert Article.objects.get(headline="Post 2").body == "<p><strong><em><sub>words</sub></em></strong></p>"
    assert next(each for each in items if each["title"] == "Post 2")["outcome"] == "taken"


def test_html_as_people_write_it_is_read_as_before():
    entries = "<p>one<p>two<div>three</div></p>" * 200 + "<ul>" + "<li>entry" * 200 + "</ul>"
    table = "<table>" + "<tr><td>a<td>b" * 200 + "</table>"
    text = from_html(entries + table)
    assert not [note for note in text.notes if "nested" in note.words]
    assert text.html.count("<li>entry") == 200
    assert text.html.count("<tr>") == 200


def test_a_text_that_is_too_long_is_left_out_and_the_next_one_is_taken(move, tmp_path):
    folder = tmp_path / "posts"
    folder.mkdir()
    (folder / "long.md").write_text("---\ntitle: Long\n---\n" + filled("words ", LONGEST_MARKDOWN + 100))
    (folder / "plain.md").write_text("---\ntitle: Plain\ndate: 2024-05-14\n---\nWords.\n")
    items = move(folder)
    assert [article.headline for article in Article.objects.all()] == ["Plain"]
    assert "longer than 1000000 characters" in reasons(items, "Long")


def test_a_wordpress_with_hostile_texts_and_comments_moves_in(move, tmp_path):
    hostile = [filled(opened) for opened in OPENED]
    hostile += [filled('<!-- wp:block {"ref": 1 '), filled("<!-- wp:a {"), filled("[caption]"), filled("[a b=")]
    hostile += [
        filled("<figure class='wp-block-embed'>"),
        filled("<ul><li>", 10_000) + "x" + filled("</li></ul>", 10_000),
    ]
    export = tmp_path / "export.xml"
    posts = [post(number, body=text.replace("]]>", "")) for number, text in enumerate(hostile, 1)]
    last = post(99, body="<p>Last.</p>", inside=comment(1, filled("<b>")) + comment(2, filled("<a ")))
    export.write_text(wxr(*posts, last))
    items = move(export)
    assert Article.objects.count() == len(hostile) + 1
    assert sum(each["kind"] == "article" for each in items) == len(hostile) + 1
    assert Article.objects.get(headline="Post 99").body == "<p>Last.</p>"
    assert sum(each["kind"] == "comment" for each in items) == 2
    assert Comment.objects.count() <= 2


def test_changes_without_number_are_counted_and_not_listed(move, tmp_path):
    folder = tmp_path / "posts"
    folder.mkdir()
    body = "".join(f"word{{.class-{number}}}\n\n" for number in range(MOST_CHANGES + 50))
    (folder / "many.md").write_text(f"---\ntitle: Many\ndate: 2024-05-14\n---\n{body}")
    items = move(folder)
    said = next(each for each in items if each["title"] == "Many")["reasons"]
    assert len(said) == MOST_CHANGES + 1
    assert said[-1] == "Changes like these that are not listed: 50"
