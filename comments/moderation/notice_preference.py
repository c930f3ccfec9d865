from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

BETWEEN_NOTICES = timedelta(minutes=10)


def _a_while_ago() -> datetime:
    return timezone.now() - BETWEEN_NOTICES


class NoticePreferenceQuerySet(models.QuerySet["NoticePreference"]):
    def to_be_told_at_once(self) -> NoticePreferenceQuerySet:
        """Those for whom no mail is on its way yet."""
        return self.filter(pace=NoticePreference.Pace.AT_ONCE, due_at=None)

    def daily(self) -> NoticePreferenceQuerySet:
        return self.filter(pace=NoticePreference.Pace.DAILY)


class NoticePreference(models.Model):
    """How a member of staff hears of comments that wait. Who has no row hears nothing."""

    class Pace(models.TextChoices):
        NONE = "none", _("Not at all")
        AT_ONCE = "at_once", _("At once")
        DAILY = "daily", _("Once a day")

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="notice_preference"
    )
    pace = models.CharField(_("mail about comments that wait"), max_length=7, choices=Pace.choices, default=Pace.NONE)
    told_until = models.DateTimeField(default=_a_while_ago, editable=False)
    due_at = models.DateTimeField(null=True, editable=False)

    objects = NoticePreferenceQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="notice_pace_is_known", condition=models.Q(pace__in=["none", "at_once", "daily"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account}: {self.pace}"

    @property
    def may_be_told(self) -> bool:
        """Whether the account still is a moderator's, and has an address."""
        account: Any = self.account
        return bool(account.is_active and account.is_staff and account.email) and account.has_perm(
            "comments.change_comment"
        )
