"""Isso's comments as JSON: a list of threads with their comments, or an object with both tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from newsroom.moving_in.comment_spool import CommentSpool
from newsroom.moving_in.move_options import MoveOptions
from newsroom.moving_in.neutral_items import Item, Other
from newsroom.moving_in.sources.isso.isso_comments import Facts, isso_comment
from newsroom.moving_in.sources.json_rows import BrokenRow, End, Row, rows
from newsroom.moving_in.sources.lenient_text import LenientText, beginning
from web.plain_text import writable, writable_throughout

_TABLES = ("/[]/comments", "/threads", "/comments")
_IS_LIST = re.compile(r'\s*\[\s*\{(?=.*"comments"\s*:\s*\[)(?=.*"(?:id|uri|title)"\s*:)', re.DOTALL)
_IS_TABLES = re.compile(r'\s*\{\s*"(?:threads|comments)"\s*:\s*\[')


def recognise(path: Path) -> IssoJson | None:
    head = beginning(path)
    return IssoJson(path) if _IS_LIST.match(head) or _IS_TABLES.match(head) else None


class IssoJson:
    format = "Isso (JSON)"
    has_articles = False

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = path.stat().st_size
        self._text = LenientText(path)
        self.origin = f"Isso {path.resolve()}"

    @property
    def position(self) -> int:
        return self._text.position

    def items(self, options: MoveOptions) -> Iterator[Item]:
        self._text = LenientText(self.path)
        reading = _Reading()
        for row in rows(self._text.pieces(), lambda path: path in _TABLES):
            yield from reading.take(row)
        yield from reading.rest()
        for line in self._text.broken:
            yield Other(
                id=f"character-{line}",
                line=line,
                title=_("Line %(line)d") % {"line": line},
                left_out=_("A character that no text can hold, or of another encoding, was replaced."),
            )


class _Reading:
    """A thread at a time where each holds its comments; of the two tables, all at the end."""

    def __init__(self) -> None:
        self._threads: dict[str, str] = {}  # addresses by id
        self._empty: dict[str, str] = {}  # of these, those without comments
        self._thread: dict[str, Any] = {}
        self._found: list[tuple[Facts, int]] = []
        self._spool = CommentSpool()
        self._number = 0

    def take(self, row: Row | BrokenRow | End) -> Iterator[Item]:
        if isinstance(row, BrokenRow):
            yield _broken(row)
        elif isinstance(row, End):
            if row.path == "/[]":
                yield from self._end_of_thread()
        elif row.path == "/threads" and isinstance(row.value, dict):
            facts = row.value
            key = str(facts.get("id"))
            self._threads[key] = self._empty[key] = writable(str(facts.get("uri") or ""))
        elif row.path in _TABLES:
            yield from self._comment(row)
        elif row.path == "/[]":
            yield _broken(BrokenRow(row.path, row.line, _("It is no row.")))
        elif row.path in ("/[]/id", "/[]/uri", "/[]/title"):
            self._thread[row.path.rpartition("/")[2]] = row.value

    def rest(self) -> Iterator[Item]:
        yield from self._end_of_thread()
        for key, address in self._empty.items():
            yield _empty_thread(key, address, address)

    def _comment(self, row: Row) -> Iterator[Item]:
        """It, and the replies in it."""
        waiting: list[tuple[Any, str]] = [(row.value, "")]
        while waiting:
            facts, parent = waiting.pop()
            if not isinstance(facts, dict):
                yield _broken(BrokenRow(row.path, row.line, _("It is no row.")))
                continue
            self._number += 1
            facts = {name: writable_throughout(value) if name != "replies" else value for name, value in facts.items()}
            key = str(facts.get("id") if facts.get("id") is not None else f"number-{self._number}")
            self._found_one(facts | {"parent": facts.get("parent") or parent, "id": key}, row.line)
            replies = facts.get("replies")
            waiting += [(each, key) for each in reversed(replies if isinstance(replies, list) else [])]

    def _found_one(self, facts: Facts, line: int) -> None:
        address = "\0" + str(facts.get("tid")) if "tid" in facts else ""
        parent = "" if facts["parent"] is None else str(facts["parent"])
        self._spool.add(isso_comment(facts, facts["id"], parent, address or "\0", line))

    def _end_of_thread(self) -> Iterator[Item]:
        """Its comments, whose address is known only now: its id may come after them."""
        thread = writable(str(self._thread.get("uri") or self._thread.get("id") or ""))
        if self._thread and not len(self._spool):
            yield _empty_thread(thread, writable(str(self._thread.get("title") or thread)), thread)
        for comment in self._spool.in_order():
            number = comment.on_address.removeprefix("\0")
            self._empty.pop(number, None)
            comment.on_address = comment.address = thread or self._threads.get(number, "")
            if thread:  # ids are unique only within a thread
                comment.id = f"{thread} {comment.id}"[-280:]
                comment.parent = f"{thread} {comment.parent}"[-280:] if comment.parent else ""
            if not comment.on_address:
                comment.left_out = _("Its thread is not in the file.")
            yield comment
        self._spool.close()
        self._spool, self._thread = CommentSpool(), {}


def _empty_thread(key: str, title: str, address: str) -> Other:
    words = _("It is a thread without comments.")
    return Other(id=f"thread-{key}"[:300], title=title, address=address, left_out=words)


def _broken(row: BrokenRow) -> Other:
    words = _("It cannot be read: %(what)s")
    if row.is_end:
        words = _("The file is broken here, and what comes after it was not read: %(what)s")
    return Other(
        id=f"broken-{row.path}-{row.line}"[:300],
        line=row.line,
        title=_("Line %(line)d") % {"line": row.line},
        left_out=words % {"what": row.words},
    )
