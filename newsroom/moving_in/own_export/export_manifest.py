"""What an export says of itself, read with distrust: any fault is one sentence."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from newsroom.moving_out.export_format import (
    DIGEST,
    FORMAT,
    LONGEST_MANIFEST,
    MANIFEST,
    VERSION,
    ExportError,
    Written,
)
from newsroom.moving_out.export_tables import ExportOptions, applied_migrations, exported_tables, table_columns

_NAMED = 3  # of what differs, so many are named in a sentence


@dataclass(frozen=True)
class RowsOfTable:
    """A table of the export. number: its column that the database numbers, or empty. last_number: that was given."""

    name: str
    columns: tuple[str, ...]
    number: str
    last_number: int | None
    written: Written


@dataclass(frozen=True)
class ExportManifest:
    tables: tuple[RowsOfTable, ...]
    files: Written
    missing: int
    has_secrets: bool
    has_addresses: bool

    @property
    def rows(self) -> int:
        return sum(table.written.rows for table in self.tables)


def is_export(path: Path) -> bool:
    """Whether path is the folder of an export, of whatever version."""
    try:
        return path.is_dir() and _facts(path).get("format") == FORMAT
    except ExportError:
        return False


def read_manifest(folder: Path) -> ExportManifest:
    """ExportError where it is none, of newer code, or of another schema."""
    facts = _facts(folder)
    if facts.get("format") != FORMAT:
        raise ExportError(_("“%(folder)s” is no export of a Newsroom.") % {"folder": folder})
    version = facts.get("version")
    if isinstance(version, int) and version > VERSION:
        words = _("This export has format %(version)d, and this release reads up to %(ours)d: use a newer release.")
        raise ExportError(words % {"version": version, "ours": VERSION})
    try:
        _compare_migrations({str(name) for name in facts["migrations"]})
        return _manifest(facts)
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        words = _("“%(file)s” does not say what an export says there.")
        raise ExportError(words % {"file": folder / MANIFEST}) from fault


def _facts(folder: Path) -> dict[str, Any]:
    path = folder / MANIFEST
    try:
        with path.open("rb") as file:
            content = file.read(LONGEST_MANIFEST + 1)
        facts = json.loads(content) if len(content) <= LONGEST_MANIFEST else None
    except (OSError, ValueError, RecursionError) as fault:
        raise ExportError(_("“%(file)s” cannot be read, or is no JSON.") % {"file": path}) from fault
    if not isinstance(facts, dict):
        raise ExportError(_("“%(file)s” cannot be read, or is no JSON.") % {"file": path})
    return facts


def _compare_migrations(theirs: set[str]) -> None:
    ours = set(applied_migrations())
    if unknown := theirs - ours:
        words = _(
            "The export is of a newer release, or of a site with other parts (migrations unknown here: %(names)s)."
            " Move in with the release that it is from."
        )
        raise ExportError(words % {"names": _some(unknown)})
    if missing := ours - theirs:
        words = _(
            "The export is of an older release (migrations unknown there: %(names)s). Move in with that release,"
            " then upgrade."
        )
        raise ExportError(words % {"names": _some(missing)})


def _manifest(facts: dict[str, Any]) -> ExportManifest:
    known = {table.name: table for table in exported_tables(ExportOptions(with_secrets=True))}
    described = {str(entry["table"]): entry for entry in facts["tables"]}
    if len(described) != len(facts["tables"]):
        raise ValueError
    if unknown := described.keys() - known.keys():
        raise ExportError(
            _("The export has tables that this site does not have: %(names)s.") % {"names": _some(unknown)}
        )
    needed = {table.name for table in exported_tables(ExportOptions(with_secrets=bool(facts["has_secrets"])))}
    if missing := needed - described.keys():
        raise ExportError(_("The export lacks tables that a site has: %(names)s.") % {"names": _some(missing)})
    columns, numbers = table_columns([*described])
    tables = []
    for name, entry in described.items():
        if sorted(entry["columns"]) != sorted(columns[name]):
            raise ExportError(_("The table “%(table)s” has other columns here.") % {"table": name})
        last_number = entry["last_number"]
        if not (last_number is None or (isinstance(last_number, int) and 0 < last_number < 2**63)):
            raise ValueError
        tables.append(RowsOfTable(name, tuple(columns[name]), numbers.get(name, ""), last_number, _written(entry)))
    return ExportManifest(
        tuple(tables),
        _written(facts["files"]),
        len(facts["files"]["missing"]),
        bool(facts["has_secrets"]),
        bool(facts["has_addresses"]),
    )


def _written(entry: dict[str, Any]) -> Written:
    rows, size, sha256 = entry["rows"], entry["size"], entry["sha256"]
    if not (isinstance(rows, int) and isinstance(size, int) and DIGEST.fullmatch(sha256)):
        raise ValueError
    return Written(rows, size, sha256)


def _some(names: set[str]) -> str:
    shown = sorted(names)[:_NAMED]
    return ", ".join(shown) + (", …" if len(names) > _NAMED else "")
