"""What is done to one discussion at the same moment: everybody waits in one order, and no one in a circle."""

from threading import Thread

import pytest
from django.db import connection, transaction

from articles.models import Article, Section
from comments.models import Comment, Report
from comments.moderation.undo import undo
from tests.newsroom.checkout import until
from tests.staff import account


def waits():
    """Whether anyone waits for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
        return cursor.fetchone()[0]


def reject(comment, moderator):
    comment.reject(by=moderator, reason="insult")


def take_back(comment, moderator):
    undo(moderator, [comment.pk])


def report(comment, moderator):
    Report(comment=comment, reason="insult", network_hash="a network").hand_in()


@pytest.mark.parametrize("act", [reject, take_back, report])
@pytest.mark.django_db(transaction=True)
def test_a_reply_that_is_published_and_a_decision_on_what_it_answers_both_come_through(make_comment, settings, act):
    settings.REPORTS_HIDE_AFTER = 1
    moderator = account("Moderator")
    comment = make_comment()
    comment.publish(by=moderator)
    failed = []

    def decide():
        try:
            act(comment, moderator)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    with transaction.atomic():
        reply = make_comment(comment.article, parent=comment, status="published")
        deciding = Thread(target=decide)
        deciding.start()
        until(waits, "the decision")
    deciding.join()
    assert failed == []
    assert Comment.objects.get(pk=reply.pk).status == "published"
    assert Comment.objects.get(pk=comment.pk).status != "published"


@pytest.mark.django_db(transaction=True)
def test_an_article_that_moves_and_decisions_on_many_of_its_comments_both_come_through(make_article, make_comment):
    article = make_article()
    first, second = make_comment(article), make_comment(article)
    Comment.objects.filter(pk=first.pk).update(language="en")  # the first one is behind the second now
    elsewhere = Section.objects.create(name="Science", slug="science")
    failed = []

    def move():
        try:
            Article.objects.filter(pk=article.pk).update(section=elsewhere)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    with transaction.atomic():
        for comment in (first, second):  # as the person who decides on many locks them
            Comment.objects.select_for_update(no_key=True).get(pk=comment.pk)
            if comment == first:
                moving = Thread(target=move)
                moving.start()
                until(waits, "the move")
    moving.join()
    assert failed == []
    assert set(Comment.objects.values_list("section", flat=True)) == {elsewhere.pk}
