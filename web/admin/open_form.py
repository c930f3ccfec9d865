"""Who has a form of the desk open: told by the pages themselves while they are looked at, and true for a minute."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LASTS = timedelta(minutes=1)  # after a page has told of itself the last time; three times what it waits in between


class OpenFormQuerySet(models.QuerySet["OpenForm"]):
    def of(self, *rows: Model) -> OpenFormQuerySet:
        """Those of rows, which are of one model."""
        return (
            self.filter(kind=rows[0]._meta.label_lower, row__in=[str(row.pk) for row in rows]) if rows else self.none()
        )

    def current(self) -> OpenFormQuerySet:
        return self.filter(seen_at__gte=timezone.now() - LASTS)

    def outlived(self) -> OpenFormQuerySet:
        return self.filter(seen_at__lt=timezone.now() - LASTS)

    def names(self) -> dict[str, list[str]]:
        """The names of the accounts, by the key of the row that each has open. One query."""
        found: dict[str, list[str]] = {}
        for form in self.select_related("account").order_by("opened_at", "pk"):
            found.setdefault(form.row, []).append(form.name)
        return found

    def tell(self, row: Model, account: Any) -> None:
        """Put on record that account has the form of row open now. Two statements."""
        now = timezone.now()
        self.of(row).outlived().delete()
        form = self.model(kind=row._meta.label_lower, row=str(row.pk), account=account, opened_at=now, seen_at=now)
        unique = ["kind", "row", "account"]
        self.bulk_create([form], update_conflicts=True, unique_fields=unique, update_fields=["seen_at"])


class OpenForm(models.Model):
    """That an account has the form of a row open. kind: label of the model. row: its key as text."""

    kind = models.CharField(max_length=100)
    row = models.CharField(max_length=64)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    objects = OpenFormQuerySet.as_manager()

    class Meta:
        verbose_name = _("open form")
        verbose_name_plural = _("open forms")
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["kind", "row", "account"], name="open_form_once_for_an_account")]

    def __str__(self) -> str:
        return f"{self.kind} {self.row}"

    @property
    def name(self) -> str:
        return self.account.get_full_name() or self.account.get_username()
