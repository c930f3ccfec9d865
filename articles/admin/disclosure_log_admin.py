"""The disclosure log at the desk: to read, of one article or of all, and to take away as a file."""

import csv
from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.disclosure.levels import LEVELS
from articles.models import DisclosureEvent
from web.admin.bounded_list import BoundedList

COLUMNS = [
    "number",
    "at",
    "kind",
    "article_id",
    "account_id",
    "person_id",
    "former_level",
    "level",
    "text_digest",
    "published_at",
    "words",
    "previous_hash",
    "hash",
]
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, line: str) -> str:
        return line


csv_echo: Any = _Echo()


def as_cell(value: Any) -> Any:
    """value as a spreadsheet may hold it: text that it would take for a formula comes after an apostrophe."""
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return f"'{value}" if isinstance(value, str) and value.startswith(STARTS_A_FORMULA) else value


def csv_lines() -> Iterator[str]:
    """The whole log, oldest row first, a line at a time."""
    writer = csv.writer(csv_echo)
    yield writer.writerow(COLUMNS)
    for row in DisclosureEvent.objects.order_by("number").values_list(*COLUMNS).iterator(chunk_size=2000):
        yield writer.writerow(map(as_cell, row))


@admin.register(DisclosureEvent)
class DisclosureEventAdmin(BoundedList):
    list_display = ["number", "at", "kind", "headline", "levels", "person", "account_number", "words"]
    list_filter = ["kind"]
    linked_lookups = ("article",)
    list_select_related = ["article", "person"]
    list_per_page = 100
    actions = None
    change_list_template = "admin/articles/disclosureevent/change_list.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(
            request, {"title": gettext("Record of how articles were made"), **(extra_context or {})}
        )

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.csv_file)
        return [path("log.csv", view, name="articles_disclosureevent_csv"), *super().get_urls()]

    def csv_file(self, request: HttpRequest) -> HttpResponseBase:
        if not self.has_view_permission(request):
            raise PermissionDenied
        response = StreamingHttpResponse(csv_lines(), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="disclosure-log.csv"'
        return response

    @admin.display(description=_("article"))
    def headline(self, event: DisclosureEvent) -> str:
        return f"{event.article_id}: {event.article or _('deleted')}"

    @admin.display(description=_("how it was made"))
    def levels(self, event: DisclosureEvent) -> str:
        before, after = (LEVELS[key].choice if key else "-" for key in (event.former_level, event.level))
        return str(after) if before == after else f"{before} → {after}"

    @admin.display(description=_("account"))
    def account_number(self, event: DisclosureEvent) -> Any:
        return event.account_id
