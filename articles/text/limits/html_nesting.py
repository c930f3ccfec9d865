"""How deep the elements of a text may be within each other. Without a limit, a small file costs a parser hours.

A parser of browsers repairs what is not closed or closed in another order, and each repair may repeat all that is open.
So what is beyond the limits is written anew: each element closed in its turn, none deeper than ``WRITTEN``. The words
stay. What is within the limits comes back as it is.
"""

import re
from dataclasses import dataclass, field

from articles.text.html_elements import BLOCKS, OTHER_BLOCKS, VOID

DEEPEST = 100  # elements within each other, with those that a parser would have to repair
WRITTEN = 40  # in what is written anew; cleaning puts a list's entry around each list in a list, and more
# As browsers read it: quotes count after an equals sign alone, and a tag that never ends takes the rest with it.
_TAG = re.compile(
    r"""<(/?)([a-zA-Z][^\s/>]*+)
        (?:[\s/]++ | =?[^\s/>=]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'>][^\s>]*+|(?=>)))? | =)*+ >
    | <(?=[!?/a-zA-Z])""",
    re.VERBOSE,
)
_COMMENT_ENDS = re.compile("--!?>")
_RAW = {"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "noscript", "plaintext"}
_BLOCKS = BLOCKS | OTHER_BLOCKS | {"h1", "h5", "h6", "dir", "menu", "listing", "table"}
# What begins ends the element before it that nobody closes, as in "<li>one<li>two".
_PARTS = {"td", "th", "tr", "thead", "tbody", "tfoot"}
_ENDS_WITH = {
    "li": {"li"},
    "dt": {"dt", "dd"},
    "dd": {"dt", "dd"},
    "td": {"td", "th"},
    "th": {"td", "th"},
    "tr": {"td", "th", "tr"},
    "thead": _PARTS,
    "tbody": _PARTS,
    "tfoot": _PARTS,
    "option": {"option"},
    "optgroup": {"option"},
}
_ENDED = {*_ENDS_WITH, "p"}


@dataclass
class Nesting:
    """html: within the limits. line: on which it went beyond them, counted from 0; None if it never did."""

    html: str
    line: int | None = None


def within_limits(html: str) -> Nesting:
    """html, or where it is beyond the limits, as much of its marks as is within them."""
    if html.count("<") <= DEEPEST:
        return Nesting(html)
    reader = _Reader(html)
    reader.read()
    if reader.beyond is None:
        return Nesting(html)
    line = html.count("\n", 0, reader.beyond)
    writer = _Writer(html)
    writer.read()
    return Nesting(writer.written(), line)


@dataclass
class _Reader:
    """Follows which elements are open. repairs: what a parser would have to guess. beyond: where there is too much."""

    html: str
    open: list[str] = field(default_factory=list)
    repairs: int = 0
    beyond: int | None = None

    def read(self) -> None:
        position = 0
        while self.beyond is None and (match := _TAG.search(self.html, position)):
            start, position = match.span()
            name = (match[2] or "").lower()
            if not name:
                position = self._no_tag(start)
            elif match[1]:
                self.end(name, start, position)
            elif name not in VOID:
                self.begin(name, start, position)
                if self._is_raw(name):
                    position = self._after_raw(name, position)
            else:
                self.void(start, position)

    def _no_tag(self, start: int) -> int:
        """Past a comment, or a tag that never ends."""
        if self.html.startswith("<!--", start):
            end = _COMMENT_ENDS.search(self.html, start + 2)
            return end.end() if end else len(self.html)
        if self.html[start + 1].isalpha() or self.html[start + 2 : start + 3].isalpha():
            return len(self.html)
        end_of_mark = self.html.find(">", start)
        return end_of_mark + 1 if end_of_mark >= 0 else len(self.html)

    def _is_raw(self, name: str) -> bool:
        """Whether what an element holds is text, whatever it looks like. In a drawing it is not."""
        return name in _RAW and not {"svg", "math"} & {*self.open}

    def _after_raw(self, name: str, position: int) -> int:
        if name == "plaintext":
            return len(self.html)
        end = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(self.html, position)
        return end.start() if end else len(self.html)

    def begin(self, name: str, start: int, end: int) -> None:
        self._make_room(name)
        self.open.append(name)
        if len(self.open) + self.repairs > DEEPEST:
            self.beyond = start

    def void(self, start: int, end: int) -> None:
        """An element that holds nothing."""

    def _make_room(self, name: str) -> None:
        ends = _ENDS_WITH.get(name, set())
        while self.open and self.open[-1] in ends:
            self.close()
        if name in _BLOCKS and "p" in self.open:
            self._close_up_to("p")

    def end(self, name: str, start: int, end: int) -> None:
        if name in self.open:
            self._close_up_to(name)
            if self.repairs > DEEPEST:
                self.beyond = start

    def _close_up_to(self, name: str) -> None:
        """Close the innermost element of a name, and what is within it. A block ends the entries in it by itself."""
        at = len(self.open) - 1 - self.open[::-1].index(name)
        ended = _ENDED if name in _BLOCKS else set()
        self.repairs += sum(each not in ended for each in self.open[at + 1 :])
        while len(self.open) > at:
            self.close()

    def close(self) -> None:
        self.open.pop()


@dataclass
class _Writer(_Reader):
    """Writes what it reads: every element closed in its turn, and none too deep."""

    parts: list[str] = field(default_factory=list)
    copied: int = 0
    left_out: dict[str, int] = field(default_factory=dict)

    def _copy_to(self, position: int) -> None:
        self.parts.append(self.html[self.copied : position])

    def begin(self, name: str, start: int, end: int) -> None:
        self._copy_to(start)
        self.copied = end
        self._make_room(name)
        if len(self.open) >= WRITTEN and not self._is_raw(name):
            self.left_out[name] = self.left_out.get(name, 0) + 1
            self.parts.append(" ")
            return
        self.open.append(name)
        self.parts.append(self.html[start:end])

    def end(self, name: str, start: int, end: int) -> None:
        self._copy_to(start)
        self.copied = end
        if self.left_out.get(name):
            self.left_out[name] -= 1
            self.parts.append(" ")
        elif name in self.open:
            self._close_up_to(name)
        self.beyond = None

    def close(self) -> None:
        self.parts.append(f"</{self.open.pop()}>")

    def written(self) -> str:
        self._copy_to(len(self.html))
        while self.open:
            self.close()
        return "".join(self.parts)
