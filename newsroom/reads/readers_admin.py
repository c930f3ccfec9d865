"""The desk's page about readers: what was read, when, and by a link on which site. Figures, and no one's traces."""

import csv
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext

from articles.admin.disclosure_log_admin import as_cell, csv_echo
from articles.models import ReadCount
from articles.reads.counting_words import where_counted
from articles.reads.read_count import BY_HOUR_FOR, HOSTS_KEPT_FOR
from newsroom.reads.readers_figures import PERIODS, Choice, choice_of, figures, period_in_words, rows_of_file


@admin.register(ReadCount)
class ReadersAdmin(admin.ModelAdmin):
    """One page and one file. The figures are of public articles, so who writes here may see all of them."""

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path("", wrap(self.readers), name="articles_readcount_changelist"),
            path("readers.csv", wrap(self.csv_file), name="articles_readcount_csv"),
        ]

    def readers(self, request: HttpRequest) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        choice = choice_of(request)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": gettext("Readers"),
            "choice": choice,
            "periods": [(period_in_words(key), _query(choice, period=key), key == choice.period) for key in PERIODS],
            "whole_site": f"?{urlencode({'period': choice.period})}",
            "file": _query(choice),
            "where_counted": where_counted(),
            "days_by_hour": BY_HOUR_FOR.days,
            "days_of_sites": HOSTS_KEPT_FOR.days,
            **figures(choice),
        }
        return render(request, "admin/articles/readcount/readers.html", context)

    def csv_file(self, request: HttpRequest) -> HttpResponseBase:
        if not self.has_view_permission(request):
            raise PermissionDenied
        response = StreamingHttpResponse(_csv_lines(choice_of(request)), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="readers.csv"'
        return response

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _query(choice: Choice, **changed: str) -> str:
    """The parameters of the page about choice, with some of them changed."""
    facts = {"period": choice.period}
    if choice.article:
        facts["article"] = str(choice.article.pk)
    if choice.section:
        facts["section"] = choice.section.slug
    return f"?{urlencode(facts | changed)}"


def _csv_lines(choice: Choice) -> Iterator[str]:
    writer = csv.writer(csv_echo)
    for row in rows_of_file(choice):
        yield writer.writerow(map(as_cell, row))
