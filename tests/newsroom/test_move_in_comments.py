"""Comments of Disqus and Isso move in: on the right articles, in their threads, and none is lost in silence."""

import json

import pytest

from comments.models import Comment, Discussion
from tests.newsroom.moved_sources import (
    disqus,
    disqus_post,
    ghost,
    isso_database,
    moved,
    outcomes,
    post,
    reasons,
    thread,
)

pytestmark = pytest.mark.django_db


def told():
    """Each comment by its words: what it answers, and its state."""
    rows = Comment.objects.select_related("answers", "parent")
    return {
        each.message: (each.answers and each.answers.message, each.parent and each.parent.message, each.status)
        for each in rows
    }


def test_threads_are_found_whatever_the_host_slashes_and_tracking_of_their_address(tmp_path):
    addresses = [
        "https://paper.example/post-1/",
        "http://www.old.example/post-1",
        "https://paper.example//post-1//?utm_source=mail&fbclid=x",
        "https://paper.example/post-1/#comments",
        "/post-1/",
        "https://paper.example/post-1/amp/",
    ]
    threads = [thread(number, link.replace("&", "&amp;")) for number, link in enumerate(addresses)]
    by_id = '<thread dsq:id="9"><id>7 https://paper.example/post-1/</id><forum>paper</forum></thread>'
    posts = [disqus_post(number, number, f"Word {number}") for number in range(len(addresses))]
    file = disqus(tmp_path, *threads, by_id, *posts, disqus_post(99, 9, "By its id"))
    moved(tmp_path, ghost(tmp_path, post("1")), file)
    assert Comment.objects.filter(article__slug="post-1", status="published").count() == len(addresses) + 1


def test_answers_of_any_depth_stay_in_their_thread_and_keep_whom_they_answer(tmp_path):
    file = disqus(
        tmp_path,
        thread(1, "https://paper.example/post-1/"),
        disqus_post(14, 1, "fourth", parent=13),
        disqus_post(13, 1, "third", parent=12),
        disqus_post(12, 1, "second", parent=11),
        disqus_post(11, 1, "first"),
        disqus_post(21, 1, "circle a", parent=22),
        disqus_post(22, 1, "circle b", parent=21),
        disqus_post(23, 1, "own parent", parent=23),
        disqus_post(24, 1, "orphan", parent=999),
    )
    report = moved(tmp_path, file, ghost(tmp_path, post("1")))
    found = told()
    assert found["second"][:2] == ("first", "first")
    assert found["third"][:2] == ("second", "first")
    assert found["fourth"][:2] == ("third", "first")
    assert found["orphan"][:2] == found["own parent"][:2] == (None, None)
    assert {found["circle a"][0], found["circle b"][0]} == {None, "circle a"}
    assert "begins a thread" in reasons(report, "comment", "24")


def test_each_state_of_disqus_is_kept_and_what_is_unclear_waits(tmp_path):
    file = disqus(
        tmp_path,
        thread(1, "https://paper.example/post-1/", isClosed="true"),
        thread(2, "https://paper.example/nowhere/"),
        '<thread dsq:id="3"/>',
        disqus_post(1, 1, "<p>One<br>two &amp; <b>three</b>.</p><p><img src='x' alt='A cat'></p>"),
        disqus_post(2, 1, "gone", isDeleted="true"),
        disqus_post(3, 1, "bad", isSpam="true", isDeleted="true"),
        disqus_post(4, 1, "maybe", isSpam="perhaps"),
        disqus_post(5, 1, "unread", isApproved="false"),
        disqus_post(6, 1, "undated", createdAt="2024-x05"),
        disqus_post(7, 1, " "),
        disqus_post(8, 2, "on no article"),
        disqus_post(9, 3, "on no address"),
        disqus_post(10, 1337, "in no thread"),
        '<post dsq:id="11"><message>nobody</message><thread dsq:id="1"/></post>',
        '<post><message>no number</message><thread dsq:id="1"/></post>',
    )
    report = moved(tmp_path, file, ghost(tmp_path, post("1")))
    assert {words: state for words, (_answers, _parent, state) in told().items()} == {
        "One\ntwo & three.\n\nA cat": "published",
        "gone": "withdrawn",
        "bad": "spam",
        "maybe": "pending",
        "unread": "pending",
        "undated": "published",
        "nobody": "published",
        "no number": "published",
    }
    assert Comment.objects.get(message="nobody").name == "Anonymous"
    left = {key for key, outcome in outcomes(report, "comment").items() if outcome == "left_out"}
    assert left == {"7", "8", "9", "10"}
    assert report["totals"]["comment"]["in_file"] == 12
    assert "so it is locked here" in reasons(report, "other", "thread-1")
    assert Discussion.objects.get().state == Discussion.State.LOCKED
    assert "no date" in reasons(report, "comment", "6")


