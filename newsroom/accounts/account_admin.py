"""Accounts at the desk: who they are, which roles they have, and where they are signed in."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from newsroom.accounts.desk_page import desk_page
from newsroom.accounts.rights_field import RightsField, rights_list, set_rights
from newsroom.accounts.rights_in_words import names_of
from newsroom.accounts.role_reach import rights_in_reach, roles_in_reach
from newsroom.accounts.staff_mail import send_password_links
from newsroom.models import AccountEvent, PasswordResetRequest
from newsroom.second_step.required import is_required_of, second_steps_of
from newsroom.second_step.setting_up import remove_steps, step_in_words
from newsroom.sessions.own_account import end_all_sessions, sessions_of
from web.admin.bounded_deletion import BoundedDeletion
from web.admin.signs_changes import SignsChanges

EVENTS = 30  # the latest on the page of an account


class AccountForm(forms.ModelForm):
    groups = forms.ModelMultipleChoiceField(
        Group.objects.order_by("name"), label=_("Roles"), required=False, widget=forms.CheckboxSelectMultiple
    )
    rights = RightsField(label=_("May beyond the roles"))
    editor: Any = None  # the account that edits

    class Meta:
        model = User
        fields = ["username", "first_name", "last_name", "email", "is_active", "is_staff", "is_superuser", "groups"]
        labels = {
            "username": _("Name for the sign-in"),
            "is_active": _("May sign in"),
            "is_staff": _("May open the desk"),
            "is_superuser": _("May do everything, also what no role gives"),
        }
        help_texts = {
            "is_active": _("Untick this instead of deleting the account. It is signed out everywhere."),
            "is_staff": "",
            "is_superuser": "",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "groups" in self.fields:
            self.fields["groups"].queryset = roles_in_reach(self.editor)  # type: ignore[attr-defined]
        if "rights" in self.fields:
            field: Any = self.fields["rights"]
            field.offer(names_of(rights_in_reach(self.editor)))
            self.initial["rights"] = field.ticks(names_of(self.instance.user_permissions))

    def clean_groups(self) -> list[Group]:
        """Roles beyond the reach of the account that edits stay as they are."""
        reach = set(roles_in_reach(self.editor).values_list("pk", flat=True))
        return [*self.cleaned_data["groups"], *self.instance.groups.exclude(pk__in=reach)]


@admin.register(User)
class AccountAdmin(SignsChanges, BoundedDeletion, UserAdmin):
    """An administrator gives access by role, and touches no account with more rights. Accounts begin as invitations."""

    form = AccountForm
    list_display = ["username", "email", "first_name", "last_name", "is_active", "is_staff", "last_login"]
    list_filter = ["is_staff", "is_active", "groups"]
    filter_horizontal = ()
    readonly_fields = ["may", "last_login", "date_joined"]
    change_form_template = "admin/auth/user/change_form.html"
    change_list_template = "admin/auth/user/change_list.html"

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        beyond = [(_("Beyond the roles"), {"fields": ["is_superuser", "rights"], "classes": ["collapse"]})]
        return [
            (_("Who it is"), {"fields": ["username", "first_name", "last_name", "email"]}),
            (_("What the account may do"), {"fields": ["is_active", "is_staff", "groups", "may"]}),
            *(beyond if request.user.is_superuser and self.has_change_permission(request, obj) else []),
            (_("Dates"), {"fields": ["last_login", "date_joined"]}),
        ]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        fields = [name for name in AccountForm.Meta.fields if request.user.is_superuser or name != "is_superuser"]
        if not self.has_change_permission(request, obj):
            fields = []
        form: Any = super().get_form(request, obj, change=change, **kwargs | {"fields": fields})
        return type("AccountForm", (form,), {"editor": request.user})

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if request.user.is_superuser:
            field = form.fields["rights"]
            set_rights(form.instance.user_permissions, field, form.cleaned_data["rights"])

    @admin.display(description=_("May, by the roles"))
    def may(self, account: User) -> Any:
        if account.is_superuser:
            return gettext("Everything")
        return rights_list(account.get_all_permissions())

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return super().changelist_view(request, {**(extra_context or {}), "title": _("Accounts")})

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # an invitation makes it, so no one knows the password of another

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_change_permission(request, obj) and _in_reach(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return super().has_delete_permission(request, obj) and _in_reach(request, obj)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        # Deleting many at once would not ask about each.
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}

    # Where it is signed in, and how -------------------------------------------------------------------------------

    def get_urls(self) -> list[Any]:
        """Without Django's page to type a password for another person."""
        view = self.admin_site.admin_view(self.access)
        theirs = [url for url in super().get_urls() if getattr(url, "name", "") != "auth_user_password_change"]
        return [path("<int:pk>/access/", view, name="auth_user_access"), *theirs]

    def access(self, request: HttpRequest, pk: int) -> HttpResponse:
        account = get_object_or_404(User, pk=pk)
        if not self.has_change_permission(request, account):
            raise PermissionDenied
        if request.method == "POST":
            self._do(request, account, request.POST.get("do", ""))
            return redirect("admin:auth_user_access", pk)
        context = {
            "opts": self.opts,
            "original": account,
            "sessions": sessions_of(account, request),
            "steps": [step_in_words(step) for step in second_steps_of(account)],
            "is_required": is_required_of(account),
            "events": AccountEvent.objects.of(account)[:EVENTS],
        }
        return desk_page(request, "accounts/access.html", gettext("Sign-ins of %s") % account, context)

    def _do(self, request: HttpRequest, account: User, what: str) -> None:
        if what == "sign_out":
            end_all_sessions(request, account)
        elif what == "remove_steps":
            remove_steps(request, account, second_steps_of(account))
            end_all_sessions(request, account)
        elif what == "send_link" and account.email:
            reset = PasswordResetRequest.objects.create(email=account.email)
            send_password_links.enqueue(reset.pk)
            self.message_user(request, gettext("A link to choose a new password is on its way."))


def _in_reach(request: HttpRequest, account: User | None) -> bool:
    if account is None or request.user.is_superuser:
        return True
    return not account.is_superuser and account.get_all_permissions() <= request.user.get_all_permissions()
