"""Addresses that show a comment to whoever wrote it, without an account: signed, and good for a time only."""

from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.db import models
from django.urls import reverse

from comments.models import Comment

_OWN = TimestampSigner(sep=".", salt="comments.own")
_MANAGE = TimestampSigner(sep=".", salt="comments.manage")
OWN_LINK_LASTS = timedelta(days=1)
MANAGE_LINK_LASTS = timedelta(days=30)


class LinkExpiredError(Exception):
    """The link was good once."""


def own_comment_url(comment: Comment) -> str:
    """The article page that shows comment to its writer, as it answers a form that was sent."""
    return f"{comment.article.get_absolute_url()}?comment={_OWN.sign(str(comment.pk))}#comment-{comment.pk}"


def own_comment(signed: str) -> Comment | None:
    """The comment that signed shows to its writer; None for a link that is forged or too old."""
    try:
        return _comments().filter(pk=_OWN.unsign(signed, max_age=OWN_LINK_LASTS)).first()
    except BadSignature:
        return None


def manage_url(comment: Comment) -> str:
    """The whole address of the commenter's own page, for a mail. Whoever has it may act as the commenter."""
    return f"{settings.SITE_URL}{reverse('manage_comment', args=[_MANAGE.sign(str(comment.pk))])}"


def managed_comment(signed: str) -> Comment | None:
    """The comment that signed lets its holder manage; None for a forged link. Raises LinkExpiredError."""
    try:
        return _comments().filter(pk=_MANAGE.unsign(signed, max_age=MANAGE_LINK_LASTS)).first()
    except SignatureExpired as expired:
        raise LinkExpiredError from expired
    except BadSignature:
        return None


def _comments() -> models.QuerySet[Comment]:
    return Comment.objects.select_related("article")
