"""Who has the letter, and what was sent. Administrators look, and end a subscription when someone asks for it."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from comments.text.email_key import email_key
from newsroom.models import Edition, Subscription
from web.admin.bounded_list import BoundedList


@admin.register(Subscription)
class SubscriptionAdmin(BoundedList):
    fields = ["email", "what", "pace", "made_at", "confirmed_at", "sent_until"]
    readonly_fields = ["email", "what", "pace", "made_at", "confirmed_at", "sent_until"]
    list_display = ["email", "what", "pace", "made_at", "confirmed_at"]
    list_filter = ["pace", ("confirmed_at", admin.EmptyFieldListFilter)]
    list_select_related = ["section", "topic", "person"]
    list_per_page = 50
    search_fields = ["email"]
    search_help_text = _("Searches a whole e-mail address.")
    view_on_site = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        if not search_term.strip():
            return queryset, False
        return queryset.filter(email_key=email_key(search_term.replace("\0", ""))), False

    @admin.display(description=_("about"))
    def what(self, row: Subscription) -> str:
        return row.about


@admin.register(Edition)
class EditionAdmin(BoundedList):
    fields = ["pace", "until", "finished_at", "begun", "sent", "empty", "refused", "unsure"]
    readonly_fields = ["pace", "until", "finished_at", "begun", "sent", "empty", "refused", "unsure"]
    list_display = ["pace", "until", "finished_at", "begun", "sent", "empty", "refused", "unsure"]
    list_filter = ["pace"]
    list_per_page = 50
    view_on_site = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
