"""The mail that tells a commenter what a moderator decided, and why.

It goes to confirmed addresses only: anyone can type someone else's, and then the receipt is all that they get.
"""

from datetime import timedelta
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from comments.mail.delivery import deliver
from comments.mail.letter import letter
from comments.models import Comment, Decision, Objection
from comments.moderation.decision import decided
from comments.moderation.objection import decider_on
from comments.own.signed_links import manage_url

WAIT = timedelta(minutes=2)  # a moderator may take a decision back; then no one hears of it
TOLD = (Comment.Status.PUBLISHED, Comment.Status.REJECTED)


@receiver(decided, dispatch_uid="comments.mail.decision")
def tell_commenters(sender: Any, decisions: list[Decision], **kwargs: Any) -> None:
    """Queue a mail for each decision that a person made on a comment whose address is confirmed."""
    for decision in decisions:
        if decision.made_by_id and _is_told(decision) and decision.comment.confirmed_at and decision.comment.email:
            send_decision.using(run_after=timezone.now() + WAIT).enqueue(decision.pk)


def _is_told(decision: Decision) -> bool:
    return decision.verdict in TOLD


@task()
def send_decision(decision_id: int, failures: int = 0) -> None:
    """Tell the commenter of a decision, unless it is no longer the last. failures: how often that failed before."""
    decision = Decision.objects.filter(pk=decision_id).first()
    if decision is None:
        return
    comment = (
        Comment.objects.select_related("article")
        .filter(pk=decision.comment_id, status=decision.verdict, confirmed_at__isnull=False)
        .exclude(email="")
        .first()
    )
    if comment and comment.decisions.first() == decision:
        deliver(_letter(comment, decision), send_decision, decision_id, failures)


def _letter(comment: Comment, decision: Decision) -> EmailMultiAlternatives:
    objection = Objection.objects.filter(comment=comment).first()
    context = {
        "comment": comment,
        "article": comment.article,
        "decision": decision,
        "objection": objection if objection and objection.decided_at else None,
        "may_object": comment.status == Comment.Status.REJECTED and objection is None,
        "decider": decider_on(decision),
        "manage_url": manage_url(comment),
    }
    words = {"headline": comment.article.headline}
    if comment.status == Comment.Status.PUBLISHED:
        subject = _("Your comment on “%(headline)s” is published") % words
    else:
        subject = _("Your comment on “%(headline)s” is not published") % words
    return letter("decision", comment.email, subject, context)
