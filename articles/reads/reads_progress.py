"""What was counted already, so no read is counted twice: by the site itself, and from logs."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone

LOGS_REMEMBERED = timedelta(days=400)  # after they were counted last


class CountedHere(models.Model):
    """Until when the site counted by itself, as it delivered pages: one row. Older lines of a log are not counted."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    until = models.DateTimeField()

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(name="countedhere_is_one_row", condition=models.Q(id=1))]

    def __str__(self) -> str:
        return str(self.until)


class CountedLogQuerySet(models.QuerySet["CountedLog"]):
    def outlived(self) -> CountedLogQuerySet:
        before: datetime = timezone.now() - LOGS_REMEMBERED
        return self.filter(counted_at__lt=before)


class CountedLog(models.Model):
    """A log whose lines were counted, as far as it went then. It is known by what it says, whatever its file is called.

    length: bytes of it, unpacked. digest: their SHA-256. first: a keyed digest of its first line. until: the time of
    its latest line.
    """

    digest = models.CharField(max_length=64, unique=True)
    first = models.CharField(max_length=64, blank=True, db_default="", db_index=True)
    length = models.BigIntegerField()
    until = models.DateTimeField(null=True)
    counted_at = models.DateTimeField(default=timezone.now)

    objects = CountedLogQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.digest
