from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.admin.article_rights import headline_is_readable
from comments.admin.queue.queue_page import FROZEN, lists
from comments.models import RatingQuarantine
from web.admin.bounded_list import BoundedList


@admin.register(RatingQuarantine)
class RatingQuarantineAdmin(BoundedList):
    """Ratings frozen for a burst: those that wait for a decision first. Each decision can be taken back."""

    list_display = ["article", "ratings", "networks", "new_addresses", "changed", "noticed_at", "outcome", "decided_by"]
    list_select_related = ["discussion__article", "decided_by"]
    list_per_page = 50
    ordering = ["ended_at", "-noticed_at"]
    view_on_site = False
    actions = None
    fields = readonly_fields = (
        "on_the_site",
        "began_at",
        "noticed_at",
        "ratings",
        "networks",
        "new_addresses",
        "changed",
        "shown",
        "with_the_burst",
        "outcome",
        "ended_at",
        "decided_by",
    )
    change_form_template = "admin/comments/ratingquarantine/change_form.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: RatingQuarantine | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[RatingQuarantine]:
        return (
            super()
            .get_queryset(request)
            .filter(headline_is_readable(request.user, "discussion__article"))
            .select_related("discussion__article")
            .defer("discussion__article__body", "discussion__article__search")
        )

    @admin.display(description=_("article"))
    def article(self, quarantine: RatingQuarantine) -> str:
        return quarantine.discussion.article.headline

    @admin.display(description=_("article"))
    def on_the_site(self, quarantine: RatingQuarantine) -> SafeString:
        article = quarantine.discussion.article
        return format_html('<a href="{}">{}</a>', article.get_absolute_url(), article.headline)

    @admin.display(description=_("readers are shown"))
    def shown(self, quarantine: RatingQuarantine) -> str:
        return spread(quarantine.discussion.star_counts)

    @admin.display(description=_("all that count"))
    def with_the_burst(self, quarantine: RatingQuarantine) -> str:
        return spread(quarantine.discussion.true_star_counts)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list as a tab of the queue, for those who may open the queue."""
        tabs = lists(request, FROZEN) if request.user.has_perm("comments.change_comment") else {}
        return super().changelist_view(request, {**tabs, **(extra_context or {})})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        quarantine = self.get_object(request, object_id)
        if request.method == "POST" and quarantine is not None:
            self._decide(request, quarantine)
            return redirect(reverse("admin:comments_ratingquarantine_change", args=[quarantine.pk]))
        context = {
            "title": gettext("Frozen ratings"),
            "subtitle": None,
            "may_decide": self.has_change_permission(request, quarantine),
            "outcomes": RatingQuarantine.Outcome,
            **(extra_context or {}),
        }
        return super().change_view(request, object_id, form_url, context)

    def _decide(self, request: HttpRequest, quarantine: RatingQuarantine) -> None:
        decide = {"counted": quarantine.count, "set_aside": quarantine.set_aside}.get(request.POST.get("_outcome", ""))
        if decide is None or not self.has_change_permission(request, quarantine):
            raise PermissionDenied
        decide(by=request.user)
        self.message_user(request, f"{quarantine.get_outcome_display()}.", messages.SUCCESS)


def spread(counts: dict[int, int]) -> str:
    return " · ".join(f"{stars}★ {count}" for stars, count in counts.items())
