"""The record of sign-ins and of changes of rights, for administrators. Nobody changes it."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from newsroom.models import AccountEvent
from newsroom.record.account_event import FAILURES, SIGN_INS


class AboutFilter(admin.SimpleListFilter):
    title = _("about")
    parameter_name = "about"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("rights", _("Accounts and rights")), ("sign_ins", _("Sign-ins")), ("failures", _("Failures"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        match self.value():
            case "rights":
                return queryset.exclude(kind__in=(*SIGN_INS, *FAILURES))
            case "sign_ins":
                return queryset.filter(kind__in=SIGN_INS)
            case "failures":
                return queryset.filter(kind__in=FAILURES)
        return queryset


@admin.register(AccountEvent)
class AccountEventAdmin(admin.ModelAdmin):
    list_display = ["made_at", "words", "browser"]
    list_display_links = None
    list_filter = [AboutFilter]
    search_fields = ["account_name", "by_name"]
    search_help_text = _("The name of an account or a role")
    list_per_page = 50
    show_full_result_count = False
    date_hierarchy = None
    actions = None
    fields = ["made_at", "words", "browser"]
    readonly_fields = ["made_at", "words", "browser"]

    @admin.display(description=_("what"))
    def words(self, event: AccountEvent) -> str:
        return event.words

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
