"""A burst of ratings: what readers are shown meanwhile, and what staff decided about it.

The ratings stay where they are and the totals stay true. A frozen discussion shows the counts from before the burst
until somebody decides; ratings that are set aside no longer count, until somebody takes that back.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, Exists, Min, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment
from comments.models.comment_queryset import CommentQuerySet
from comments.models.discussion import Discussion

WINDOW = timedelta(minutes=10)
FEWEST = 10  # ratings within the window that can be a burst
SMALLEST_SHARE = 10  # a burst is at least one in so many of the ratings before it, or it hardly moves the average
RATINGS_PER_NETWORK = 2  # as many or more come from few networks
NEW_ADDRESSES = 0.9  # of the burst, as many or more have never commented before


class RatingQuarantineQuerySet(models.QuerySet["RatingQuarantine"]):
    def open(self) -> RatingQuarantineQuerySet:
        return self.filter(ended_at=None)

    def watch(self, comment: Comment) -> None:
        """Freeze what readers are shown where comment, published a moment ago, is part of a burst of ratings."""
        if not settings.RATING_QUARANTINE or comment.stars is None or not comment.rating_counts:
            return
        since, until = comment.created_at - WINDOW, comment.created_at + WINDOW
        burst = _counted(comment.article_id).filter(created_at__range=(since, until))
        if burst[:FEWEST].count() < FEWEST:
            return
        with transaction.atomic():
            discussion = Discussion.objects.select_for_update().get(pk=comment.article_id)
            if discussion.frozen_star_counts is not None:
                return
            ended_at = self.filter(discussion=discussion).aggregate(at=models.Max("ended_at"))["at"]
            if ended_at is not None:  # what staff decided about is no burst again
                burst = burst.filter(created_at__gt=ended_at)
            # Counted first, and no further than that: others wait meanwhile, and most ratings are part of no burst.
            enough = max(FEWEST, discussion.rating_count // (SMALLEST_SHARE + 1))
            if burst[:enough].count() < enough:
                return
            found = _look_at(burst, since)
            earlier = discussion.rating_count - found["ratings"]
            if found["ratings"] < max(FEWEST, earlier // SMALLEST_SHARE) or not _is_suspicious(found):
                return
            given = dict(burst.values_list("stars").annotate(count=Count("pk")))
            discussion.frozen_star_counts = [
                max(0, count - given.get(stars, 0)) for stars, count in discussion.true_star_counts.items()
            ]
            discussion.save(update_fields=["frozen_star_counts"])
            self.create(discussion=discussion, **found)


def _counted(article_id: int) -> CommentQuerySet:
    return Comment.objects.published().filter(article=article_id, rating_counts=True)


def _look_at(burst: CommentQuerySet, since: Any) -> dict[str, Any]:
    known = Comment.objects.filter(email_key=OuterRef("email_key"), created_at__lt=since)
    return burst.aggregate(
        ratings=Count("pk"),
        networks=Count("network_hash", filter=~Q(network_hash=""), distinct=True),
        new_addresses=Count("pk", filter=~Exists(known)),
        began_at=Min("created_at"),
    )


def _is_suspicious(found: dict[str, Any]) -> bool:
    few_networks = 0 < found["networks"] * RATINGS_PER_NETWORK <= found["ratings"]
    return few_networks or found["new_addresses"] >= found["ratings"] * NEW_ADDRESSES


class RatingQuarantine(models.Model):
    """One burst under one article. ratings, networks, new_addresses: of the burst as it was noticed."""

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
    new_addresses = models.PositiveIntegerField(_("of new addresses"), editable=False)
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
        verbose_name = _("burst of ratings")
        verbose_name_plural = _("bursts of ratings")
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
        """Let no rating count that was sent from the first of the burst until it was decided. Takes back ``count``."""
        self._decide(self.Outcome.SET_ASIDE, by)

    def _decide(self, outcome: str, by: Any) -> None:
        with transaction.atomic():
            self.ended_at = self.ended_at or timezone.now()
            self.outcome, self.decided_by = outcome, by
            self.save()
            if outcome == self.Outcome.SET_ASIDE:
                sent = _counted(self.discussion_id).filter(created_at__range=(self.began_at, self.ended_at))
                sent.update(set_aside=self)
            else:
                Comment.objects.filter(set_aside=self).update(set_aside=None)
            # Comments before their discussion, as every writer locks them, so that nobody waits in a circle.
            discussion = Discussion.objects.select_for_update().get(pk=self.discussion_id)
            if not RatingQuarantine.objects.open().filter(discussion=discussion).exists():
                Discussion.objects.filter(pk=discussion.pk).update(frozen_star_counts=None)
