"""A service that speaks Akismet's protocol. Off unless SPAM_CHECKS names it, since it tells others who writes what.

It hears the name, the message and the network address, which the protocol demands, and nothing of the e-mail address.
Source: https://akismet.com/developers/detailed-docs/comment-check/
"""

import logging

from django.conf import settings
from django.utils.translation import gettext as _

from comments.models import Finding, HeldBecause
from comments.spam.submission import Submission
from web.outside_service import post_in_time

SECONDS = 3  # that a reader waits for it at most

log = logging.getLogger(__name__)


def check(submission: Submission) -> Finding | None:
    """Refused where the service calls it spam; held where it cannot be asked."""
    comment = submission.comment
    fields = {
        "api_key": settings.AKISMET_KEY,
        "blog": settings.SITE_URL,
        "blog_charset": "UTF-8",
        "blog_lang": comment.language,
        "user_ip": submission.address,
        "user_agent": submission.user_agent,
        "permalink": f"{settings.SITE_URL}{comment.article.get_absolute_url()}",
        "comment_type": "comment",
        "comment_author": comment.name,
        "comment_content": comment.message,
    }
    reply = post_in_time("Akismet", settings.AKISMET_URL, fields, SECONDS)
    if reply == b"false":
        return None
    if reply == b"true":
        return Finding(HeldBecause.AKISMET, _("calls it spam"), refuses=True)
    if reply is not None:
        log.error("Akismet does not say whether a comment is spam: look at AKISMET_KEY and AKISMET_URL")
    return Finding(HeldBecause.AKISMET, _("could not be asked"))
