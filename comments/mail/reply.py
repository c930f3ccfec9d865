"""The mail about a reply, for commenters who asked for it. It goes out once for each reply."""

from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.db.models import F, Q
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from comments.mail.decision import WAIT
from comments.mail.delivery import deliver
from comments.mail.letter import letter
from comments.mail.limit import may_write_to
from comments.models import Comment, Decision
from comments.models.comment_queryset import CommentQuerySet
from comments.moderation.decision import decided
from comments.own.signed_links import manage_url, unsubscribe_key, unsubscribe_url


@receiver(decided, dispatch_uid="comments.mail.reply")
def announce_replies(sender: Any, decisions: list[Decision], **kwargs: Any) -> None:
    """Queue a mail for each reply that is being published under a comment whose writer wants to know."""
    published = [decision.comment for decision in decisions if decision.verdict == Comment.Status.PUBLISHED]
    replies = [comment.pk for comment in published if comment.parent_id]
    if not replies:
        return
    for comment_id in _to_announce().filter(pk__in=replies).values_list("pk", flat=True):
        send_reply_notice.using(run_after=timezone.now() + WAIT).enqueue(comment_id)


def _to_announce() -> CommentQuerySet:
    """Replies to someone else, who wants to know and does not yet. Older ones say only what they are under."""
    is_wanted = Q(answers__isnull=False) & _wants("answers") | Q(answers=None) & _wants("parent")
    return Comment.objects.filter(is_wanted, announced_at=None)


def _wants(answered: str) -> Q:
    """Whether the writer of the comment that the field answered leads to wants a mail about replies by others."""
    fields = {"status": Comment.Status.PUBLISHED, "mails_replies": True, "confirmed_at__isnull": False, "email__gt": ""}
    wants = Q(**{f"{answered}__{field}": value for field, value in fields.items()})
    return wants & ~Q(email_key=F(f"{answered}__email_key"))


@task()
def send_reply_notice(comment_id: int, failures: int = 0) -> None:
    """Tell the commenter about the reply comment_id. failures: how often that failed before."""
    reply = (
        _to_announce()
        .published()
        .select_related("answers__article", "parent__article", "article")
        .filter(pk=comment_id)
        .first()
    )
    answered = reply and (reply.answers or reply.parent)
    if reply is None or answered is None or not (failures or may_write_to(answered.email)):
        return
    # What asked for mails before links named addresses is named now, or the link in this mail would miss it.
    unnamed = Comment.objects.of_address(answered.email).filter(mails_replies=True, unsubscribe_key="")
    unnamed.update(unsubscribe_key=unsubscribe_key(answered.email))
    if deliver(_letter(reply, answered), send_reply_notice, comment_id, failures):
        Comment.objects.filter(pk=comment_id).update(announced_at=timezone.now())


def _letter(reply: Comment, comment: Comment) -> EmailMultiAlternatives:
    unsubscribe = unsubscribe_url(comment.email)
    context = {
        "comment": comment,
        "article": comment.article,
        "reply": reply,
        "manage_url": manage_url(comment),
        "unsubscribe_url": unsubscribe,
    }
    subject = _("%(name)s replied to your comment on “%(headline)s”") % {
        "name": reply.name,
        "headline": comment.article.headline,
    }
    # One click in the reader's mail program. Source: RFC 8058.
    headers = {"List-Unsubscribe": f"<{unsubscribe}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    return letter("reply", comment.email, subject, context, headers)
