from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from web.plain_text import LineField

PREFIX = "newsroom_"  # so the person who finds a token knows what it opens
SHOWN = len(PREFIX) + 4  # characters that stay readable, to tell tokens apart
RARELY = timedelta(minutes=1)  # a token that is used all the time is noted so often at most


class IntakeTokenQuerySet(models.QuerySet["IntakeToken"]):
    def known_by(self, words: str) -> IntakeToken | None:
        """The token that words are, with its responsible account; None where they are none, or one that was revoked."""
        return self.filter(digest=_digest(words), revoked_at=None).select_related("responsible").first()


def _digest(words: str) -> str:
    """SHA-256. A slow hash is for passwords, which can be guessed: a token is 256 bits of chance."""
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()


class IntakeToken(models.Model):
    """What one system shows to hand in drafts, for which one account answers.

    The account counts as having run the generation: it is on record, and its person never checks what came in by it.
    """

    system = LineField(_("system"), max_length=80, help_text=_("What writes, such as “Example Writer”."))
    version = LineField(
        _("version"), max_length=38, blank=True, help_text=_("Empty: the system says with each draft which it is.")
    )
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("responsible"),
        on_delete=models.PROTECT,
        limit_choices_to=Q(is_staff=True, is_active=True),
        related_name="+",
        help_text=_("Answers for what the system hands in, sees its drafts, and can never check one of them."),
    )
    digest = models.CharField(max_length=64, unique=True, editable=False)
    beginning = models.CharField(_("begins with"), max_length=SHOWN, editable=False)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("created by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    last_used_at = models.DateTimeField(_("last used"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("revoked by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = IntakeTokenQuerySet.as_manager()

    class Meta:
        verbose_name = _("key for a writing program")
        verbose_name_plural = _("keys for writing programs")
        ordering = ["-pk"]
        default_permissions = ["add", "change", "view"]
        constraints = [models.CheckConstraint(name="intake_token_names_a_system", condition=~Q(system=""))]

    def __str__(self) -> str:
        return f"{self.system} {self.version}".strip()

    def issue(self) -> str:
        """The words that its machine has to send, for this once: only their digest is kept. Saving is the caller's."""
        words = PREFIX + secrets.token_urlsafe(32)
        self.digest, self.beginning = _digest(words), words[:SHOWN]
        return words

    @property
    def may_hand_in(self) -> bool:
        """Whether the account behind it may still write: a token never does what its person may not."""
        account = self.responsible
        return account.is_active and account.is_staff and account.has_perm("articles.add_article")

    def note_use(self) -> None:
        """Remember that it was used now, to the minute: many requests at once shall not wait for one row."""
        now = timezone.now()
        if self.last_used_at is None or self.last_used_at < now - RARELY:
            IntakeToken.objects.filter(pk=self.pk).update(last_used_at=now)

    def revoke(self, by: Any) -> None:
        """It opens nothing from now on, for good. Saving is the caller's."""
        self.revoked_at = timezone.now()
        self.revoked_by = by
