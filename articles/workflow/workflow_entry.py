"""The record of what staff did with articles: append-only, written with the change itself in one transaction."""

from __future__ import annotations

from typing import Any, Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.article_triggers import refuse
from articles.workflow.verbs import Verb


class WorkflowEntryQuerySet(models.QuerySet["WorkflowEntry"]):
    def of(self, article: Any) -> Self:
        """What was done to article, newest first, with who did it."""
        return self.filter(article=article).select_related("made_by").order_by("-pk")

    def note_for_next_review(self, article: Any) -> WorkflowEntry | None:
        """Why article was sent back the last time; None if it never was, or was published since."""
        turning_points = self.of(article).filter(verb__in=[Verb.SEND_BACK, Verb.PUBLISH, Verb.SCHEDULE])
        newest = turning_points.first()
        return newest if newest and newest.verb == Verb.SEND_BACK else None


class WorkflowEntry(models.Model):
    """One thing that was done to an article. Articles and accounts are here by their numbers, and may be gone.

    note: words for colleagues or readers: why it was sent back or withdrawn, the text of a correction, where a save
    came from. kind: of a withdrawal (``WithdrawalKind``) or of a correction. moment: from which readers see it, or the
    end of an embargo. waved_through: the sentences of the checklist that the publisher had read.
    """

    article = models.ForeignKey(
        "articles.Article",
        verbose_name=_("article"),
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="workflow",
    )
    verb = models.CharField(_("what was done"), max_length=12, choices=Verb.choices)
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("made by"),
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    note = models.TextField(_("note"), blank=True)
    kind = models.CharField(_("kind"), max_length=13, blank=True)
    moment = models.DateTimeField(_("moment"), null=True)
    waved_through = ArrayField(models.TextField(), verbose_name=_("waved through"), default=list, blank=True)

    objects = WorkflowEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the record")
        verbose_name_plural = _("entries of the record")
        default_permissions = ()
        indexes = [models.Index(fields=["article", "id"], name="workflow_entry_of_article")]
        constraints = [
            models.CheckConstraint(
                name="workflow_entry_says_why",
                condition=~models.Q(verb__in=["send_back", "withdraw"]) | ~models.Q(note=""),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="workflow_entry_is_append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="workflow_entry_is_not_emptied",
                level=pgtrigger.Statement,
                operation=pgtrigger.Truncate,
                when=pgtrigger.Before,
                func=refuse("workflow_entry_is_not_emptied", "the record is append-only"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.get_verb_display()}"
