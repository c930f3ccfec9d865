"""The report of a move: what became of each item. As JSON, and as a page, streamed from the record."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db.models import Count
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from newsroom.moving_in.move_batch import MoveBatch, MovedItem
from newsroom.moving_in.neutral_items import Kind

ENDINGS = (".json", ".html")
Totals = dict[str, dict[str, int]]


def kind_words(kind: str) -> str:
    return {
        "person": _("Writers"),
        "section": _("Sections"),
        "topic": _("Topics"),
        "picture": _("Pictures"),
        "article": _("Articles"),
        "page": _("Pages"),
        "redirect": _("Old addresses"),
        "comment": _("Comments"),
        "other": _("Other"),
    }[kind]


def totals_of(batch: MoveBatch) -> Totals:
    """By kind: how many there are in the files, and what became of them. Kinds without any are left out."""
    totals: Totals = {}
    rows = batch.items.order_by().values_list("kind", "outcome").annotate(count=Count("*"))
    counts = {(kind, outcome): count for kind, outcome, count in rows}
    for kind in Kind:
        each = {outcome: counts.get((kind.value, outcome), 0) for outcome in MovedItem.Outcome.values}
        if sum(each.values()):
            totals[kind.value] = {"in_file": sum(each.values()), **each}
    return totals


def write_report(batch: MoveBatch, path: Path) -> None:
    """In the form that the ending of path names. Raises ValueError for any other ending, and OSError."""
    if path.suffix.lower() not in ENDINGS:
        raise ValueError(_("A report ends in %(endings)s.") % {"endings": ", ".join(ENDINGS)})
    pieces = _json(batch) if path.suffix.lower() == ".json" else _html(batch)
    with path.open("w", encoding="utf-8") as file:
        file.writelines(pieces)


def _rows(batch: MoveBatch) -> Iterator[MovedItem]:
    return batch.items.order_by("pk").iterator(chunk_size=1_000)


def item_of(batch: MoveBatch, row: MovedItem) -> dict[str, Any]:
    sources = batch.sources
    return {
        "source": sources[row.source]["path"] if row.source < len(sources) else "",
        "kind": row.kind,
        "id": row.item_id,
        "title": row.title,
        "outcome": row.outcome,
        "reasons": row.reasons,
        "url": row.url,
    }


def _json(batch: MoveBatch) -> Iterator[str]:
    yield f'{{"batch": {batch.pk}, "sources": {json.dumps(batch.sources, ensure_ascii=False)}, "items": ['
    between = "\n"
    for row in _rows(batch):
        yield between + json.dumps(item_of(batch, row), ensure_ascii=False)
        between = ",\n"
    yield f'\n], "totals": {json.dumps(totals_of(batch))}}}\n'


def _html(batch: MoveBatch) -> Iterator[str]:
    title = _("Move %(batch)s") % {"batch": batch.pk}
    yield format_html(
        '<!doctype html>\n<html lang="{}">\n<meta charset="utf-8">\n<title>{}</title>\n<h1>{}</h1>\n',
        get_language() or "en",
        title,
        title,
    )
    yield "<ul>\n"
    for source in batch.sources:
        yield format_html("<li>{}: {}\n", source["format"], source["path"])
    yield "</ul>\n<table>\n"
    yield _row("th", "", _("in the file"), *(MovedItem.Outcome(each).label for each in MovedItem.Outcome.values))
    for kind, counts in totals_of(batch).items():
        yield _row("td", kind_words(kind), *counts.values())
    yield "</table>\n<table>\n"
    yield _row("th", _("Kind"), _("Id"), _("Line"), _("Title"), _("Outcome"), _("Reasons"), _("Address"))
    for row in _rows(batch):
        reasons = " ".join(row.reasons)
        yield _row(
            "td",
            kind_words(row.kind),
            row.item_id,
            row.line or "",
            row.title,
            row.get_outcome_display(),
            reasons,
            row.url,
        )
    yield "</table>\n"


def _row(cell: str, *words: Any) -> str:
    cells = "".join(format_html("<{}>{}</{}>", cell, each, cell) for each in words)
    return f"<tr>{cells}</tr>\n"
