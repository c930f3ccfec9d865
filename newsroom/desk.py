"""The staff's desk: Django's admin under the site's name, with what needs somebody on its first page."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.admin import AdminSite
from django.core.exceptions import BadRequest
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import is_valid_path
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from newsroom.sign_in import remember_browser

ROWS = 5  # of each kind on the first page


class Desk(AdminSite):
    site_header = site_title = lazy(lambda: settings.SITE_NAME, str)()
    index_title = _("The desk")
    enable_nav_sidebar = False  # the lists need its width for what staff came for

    def has_permission(self, request: HttpRequest) -> bool:
        # PostgreSQL's texts hold no NUL, and the admin's filters ask it for whatever an address says.
        if any("\0" in value for values in request.GET.lists() for value in values[1]):
            raise BadRequest("The address holds a NUL character.")
        return super().has_permission(request)

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        response = super().login(request, extra_context)
        if request.method != "POST" or response.status_code != 302:
            return response
        if not is_valid_path(urlsplit(response.url).path):  # type: ignore[attr-defined]
            response = redirect("admin:index")
        remember_browser(response, request.user)
        return response

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        return super().index(request, {**(extra_context or {}), "needs_you": needs_you(request.user)})


def needs_you(user: Any) -> dict[str, Any]:
    """What waits for user: at most ROWS of a kind, and how many there are. What user may not touch is missing."""
    from django_tasks_db.models import DBTaskResult

    from articles.models import Article, IntakeToken, Page
    from articles.models.states import State, in_state
    from articles.paging import bounded_count
    from comments.models import Comment, Objection, RatingQuarantine

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
    return waiting


def _decided_today() -> int:
    """Comments that were decided on since midnight, by the latest decisions, as many as lists count."""
    from articles.paging import COUNTED
    from comments.models import Comment, Decision

    since = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    today = Decision.objects.filter(made_at__gte=since).exclude(verdict=Comment.Status.PENDING)
    latest = today.order_by("-made_at").values("comment")[: COUNTED + 1]
    return latest.aggregate(comments=Count("comment", distinct=True))["comments"]
