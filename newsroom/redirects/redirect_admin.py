"""Redirects at the desk: one at a time, or as a file; and what readers request in vain, with a way to answer it."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from newsroom.models import Redirect, UnknownAddress
from newsroom.redirects.addresses import LONGEST
from newsroom.redirects.redirect_csv import COLUMNS, MOST_CHARACTERS, MOST_LINES, Plan, csv_lines
from newsroom.redirects.unknown_address import REMEMBERED, tally
from web.admin.bounded_list import BoundedList
from web.admin.editors_words import InEditorsWords

SHOWN = 100  # rows of a file before it is taken, and faults of it


class RedirectForm(forms.ModelForm):
    leads_to = forms.CharField(
        label=_("Leads to"),
        max_length=LONGEST,
        widget=AdminTextInputWidget,
        help_text=_("Path of a page of this site, such as /articles/title/. It follows an article to a new address."),
    )

    class Meta:
        model = Redirect
        fields = ["old_path"]
        widgets = {"old_path": AdminTextInputWidget}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "leads_to" in self.fields:
            self.fields["leads_to"].initial = self.instance.leads_to

    def clean_leads_to(self) -> str:
        leads_to = self.cleaned_data["leads_to"]
        self.instance.lead_to(leads_to)
        return leads_to

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if not self.errors:
            try:
                self.instance.refuse_circle()
            except ValidationError as fault:
                self.add_error("leads_to", fault.error_dict["target"])


class FileForm(InEditorsWords, forms.Form):
    file = forms.FileField(
        label=_("CSV file"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )
    text = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)  # the file, while it is shown

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        upload, text = cleaned.get("file"), cleaned.get("text", "")
        if upload and upload.size > MOST_CHARACTERS * 4:
            self.add_error("file", _("The file is too long."))
        elif upload:
            try:
                text = upload.read().decode("utf-8-sig")
            except UnicodeDecodeError:
                self.add_error("file", _("The file is not in UTF-8. Save it as CSV in UTF-8."))
        if not self.errors and not text.strip():
            self.add_error("file", _("Choose a file."))
        return cleaned | {"text": text.replace("\0", "")}


@admin.register(Redirect)
class RedirectAdmin(BoundedList):
    form = RedirectForm
    fields = ["old_path", "leads_to"]
    list_display = ["old_path", "leads_to_now", "made_at"]
    list_select_related = ["article"]
    list_per_page = 100
    search_fields = ["old_path", "target", "article__slug"]
    search_help_text = _("Searches old addresses and where they lead.")
    view_on_site = False
    change_list_template = "admin/newsroom/redirect/change_list.html"

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("article__body")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"old_path": request.GET.get("old_path", "")[:LONGEST]}

    @admin.display(description=_("leads to"))
    def leads_to_now(self, row: Redirect) -> Any:
        words = row.leads_to or gettext("An article that was deleted")
        if row.destination:
            return format_html('<a href="{}">{}</a>', row.destination, words)
        return gettext("%(address)s (not public)") % {"address": words}

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path("redirects.csv", wrap(self.csv_file), name="newsroom_redirect_csv"),
            path("file/", wrap(self.from_file), name="newsroom_redirect_file"),
            *super().get_urls(),
        ]

    def csv_file(self, request: HttpRequest) -> HttpResponseBase:
        if not self.has_view_permission(request):
            raise PermissionDenied
        response = StreamingHttpResponse(csv_lines(), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="redirects.csv"'
        return response

    def from_file(self, request: HttpRequest) -> HttpResponse:
        """Shows what a file would do, by line; the second POST, without the file, does it."""
        if not (self.has_add_permission(request) and self.has_change_permission(request)):
            raise PermissionDenied
        form = FileForm(request.POST or None, request.FILES or None)
        plan = None
        if request.method == "POST" and form.is_valid():
            plan = Plan(form.cleaned_data["text"])
            if "_confirmed" in request.POST and plan.carry_out():
                return self._taken(request, plan)
            plan.try_out()
            form = FileForm(initial={"text": form.cleaned_data["text"]})
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": gettext("Redirects from a file"),
            "form": form,
            "plan": plan,
            "rows": plan.rows[:SHOWN] if plan else [],
            "faults": plan.faults[:SHOWN] if plan else [],
            "shown": SHOWN,
            "most": MOST_LINES,
            "columns": ",".join(COLUMNS),
        }
        status = 422 if form.errors or (plan and plan.faults) else 200
        return render(request, "admin/newsroom/redirect/file.html", context, status=status)

    def _taken(self, request: HttpRequest, plan: Plan) -> HttpResponse:
        words = ngettext("%(count)d redirect taken.", "%(count)d redirects taken.", plan.changes)
        self.message_user(request, words % {"count": plan.changes}, messages.SUCCESS)
        return redirect("admin:newsroom_redirect_changelist")


@admin.register(UnknownAddress)
class UnknownAddressAdmin(BoundedList):
    """What readers requested and no page has. Nothing says who it was."""

    list_display = ["address", "times", "last_at", "redirect_to"]
    list_display_links = None
    list_per_page = 100
    search_fields = ["address"]
    change_list_template = "admin/newsroom/unknownaddress/change_list.html"

    def get_queryset(self, request: HttpRequest) -> Any:
        rows: Any = super().get_queryset(request)
        return rows.unanswered()

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        tally.write()
        return super().changelist_view(request, {"remembered": REMEMBERED.days, **(extra_context or {})})

    @admin.display(description=_("answer"))
    def redirect_to(self, row: UnknownAddress) -> Any:
        address = f"{reverse('admin:newsroom_redirect_add')}?{urlencode({'old_path': row.address})}"
        return format_html('<a href="{}">{}</a>', address, gettext("Redirect to…"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
