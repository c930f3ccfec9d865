from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.utils import timezone

from comments.text.email_key import LONGEST_ADDRESS

GIVEN_UP_AFTER = timedelta(days=7)


class LinkRequestQuerySet(models.QuerySet["LinkRequest"]):
    def outlived(self) -> LinkRequestQuerySet:
        """Those that no mail could be sent for in all that time."""
        return self.filter(made_at__lt=timezone.now() - GIVEN_UP_AFTER)


class LinkRequest(models.Model):
    """Someone asked for the links to the comments of an address. Gone once the worker has seen to it.

    A row of its own, so the queue of tasks never holds an address.
    """

    email = models.EmailField(max_length=LONGEST_ADDRESS)
    made_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = LinkRequestQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.made_at)
