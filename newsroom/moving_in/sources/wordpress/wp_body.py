"""WordPress's texts as HTML: blocks, classic texts, shortcodes, cards, footnotes. Lines stay where they were.

What an article cannot hold is noted when the HTML is cleaned; here only what WordPress alone writes is turned.
"""

from __future__ import annotations

import json
import re
from html import escape, unescape

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.moving_in.neutral_items import Item
from newsroom.moving_in.sources.cards import card
from newsroom.moving_in.sources.wordpress.wp_autop import autop
from newsroom.moving_in.sources.wordpress.wp_shortcodes import with_shortcodes
from newsroom.moving_in.sources.wordpress.wxr_library import Library

_BLOCK = re.compile(r"<!--\s*(/?)wp:([a-z][\w-]*(?:/[a-z][\w-]*)?)\s+(?:(\{[^<>]*?\})\s+)?(/?)-->", re.DOTALL)
_PLACEMENT = {"more", "nextpage", "spacer", "footnotes"}  # that place something, and hold no words
# Each is bounded, so a tag that never ends costs no more than its neighbourhood.
_FIGURE = re.compile(r"<figure\b([^>]{0,2000})>(.{0,50000}?)</figure>", re.DOTALL)
_FIGURE_KIND = re.compile(r"wp-block-(audio|video|embed|pullquote)\b")
_CAPTION = re.compile(r"<figcaption\b[^>]{0,2000}>(.{0,50000}?)</figcaption>", re.DOTALL)
_SOURCE = re.compile(r"""\bsrc\s{0,9}=\s{0,9}["']([^"']{1,4000})["']""")
_COVER = re.compile(r"<div\b([^<>]{0,4000})>")
_BACKGROUND = re.compile(r"""background-image:\s{0,9}url\(([^)"]{1,2000})\)""")
_VERSE = re.compile(r"<pre\b[^>]{0,500}wp-block-verse[^>]{0,500}>(.{0,50000}?)</pre>", re.DOTALL)
_FILE_BUTTON = re.compile(r"<a\b[^>]{0,3000}wp-block-file__button[^>]{0,3000}>.{0,500}?</a>", re.DOTALL)
_FILE_PREVIEW = re.compile(r"<object\b[^>]{0,3000}wp-block-file__embed[^>]{0,3000}>\s{0,99}</object>")
_FRAME = re.compile(r"<iframe\b([^>]{0,6000})>.{0,5000}?</iframe\s{0,9}>", re.DOTALL | re.IGNORECASE)
_PLAYER = re.compile(r"<(audio|video)\b([^>]{0,4000})>(.{0,20000}?)</\1\s{0,9}>", re.DOTALL | re.IGNORECASE)
_FOOTNOTE = re.compile(r'<sup\b[^>]{0,200}data-fn="([^"]{1,200})"[^>]{0,200}>.{0,1000}?</sup>', re.DOTALL)
_SCRIPT_OF_A_CARD = re.compile(
    r"<script\b[^>]{0,500}(?:twitter|instagram|tiktok|bsky|facebook)\.[^>]{0,500}>\s{0,99}</script>"
)
LONGEST_PATTERNS = 2_000_000  # characters that patterns add to a text
MOST_TAGS = 3_000  # of a kind, in a text that is looked through for what becomes a card
_KINDS = {"audio": gettext_lazy("A sound"), "video": gettext_lazy("A video")}


def body_html(text: str, item: Item, library: Library, footnotes: dict[str, str]) -> str:
    """text: ``post_content``. Changes are noted at item."""
    line = getattr(item, "body_line", None) or item.line or 1
    is_blocks = "<!-- wp:" in text
    text = _with_patterns(text, item, library) if is_blocks else text
    if is_blocks:
        text = _without_block_marks(text, item, line)
    text = re.sub(r"<!--\s*(?:more\b[^\n<>]{0,500}?|nextpage|noteaser)\s*-->", "", text)
    text = _with_cards(text, item, line)
    text = with_shortcodes(text, item, line, library)
    if not is_blocks:
        text = autop(text, item, line)
    return _with_footnotes(text, footnotes)


def _with_patterns(text: str, item: Item, library: Library) -> str:
    """Patterns that a text shows by number are put in their place, one within another too, but never itself."""
    reference = re.compile(r'<!--\s*wp:block\s+\{[^{}<>]{0,500}?"ref":\s{0,9}(\d{1,18})[^{}<>]{0,500}\}\s{0,9}/-->')
    seen: set[str] = set()
    left = LONGEST_PATTERNS

    def filled(match: re.Match[str]) -> str:
        nonlocal left
        if match[1] in seen or not (block := library.block(match[1])):
            item.changed(_("A pattern (number %(id)s) is not in the file.") % {"id": match[1]})
            return ""
        left -= len(block)
        if left < 0:
            limit = {"limit": LONGEST_PATTERNS}
            item.changed(_("Its patterns are longer than %(limit)d characters; what is beyond was left out.") % limit)
            return ""
        return block

    for _depth in range(3):
        met = set(reference.findall(text))
        if not met:
            break
        text = reference.sub(filled, text)
        seen |= met
    return text


