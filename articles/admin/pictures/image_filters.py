"""What the library is narrowed by, beside how a picture was made."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from articles.pictures.image import LICENCES

NONE, OTHER = "none", "other"


class LicenceFilter(admin.SimpleListFilter):
    title = _("licence")
    parameter_name = "licence"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        usual = [(str(number), words) for number, words in enumerate(LICENCES)]
        return [*usual, (OTHER, _("In other words")), (NONE, _("None stated"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        chosen = self.value()
        if chosen == NONE:
            return queryset.filter(licence="")
        if chosen == OTHER:
            return queryset.exclude(licence__in=["", *LICENCES])
        if chosen in {str(number) for number in range(len(LICENCES))}:
            return queryset.filter(licence=[*LICENCES][int(chosen)])
        return queryset


class OwnFilter(admin.SimpleListFilter):
    title = _("who uploaded it")
    parameter_name = "own"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("1", _("I did"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(uploaded_by=request.user.pk) if self.value() == "1" else queryset
