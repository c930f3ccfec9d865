from __future__ import annotations

from datetime import datetime

import pgtrigger
from django.db import models


class LedgerMonth(models.Model):
    """What a month came to, kept before rows that it was counted from are erased.

    figures: by name, as ``comments.upkeep.ledger`` counts them. until: what happened from then on is not in them.
    A month in which nothing happened has no row.
    """

    month = models.DateField(primary_key=True)
    figures = models.JSONField()
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class GoneCommentQuerySet(models.QuerySet["GoneComment"]):
    def received_before(self, moment: datetime) -> GoneCommentQuerySet:
        return self.filter(received_at__lt=moment)


class GoneComment(models.Model):
    """That a comment was received which is deleted by now: when, and nothing else. Until that is counted."""

    received_at = models.DateTimeField(db_index=True)

    objects = GoneCommentQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.received_at)


GONE_COMMENTS_ARE_COUNTED = pgtrigger.Trigger(
    name="comment_leaves_its_time",
    level=pgtrigger.Statement,
    when=pgtrigger.After,
    operation=pgtrigger.Delete,
    referencing=pgtrigger.Referencing(old="old_rows"),
    func="""
        INSERT INTO comments_gonecomment (received_at) SELECT created_at FROM old_rows WHERE NOT is_staff_reply;
        RETURN NULL;
    """,
)
