"""XML as it streams by: each item of a long list, as WordPress and Disqus write them. Broken places are passed over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from xml.sax import SAXException, SAXParseException
from xml.sax.handler import ContentHandler, feature_external_ges, feature_namespaces

from defusedxml import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.sax import make_parser  # type: ignore[import-untyped]

LONGEST_TEXT = 6_000_000  # characters of an element
DEEPEST = 6  # elements within each other; an export has five
_SPACES = [
    (re.compile(r"https?://(www\.)?wordpress\.org/export/[\d.]+/excerpt/?"), "excerpt"),
    (re.compile(r"https?://(www\.)?wordpress\.org/export/[\d.]+/?"), "wp"),
    (re.compile(r"https?://purl\.org/rss/1\.0/modules/content/?"), "content"),
    (re.compile(r"https?://purl\.org/dc/elements/1\.1/?"), "dc"),
    (re.compile(r"https?://(www\.)?disqus\.com/?"), ""),
]
_DECLARATION = re.compile(r"""xmlns:([\w.-]+)\s*=\s*["']([^"'<>&]{1,200})["']""")
_USUAL = {
    "wp": "http://wordpress.org/export/1.2/",
    "excerpt": "http://wordpress.org/export/1.2/excerpt/",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "wfw": "http://wellformedweb.org/CommentAPI/",
}
_DOCUMENT_TYPE = re.compile(r"<!DOCTYPE[^\[<>]*(?:\[.{0,20000}?\]\s{0,99})?>", re.DOTALL)
LONGEST_HEAD = 100_000  # characters


@dataclass(frozen=True)
class Shape:
    """Of a file. starts: where an item begins, so reading can go on there after a broken place. items: their names.

    depth: how many elements are around an item. head: these, with a place for namespaces. early: the elements within an
    item that are given by themselves as they end.
    """

    starts: re.Pattern[str]
    items: frozenset[str]
    depth: int
    head: str
    early: str = ""


WXR = Shape(re.compile(r"<item[\s>]"), frozenset({"item"}), 2, "<rss {spaces}><channel>", early="wp:comment")


@dataclass(slots=True)
class Node:
    """An element. name: local, with the usual prefix, such as "wp:post_id". is_cut: whether its text was too long."""

    name: str
    line: int
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    children: list[Node] = field(default_factory=list)
    text_line: int = 0
    is_cut: bool = False

    def get(self, name: str) -> str:
        """The text of the first child of that name, without white space around it; empty where there is none."""
        return next((child.text.strip() for child in self.children if child.name == name), "")

    def all(self, name: str) -> list[Node]:
        return [child for child in self.children if child.name == name]

    def first(self, name: str) -> Node | None:
        return next((child for child in self.children if child.name == name), None)


@dataclass(frozen=True)
class Broken:
    """Where the file cannot be read. item: what was begun there, as far as it came."""

    line: int
    words: str
    item: Node | None = None


def nodes(pieces: Iterator[str], shape: Shape = WXR, *, with_early: bool = True) -> Iterator[Node | Broken]:
    """Each element that is as deep as items, as it ends; what is early, before the item that holds it, or never."""
    parsing = _Parsing(shape, with_early)
    for piece in _split(pieces, shape.starts):
        yield from parsing.feed(piece)
    yield from parsing.end()


def _split(pieces: Iterator[str], starts: re.Pattern[str]) -> Iterator[str]:
    """The same text, in pieces that begin where items do, so one can be begun with after a broken place."""
    for piece in pieces:
        start = 0
        for match in starts.finditer(piece):
            if match.start() > start:
                yield piece[start : match.start()]
            start = match.start()
        yield piece[start:]


class _Parsing:
    def __init__(self, shape: Shape, with_early: bool) -> None:
        self._shape, self._with_early = shape, with_early
        self._declared = dict(_USUAL)
        self._head = ""
        self._is_broken = False
        self._line = 1  # on which the piece begins
        self._begin("")

    def _begin(self, head: str) -> None:
        """A new parser. head: what stands for the beginning of the file."""
        self._handler = _Handler(self._shape, self._with_early)
        self._parser: Any = make_parser()
        self._parser.setFeature(feature_namespaces, True)
        self._parser.setFeature(feature_external_ges, False)
        self._parser.setContentHandler(self._handler)
        self._handler.setDocumentLocator(self._parser)
        self._handler.base = 0
        if head:
            self._parser.feed(head)
            self._handler.found.clear()
            self._handler.base = self._line - 1

    def feed(self, piece: str) -> Iterator[Node | Broken]:
        if len(self._head) < LONGEST_HEAD:
            if match := _DOCUMENT_TYPE.search(piece):
                # What it declares would be filled in. No export has one.
                line = self._line + piece.count("\n", 0, match.start())
                yield Broken(line, "DOCTYPE")
                piece = piece[: match.start()] + re.sub(r"[^\n]", " ", match[0]) + piece[match.end() :]
            self._head += piece
            self._declared |= dict(_DECLARATION.findall(piece))
        if self._is_broken and self._shape.starts.match(piece):
            spaces = " ".join(f'xmlns:{prefix}="{address}"' for prefix, address in self._declared.items())
            self._is_broken = False
            self._begin(self._shape.head.format(spaces=spaces))
        if not self._is_broken:
            try:
                self._parser.feed(piece)
            except (SAXException, DefusedXmlException, ValueError) as fault:
                yield from self._drain()
                yield self._broken(fault)
        self._line += piece.count("\n")
        yield from self._drain()

    def end(self) -> Iterator[Node | Broken]:
        if self._is_broken:
            return
        try:
            self._parser.close()
        except (SAXException, DefusedXmlException, ValueError) as fault:
            yield from self._drain()
            if self._handler.is_within:
                yield self._broken(fault)
        yield from self._drain()

    def _drain(self) -> Iterator[Node]:
        found, self._handler.found = self._handler.found, []
        yield from found

    def _broken(self, fault: Exception) -> Broken:
        self._is_broken = True
        line = self._handler.base + int(self._parser.getLineNumber() or 1)
        if isinstance(fault, SAXParseException) and fault.getLineNumber():
            line = self._handler.base + int(fault.getLineNumber() or 1)
        words = fault.getMessage() if isinstance(fault, SAXException) else type(fault).__name__
        return Broken(line, words, self._handler.item)


class _Handler(ContentHandler):
    """found: what has ended since it was looked at last. item: the one that is open."""

    def __init__(self, shape: Shape, with_early: bool) -> None:
        super().__init__()
        self.found: list[Node] = []
        self.item: Node | None = None
        self.base = 0
        self._shape, self._with_early = shape, with_early
        self._open: list[Node | None] = []
        self._parts: list[str] = []
        self._length = 0
        self._locator: Any = None

    @property
    def is_within(self) -> bool:
        """Whether the file goes on: its first element has not ended."""
        return bool(self._open)

    def startElementNS(self, name: tuple[str | None, str], qname: str | None, attrs: Any) -> None:  # noqa: N802
        depth = len(self._open)
        if depth < self._shape.depth or depth > DEEPEST:  # around items, and what no export has
            self._open.append(None)
            return
        attributes = {local: value for (_space, local), value in attrs.items()}
        node = Node(_name(*name), self.base + self._locator.getLineNumber(), attributes)
        if node.name in self._shape.items and depth == self._shape.depth:
            self.item = node
        self._keep_text()
        self._open.append(node)

    def characters(self, content: str) -> None:
        if self._open and (node := self._open[-1]) is not None:
            self._length += len(content)
            if self._length > LONGEST_TEXT:
                node.is_cut = True
            else:
                self._parts.append(content)

    def _keep_text(self) -> None:
        if self._parts and self._open and (node := self._open[-1]) is not None:
            text = "".join(self._parts)
            if not node.text:
                bare = text.lstrip()
                node.text_line = node.line + text.count("\n", 0, len(text) - len(bare))
                text = bare
            node.text += text
        self._parts, self._length = [], 0

    def endElementNS(self, name: tuple[str | None, str], qname: str | None) -> None:  # noqa: N802
        self._keep_text()
        node = self._open.pop()
        if node is None:
            return
        parent = self._open[-1] if self._open else None
        if node.name == self._shape.early:
            if self._with_early:
                self.found.append(node)
        elif parent is not None:
            parent.children.append(node)
        else:
            self.found.append(node)
        if node is self.item:
            self.item = None


def _name(space: str | None, local: str) -> str:
    for pattern, prefix in _SPACES:
        if space and pattern.fullmatch(space):
            return f"{prefix}:{local}" if prefix else local
    return local if not space else f"other:{local}"
