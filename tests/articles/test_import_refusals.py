"""A file that cannot be imported is named with its line and the reason, and leaves nothing behind."""

import os

import pytest

from articles.models import Article, Image, Person, Section

pytestmark = pytest.mark.django_db

GOOD = "headline: A bridge opens\nsection: World\npublished: 2024-03-01\nai_use: none\n"  # lines 2 to 5
IMAGE = "image: {file: picture.jpg, alt: A bridge, digital_source_type: digitalCapture}\n"


def text(front=GOOD, body="The bridge is open."):
    return f"---\n{front}---\n\n{body}\n"


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        # Keys
        (text(GOOD.replace("headline: A bridge opens\n", "")), 1, "“headline” is missing"),
        (text(GOOD.replace("section: World\n", "")), 1, "“section” is missing"),
        (text(GOOD.replace("A bridge opens", "")), 2, "“headline” is missing"),
        (text(""), 1, "“headline” is missing"),
        (text(GOOD + "headlin: B\n"), 6, "“headlin” is not a key; did you mean “headline”?"),
        (text(GOOD + "zzz: 1\n"), 6, "“zzz” is not a key; the keys are headline, slug,"),
        (text(GOOD + "Kicker: B\n"), 6, "did you mean “kicker”?"),
        (text(GOOD + "reviewed_by: Ada\n"), 6, "“reviewed_by” is not a key"),
        (text(GOOD + "? [a]\n: b\n"), 6, "is not a key"),
        (text(GOOD + "kicker: A\nkicker: B\n"), 7, "“kicker” stands here twice"),
        (text(GOOD + "<<: {kicker: A}\n"), 6, "is not a key"),
        # The making
        (text(GOOD.replace("ai_use: none\n", "")), 4, "State ai_use"),
        (text(GOOD.replace("none", "")), 4, "State ai_use"),
        (
            text(GOOD.replace("none", "robots")),
            5,
            "“robots” is not one of the words for ai_use: none, assisted, generated",
        ),
        (text(GOOD.replace("none", "None")), 5, "“None” is not one of the words"),
        # Types and times
        (text(GOOD.replace("A bridge opens", "[A, B]")), 2, "Text is expected here"),
        (text(GOOD + "kicker: {a: b}\n"), 6, "Text is expected here"),
        (text(GOOD + "topics: {a: b}\n"), 6, "Text is expected here"),
        (text(GOOD + "topics: [[a]]\n"), 6, "Text is expected here"),
        (text(GOOD + "topics:\n  - Tea\n  -\n"), 8, "This entry of the list is empty"),
        (text(GOOD + "bylines: [Ada, '']\n"), 6, "This entry of the list is empty"),
        (text(GOOD.replace("2024-03-01", "2024-02-30")), 4, "“2024-02-30” is no day or time that exists"),
        (text(GOOD.replace("2024-03-01", "2024-03-01 25:00")), 4, "is no day or time that exists"),
        (text(GOOD.replace("2024-03-01", "2024-03-01 10:00+99:00")), 4, "is no day or time that exists"),
        (text(GOOD.replace("2024-03-01", "yesterday")), 4, "“yesterday” is not a date such as 2023-12-31"),
        (text(GOOD.replace("2024-03-01", "03/01/2024")), 4, "is not a date"),
        (text(GOOD.replace("2024-03-01", "2024-W10-5")), 4, "is not a date"),
        (text(GOOD.replace("2024-03-01", "20240301")), 4, "is not a date"),
        (text(GOOD.replace("2024-03-01", "0001-01-01")), 4, "out of range"),
        (text(GOOD.replace("2024-03-01", "9999-12-31")), 4, "out of range"),
        (text(GOOD.replace("2024-03-01", "[2024-03-01]")), 4, "Text is expected here"),
        (text(GOOD + "updated: 2024-02-29\n"), 6, "“updated” is before “published”"),
        (text(GOOD + "language: English please\n"), 6, "is not a language code"),
        (text(GOOD + "language:\n"), 6, "is not a language code"),
        # Lengths, which the models know
        (text(GOOD.replace("A bridge opens", "x" * 201)), 2, "headline: Ensure this value has at most 200 characters"),
        (text(GOOD + f"kicker: {'x' * 61}\n"), 6, "kicker: Ensure this value has at most 60"),
        (text(GOOD + f"standfirst: {'x' * 501}\n"), 6, "standfirst: Ensure this value has at most 500"),
        (text(GOOD + f"language: en{'-latn' * 3}\n"), 6, "language: Ensure this value has at most 12"),
        (text(GOOD.replace("World", "x" * 61)), 3, "section: Ensure this value has at most 60"),
        (text(GOOD + f"topics: [{'x' * 81}]\n"), 6, "topics: Ensure this value has at most 80"),
        (text(GOOD + f"bylines: {'x' * 121}\n"), 6, "bylines: Ensure this value has at most 120"),
        # Slugs
        (text(GOOD + "slug: The bridge\n"), 6, "A slug has letters a to z"),
        (text(GOOD + "slug: The-Bridge\n"), 6, "A slug is written in small letters"),
        (text(GOOD + "slug: ../admin\n"), 6, "A slug has letters a to z"),
        (text(GOOD + f"slug: {'x' * 121}\n"), 6, "slug: Ensure this value has at most 120"),
        (text(GOOD.replace("A bridge opens", "'!!!'")), 2, "The headline gives no address: add a “slug”"),
        # Sources and corrections
        (text(GOOD + "sources:\n  - publisher: P\n"), 7, "“title” is missing"),
        (text(GOOD + "sources:\n  - {title: T, url: x}\n"), 7, "“url” is not a key"),
        (text(GOOD + "sources:\n  - {title: T, address: 'javascript:alert(1)'}\n"), 6, "Enter a valid URL"),
        (text(GOOD + "sources: [[a]]\n"), 6, "Text is expected here"),
        (text(GOOD + "corrections: [It was wrong]\n"), 6, "Lines of the form “key: value” are expected here"),
        (text(GOOD + "corrections:\n  - text: Wrong.\n"), 7, "“made” is missing"),
        (text(GOOD + "corrections:\n  - made: 2024-03-02\n"), 7, "“text” is missing"),
        (
            text(GOOD + "corrections:\n  - {text: W, made: 2024-03-02, kind: error}\n"),
            7,
            "“error” is not one of the words for kind",
        ),
        # Pictures
        (text(GOOD + "image: picture.jpg\n"), 6, "Lines of the form “key: value” are expected here"),
        (text(GOOD + "image: {file: picture.jpg}\n"), 6, "“alt” is missing"),
        (text(GOOD + "image: {file: picture.jpg, alt: A}\n"), 6, "“digital_source_type” is missing"),
        (
            text(GOOD + IMAGE.replace("digitalCapture", "photo")),
            6,
            "“photo” is not one of the words for digital_source_type",
        ),
        (text(GOOD + IMAGE), 6, "There is no file “picture.jpg”"),
        (text(GOOD + IMAGE.replace("picture.jpg", ".")), 6, "is not a file"),
        (text(GOOD + IMAGE.replace("picture.jpg", "../outside.jpg")), 6, "outside of the imported folder"),
        (text(GOOD + IMAGE.replace("picture.jpg", "/etc/hostname")), 6, "outside of the imported folder"),
        (text(GOOD + IMAGE.replace("picture.jpg", "x" * 300)), 6, "cannot be read"),
        (text(GOOD + IMAGE.replace("picture.jpg", "bad.md")), 6, "Use a JPEG, PNG or WebP file"),
        # YAML
        (text(GOOD + "kicker: a: b\n"), 6, "This is not valid YAML"),
        (text(GOOD + "kicker: 'open\n"), 6, "This is not valid YAML"),
        (text(GOOD + "kicker: @home\n"), 6, "needs quotation marks"),
        (text(GOOD + "\tkicker: a\n"), 6, "This is not valid YAML"),
        (text(GOOD + "kicker: *nobody\n"), 6, "This is not valid YAML"),
        (text(GOOD + 'kicker: "\\0"\n'), 6, "a character that no text has"),
        (text(GOOD + 'kicker: "\\ud800"\n'), 6, "a character that no text has"),
        (text(GOOD + "kicker: \x07\n"), 6, "a character that no text has"),
        (text(GOOD + "topics: " + "[" * 5000 + "\n"), None, ""),
        (text("- a\n- b\n"), 2, "Lines of the form “key: value” are expected here"),
        (text("just words\n"), 2, "Lines of the form “key: value” are expected here"),
        # The file
        ("", 1, "does not begin with front matter"),
        ("# A bridge opens\n", 1, "does not begin with front matter"),
        (f"---\n{GOOD}", 1, "The front matter does not end"),
        (text(body=""), 7, "The article has no text"),
        (text(body="   \n\n"), 7, "The article has no text"),
        (text(body="<script>alert(1)</script>"), 7, "The article has no text"),
        (text(body="One.\n<script>alert(1)</script>"), 9, "A script (<script>) has no place"),
        (text(body="<!-- nothing -->"), 7, "The article has no text"),
        (text(body="One.\n\n![A bridge](bridge.jpg)"), 10, "A picture (bridge.jpg) that is not in the library"),
        (text(body="- One ![A](https://evil.example/a.png)"), 8, "A picture (https://evil.example/a.png)"),
        (text().encode() + b"caf\xe9\n", 9, "This is not text in UTF-8"),
        (text().encode("utf-16"), 1, "This is not text in UTF-8"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), 1, "This is not text in UTF-8"),
        (text().encode() + b"\nNUL: \x00\n", 10, "The file holds a NUL byte"),
        (bytes(100), 1, "The file holds a NUL byte"),
        (text().encode() + b"x" * 10_000_000, None, "is larger than 10 MB"),
    ],
    ids=lambda value: repr(value)[:60],
)
def test_a_bad_file_is_refused_by_line_and_reason(run_import, tmp_path, content, line, reason):
    path = tmp_path / "in" / "bad.md"
    path.parent.mkdir()
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
    (tmp_path / "outside.jpg").write_bytes(b"")
    run = run_import(path)
    assert not run.succeeded
    assert run.summary == "0 created, 0 updated, 0 unchanged, 1 refused."
    place, _space, words = run.refusals.partition(": ")
    assert reason in words
    if line is not None:
        assert place == f"{path}:{line}"
    assert not any(model.objects.exists() for model in (Article, Section, Person, Image))