def _without_block_marks(text: str, item: Item, line: int) -> str:
    counted, at = 0, line

    def gone(match: re.Match[str]) -> str:
        nonlocal counted, at
        at += text.count("\n", counted, match.start())
        counted = match.start()
        closing, name, attributes, is_single = match.groups()
        if is_single and not closing and name not in _PLACEMENT:
            if name in ("embed", "core-embed/youtube") and (address := _attribute(attributes, "url")):
                item.changed(_("An embedded page became a card: %(address)s") % {"address": address[:200]}, at)
                return card(address)
            item.changed(
                _("The block “%(name)s” is filled in by WordPress alone; it was left out.") % {"name": name}, at
            )
        return "\n" * match[0].count("\n")

    return _BLOCK.sub(gone, text)


def _attribute(attributes: str | None, name: str) -> str:
    try:
        return str(json.loads(attributes or "{}").get(name, ""))
    except (ValueError, AttributeError):
        return ""


def _lines(old: str, new: str) -> str:
    """new with as many line ends as old, so later remarks name the right line."""
    return new + "\n" * max(0, old.count("\n") - new.count("\n"))


def _with_cards(text: str, item: Item, line: int) -> str:
    def at(match: re.Match[str]) -> int:
        return line + text.count("\n", 0, match.start())

    def figure(match: re.Match[str]) -> str:
        found = _FIGURE_KIND.search(match[1])
        if not found:
            return match[0]
        kind, inner = found[1], match[2]
        end = inner.rfind("</figcaption>") + len("</figcaption>")  # a caption that does not end is none
        caption = (_CAPTION.findall(inner[:end]) or [""])[0].strip()
        bare = (_CAPTION.sub("", inner[:end]) + inner[end:]).strip()
        if kind == "pullquote":
            quote = re.sub(r"</?blockquote\b[^>]*>", "", bare)
            return _lines(match[0], f'<blockquote class="pull-quote">{quote}</blockquote>')
        if kind == "embed":
            named = re.search(r"https?://[^\s<>\"']+", unescape(re.sub(r"<(?!iframe|a\b)[^<>]+>", " ", bare)))
            address = named[0] if named else ""
        else:
            address = unescape((_SOURCE.findall(bare) or [""])[0])
        if not address:
            return match[0]
        words = (
            _("An embedded page became a card: %(address)s")
            if kind == "embed"
            else _("%(kind)s became a card: %(address)s")
        )
        item.changed(words % {"kind": _KINDS.get(kind, ""), "address": address[:200]}, at(match))
        return _lines(match[0], card(address) + (f"<p>{caption}</p>" if caption else ""))

    def frame(match: re.Match[str]) -> str:
        address = unescape((_SOURCE.findall(match[1]) or [""])[0])
        address = f"https:{address}" if address.startswith("//") else address
        if not address.startswith(("http://", "https://")):
            return match[0]
        item.changed(_("An embedded page became a card: %(address)s") % {"address": address[:200]}, at(match))
        return _lines(match[0], card(address))

    def player(match: re.Match[str]) -> str:
        address = unescape((_SOURCE.findall(match[2]) or _SOURCE.findall(match[3]) or [""])[0])
        if not address.startswith(("http://", "https://")):
            return match[0]
        words = _("%(kind)s became a card: %(address)s")
        item.changed(words % {"kind": _KINDS[match[1].lower()], "address": address[:200]}, at(match))
        return _lines(match[0], card(address))

    def background(match: re.Match[str]) -> str:
        found = _BACKGROUND.search(match[1]) if "wp-block-cover" in match[1] else None
        address = unescape(found[1]).strip("'\" ") if found else ""
        return f'{match[0]}<img src="{escape(address)}" alt="">' if address else match[0]

    if max(text.count(tag) for tag in ("<figure", "<iframe", "<audio", "<video", "<script", "<object")) > MOST_TAGS:
        item.changed(_("It has too many elements to look through; they were left to the cleaner."), line)
        return text
    text = _FIGURE.sub(figure, text)
    text = _FRAME.sub(frame, text)
    text = _PLAYER.sub(player, text)
    text = _COVER.sub(background, text) if "background-image" in text else text
    text = _SCRIPT_OF_A_CARD.sub("", text)
    text = _FILE_PREVIEW.sub("", _FILE_BUTTON.sub("", text))
    return _VERSE.sub(lambda match: "<p>" + match[1].strip("\n").replace("\n", "<br>\n") + "</p>", text)


def _with_footnotes(text: str, footnotes: dict[str, str]) -> str:
    """Footnotes as an article has them: a list at the end, and links to it and back."""
    numbers: dict[str, int] = {}

    def mark(match: re.Match[str]) -> str:
        key = match[1]
        if key not in footnotes:
            return ""
        again = key in numbers
        number = numbers.setdefault(key, len(numbers) + 1)
        place = "" if again else f' id="footnote-{number}-mark"'
        return f'<sup{place}><a href="#footnote-{number}">{number}</a></sup>'

    text = _FOOTNOTE.sub(mark, text)
    for key in footnotes:
        numbers.setdefault(key, len(numbers) + 1)
    if not numbers:
        return text
    entries = "".join(
        f'<li id="footnote-{number}">{footnotes[key]} <a href="#footnote-{number}-mark">↩</a></li>'
        for key, number in numbers.items()
    )
    return f'{text}\n<ol class="footnotes">{entries}</ol>'
