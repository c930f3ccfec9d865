"""The staff's desk: Django's admin under the site's name, with what needs someone on its first page."""

from collections.abc import Iterable
from functools import wraps
from typing import Any

from django.contrib.admin import ModelAdmin
from django.contrib.admin.models import LogEntry
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import PasswordChangeView
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import BadRequest
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.decorators import method_decorator
from django.utils.functional import lazy
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from newsroom.desk.desk_menu import desk_menu
from newsroom.desk.desk_names import APPS, kind_of, list_title
from newsroom.desk.desk_rules import DeskRules
from newsroom.desk.unsaved.desk_with_memory import RemembersForms, carries_forms, not_taken_yet
from web.identity.current_site import current_site

ACTIONS = 10  # of the account, beside what waits


class Desk(RemembersForms):
    site_header = site_title = lazy(lambda: current_site().name, str)()
    index_title = _("The desk")
    enable_nav_sidebar = False  # the lists need its width for what staff came for

    def has_permission(self, request: HttpRequest) -> bool:
        # PostgreSQL's texts hold no NUL, and the admin's filters ask it for whatever an address says.
        if any("\0" in value for values in request.GET.lists() for value in values[1]):
            raise BadRequest("The address holds a NUL character.")
        return super().has_permission(request)

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Put ``DeskRules`` in front of admin_class, so no registered page can do without them."""
        admin_class = admin_class or ModelAdmin
        if not issubclass(admin_class, DeskRules):
            admin_class = type(admin_class.__name__, (DeskRules, admin_class), {"__module__": admin_class.__module__})
        super().register(model_or_iterable, admin_class, **options)

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """A page for those who are signed in. One who needs a second step is led to set it up before anything else."""
        from newsroom.second_step.required import set_up_first
        from newsroom.sessions.signed_in_session import note_seen

        @wraps(view)
        def after_the_second_step(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            note_seen(request)
            if first := set_up_first(request):
                return not_taken_yet(request, first)
            return view(request, *args, **kwargs)

        return super().admin_view(after_the_second_step, cacheable)

    @carries_forms
    @method_decorator(never_cache)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """As Django's, but an account with a second step is signed in only after that."""
        from newsroom.desk.password_step import PasswordStep

        if request.method == "GET" and self.has_permission(request):
            return redirect("admin:index")
        context = {
            **self.each_context(request),
            "title": _("Sign in"),
            "subtitle": None,
            "app_path": request.get_full_path(),
            "username": request.user.get_username(),
        }
        if REDIRECT_FIELD_NAME not in request.GET and REDIRECT_FIELD_NAME not in request.POST:
            context[REDIRECT_FIELD_NAME] = reverse("admin:index")
        request.current_app = self.name  # type: ignore[attr-defined]
        return PasswordStep.as_view(extra_context={**context, **(extra_context or {})})(request)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        from newsroom.desk.password_forms import OwnPasswordForm
        from newsroom.models import AccountEvent, SignedInSession
        from newsroom.record.account_event import Kind

        request.current_app = self.name  # type: ignore[attr-defined]
        response = PasswordChangeView.as_view(
            form_class=OwnPasswordForm,
            template_name="accounts/change_password.html",
            success_url=reverse("admin:password_change_done"),
            extra_context={**self.each_context(request), **(extra_context or {})},
        )(request)
        if request.method == "POST" and response.status_code == 302:
            AccountEvent.objects.note(Kind.PASSWORD_CHANGED, request.user, request=request)
            SignedInSession.objects.of(request.user).exclude(session=request.session.session_key).end()
        return response

    def each_context(self, request: Any) -> dict[str, Any]:
        from newsroom.desk.guide import chapter_about

        page = request.resolver_match.url_name if request.resolver_match else ""
        return {**super().each_context(request), "guide_chapter": chapter_about(page or "")}

    def get_urls(self) -> list[Any]:
        from newsroom.accounts.account_urls import addresses

        mine = path(
            "r/<path:content_type_id>/<path:object_id>/", self.admin_view(self.view_on_site), name="view_on_site"
        )
        theirs = [mine if getattr(url, "name", None) == mine.name else url for url in super().get_urls()]
        search = path("search/", self.admin_view(self.search), name="search")
        views = path("views/", self.admin_view(self.change_views), name="saved_views")
        return [*addresses(self.admin_view), search, views, *theirs]

    def change_views(self, request: HttpRequest) -> HttpResponse:
        from newsroom.desk.saved_views import change_views

        return change_views(request, self)

    def search(self, request: HttpRequest) -> HttpResponse:
        from newsroom.desk.search.search_page import search_page

        return search_page(request, self)

    def view_on_site(self, request: HttpRequest, content_type_id: str, object_id: str) -> HttpResponse:
        """Redirect to the public address of a row that the account may open. Django's own view asks no permission."""
        if not content_type_id.isdecimal() or len(content_type_id) > 9:
            raise Http404
        model = get_object_or_404(ContentType, pk=content_type_id).model_class()
        if model is None or not self.is_registered(model):
            raise Http404
        pages = self.get_model_admin(model)
        if not pages.view_on_site:
            raise Http404
        row = pages.get_object(request, object_id)
        if row is None or not hasattr(row, "get_absolute_url") or not pages.has_view_or_change_permission(request, row):
            raise Http404
        return redirect(row)

    def rows_open_to(self, request: HttpRequest, model: type[Model], keys: Iterable[Any]) -> dict[str, Model]:
        """The rows of model among keys that the account may open, by their key as text. One query at most."""
        if not self.is_registered(model):
            return {}
        pages = self.get_model_admin(model)
        if not pages.has_view_or_change_permission(request):
            return {}
        rows = pages.get_queryset(request).filter(pk__in=list(keys))
        return {str(row.pk): row for row in rows if pages.has_view_or_change_permission(request, row)}

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        context = front_page(request.user, request.GET.get("week", ""))
        context["recent_actions"] = self._recent_actions(request)
        context["menu"] = desk_menu(self.get_app_list(request))
        return super().index(request, {**(extra_context or {}), **context})

    def _build_app_dict(self, request: HttpRequest, label: Any = None) -> dict[str, Any]:
        """Of this come the pages of single apps and the menu: each in the desk's words."""
        found = super()._build_app_dict(request, label)
        for app in found.values():
            app["name"] = APPS.get(app["app_label"], app["name"])
            for entry in app["models"]:
                entry["name"] = capfirst(list_title(entry["model"]._meta))
        return found

    def app_index(self, request: HttpRequest, app_label: str, extra_context: dict[str, Any] | None = None) -> Any:
        apps = self.get_app_list(request, app_label)
        title = {"title": apps[0]["name"]} if apps else {}
        return super().app_index(request, app_label, {**title, **(extra_context or {})})

    def _recent_actions(self, request: HttpRequest) -> list[dict[str, Any]]:
        """What the account did last. A row that the account may no longer open, or that is gone, has no name here."""
        entries = list(
            LogEntry.objects.filter(user=request.user.pk)
            .select_related("content_type")
            .order_by("-action_time")[:ACTIONS]
        )
        keys: dict[Any, set[str]] = {}
        for entry in entries:
            if (
                entry.content_type
                and (model := entry.content_type.model_class())
                and entry.object_id
                and entry.object_id.isdecimal()
            ):
                keys.setdefault(model, set()).add(entry.object_id)
        rows = {model: self.rows_open_to(request, model, numbers) for model, numbers in keys.items()}
        actions = []
        for entry in entries:
            model = entry.content_type.model_class() if entry.content_type else None
            row = rows.get(model, {}).get(entry.object_id or "")
            address = row and entry.get_admin_url()
            actions.append(
                {"entry": entry, "kind": kind_of(model), "name": str(row) if row else "", "address": address}
            )
        return actions


def front_page(user: Any, week: str) -> dict[str, Any]:
    """What the first page shows to user. The modules know models, which are not there when the desk is made."""
    from newsroom.backup.verified_backup import about_backups
    from newsroom.desk.front import last_days, latest_decisions, reception, waiting
    from newsroom.desk.front.week import week_of

    return {
        "waiting": waiting.waiting_for(user),
        "backups": about_backups(user),
        "week": week_of(user, week),
        "figures": last_days.last_days(user),
        "figure_days": last_days.DAYS,
        "reception": reception.reception(user),
        "reception_means": reception.in_words(),
        "decisions": latest_decisions.latest_decisions(user),
        "steps": latest_decisions.latest_steps(user),
    }
