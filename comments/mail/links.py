"""The mail with new links to the comments of an address, for the person who lost theirs."""

from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext as _
from django_tasks import task

from comments.mail.delivery import UndeliveredError, deliver
from comments.mail.letter import letter
from comments.mail.limit import may_write_to
from comments.models import Comment, LinkRequest
from comments.own.signed_links import manage_url

MOST_LINKS = 30  # comments in one mail, the newest


@task()
def send_links(request_id: int, failures: int = 0) -> None:
    """Send new links to the address that asked, if it has any comments. failures: how often that failed before."""
    link_request = LinkRequest.objects.filter(pk=request_id).first()
    if link_request is None:
        return
    mine = Comment.objects.of_address(link_request.email)
    comments = list(mine.select_related("article").newest_first()[:MOST_LINKS])
    try:
        is_done = (
            not comments
            or not (failures or may_write_to(comments[0].email))
            or deliver(_letter(comments), send_links, request_id, failures)
        )
    except UndeliveredError:
        link_request.delete()
        raise
    if is_done:
        link_request.delete()


def _letter(comments: list[Comment]) -> EmailMultiAlternatives:
    """The mail to the address that the comments were sent with, which is not as it was typed now."""
    proved = next((comment for comment in comments if comment.confirmed_at), None)
    context = {
        "comments": [{"comment": comment, "manage_url": manage_url(comment)} for comment in comments],
        "name": proved.name if proved else "",
    }
    return letter("links", (proved or comments[0]).email, _("The links to your comments"), context)
