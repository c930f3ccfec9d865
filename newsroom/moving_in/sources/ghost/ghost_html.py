"""Ghost's texts as HTML, for posts that have nothing else. Its cards have classes, from which their facts are read."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from newsroom.moving_in.sources.ghost.ghost_cards import CardWriter
from newsroom.moving_in.sources.ghost.ghost_html_cards import card_facts

_CARD = re.compile(r"(?:^|\s)kg-(?:card|card-(?!begin|end)[\w-]+|[a-z]+(?:-[a-z]+)*-card)(?=\s|$)")
_MEMBERS_ONLY = "members-only"


def ghost_html(html: str, writer: CardWriter) -> str:
    """html with its cards written anew. What is no card stays for the cleaner."""
    reader = _Reader(writer)
    end = html.rfind(">") + 1  # of the last tag: Python's parser takes long over one that does not end
    reader.feed(html[:end])
    reader.close()
    return reader.html() + html[end:].replace("<", "&lt;")


class _Reader(HTMLParser):
    """Writes what it reads, but for cards, which it holds until they end."""

    def __init__(self, writer: CardWriter) -> None:
        super().__init__(convert_charrefs=False)
        self._writer = writer
        self._parts: list[str] = []
        self._card: list[str] = []
        self._tag, self._depth = "", 0

    def html(self) -> str:
        self._end_card()
        return "".join(self._parts)

    def _write(self, text: str) -> None:
        (self._card if self._depth else self._parts).append(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        text = self.get_starttag_text() or ""
        if not self._depth and _CARD.search(dict(attrs).get("class") or ""):
            self._tag, self._depth, self._card = tag, 1, [text]
            if tag in ("img", "hr"):
                self._end_card()
            return
        if self._depth and tag == self._tag:
            self._depth += 1
        self._write(self._linked(tag, text))

    def _linked(self, tag: str, text: str) -> str:
        return text if tag != "a" else re.sub(r"""__GHOST_URL__(?=["'])""", "/", text).replace("__GHOST_URL__", "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._write(self._linked(tag, self.get_starttag_text() or ""))

    def handle_endtag(self, tag: str) -> None:
        self._write(f"</{tag}>")
        if self._depth and tag == self._tag:
            self._depth -= 1
            if not self._depth:
                self._depth = 1
                self._end_card()

    def _end_card(self) -> None:
        if self._depth:
            self._depth = 0
            html, self._card = "".join(self._card), []
            name, facts = card_facts(html)
            self._parts.append(self._writer.html(name, facts) if name else html)

    def handle_data(self, data: str) -> None:
        self._write(data)

    def handle_entityref(self, name: str) -> None:
        self._write(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._write(f"&#{name};")

    def handle_comment(self, data: str) -> None:
        words = data.strip()
        if words == _MEMBERS_ONLY:
            self._write(self._writer.html("paywall", {}))
        elif not words.startswith("kg-"):
            self._write(f"<!--{data}-->")
