"""The one mail that answers a comment: confirm the address, manage the comment.

Anyone can type someone else's address, so it holds nothing that came with the form.
"""

from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext as _
from django_tasks import task

from comments.mail.delivery import deliver
from comments.mail.letter import letter
from comments.mail.limit import may_write_to
from comments.models import Comment
from comments.own.signed_links import manage_url


@task()
def send_receipt(comment_id: int, failures: int = 0) -> None:
    """Send the commenter of comment_id the link that confirms and manages. failures: how often that failed before."""
    written = Comment.objects.exclude(status=Comment.Status.SPAM).exclude(email="")
    comment = written.select_related("article").filter(pk=comment_id).first()
    if comment and (failures or may_write_to(comment.email)):
        deliver(_receipt(comment), send_receipt, comment_id, failures)


def _receipt(comment: Comment) -> EmailMultiAlternatives:
    context = {
        "comment": comment,
        "article": comment.article,
        "manage_url": manage_url(comment),
    }
    subject = _("Your comment on “%(headline)s”") % {"headline": comment.article.headline}
    return letter("receipt", comment.email, subject, context)
