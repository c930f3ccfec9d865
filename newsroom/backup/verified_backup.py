from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from web.times.durations import duration_in_words

VERIFIED_WITHIN = timedelta(days=7)  # how old the last verified backup may be before the site warns


class VerifiedBackup(models.Model):
    """The last backup that was restored to try it, and found whole: one row at most. name: of its folder."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    name = models.CharField(max_length=100)
    made_at = models.DateTimeField()
    verified_at = models.DateTimeField()

    class Meta:
        verbose_name = "verified backup"
        default_permissions = ("view",)
        constraints = [models.CheckConstraint(name="verified_backup_is_one_row", condition=models.Q(id=1))]

    def __str__(self) -> str:
        return self.name

    @property
    def is_late(self) -> bool:
        return timezone.now() - self.made_at > VERIFIED_WITHIN


def about_backups(user: Any) -> dict[str, Any] | None:
    """For the desk's first page: ``words``, and ``is_late``. One query. None for accounts it is no matter of."""
    if not user.has_perm("newsroom.view_verifiedbackup"):
        return None
    verified = VerifiedBackup.objects.first()
    return {"words": in_words(verified), "is_late": verified is None or verified.is_late}


def in_words(verified: VerifiedBackup | None) -> str:
    """How old the last verified backup is, and what to do where it is too old."""
    if verified is None:
        return _("No backup of this site was ever verified. Run manage.py backup --verify.")
    days = (timezone.now() - verified.made_at).days
    words = {
        "time": date_format(localtime(verified.made_at), "DATETIME_FORMAT"),
        "age": duration_in_words(timedelta(days=days)) if days else "",
    }
    if not days:
        return _("The last verified backup: %(time)s") % words
    if verified.is_late:
        return _("The last verified backup is %(age)s old (%(time)s). Run manage.py backup --verify.") % words
    return _("The last verified backup is %(age)s old (%(time)s).") % words
