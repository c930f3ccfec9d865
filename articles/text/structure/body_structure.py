"""The structure of an article's HTML: blocks that the editor knows, text in them, and no two words made one.

What an article does not hold goes, and its text stays. Where a block goes, a paragraph stays in its place, or a line
break where no paragraph can be: in headings, captions and terms. Where something else goes that stood apart, such as a
button or an element that no one knows, a space stays.

Reads HTML as nh3 writes it: every element closed, every value in double quotes.
"""

import re
from dataclasses import dataclass
from html import escape, unescape

from articles.text.class_names import alignment, language_of
from articles.text.html_elements import (
    BLOCKS,
    LOWER_BY_ONE,
    MARKS,
    OTHER_BLOCKS,
    READ_AS_TEXT,
    RENAMED,
    STAND_APART,
    VOID,
    WITHIN_LINES,
)
from articles.text.structure.structure_writer import HOLDS_TEXT, PLACE, Element, StructureWriter

_TOKEN = re.compile(r"""<(/?)([a-zA-Z][^\s/>]*)((?:\s+[^\s=>"]+(?:="[^"]*")?)*)\s*/?>|([^<]+|<)""")
_ATTRIBUTE = re.compile(r"""\s+([^\s=>"]+)(?:="([^"]*)")?""")
_STYLES = (
    (re.compile(r"text-decoration[a-z-]*\s*:[^;]{0,99}line-through"), "s"),
    (re.compile(r"vertical-align\s*:\s*super\b"), "sup"),
    (re.compile(r"vertical-align\s*:\s*sub\b"), "sub"),
    (re.compile(r"font-style\s*:\s*italic\b"), "em"),
    (re.compile(r"font-weight\s*:\s*(bold|[6-9]00)\b"), "strong"),
)
_STYLED_AS_BLOCK = re.compile(r"display\s*:\s*(block|flex|grid|table|list-item|flow-root)")
_LEFT_OUT = {"id", "name", "style"}
CELLS = ("td", "th")
ALIGNING = ("table", "thead", "tbody", "tr", *CELLS)


def plain_text(html: str) -> str:
    """The words of cleaned html, apart where they are in different blocks."""
    parts = []
    for match in _TOKEN.finditer(html):
        _closing, name, _attributes, text = match.groups()
        parts.append(unescape(text) if text is not None else "" if name in MARKS else " ")
    return "".join(parts)


@dataclass(frozen=True)
class Structured:
    """html: in the structure of an article. marks_left_out: names of marks that were too many on the same words."""

    html: str
    marks_left_out: frozenset[str] = frozenset()


def structured(html: str) -> Structured:
    """html: as nh3 writes it. What has the structure of an article already comes back as it is."""
    reader = _Reader(has_top_heading="<h1" in html)
    reader.read(html)
    return Structured(reader.finished(), frozenset(reader.marks_left_out))


