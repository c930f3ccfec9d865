"""The way of an article: draft, submitted, scheduled, published, withdrawn; and the verbs that lead along it.

Each verb goes on record with the change itself (``articles.workflow.workflow_entry``).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.published import is_published, is_scheduled
from articles.workflow.blocking import blocking_findings
from articles.workflow.verbs import Verb, WithdrawalKind
from articles.workflow.workflow_entry import WorkflowEntry


class State(models.TextChoices):
    """Derived from the article's times, never stored."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Submitted")
    SCHEDULED = "scheduled", _("Scheduled")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


def in_state(state: str) -> Q:
    """The condition for articles that are in state now."""
    match State(state):
        case State.DRAFT:
            return Q(published_at=None, submitted_at=None, copy_of=None)
        case State.SUBMITTED:
            return Q(published_at=None, submitted_at__isnull=False, copy_of=None)
        case State.SCHEDULED:
            return is_scheduled(timezone.now())
        case State.PUBLISHED:
            return is_published(timezone.now())
        case State.WITHDRAWN:
            return Q(published_at__isnull=False, withdrawn_at__isnull=False)


class HasStates:
    """The verbs change the article in memory and note who did it. Saving it is the caller's, and writes both.

    The import sets an article's times by its file's keys, so it calls ``record`` itself. by: an account, or None.
    """

    ai_use: str
    submitted_at: datetime | None
    published_at: datetime | None
    updated_at: datetime | None
    withdrawn_at: datetime | None
    embargo_until: datetime | None
    sent_back_at: datetime | None
    created_by: Any
    _unrecorded: list[WorkflowEntry] | None = None

    @property
    def state(self) -> State:
        if self.published_at is None:
            return State.SUBMITTED if self.submitted_at else State.DRAFT
        if self.withdrawn_at is not None:
            return State.WITHDRAWN
        return State.SCHEDULED if self.published_at > timezone.now() else State.PUBLISHED

    @property
    def is_draft(self) -> bool:
        return self.published_at is None

    @property
    def is_scheduled(self) -> bool:
        return self.published_at is not None and self.published_at > timezone.now()

    @property
    def is_visible(self) -> bool:
        """Whether its address says something to readers: published, or withdrawn since."""
        return not self.is_draft and not self.is_scheduled

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def is_under_embargo(self) -> bool:
        return self.embargo_until is not None and self.embargo_until > timezone.now()

    def record(
        self,
        verb: Verb,
        by: Any,
        *,
        note: str = "",
        kind: str = "",
        moment: datetime | None = None,
        waved_through: Iterable[str] = (),
    ) -> None:
        """Put verb on record with the next save of the article, in its transaction."""
        entry = WorkflowEntry(
            verb=verb, made_by=by, note=note, kind=kind, moment=moment, waved_through=[*waved_through]
        )
        self._unrecorded = [*(self._unrecorded or ()), entry]

    def submit(self, by: Any) -> None:
        """Hand the draft to the editors."""
        self.submitted_at = timezone.now()
        self.submitted_by = by
        self._forget_that_it_was_sent_back()
        self.record(Verb.SUBMIT, by)

    def send_back(self, by: Any, note: str) -> None:
        """Give a submitted draft back to its writer, who reads note. ValidationError where there is nothing to read."""
        if self.state != State.SUBMITTED:
            raise ValidationError(_("Only a submitted draft can be sent back."))
        if not note.strip():
            raise ValidationError({"note": _("Tell the writer what to do.")})
        self.sent_back_at = timezone.now()
        self.sent_back_to = self.created_by or self.submitted_by
        self.submitted_at = self.submitted_by = None
        self.record(Verb.SEND_BACK, by, note=note.strip())

    def publish(self, by: Any, at: datetime | None = None, waved_through: Iterable[str] = ()) -> None:
        """Let readers see the article from at on, by default now.

        waved_through: the sentences of the checklist that by had read. ValidationError where something blocks it.
        """
        now = timezone.now()
        at = at or now
        if blocking := {finding.field: finding.words for finding in blocking_findings(cast(Any, self), at)}:
            raise ValidationError(blocking)
        self.published_at = at
        self.published_by = by
        if self.updated_at and self.updated_at < self.published_at:
            self.updated_at = None
        self._forget_that_it_was_sent_back()
        self.record(Verb.SCHEDULE if at > now else Verb.PUBLISH, by, moment=at, waved_through=waved_through)

    def return_to_draft(self, by: Any) -> None:
        """Take a submitted or scheduled article back: no editor is asked, no moment is set."""
        self.record(Verb.TAKE_BACK if self.published_at is None else Verb.UNSCHEDULE, by)
        self.submitted_at = self.submitted_by = self.published_at = self.published_by = None

    def withdraw(self, by: Any, reason: str, kind: str = WithdrawalKind.ERROR, merged_into: Any = None) -> None:
        """Take back what was published. Its address stays and tells readers the reason.

        merged_into: the article that has its content now; needed where kind says so, and nowhere else.
        """
        if (kind == WithdrawalKind.MERGED) != (merged_into is not None):
            raise ValidationError({"merged_into": _("Choose the article that it was merged into.")})
        self.withdrawn_at = timezone.now()
        self.withdrawal_reason = reason
        self.withdrawal_kind = kind
        self.merged_into = merged_into
        self.record(Verb.WITHDRAW, by, note=reason, kind=kind)

    def reinstate(self, by: Any) -> None:
        """Undo a withdrawal: readers see the article again, under its first date."""
        self.withdrawn_at = None
        self.withdrawal_reason = self.withdrawal_kind = ""
        self.merged_into = None
        self.record(Verb.RESTORE, by)

    def _forget_that_it_was_sent_back(self) -> None:
        self.sent_back_at = self.sent_back_to = None

    def write_record(self) -> None:
        """Write what ``record`` noted; the article's save does. What is done to a working copy is its article's."""
        entries, self._unrecorded = self._unrecorded or [], None
        for entry in entries:
            entry.article_id = self.copy_of_id or self.pk  # type: ignore[attr-defined]
        WorkflowEntry.objects.bulk_create(entries)
