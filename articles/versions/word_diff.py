"""Two texts compared word by word: which words went, which came, and where the blocks of a body begin."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from functools import lru_cache
from html.parser import HTMLParser
from itertools import groupby
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy, pgettext_lazy

WORDS_AROUND = 6  # unchanged words shown on either side of a change
SHOWN = 60  # words of a long change, on the list of versions
# Pairs of words. With more, words that are everywhere in a text are no longer looked for everywhere.
MANY_PAIRS = 1_000_000
# With more, one text is shown after the other: comparing takes longer than an editor should wait.
MOST_PAIRS = 100_000_000
MARKS = ("strong", "em", "s", "code", "sub", "sup")

# What a block is called where its kind changed. An empty name: a paragraph like any other.
BLOCKS = {
    "p": pgettext_lazy("kind of block in a text", "Paragraph"),
    "h2": pgettext_lazy("kind of block in a text", "Heading"),
    "h3": pgettext_lazy("kind of block in a text", "Subheading"),
    "h4": pgettext_lazy("kind of block in a text", "Small heading"),
    "blockquote": pgettext_lazy("kind of block in a text", "Quote"),
    "pull-quote": pgettext_lazy("kind of block in a text", "Pull quote"),
    "li": pgettext_lazy("kind of block in a text", "List item"),
    "numbered": pgettext_lazy("kind of block in a text", "Numbered item"),
    "footnote": pgettext_lazy("kind of block in a text", "Footnote"),
    "dt": pgettext_lazy("kind of block in a text", "Term"),
    "dd": pgettext_lazy("kind of block in a text", "Definition"),
    "pre": pgettext_lazy("kind of block in a text", "Code"),
    "th": pgettext_lazy("kind of block in a text", "Heading of a table"),
    "td": pgettext_lazy("kind of block in a text", "Cell of a table"),
    "figcaption": pgettext_lazy("kind of block in a text", "Caption"),
    "hr": pgettext_lazy("kind of block in a text", "Line between parts"),
    "embed": pgettext_lazy("kind of block in a text", "Embed"),
}
_HOLDERS = {"li", "blockquote", "td", "th", "dt", "dd", "figcaption"}  # a paragraph within is one of these
_WITHOUT_END = {"img", "br", "hr"}
LINKED, PICTURE = gettext_lazy("link to"), gettext_lazy("Picture:")


@dataclass(frozen=True)
class Word:
    """A word, or a picture. marks: the tags around it. link: where it leads. picture: its address.

    joined: no space is before it, such as before a full stop after a bold word.
    """

    text: str
    marks: tuple[str, ...] = ()
    link: str = ""
    picture: str = ""
    joined: bool = False


@dataclass(frozen=True)
class Begin:
    """The beginning of a block. kind: a key of ``BLOCKS``."""

    kind: str


@dataclass(frozen=True)
class Block:
    kind: str
    words: tuple[Word, ...]

    @property
    def tokens(self) -> list[Word | Begin]:
        return [Begin(self.kind), *self.words]


@dataclass(frozen=True)
class Run:
    """Tokens in a row that stayed ("same"), went ("del") or came ("ins")."""

    change: str
    tokens: tuple[Word | Begin, ...]


@dataclass
class _Reader(HTMLParser):
    """Reads the cleaned body of an article into blocks."""

    blocks: list[Block] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[Word] = []
        self.kind = "p"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "img":
            shown = attributes.get("alt") or (attributes.get("src") or "").rpartition("/")[2]
            self.words.append(Word(str(shown), link=self._link(), picture=attributes.get("src") or "?"))
            return
        if tag == "br":
            self._spaced = True
            return
        if tag not in MARKS and tag != "a":
            self._end_block()
        if tag == "hr":
            self.blocks.append(Block("hr", ()))
            return
        self.open.append((tag, attributes))
        self.kind = self._kind()

    def handle_endtag(self, tag: str) -> None:
        if tag in _WITHOUT_END or not any(tag == each for each, _attributes in self.open):
            return
        if tag not in MARKS and tag != "a":
            self._end_block()
        while self.open.pop()[0] != tag:
            pass
        self.kind = self._kind()

    def handle_data(self, data: str) -> None:
        marks = tuple(mark for mark in MARKS if any(tag == mark for tag, _attributes in self.open))
        glued = data[:1].strip() and self.words and not self._spaced
        for number, word in enumerate(data.split()):
            last = self.words[-1] if self.words else None
            if number == 0 and glued and last and not last.picture and (last.marks, last.link) == (marks, self._link()):
                self.words[-1] = Word(last.text + word, marks, last.link, joined=last.joined)
            else:
                self.words.append(Word(word, marks, self._link(), joined=bool(number == 0 and glued)))
        self._spaced = not data[-1:].strip()

    _spaced = True

    def _link(self) -> str:
        return next((attrs.get("href") or "" for tag, attrs in reversed(self.open) if tag == "a"), "")

    def _kind(self) -> str:
        for position in range(len(self.open) - 1, -1, -1):
            tag, attributes = self.open[position]
            outer = next((each for each in reversed(self.open[:position]) if each[0] in ("ol", "ul")), ("", {}))
            if tag == "blockquote" and attributes.get("class") == "pull-quote":
                return "pull-quote"
            if tag == "li" and outer[0] == "ol":
                return "footnote" if outer[1].get("class") == "footnotes" else "numbered"
            if tag in BLOCKS and tag != "p":
                return tag
            if tag == "p" and not any(each in _HOLDERS for each, _attributes in self.open[:position]):
                return "p"
        return "p"

    def _end_block(self) -> None:
        if self.words:
            self.blocks.append(Block(self.kind, tuple(self.words)))
            self.words = []
        self._spaced = True


@lru_cache(maxsize=4)  # a version of a page of the history is compared with the one before and the one after
def blocks_of(html: str) -> tuple[Block, ...]:
    """The blocks of a cleaned body."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader._end_block()
    return tuple(reader.blocks)


