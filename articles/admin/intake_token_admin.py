"""Tokens of machines at the desk: made, shown once, watched, and revoked. A row stays, since its drafts name it."""

from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.models import IntakeToken


class IntakeTokenForm(forms.ModelForm):
    def clean_responsible(self) -> Any:
        account = self.cleaned_data["responsible"]
        if not account.has_perm("articles.add_article"):
            raise forms.ValidationError(_("This account may not write articles, so it cannot answer for a machine."))
        return account


@admin.register(IntakeToken)
class IntakeTokenAdmin(admin.ModelAdmin):
    form = IntakeTokenForm
    fields = ["system", "version", "responsible"]
    list_display = ["name", "beginning", "responsible", "works", "draft_count", "last_used_at", "created_at"]
    list_select_related = ["responsible"]
    list_per_page = 50
    actions = None
    change_form_template = "admin/articles/intaketoken/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[IntakeToken]:
        return super().get_queryset(request).annotate(draft_count=Count("drafts"))

    def get_fields(self, request: HttpRequest, obj: IntakeToken | None = None) -> Any:
        if obj is None:
            return self.fields
        revocation = ["revoked_at", "revoked_by"] if obj.revoked_at else []
        return [*cast(list, self.fields), "beginning", "created_at", "created_by", "last_used_at", *revocation]

    def get_readonly_fields(self, request: HttpRequest, obj: IntakeToken | None = None) -> Any:
        """A token keeps its meaning: another system or another person is another token."""
        return [] if obj is None else self.get_fields(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: IntakeToken | None = None) -> bool:
        return False

    @admin.display(description=_("system"), ordering="system")
    def name(self, token: IntakeToken) -> str:
        return str(token)

    @admin.display(description=_("works"), boolean=True)
    def works(self, token: IntakeToken) -> bool:
        return token.revoked_at is None

    @admin.display(description=_("drafts"))
    def draft_count(self, token: Any) -> int:
        return token.draft_count

    # Making one -------------------------------------------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: IntakeToken, form: Any, change: bool) -> None:
        if change:  # nothing of it can be changed
            return
        obj.created_by = cast(Any, request.user)
        obj.words = obj.issue()  # type: ignore[attr-defined]
        obj.save()

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        """The page that shows it is the answer itself: a message for the next page would be stored on the way."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": gettext("Copy the token now"),
            "token": obj,
        }
        return render(request, "admin/articles/intaketoken/made.html", context)

    # Revoking one -----------------------------------------------------------------------------------------------------

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.revoke)
        return [path("<int:pk>/revoke/", view, name="articles_intaketoken_revoke"), *super().get_urls()]

    def revoke(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Asks; the answer is the confirmation."""
        token = get_object_or_404(IntakeToken, pk=pk)
        if not self.has_change_permission(request, token):
            raise PermissionDenied
        page = redirect("admin:articles_intaketoken_change", token.pk)
        if token.revoked_at:
            self.message_user(request, gettext("This token was revoked before."), messages.WARNING)
            return page
        if request.method == "POST":
            token.revoke(by=request.user)
            token.save()
            self.log_change(request, token, gettext("Revoked."))
            words = gettext("Revoked. Nothing comes in by it any more; what came in stays.")
            self.message_user(request, words, messages.SUCCESS)
            return page
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": token,
            "title": gettext("Revoke this token?"),
        }
        return render(request, "admin/articles/intaketoken/revoke.html", context)
