"""Large JSON files, one row of a table at a time, with lines. Python's own reader takes a whole file at once."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

LONGEST_ROW = 10_000_000  # characters
_SPACE = re.compile(r"[ \t\r\n]*")
# A string, a mark, or a word such as a number. Possessive, so a long string needs no memory of the way.
_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}\[\]:,]|[^ \t\r\n"{}\[\]:,]++', re.DOTALL)
_IN_STRING = re.compile(r'[^"\\]*+(?:\\.[^"\\]*+)*+', re.DOTALL)
_ENDS = {"{": "}", "[": "]"}
CUT = "too long"  # no mark has a space


@dataclass(frozen=True)
class Row:
    """A value. path: the names that lead to it, joined by "/"; an element of a list has the name "[]"."""

    path: str
    line: int
    value: Any


@dataclass(frozen=True)
class BrokenRow:
    """A row that cannot be read. is_end: nothing after it can be read either."""

    path: str
    line: int
    words: str
    is_end: bool = False


@dataclass(frozen=True)
class End:
    """An object or list that is no row ends."""

    path: str


def rows(
    pieces: Iterator[str], is_table: Callable[[str], bool], is_passed_over: Callable[[str], bool] = lambda path: False
) -> Iterator[Row | BrokenRow | End]:
    """Each row of each table, and each single value outside. is_table: whether the list at a path is one.

    Of a table that is passed over, nothing is yielded.
    """
    return _Walk(_Tokens(pieces), is_table, is_passed_over).rows()


class _BrokenError(Exception):
    pass


class _Walk:
    def __init__(self, tokens: _Tokens, is_table: Callable[[str], bool], is_passed_over: Callable[[str], bool]) -> None:
        self._tokens, self._is_table, self._is_passed_over = tokens, is_table, is_passed_over
        self._opened: list[str] = []
        self._path: list[str] = []

    def rows(self) -> Iterator[Row | BrokenRow | End]:
        try:
            yield from self._values()
        except _BrokenError as fault:
            yield BrokenRow("/".join(self._path[:8]), self._tokens.line, str(fault), is_end=True)

    def _values(self) -> Iterator[Row | BrokenRow | End]:
        key: str | None = None
        while (mark := self._tokens.next()) is not None:
            is_object = bool(self._opened) and self._opened[-1] == "{"
            if mark in ("}", "]"):
                if not self._opened or _ENDS[self._opened.pop()] != mark:
                    raise _BrokenError(_("A bracket closes what was not opened."))
                yield End("/".join(self._path[:9]))
                self._path.pop()
                key = None
            elif mark in (",", ":"):
                continue
            elif is_object and key is None:
                key = str(_read(mark))
                if self._tokens.next() != ":":
                    raise _BrokenError(_("A name has no value."))
            else:
                name = key if is_object and key is not None else "[]"
                key = None
                if mark not in _ENDS:
                    yield Row("/".join([*self._path[:9], name]), self._tokens.line, _read(mark))
                    continue
                self._path.append(name if self._opened else "")
                path = "/".join(self._path) if len(self._path) < 9 else ""
                if mark == "[" and self._is_table(path):
                    yield from self._table(path)
                    self._path.pop()
                else:
                    self._opened.append(mark)
        if self._opened:
            raise _BrokenError(_("The file ends in the middle."))

    def _table(self, path: str) -> Iterator[Row | BrokenRow]:
        is_passed_over = self._is_passed_over(path)
        while True:
            mark = self._tokens.next()
            if mark is None:
                raise _BrokenError(_("The file ends in the middle."))
            if mark == "]":
                return
            if mark == ",":
                continue
            if mark in ("}", ":"):
                raise _BrokenError(_("A bracket closes what was not opened."))
            line = self._tokens.line
            text = self._tokens.value(mark)
            if is_passed_over:
                continue
            if text is None:
                words = _("It is longer than %(limit)d characters.") % {"limit": LONGEST_ROW}
                yield BrokenRow(path, line, words)
                continue
            try:
                yield Row(path, line, _read(text))
            except _BrokenError as fault:
                yield BrokenRow(path, line, str(fault))


def _read(text: str) -> Any:
    try:
        return json.loads(text, strict=False)
    except RecursionError:
        raise _BrokenError(_("It is nested too deep.")) from None
    except ValueError as fault:
        words = getattr(fault, "msg", None) or type(fault).__name__
        raise _BrokenError(_("It is no JSON (%(fault)s).") % {"fault": words}) from None


class _Tokens:
    """line: that of the newest mark."""

    def __init__(self, pieces: Iterator[str]) -> None:
        self._pieces = pieces
        self._text, self._at = "", 0
        self._counted = 0
        self.line = 1

    def next(self) -> str | None:
        """The next mark, or None at the end; ``CUT`` for a string that is longer than a row."""
        self._space()
        if self._at >= len(self._text):
            return None
        self._count()
        while True:
            match = _TOKEN.match(self._text, self._at)
            may_go_on = match is None or (match.end() == len(self._text) and match[0][0] not in '"{}[]:,')
            if may_go_on and len(self._text) - self._at > LONGEST_ROW:
                return self._cut()
            if may_go_on and self._more():
                continue
            if match is None:
                raise _BrokenError(_("The file ends in the middle."))
            self._at = match.end()
            return match[0]

    def value(self, mark: str) -> str | None:
        """The whole value that begins with mark, as text; None if it is too long, and passed over then."""
        if mark not in _ENDS:
            return mark
        line = self.line
        parts, length, opened = [mark], 1, [mark]
        while opened:
            following = self.next()
            if following is None:
                self.line = line
                raise _BrokenError(_("The file ends in the middle."))
            if following in _ENDS:
                opened.append(following)
            elif following in ("}", "]") and _ENDS[opened.pop()] != following:
                raise _BrokenError(_("A bracket closes what was not opened."))
            length += len(following) + 1 if following != CUT else LONGEST_ROW
            if length <= LONGEST_ROW:
                parts.append(following)
            else:
                parts.clear()
        return " ".join(parts) if length <= LONGEST_ROW else None

    def _space(self) -> None:
        while True:
            self._at = _SPACE.match(self._text, self._at).end()  # type: ignore[union-attr]
            if self._at < len(self._text) or not self._more():
                return

    def _more(self) -> bool:
        """More text, twice as much as is held, so a long string is looked through few times."""
        wanted = max(len(self._text) - self._at, 1)
        self._count()
        parts, length = [self._text[self._at :]], 0
        for piece in self._pieces:
            parts.append(piece)
            length += len(piece)
            if length >= wanted:
                break
        self._text, self._at, self._counted = "".join(parts), 0, 0
        return length > 0

    def _count(self) -> None:
        self.line += self._text.count("\n", self._counted, self._at)
        self._counted = self._at

    def _cut(self) -> str:
        """Pass over a string, or a word, that is longer than a row can be."""
        if self._text[self._at] != '"':
            raise _BrokenError(_("It is longer than %(limit)d characters.") % {"limit": LONGEST_ROW})
        self._at += 1
        while True:
            self._at = _IN_STRING.match(self._text, self._at).end()  # type: ignore[union-attr]
            if self._at < len(self._text) and self._text[self._at] == '"':
                self._at += 1
                return CUT
            if not self._more():
                raise _BrokenError(_("The file ends in the middle."))
