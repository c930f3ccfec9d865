"""Text files of unknown care, some characters at a time: broken bytes and characters that no text has are replaced."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from newsroom.moving_in.sources.line_counter import LineCounter

PIECE = 262_144  # bytes
_DECLARED = re.compile(rb"""<\?xml[^>]{0,200}encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BOMS = [(codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16")]
MOST_NOTED = 100


def _as_windows(fault: UnicodeError) -> tuple[str, int]:
    """Bytes that are not of the encoding are most likely of Windows-1252, as old exports mix them."""
    if not isinstance(fault, UnicodeDecodeError):
        raise fault
    return fault.object[fault.start : fault.end].decode("cp1252", "replace"), fault.end


codecs.register_error("newsroom-as-windows", _as_windows)


@dataclass
class LenientText:
    """position: bytes read so far. broken: the lines on which something was replaced, the first hundred."""

    path: Path
    position: int = 0
    broken: list[int] = field(default_factory=list)
    encoding: str = ""

    def pieces(self) -> Iterator[str]:
        """The text, with each line end as one."""
        with self.path.open("rb") as file:
            yield from self._pieces(file)

    def _pieces(self, file: BinaryIO) -> Iterator[str]:
        start = file.read(PIECE)
        self.encoding = _encoding(start)
        strict = codecs.getincrementaldecoder(self.encoding)("newsroom-as-windows")
        line, held = 1, ""
        raw = start
        while True:
            self.position += len(raw)
            text = held + strict.decode(raw, final=not raw)
            held = ""
            if text.endswith("\r") and raw:
                text, held = text[:-1], "\r"
            text = text.replace("\r\n", "\n").replace("\r", "\n")
            text = self._clean(text, line, is_broken=_has_broken_bytes(raw, self.encoding))
            line += text.count("\n")
            if text:
                yield text
            if not raw:
                return
            raw = file.read(PIECE)

    def _clean(self, text: str, line: int, *, is_broken: bool) -> str:
        lines = LineCounter(text, line)
        for match in _UNWRITABLE.finditer(text):
            self._note(lines.at(match.start()))
        if is_broken:
            self._note(line)
        return _UNWRITABLE.sub(" ", text)

    def _note(self, line: int) -> None:
        if len(self.broken) < MOST_NOTED and line not in self.broken:
            self.broken.append(line)


def _has_broken_bytes(raw: bytes, encoding: str) -> bool:
    if encoding not in ("utf-8", "utf-8-sig"):
        return False
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        decoder.decode(raw.lstrip(bytes(range(0x80, 0xC0))))  # a piece may begin within a character
    except UnicodeDecodeError:
        return True
    return False


def _encoding(start: bytes) -> str:
    for mark, encoding in _BOMS:
        if start.startswith(mark):
            return encoding
    declared = _DECLARED.search(start[:400])
    try:
        name = codecs.lookup(declared[1].decode() if declared else "utf-8").name
        return name if not name.startswith("utf-16") else "utf-8"  # or it could not have been read so far
    except LookupError:
        return "utf-8"


def beginning(path: Path, characters: int = 65_536) -> str:
    """The beginning of a text file; empty for what cannot be read."""
    try:
        return next(LenientText(path).pieces(), "")[:characters] if path.is_file() else ""
    except OSError:
        return ""
