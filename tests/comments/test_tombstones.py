"""Which unpublished comments stand as tombstones is what their replies say, by whatever path and in whatever order."""

import time
from concurrent.futures import ThreadPoolExecutor
from random import Random

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from comments.models import Comment
from comments.moderation.undo import undo
from comments.own.personal_data import erase, erase_address
from comments.totals.totals_check import compare


@pytest.fixture
def thread(make_comment):
    return make_comment(status="published", message="First.")


@pytest.fixture
def reply(make_comment, thread):
    return make_comment(thread.article, status="published", parent=thread, message="Reply.")


def shown(article):
    """What is in the list of an article's threads, asked the plain way."""
    comments = list(Comment.objects.filter(article=article))
    answered = {comment.parent_id for comment in comments if comment.status == "published"}
    return {
        comment.message
        for comment in comments
        if comment.parent_id is None and (comment.status == "published" or comment.pk in answered)
    }


def stands(comment):
    comment.refresh_from_db()
    listed = {each.message for each in Comment.objects.filter(article=comment.article).threads()}
    assert listed == shown(comment.article)
    assert not compare([comment.article_id])
    return comment.is_tombstone


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.django_db
def test_a_comment_becomes_a_tombstone_when_it_goes_and_ceases_to_be_when_it_comes_back(thread, reply):
    assert not stands(thread)
    for go in (thread.reject, thread.mark_spam, lambda: Comment.objects.filter(pk=thread.pk).hold()):
        go()
        assert stands(thread)
        thread.publish()
        assert not stands(thread)
    thread.withdraw()
    assert stands(thread)


@pytest.mark.django_db
def test_a_tombstone_goes_with_the_last_of_its_published_replies(thread, reply, make_comment):
    second = make_comment(thread.article, parent=thread, message="Second.")
    thread.reject()
    assert stands(thread)
    second.publish()
    reply.mark_spam()
    assert stands(thread)
    second.withdraw()
    assert not stands(thread)
    make_comment(thread.article, status="published", parent=thread, message="Third.")
    assert stands(thread)
    Comment.objects.get(message="Third.").delete()
    assert not stands(thread)


@pytest.mark.django_db
def test_lines_of_sql_and_bulk_writes_move_tombstones_too(thread, reply, make_comment):
    other = make_comment(thread.article, status="rejected", message="Other.")
    sql("UPDATE comments_comment SET status = 'rejected' WHERE id = %s", thread.pk)
    assert stands(thread)
    sql("UPDATE comments_comment SET parent_id = %s WHERE id = %s", other.pk, reply.pk)
    assert (stands(thread), stands(other)) == (False, True)
    sql("DELETE FROM comments_comment WHERE id = %s", reply.pk)
    assert not stands(other)
    replies = [
        Comment(article=thread.article, parent=place, name="N", email_key=f"{n}", message=f"{n}", status="published")
        for n, place in enumerate([thread, other, other])
    ]
    Comment.objects.bulk_create(replies)
    assert (stands(thread), stands(other)) == (True, True)
    sql("UPDATE comments_comment SET status = 'pending' WHERE article_id = %s", thread.article_id)
    assert (stands(thread), stands(other)) == (False, False)
    sql("UPDATE comments_comment SET status = 'published' WHERE parent_id IS NOT NULL")
    assert (stands(thread), stands(other)) == (True, True)


@pytest.mark.django_db
def test_erasures_leave_tombstones_that_are_true(thread, reply, make_comment):
    erase(Comment.objects.filter(pk=thread.pk))
    assert stands(thread)
    other = make_comment(thread.article, status="rejected", message="Other.", email="ada@example.org")
    make_comment(thread.article, status="published", parent=other, message="Hers.", email="ada@example.org")
    make_comment(thread.article, status="published", parent=thread, message="Below.", email="ada@example.org")
    erase_address(reply.email)
    assert stands(thread)
    erase_address("ada@example.org")
    assert not stands(thread)
    assert not Comment.objects.exclude(pk=thread.pk).exists()


@pytest.mark.django_db
def test_nobody_can_make_a_tombstone_by_hand(thread, reply, make_comment):
    Comment.objects.update(is_tombstone=True)
    assert not stands(thread)
    waiting = make_comment(thread.article, message="Waiting.", is_tombstone=True)
    assert not stands(waiting)
    thread.reject()
    Comment.objects.update(is_tombstone=False)
    assert stands(thread)


