from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import Count, F
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.disclosure.log_triggers import CORRECTION_LOG
from articles.published import is_published
from articles.reading.content_version import IF_ITS_ARTICLE_IS_PUBLISHED, content_triggers
from articles.versions.version_parts import changes_a_version
from web.database.prepared import Parameter
from web.plain_text import ParagraphsField


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def shown(self, now: datetime | Parameter | None = None) -> CorrectionQuerySet:
        """Corrections of articles that readers may read now, newest first, each with its article."""
        return (
            self.filter(is_published(now or timezone.now(), "article__"))
            .select_related("article")
            .defer("article__body", "article__search", "article__ai_note")
        )

    def causes_by_month(self, since: datetime) -> dict[date, dict[str, int]]:
        """How many mistakes in articles that readers may read were put right in each month, by the key of their cause.

        By the first day of the month, in the site's time zone; clarifications and updates put no mistake right.
        """
        mistakes = self.shown().order_by().filter(kind=Correction.Kind.CORRECTION, made_at__gte=since)
        rows = mistakes.annotate(month=TruncMonth("made_at")).values_list("month", "cause").annotate(count=Count("pk"))
        months: dict[date, dict[str, int]] = {}
        for month, cause, count in rows:
            months.setdefault(timezone.localdate(month), {})[cause] = count
        return months


class Correction(models.Model):
    """A note, shown with the article, that says what was wrong, unclear or new."""

    class Kind(models.TextChoices):
        CORRECTION = "correction", _("Correction")
        CLARIFICATION = "clarification", _("Clarification")
        UPDATE = "update", _("Update")

    class Cause(models.TextChoices):
        UNKNOWN = "unknown", _("Not known")
        AI = "ai", _("AI")
        PERSON = "person", _("A person")
        SOURCE = "source", _("A source")

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="corrections")
    kind = models.CharField(_("kind"), max_length=13, choices=Kind.choices, default=Kind.CORRECTION)
    text = ParagraphsField(_("text"), help_text=_("What was wrong, and what is right."))
    cause = models.CharField(
        _("what caused it"),
        max_length=7,
        choices=Cause.choices,
        default=Cause.UNKNOWN,
        help_text=_("Where AI caused a mistake, readers are told so."),
    )
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index(F("made_at").desc(), F("id").desc(), name="correction_newest")]
        constraints = [
            models.CheckConstraint(
                name="correction_kind_is_known", condition=models.Q(kind__in=["correction", "clarification", "update"])
            ),
            models.CheckConstraint(
                name="correction_cause_is_known", condition=models.Q(cause__in=["unknown", "ai", "person", "source"])
            ),
            models.CheckConstraint(name="correction_says_something", condition=~models.Q(text="")),
        ]
        triggers = [
            *CORRECTION_LOG,
            *content_triggers("correction", IF_ITS_ARTICLE_IS_PUBLISHED),
            changes_a_version("correction"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text[:60]}"

    @property
    def blame(self) -> str:
        """The sentence that tells readers that AI made the mistake; empty where it did not, or none was made."""
        is_mistake = self.kind == self.Kind.CORRECTION and self.cause == self.Cause.AI
        return gettext("AI caused this mistake.") if is_mistake else ""

    @property
    def full_text(self) -> str:
        """What readers are told, with its cause where that is owed."""
        return f"{self.text} {self.blame}".strip()
