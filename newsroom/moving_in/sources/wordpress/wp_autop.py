"""Classic texts of WordPress, in which an empty line ends a paragraph and a line end is one."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from articles.text.embeds import card_of
from newsroom.moving_in.neutral_items import Item
from newsroom.moving_in.sources.cards import card

_BLOCK_TAGS = (
    "table|thead|tfoot|caption|col|colgroup|tbody|tr|td|th|div|dl|dd|dt|ul|ol|li|pre|form|map|area|blockquote|address|"
    "style|p|h[1-6]|hr|fieldset|legend|section|article|aside|hgroup|header|footer|nav|figure|figcaption|details|menu|"
    "summary|script|iframe|object|center"
)
_WHOLE = re.compile(r"<(pre|script|style|textarea)\b[^>]{0,500}>.{0,50000}?</\1\s{0,9}>", re.DOTALL | re.IGNORECASE)
_BLOCK = re.compile(rf"(</?(?:{_BLOCK_TAGS})\b[^<>]{{0,4000}}>)", re.IGNORECASE)
MOST_TAGS = 2_000  # of a kind, in a text that is looked through
_ADDRESS = re.compile(r"https?://[^\s<>\"']+")
# Sites whose addresses WordPress turns into what they lead to, if they are alone on a line.
_PLAYERS = (
    "YouTube",
    "Vimeo",
    "Bluesky",
    "twitter.com",
    "x.com",
    "soundcloud.com",
    "instagram.com",
    "tiktok.com",
    "flickr.com",
    "ted.com",
    "open.spotify.com",
    "wordpress.tv",
)


def autop(text: str, item: Item, line: int) -> str:
    """text with its paragraphs and line breaks as elements. Line ends stay, so lines can be counted."""
    if max(text.count(each) for each in ("<pre", "<script", "<style", "<textarea")) > MOST_TAGS:
        return _paragraphs(text, item, line)
    parts, position = [], 0
    for match in _WHOLE.finditer(text):
        parts += [_paragraphs(text[position : match.start()], item, line + text.count("\n", 0, position)), match[0]]
        position = match.end()
    return "".join([*parts, _paragraphs(text[position:], item, line + text.count("\n", 0, position))])


def _paragraphs(text: str, item: Item, line: int) -> str:
    written = []
    for piece in re.split(r"(\n[ \t]*(?:\n[ \t]*)+)", text):
        if not piece.strip():
            written.append(piece)
        else:
            written.append(_paragraph(piece, item, line))
        line += piece.count("\n")
    return "".join(written)


def _paragraph(piece: str, item: Item, line: int) -> str:
    """Blocks stay as they are; the words between them are one paragraph each, with their line ends as breaks."""
    parts = []
    for part in _BLOCK.split(piece):
        if _BLOCK.fullmatch(part) or not part.strip():
            parts.append(part)
            continue
        lines = part.strip("\n").split("\n")
        words = [_line(each, item, line) for each in lines]
        inner = "<br>\n".join(words)
        inner = re.sub(r'(?:<br>\n)?(<p class="embed">.*?</p>)(?:<br>\n)?', r"</p>\1<p>", inner)
        lead, tail = part[: len(part) - len(part.lstrip("\n"))], part[len(part.rstrip("\n")) :]
        parts.append(f"{lead}{inner if _within_a_block(parts) else f'<p>{inner}</p>'}{tail}".replace("<p></p>", ""))
    return "".join(parts)


def _within_a_block(parts: list[str]) -> bool:
    """Whether what comes is in an element that holds words itself."""
    for part in reversed(parts):
        if _BLOCK.fullmatch(part):
            return bool(
                re.match(r"<(?:p|h[1-6]|li|dd|dt|td|th|caption|figcaption|summary|legend)\b", part, re.IGNORECASE)
            )
    return False


def _line(text: str, item: Item, line: int) -> str:
    address = text.strip()
    if _ADDRESS.fullmatch(address) and card_of(address).site in _PLAYERS:
        item.changed(_("An embedded page became a card: %(address)s") % {"address": address[:200]}, line)
        return card(address)
    return text
