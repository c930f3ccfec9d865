"""Filters of a list that an account names, finds above the list again, and deletes. One address takes both, by POST."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.apps import apps
from django.contrib import messages
from django.contrib.admin.exceptions import NotRegistered
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.views.main import ERROR_FLAG, PAGE_VAR
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from web.admin.editors_words import InEditorsWords
from web.admin.saved_view import LONGEST_NAME, LONGEST_QUERY, SavedView

MOST = 20  # of one list
NOT_SAVED = {PAGE_VAR, ERROR_FLAG, IS_POPUP_VAR, "_to_field"}


class SaveForm(InEditorsWords, forms.Form):
    name = forms.CharField(max_length=LONGEST_NAME, error_messages={"required": gettext_lazy("Give the view a name.")})
    query = forms.CharField(max_length=LONGEST_QUERY, required=False)

    def clean_query(self) -> str:
        query = kept_of(self.cleaned_data["query"])
        if not query:
            raise ValidationError(_("Choose a tab, a filter or words first: the whole list needs no name."))
        return query


def kept_of(query: str) -> str:
    """What a view keeps of the address of a list: not which page of it was open."""
    chosen = QueryDict(query)
    pairs = [(name, value) for name, values in chosen.lists() if name not in NOT_SAVED for value in values]
    return urlencode(sorted((name, value.replace("\0", "")) for name, value in pairs if value))


def views_of(request: HttpRequest, page: str) -> list[dict[str, Any]]:
    """The views of the account on a list, by name. One query."""
    now = kept_of(request.META.get("QUERY_STRING", ""))
    views = SavedView.objects.filter(account=request.user.pk, page=page)[:MOST]
    return [{"view": view, "is_chosen": view.query == now} for view in views]


@require_POST
def change_views(request: HttpRequest, desk: Any) -> HttpResponse:
    """Save the present filters under a name, or delete a view (``delete``: its key). Leads back to the list."""
    pages = _pages_of(request.POST.get("page", ""), desk)
    if not pages.has_view_or_change_permission(request):
        raise PermissionDenied
    opts = pages.opts
    address = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
    mine = SavedView.objects.filter(account=request.user.pk, page=opts.label_lower)
    if "delete" in request.POST:
        key = request.POST["delete"]
        deleted = key.isascii() and key.isdecimal() and len(key) < 19 and mine.filter(pk=key).delete()[0]
        words = _("The view is deleted.") if deleted else _("That view is gone already.")
        messages.success(request, words)
        return redirect(address)
    form = SaveForm(request.POST)
    if not form.is_valid():
        for error in [each for errors in form.errors.values() for each in errors]:
            messages.error(request, str(error))
        query = kept_of(request.POST.get("query", "")[:LONGEST_QUERY])
        return redirect(f"{address}?{query}" if query else address)
    return _save(request, mine, opts.label_lower, address, form.cleaned_data)


def _save(request: HttpRequest, mine: Any, page: str, address: str, typed: dict[str, str]) -> HttpResponse:
    name, query = typed["name"], typed["query"]
    with transaction.atomic():
        get_user_model().objects.select_for_update(no_key=True).get(pk=str(request.user.pk))  # one form at a time
        if not mine.filter(name=name).exists() and mine.count() >= MOST:
            words = ngettext(
                "You have %(most)d view of this list. Delete one first.",
                "You have %(most)d views of this list. Delete one first.",
                MOST,
            )
            messages.error(request, words % {"most": MOST})
        else:
            SavedView.objects.update_or_create(
                account_id=request.user.pk, page=page, name=name, defaults={"query": query}
            )
            messages.success(request, _("The view “%(name)s” is saved.") % {"name": name})
    return redirect(f"{address}?{query}")


def _pages_of(label: str, desk: Any) -> Any:
    try:
        return desk.get_model_admin(apps.get_model(label))
    except (LookupError, ValueError, NotRegistered) as unknown:
        raise Http404 from unknown