def test_two_files_of_one_run_with_the_same_slug_are_told_apart_by_hand(write, run_import, tmp_path):
    write("a.md")
    write("b.md", body="Another text.")
    write("c.md", slug="a-bridge-opens")
    run = run_import(tmp_path)
    assert run.summary == "1 created, 0 updated, 0 unchanged, 2 refused."
    of_b, of_c = run.refusals.splitlines()
    assert of_b.startswith(f"{tmp_path / 'b.md'}:2: “{tmp_path / 'a.md'}” has the same slug, “a-bridge-opens”")
    assert of_c.startswith(f"{tmp_path / 'c.md'}:6: ")
    assert Article.objects.get().body == "<p>The bridge is open.</p>"


def test_a_file_that_is_named_twice_is_imported_once(write, run_import, tmp_path):
    path = write()
    run = run_import(path, tmp_path)
    assert run.summary == "1 created, 0 updated, 1 unchanged, 0 refused."


def test_a_path_that_is_not_there_or_no_file_is_refused(run_import, tmp_path):
    assert "There is no file “missing.md”" in run_import(tmp_path / "missing.md").refusals
    os.mkfifo(tmp_path / "pipe.md")
    assert "“pipe.md” is not a file" in run_import(tmp_path / "pipe.md").refusals


def test_a_folder_without_markdown_says_so(run_import, tmp_path):
    run = run_import(tmp_path)
    assert not run.succeeded
    assert "There are no Markdown files" in run.error


