"""The whole site as JSON Lines: one moment of it, row by row, so no table is ever in memory."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from newsroom.moving_out.export_files import copy_out, file_names
from newsroom.moving_out.export_format import FILE_LIST, FILES, FORMAT, MANIFEST, TABLES, VERSION, Written
from newsroom.moving_out.export_tables import (
    ExportedTable,
    ExportOptions,
    applied_migrations,
    exported_tables,
    models_with_tables,
    reasons_left_out,
)

ROWS_AT_ONCE = 500
Step = Callable[[int, int], object]  # takes the items since the last call, and all so far
Manifest = dict[str, Any]


@contextmanager
def one_moment() -> Iterator[None]:
    """What is read within is one moment of the database, and times are in UTC. In no other transaction."""
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            cursor.execute("SET LOCAL TimeZone = 'UTC'")
        yield


def write_export(folder: Path, options: ExportOptions, begin: Callable[[int], Step]) -> Manifest:
    """Write the export into an empty folder. Returns its manifest.

    begin: is told how many rows and pictures there are, and returns what is told about each step.
    """
    with one_moment():
        made_at = timezone.now()
        tables = exported_tables(options)
        counts = {table.name: _counts(table) for table in tables}
        pictures = sum(1 for _name in file_names())
        step = begin(sum(rows for rows, _all in counts.values()) + pictures)
        (folder / TABLES).mkdir()
        progress = _Progress(step)
        described = [_described(table, counts[table.name], folder, progress) for table in tables]
        files, missing = _write_files(folder, progress)
        migrations = applied_migrations()
    left_out = reasons_left_out(options)
    manifest = {
        "format": FORMAT,
        "version": VERSION,
        "made_at": made_at.isoformat(),
        "site": {
            "name": settings.SITE_NAME,
            "address": settings.SITE_URL,
            "language": settings.LANGUAGE_CODE,
            "time_zone": settings.TIME_ZONE,
        },
        "has_secrets": options.with_secrets,
        "has_addresses": not options.without_addresses,
        "migrations": migrations,
        "tables": described,
        "files": {**asdict(files), "missing": missing},
        "left_out": [
            {"table": model._meta.db_table, "model": model._meta.label, "why": left_out[model._meta.label]}
            for model in models_with_tables()
            if model._meta.label in left_out
        ],
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n")
    return manifest


class _Progress:
    def __init__(self, step: Step) -> None:
        self._step, self._done = step, 0

    def add(self, items: int) -> None:
        self._done += items
        self._step(items, self._done)


def _counts(table: ExportedTable) -> tuple[int, int]:
    """The rows that go out, and all."""
    with connection.cursor() as cursor:
        cursor.execute(table.count_query)
        rows, all_rows = cursor.fetchone()
        return rows, all_rows


def _described(table: ExportedTable, counts: tuple[int, int], folder: Path, progress: _Progress) -> dict[str, Any]:
    written = _write_lines(folder / TABLES / f"{table.name}.jsonl", _rows(table, progress))
    return {
        "table": table.name,
        "model": table.model,
        **asdict(written),
        "columns": list(table.columns),
        "last_number": _last_number(table),
        "other_values_in": sorted(table.changed),
        "rows_left_out": counts[1] - counts[0],
    }


def _rows(table: ExportedTable, progress: _Progress) -> Iterator[str]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(table.query)
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            for (line,) in rows:
                yield line
            progress.add(len(rows))


def _write_lines(path: Path, lines: Iterator[str]) -> Written:
    digest, rows, size = hashlib.sha256(), 0, 0
    with path.open("wb") as file:
        for line in lines:
            encoded = line.encode() + b"\n"
            file.write(encoded)
            digest.update(encoded)
            rows, size = rows + 1, size + len(encoded)
    return Written(rows, size, digest.hexdigest())


def _last_number(table: ExportedTable) -> int | None:
    """The last number that the database gave a row, which may be gone; None where it gave none."""
    if not table.number:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence(quote_ident(%s), %s)", [table.name, table.number])
        (sequence,) = cursor.fetchone()
        cursor.execute(f"SELECT last_value FROM {sequence} WHERE is_called")  # noqa: S608 (PostgreSQL quotes it)
        row = cursor.fetchone()
    return row[0] if row else None


def _write_files(folder: Path, progress: _Progress) -> tuple[Written, list[str]]:
    missing: list[str] = []

    def lines() -> Iterator[str]:
        (folder / FILES).mkdir()
        for name in file_names():
            copied = copy_out(name, folder / FILES / name)
            if copied is None:
                missing.append(name)
            else:
                yield json.dumps({"name": name, "size": copied[0], "sha256": copied[1]})
            progress.add(1)

    return _write_lines(folder / FILE_LIST, lines()), missing
