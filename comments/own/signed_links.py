"""Addresses that show a comment to the person who wrote it, without an account: signed, and good for a time only."""

from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.db import models
from django.urls import reverse
from django.utils.crypto import salted_hmac

from comments.models import Comment
from comments.models.comment_queryset import CommentQuerySet
from comments.text.email_key import mailable

_MANAGE = TimestampSigner(sep=".", salt="comments.manage")
_UNSUBSCRIBE = TimestampSigner(sep=".", salt="comments.unsubscribe")
MANAGE_LINK_LASTS = timedelta(days=30)
UNSUBSCRIBE_LINK_LASTS = timedelta(days=365)


class LinkExpiredError(Exception):
    """The link was good once."""


def manage_url(comment: Comment) -> str:
    """The whole address of the commenter's own page, for a mail. Anyone who has it may act as the commenter."""
    return f"{settings.SITE_URL}{reverse('manage_comment', args=[_MANAGE.sign(str(comment.pk))])}"


def managed_comment(signed: str) -> Comment | None:
    """The comment that signed lets its holder manage; None for a forged link. Raises LinkExpiredError."""
    pk = _unsigned(_MANAGE, signed, MANAGE_LINK_LASTS)
    return _comments().filter(pk=pk).first() if pk else None


def unsubscribe_key(address: str) -> str:
    """64 hexadecimal digits that name address, and tell no one what it is."""
    return salted_hmac("comments.unsubscribe", mailable(address).lower(), algorithm="sha256").hexdigest()


def unsubscribe_url(address: str) -> str:
    """The whole link that ends mails about replies to address, for a mail's header: its holder may do that alone.

    It names the address, so it works though the comment that the mail was about is erased.
    """
    return f"{settings.SITE_URL}{reverse('unsubscribe', args=[_UNSUBSCRIBE.sign(f'@{unsubscribe_key(address)}')])}"


def unsubscribed_comments(signed: str) -> CommentQuerySet | None:
    """The comments about which signed ends mails; None for a link that is forged. Raises LinkExpiredError.

    Links of before name a comment. They hold for all of its address while it is there.
    """
    named = _unsigned(_UNSUBSCRIBE, signed, UNSUBSCRIBE_LINK_LASTS)
    if named is None:
        return None
    if named.startswith("@"):
        return Comment.objects.filter(mails_replies=True, unsubscribe_key=named[1:])
    comment = _comments().filter(pk=named).first()
    return Comment.objects.of_address(comment.email) if comment else None


def _unsigned(signer: TimestampSigner, signed: str, lasts: timedelta) -> str | None:
    try:
        return signer.unsign(signed, max_age=lasts)
    except SignatureExpired as expired:
        raise LinkExpiredError from expired
    except BadSignature:
        return None


def _comments() -> models.QuerySet[Comment]:
    """Those whose writer is still known: what was erased belongs to no one any more."""
    return Comment.objects.select_related("article").exclude(email="")