def test_links_that_lead_round_in_circles_end(write, run_import, tmp_path):
    write("in/good.md")
    (tmp_path / "in" / "round").symlink_to(tmp_path / "in")
    (tmp_path / "in" / "self.md").symlink_to(tmp_path / "in" / "self.md")
    run = run_import(tmp_path / "in")
    assert run.summary == "1 created, 0 updated, 0 unchanged, 2 refused."
    of_folder, of_file = run.refusals.splitlines()
    assert "such links are not followed" in of_folder
    assert "cannot be read" in of_file


def test_a_picture_is_not_taken_through_a_link_out_of_the_folder(write, draw, run_import, tmp_path):
    draw("secret.jpg")
    path = write("in/bridge.md", front=IMAGE)
    (tmp_path / "in" / "picture.jpg").symlink_to(tmp_path / "secret.jpg")
    assert "outside of the imported folder" in run_import(path).refusals


def test_a_refused_file_leaves_no_picture_behind(write, draw, run_import, settings):
    draw()
    run = run_import(write(front=IMAGE + "sources: [{title: T, address: nonsense}]"))
    assert "Enter a valid URL" in run.refusals
    assert not settings.MEDIA_ROOT.exists()


def test_markdown_with_hostile_html_becomes_harmless(write, run_import):
    body = "A <script>alert(1)</script>*text* <b onclick=x>b</b> [link](javascript:alert(1))\n\n<iframe src=x></iframe>"
    assert run_import(write(body=body), leave_out=True).succeeded
    stored = Article.objects.get().body
    assert "<em>text</em>" in stored
    assert not any(word in stored for word in ("<script", "onclick", "<iframe", 'href="javascript'))


def test_line_ends_and_byte_order_marks_of_other_systems_make_no_difference(run_import, tmp_path):
    path = tmp_path / "windows.md"
    path.write_bytes(b"\xef\xbb\xbf" + text().replace("\n", "\r\n").encode())
    assert run_import(path).succeeded
    assert Article.objects.get().body == "<p>The bridge is open.</p>"
