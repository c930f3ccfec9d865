from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone

from comments.models.comment import Comment

LASTS = timedelta(days=1)


class ShownOnceQuerySet(models.QuerySet["ShownOnce"]):
    def issue(self, comment: Comment, *, as_new: bool = False, sent_at: datetime | None = None) -> str:
        """A secret that opens comment once. as_new: shows it as if it had just been sent, whatever became of it."""
        secret = secrets.token_urlsafe(24)
        self.create(digest=_digest(secret), comment=comment, as_new=as_new, sent_at=sent_at or timezone.now())
        return secret

    def open(self, secret: str) -> ShownOnce | None:
        """What secret opens, which it does no second time; None for a secret that is spent, forged or too old."""
        shown = self.select_related("comment__article").filter(digest=_digest(secret)).first()
        is_mine = shown is not None and self.filter(pk=shown.pk).delete()[0]
        return shown if is_mine and shown and shown.sent_at > timezone.now() - LASTS else None

    def outlived(self) -> ShownOnceQuerySet:
        """Those that open nothing any more."""
        return self.filter(sent_at__lt=timezone.now() - LASTS)


class ShownOnce(models.Model):
    """Lets the sender of a comment see it once after sending. An address that was opened shows nothing to anyone else.

    digest: of the secret in the address, which is stored nowhere.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="+")
    as_new = models.BooleanField(default=False)
    sent_at = models.DateTimeField(db_index=True)

    objects = ShownOnceQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.sent_at)

    @property
    def own_comment(self) -> Comment | None:
        """The comment as its sender may see it; None where its words are gone."""
        comment = self.comment
        if self.as_new:
            comment.status, comment.created_at = Comment.Status.PENDING, self.sent_at
            comment.held_because = [finding for finding in comment.held_because if finding.is_of_the_form]
            comment.confirmed_at = comment.edited_at = comment.set_aside_id = comment.pinned_at = None
        return comment if comment.message else None


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
