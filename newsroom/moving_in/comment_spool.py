"""The comments of an article while their article is read: on disk if they are many, given back parents first."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from tempfile import SpooledTemporaryFile

from newsroom.moving_in.neutral_items import Comment

IN_MEMORY = 4_000_000  # bytes
MOMENTS = ("created_at", "edited_at")


class CommentSpool:
    """Takes comments in any order. Only their ids and places stay in memory."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed by ``close``
        self._places: list[tuple[str, str, int]] = []  # id, parent, offset

    def __len__(self) -> int:
        return len(self._places)

    def add(self, comment: Comment) -> None:
        self._places.append((comment.id, comment.parent, self._file.tell()))
        row = asdict(comment)
        for name in MOMENTS:
            row[name] = row[name] and row[name].isoformat()
        self._file.write(json.dumps(row).encode() + b"\n")

    def in_order(self) -> Iterator[Comment]:
        """Each comment, parents before their answers; otherwise as they came. Of a circle, one begins a thread."""
        ids = {key for key, _parent, _offset in self._places}
        answers: dict[str, list[int]] = defaultdict(list)
        first = []
        for number, (key, parent, _offset) in enumerate(self._places):
            if parent and parent in ids and parent != key:
                answers[parent].append(number)
            else:
                first.append(number)
        given = bytearray(len(self._places))
        for begin in (first, range(len(self._places))):
            for number in begin:
                if not given[number]:
                    yield from self._thread(number, answers, given, in_circle=begin is not first)

    def _thread(
        self, number: int, answers: dict[str, list[int]], given: bytearray, *, in_circle: bool
    ) -> Iterator[Comment]:
        waiting = [number]
        while waiting:
            each = waiting.pop(0)
            if given[each]:
                continue
            given[each] = True
            comment = self._read(each)
            key = comment.id
            if comment.parent == key or (in_circle and each == number):
                comment.parent = ""
                comment.changed("It answers a comment that answers it, so it begins a thread.", comment.line)
            yield comment
            waiting = answers.pop(key, []) + waiting

    def _read(self, number: int) -> Comment:
        self._file.seek(self._places[number][2])
        row = json.loads(self._file.readline())
        for name in MOMENTS:
            row[name] = row[name] and datetime.fromisoformat(row[name])
        return Comment(**row)

    def close(self) -> None:
        self._file.close()
