"""The way of a comment's words, one step after the other: store, receipt, policy, tell. Sending and editing take it."""

from django.db import transaction
from django.utils import timezone

from comments.mail import send_receipt, tell_moderators
from comments.models import Comment, Finding
from comments.writing.moderation_policy import follow, store, weigh_again


def take(comment: Comment) -> None:
    """Take a comment that was just sent, with what its checks found. IntegrityError where it, or its place, is gone."""
    with transaction.atomic():
        store(comment)
        if not comment.is_refused:
            send_receipt.enqueue(comment.pk)
        follow(comment)
        if comment.status == Comment.Status.PENDING:
            tell_moderators()


def take_edit(pk: int, message: str, found: list[Finding]) -> bool:
    """Take other words for a comment. found: what the checks find in them.

    False where someone answered the comment, or the time to edit ran out, in this very moment. Its writer has the
    receipt already, and moderators are told of a comment once.
    """
    with transaction.atomic():
        comment = Comment.objects.select_for_update().get(pk=pk)  # a reply that is on its way waits for this lock
        if not comment.is_editable:
            return False
        comment.message = message
        comment.edited_at = timezone.now()
        comment.sent_key = None  # what was sent is no longer what is here
        comment.save()
        weigh_again(comment, found)
    return True
