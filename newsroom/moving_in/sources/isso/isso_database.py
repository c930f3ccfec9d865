"""Isso's database, a file of SQLite, which is only read."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import quote

from django.utils.translation import gettext as _

from newsroom.moving_in.comment_spool import CommentSpool
from newsroom.moving_in.move_options import MoveOptions
from newsroom.moving_in.neutral_items import Item, Other
from newsroom.moving_in.sources.isso.isso_comments import isso_comment

_MAGIC = b"SQLite format 3\0"
LONGEST_VALUE = 100_000_000  # bytes
LONGEST_TEXT = 100_000  # characters
_COLUMNS = [
    *("id", "tid", "parent", "created", "modified", "mode", "remote_addr", "text", "author", "email", "website"),
    *("likes", "dislikes"),
]


def recognise(path: Path) -> IssoDatabase | None:
    with suppress(OSError, sqlite3.Error):
        if path.is_file():
            with path.open("rb") as file:
                if file.read(len(_MAGIC)) != _MAGIC:
                    return None
            with closing(_opened(path)) as database:
                if _columns(database, "threads") >= {"id", "uri"} and _columns(database, "comments") >= {"tid", "text"}:
                    return IssoDatabase(path, _origin(database) or str(path.resolve()))
    return None


def _opened(path: Path) -> sqlite3.Connection:
    # A copy may lack the files that SQLite keeps beside a database: "immutable" neither needs nor makes them.
    database = sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1", uri=True)
    database.text_factory = lambda raw: raw.decode("utf-8", "replace")
    database.execute("PRAGMA trusted_schema = OFF")
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
    return database


def _columns(database: sqlite3.Connection, table: str) -> set[str]:
    """Of a table; none of a view, which may have no end."""
    query = "SELECT i.name FROM sqlite_master m, pragma_table_info(m.name) i WHERE m.type = 'table' AND m.name = ?"
    return {row[0] for row in database.execute(query, (table,))}


def _origin(database: sqlite3.Connection) -> str:
    """What names the site: Isso's own key, which no one can tell from this. Empty where there is none."""
    with suppress(sqlite3.Error):
        for row in database.execute("SELECT value FROM preferences WHERE key = 'session-key'"):
            return hashlib.sha256(str(row[0]).encode(errors="replace")).hexdigest()[:32]
    return ""


class IssoDatabase:
    format = "Isso (SQLite)"
    has_articles = False

    def __init__(self, path: Path, origin: str) -> None:
        self.path = path
        self.size = path.stat().st_size
        self.position = 0
        self.origin = f"Isso {origin}"

    def items(self, options: MoveOptions) -> Iterator[Item]:
        spool = CommentSpool()
        with closing(_opened(self.path)) as database:
            yield from self._threads(database)
            yield from self._comments(database, spool)
        self.position = self.size
        yield from spool.in_order()
        spool.close()

    def _threads(self, database: sqlite3.Connection) -> Iterator[Item]:
        query = "SELECT t.id, t.uri FROM threads t WHERE NOT EXISTS (SELECT 1 FROM comments c WHERE c.tid = t.id)"
        try:
            for key, uri in database.execute(query):
                yield Other(
                    id=f"thread-{key}"[:300],
                    title=str(uri),
                    address=str(uri),
                    left_out=_("It is a thread without comments."),
                )
        except sqlite3.Error as fault:
            yield _broken("threads", fault)

    def _comments(self, database: sqlite3.Connection, spool: CommentSpool) -> Iterator[Item]:
        there = _columns(database, "comments")
        columns = ", ".join(_column(name) if name in there else "NULL" for name in _COLUMNS)
        query = f"SELECT {columns}, t.uri FROM comments c LEFT JOIN threads t ON t.id = c.tid ORDER BY c.rowid"  # noqa: S608, names of ours
        try:
            for row in database.execute(query):
                facts = dict(zip(_COLUMNS, row, strict=False))
                if facts["mode"] is None:
                    facts["mode"] = 1 if "mode" not in there else ""
                parent = "" if facts["parent"] is None else str(facts["parent"])
                spool.add(isso_comment(facts, str(facts["id"]), parent, str(row[-1] or ""), None))
        except sqlite3.Error as fault:
            yield _broken("comments", fault)


def _column(name: str) -> str:
    return f"substr(c.{name}, 1, {LONGEST_TEXT})" if name in ("text", "author", "email", "website") else f"c.{name}"


def _broken(table: str, fault: sqlite3.Error) -> Other:
    words = _("The file is broken here, and what comes after it was not read: %(what)s")
    return Other(id=f"broken-{table}", title=table, left_out=words % {"what": str(fault)[:200]})
