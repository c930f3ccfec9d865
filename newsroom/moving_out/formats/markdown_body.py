"""A body as Markdown that gives the same body again. Each block is tried; what Markdown cannot say stays HTML."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

from articles.text.article_text import from_markdown
from articles.text.class_names import ALIGNED, IN_CODE

_VOID = {"br", "hr", "img"}
_SPECIAL = re.compile(r"([\\`*_\[\]<>~|&^{}])")
_BEGINS_A_BLOCK = re.compile(r"^(\s*)([#+=:-]|\d+(?=[.)]))", re.MULTILINE)
# White space that no page shows. In <pre> there is another element before each text.
_AROUND_BLOCKS = re.compile(
    r"\s*(</?(?:p|h[2-4]|ul|ol|li|blockquote|table|thead|tbody|tr|th|td|figure|figcaption|dl|dt|dd|hr)\b[^>]*>)\s*"
)
_AFTER_BREAKS = re.compile(r"<br>\s+")
_HEADINGS = {"h2": "## ", "h3": "### ", "h4": "#### "}
_RULES = dict(zip(("", *ALIGNED), (" --- |", " :-- |", " :-: |", " --: |"), strict=True))  # of a column, by its class
_MARKS = {"strong": "**", "em": "*", "s": "~~"}


class _NotInMarkdownError(Exception):
    """Markdown has no way to write this element."""


@dataclass(eq=False)
class _Element:
    tag: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    start: str = ""
    children: list[_Element | str] = field(default_factory=list)

    @property
    def html(self) -> str:
        inner = "".join(
            child.html if isinstance(child, _Element) else escape(child, quote=False) for child in self.children
        )
        return f"{self.start}{inner}" + (f"</{self.tag}>" if self.tag and self.tag not in _VOID else "")


def markdown_of(body: str) -> str:
    """body: HTML as ``clean_body`` leaves it. Returns Markdown for ``from_markdown``, which gives body again."""
    written = "\n\n".join(_block(child) for child in _read(body).children if not _is_blank(child))
    if _gives(written, body):
        return written
    return _as_html(body)


def _read(html: str) -> _Element:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.open[0]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [_Element()]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        element = _Element(tag, attributes, self.get_starttag_text() or "")
        self.open[-1].children.append(element)
        if tag not in _VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if len(self.open) > 1 and self.open[-1].tag == tag:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def _is_blank(child: _Element | str) -> bool:
    return isinstance(child, str) and not child.strip()


def _gives(markdown: str, html: str) -> bool:
    return _comparable(from_markdown(markdown).html) == _comparable(html)


def _comparable(html: str) -> str:
    return _AFTER_BREAKS.sub("<br>", _AROUND_BLOCKS.sub(r"\1", html.strip()))


def _as_html(html: str) -> str:
    """An empty line would end the HTML in a Markdown file."""
    return re.sub(r"\n(?=\s*\n)", "&#10;", html.strip()) if "<pre" in html else re.sub(r"\n\s*\n", "\n", html.strip())


def _block(child: _Element | str) -> str:
    if isinstance(child, str):
        return _escaped(child)
    html = child.html
    try:
        written = _written(child)
    except _NotInMarkdownError:
        return _as_html(html)
    # A paragraph before it, since a rule alone is no text.
    return written if _gives(f"a\n\n{written}", f"<p>a</p>{html}") else _as_html(html)


def _written(element: _Element) -> str:
    tag = element.tag
    if element.attributes and tag not in ("ol", "img"):
        raise _NotInMarkdownError
    if tag == "p":
        return _inline(element)
    if tag in _HEADINGS:
        return _HEADINGS[tag] + _inline(element)
    if tag == "hr":
        return "---"
    if tag == "pre":
        return _code_block(element)
    if tag == "blockquote":
        inner = "\n\n".join(_written_or_text(child) for child in element.children if not _is_blank(child))
        return "\n".join(f"> {line}".rstrip() for line in inner.split("\n"))
    if tag in ("ul", "ol"):
        return _list(element)
    if tag == "table":
        return _table(element)
    raise _NotInMarkdownError


def _written_or_text(child: _Element | str) -> str:
    return _escaped(child) if isinstance(child, str) else _written(child)


def _list(element: _Element) -> str:
    if set(element.attributes) - {"start"}:
        raise _NotInMarkdownError
    number = int(element.attributes.get("start") or 1)
    entries = []
    for child in element.children:
        if isinstance(child, str):
            continue
        mark = "- " if element.tag == "ul" else f"{number}. "
        number += 1
        if child.attributes:
            raise _NotInMarkdownError
        entries.append(_hanging(mark, _entry(child)))
    return "\n".join(entries)


def _entry(entry: _Element) -> str:
    """Its line, and lists in it. An entry with more than that is no entry of Markdown's short lists."""
    line, lists = [], []
    for child in entry.children:
        if isinstance(child, _Element) and child.tag in ("ul", "ol"):
            lists.append(_list(child))
        elif isinstance(child, _Element) and child.tag == "p" and not child.attributes:
            line.append(_inline(child))
        elif not lists:
            line.append(_inline(_Element(children=[child])))
        elif not _is_blank(child):
            raise _NotInMarkdownError
    return "\n".join(["".join(line).strip(), *lists])


