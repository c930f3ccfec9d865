"""The one mail that answers a comment: confirm the address, manage the comment."""

from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext as _
from django_tasks import task

from comments.mail.delivery import deliver
from comments.mail.letter import letter
from comments.models import Comment
from comments.policy import what_happens_next
from comments.signed_links import manage_url


@task()
def send_receipt(comment_id: int, failures: int = 0) -> None:
    """Send the commenter of comment_id the link that confirms and manages. failures: how often that failed before."""
    comment = Comment.objects.select_related("article").filter(pk=comment_id).exclude(email="").first()
    if comment:
        deliver(_receipt(comment), send_receipt, comment_id, failures)


def _receipt(comment: Comment) -> EmailMultiAlternatives:
    context = {
        "comment": comment,
        "article": comment.article,
        "manage_url": manage_url(comment),
        "what_happens_next": what_happens_next(comment),
    }
    subject = _("Your comment on “%(headline)s”") % {"headline": comment.article.headline}
    return letter("receipt", comment.email, subject, context)
