"""The report of an export that moved in, in the shape of any other move's. All or nothing of it is taken."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.models import Article, Page, Person, Section, Topic
from newsroom.moving_in.move_report import kind_words
from newsroom.moving_in.neutral_items import Kind
from newsroom.moving_in.own_export.export_lines import rows_of
from newsroom.moving_in.own_export.export_manifest import ExportManifest
from newsroom.moving_out.export_format import FORMAT

_KINDS = {
    "articles_article": Kind.ARTICLE,
    "articles_page": Kind.PAGE,
    "comments_comment": Kind.COMMENT,
    "articles_person": Kind.PERSON,
    "articles_section": Kind.SECTION,
    "articles_topic": Kind.TOPIC,
    "articles_image": Kind.PICTURE,
    "newsroom_redirect": Kind.REDIRECT,
}


_TITLES = ("headline", "title", "name", "alternative_text", "old_path")
_PLACES: dict[str, Any] = {model._meta.db_table: model for model in (Article, Page, Section, Topic, Person)}


def write_export_report(folder: Path, manifest: ExportManifest, path: Path) -> None:
    """One item a row. path ends in .json or .html. OSError, ExportError."""
    pieces = _json(folder, manifest) if path.suffix.lower() == ".json" else _html(folder, manifest)
    with path.open("w", encoding="utf-8") as file:
        file.writelines(pieces)


def _totals(manifest: ExportManifest) -> dict[str, dict[str, int]]:
    counts: Counter[str] = Counter()
    for table in manifest.tables:
        counts[_kind(table.name)] += table.written.rows
    return {
        kind.value: {"in_file": counts[kind.value], "taken": counts[kind.value], "changed": 0, "left_out": 0}
        for kind in Kind
        if counts[kind.value]
    }


def _kind(table: str) -> str:
    return _KINDS.get(table, Kind.OTHER).value


def _items(folder: Path, manifest: ExportManifest) -> Iterator[dict[str, Any]]:
    for table in manifest.tables:
        place = _PLACES.get(table.name)
        for number, line in enumerate(rows_of(folder, table), start=1):
            row = json.loads(line)
            yield {
                "source": str(folder),
                "kind": _kind(table.name),
                "id": f"{table.name}/{row.get('id', number)}",
                "title": _title(table.name, row),
                "outcome": "taken",
                "reasons": [],
                "url": place(slug=row["slug"]).get_absolute_url() if place else "",
            }


def _title(table: str, row: dict[str, Any]) -> str:
    """Of what is no item of any other move, the table alone: its rows may hold what is no one's business."""
    titles = (str(row[name]) for name in _TITLES if row.get(name)) if table in _KINDS else iter(())
    return next(titles, table)[:300]


def _json(folder: Path, manifest: ExportManifest) -> Iterator[str]:
    sources = [{"path": str(folder), "format": FORMAT}]
    yield f'{{"batch": null, "sources": {json.dumps(sources, ensure_ascii=False)}, "items": ['
    between = "\n"
    for item in _items(folder, manifest):
        yield between + json.dumps(item, ensure_ascii=False)
        between = ",\n"
    yield f'\n], "totals": {json.dumps(_totals(manifest))}}}\n'


def _html(folder: Path, manifest: ExportManifest) -> Iterator[str]:
    title = _("A Newsroom moved in")
    language = get_language() or "en"
    yield format_html('<!doctype html>\n<html lang="{}">\n<meta charset="utf-8">\n', language)
    yield format_html("<title>{}</title>\n<h1>{}</h1>\n<table>\n", title, title)
    for kind, counts in _totals(manifest).items():
        yield format_html("<tr><td>{}</td><td>{}</td></tr>\n", kind_words(kind), counts["taken"])
    yield "</table>\n<ul>\n"
    for table in manifest.tables:
        facts = {"table": table.name, "rows": table.written.rows}
        yield format_html("<li>{}</li>\n", _("%(table)s: %(rows)d rows") % facts)
    yield "</ul>\n<table>\n"
    for item in _items(folder, manifest):
        if item["kind"] != Kind.OTHER.value:
            yield format_html(
                "<tr><td>{}</td><td>{}</td><td>{}</td></tr>\n", kind_words(item["kind"]), item["title"], item["url"]
            )
    yield "</table>\n"
