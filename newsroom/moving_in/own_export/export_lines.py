"""The lines of an export's files, each held to what the manifest says: its digest, its rows, its columns."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from newsroom.moving_in.own_export.export_manifest import RowsOfTable
from newsroom.moving_out.export_format import (
    DIGEST,
    FILE_LIST,
    FILES,
    LONGEST_LINE,
    PICTURE_NAME,
    TABLES,
    ExportError,
    Written,
    digest_of_file,
)


def rows_of(folder: Path, table: RowsOfTable) -> Iterator[bytes]:
    """Each row as JSON, in the file's order. ExportError, at the end as well: then the file is not what it was."""
    columns = {*table.columns}
    path = _own_file(folder, TABLES, f"{table.name}.jsonl")
    for number, line in enumerate(_lines(path, table.written), start=1):
        row = _object(line, path, number)
        if row.keys() != columns:
            words = _("“%(file)s”, line %(line)d: these are not the columns of the table.")
            raise ExportError(words % {"file": path, "line": number})
        yield line


def files_of(folder: Path, written: Written) -> Iterator[tuple[str, Path, int, str]]:
    """Name, place in the export, size and digest of each file. ExportError."""
    path = _own_file(folder, FILE_LIST)
    for number, line in enumerate(_lines(path, written), start=1):
        entry = _object(line, path, number)
        name, size, digest = entry.get("name"), entry.get("size"), entry.get("sha256")
        if not (isinstance(name, str) and PICTURE_NAME.fullmatch(name)):
            raise ExportError(
                _("“%(file)s”, line %(line)d: this is no name of a picture.") % {"file": path, "line": number}
            )
        if not (isinstance(size, int) and isinstance(digest, str) and DIGEST.fullmatch(digest)):
            raise ExportError(_not_so(path))
        yield name, _own_file(folder, FILES, *name.split("/")), size, digest


def _lines(path: Path, written: Written) -> Iterator[bytes]:
    """The lines of a file that is as it was written. No line is read whole that is longer than any row."""
    try:
        if digest_of_file(path) != (written.size, written.sha256):
            raise ExportError(_not_so(path))
        rows = 0
        with path.open("rb") as file:
            while line := file.readline(LONGEST_LINE + 1):
                rows += 1
                if len(line) > LONGEST_LINE:
                    words = _("“%(file)s”, line %(line)d: longer than %(limit)d MB, as no row is.")
                    raise ExportError(words % {"file": path, "line": rows, "limit": LONGEST_LINE // 1_000_000})
                yield line.rstrip(b"\n")
    except OSError as fault:
        raise ExportError(_("“%(file)s” cannot be read.") % {"file": path}) from fault
    if rows != written.rows:
        raise ExportError(_not_so(path))


def _own_file(folder: Path, *parts: str) -> Path:
    """ExportError for what a link leads to: that could be any file of this machine."""
    path = folder.joinpath(*parts)
    if path.resolve() != folder.resolve().joinpath(*parts):
        raise ExportError(_("“%(file)s” is a link. An export has none.") % {"file": path})
    if not path.is_file():
        raise ExportError(_("“%(file)s” is missing in the export.") % {"file": path})
    return path


def _object(line: bytes, path: Path, number: int) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        row = None
    if not isinstance(row, dict):
        raise ExportError(_("“%(file)s”, line %(line)d is no row.") % {"file": path, "line": number})
    return row


def _not_so(path: Path) -> str:
    return _("“%(file)s” is not what the export’s manifest says: it was changed, or is cut off.") % {"file": path}
