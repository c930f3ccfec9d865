from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models import Section
from articles.reading.content_version import content_triggers


class CommentPeriod(models.Model):
    """How long the articles of a section take comments. A section without one takes them permanently."""

    section = models.OneToOneField(
        Section, verbose_name=_("section"), on_delete=models.CASCADE, related_name="comment_period"
    )
    days = models.PositiveSmallIntegerField(
        _("days"), validators=[MinValueValidator(1)], help_text=_("After so many days comments stay readable only.")
    )

    class Meta:
        verbose_name = _("comment period")
        verbose_name_plural = _("comment periods")
        ordering = ["section__position", "section__name"]
        constraints = [
            models.CheckConstraint(name="comment_period_is_a_day_or_more", condition=models.Q(days__gte=1)),
        ]
        triggers = content_triggers("comment_period")

    def __str__(self) -> str:
        return f"{self.section}: {self.days}"
