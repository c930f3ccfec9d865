"""What staff do with an article, in the words of the record, and why a published article is taken back."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Verb(models.TextChoices):
    """One thing that was done to an article. The words are those of its history."""

    SAVE = "save", _("Saved")
    SUBMIT = "submit", _("Submitted")
    TAKE_BACK = "take_back", _("Taken back to draft")
    SEND_BACK = "send_back", _("Sent back")
    EMBARGO = "embargo", _("Embargo changed")
    SCHEDULE = "schedule", _("Scheduled")
    UNSCHEDULE = "unschedule", _("Taken off the schedule")
    PUBLISH = "publish", _("Published")
    UPDATE = "update", _("Updated")
    CORRECT = "correct", _("Corrected")
    DISCARD = "discard", _("Working copy discarded")
    WITHDRAW = "withdraw", _("Withdrawn")
    RESTORE = "restore", _("Published again")


class WithdrawalKind(models.TextChoices):
    """Why a published article is taken back. The words are those of the desk."""

    ERROR = "error", _("It is wrong")
    LEGAL = "legal", _("Legal reasons")
    MERGED = "merged", _("It was merged into another article")
