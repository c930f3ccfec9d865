"""Addresses that show a comment to whoever wrote it, without an account: signed, and good for a time only."""

from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.db import models
from django.urls import reverse

from comments.models import Comment

_MANAGE = TimestampSigner(sep=".", salt="comments.manage")
_UNSUBSCRIBE = TimestampSigner(sep=".", salt="comments.unsubscribe")
MANAGE_LINK_LASTS = timedelta(days=30)
UNSUBSCRIBE_LINK_LASTS = timedelta(days=365)


class LinkExpiredError(Exception):
    """The link was good once."""


def manage_url(comment: Comment) -> str:
    """The whole address of the commenter's own page, for a mail. Whoever has it may act as the commenter."""
    return f"{settings.SITE_URL}{reverse('manage_comment', args=[_MANAGE.sign(str(comment.pk))])}"


def managed_comment(signed: str) -> Comment | None:
    """The comment that signed lets its holder manage; None for a forged link. Raises LinkExpiredError."""
    return _unsigned(_MANAGE, signed, MANAGE_LINK_LASTS)


def unsubscribe_url(comment: Comment) -> str:
    """The whole address that ends mails about replies, for a mail's header: its holder may do that and no more."""
    return f"{settings.SITE_URL}{reverse('unsubscribe', args=[_UNSUBSCRIBE.sign(str(comment.pk))])}"


def unsubscribed_comment(signed: str) -> Comment | None:
    """The comment whose writer wants no more mails; None for a forged link. Raises LinkExpiredError."""
    return _unsigned(_UNSUBSCRIBE, signed, UNSUBSCRIBE_LINK_LASTS)


def _unsigned(signer: TimestampSigner, signed: str, lasts: timedelta) -> Comment | None:
    try:
        return _comments().filter(pk=signer.unsign(signed, max_age=lasts)).first()
    except SignatureExpired as expired:
        raise LinkExpiredError from expired
    except BadSignature:
        return None


def _comments() -> models.QuerySet[Comment]:
    """Those whose writer is still known: what was erased belongs to nobody any more."""
    return Comment.objects.select_related("article").exclude(email="")
