"""The one mail that answers a comment: confirm the address, manage the comment. The worker sends it."""

import logging
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_tasks import task

from comments.models import Comment
from comments.policy import what_happens_next
from comments.signed_links import manage_url

# How long to wait after each failure: a mail server may be down for a day.
RETRY_AFTER = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480, 1440)]

log = logging.getLogger(__name__)


@task()
def send_receipt(comment_id: int, failures: int = 0) -> None:
    """Send the commenter of comment_id the link that confirms and manages. failures: how often that failed before."""
    comment = Comment.objects.select_related("article").filter(pk=comment_id).first()
    if comment is None or not comment.email:
        return
    try:
        _receipt(comment).send()
    except OSError as fault:
        if failures >= len(RETRY_AFTER):
            raise
        log.warning("The mail for comment %s waits: %s", comment_id, type(fault).__name__)
        later = send_receipt.using(run_after=timezone.now() + RETRY_AFTER[failures])
        later.enqueue(comment_id, failures + 1)


def _receipt(comment: Comment) -> EmailMultiAlternatives:
    with translation.override(comment.language or None):
        context = {
            "comment": comment,
            "article": comment.article,
            "manage_url": manage_url(comment),
            "site_name": settings.SITE_NAME,
            "what_happens_next": what_happens_next(comment),
        }
        subject = _("Your comment on “%(headline)s”") % {"headline": comment.article.headline}
        mail = EmailMultiAlternatives(
            subject=" ".join(subject.split()),
            body=render_to_string("comments/mail/receipt.txt", context),
            to=[comment.email],
            headers={"Auto-Submitted": "auto-generated"},
        )
        mail.attach_alternative(render_to_string("comments/mail/receipt.html", context), "text/html")
    return mail
