from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LONGEST_SAVED_REPLY = 1000  # characters, as many as the words to a rejected comment have
SAVED_REPLIES_OFFERED = 50  # in the order of their names


class SavedReplyQuerySet(models.QuerySet["SavedReply"]):
    def offered(self) -> models.QuerySet["SavedReply"]:
        """Those to choose from beside a field."""
        return self.order_by(Lower("name"), "pk")[:SAVED_REPLIES_OFFERED]


class SavedReply(models.Model):
    """Words that moderators need often, under a name: for an answer, or to say why a comment is not published."""

    name = models.CharField(_("name"), max_length=80, help_text=_("For you and your colleagues. Readers never see it."))
    text = models.TextField(
        _("text"),
        max_length=LONGEST_SAVED_REPLY,
        help_text=_("You can change it each time before you send it."),
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("changed by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    changed_at = models.DateTimeField(_("changed at"), default=timezone.now, editable=False)

    objects = SavedReplyQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved reply")
        verbose_name_plural = _("saved replies")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="saved_reply_has_a_name_of_its_own",
                violation_error_message=_("There is a saved reply with this name. Choose another name."),
            ),
            models.CheckConstraint(
                name="saved_reply_says_something", condition=~models.Q(text="") & ~models.Q(name="")
            ),
        ]

    def __str__(self) -> str:
        return self.name
