"""The check of a text by a person: recording it, and dropping it once the text is another."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.disclosure.levels import SEPARATOR, ReviewScope, text_digest
from articles.text.body import clean_body
from web.plain_text import one_line, writable

OWN_GENERATION = _("Who had AI write a text cannot check it: ask somebody else.")


class HasReview:
    """The check that is on record for an article, and what it was bound to."""

    headline: str
    standfirst: str
    body: str
    lead_image: Any
    sources: Any
    pk: Any
    generated_by_id: int | None
    reviewed_by: Any
    reviewed_at: datetime | None
    review_scope: list[str]
    reviewed_digest: str

    @property
    def parts_checked(self) -> list[str]:
        """What the check covered, in words; empty where there is none."""
        return [str(ReviewScope(part).label) for part in self.review_scope]

    def review(self, by: Any, scope: Iterable[str], at: Any = None) -> None:
        """Record that a person, by, checked what scope names, as it stands now. Saving is the caller's.

        scope: of ``ReviewScope``. ValidationError where it is empty, and where by ran the generation.
        """
        chosen = set(scope)
        if not chosen or not chosen <= set(ReviewScope.values):
            raise ValidationError({"review_scope": _("Say what was checked.")})
        self.refuse_own_generation(by)
        self.reviewed_by = by
        self.reviewed_at = at or timezone.now()
        self.review_scope = [each for each in ReviewScope.values if each in chosen]
        self.reviewed_digest = self._digest()

    def drop_review(self) -> None:
        """Forget the check: no one vouches for the text. Saving is the caller's."""
        self.reviewed_by = None
        self.reviewed_at = None
        self.review_scope = []
        self.reviewed_digest = ""

    def refuse_own_generation(self, reviewer: Any) -> None:
        """ValidationError where the person reviewer had AI write the text."""
        if self.generated_by_id and self.generated_by_id == reviewer.account_id:
            raise ValidationError({"reviewed_by": OWN_GENERATION})

    def _digest(self) -> str:
        """SHA-256 of what the review is bound to. ``article_review_is_of_this_text`` computes the same in SQL.

        Text is digested as it will be stored, or cleaning it would look like a change.
        """
        picture = ""
        if ReviewScope.PICTURES in self.review_scope and self.lead_image:
            picture = SEPARATOR.join((self.lead_image.digest, self.lead_image.caption))
        sources = ""
        if ReviewScope.SOURCES in self.review_scope and self.pk:
            stored = self.sources.order_by("position", "pk").values_list("title", "publisher", "address")
            sources = "\x1e".join(map(SEPARATOR.join, stored))
        return text_digest(
            one_line(self.headline),
            writable(self.standfirst),
            clean_body(self.body),
            ",".join(self.review_scope),
            picture,
            sources,
        )

    def drop_review_of_another_text(self) -> None:
        """Forget the check where the text is no longer the one that was checked. Saving is the caller's."""
        if self.reviewed_digest and self.reviewed_digest != self._digest():
            self.drop_review()
