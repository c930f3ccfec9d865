"""What is written of an article's text: lines, marks and blocks, each in its place and closed in its turn."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from articles.text.link_targets import StartTag, joined
from articles.text.structure.marks import Mark, Marks

PLACE = {  # in what each may stand; elsewhere it goes like any other block
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
ENTRY = {"ul": "li", "ol": "li", "dl": "dd"}  # what else is in a list is made an entry of it
HOLDS_TEXT = {"p", "h2", "h3", "h4"}
_HOLDS_TEXT_ALONE = {"pre", "figcaption", "dt"}


@dataclass
class Block:
    """A block that is open in what is written. at: where it begins there."""

    tag: str
    start: StartTag
    at: int
    is_implied: bool = False
    has_text: bool = False
    pictures: int = 0
    caption: tuple[int, int] | None = None
    has_more: bool = False


@dataclass
class Element:
    """An element that is open in what is read. kind: mark, block, gone, apart or plain. aligned: the class of cells."""

    name: str
    kind: str
    marks: int = 0
    block: Block | None = None
    set_aside: list[Any] | None = None
    aligned: str = ""


class StructureWriter:
    """Writes blocks that the editor knows, and text in them. A reader says what begins and ends."""

    def __init__(self, *, has_top_heading: bool) -> None:
        self._has_top_heading = has_top_heading
        self._out: list[str | StartTag] = []
        self._elements: list[Element] = []
        self._blocks: list[Block] = []
        self._marks = Marks()
        self._wrapper = False  # whether a paragraph is open in place of a block that goes
        self._break = False  # whether what comes next begins a new line
        self._space = False  # whether what comes next stands apart from what came
        self._last = ""  # the last character of the line
        self._ids: list[str] = []  # of what goes, for the next block
        self._is_hidden = 0

    def _write_marks(self, wanted: list[Mark]) -> None:
        self._out += self._marks.tags_to(wanted)

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
        self._write_marks([] if self._in("pre") else self._marks.now)
        self._out.append(text)
        self._last = text[-1:]

    def _white_space(self, text: str) -> None:
        if self._break or (self._in("pre") and not self._last):
            return
        is_loose = not self._marks.written and not self._wrapper and self._parent_is_gone()
        self._write_marks(self._marks.written if is_loose or self._in("pre") else self._marks.now)
        self._out.append(text)
        self._last = self._last and text[-1]

    def _begin_line(self, first: str = "") -> None:
        """What comes is no white space: it is in a block, and apart from what came."""
        block = self._blocks[-1] if self._blocks else None
        if block and block.tag in ENTRY:
            self._open_block(ENTRY[block.tag], is_implied=True)
        elif block and block.tag == "figure":
            block.has_more = True
        if not self._wrapper and self._parent_is_gone() and self._can_hold_blocks():
            self._out.append(StartTag("p", ids=self._take_ids()))
            self._wrapper = True
            self._last = ""
        if self._break and self._last:
            self._write_marks([])
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
            self._write_marks(self._marks.now)
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
            self._write_marks([])
            self._out.append(picture)
            return
        self._begin_line()
        self._write_marks(self._marks.now)
        self._out.append(picture)
        self._last = " "

    # Blocks -----------------------------------------------------------------------------------------------------------

    def _in(self, tag: str) -> bool:
        return bool(self._blocks) and self._blocks[-1].tag == tag

    def _can_hold_blocks(self) -> bool:
        return not self._blocks or self._blocks[-1].tag not in HOLDS_TEXT | _HOLDS_TEXT_ALONE

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
            if not (block.is_implied and tag in PLACE):
                break
        if around in _HOLDS_TEXT_ALONE or (around == "figure" and tag == "p"):
            return False
        if tag == "figcaption" and self._blocks and self._blocks[-1].caption:
            return False
        return around in PLACE[tag] if tag in PLACE else around not in ("table", "thead", "tbody", "tr")

    def _boundary(self) -> None:
        """A block begins or ends: nothing that comes belongs to the line that came."""
        self._write_marks([])
        if self._wrapper:
            self._out.append("</p>")
            self._wrapper = False
            self._last = ""
        self._break = True
        self._space = False

    def _end_early(self, block: Block) -> None:
        """A paragraph or heading that holds a block ends before it; what follows inside is in paragraphs."""
        for element in self._elements:
            if element.block is block:
                element.kind, element.block = "gone", None
        self._close_block()

    def _prepare_for_block(self) -> None:
        if self._blocks and self._blocks[-1].tag in ENTRY:
            self._open_block(ENTRY[self._blocks[-1].tag], is_implied=True)
        elif self._in("figure"):
            self._blocks[-1].has_more = True

    def _open_block(
        self, tag: str, attributes: str = "", ids: Iterable[str] = (), *, is_implied: bool = False
    ) -> Block:
        start = StartTag(tag, attributes, [*ids])
        if tag in settings.PLACES_IN_TEXT:
            start.ids += self._take_ids()
        else:
            self._ids += start.ids
            start.ids = []
        block = Block(tag, start, len(self._out), is_implied)
        self._out.append(start)
        if tag == "pre":
            self._out.append("<code>")
        self._blocks.append(block)
        self._last = ""
        self._break = self._space = False
        return block

    def _name_language(self, language: str) -> None:
        """The code that just began is in a language. language: its class, or empty."""
        if language and self._in("pre") and len(self._out) == self._blocks[-1].at + 2:
            self._out[-1] = f'<code class="{language}">'

    def _close_element(self, element: Element) -> None:
        self._boundary()
        while self._blocks and self._blocks[-1] is not element.block:
            self._close_block()
        self._close_block()

    def _close_block(self) -> None:
        block = self._blocks.pop()
        if block.tag == "pre":
            while len(self._out) > block.at + 2 and isinstance(text := self._out[-1], str):
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

    def _finish_figure(self, block: Block) -> None:
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
            assert isinstance(start, StartTag)  # noqa: S101
            start.tag = "p"
            self._out[end - 1] = "</p>"

    def _set_table_aside(self, element: Element) -> None:
        """The title of a table becomes a paragraph above it."""
        if self._in("table"):
            table = self._blocks.pop()
            element.block = table
            element.set_aside = self._out[table.at :]
            del self._out[table.at :]

    def _put_table_back(self, element: Element) -> None:
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

    @property
    def marks_left_out(self) -> set[str]:
        return self._marks.left_out

    def finished(self) -> str:
        return joined(self._out)
