"""Ghost's texts as its editor before Ghost 5.3x stored them (Mobiledoc 0.3), as HTML."""

from __future__ import annotations

from html import escape
from typing import Any

from django.utils.translation import gettext as _

from newsroom.moving_in.sources.ghost.ghost_cards import CardWriter

_TEXT, _PICTURE, _LIST, _CARD = 1, 2, 3, 10
_BLOCKS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "aside", "pull-quote"}
_MARKS = {"a", "b", "strong", "i", "em", "s", "del", "u", "code", "sub", "sup", "mark"}


def mobiledoc_html(document: Any, writer: CardWriter) -> str:
    """document: the parsed JSON. ValueError where it is none of Mobiledoc's."""
    if not isinstance(document, dict) or not isinstance(document.get("sections"), list):
        raise ValueError("no sections")
    return _Mobiledoc(document, writer).html()


class _Mobiledoc:
    def __init__(self, document: dict[str, Any], writer: CardWriter) -> None:
        self._document, self._writer = document, writer

    def html(self) -> str:
        return "".join(self._section(section) for section in self._document["sections"] if isinstance(section, list))

    def _section(self, section: list[Any]) -> str:
        kind = section[0] if section else None
        if kind == _TEXT and len(section) > 2:
            tag = section[1] if section[1] in _BLOCKS else "p"
            inner = self._markers(section[2])
            if tag in ("aside", "pull-quote"):
                return f'<blockquote class="pull-quote"><p>{inner}</p></blockquote>'
            return f"<{tag}>{inner}</{tag}>" if inner else ""
        if kind == _PICTURE and len(section) > 1:
            return self._writer.html("image", {"src": section[1]})
        if kind == _LIST and len(section) > 2 and isinstance(section[2], list):
            tag = "ol" if section[1] == "ol" else "ul"
            return f"<{tag}>{''.join(f'<li>{self._markers(each)}</li>' for each in section[2])}</{tag}>"
        if kind == _CARD and len(section) > 1:
            card = self._named("cards", section[1])
            facts = card[1] if len(card) > 1 and isinstance(card[1], dict) else {}
            return self._writer.html(str(card[0]), facts) if card else self._unknown("card")
        return self._unknown(str(kind))

    def _named(self, table: str, number: Any) -> list[Any]:
        rows = self._document.get(table)
        if isinstance(rows, list) and isinstance(number, int) and 0 <= number < len(rows):
            return rows[number] if isinstance(rows[number], list) else []
        return []

    def _unknown(self, what: str) -> str:
        self._writer.note(_("A part of the text (“%(name)s”) is unknown; it was left out.") % {"name": what[:40]})
        return ""

    def _markers(self, markers: Any) -> str:
        """A line: each marker opens marks by their numbers, says its words, and closes some."""
        parts, opened = [], []
        for marker in markers if isinstance(markers, list) else []:
            if not (isinstance(marker, list) and len(marker) == 4 and isinstance(marker[1], list)):
                self._unknown("marker")
                continue
            kind, opens, closes, value = marker
            for number in opens:
                start, end = self._mark(self._named("markups", number))
                parts.append(start)
                opened.append(end)
            parts.append(self._atom(value) if kind == 1 else escape(str(value or ""), quote=False))
            for _each in range(closes if isinstance(closes, int) else 0):
                if opened:
                    parts.append(opened.pop())
        return "".join([*parts, *reversed(opened)])

    def _mark(self, markup: list[Any]) -> tuple[str, str]:
        tag = str(markup[0]).lower() if markup else ""
        if tag not in _MARKS:
            return "", ""
        if tag != "a":
            return f"<{tag}>", f"</{tag}>"
        pairs = markup[1] if len(markup) > 1 and isinstance(markup[1], list) else []
        attributes = dict(zip(pairs[::2], pairs[1::2], strict=False)) if all(isinstance(x, str) for x in pairs) else {}
        address = escape(self._writer.link(attributes.get("href")))
        return (f'<a href="{address}">', "</a>") if address else ("", "")

    def _atom(self, number: Any) -> str:
        atom = self._named("atoms", number)
        if atom and atom[0] == "soft-return":
            return "<br>"
        return escape(str(atom[1] or "")) if len(atom) > 1 else ""
