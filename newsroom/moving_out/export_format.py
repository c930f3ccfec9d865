"""The names and numbers that an export and its reader share. ``docs/EXPORT.md`` describes the format."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from articles.pictures.renditions import CONTENT_TYPES

FORMAT = "newsroom-export"
VERSION = 1  # moves with each change that an older reader would misread
MANIFEST = "manifest.json"
TABLES = "tables"  # the folder of the rows, one file a table
FILES = "files"  # the folder of the pictures, by their names
FILE_LIST = "files.jsonl"
LONGEST_LINE = 32_000_000  # bytes of one row
LONGEST_MANIFEST = 16_000_000  # bytes
PIECE = 1_048_576  # bytes that are read at once
# As ``newsroom.pages.media`` serves them: without any other dot, no name leads out of the folder.
PICTURE_NAME = re.compile(
    rf"(?:[A-Za-z0-9_-]{{1,100}}/){{0,5}}[A-Za-z0-9_-]{{1,100}}\.(?:{'|'.join(CONTENT_TYPES)})", re.ASCII
)
DIGEST = re.compile(r"[0-9a-f]{64}", re.ASCII)


class ExportError(Exception):
    """Why an export cannot be written or read, in one sentence for people."""


@dataclass
class Written:
    """A file of the export. rows: its lines."""

    rows: int
    size: int
    sha256: str


def digest_of_file(path: Path) -> tuple[int, str]:
    """Its size in bytes and its SHA-256. OSError."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            digest.update(piece)
            size += len(piece)
    return size, digest.hexdigest()