def _hanging(mark: str, text: str) -> str:
    first, *others = text.split("\n")
    return "\n".join([mark + first, *(" " * len(mark) + line for line in others)])


def _code_block(element: _Element) -> str:
    text = "".join(_text_of(child) for child in element.children)
    code = next((child for child in element.children if isinstance(child, _Element)), element)
    language = code.attributes.get("class", "").removeprefix(IN_CODE)
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`+", text)), default=0))
    return f"{fence}{language}\n{text.removesuffix(chr(10))}\n{fence}"


def _text_of(child: _Element | str) -> str:
    return child if isinstance(child, str) else "".join(_text_of(each) for each in child.children)


def _table(element: _Element) -> str:
    rows = [row for row in _descendants(element, "tr") if not row.attributes]
    lines: list[str] = []
    columns: list[str] = []
    for row in rows:
        cells = [cell for cell in row.children if isinstance(cell, _Element)]
        aligned = [cell.attributes.get("class", "") for cell in cells]
        columns = columns or aligned
        if any(cell.attributes.keys() - {"class"} for cell in cells) or aligned != columns[: len(aligned)]:
            raise _NotInMarkdownError
        lines.append("| " + " | ".join(_inline(_unwrapped(cell)).replace("\n", " ") for cell in cells) + " |")
        if len(lines) == 1:
            lines.append("|" + "".join(_RULES[name] for name in columns))
    return "\n".join(lines)


def _unwrapped(cell: _Element) -> _Element:
    """The paragraph of a cell that has just one."""
    inner = [child for child in cell.children if not _is_blank(child)]
    only = inner[0] if len(inner) == 1 else None
    return only if isinstance(only, _Element) and only.tag == "p" else cell


def _descendants(element: _Element, tag: str) -> list[_Element]:
    found = []
    for child in element.children:
        if isinstance(child, _Element):
            found += [child] if child.tag == tag else _descendants(child, tag)
    return found


def _inline(element: _Element) -> str:
    text = "".join(_escaped(child) if isinstance(child, str) else _inline_element(child) for child in element.children)
    return text.strip()


def _inline_element(element: _Element) -> str:
    tag, attributes = element.tag, element.attributes
    if tag in _MARKS and not attributes:
        return f"{_MARKS[tag]}{_inline(element)}{_MARKS[tag]}"
    if tag == "br":
        return "\\\n"
    if tag == "code" and not attributes:
        return f"`{_text_of(element)}`"
    if tag == "a" and attributes.keys() <= {"href", "rel"}:
        return f"[{_inline(element)}](<{attributes.get('href', '')}>)"
    if tag == "img" and attributes.keys() <= {"src", "alt"}:
        return f"![{_escaped(attributes.get('alt', ''))}](<{attributes.get('src', '')}>)"
    if tag in ("sub", "sup"):
        return element.start + _inline(element) + f"</{tag}>"
    raise _NotInMarkdownError


def _escaped(text: str) -> str:
    return _BEGINS_A_BLOCK.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", text)) if text.strip() else text