def while_it_waits(write, then):
    """Run write in a thread with a connection of its own; once it waits for a lock, or is done, run then."""

    def in_a_thread():
        try:
            write()
        finally:
            connection.close()

    with ThreadPoolExecutor() as pool:
        written = pool.submit(in_a_thread)
        while not written.done() and not somebody_waits():
            time.sleep(0.01)
        then()
        written.result()


def somebody_waits():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) > 0 FROM pg_locks WHERE NOT granted AND pid IN (SELECT pid FROM pg_locks"
            " WHERE database = (SELECT oid FROM pg_database WHERE datname = current_database()))"
        )
        return cursor.fetchone()[0]


def set_status(comment, status):
    """By a line of SQL, which locks nothing beforehand."""
    sql("UPDATE comments_comment SET status = %s WHERE id = %s", status, comment.pk)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("by_sql", [False, True])
@pytest.mark.parametrize("replies_first", [False, True])
def test_a_comment_that_goes_while_a_reply_comes_is_a_tombstone(thread, reply, by_sql, replies_first):
    reply.reject()

    def comes():
        set_status(reply, "published") if by_sql else Comment.objects.get(pk=reply.pk).publish()

    def goes():
        set_status(thread, "rejected") if by_sql else Comment.objects.get(pk=thread.pk).reject()

    first, second = (comes, goes) if replies_first else (goes, comes)
    transaction.set_autocommit(False)
    try:
        first()
        while_it_waits(second, transaction.commit)
    finally:
        transaction.rollback()
        transaction.set_autocommit(True)
    assert stands(thread)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("replies_first", [False, True])
def test_a_comment_that_goes_while_its_last_reply_goes_is_no_tombstone(thread, reply, replies_first):
    first, second = (reply, thread) if replies_first else (thread, reply)
    transaction.set_autocommit(False)
    try:
        set_status(first, "rejected")
        while_it_waits(lambda: set_status(second, "rejected"), transaction.commit)
    finally:
        transaction.rollback()
        transaction.set_autocommit(True)
    assert not stands(thread)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("by_sql", [False, True])
def test_a_reply_that_is_published_while_what_it_answers_comes_back_waits_in_no_circle(thread, reply, by_sql):
    reply.reject()
    thread.reject()

    def comes():
        set_status(reply, "published") if by_sql else Comment.objects.get(pk=reply.pk).publish()

    def comes_back():
        thread.publish()
        transaction.commit()

    transaction.set_autocommit(False)
    try:
        Comment.objects.filter(pk=thread.pk).lock()
        while_it_waits(comes, comes_back)
    finally:
        transaction.rollback()
        transaction.set_autocommit(True)
    assert not stands(thread)
    thread.reject()
    assert stands(thread)


def at_the_desk(moderator, verdict, keys):
    client = Client()
    client.force_login(moderator, "django.contrib.auth.backends.ModelBackend")
    seen = [f"{comment.pk} {comment.version}" for comment in Comment.objects.filter(pk__in=keys)]
    fields = {"_decide": verdict, "seen": seen, "reason": "insult"}
    assert client.post(reverse("admin:comments_comment_changelist"), fields).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_moderators_who_decide_on_threads_and_their_replies_at_once_never_wait_in_a_circle(
    make_article, make_comment, django_user_model
):
    article = make_article()
    threads = [make_comment(article) for _each in range(3)]
    replies = [make_comment(article, parent=threads[number % 3]) for number in range(9)]
    moderators = [django_user_model.objects.create_superuser(f"m{number}") for number in range(8)]
    keys = [comment.pk for comment in (*threads, *replies)]

    def decide(moderator):
        chance = Random(moderator.pk)  # noqa: S311 (a sequence to try, not a secret)
        try:
            for _each in range(8):
                some = chance.sample(keys, chance.choice([1, 1, 4, 12]))
                match chance.randrange(5):
                    case 0 | 1:
                        at_the_desk(moderator, "publish", some)
                    case 2:
                        at_the_desk(moderator, "reject", some)
                    case 3:
                        undo(moderator, some)
                    case 4:
                        make_comment(
                            article, parent_id=some[0], status="published", message=f"{moderator} {chance.random()}"
                        )
        finally:
            connection.close()

    with ThreadPoolExecutor(len(moderators)) as pool:
        list(pool.map(decide, moderators))
    for thread in threads:
        stands(thread)
