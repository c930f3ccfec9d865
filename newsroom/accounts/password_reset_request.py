from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils import timezone

from comments.text.email_key import LONGEST_ADDRESS

GIVEN_UP_AFTER = timedelta(days=1)


class PasswordResetRequestQuerySet(models.QuerySet["PasswordResetRequest"]):
    def outlived(self) -> PasswordResetRequestQuerySet:
        """Those that no mail could be sent for in all that time."""
        return self.filter(made_at__lt=timezone.now() - GIVEN_UP_AFTER)


class PasswordResetRequest(models.Model):
    """Someone typed an address to choose a new password. The worker deletes the row when it has answered.

    A row of its own, so the queue of tasks never holds an address. An unknown address takes the same work.
    """

    email = models.EmailField(max_length=LONGEST_ADDRESS)
    made_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = PasswordResetRequestQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.made_at)
