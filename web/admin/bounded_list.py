"""Lists of the admin whose cost does not grow with their rows."""

from django.contrib import admin
from django.contrib.admin.views.main import PAGE_VAR
from django.db.models import QuerySet
from django.http import HttpRequest

from web.paging import COUNTED, BoundedPaginator

SEARCHED = 5_000  # rows in which a word is looked for that no index finds


class BoundedList(admin.ModelAdmin):
    """A list whose rows are not all counted: what matters is on its first pages, or is searched for."""

    show_full_result_count = False

    def get_paginator(
        self,
        request: HttpRequest,
        queryset: QuerySet,
        per_page: int,
        orphans: int = 0,
        allow_empty_first_page: bool = True,
    ) -> BoundedPaginator:
        return BoundedPaginator(queryset, per_page, request.GET.get(PAGE_VAR))


class LatestSearched(BoundedList):
    """A list in which words are looked for among the latest rows that the filters leave: no index finds parts of words.

    Its rows have ``created_at``. searched: how many of them.
    """

    searched = SEARCHED

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        if not search_term:
            return queryset, False
        latest = queryset.filter(pk__in=queryset.order_by("-created_at", "-pk").values("pk")[: self.searched])
        found, may_repeat = super().get_search_results(request, latest, search_term)
        # Looked for once, and not again for the count and for the page.
        keys = found.order_by("-created_at", "-pk").values_list("pk", flat=True)[: COUNTED + 1]
        return queryset.filter(pk__in=list(keys)), may_repeat
