"""A burst of ratings: what readers are shown meanwhile, and what staff decided about it.

The ratings stay where they are and the totals stay true. A frozen discussion shows the counts from before the burst
until someone decides; ratings that are set aside no longer count, until someone takes that back.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import CharField, Count, Exists, Min, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment
from comments.models.comment_queryset import CommentQuerySet
from comments.models.discussion import Discussion
from comments.totals.rating_move import RatingMove, RatingMoveQuerySet

WINDOW = timedelta(minutes=10)
FEWEST = 10  # ratings within the window that can be a burst
SMALLEST_SHARE = 10  # a burst is at least one in so many of the ratings before it, or it hardly moves the average
RATINGS_PER_NETWORK = 2  # as many or more come from few networks
NEW_OR_CHANGED = 0.9  # of the burst, as many or more have never commented before, or change what they had given
MOST_MOMENTS = 20  # of what is decided on at once under one article, that are looked at


class RatingQuarantineQuerySet(models.QuerySet["RatingQuarantine"]):
    def open(self) -> RatingQuarantineQuerySet:
        return self.filter(ended_at=None)

    def watch(self, comments: CommentQuerySet) -> None:
        """Freeze what readers are shown where a move of a total by one of comments is part of a burst.

        Asked after everything that moves totals, in the same transaction.
        """
        if not settings.RATING_QUARANTINE:
            return
        near = RatingMove.objects.within(
            OuterRef("article"), OuterRef("moved_at") - WINDOW, OuterRef("moved_at") + WINDOW
        )
        # Looked for once for all, and no further than needed: most ratings are part of no burst.
        enough = near.order_by("moved_at")[FEWEST - 1 : FEWEST]
        # Their last moves alone: those before have been looked at.
        last = RatingMove.objects.filter(comment__in=comments).order_by("comment", "-pk").distinct("comment")
        crowded = RatingMove.objects.filter(Exists(enough), pk__in=last.values("pk")).order_by("article", "-moved_at")
        moments: dict[int, list[datetime]] = defaultdict(list)
        for article_id, moved_at in crowded.values_list("article", "moved_at").distinct():
            moments[article_id].append(moved_at)
        for article_id, times in moments.items():
            with transaction.atomic():
                discussion = Discussion.objects.select_for_update().get(pk=article_id)
                if discussion.frozen_star_counts is None:
                    any(self._freeze(discussion, moved_at) for moved_at in times[:MOST_MOMENTS])

    def _freeze(self, discussion: Discussion, moment: datetime) -> bool:
        """Freeze a locked discussion where the moves around moment are a burst. Whether it did."""
        since, until = moment - WINDOW, moment + WINDOW
        moves = RatingMove.objects.within(discussion.pk, since, until)
        ended_at = self.filter(discussion=discussion).aggregate(at=models.Max("ended_at"))["at"]
        if ended_at is not None:  # what staff decided about is no burst again
            moves = moves.filter(moved_at__gt=ended_at)
        # Counted first, and no further than that: others wait meanwhile.
        enough = max(FEWEST, discussion.rating_count // (SMALLEST_SHARE + 1))
        if moves[:enough].count() < enough:
            return False
        earlier = _counts_before(discussion, moves)
        found = _look_at(moves, since)
        if found["ratings"] < max(FEWEST, sum(earlier) // SMALLEST_SHARE) or not _is_suspicious(found):
            return False
        discussion.frozen_star_counts = earlier
        discussion.save(update_fields=["frozen_star_counts"])
        self.create(discussion=discussion, **found)
        return True


def _counts_before(discussion: Discussion, moves: RatingMoveQuerySet) -> list[int]:
    """What the true counts were before moves: their sum taken back."""
    counts = dict(discussion.true_star_counts)
    for before, after, times in moves.order_by().values_list("before", "after").annotate(times=Count("pk")):
        if before:
            counts[before] += times
        if after:
            counts[after] -= times
    return [max(0, count) for count in counts.values()]


def _look_at(moves: RatingMoveQuerySet, since: datetime) -> dict[str, Any]:
    """By address: a rating that is given, taken back and given again within the burst is one.

    A comment that was erased meanwhile has no address any more, and counts by itself.
    """
    rated = Comment.objects.filter(pk=OuterRef("comment_id"))
    moves = moves.annotate(
        sent_at=Subquery(rated.values("created_at")),
        network=Coalesce(Subquery(rated.values("network_hash")), Value("")),
        address=Coalesce(
            Subquery(rated.exclude(email_key="").values("email_key")),
            Concat(Value("#"), Cast("comment_id", CharField())),
        ),
    )
    known = Comment.objects.filter(email_key=OuterRef("address"), created_at__lt=since)
    moves = moves.annotate(is_known=Exists(known.exclude(pk=OuterRef("comment_id"))))
    given = Q(before=None)
    changed = Q(before__isnull=False) & (Q(sent_at=None) | Q(sent_at__lt=since))
    return moves.aggregate(
        ratings=Count("address", distinct=True),
        networks=Count("network", filter=given & ~Q(network=""), distinct=True),
        new_addresses=Count("address", filter=given & Q(is_known=False), distinct=True),
        changed=Count("address", filter=changed, distinct=True),
        began_at=Min("moved_at"),
    )


def _is_suspicious(found: dict[str, Any]) -> bool:
    few_networks = 0 < found["networks"] * RATINGS_PER_NETWORK <= found["ratings"]
    return few_networks or found["new_addresses"] + found["changed"] >= found["ratings"] * NEW_OR_CHANGED


class RatingQuarantine(models.Model):
    """One burst under one article. ratings, networks, new_addresses, changed: of the burst as it was noticed."""

    class Outcome(models.TextChoices):
        COUNTED = "counted", _("The ratings count")
        SET_ASIDE = "set_aside", _("The ratings are set aside")

    discussion = models.ForeignKey(
        Discussion, verbose_name=_("discussion"), on_delete=models.CASCADE, related_name="quarantines"
    )
    began_at = models.DateTimeField(_("first rating"), editable=False)
    noticed_at = models.DateTimeField(_("noticed at"), default=timezone.now, editable=False)
    ratings = models.PositiveIntegerField(_("ratings"), editable=False)
    networks = models.PositiveIntegerField(_("networks"), editable=False)
    new_addresses = models.PositiveIntegerField(_("from new addresses"), editable=False)
    changed = models.PositiveIntegerField(_("changed or taken back"), default=0, db_default=0, editable=False)
    ended_at = models.DateTimeField(_("decided at"), null=True, editable=False)
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome.choices, blank=True, editable=False)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = RatingQuarantineQuerySet.as_manager()

    class Meta:
        verbose_name = _("frozen rating")
        verbose_name_plural = _("frozen ratings")
        ordering = ["-noticed_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="ratingquarantine_one_open_per_discussion", fields=["discussion"], condition=Q(ended_at=None)
            ),
            models.CheckConstraint(
                name="ratingquarantine_ends_with_an_outcome",
                condition=Q(ended_at=None, outcome="")
                | Q(ended_at__isnull=False, outcome__in=["counted", "set_aside"]),
            ),
        ]

    def __str__(self) -> str:
        return str(self.discussion)

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    def count(self, by: Any = None) -> None:
        """Let the ratings count, and show the average as it is. Takes back ``set_aside``."""
        self._decide(self.Outcome.COUNTED, by)

    def set_aside(self, by: Any = None) -> None:
        """Let no rating count that was given from the first of the burst until it was decided. Takes back ``count``."""
        self._decide(self.Outcome.SET_ASIDE, by)

    def _decide(self, outcome: str, by: Any) -> None:
        with transaction.atomic():
            self.ended_at = self.ended_at or timezone.now()
            self.outcome, self.decided_by = outcome, by
            self.save()
            if outcome == self.Outcome.SET_ASIDE:
                moved = RatingMove.objects.within(self.discussion_id, self.began_at, self.ended_at)
                counted = Comment.objects.published().filter(article=self.discussion_id, rating_counts=True)
                counted.filter(pk__in=moved.values("comment")).update(set_aside=self)
            else:
                Comment.objects.filter(set_aside=self).update(set_aside=None)
            # Comments before their discussion, as every writer locks them, so no one waits in a circle.
            discussion = Discussion.objects.select_for_update().get(pk=self.discussion_id)
            if not RatingQuarantine.objects.open().filter(discussion=discussion).exists():
                Discussion.objects.filter(pk=discussion.pk).update(frozen_star_counts=None)
