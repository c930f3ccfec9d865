"""Who else has a form open: the answer to what the form's page tells of itself, for those who may open that form."""

from typing import Any

from django.apps import apps
from django.contrib.admin import AdminSite
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from web.admin.open_form import OpenForm


def open_form(desk: AdminSite) -> Any:
    """The view. JSON: people (name, since) beside the account itself, and the row's version. 401: signed out."""
    from articles.admin.history.edit_version import edit_version  # registers with the desk, which is made here

    @never_cache
    @require_POST
    def view(request: HttpRequest, app_label: str, model_name: str, object_id: str) -> HttpResponse:
        if not desk.has_permission(request):
            return JsonResponse({}, status=401)
        row = _row(desk, request, app_label, model_name, object_id)
        if "leave" in request.POST:
            OpenForm.objects.of(row).filter(account=request.user.pk).delete()
            return JsonResponse({})
        OpenForm.objects.tell(row, request.user)
        others = OpenForm.objects.of(row).current().exclude(account=request.user.pk)
        people = [
            {"name": form.name, "since": form.opened_at.isoformat()}
            for form in others.select_related("account").order_by("opened_at", "pk")
        ]
        return JsonResponse({"people": people, "version": edit_version(row) if hasattr(row, "history") else ""})

    return view


def _row(desk: AdminSite, request: HttpRequest, app_label: str, model_name: str, object_id: str) -> Any:
    """The row, where the account may open its form. Http404 or PermissionDenied otherwise."""
    try:
        model = apps.get_model(app_label, model_name)
    except LookupError as fault:
        raise Http404 from fault
    if not desk.is_registered(model):
        raise Http404
    pages = desk.get_model_admin(model)
    row = pages.get_object(request, unquote(object_id))
    if row is None:
        raise Http404
    if not pages.has_view_or_change_permission(request, row):
        raise PermissionDenied
    return row
