"""Which parts of a Markdown text are code: there, a tag is shown, and nothing is turned."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator

from articles.text.article_text import code_lines

_CODE_ELEMENT = re.compile(r"<(pre|code)\b[^<>]*>", re.IGNORECASE)
_TICKS = re.compile(r"`+")


def outside_code(text: str, turn: Callable[[str, int], str], line: int) -> str:
    """text with turn done to each part that is no code. turn: takes the part and the line on which it begins."""
    parts, at = [], line
    for is_code, part in _parts(text):
        parts.append(part if is_code else turn(part, at))
        at += part.count("\n")
    return "".join(parts)


def _parts(text: str) -> Iterator[tuple[bool, str]]:
    lines = text.splitlines(keepends=True)
    code = set(code_lines(text))
    begin = 0
    for number in range(1, len(lines) + 1):
        if number == len(lines) or (number in code) != (begin in code):
            part = "".join(lines[begin:number])
            if begin in code:
                yield True, part
            else:
                yield from _inline_parts(part)
            begin = number


def _inline_parts(text: str) -> Iterator[tuple[bool, str]]:
    spans = _spans(text)
    position = 0
    for start, end in spans:
        if start < position:
            continue
        yield False, text[position:start]
        yield True, text[start:end]
        position = end
    yield False, text[position:]


def _spans(text: str) -> list[tuple[int, int]]:
    """Code between backticks of one number, within a paragraph, and in elements."""
    runs = [match.span() for match in _TICKS.finditer(text)]
    by_length: dict[int, list[int]] = {}
    for start, end in runs:
        by_length.setdefault(end - start, []).append(start)
    paragraphs = [match.start() for match in re.finditer(r"\n[ \t]*\n", text)]
    found, position = [], 0
    for start, end in runs:
        if start < position:
            continue
        places = by_length[end - start]
        at = bisect_right(places, start)
        if at < len(places) and bisect_right(paragraphs, start) == bisect_right(paragraphs, places[at]):
            position = places[at] + end - start
            found.append((start, position))
    position = 0
    lowered = text.lower()
    while match := _CODE_ELEMENT.search(text, position):
        close = lowered.find(f"</{match[1].lower()}", match.end())
        if close < 0:
            break
        found.append((match.start(), close))
        position = close
    return sorted(found)
