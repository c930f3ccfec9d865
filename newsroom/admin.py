"""Accounts and groups at the desk, so no one can hand out more than they have."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django_tasks import TaskResultStatus
from django_tasks_db.admin import DBTaskResultAdmin
from django_tasks_db.models import DBTaskResult

from newsroom.accounts import invitation_admin  # noqa: F401 - importing registers it
from newsroom.desk.groups import GROUPS
from web.admin.bounded_deletion import BoundedDeletion

admin.site.unregister(DBTaskResult)
admin.site.unregister(User)
admin.site.unregister(Group)


@admin.register(User)
class AccountAdmin(BoundedDeletion, UserAdmin):
    """An administrator gives access by group. Only a superuser makes superusers, or touches one."""

    list_display = ["username", "email", "first_name", "last_name", "is_active", "is_staff", "last_login"]
    list_filter = ["is_staff", "is_active", "groups"]
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("username", "usable_password", "password1", "password2")}),
        (_("What the account may do"), {"fields": ("is_staff", "groups")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if request.user.is_superuser:
            return self.readonly_fields
        return [*self.readonly_fields, "is_superuser", "user_permissions"]

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and _in_reach(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_delete_permission(request, obj) and _in_reach(request, obj)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        # Deleting many at once would not ask about each.
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}


@admin.register(DBTaskResult)
class TaskAdmin(DBTaskResultAdmin):
    """What the worker does: mostly mails. One that failed for good can be tried again."""

    list_display = ("task_name", "status", "enqueued_at", "finished_at", "run_after")  # type: ignore[assignment]
    list_filter = ("status",)  # type: ignore[assignment]
    list_per_page = 50
    show_full_result_count = False
    actions = ["try_again"]

    @admin.action(description=_("Try again"), permissions=["view"])
    def try_again(self, request: HttpRequest, results: QuerySet[DBTaskResult]) -> None:
        """Put failed ones back as if for the first time. A mail's second argument counts its failures."""
        with transaction.atomic():
            failed = list(results.filter(status=TaskResultStatus.FAILED).select_for_update())
            for result in failed:
                result.task.using(run_after=None).enqueue(*result.args_kwargs["args"][:1])
                result.delete()
        words = ngettext("%(count)d is tried again.", "%(count)d are tried again.", len(failed))
        self.message_user(request, words % {"count": len(failed)})


@admin.register(Group)
class StaffGroupAdmin(GroupAdmin):
    """The four groups of the house stay as they are; others can be made beside them."""

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or obj.name not in GROUPS)

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or obj.name not in GROUPS)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}


def _in_reach(request: HttpRequest, account: User | None) -> bool:
    return account is None or request.user.is_superuser or not account.is_superuser
