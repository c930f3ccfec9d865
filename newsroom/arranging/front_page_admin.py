"""The desk's page on which editors arrange the front: one page, without a list, with a preview of what they chose."""

from __future__ import annotations

from typing import Any

from csp.constants import SELF
from csp.decorators import csp_replace, csp_update
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.forms import Script
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_sameorigin

from articles.admin.history.stale_save import RefusesStaleSaves, ShowsBothTexts
from articles.front.front_arrangement import MOST_PICKS, put_bands_in_place
from articles.models import Article, FrontBand, FrontPage, FrontPick
from articles.slugs.typed_address import article_at
from comments.reading.front_page import front_as_it_is

OFFERED = 100  # of the newest articles, which a browser offers while someone types an address


class FrontPageForm(RefusesStaleSaves):
    class Meta:
        model = FrontPage
        fields = ["breaking", "breaking_address", "breaking_until", "shows_most_read"]


class PickForm(forms.ModelForm):
    """An article by its address, since that works without a script; browsers offer the newest."""

    address = forms.CharField(
        label=_("Article"),
        max_length=500,
        widget=forms.TextInput(attrs={"list": "newest-articles", "size": 40}),
        help_text=_("Its web address. Begin to write, and the newest are offered."),
    )

    class Meta:
        model = FrontPick
        fields = ["position", "headline", "until"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["address"] = self.instance.address

    def clean_address(self) -> str:
        """The article behind an address, or behind the last part of one."""
        article = article_at(self.cleaned_data["address"])
        if article is None:
            raise ValidationError(_("There is no article at this address."), code="no_article")
        self.instance.article = article
        return article.get_absolute_url()


class PickFormSet(forms.BaseInlineFormSet):
    def clean(self) -> None:
        """ValidationError where two rows name one article."""
        super().clean()
        seen: set[Any] = set()
        for form in self.forms:
            article = form.instance.article_id
            if not form.cleaned_data.get("address") or form.cleaned_data.get("DELETE"):
                continue
            if article in seen:
                form.add_error("address", ValidationError(_("This article is here twice."), code="twice"))
            seen.add(article)


class Picks(admin.StackedInline):
    model = FrontPick
    form = PickForm
    formset = PickFormSet
    fields = [("address", "position"), ("headline", "until"), "shown_now"]
    readonly_fields = ["shown_now"]
    extra = 2  # without script there is no button for another row
    max_num = MOST_PICKS

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("article")

    @admin.display(description=_("now"))
    def shown_now(self, pick: FrontPick) -> str:
        return (pick.why_not_shown or str(_("Readers see it at the top."))) if pick.pk else ""


class Bands(admin.StackedInline):
    model = FrontBand
    fields = [("is_shown", "position")]
    extra = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("section")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(FrontPage)
class FrontPageAdmin(ShowsBothTexts, admin.ModelAdmin):
    form = FrontPageForm
    inlines = [Picks, Bands]
    fieldsets = [
        (_("Banner"), {"fields": ["breaking", "breaking_address", "breaking_until"]}),
        (_("Lists"), {"fields": ["shows_most_read"]}),
    ]
    change_form_template = "admin/articles/frontpage/change_form.html"

    class Media:
        js = [Script("desk/front-preview.js", type="module")]

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.preview)
        return [path("1/preview/", view, name="articles_frontpage_preview"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if self.has_view_or_change_permission(request):
            return redirect("admin:articles_frontpage_change", 1)
        return super().changelist_view(request, extra_context)

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The one row, which is made when it is first looked for, with a band for each section."""
        if object_id == "1" and self.has_view_or_change_permission(request):
            put_bands_in_place()
        return super().get_object(request, object_id, from_field)

    @method_decorator(csp_update({"frame-src": [SELF]}))
    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        newest = Article.objects.published().newest_first().only("slug", "headline")[:OFFERED]
        return super().change_view(request, object_id, form_url, {"newest": newest, **(extra_context or {})})

    @method_decorator(xframe_options_sameorigin)
    @method_decorator(csp_replace({"frame-ancestors": [SELF]}))
    def preview(self, request: HttpRequest) -> HttpResponse:
        """The front as it would be: the form is saved, the front is rendered, and all of it is taken back."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return front_as_it_is(request)
        with transaction.atomic():
            answer = self.changeform_view(request, "1")
            page = front_as_it_is(request) if answer.status_code == 302 else None
            transaction.set_rollback(True)
        list(messages.get_messages(request))  # what it says of the save would come up on the next page
        return page or render(request, "admin/articles/frontpage/no_preview.html", status=422)

    def save_model(self, request: HttpRequest, obj: FrontPage, form: Any, change: bool) -> None:
        obj.arranged_by = request.user  # type: ignore[assignment]  # the desk is for accounts
        super().save_model(request, obj, form, change)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