class _Reader(StructureWriter):
    """Tells the writer what begins and ends in the HTML that it reads."""

    def read(self, html: str) -> None:
        position = 0
        while match := _TOKEN.match(html, position):
            position = match.end()
            closing, name, attributes, text = match.groups()
            if text is not None:
                self._text(text)
            elif closing:
                self._end()
            else:
                self._begin(name, dict(_ATTRIBUTE.findall(attributes)))
                if name in READ_AS_TEXT:
                    end = html.rfind("</plaintext>") if name == "plaintext" else html.find(f"</{name}>", position)
                    end = end if end >= 0 else len(html)
                    if name != "iframe":  # which no one is shown
                        self._text(escape(unescape(html[position:end]), quote=False))
                    position = end
        self._boundary()
        while self._blocks:
            self._close_block()

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        ids = [unescape(attributes[key]) for key in ("id", "name") if attributes.get(key) and key in attributes]
        style = unescape(attributes.get("style", "")).lower()
        if name in VOID:
            self._void(name, attributes)
            return
        tag = RENAMED.get(name, name)
        if self._has_top_heading:
            tag = LOWER_BY_ONE.get(name, tag)
        element = Element(name, "plain")
        self._elements.append(element)
        if tag == "a" and not attributes.get("href"):
            tag = "span"
        if tag in MARKS:
            self._keep_ids(ids)
            element.kind = "mark"
            if tag == "code":
                self._name_language(language_of(attributes))
                attributes = {}
            element.marks = self._marks.open(tag, _written(attributes, tag))
        elif tag in BLOCKS and self._may_stand(tag):
            self._open_element(element, tag, attributes, ids)
        elif tag in BLOCKS or tag in OTHER_BLOCKS or name == "plaintext" or _STYLED_AS_BLOCK.search(style):
            self._keep_ids(ids)
            element.kind = "gone"
            self._boundary()
            if tag == "caption":
                self._set_table_aside(element)
        else:
            self._keep_ids(ids)
            if name in WITHIN_LINES or name == "a":
                self._begin_within_a_line(name)
            else:
                element.kind = "apart"
                self._space = True
        if tag not in MARKS:
            element.marks += sum(self._marks.open(mark, "") for pattern, mark in _STYLES if pattern.search(style))

    def _end(self) -> None:
        if not self._elements:
            return
        element = self._elements.pop()
        if element.kind == "block":
            self._close_element(element)
        elif element.kind == "gone":
            self._boundary()
            if element.set_aside is not None:
                self._put_table_back(element)
        elif element.kind == "apart":
            self._space = True
        else:
            self._end_within_a_line(element.name)
        self._marks.close(element.marks)

    def _begin_within_a_line(self, name: str) -> None:
        if name == "q":
            self._text("“")
        elif name == "rt":
            self._text("(")
        elif name == "rp":
            self._is_hidden += 1

    def _end_within_a_line(self, name: str) -> None:
        if name == "q":
            self._text("”")
        elif name == "rt":
            self._text(")")
        elif name == "rp":
            self._is_hidden -= 1

    def _void(self, name: str, attributes: dict[str, str]) -> None:
        if name == "br":
            self._line_break()
        elif name == "hr":
            self._boundary()
            if self._can_hold_blocks():
                self._prepare_for_block()
                self._out.append("<hr>")
                self._last = ""
                self._break = False
        elif name == "img" and attributes.get("src"):
            self._picture(f"<img{_written(attributes, 'img')}>")
        elif name in ("img", *STAND_APART):
            self._space = True

    def _open_element(self, element: Element, tag: str, attributes: dict[str, str], ids: list[str]) -> None:
        self._boundary()
        if self._blocks and self._blocks[-1].tag in HOLDS_TEXT:
            self._end_early(self._blocks[-1])
        while tag in PLACE and self._blocks and self._blocks[-1].is_implied:
            self._close_block()
        if tag not in PLACE:
            self._prepare_for_block()
        if tag == "figcaption":
            self._blocks[-1].caption = (len(self._out), 0)
        element.kind = "block"
        language = language_of(attributes) if tag == "pre" else ""
        if tag in ALIGNING:
            element.aligned = alignment(element.name, attributes) or self._aligned_around()
            attributes = {name: value for name, value in attributes.items() if name not in ("class", "align")}
            if tag in CELLS and element.aligned:
                attributes["class"] = element.aligned
        elif tag == "pre":
            attributes = {}
        element.block = self._open_block(tag, _written(attributes, tag), ids)
        if language:
            self._name_language(language)

    def _aligned_around(self) -> str:
        """How the row, the group of rows or the table around aligns the words of its cells."""
        for element in reversed(self._elements[:-1]):
            if element.block and element.block.tag in ALIGNING:
                return "" if element.block.tag in CELLS else element.aligned
        return ""


def _written(attributes: dict[str, str], tag: str) -> str:
    left_out = _LEFT_OUT if tag != "img" else {"id", "style"}
    return "".join(f' {name}="{value}"' for name, value in attributes.items() if name not in left_out)
