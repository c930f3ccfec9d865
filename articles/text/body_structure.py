"""The structure of an article's HTML: blocks that the editor knows, text in them, and no two words made one.

What an article does not hold goes, and its text stays. Where a block goes, a paragraph stays in its place, or a line
break where no paragraph can be: in headings, captions and terms. Where something else goes that stood apart, such as a
button or an element that no one knows, a space stays.

Reads HTML as nh3 writes it: every element closed, every value in double quotes.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Any
from urllib.parse import quote, unquote

from django.conf import settings

MARKS = {"strong", "em", "s", "sub", "sup", "code", "a"}
RENAMED = {
    **dict.fromkeys(("b",), "strong"),
    **dict.fromkeys(("i", "cite", "dfn", "var"), "em"),
    **dict.fromkeys(("del", "strike"), "s"),
    **dict.fromkeys(("kbd", "samp", "tt"), "code"),
    **dict.fromkeys(("h5", "h6"), "h4"),
    **dict.fromkeys(("dir", "menu"), "ul"),
    **dict.fromkeys(("listing", "xmp"), "pre"),
    "tfoot": "tbody",
}
LOWER_BY_ONE = {"h1": "h2", "h2": "h3", "h3": "h4"}  # where a text has a top heading: the headline is the page's own
BLOCKS = {
    *("p", "h2", "h3", "h4", "blockquote", "pre", "ul", "ol", "li", "dl", "dt", "dd"),
    *("table", "thead", "tbody", "tr", "th", "td", "figure", "figcaption"),
}
# Blocks of HTML that an article has under no name.
OTHER_BLOCKS = {
    *("address", "article", "aside", "body", "caption", "center", "colgroup", "dialog", "details"),
    *("div", "fieldset", "footer", "form", "frameset", "head", "header", "hgroup", "html", "legend"),
    *("main", "nav", "optgroup", "option", "search", "section", "summary"),
}
# Elements within a line that go without a trace: what they hold is read on.
WITHIN_LINES = {
    *("abbr", "acronym", "bdi", "bdo", "big", "data", "font", "ins", "label", "mark", "nobr", "output"),
    *("picture", "q", "rb", "rp", "rt", "rtc", "ruby", "slot", "small", "span", "time", "u", "wbr"),
}
STAND_APART = {
    *("audio", "button", "canvas", "embed", "iframe", "input", "map", "math", "meter", "object"),
    *("progress", "select", "svg", "textarea", "video"),
}
VOID = {
    *("area", "base", "br", "col", "embed", "frame", "hr", "img", "input", "link", "meta", "param"),
    *("source", "track", "wbr"),
}
NO_CONTENT = {"script", "style", "noscript", "template", "title", "noembed", "noframes"}
_READ_AS_TEXT = {"iframe", "xmp", "plaintext"}
KNOWN = MARKS | {*RENAMED} | {*LOWER_BY_ONE} | BLOCKS | OTHER_BLOCKS | WITHIN_LINES | STAND_APART | VOID | _READ_AS_TEXT

_PLACE = {  # in what each may stand; elsewhere it goes like any other block
    "li": {"ul", "ol"},
    "dt": {"dl"},
    "dd": {"dl"},
    "thead": {"table"},
    "tbody": {"table"},
    "tr": {"table", "thead", "tbody"},
    "th": {"tr"},
    "td": {"tr"},
    "figcaption": {"figure"},
}
_ENTRY = {"ul": "li", "ol": "li", "dl": "dd"}  # what else is in a list is made an entry of it
_HOLDS_TEXT = {"p", "h2", "h3", "h4"}
_HOLDS_TEXT_ALONE = {"pre", "figcaption", "dt"}
ID_PREFIX = "text-"  # so a place in the text is never mistaken for one of the page's own

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
_TAG_NAME = re.compile(r"<([a-zA-Z][^\s/>]*)")


def names_in(html: str) -> set[str]:
    """The names of all elements in html, and perhaps of some that are none."""
    return {name.lower() for name in _TAG_NAME.findall(html)}


_CELLS = {"td", "th", "caption"}
_OF_TABLES = {*_CELLS, "tr", "tbody", "thead", "tfoot"}
_PASSED_OVER = re.compile(
    rf"<(/?)(table|{'|'.join(sorted(_OF_TABLES))}|form|select|body|head|html|frameset)(?![\w-])", re.IGNORECASE
)


def with_stray_tags_as_blocks(html: str) -> str:
    """html with a <div> for each tag that a parser would pass over where it stands, such as a cell outside a table."""
    tables: list[bool] = []  # that are open: whether a cell of it is

    def replaced(match: re.Match[str]) -> str:
        closing, name = match[1], match[2].lower()
        if name == "table":
            if closing:
                del tables[-1:]
            elif not tables or tables[-1]:
                tables.append(False)
            return match[0]
        if name in _OF_TABLES and tables:
            tables[-1] = name in _CELLS and not closing
            return match[0]
        return f"<{closing}div"

    return _PASSED_OVER.sub(replaced, html)


def plain_text(html: str) -> str:
    """The words of cleaned html, apart where they are in different blocks."""
    parts = []
    for match in _TOKEN.finditer(html):
        _closing, name, _attributes, text = match.groups()
        parts.append(unescape(text) if text is not None else "" if name in MARKS else " ")
    return "".join(parts)


def structured(html: str) -> str:
    """html, as nh3 writes it, in the structure of an article. What has it already comes back as it is."""
    writer = _Writer(has_top_heading="<h1" in html)
    writer.read(html)
    return writer.finished()


@dataclass
class _Start:
    """An opening tag of a block, whose id is known only once all links are. tag: empty where it is taken back."""

    tag: str
    attributes: str = ""
    ids: list[str] = field(default_factory=list)


@dataclass
class _Block:
    """A block that is open in what is written. at: where it begins there."""

    tag: str
    start: _Start
    at: int
    is_implied: bool = False
    has_text: bool = False
    pictures: int = 0
    caption: tuple[int, int] | None = None
    has_more: bool = False


@dataclass
class _Element:
    """An element that is open in what is read. kind: mark, block, gone, apart or plain."""

    name: str
    kind: str
    marks: int = 0
    block: _Block | None = None
    set_aside: list[Any] | None = None


class _Writer:
    def __init__(self, *, has_top_heading: bool) -> None:
        self._has_top_heading = has_top_heading
        self._out: list[str | _Start] = []
        self._elements: list[_Element] = []
        self._blocks: list[_Block] = []
        self._marks: list[tuple[str, str]] = []
        self._open_marks: list[tuple[str, str]] = []
        self._wrapper = False  # whether a paragraph is open in place of a block that goes
        self._break = False  # whether what comes next begins a new line
        self._space = False  # whether what comes next stands apart from what came
        self._last = ""  # the last character of the line
        self._ids: list[str] = []  # of what goes, for the next block
        self._is_hidden = 0

    # Reading ----------------------------------------------------------------------------------------------------------

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
                if name in _READ_AS_TEXT:
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
        element = _Element(name, "plain")
        self._elements.append(element)
        if tag == "a" and not attributes.get("href"):
            tag = "span"
        if tag in MARKS:
            self._keep_ids(ids)
            element.kind = "mark"
            element.marks = self._mark(tag, _written(attributes, tag))
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
            element.marks += sum(self._mark(mark, "") for pattern, mark in _STYLES if pattern.search(style))

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
        if element.marks:
            del self._marks[len(self._marks) - element.marks :]

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

    # Marks ------------------------------------------------------------------------------------------------------------

    def _mark(self, tag: str, attributes: str) -> int:
        """Open a mark; the number of marks that are to be closed again."""
        if tag in ("strong", "em", "s", "code") and any(tag == open_tag for open_tag, _attributes in self._marks):
            return 0
        self._marks.append((tag, attributes))
        return 1

    def _sync_marks(self, marks: list[tuple[str, str]]) -> None:
        same = 0
        for one, other in zip(self._open_marks, marks, strict=False):
            if one != other:
                break
            same += 1
        self._out += [f"</{tag}>" for tag, _attributes in reversed(self._open_marks[same:])]
        self._out += [f"<{tag}{attributes}>" for tag, attributes in marks[same:]]
        self._open_marks = list(marks)

    # What is in a line --------------------------------------------------------------------------------------------

    def _text(self, text: str) -> None:
        if self._is_hidden or not text:
            return
        if text.isspace():
            self._white_space(text)
            return
        self._begin_line(text[0])
        if not self._last and (self._wrapper or self._in("pre")):
            text = text.lstrip("\n") if self._in("pre") else text.lstrip()
        self._sync_marks([] if self._in("pre") else self._marks)
        self._out.append(text)
        self._last = text[-1:]

    def _white_space(self, text: str) -> None:
        if self._break or (self._in("pre") and not self._last):
            return
        is_loose = not self._open_marks and not self._wrapper and self._parent_is_gone()
        self._sync_marks(self._open_marks if is_loose or self._in("pre") else self._marks)
        self._out.append(text)
        self._last = self._last and text[-1]

    def _begin_line(self, first: str = "") -> None:
        """What comes is no white space: it is in a block, and apart from what came."""
        block = self._blocks[-1] if self._blocks else None
        if block and block.tag in _ENTRY:
            self._open_block(_ENTRY[block.tag], is_implied=True)
        elif block and block.tag == "figure":
            block.has_more = True
        if not self._wrapper and self._parent_is_gone() and self._can_hold_blocks():
            self._out.append(_Start("p", ids=self._take_ids()))
            self._wrapper = True
            self._last = ""
        if self._break and self._last:
            self._sync_marks([])
            self._out.append("\n" if self._in("pre") else "<br>")
            self._last = ""
        elif self._space and self._last and not self._last.isspace() and not first.isspace():
            self._out.append(" ")
            self._last = " "
        self._break = self._space = False

    def _line_break(self) -> None:
        if self._in("pre"):
            self._text_in_pre("\n")
        elif self._in("figure") or (self._parent_is_gone() and not self._wrapper and self._can_hold_blocks()):
            self._space = True
        else:
            self._begin_line()
            self._sync_marks(self._marks)
            self._out.append("<br>")
            self._last = " "

    def _text_in_pre(self, text: str) -> None:
        if self._last:
            self._out.append(text)

    def _picture(self, picture: str) -> None:
        if self._in("pre"):
            self._space = True
            return
        block = self._blocks[-1] if self._blocks else None
        if block and block.tag == "figure" and not self._wrapper:
            block.pictures += 1
            self._sync_marks([])
            self._out.append(picture)
            return
        self._begin_line()
        self._sync_marks(self._marks)
        self._out.append(picture)
        self._last = " "

    # Blocks -----------------------------------------------------------------------------------------------------------

    def _in(self, tag: str) -> bool:
        return bool(self._blocks) and self._blocks[-1].tag == tag

    def _can_hold_blocks(self) -> bool:
        return not self._blocks or self._blocks[-1].tag not in _HOLDS_TEXT | _HOLDS_TEXT_ALONE

    def _parent_is_gone(self) -> bool:
        """Whether the text that comes stood in a block that goes."""
        for element in reversed(self._elements):
            if element.kind in ("block", "gone"):
                return element.kind == "gone" or self._in("figure")  # of which nothing but a picture may stay
        return False

    def _may_stand(self, tag: str) -> bool:
        around = ""
        for block in reversed(self._blocks):
            around = block.tag
            if not (block.is_implied and tag in _PLACE):
                break
        if around in _HOLDS_TEXT_ALONE or (around == "figure" and tag == "p"):
            return False
        if tag == "figcaption" and self._blocks and self._blocks[-1].caption:
            return False
        return around in _PLACE[tag] if tag in _PLACE else around not in ("table", "thead", "tbody", "tr")

    def _boundary(self) -> None:
        """A block begins or ends: nothing that comes belongs to the line that came."""
        self._sync_marks([])
        if self._wrapper:
            self._out.append("</p>")
            self._wrapper = False
            self._last = ""
        self._break = True
        self._space = False

    def _open_element(self, element: _Element, tag: str, attributes: dict[str, str], ids: list[str]) -> None:
        self._boundary()
        if self._blocks and self._blocks[-1].tag in _HOLDS_TEXT:
            self._end_early(self._blocks[-1])
        while tag in _PLACE and self._blocks and self._blocks[-1].is_implied:
            self._close_block()
        if tag not in _PLACE:
            self._prepare_for_block()
        if tag == "figcaption":
            self._blocks[-1].caption = (len(self._out), 0)
        element.kind = "block"
        element.block = self._open_block(tag, _written(attributes, tag), ids)

    def _end_early(self, block: _Block) -> None:
        """A paragraph or heading that holds a block ends before it; what follows inside is in paragraphs."""
        for element in self._elements:
            if element.block is block:
                element.kind, element.block = "gone", None
        self._close_block()

    def _prepare_for_block(self) -> None:
        if self._blocks and self._blocks[-1].tag in _ENTRY:
            self._open_block(_ENTRY[self._blocks[-1].tag], is_implied=True)
        elif self._in("figure"):
            self._blocks[-1].has_more = True

    def _open_block(
        self, tag: str, attributes: str = "", ids: Iterable[str] = (), *, is_implied: bool = False
    ) -> _Block:
        start = _Start(tag, attributes, [*ids])
        if tag in settings.PLACES_IN_TEXT:
            start.ids += self._take_ids()
        else:
            self._ids += start.ids
            start.ids = []
        block = _Block(tag, start, len(self._out), is_implied)
        self._out.append(start)
        if tag == "pre":
            self._out.append("<code>")
        self._blocks.append(block)
        self._last = ""
        self._break = self._space = False
        return block

    def _close_element(self, element: _Element) -> None:
        self._boundary()
        while self._blocks and self._blocks[-1] is not element.block:
            self._close_block()
        self._close_block()

    def _close_block(self) -> None:
        block = self._blocks.pop()
        if block.tag == "pre":
            while self._out and isinstance(text := self._out[-1], str) and text != "<code>":
                if stripped := text.rstrip("\n"):
                    self._out[-1] = stripped
                    break
                self._out.pop()
            self._out.append("</code>")
        self._out.append(f"</{block.tag}>")
        self._last = ""
        self._break = self._space = False
        if block.tag == "figcaption" and self._in("figure"):
            self._blocks[-1].caption = (block.at, len(self._out))
        if block.tag == "figure":
            self._finish_figure(block)

    def _finish_figure(self, block: _Block) -> None:
        """A figure is one picture, and perhaps its caption below; anything else stands by itself."""
        if block.pictures == 1 and not block.has_more:
            if block.caption:
                first, end = block.caption
                after = self._out[end:-1]
                if any(isinstance(part, str) and part.startswith("<img") for part in after):
                    self._out[first:] = [*after, *self._out[first:end], "</figure>"]
            return
        block.start.tag = ""
        self._out[-1] = ""
        if block.caption:
            first, end = block.caption
            start = self._out[first]
            assert isinstance(start, _Start)  # noqa: S101
            start.tag = "p"
            self._out[end - 1] = "</p>"

    def _set_table_aside(self, element: _Element) -> None:
        """The title of a table becomes a paragraph above it."""
        if self._in("table"):
            table = self._blocks.pop()
            element.block = table
            element.set_aside = self._out[table.at :]
            del self._out[table.at :]

    def _put_table_back(self, element: _Element) -> None:
        table = element.block
        assert table is not None  # noqa: S101
        table.at = len(self._out)
        self._out += element.set_aside or []
        self._blocks.append(table)

    # Places that links lead to ----------------------------------------------------------------------------------------

    def _keep_ids(self, ids: list[str]) -> None:
        """What has ids goes: the block around it takes them, or the next one."""
        holders = [block for block in self._blocks if block.tag in settings.PLACES_IN_TEXT]
        (holders[-1].start.ids if holders else self._ids).extend(ids)

    def _take_ids(self) -> list[str]:
        taken, self._ids = self._ids, []
        return taken

    def finished(self) -> str:
        led_to = {place for part in self._out if isinstance(part, str) and (place := _place_in_text(part))}
        names: dict[str, str] = {}
        written = []
        for part in self._out:
            if isinstance(part, _Start):
                written.append(_opening_tag(part, led_to, names))
            else:
                written.append(part)
        if names:
            written = [_led_elsewhere(part, names) for part in written]
        return "".join(written)


_LINK = re.compile(r'<a(?: [^>]*?)? href="#([^"]+)"')


def _place_in_text(tag: str) -> str:
    match = _LINK.match(tag)
    return unquote(unescape(match[1])) if match else ""


def _opening_tag(start: _Start, led_to: set[str], names: dict[str, str]) -> str:
    if not start.tag:
        return ""
    wanted = [each for each in start.ids if each in led_to and each not in names]
    if not wanted:
        return f"<{start.tag}{start.attributes}>"
    first = wanted[0]
    name = first if first.startswith(ID_PREFIX) else ID_PREFIX + first
    name = re.sub(r"[^\w-]+", "-", name)
    while name in names.values():
        name += "-"
    names |= dict.fromkeys(wanted, name)
    return f'<{start.tag}{start.attributes} id="{name}">'


def _led_elsewhere(tag: str, names: dict[str, str]) -> str:
    match = _LINK.match(tag)
    name = match and names.get(unquote(unescape(match[1])))
    if not match or not name:
        return tag
    return f"{tag[: match.start(1)]}{quote(name)}{tag[match.end(1) :]}"


_LEFT_OUT = {"id", "name", "style"}


def _written(attributes: dict[str, str], tag: str) -> str:
    left_out = _LEFT_OUT if tag != "img" else {"id", "style"}
    return "".join(f' {name}="{value}"' for name, value in attributes.items() if name not in left_out)
