"""A text in lines, as large as it fits.

Letters are measured once, in one size, and scaled: shaping them takes Pillow longer than all the rest.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cached_property

from articles.reading.full_text import is_written_without_spaces
from articles.sharing.card_fonts import Font, opened

LEADING = 1.22  # distance of two lines, in heights of the type
_MEASURED_AT = 100  # pixels
_ELLIPSIS = "…"
_STAYS_WITH_WHAT_IS_BEFORE = {"Pe", "Pf", "Po", "Mn", "Mc", "Lm"}
_ENDS_OF_CLAUSES = " ,;:.-"


@dataclass(frozen=True)
class Lines:
    """size: of the type, in pixels."""

    lines: list[str]
    font: Font
    size: int

    @property
    def line_height(self) -> int:
        return round(self.size * LEADING)

    @property
    def height(self) -> int:
        return self.line_height * len(self.lines)

    @cached_property
    def widths(self) -> list[int]:
        """Pixels."""
        return [round(opened(self.font, self.size).getlength(line)) for line in self.lines]


@dataclass(frozen=True)
class _Part:
    """What a line may end behind. widths: in heights of the type, with the space after it and without."""

    text: str
    width: float
    bare_width: float


def fitted(text: str, font: Font, *, width: int, height: int, sizes: tuple[int, ...]) -> Lines:
    """text in the largest of sizes in which it fits; in the smallest, cut with an ellipsis, where it fits in none."""
    parts = [_measured(part, font) for part in _parts(text)]
    for size in sizes:
        fits = Lines(_balanced(parts, font, width / size), font, size)
        if fits.height <= height:
            return fits
    most = max(1, int(height / (sizes[-1] * LEADING)))
    return Lines(_cut(fits.lines, most, font, width / sizes[-1]), font, sizes[-1])


def _measured(part: str, font: Font) -> _Part:
    return _Part(part, _width(part, font), _width(part.rstrip(), font))


def _width(text: str, font: Font) -> float:
    return opened(font, _MEASURED_AT).getlength(text) / _MEASURED_AT


def _balanced(parts: list[_Part], font: Font, width: float) -> list[str]:
    """As few lines as there can be, of about the same length. width: in heights of the type, here and below."""
    split = [piece for part in parts for piece in _split(part, font, width)]
    lines = _broken(split, width)
    narrowest, widest = max([width / 2, *(part.bare_width for part in split)]), width
    while len(lines) > 1 and widest - narrowest > 0.1:
        middle = (narrowest + widest) / 2
        if len(_broken(split, middle)) == len(lines):
            widest = middle
        else:
            narrowest = middle
    return _broken(split, widest)


def _split(part: _Part, font: Font, width: float) -> list[_Part]:
    """A word that is wider than the card, in pieces that are not."""
    if part.bare_width <= width:
        return [part]
    pieces, piece, wide = [], "", 0.0
    for letter in part.text:
        own = _width(letter, font)
        if piece and wide + own > width and unicodedata.category(letter) not in _STAYS_WITH_WHAT_IS_BEFORE:
            pieces.append(piece)
            piece, wide = "", 0.0
        piece, wide = piece + letter, wide + own
    return [_measured(each, font) for each in [*pieces, piece] if each.strip()]


def _broken(parts: list[_Part], width: float) -> list[str]:
    lines, line, wide = [], "", 0.0
    for part in parts:
        if line and wide + part.bare_width > width:
            lines.append(line.rstrip())
            line, wide = "", 0.0
        line, wide = line + part.text, wide + part.width
    return [*lines, line.rstrip()]


def _parts(text: str) -> list[str]:
    """Words with the space after them, and letters of scripts without spaces."""
    parts: list[str] = []
    for word in text.split():
        piece = ""
        for letter in word:
            if (
                piece
                and is_written_without_spaces(letter)
                and unicodedata.category(letter) not in _STAYS_WITH_WHAT_IS_BEFORE
                and unicodedata.category(piece[-1]) not in {"Ps", "Pi"}
            ):
                parts.append(piece)
                piece = ""
            piece += letter
        parts.append(f"{piece} ")
    return parts


def _cut(lines: list[str], most: int, font: Font, width: float) -> list[str]:
    if len(lines) <= most:
        return lines
    last = lines[most - 1]
    while last and _width(last + _ELLIPSIS, font) > width:
        last = last[:-1]
    return [*lines[: most - 1], last.rstrip(_ENDS_OF_CLAUSES) + _ELLIPSIS]