def test_a_thread_that_was_closed_locks_the_discussion_once_and_only_of_an_article_of_a_move(tmp_path, make_article):
    own = make_article(slug="own")
    closed = {"isClosed": "true"}
    threads = [
        thread(1, "https://paper.example/post-1/", **closed),
        thread(2, "https://x.example/articles/own/", **closed),
    ]
    paths = disqus(tmp_path, *threads), ghost(tmp_path, post("1"), post("2"))
    moved(tmp_path, *paths)
    states = dict(Discussion.objects.values_list("article__slug", "state"))
    assert states == {"post-1": "locked", "post-2": "open", own.slug: "open"}
    Discussion.objects.update(state="open")
    moved(tmp_path, *paths)
    assert not Discussion.objects.exclude(state="open").exists(), "staff opened it since"


def test_comments_of_ghost_s_own_members_are_taken(tmp_path):
    members = [
        {"id": "m1", "name": "Ada", "email": "ada@example.org"},
        {"id": "m2", "name": None, "email": "b@example.org"},
    ]
    facts = {"post_id": "1", "created_at": "2024-04-01 10:00:00"}
    comments = [
        {"id": "c2", "member_id": "m2", "parent_id": "c1", "html": "<p>An answer.</p>", "status": "published"},
        {"id": "c1", "member_id": "m1", "html": "<p>First &amp; <b>best</b>.</p>", "status": "published"},
        {"id": "c3", "member_id": "m1", "html": "<p>Hidden.</p>", "status": "hidden"},
        {"id": "c4", "member_id": "gone", "html": None, "status": "deleted"},
        {"id": "c5", "member_id": "m1", "html": "<p>Lost.</p>", "status": "published", "post_id": "9"},
        {"id": "c6", "member_id": "m1", "html": "<p>Odd.</p>", "status": "strange"},
    ]
    file = ghost(tmp_path, post("1"), comments=[facts | each for each in comments], members=members)
    report = moved(tmp_path, file)
    assert {
        words: (name, state) for words, name, state in Comment.objects.values_list("message", "name", "status")
    } == {
        "First & best.": ("Ada", "published"),
        "An answer.": ("Anonymous", "published"),
        "Hidden.": ("Ada", "rejected"),
        "(deleted)": ("Anonymous", "withdrawn"),
        "Odd.": ("Ada", "pending"),
    }
    assert Comment.objects.get(message="An answer.").parent.message == "First & best."
    assert outcomes(report, "comment")["c5"] == "left_out"
    assert report["totals"]["comment"]["in_file"] == 6
    assert report["totals"]["other"]["in_file"] == 2


def test_broken_and_hostile_rows_are_listed_by_line_and_the_rest_goes_on(tmp_path):
    file = disqus(
        tmp_path,
        thread(1, "https://paper.example/post-1/"),
        disqus_post(1, 1, "before"),
        '<post dsq:id="2"><message>a & b</message><thread dsq:id="1"/></post>',
        disqus_post(3, 1, "after"),
        '<post dsq:id="4"><message>'
        + "<a>" * 10_000
        + "deep"
        + "</a>" * 10_000
        + '</message><thread dsq:id="1"/></post>',
        disqus_post(5, 1, "last\x00 word"),
    )
    report = moved(tmp_path, file, ghost(tmp_path, post("1")))
    assert {"before", "after"} < set(told())
    assert any(words.startswith("last") for words in told())
    broken = [each for each in report["items"] if each["id"].startswith("broken-")]
    assert ["broken on line 5" in " ".join(each["reasons"]) for each in broken] == [True]


