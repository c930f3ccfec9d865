from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator, format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from comments.models import Report
from web.admin.bounded_list import LatestSearched
from web.times.age import age

REPORTS_SEARCHED = 1_000


class OpenFilter(admin.SimpleListFilter):
    """Opens on what waits for a moderator."""

    title = _("list")
    parameter_name = "list"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, Any]]:
        return [(None, _("Open")), ("answered", _("Answered")), ("all", _("All"))]

    def choices(self, changelist: Any) -> Any:
        for lookup, title in self.lookup_choices:
            yield {
                "selected": self.value() == lookup,
                "query_string": changelist.get_query_string({"list": lookup} if lookup else {}, ["list"]),
                "display": title,
            }

    def queryset(self, request: HttpRequest, reports: Any) -> QuerySet:
        if self.value() is None:
            return reports.open()
        return reports.exclude(outcome="") if self.value() == "answered" else reports


@admin.register(Report)
class ReportAdmin(LatestSearched):
    """What readers report, oldest first. A verdict on the comment answers its reports, and so does keeping it."""

    list_display = ["reason", "said", "comment_link", "status", "waiting_for", "outcome"]
    list_filter = [OpenFilter, "reason"]
    linked_lookups = ("comment",)
    list_select_related = ["comment"]
    list_per_page = 50
    ordering = ["created_at", "pk"]
    search_fields = ["words", "comment__message", "comment__name"]
    searched = REPORTS_SEARCHED
    search_help_text = format_lazy(
        _("Searches the words of the latest {count:,} reports that the filters leave, and of their comments."),
        count=REPORTS_SEARCHED,
    )
    actions = ["keep_comments"]
    fields = readonly_fields = (
        "comment_link",
        "status",
        "reason",
        "words",
        "name",
        "email",
        "created_at",
        "outcome",
        "answered_at",
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Report | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Report | None = None) -> bool:
        return False

    def has_keep_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("comments.change_comment")

    @admin.display(description=_("words"))
    def said(self, report: Report) -> str:
        return Truncator(report.words).chars(160)

    @admin.display(description=_("comment"))
    def comment_link(self, report: Report) -> SafeString:
        comment = report.comment
        address = reverse("admin:comments_comment_change", args=[comment.pk])
        words = Truncator(comment.message).chars(120)
        return format_html('<a href="{}">{}: {}</a>', address, comment.name, words)

    @admin.display(description=_("comment is"))
    def status(self, report: Report) -> str:
        return report.comment.get_status_display()

    @admin.display(description=_("sent"), ordering="created_at")
    def waiting_for(self, report: Report) -> str:
        return age(report.created_at)

    @admin.action(description=_("Keep the comments"), permissions=["keep"])
    def keep_comments(self, request: HttpRequest, reports: QuerySet[Report]) -> None:
        """All open reports of the chosen reports' comments: it is the comment that is looked at."""
        count = Report.objects.filter(comment__in=reports.values("comment")).keep_comments(by=request.user)
        words = ngettext("%(count)d report answered.", "%(count)d reports answered.", count)
        self.message_user(request, words % {"count": count}, messages.SUCCESS if count else messages.INFO)
