"""Roles at the desk: what each may do, as sentences with ticks."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from newsroom.accounts.rights_field import RightsField, rights_list, set_rights
from newsroom.accounts.rights_in_words import names_of
from newsroom.accounts.role_reach import rights_in_reach, roles_in_reach
from newsroom.desk.groups import GROUPS
from web.admin.signs_changes import SignsChanges


class RoleForm(forms.ModelForm):
    rights = RightsField(label=_("May"))
    reach: set[str] = set()  # of the account that edits

    class Meta:
        model = Group
        fields = ["name"]
        labels = {"name": _("Name of the role")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["rights"]
        field.offer(self.reach)
        if self.instance.pk:
            self.initial["rights"] = field.ticks(names_of(self.instance.permissions))
        elif source := self.initial.pop("copy", None):
            self.initial["rights"] = field.ticks(names_of(source.permissions))


@admin.register(Group)
class RoleAdmin(SignsChanges, GroupAdmin):
    """The four roles of the house stay as they are. Others can be made beside them, also as a copy."""

    form = RoleForm
    list_display = ["name"]
    filter_horizontal = ()
    change_form_template = "admin/auth/group/change_form.html"

    def get_fieldsets(self, request: HttpRequest, obj: Group | None = None) -> Any:
        may_change = obj is None or self.has_change_permission(request, obj)
        return [(None, {"fields": ["name", "rights" if may_change else "may"]})]

    def get_readonly_fields(self, request: HttpRequest, obj: Group | None = None) -> Any:
        return [] if obj is None or self.has_change_permission(request, obj) else ["name", "may"]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs | {"fields": ["name"]})
        return type("RoleForm", (form,), {"reach": names_of(rights_in_reach(request.user))})

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        number = request.GET.get("copy", "")
        source = Group.objects.filter(pk=number).first() if number.isdecimal() and len(number) < 10 else None
        return {"copy": source} if source else {}

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        set_rights(form.instance.permissions, form.fields["rights"], form.cleaned_data["rights"])

    @admin.display(description=_("May"))
    def may(self, role: Group) -> Any:
        return rights_list(names_of(role.permissions))

    def render_change_form(self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any) -> Any:
        role = kwargs.get("obj")
        context["title"] = _("Role") if role else _("New role")
        context["is_of_the_house"] = role is not None and role.name in GROUPS
        return super().render_change_form(request, context, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return super().changelist_view(request, {**(extra_context or {}), "title": _("Roles")})

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return super().has_change_permission(request, obj) and _may_touch(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return super().has_delete_permission(request, obj) and _may_touch(request, obj)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        # Deleting many at once would not ask about each.
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}


def _may_touch(request: HttpRequest, role: Group | None) -> bool:
    return role is None or (role.name not in GROUPS and roles_in_reach(request.user).filter(pk=role.pk).exists())
