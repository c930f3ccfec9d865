"""``/transparency/``: what the house did, in numbers a month. No names and no texts, so everybody may look."""

import csv
from collections.abc import Callable
from datetime import date
from io import StringIO
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.disclosure import disclosure_figures
from articles.reading.reader_page import public_answer, reader_page
from comments.upkeep import ledger
from newsroom.pages.month_bars import Figures, charts
from web.public_page import read_only

MONTHS_ON_THE_PAGE = 24


class Section(NamedTuple):
    """One kind of figures. months: all of them, by the first day of a month. rows: those of a month, in words."""

    name: str
    title: str | Promise
    months: Callable[[], dict[date, Figures]]
    rows: Callable[[Figures], list[tuple[str, str, bool]]]


SECTIONS = [
    Section("comments", _("Comments"), ledger.months, ledger.rows),
    Section("articles", _("Articles"), disclosure_figures.months, disclosure_figures.rows),
]


@read_only
def page(request: HttpRequest) -> HttpResponse:
    """The latest two years, the newest month first."""
    shown = _by_month()[:MONTHS_ON_THE_PAGE]
    months = [
        {
            "month": month,
            "is_over": month < _this_month(),
            "tables": [_table(section, figures) for section, figures in by_section],
        }
        for month, by_section in shown
    ]
    return reader_page(request, "transparency.html", {"months": months, "charts": charts(shown)})


def _table(section: Section, figures: Figures) -> dict[str, Any]:
    """rows: those that are not nought. zeros: the others."""
    rows = section.rows(figures)
    return {
        "title": section.title,
        "rows": [row for row in rows if row[1] != "0"],
        "zeros": [row for row in rows if row[1] == "0"],
    }


@read_only
def json_file(request: HttpRequest) -> HttpResponse:
    return public_answer(request, JsonResponse({"site": settings.SITE_URL, "months": months_as_json()}))


def months_as_json() -> list[dict[str, Any]]:
    """Every month with its figures by section, the newest first."""
    return [
        {
            "month": f"{month:%Y-%m}",
            "is_over": month < _this_month(),
            **{section.name: figures for section, figures in by_section},
        }
        for month, by_section in _by_month()
    ]


@read_only
def csv_file(request: HttpRequest) -> HttpResponse:
    """One figure a line: month, section, figure, value."""
    lines = StringIO()  # into the response itself, each line would be encoded by itself
    writer = csv.writer(lines)
    writer.writerow(["month", "section", "figure", "value"])
    for month, by_section in _by_month():
        name = f"{month:%Y-%m}"
        for section, figures in by_section:
            writer.writerows((name, section.name, figure, value) for figure, value in sorted(figures.items()))
    response = HttpResponse(lines.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="transparency.csv"'
    return public_answer(request, response)


def _by_month() -> list[tuple[date, list[tuple[Section, Figures]]]]:
    """Every month of any section, newest first, and the running one, with the figures of each section."""
    counted = [(section, section.months()) for section in SECTIONS]
    months = {_this_month()}.union(*(by_month for _section, by_month in counted))
    return [
        (month, [(section, by_month.get(month, {})) for section, by_month in counted])
        for month in sorted(months, reverse=True)
    ]


def _this_month() -> date:
    return timezone.localdate().replace(day=1)
