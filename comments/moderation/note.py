from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.models.comment_triggers import text_keeps_its_direction

LONGEST_NOTE = 1000  # characters
NOTES_SHOWN = 5  # about one address, beside a comment


class NoteQuerySet(models.QuerySet["Note"]):
    def about(self, email_keys: Iterable[str]) -> dict[str, list[Note]]:
        """The newest notes about comments of addresses, by the address's key: NOTES_SHOWN of each, in one query."""
        place = models.Window(
            RowNumber(),
            partition_by=models.F("comment__email_key"),
            order_by=[models.F("made_at").desc(), models.F("pk").desc()],
        )
        notes = self.filter(comment__email_key__in=set(email_keys) - {""}).annotate(place=place)
        found: dict[str, list[Note]] = defaultdict(list)
        newest = notes.filter(place__lte=NOTES_SHOWN).order_by("-made_at", "-pk")
        for note in newest.select_related("made_by", "comment").defer("comment__message"):
            found[note.comment.email_key].append(note)
        return found


class Note(models.Model):
    """What a moderator writes about a comment for colleagues. Its commenter never reads it.

    An erasure of the comment or of its address takes it along.
    """

    comment = models.ForeignKey(
        "comments.Comment", verbose_name=_("comment"), on_delete=models.CASCADE, related_name="notes"
    )
    text = models.TextField(_("note"), max_length=LONGEST_NOTE)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(_("at"), default=timezone.now)

    objects = NoteQuerySet.as_manager()

    class Meta:
        default_permissions = ()  # who decides on comments reads and writes them
        verbose_name = _("note to colleagues")
        verbose_name_plural = _("notes to colleagues")
        ordering = ["-made_at", "-pk"]
        indexes = [models.Index("made_at", name="note_by_time")]
        constraints = [models.CheckConstraint(name="note_says_something", condition=~models.Q(text=""))]
        triggers = [text_keeps_its_direction("note_text_keeps_its_direction", "text")]

    def __str__(self) -> str:
        return f"#{self.comment_id}"
