"""HTML that comes where only plain text has a place."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

from django.utils.translation import gettext as _

from newsroom.moving_in.neutral_items import Item

LONGEST = 100_000  # characters of HTML; a comment may have far fewer
_TAG = re.compile(r"<\s{0,9}/?\s{0,9}[a-zA-Z][^<>]*>")


def plain_words(html: str, item: Item) -> str:
    """HTML's words as plain text. Links keep their addresses. Notes at item what is more than paragraphs and lines."""
    if len(html) > LONGEST:
        limit = {"limit": LONGEST}
        item.changed(_("It is longer than %(limit)d characters; its end was cut.") % limit, item.line)
        html = html[:LONGEST]
    if not _TAG.search(html):
        return unescape(html).replace("\r", "").strip()
    reader = _Words()
    reader.feed(html)
    reader.close()
    if reader.is_formatted:
        item.changed(_("Its formatting became plain text."), item.line)
    return re.sub(r"\n{3,}", "\n\n", "".join(reader.parts)).strip()


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.is_formatted = False
        self._link = ""
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.is_formatted |= tag not in ("p", "br")
        if tag in ("script", "style"):
            self._hidden += 1
        elif tag in ("br", "li", "tr"):
            self.parts.append("\n")
        elif tag in ("p", "blockquote", "pre", "div", "ul", "ol"):
            self.parts.append("\n\n")
        elif tag == "a":
            self._link = dict(attrs).get("href") or ""
        elif tag == "img":
            self.parts.append(dict(attrs).get("alt") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style") and self._hidden:
            self._hidden -= 1
        elif tag in ("p", "blockquote", "pre", "div", "ul", "ol"):
            self.parts.append("\n\n")
        elif tag == "a" and self._link:
            if self._link not in "".join(self.parts[-3:]):
                self.parts.append(f" ({self._link})")
            self._link = ""

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)
