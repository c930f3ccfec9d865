"""What is done to one discussion at the same moment: everybody waits in one order, and nobody in a circle."""

from threading import Thread

import pytest
from django.db import connection, transaction

from comments.models import Comment, Report
from comments.models.undo import undo
from tests.newsroom.checkout import until
from tests.staff import account


def waits():
    """Whether anybody waits for a lock."""
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
