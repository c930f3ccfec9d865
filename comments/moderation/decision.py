import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.moderation.reasons import Reason, reason_of

# Sent in the transaction of the decisions, before the comments change. decisions: list[Decision], saved.
decided = Signal()

ERASED = "[erased]"
# The one change that a record allows: words that may quote a commenter go with what they are about.
_RECORDED = ("id", "comment_id", "verdict", "reason_code", "made_by_id", "made_at", "undoes_id", "pinned_at")
_BEFORE, _AFTER = (", ".join(f"{row}.{name}" for name in _RECORDED) for row in ("OLD", "NEW"))
_MORE_THAN_ERASED = f"NEW.words <> '{ERASED}' OR ({_BEFORE}) IS DISTINCT FROM ({_AFTER})"


class Decision(models.Model):
    """Who decided what on a comment, and when. Append-only; it outlives the comment."""

    comment = models.ForeignKey(
        "comments.Comment",
        verbose_name=_("comment"),
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="decisions",
    )
    verdict = models.CharField(_("verdict"), max_length=9)
    reason_code = models.CharField(_("reason"), max_length=40, choices=Reason.choices, blank=True)
    words = models.TextField(_("words"), max_length=1000, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("decided by"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Empty: the house policy decided, with nobody asked."),
    )
    made_at = models.DateTimeField(_("decided at"), default=timezone.now)
    # Where the decision took the comment from the top of its article's: since when it stood there.
    pinned_at = models.DateTimeField(null=True, editable=False)
    undoes = models.OneToOneField(
        "self", verbose_name=_("takes back"), null=True, on_delete=models.PROTECT, related_name="undone_by"
    )

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-made_at", "-pk"]
        indexes = [
            models.Index("made_at", name="decision_by_time"),
            models.Index(fields=["made_by", "-made_at"], name="decision_by_account"),
        ]
        constraints = [
            models.CheckConstraint(
                name="decision_reason_is_known", condition=Q(reason_code__in=["", *sorted(Reason.values)])
            ),
            models.CheckConstraint(
                name="decision_rejection_by_a_person_has_a_reason",
                condition=~Q(verdict="rejected") | Q(made_by=None) | ~Q(reason_code=""),
            ),
            models.CheckConstraint(
                name="decision_other_reason_has_words", condition=~Q(reason_code=Reason.OTHER.value) | ~Q(words="")
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="decision_is_never_deleted", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="decision_is_append_only",
                operation=pgtrigger.Update,
                condition=pgtrigger.Condition(_MORE_THAN_ERASED),
            ),
        ]

    def __str__(self) -> str:
        return self.verdict

    @property
    def reason(self) -> Reason | None:
        """The house rule behind it; None where none was named."""
        return reason_of(self.reason_code)
