"""Bars by month for ``/transparency/``: how articles were made, and how many comments came."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from articles.disclosure.levels import LEVELS
from web.numbers import grouped

Figures = dict[str, int]
WIDTH = 100  # of the longest bar, in units of the drawing


def charts(months: Iterable[tuple[date, Iterable[tuple[Any, Figures]]]]) -> list[dict[str, Any]]:
    """One chart for each section of figures, with a bar for each month; what is nought is left out.

    Of a bar: ``month``, ``total``, and its ``parts``, each with ``key``, ``at`` and ``width`` in units of the drawing.
    """
    by_month = [(month, {section.name: figures for section, figures in sections}) for month, sections in months]
    kinds: list[tuple[str, str, dict[str, str]]] = [
        ("articles", _("Articles published, by how they were made"), {key: str(LEVELS[key].choice) for key in LEVELS}),
        ("comments", _("Comments received"), {"received": ""}),
    ]
    drawn = [
        _chart(title, keys, [(month, figures.get(name, {})) for month, figures in by_month])
        for name, title, keys in kinds
    ]
    return [chart for chart in drawn if chart["most"]]


def _chart(title: str, keys: dict[str, str], months: list[tuple[date, Figures]]) -> dict[str, Any]:
    counts = [(month, [(key, figures.get(key, 0)) for key in keys]) for month, figures in months]
    most = max((sum(count for _key, count in parts) for _month, parts in counts), default=0)
    return {
        "title": title,
        "most": most,
        "legend": [(key, words) for key, words in keys.items() if words],
        "bars": [
            {"month": month, "total": grouped(sum(count for _key, count in parts)), "parts": _parts(parts, most)}
            for month, parts in counts
            if any(count for _key, count in parts)
        ],
    }


def _parts(counts: list[tuple[str, int]], most: int) -> list[dict[str, Any]]:
    parts, at = [], 0.0
    for key, count in counts:
        if count:
            width = count / most * WIDTH
            parts.append({"key": key, "at": f"{at:.2f}", "width": f"{width:.2f}"})
            at += width
    return parts
