"""The record of what moved in: each batch, and what became of each item."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from newsroom.moving_in.neutral_items import Kind


class MoveBatchQuerySet(models.QuerySet["MoveBatch"]):
    def in_place(self) -> MoveBatchQuerySet:
        return self.filter(undone_at=None)


class MoveBatch(models.Model):
    """One command's work. The same sources again are the same batch, until it is undone.

    sources: a list of {"path", "format"}. fingerprint: SHA-256 of these. finished_at: empty if it was interrupted.
    undone_at: since when nothing of it is here. runs: how often the command ran for it.
    """

    sources = models.JSONField(_("sources"))
    fingerprint = models.CharField(max_length=64, db_index=True)
    ai_use = models.CharField(_("use of AI"), max_length=9)
    started_at = models.DateTimeField(_("started at"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished at"), null=True)
    undone_at = models.DateTimeField(_("undone at"), null=True)
    runs = models.PositiveSmallIntegerField(default=0)

    objects = MoveBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("move")
        verbose_name_plural = _("moves from other sites")
        default_permissions = ("view", "delete")
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.pk}"


class MovedItemQuerySet(models.QuerySet["MovedItem"]):
    def in_place(self) -> MovedItemQuerySet:
        return self.filter(batch__undone_at=None)


class MovedItem(models.Model):
    """What became of one item.

    source: the place in the batch's sources. origin: the site or file that gives the ids. digest: of what the source
    said. reasons: sentences. model, object_id: the row that the item is here; made: whether this batch made it.
    version: of an article, when the batch had made it. run: in which the item was met last.
    """

    class Outcome(models.TextChoices):
        TAKEN = "taken", _("taken")
        CHANGED = "changed", _("taken with a change")
        LEFT_OUT = "left_out", _("left out")

    KINDS: ClassVar = [kind.value for kind in Kind]

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(MoveBatch, on_delete=models.CASCADE, related_name="items", db_index=False)
    source = models.PositiveSmallIntegerField(default=0)
    origin = models.CharField(max_length=300)
    kind = models.CharField(max_length=8)
    item_id = models.CharField(max_length=300)
    line = models.PositiveIntegerField(null=True)
    title = models.CharField(max_length=300, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    reasons = models.JSONField(default=list)
    url = models.CharField(max_length=300, blank=True)
    digest = models.CharField(max_length=32, blank=True)
    model = models.CharField(max_length=12, blank=True)
    object_id = models.BigIntegerField(null=True)
    made = models.BooleanField(default=False)
    version = models.PositiveBigIntegerField(null=True)
    run = models.PositiveSmallIntegerField(default=1)

    is_as_before = False  # whether this run found nothing new to say of it
    taken_in: int | None = None  # another batch that has the same item, where that was looked for

    objects = MovedItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("item of a move")
        verbose_name_plural = _("items of moves")
        default_permissions: ClassVar[tuple[str, ...]] = ()
        ordering: ClassVar = ["pk"]
        constraints = [
            models.UniqueConstraint(name="moved_item_once", fields=["batch", "origin", "kind", "item_id"]),
            models.CheckConstraint(
                name="moved_item_outcome_is_known", condition=Q(outcome__in=["taken", "changed", "left_out"])
            ),
            models.CheckConstraint(
                name="moved_item_left_out_says_why", condition=~Q(outcome="left_out") | ~Q(reasons=[])
            ),
        ]
        indexes = [
            models.Index(fields=["origin", "kind", "item_id"], name="moved_item_by_id"),
            models.Index(
                fields=["model", "object_id"], name="moved_item_by_object", condition=Q(object_id__isnull=False)
            ),
            models.Index(fields=["batch", "outcome", "kind", "id"], name="moved_item_of_outcome"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.item_id}"
