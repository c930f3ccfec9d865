"""The mail with new links to the comments of an address, for whoever lost theirs."""

from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext as _
from django_tasks import task

from comments.mail.delivery import UndeliveredError, deliver
from comments.mail.letter import letter
from comments.models import Comment, LinkRequest
from comments.signed_links import manage_url

MOST_LINKS = 30  # comments in one mail, the newest


@task()
def send_links(request_id: int, failures: int = 0) -> None:
    """Send new links to the address that asked, if it has any comments. failures: how often that failed before."""
    asked = LinkRequest.objects.filter(pk=request_id).first()
    if asked is None:
        return
    mine = Comment.objects.of_address(asked.email)
    comments = list(mine.select_related("article").newest_first()[:MOST_LINKS])
    try:
        is_done = not comments or deliver(_letter(asked.email, comments), send_links, request_id, failures)
    except UndeliveredError:
        asked.delete()
        raise
    if is_done:
        asked.delete()


def _letter(address: str, comments: list[Comment]) -> EmailMultiAlternatives:
    context = {
        "comments": [{"comment": comment, "manage_url": manage_url(comment)} for comment in comments],
        "name": comments[0].name,
    }
    return letter("links", address, _("The links to your comments"), context)
