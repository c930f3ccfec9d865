# ruff: noqa: S608 (the SQL is put together from the constants below, never from what anyone sends)
from __future__ import annotations

from datetime import timedelta
from typing import Any

import pgtrigger
from django.db import models
from django.utils import timezone

from articles.models import Article

REMEMBERED = timedelta(days=30)


class RatingMoveQuerySet(models.QuerySet["RatingMove"]):
    def outlived(self) -> RatingMoveQuerySet:
        """Those that no burst can be part of any more: comments rarely wait so long for a moderator."""
        return self.filter(moved_at__lt=timezone.now() - REMEMBERED)

    def within(self, article_id: Any, since: Any, until: Any) -> RatingMoveQuerySet:
        """Moves of an article in a span. Each may be a value or an expression, as in a subquery."""
        return self.filter(article=article_id, moved_at__range=(since, until))


class RatingMove(models.Model):
    """That a rating moved its article's totals: it began to count, has other stars, or counts no more.

    The database writes it, whichever way that came about. before, after: stars, or None where it did not count.
    moved_at: when the reader acted, which may be long before a moderator published the comment.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, db_index=False, related_name="+")
    # Outlives its comment, which may be erased: what was moved has moved.
    comment = models.ForeignKey(
        "comments.Comment", on_delete=models.DO_NOTHING, db_constraint=False, related_name="rating_moves"
    )
    before = models.PositiveSmallIntegerField(null=True)
    after = models.PositiveSmallIntegerField(null=True)
    moved_at = models.DateTimeField()

    objects = RatingMoveQuerySet.as_manager()

    class Meta:
        indexes = [models.Index("article", "moved_at", name="ratingmove_of_article")]

    def __str__(self) -> str:
        return f"{self.before or 'none'} to {self.after or 'none'}"


_COUNTED = "CASE WHEN {row}.rating_counts THEN {row}.stars END"

# Row by row, for the few that count. ``rating_counts`` is settled by the triggers of the totals, one level deeper.
RATING_MOVES_ARE_NOTED = pgtrigger.Trigger(
    name="comment_rating_moves_are_noted",
    operation=pgtrigger.Update,
    when=pgtrigger.After,
    condition=pgtrigger.Condition(
        f"NOT ({_COUNTED.format(row='OLD')} IS NOT DISTINCT FROM {_COUNTED.format(row='NEW')})"
    ),
    func=f"""
        INSERT INTO comments_ratingmove (article_id, comment_id, before, after, moved_at) VALUES (
            NEW.article_id, NEW.id, {_COUNTED.format(row="OLD")}, {_COUNTED.format(row="NEW")},
            greatest(NEW.created_at, NEW.rated_at, NEW.confirmed_at)
        );
        RETURN NULL;
    """,
)
