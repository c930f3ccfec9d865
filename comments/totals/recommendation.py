from __future__ import annotations

from datetime import UTC, datetime, time

import pgtrigger
from django.db import models
from django.utils import timezone

from comments.models.comment import Comment
from comments.writing.network_key import NetworkKey, wide_network_of


class RecommendationQuerySet(models.QuerySet["Recommendation"]):
    def give(self, comment: Comment, address: str, key: NetworkKey) -> None:
        """Count one for comment from the network of address, unless that network has given it one already.

        IntegrityError where the comment is not published any more.
        """
        network = key.hash("recommendation", f"{comment.pk} {wide_network_of(address)}")
        given = Recommendation(comment=comment, network_hash=network)
        self.bulk_create([given], ignore_conflicts=True)  # type: ignore[list-item]

    def outlived(self) -> RecommendationQuerySet:
        """Those of days that are over, which still have the code of a network. They count without it."""
        today = datetime.combine(timezone.now().astimezone(UTC).date(), time(), UTC)
        return self.filter(network_hash__isnull=False, made_at__lt=today)


_BY_STATEMENT = {
    "insert": (pgtrigger.Insert, pgtrigger.Referencing(new="new_rows"), "SELECT comment_id, 1 AS weight FROM new_rows"),
    "delete": (
        pgtrigger.Delete,
        pgtrigger.Referencing(old="old_rows"),
        "SELECT comment_id, -1 AS weight FROM old_rows",
    ),
    "update": (
        pgtrigger.Update,
        pgtrigger.Referencing(old="old_rows", new="new_rows"),
        "SELECT comment_id, -1 AS weight FROM old_rows UNION ALL SELECT comment_id, 1 AS weight FROM new_rows",
    ),
}
_MOVED = """
    SELECT comment_id, sum(weight) AS weight FROM ({weighed}) AS weighed GROUP BY comment_id HAVING sum(weight) <> 0
"""
# Comments are locked as CommentQuerySet.locked does it, so no one waits in a circle.
_FUNCTION = """
    PERFORM 1 FROM comments_comment WHERE id IN (SELECT comment_id FROM ({moved}) AS moved)
    ORDER BY parent_id, id FOR NO KEY UPDATE;
    UPDATE comments_comment AS comment SET recommendation_count = comment.recommendation_count + moved.weight
    FROM ({moved}) AS moved WHERE comment.id = moved.comment_id;
    RETURN NULL;
"""

RECOMMENDATION_TRIGGERS = [
    pgtrigger.Trigger(
        name="recommendation_is_of_a_published_comment",
        operation=pgtrigger.Insert,
        when=pgtrigger.Before,
        # A verdict on the comment, or its withdrawal, is waited for.
        func="""
            PERFORM FROM comments_comment WHERE id = NEW.comment_id AND status = 'published' FOR NO KEY UPDATE;
            IF NOT FOUND THEN
                RAISE integrity_constraint_violation
                    USING MESSAGE = 'recommendation_is_of_a_published_comment: the comment is not published';
            END IF;
            RETURN NEW;
        """,
    ),
    *(
        pgtrigger.Trigger(
            name=f"recommendations_count_after_{statement}",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=operation,
            referencing=referencing,
            func=_FUNCTION.format(moved=_MOVED.format(weighed=weighed)),
        )
        for statement, (operation, referencing, weighed) in _BY_STATEMENT.items()
    ),
]


class Recommendation(models.Model):
    """That a reader recommended a comment: one for each network and comment, while the code of the network is kept.

    network_hash: made with the key of the day, for this comment alone. It goes with the day, the count stays.
    """

    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, db_index=False, related_name="recommendations")
    network_hash = models.CharField(max_length=64, null=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = RecommendationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["comment", "network_hash"], name="recommendation_once_for_a_network")
        ]
        indexes = [
            models.Index(
                fields=["made_at"],
                name="recommendation_with_network",
                condition=models.Q(network_hash__isnull=False),
            )
        ]
        triggers = RECOMMENDATION_TRIGGERS

    def __str__(self) -> str:
        return f"#{self.comment_id}"
