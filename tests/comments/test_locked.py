"""Locked means locked: under a locked or hidden discussion a comment can be withdrawn and erased, and nothing else."""

import pytest
from django.db import IntegrityError, transaction

from comments.models import Comment, Discussion
from tests.staff import account, signed_in

pytestmark = pytest.mark.django_db

SENTENCE = "This discussion is closed, so your words and stars stay as they are."


@pytest.fixture(params=["locked", "hidden"])
def lock(request):
    return lambda: Discussion.objects.update(state=request.param)


@pytest.fixture
def comment(make_comment):
    return make_comment(status="published", stars=2, message="As it was.")


def test_stars_stay(comment, lock, client, link_to):
    lock()
    response = client.post(link_to(comment, "stars/"), {"rating": "5"})
    assert response.status_code == 403
    assert SENTENCE in response.text
    comment.refresh_from_db()
    assert comment.stars == 2
    assert Discussion.objects.get(article=comment.article_id).true_star_counts[2] == 1


def test_the_commenters_page_offers_no_stars_and_no_edit_and_says_why(comment, lock, client, link_to):
    lock()
    page = client.get(link_to(comment)).text
    assert SENTENCE in page
    assert 'name="rating"' not in page
    assert "edit/" not in page
    assert "withdraw/" in page
    assert "erase/" in page


def test_words_stay_and_come_back_to_copy(comment, lock, client, link_to):
    lock()
    assert SENTENCE in client.get(link_to(comment, "edit/")).text
    response = client.post(link_to(comment, "edit/"), {"message": "Kept words."})
    assert response.status_code == 403
    assert SENTENCE in response.text
    assert "Kept words." in response.text
    comment.refresh_from_db()
    assert comment.message == "As it was."


@pytest.mark.parametrize("policy", ["confirmed", "open", "trusted"])
def test_confirming_publishes_nothing(make_comment, lock, client, link_to, settings, policy):
    settings.COMMENTS_MODERATION = policy
    comment = make_comment()
    lock()
    client.post(link_to(comment))
    comment.refresh_from_db()
    assert (comment.status, comment.held_by) == ("pending", ["locked"])
    assert comment.confirmed_at
    assert "It will appear once a moderator has read it." in client.get(link_to(comment)).text


def test_a_comment_can_be_withdrawn(comment, lock, client, link_to):
    lock()
    client.post(link_to(comment, "withdraw/"))
    comment.refresh_from_db()
    assert comment.status == "withdrawn"
    assert Discussion.objects.get(article=comment.article_id).rating_count == 0


@pytest.mark.parametrize("answered", [False, True])
def test_a_comment_can_be_erased(comment, make_comment, lock, client, link_to, answered):
    if answered:
        make_comment(comment.article, parent=comment, status="published")
    lock()
    client.post(link_to(comment, "erase/"), {"what": "comment"})
    assert not Comment.objects.filter(message="As it was.").exists()


@pytest.mark.parametrize("change", [{"stars": 5}, {"stars": None}, {"message": "Other words."}])
def test_the_database_holds_it_whoever_writes(comment, lock, change):
    lock()
    with pytest.raises(IntegrityError, match="comment_of_a_locked_discussion_stays"), transaction.atomic():
        Comment.objects.filter(pk=comment.pk).update(**change)
    Comment.objects.filter(pk=comment.pk).update(name="Ada", mails_replies=True)


def test_moderators_decide_as_before(make_comment, comment, lock):
    waiting = make_comment(comment.article)
    lock()
    desk = signed_in(account("Moderator"))
    desk.post("/admin/comments/comment/", {"_decide": "publish", "seen": f"{waiting.pk} pending"})
    desk.post("/admin/comments/comment/", {"_decide": "spam", "seen": f"{comment.pk} published"})
    waiting.refresh_from_db()
    comment.refresh_from_db()
    assert (waiting.status, comment.status) == ("published", "spam")


def test_an_open_discussion_takes_all_of_it_again(comment, lock, client, link_to):
    lock()
    Discussion.objects.update(state="open")
    assert client.post(link_to(comment, "stars/"), {"rating": "5"}).status_code == 303
    assert client.post(link_to(comment, "edit/"), {"message": "Other words."}).status_code == 303
    comment.refresh_from_db()
    assert (comment.stars, comment.message) == (5, "Other words.")
