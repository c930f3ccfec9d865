"""The report of an export that moved in, in the shape of any other move's. All or nothing of it is taken."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from newsroom.moving_in.move_report import kind_words
from newsroom.moving_in.neutral_items import Kind
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


def write_export_report(folder: Path, manifest: ExportManifest, path: Path) -> None:
    """One item a table. path ends in .json or .html. OSError."""
    facts = _facts(folder, manifest)
    as_json = path.suffix.lower() == ".json"
    path.write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n" if as_json else _html(facts))


def _facts(folder: Path, manifest: ExportManifest) -> dict[str, Any]:
    counts: Counter[str] = Counter()
    items = []
    for table in manifest.tables:
        kind = _KINDS.get(table.name, Kind.OTHER).value
        counts[kind] += table.written.rows
        title = _("%(table)s: %(rows)d rows") % {"table": table.name, "rows": table.written.rows}
        item = {"source": str(folder), "kind": kind, "id": table.name, "title": title, "outcome": "taken"}
        items.append({**item, "reasons": [], "url": ""})
    totals = {
        kind: {"in_file": count, "taken": count, "changed": 0, "left_out": 0} for kind, count in sorted(counts.items())
    }
    return {
        "batch": None,
        "sources": [{"path": str(folder), "format": FORMAT}],
        "items": items,
        "totals": totals,
    }


def _html(facts: dict[str, Any]) -> str:
    title = _("A Newsroom moved in")
    kinds = format_html_join(
        "",
        "<tr><td>{}</td><td>{}</td></tr>\n",
        ((kind_words(kind), each["taken"]) for kind, each in facts["totals"].items()),
    )
    tables = format_html_join("", "<li>{}</li>\n", ((item["title"],) for item in facts["items"]))
    return format_html(
        '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>{}</title>\n<h1>{}</h1>\n'
        "<table>\n{}</table>\n<ul>\n{}</ul>\n</html>\n",
        title,
        title,
        kinds,
        tables,
    )
