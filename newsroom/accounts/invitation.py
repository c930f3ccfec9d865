from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core import signing
from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comments.text.email_key import LONGEST_ADDRESS

LIFETIME = timedelta(days=7)
REMEMBERED = timedelta(days=30)  # after the end of one that nobody accepted
LONGEST_NAME = 150
_signer = signing.Signer(salt="newsroom.invitation")


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self) -> InvitationQuerySet:
        """Those that a link still opens."""
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=timezone.now())

    def outlived(self) -> InvitationQuerySet:
        """Those that nobody accepted and that ended long ago."""
        return self.filter(accepted_at=None, expires_at__lt=timezone.now() - REMEMBERED)

    def of_link(self, token: str) -> InvitationQuerySet:
        """The open invitation that a link names; none for a forged, used, replaced, revoked or expired one."""
        try:
            named = _signer.unsign_object(token)
        except (signing.BadSignature, ValueError):
            return self.none()
        return self.open().filter(pk=named["invitation"], key=named["key"])


def _new_key() -> str:
    return secrets.token_hex(16)


def _expiry() -> datetime:
    return timezone.now() + LIFETIME


class Invitation(models.Model):
    """A person is asked to join the desk in a role. The link is signed, works once, and names the row and its key.

    key: changes each time that the invitation is sent, so an older link no longer works.
    """

    email = models.EmailField(_("e-mail"), max_length=LONGEST_ADDRESS)
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    role = models.ForeignKey(Group, models.CASCADE, related_name="+", verbose_name=_("role"))
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("invited by"),
    )
    key = models.CharField(max_length=32, default=_new_key, editable=False)
    made_at = models.DateTimeField(_("invited at"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("open until"), default=_expiry, editable=False)
    is_sent = models.BooleanField(_("mail sent"), default=False, editable=False)
    accepted_at = models.DateTimeField(_("accepted at"), null=True, editable=False)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("account"),
    )
    revoked_at = models.DateTimeField(_("revoked at"), null=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("revoked by"),
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        default_permissions = ("add", "change", "view")
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="invitation_one_open_for_an_address",
                condition=models.Q(accepted_at=None, revoked_at=None),
            ),
            models.CheckConstraint(
                name="invitation_ends_once",
                condition=models.Q(accepted_at=None) | models.Q(revoked_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.email})"

    @property
    def has_ended(self) -> bool:
        """Whether it was accepted or revoked. One that has only expired can be sent again."""
        return bool(self.accepted_at or self.revoked_at)

    @property
    def is_open(self) -> bool:
        return not self.has_ended and self.expires_at > timezone.now()

    def get_link(self) -> str:
        token = _signer.sign_object({"invitation": self.pk, "key": self.key})
        return reverse("admin:accept_invitation", args=[token])

    def renew(self) -> None:
        """Give it a new link and a new term. The older link no longer works."""
        self.key, self.expires_at, self.is_sent = _new_key(), _expiry(), False

    def revoke(self, by: Any) -> None:
        self.revoked_at, self.revoked_by = timezone.now(), by

    def accept(self, account: Any) -> None:
        self.accepted_at, self.accepted_by = timezone.now(), account
