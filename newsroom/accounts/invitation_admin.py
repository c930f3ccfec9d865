"""Invitations at the desk: made, sent again, revoked. A row stays, since it says who invited whom."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from newsroom.accounts.role_reach import roles_in_reach
from newsroom.accounts.staff_mail import send_invitation
from newsroom.models import AccountEvent, Invitation
from newsroom.record.account_event import Kind


class InvitationForm(forms.ModelForm):
    def clean_email(self) -> str:
        email = self.cleaned_data["email"]
        if get_user_model().objects.filter(email__iexact=email).exists():
            raise forms.ValidationError(_("An account with this address is there already."), code="has_account")
        if Invitation.objects.filter(email__iexact=email, accepted_at=None, revoked_at=None).exists():
            raise forms.ValidationError(
                _("This address is invited already. Open that invitation to send it again."), code="is_invited"
            )
        return email


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("open", _("Open")), ("expired", _("Expired")), ("accepted", _("Accepted")), ("revoked", _("Revoked"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        match self.value():
            case "open":
                return queryset.open()
            case "expired":
                return queryset.filter(accepted_at=None, revoked_at=None, expires_at__lte=timezone.now())
            case "accepted":
                return queryset.filter(accepted_at__isnull=False)
            case "revoked":
                return queryset.filter(revoked_at__isnull=False)
        return queryset


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):
    form = InvitationForm
    fields = ["email", "name", "role"]
    list_display = ["email", "name", "role", "state", "invited_by", "made_at", "expires_at"]
    list_filter = [StateFilter]
    list_select_related = ["role", "invited_by"]
    list_per_page = 50
    actions = None
    change_form_template = "admin/newsroom/invitation/change_form.html"

    def get_fields(self, request: HttpRequest, obj: Invitation | None = None) -> Any:
        if obj is None:
            return self.fields
        ending = ["accepted_at", "accepted_by"] if obj.accepted_at else []
        ending += ["revoked_at", "revoked_by"] if obj.revoked_at else []
        return [*cast(list, self.fields), "state", "is_sent", "invited_by", "made_at", "expires_at", *ending]

    def get_readonly_fields(self, request: HttpRequest, obj: Invitation | None = None) -> Any:
        """An invitation keeps its words: another address or another role is another invitation."""
        return [] if obj is None else self.get_fields(request, obj)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "role":
            kwargs["queryset"] = roles_in_reach(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        """Without the signs beside a choice that lead to other pages."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "role" and field:
            field.widget = field.widget.widget
        return field

    @admin.display(description=_("state"))
    def state(self, invitation: Invitation) -> str:
        if invitation.accepted_at:
            return gettext("Accepted")
        if invitation.revoked_at:
            return gettext("Revoked")
        return gettext("Open") if invitation.is_open else gettext("Expired")

    def save_model(self, request: HttpRequest, obj: Invitation, form: Any, change: bool) -> None:
        if change:  # nothing of it can be changed
            return
        obj.invited_by = cast(Any, request.user)
        obj.save()
        AccountEvent.objects.note(Kind.INVITED, by=request.user, detail=f"{obj.name} ({obj.role})", request=request)
        send_invitation.enqueue(obj.pk)

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/resend/", wrap(self.resend), name="newsroom_invitation_resend"),
            path("<int:pk>/revoke/", wrap(self.revoke), name="newsroom_invitation_revoke"),
            *super().get_urls(),
        ]

    def resend(self, request: HttpRequest, pk: int) -> HttpResponse:
        def send(invitation: Invitation) -> str:
            invitation.renew()
            invitation.save()
            send_invitation.enqueue(invitation.pk)
            return gettext("Sent again, with a new link. The older link no longer works.")

        return self._confirmed(request, pk, gettext("Send the invitation again?"), "resend", send)

    def revoke(self, request: HttpRequest, pk: int) -> HttpResponse:
        def revoke(invitation: Invitation) -> str:
            invitation.revoke(by=request.user)
            invitation.save()
            AccountEvent.objects.note(Kind.INVITATION_REVOKED, by=request.user, detail=invitation.name, request=request)
            return gettext("Revoked. The link no longer works.")

        return self._confirmed(request, pk, gettext("Revoke this invitation?"), "revoke", revoke)

    def _confirmed(self, request: HttpRequest, pk: int, title: str, step: str, do: Any) -> HttpResponse:
        """A GET shows a question. The POST is the confirmation."""
        page = redirect("admin:newsroom_invitation_change", pk)
        with transaction.atomic():  # it may be accepted at this moment
            invitation = get_object_or_404(Invitation.objects.select_for_update(), pk=pk)
            if not self.has_change_permission(request, invitation) or not _may_give(request.user, invitation.role):
                raise PermissionDenied
            if invitation.has_ended:
                words = gettext("This invitation has ended: %(state)s.") % {"state": self.state(invitation).lower()}
                self.message_user(request, words, messages.WARNING)
                return page
            if request.method == "POST":
                words = do(invitation)
                self.log_change(request, invitation, words)
                self.message_user(request, words, messages.SUCCESS)
                return page
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": invitation,
            "title": title,
            "step": step,
        }
        return render(request, "admin/newsroom/invitation/confirm.html", context)


def _may_give(user: Any, role: Any) -> bool:
    return roles_in_reach(user).filter(pk=role.pk).exists()
