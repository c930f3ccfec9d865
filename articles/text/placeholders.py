"""What only the staff of a site can fill in, written as ``[[…]]`` in a page about the site: readers never see it.

What holds a placeholder goes as a whole, so no half of a sentence is left: a paragraph, a list's entry, a table's row,
a picture with its caption. With it go what only led to it: a sentence that ends in a colon, an empty list, a heading
with nothing below.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

OPENING, CLOSING = "[[", "]]"
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_WHOLE = ("p", "pre", "figure", "tr", "dt", *_HEADINGS)  # however much is inside
_BLOCKS = (*_WHOLE, "li", "dd", "blockquote", "ul", "ol", "dl", "table", "tbody", "thead", "tfoot", "div", "section")
_ENDLESS = ("br", "hr", "img", "col", "wbr", "source", "input")


def has_placeholder(html: str) -> bool:
    return OPENING in _tree(html).text


def without_placeholders(html: str) -> str:
    """html, cleaned as ``BodyField`` does it, without what holds a placeholder; "" where nothing else is left."""
    root = _tree(html)
    if OPENING not in root.text:
        return html
    marked = _marked(root)
    _prune(root, marked)
    return str(root).strip()


@dataclass(eq=False)
class _Node:
    tag: str = ""
    opening: str = ""
    closing: str = ""
    children: list[_Node | str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.opening}{''.join(map(str, self.children))}{self.closing}"

    @property
    def text(self) -> str:
        return "".join(child if isinstance(child, str) else child.text for child in self.children)

    @property
    def is_empty(self) -> bool:
        """Whether it holds neither words nor anything that needs none, such as a picture."""
        return not self.text.replace("&nbsp;", "").strip() and not self.holds("img", "hr")

    def holds(self, *tags: str) -> bool:
        return any(isinstance(child, _Node) and (child.tag in tags or child.holds(*tags)) for child in self.children)

    def own(self) -> list[_Node | str]:
        """The words and inline elements that are directly in it."""
        return [child for child in self.children if isinstance(child, str) or child.tag not in _BLOCKS]

    def blocks(self) -> list[_Node]:
        return [child for child in self.children if isinstance(child, _Node) and child.tag in _BLOCKS]


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.open = [_Node()]

    def handle_starttag(self, tag: str, attrs: object) -> None:
        node = _Node(tag, self.get_starttag_text() or "")
        self.open[-1].children.append(node)
        if tag not in _ENDLESS:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        self.open[-1].children.append(_Node(tag, self.get_starttag_text() or ""))

    def handle_endtag(self, tag: str) -> None:
        if len(self.open) > 1 and self.open[-1].tag == tag:
            self.open.pop().closing = f"</{tag}>"

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)

    def handle_entityref(self, name: str) -> None:
        self.open[-1].children.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.open[-1].children.append(f"&#{name};")


def _tree(html: str) -> _Node:
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.open[0]


def _units(node: _Node) -> Iterator[tuple[_Node, str]]:
    """What goes as a whole, in the order of the page, with the words that decide on it."""
    if node.tag in _WHOLE or (node.tag and not node.blocks()):
        yield node, node.text
        return
    words = "".join(str(child) if isinstance(child, str) else child.text for child in node.own())
    yield node, words
    for block in node.blocks():
        yield from _units(block)


def _marked(root: _Node) -> set[_Node]:
    """What holds a placeholder or a part of one, which may reach over several paragraphs."""
    units, marked = list(_units(root)), set()
    number = 0
    while number < len(units):
        node, words = units[number]
        number += 1
        if OPENING not in words:
            continue
        marked.add(node)
        if CLOSING in words.rpartition(OPENING)[2]:
            continue
        later = [words for _node, words in units[number:]]
        end = next((at for at, words in enumerate(later) if CLOSING in words), None)
        if end is not None and not any(OPENING in words for words in later[:end]):
            marked.update(node for node, _words in units[number : number + end + 1])
            number += end + 1
    return marked


def _prune(node: _Node, marked: set[_Node]) -> None:
    if node in marked and not node.tag:  # words of the page that are in no paragraph
        own = set(map(id, node.own()))
        node.children = [child for child in node.children if id(child) not in own]
    if node.tag == "dl":
        _mark_whole_entries(node, marked)
    left: list[_Node | str] = []
    goes_below: int | None = None  # the level of a heading whose section goes
    for child in node.children:
        if isinstance(child, str) or child.tag not in _BLOCKS:
            left.append(child)
            continue
        level = _HEADINGS.index(child.tag) if child.tag in _HEADINGS else None
        if goes_below is not None:
            if level is None or level > goes_below:
                continue
            goes_below = None
        if level is not None and child in marked:
            goes_below = level
            continue
        was_empty = child.is_empty
        if child not in marked:
            _prune(child, marked)
        if child in marked or (child.is_empty and not was_empty):
            _take_what_led_to_it(left)
            continue
        left.append(child)
    node.children = _without_bare_headings(left) if marked else left


def _mark_whole_entries(definitions: _Node, marked: set[_Node]) -> None:
    """A term goes with all that is said of it."""
    entries: list[list[_Node]] = [[]]
    for block in definitions.blocks():
        if block.tag == "dt" and entries[-1] and entries[-1][-1].tag != "dt":
            entries.append([])
        entries[-1].append(block)
    for entry in entries:
        if any(OPENING in block.text or block in marked for block in entry):
            marked.update(entry)


def _take_what_led_to_it(left: list[_Node | str]) -> None:
    while left and isinstance(left[-1], str) and not left[-1].strip():
        left.pop()
    last = left[-1] if left else None
    if isinstance(last, _Node) and last.tag == "p" and last.text.rstrip().endswith((":", "\uff1a")):
        left.pop()


def _without_bare_headings(children: list[_Node | str]) -> list[_Node | str]:
    """children without headings that have nothing below them, up to the next of their level or above."""
    left: list[_Node | str] = []
    above: int | None = -1  # the level of what follows, a heading's; the end of the page is above all of them
    for child in reversed(children):
        if isinstance(child, str) and not child.strip():
            left.append(child)
        elif isinstance(child, _Node) and child.tag in _HEADINGS:
            level = _HEADINGS.index(child.tag)
            if above is None or level < above:
                left.append(child)
                above = level
        else:
            left.append(child)
            above = None
    return left[::-1]