def test_an_entity_bomb_is_refused_before_it_goes_off(tmp_path):
    bomb = '<!DOCTYPE disqus [<!ENTITY a "boom"><!ENTITY b "&a;&a;&a;">]>\n'
    file = disqus(tmp_path, thread(1, "/post-1/"), '<post dsq:id="1"><message>&b;</message></post>', start=bomb)
    report = moved(tmp_path, file, ghost(tmp_path, post("1")))
    assert not Comment.objects.exists()
    assert any("broken on line" in " ".join(each["reasons"]) for each in report["items"])


def test_isso_moves_in_from_its_database_which_stays_as_it_is(tmp_path):
    file = isso_database(
        tmp_path,
        [(1, "/post-1/"), (2, "/nowhere/"), (3, "/empty/")],
        [
            {"text": "Hello <https://a.example/> *you*", "website": "https://me.example", "likes": 3, "dislikes": 1},
            {"text": "An answer", "parent": 1, "modified": 1_711_990_000},
            {"text": "Deeper", "parent": 2},
            {"text": "Unread", "mode": 2},
            {"text": "", "author": None, "mode": 4},
            {"text": "To what is gone", "parent": 5},
            {"text": "What mode", "mode": 9},
            {"text": "Elsewhere", "tid": 2},
            {"text": "In no thread", "tid": 77},
            {"text": b"\xff\x00bytes", "author": "A &amp; B"},
            {"text": "<b>Bold</b> words", "created": "soon"},
        ],
    )
    before = file.read_bytes()
    report = moved(tmp_path, file, ghost(tmp_path, post("1")))
    assert file.read_bytes() == before
    assert sorted(each.name for each in tmp_path.iterdir()) == ["comments.db", "ghost.json", "report.json"]
    found = told()
    assert found["Hello https://a.example/ *you*"] == (None, None, "published")
    assert found["Deeper"] == ("An answer", "Hello https://a.example/ *you*", "published")
    assert found["Unread"][2] == found["What mode"][2] == "pending"
    assert found["To what is gone"][:2] == ("(deleted)", "(deleted)")
    assert found["(deleted)"][2] == "withdrawn"
    assert "Bold words" in found
    assert Comment.objects.get(message="An answer").edited_at.year == 2024
    said = reasons(report, "comment", "1")
    assert "https://me.example" in said
    assert "3 for and 1 against" in said
    assert outcomes(report, "comment")["8"] == outcomes(report, "comment")["9"] == "left_out"
    assert report["totals"]["comment"]["in_file"] == 11
    assert outcomes(report, "other") == {"thread-3": "left_out"}


def test_isso_moves_in_from_json_of_either_shape(tmp_path):
    said = {"author": "Ada", "email": "", "created": "2024-04-01 10:00:00"}
    threads = [
        {
            "title": "One",
            "comments": [said | {"id": 2, "parent": 1, "text": "answer"}, said | {"id": 1, "text": "first"}, 7],
            "id": "/post-1/",
        },
        {
            "id": "/post-2/",
            "title": "",
            "comments": [{"id": 1, "text": "other", "replies": [{"id": 5, "text": "reply"}]}],
        },
        {"id": "/empty/", "title": "", "comments": []},
    ]
    file = tmp_path / "isso.json"
    file.write_text(json.dumps(threads))
    report = moved(tmp_path, file, ghost(tmp_path, post("1"), post("2")))
    found = told()
    assert found["answer"][:2] == ("first", "first")
    assert found["reply"][:2] == ("other", "other")
    assert Comment.objects.get(message="other").article.slug == "post-2"
    assert report["totals"]["comment"]["in_file"] == 4
    assert report["totals"]["other"]["in_file"] == 2  # a row that is none, a thread without comments
    tables = {
        "threads": [{"id": 1, "uri": "/post-1/"}, {"id": 2, "uri": "/empty/"}],
        "comments": [said | {"tid": 1, "id": 8, "text": "table", "mode": 1}, {"tid": 9, "id": 9, "text": "lost"}],
    }
    file.write_text(json.dumps(tables)[:-1])
    report = moved(tmp_path, file)
    assert Comment.objects.get(message="table").article.slug == "post-1"
    assert outcomes(report, "comment")["9"] == "left_out"
    assert report["totals"]["other"]["left_out"] >= 2  # the end that is missing, a thread without comments
