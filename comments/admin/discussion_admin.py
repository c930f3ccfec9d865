from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from articles.admin.article_rights import headline_is_readable
from articles.admin.article_search import keys_found
from comments.models import Discussion
from web.admin.bounded_list import BoundedList


@admin.register(Discussion)
class DiscussionAdmin(BoundedList):
    """One discussion for each article. Staff open, lock and hide it; the totals are the database's own."""

    list_display = ["article", "state", "comment_count", "average", "rating_count"]
    list_filter = ["state", "article__section"]
    list_select_related = ["article"]
    list_per_page = 50
    ordering = ["-pk"]
    search_fields = ["article__headline"]
    search_help_text = _("Searches words of articles, parts of the latest headlines, and slugs.")
    view_on_site = False
    actions = None
    fields = ["on_the_site", "state", "state_reason", "comment_count", "rating_count", "average", "spread"]
    readonly_fields = ["on_the_site", "comment_count", "rating_count", "average", "spread"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Discussion | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Discussion]:
        """Each bears the headline of its article, so drafts have none here."""
        discussions = super().get_queryset(request).filter(headline_is_readable(request.user))
        return discussions.defer("article__body", "article__search")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Discussion], search_term: str
    ) -> tuple[QuerySet[Discussion], bool]:
        return (queryset.filter(pk__in=keys_found(search_term)) if search_term.strip() else queryset), False

    @admin.display(description=_("article"))
    def on_the_site(self, discussion: Discussion) -> SafeString:
        article = discussion.article
        return format_html('<a href="{}">{}</a>', article.get_absolute_url(), article.headline)

    @admin.display(description=_("average of stars"))
    def average(self, discussion: Discussion) -> Any:
        return discussion.rating_average or "-"

    @admin.display(description=_("ratings"))
    def rating_count(self, discussion: Discussion) -> int:
        return discussion.shown_rating_count

    @admin.display(description=_("ratings by stars"))
    def spread(self, discussion: Discussion) -> str:
        return " · ".join(f"{stars}★ {count}" for stars, count in discussion.star_counts.items())
