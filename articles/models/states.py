"""The way of an article: draft, submitted, scheduled, published, withdrawn; and the verbs that lead along it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.published import is_published, is_scheduled


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
            return Q(published_at=None, submitted_at=None)
        case State.SUBMITTED:
            return Q(published_at=None, submitted_at__isnull=False)
        case State.SCHEDULED:
            return is_scheduled(timezone.now())
        case State.PUBLISHED:
            return is_published(timezone.now())
        case State.WITHDRAWN:
            return Q(published_at__isnull=False, withdrawn_at__isnull=False)


class HasStates:
    """The verbs change the article in memory; saving it is the caller's."""

    ai_use: str
    submitted_at: datetime | None
    published_at: datetime | None
    updated_at: datetime | None
    withdrawn_at: datetime | None

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

    def submit(self, by: Any) -> None:
        """Hand the draft to the editors."""
        self.submitted_at = timezone.now()
        self.submitted_by = by

    def publish(self, by: Any, at: datetime | None = None) -> None:
        """Let readers see the article from at on, by default now. ValidationError where its making is not stated."""
        if not self.ai_use:
            raise ValidationError({"ai_use": _("State how the article was made before you publish it.")})
        self.published_at = at or timezone.now()
        self.published_by = by
        if self.updated_at and self.updated_at < self.published_at:
            self.updated_at = None

    def return_to_draft(self) -> None:
        """Take a submitted or scheduled article back: no editor is asked, no moment is set."""
        self.submitted_at = self.submitted_by = self.published_at = self.published_by = None

    def withdraw(self, reason: str) -> None:
        """Take back what was published. Its address stays and tells readers the reason."""
        self.withdrawn_at = timezone.now()
        self.withdrawal_reason = reason

    def reinstate(self) -> None:
        """Undo a withdrawal: readers see the article again, under its first date."""
        self.withdrawn_at = None
        self.withdrawal_reason = ""
