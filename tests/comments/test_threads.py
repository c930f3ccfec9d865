"""Replies, tombstones, the pinned comment, long comments, and what was written before a correction."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.models import Correction
from comments.models import Comment, Discussion

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(make_article):
    return make_article()


@pytest.fixture
def say(make_comment, article):
    """A published comment, sent so many minutes ago."""

    def say(message, minutes_ago=0, **rest):
        sent_at = timezone.now() - timedelta(minutes=minutes_ago)
        rest = {"status": "published", "created_at": sent_at} | rest
        return make_comment(article, message=message, **rest)

    return say


@pytest.fixture
def see(client, article):
    """The page without what it says to programs, which has the beginning of each comment again."""

    def page(address=""):
        text = client.get(f"{article.get_absolute_url()}{address}").text
        return re.sub(r'<script type="application/ld\+json">.*?</script>', "", text, flags=re.DOTALL)

    return page


def test_replies_stand_under_their_comment_oldest_first(say, see):
    first, other = say("First.", 60), say("Other.", 50)
    for number in (1, 2):
        say(f"Reply {number}.", 40 - number, parent=first)
    for page in (see(), see("comments/")):
        places = [page.index(words) for words in ("Other.", "First.", "Reply 1.", "Reply 2.")]
        assert places == sorted(places)
    assert page.count(f'id="comment-{other.pk}"') == 1


def test_a_reply_to_a_reply_joins_the_thread(say):
    first = say("First.")
    reply = say("Reply.", parent=first)
    say("Reply to it.", parent=reply)
    assert Comment.objects.get(message="Reply to it.").parent == first


def test_a_reply_belongs_to_the_article_of_its_comment_and_has_no_stars(say, make_article, make_comment):
    first = say("First.")
    with pytest.raises(IntegrityError, match="comment_reply_joins_its_thread"), transaction.atomic():
        make_comment(make_article(), parent=first)
    with pytest.raises(IntegrityError, match="comment_reply_has_no_stars"), transaction.atomic():
        say("Reply.", parent=first, stars=4)


def test_a_comment_shows_three_replies_and_the_way_to_all(say, see, client):
    first = say("First.", 90)
    for number in range(25):
        say(f"Reply number {number}.", 60 - number, parent=first)
    page = see()
    assert "Reply number 2." in page
    assert "Reply number 3." not in page
    assert "Show all 25 replies" in page
    address = f"/comments/{first.pk}/replies/"
    assert f'href="{address}"' in page
    assert "Reply number 19." in client.get(address).text
    assert "Reply number 20." in client.get(f"{address}?page=2").text
    assert client.get(f"{address}?page=3").status_code == 404
    assert "public" in client.get(address)["Cache-Control"]


def test_a_replys_own_address_leads_to_the_page_that_holds_it(say, see, client, article):
    first = say("First.", 999)
    replies = [say(f"Reply number {number}.", 60 - number, parent=first) for number in range(25)]
    for number in range(20):
        say(f"Later comment {number}.", 30 - number)
    for number, page in (
        (0, f"{article.get_absolute_url()}comments/?page=2"),
        (2, f"{article.get_absolute_url()}comments/?page=2"),
        (3, f"/comments/{first.pk}/replies/"),
        (20, f"/comments/{first.pk}/replies/?page=2"),
    ):
        reply = replies[number]
        assert client.get(reply.get_absolute_url())["Location"] == f"{page}#comment-{reply.pk}"
        assert f'id="comment-{reply.pk}"' in client.get(page).text


def test_only_published_replies_are_shown_and_counted(say, see, client):
    first = say("First.")
    for status in ("pending", "rejected", "spam", "withdrawn"):
        hidden = say(f"This is {status}.", parent=first, status=status)
        assert client.get(hidden.get_absolute_url()).status_code == 404
    page = see()
    assert "This is" not in page
    assert "Replies to" not in page


@pytest.mark.parametrize(
    ("status", "message", "words"),
    [
        ("withdrawn", "Gone words.", "The commenter withdrew this comment."),
        ("withdrawn", "", "This comment was deleted."),
        ("rejected", "Gone words.", "A moderator removed this comment."),
        ("spam", "Gone words.", "A moderator removed this comment."),
        ("pending", "Gone words.", "This comment is waiting for a moderator."),
    ],
)
def test_a_comment_that_is_gone_leaves_a_tombstone_over_its_replies(say, see, client, status, message, words):
    gone = say(message, 60, name="Grace", status=status, stars=5)
    reply = say("Still here.", parent=gone)
    for page in (see(), see("comments/"), client.get(f"/comments/{gone.pk}/replies/").text):
        assert words in page
        assert "Still here." in page
        assert "Gone words." not in page
        assert "Grace" not in page
        assert 'class="stars"' not in page  # the form has stars of its own
    assert client.get(gone.get_absolute_url())["Location"].endswith(f"#comment-{gone.pk}")
    reply.reject()
    assert words not in see()
    assert client.get(gone.get_absolute_url()).status_code == 404
    assert client.get(f"/comments/{gone.pk}/replies/").status_code == 404


def test_a_tombstone_has_no_place_among_stars(say, see, client):
    gone = say("Gone.", 60, status="rejected", stars=5)
    say("Still here.", parent=gone)
    say("Five.", 90, stars=5)
    say("One.", 30, stars=1)
    page = see("comments/?order=highest")
    assert page.index("Five.") < page.index("One.") < page.index("A moderator removed")
    assert "A moderator removed" not in see("comments/?stars=5")


def test_the_pinned_comment_stands_on_top_and_only_there(say, see, client):
    pinned = say("Pinned words.", 999)
    for number in range(25):
        say(f"Comment {number}.", number, stars=number % 5 + 1)
    assert pinned.pin()
    for address in ("", "comments/", "comments/?order=oldest", "comments/?order=highest"):
        page = see(address)
        assert page.count("Pinned words.") == 1
        assert page.index("Pinned by the newsroom") < page.index("Pinned words.") < page.index("Comment ")
    assert "Pinned words." not in see("comments/?page=2")
    assert client.get(pinned.get_absolute_url())["Location"].startswith("/articles/article-1/#")
    oldest = Comment.objects.get(message="Comment 24.")
    page = client.get(oldest.get_absolute_url())["Location"].split("#")[0]
    assert "Comment 24." in client.get(page).text


def test_an_article_has_one_pinned_comment_at_most(say):
    first, second = say("First."), say("Second.")
    first.pin()
    second.pin()
    assert [comment.message for comment in Comment.objects.pinned()] == ["Second."]
    with pytest.raises(IntegrityError, match="comment_one_pinned_per_article"), transaction.atomic():
        Comment.objects.filter(pk=first.pk).update(pinned_at=timezone.now())
    second.unpin()
    assert not Comment.objects.pinned()


def test_only_a_published_comment_that_is_no_reply_can_be_pinned(say):
    first = say("First.")
    assert not say("Waiting.", status="pending").pin()
    assert not say("Reply.", parent=first).pin()
    assert first.pin()
    first.reject()
    assert not Comment.objects.pinned()


def test_a_long_comment_folds_and_none_of_it_is_lost(say, see):
    words = [f"Sentence number {number} of a long comment." for number in range(80)]
    say(" ".join(words))
    page = see()
    assert page.count('<details class="comment__rest">') == 1
    assert all(page.count(sentence) == 1 for sentence in words)
    beginning = page[: page.index('<details class="comment__rest">')]
    assert "Sentence number 5 of" in beginning
    assert "Sentence number 40 of" not in beginning


@pytest.mark.parametrize(
    ("message", "folds"),
    [
        ("Short.", False),
        ("word " * 239, False),
        ("word " * 500, True),
        ("x" * 5000, False),
        ("\u4e2d\u6587\u3002" * 500, True),
        ("line\n" * 23, False),
        ("line\n" * 40, True),
    ],
)
def test_only_a_long_comment_folds_and_where_it_can_be_cut(message, folds):
    from comments.text.typed_text import beginning_and_rest

    beginning, rest = beginning_and_rest(message)
    assert bool(rest) == folds
    assert "".join((beginning + rest).split()) == "".join(message.split())


def test_a_comment_from_before_a_correction_says_so(say, see, article):
    say("Early.", 600)
    say("Edited since.", 500, edited_at=timezone.now() - timedelta(minutes=1))
    say("Late.", 1)
    Correction.objects.create(article=article, text="An update.", kind="update")
    assert "Written before a correction" not in see()
    made_at = timezone.now() - timedelta(minutes=60)
    Correction.objects.create(article=article, text="Wrong.", made_at=made_at)
    page = see()
    assert page.count("Written before a correction") == 1
    assert page.index("Early.") > page.index("Written before a correction") > page.index("Edited since.")
    assert "Written before a correction" in see("comments/")


def test_threads_cost_the_same_however_many_there_are(say, see, client, django_assert_num_queries):
    thread = say("First.")
    say("Reply.", parent=thread)
    with django_assert_num_queries(6):
        see()
    for number in range(30):
        other = say(f"Comment {number}.")
        for reply in range(5):
            say(f"Reply {number} {reply}.", parent=other)
    Comment.objects.get(message="Comment 3.").pin()
    with django_assert_num_queries(6):
        see()
    for busy in (thread, other):
        with django_assert_num_queries(7):
            client.get(f"/comments/{busy.pk}/replies/")


def test_replies_are_hidden_with_their_discussion(say, client, article):
    thread = say("First.")
    reply = say("Reply.", parent=thread)
    Discussion.objects.filter(article=article).update(state="hidden")
    for address in (f"/comments/{thread.pk}/replies/", reply.get_absolute_url()):
        assert client.get(address).status_code == 404


@pytest.mark.parametrize("pk", ["0", "99999999999999999999999999", "x"])
def test_replies_to_nothing_are_not_found(client, pk):
    assert client.get(f"/comments/{pk}/replies/").status_code == 404


def test_the_same_words_may_answer_two_comments(say):
    for comment in (say("First."), say("Second.")):
        reply = say("Thank you.", email="ada@example.org", parent=comment)
        assert reply.parent == comment