def lines_of(text: str) -> tuple[Block, ...]:
    """The lines of a plain text."""
    return tuple(Block("p", tuple(map(Word, line.split()))) for line in text.splitlines() if line.strip())


def compared(old: Sequence[Block], new: Sequence[Block], most_pairs: int) -> list[Run]:
    """Every word of both, in order. Blocks that both have are found first, then the words within the others.

    most_pairs: of words. With more within blocks that changed, those blocks went and came as a whole.
    """
    runs: list[Run] = []
    for change, i1, i2, j1, j2 in _opcodes(old, new):
        before = [token for block in old[i1:i2] for token in block.tokens]
        after = [token for block in new[j1:j2] for token in block.tokens]
        if change == "replace" and len(before) * len(after) <= most_pairs:
            for within, k1, k2, m1, m2 in _opcodes(before, after):
                runs += _runs(within, before[k1:k2], after[m1:m2])
        else:
            runs += _runs(change, before, after)
    return [
        Run(change, tuple(token for run in same for token in run.tokens))
        for change, same in groupby(runs, key=lambda run: run.change)
    ]


def _opcodes(old: Sequence[Any], new: Sequence[Any]) -> list[tuple[str, int, int, int, int]]:
    first = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    rest = min(len(old), len(new)) - first
    pairs = zip(reversed(old), reversed(new), strict=False)
    last = next((n for n, (a, b) in enumerate(pairs) if n >= rest or a != b), rest)
    before, after = old[first : len(old) - last], new[first : len(new) - last]
    many = len(before) * len(after) > MANY_PAIRS
    opcodes = [("equal", 0, first, 0, first)] if first else []
    for change, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=many).get_opcodes():
        opcodes.append((change, i1 + first, i2 + first, j1 + first, j2 + first))
    if last:
        opcodes.append(("equal", len(old) - last, len(old), len(new) - last, len(new)))
    return opcodes


def _runs(change: str, before: Sequence[Word | Begin], after: Sequence[Word | Begin]) -> Iterator[Run]:
    if change == "equal":
        yield Run("same", tuple(after))
        return
    if before:
        yield Run("del", tuple(before))
    if after:
        yield Run("ins", tuple(after))


def marked_changes(old: Sequence[Block], new: Sequence[Block]) -> SafeString:
    """The words that went as <del>, those that came as <ins>, each with a few unchanged words around."""
    pieces = []
    for run in compared(old, new, MANY_PAIRS):
        tokens = run.tokens
        if run.change == "same":
            words = [token for token in tokens if isinstance(token, Word)]
            if not words:
                continue
            if len(words) > 2 * WORDS_AROUND:
                words = [*words[:WORDS_AROUND], Word("…"), *words[-WORDS_AROUND:]]
            pieces.append(("span", _inline(words)))
        else:
            others = any(isinstance(token, Word) for token in tokens)
            shown = [token for token in tokens if not (others and token == Begin("p"))]
            pieces.append((run.change, _inline([*shown[:SHOWN], Word("…")] if len(shown) > SHOWN else shown)))
    return format_html_join(" ", "<{0}>{1}</{0}>", pieces)


def marked_text(old: Sequence[Block], new: Sequence[Block]) -> SafeString:
    """The whole text, block by block, with the words that went as <del> and those that came as <ins>."""
    blocks: list[tuple[str, list[SafeString]]] = []
    for run in compared(old, new, MOST_PAIRS):
        for is_begin, tokens in groupby(run.tokens, key=lambda token: isinstance(token, Begin)):
            for token in tokens if is_begin else ():
                kind = token.kind  # type: ignore[union-attr]
                if run.change == "del" and blocks:
                    blocks[-1][1].append(_named_block("del", kind))
                else:
                    named = [] if run.change == "same" else [_named_block(run.change, kind)]
                    blocks.append((kind, named))
            if not is_begin:
                words = _inline(list(tokens))
                tag = "span" if run.change == "same" else run.change
                if not blocks:
                    blocks.append(("p", []))
                blocks[-1][1].append(format_html("<{0}>{1}</{0}>", mark_safe(tag), words))  # noqa: S308
    return format_html_join(
        "\n",
        '<p class="desk-text__block desk-text__block--{}">{}</p>',
        ((kind, mark_safe(" ".join(pieces))) for kind, pieces in blocks),  # noqa: S308 - each piece is escaped
    )


def _named_block(change: str, kind: str) -> SafeString:
    words = "¶" if kind == "p" else BLOCKS[kind]
    return format_html('<{0} class="desk-text__begin">{1}</{0}>', mark_safe(change), words)  # noqa: S308


def _inline(tokens: Sequence[Word | Begin]) -> SafeString:
    """Words as one line, with their marks, and each link's address behind its words."""
    line = ""
    for link, words in groupby(tokens, key=lambda token: getattr(token, "link", "")):
        for word in words:
            line += ("" if getattr(word, "joined", False) or not line else " ") + _token(word)
        if link:
            line += format_html(' <span class="desk-text__link">({} {})</span>', LINKED, link)
    return mark_safe(line)  # noqa: S308 - each piece is escaped


def _token(token: Word | Begin) -> SafeString:
    if isinstance(token, Begin):
        return format_html("[{}]", BLOCKS[token.kind])
    words = format_html("[{} {}]", PICTURE, token.text) if token.picture else format_html("{}", token.text)
    for mark in reversed(token.marks):
        words = format_html("<{0}>{1}</{0}>", mark_safe(mark), words)  # noqa: S308 - one of MARKS
    return words
