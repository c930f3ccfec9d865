from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.plain_text import ParagraphsField


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def shown(self) -> CorrectionQuerySet:
        """Corrections of articles that readers may read now, newest first, each with its article."""
        return (
            self.filter(article__published_at__lte=timezone.now(), article__withdrawn_at=None)
            .select_related("article")
            .defer("article__body", "article__ai_note")
        )


class Correction(models.Model):
    """A note, shown with the article, that says what was wrong, unclear or new."""

    class Kind(models.TextChoices):
        CORRECTION = "correction", _("Correction")
        CLARIFICATION = "clarification", _("Clarification")
        UPDATE = "update", _("Update")

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="corrections")
    kind = models.CharField(_("kind"), max_length=13, choices=Kind.choices, default=Kind.CORRECTION)
    text = ParagraphsField(_("text"), help_text=_("What was wrong, and what is right."))
    made_at = models.DateTimeField(_("made at"), default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="correction_kind_is_known", condition=models.Q(kind__in=["correction", "clarification", "update"])
            ),
            models.CheckConstraint(name="correction_says_something", condition=~models.Q(text="")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text[:60]}"
