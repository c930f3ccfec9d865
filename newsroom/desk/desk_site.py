"""The staff's desk: Django's admin under the site's name, with what needs someone on its first page."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.admin import ModelAdmin
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import BadRequest
from django.db.models import Count, Min, Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import is_valid_path, path
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from newsroom.desk.desk_rules import DeskRules
from newsroom.desk.sign_in import remember_browser
from newsroom.desk.unsaved.desk_with_memory import RemembersForms, carries_forms

ROWS = 5  # of each kind on the first page
ACTIONS = 10  # of the account, beside what waits


class Desk(RemembersForms):
    site_header = site_title = lazy(lambda: settings.SITE_NAME, str)()
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

    @carries_forms
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        response = super().login(request, extra_context)
        if request.method != "POST" or response.status_code != 302:
            return response
        if not is_valid_path(urlsplit(response.url).path):  # type: ignore[attr-defined]
            response = redirect("admin:index")
        remember_browser(response, request.user)
        return response

    def get_urls(self) -> list[Any]:
        from newsroom.accounts.account_urls import addresses

        mine = path(
            "r/<path:content_type_id>/<path:object_id>/", self.admin_view(self.view_on_site), name="view_on_site"
        )
        theirs = [mine if getattr(url, "name", None) == mine.name else url for url in super().get_urls()]
        return [*addresses(), *theirs]

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
        context = {"needs_you": needs_you(request.user), "recent_actions": self._recent_actions(request)}
        return super().index(request, {**(extra_context or {}), **context})

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
            actions.append({"entry": entry, "name": str(row) if row else "", "address": row and entry.get_admin_url()})
        return actions


def needs_you(user: Any) -> dict[str, Any]:
    """What waits for user: at most ROWS of a kind, and how many there are. What user may not touch is missing."""
    from django_tasks_db.models import DBTaskResult

    from articles.models import Article, IntakeToken, Page
    from articles.models.states import State, in_state
    from comments.mail.delivery import RETRY_AFTER
    from comments.models import Comment, Objection, RatingQuarantine
    from web.paging import bounded_count

    waiting: dict[str, Any] = {}
    if user.has_perm("articles.publish_article"):
        submitted = Article.objects.filter(in_state(State.SUBMITTED))
        waiting["submitted"] = {
            "count": bounded_count(submitted),
            "articles": submitted.order_by("submitted_at").defer("body").select_related("submitted_by")[:ROWS],
        }
    if user.has_perm("articles.change_article"):
        drafts = Article.objects.filter(in_state(State.DRAFT))
        by_machines = drafts.by_machines()
        tokens = IntakeToken.objects.all()
        if not user.has_perm("articles.publish_article"):
            by_machines = by_machines.filter(created_by=user)
            tokens = tokens.filter(responsible=user)
        if tokens.exists():
            waiting["machine_drafts"] = {
                "count": bounded_count(by_machines),
                "articles": by_machines.order_by("pk").defer("body").select_related("machine_draft")[:ROWS],
            }
        drafts = drafts.filter(created_by=user, machine_draft=None)
        waiting["drafts"] = {
            "count": bounded_count(drafts),
            "articles": drafts.order_by("-modified_at").defer("body")[:ROWS],
        }
    if user.has_perm("articles.change_page"):
        waiting["pages"] = Page.objects.to_be_filled_in()
    if user.has_perm("comments.change_ratingquarantine"):
        waiting["bursts"] = RatingQuarantine.objects.open().count()
    if user.has_perm("comments.change_comment"):
        pending = Comment.objects.pending()
        waiting["comments"] = {
            "count": bounded_count(pending),
            "oldest": pending.aggregate(oldest=Min("created_at"))["oldest"],
            "today": _decided_today(),
            "objections": Objection.objects.open().count(),
        }
    if user.has_perm("django_tasks_database.view_dbtaskresult"):
        waiting["failed"] = DBTaskResult.objects.failed().count()
        waiting["times_tried"] = 1 + len(RETRY_AFTER)
    return waiting


def _decided_today() -> int:
    """Comments that people decided on since midnight, by the latest decisions, as many as lists count.

    What the house policy publishes by itself, or the demo brings along, is no one's work of today.
    """
    from comments.models import Comment, Decision
    from web.paging import COUNTED

    since = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    today = Decision.objects.filter(made_at__gte=since, made_by__isnull=False).exclude(verdict=Comment.Status.PENDING)
    latest = today.order_by("-made_at").values("comment")[: COUNTED + 1]
    return latest.aggregate(comments=Count("comment", distinct=True))["comments"]
