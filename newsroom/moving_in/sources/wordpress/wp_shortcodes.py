"""WordPress's shortcodes: captions, galleries and embeds are turned, others stay as text and are listed."""

from __future__ import annotations

import re
from html import escape, unescape
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from articles.text.template_tags import as_listed
from newsroom.moving_in.neutral_items import Item
from newsroom.moving_in.sources.cards import card
from newsroom.moving_in.sources.line_counter import LineCounter
from newsroom.moving_in.sources.wordpress.wxr_library import Library

_NAMES = "caption|wp_caption|gallery|embed|audio|video|playlist|youtube|vimeo|soundcloud|tweet|instagram"
_PAIRED = re.compile(
    r"(?<!\[)\[(caption|wp_caption|embed|audio|video)\b([^\]]{0,2000})\](.{0,20000}?)\[/\1\]", re.DOTALL
)
_SINGLE = re.compile(rf"(?<!\[)\[({_NAMES})\b([^\]]{{0,2000}}?)/?\](?!\])")
_ANY = re.compile(r"(?<!\[)\[(/?)([a-zA-Z][\w-]{1,60})((?:\s[^\[\]<>]{0,500}?)?)/?\](?!\]|\()")
# A shortcode in two pairs of brackets, which WordPress shows in one. Other words and numbers in two stay as they are.
_SHOWN_AS_TEXT = re.compile(rf"\[(\[/?(?:{_NAMES}|[a-zA-Z]\w*[_-][\w-]*)\b[^\[\]<>]{{0,500}}\])\]")
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|“([^”]*)”|([^\s\]]+))""")
_CODE = re.compile(
    r"<(pre|code|script|style)\b[^>]{0,500}>.{0,50000}?</\1\s{0,9}>|<!--.{0,5000}?-->", re.DOTALL | re.IGNORECASE
)
_PICTURE = re.compile(r"(?:<a\b[^>]{0,2000}>\s{0,99})?<img\b[^>]{0,4000}>(?:\s{0,99}</a>)?", re.DOTALL | re.IGNORECASE)
_BEGINNINGS = ("<pre", "<code", "<script", "<style", "<!--", "[caption", "[embed", "[audio", "[video")
MOST_TAGS = 2_000  # of a kind, in a text that is looked through
_FILES = ("mp3", "m4a", "ogg", "wav", "wma", "mp4", "m4v", "webm", "ogv", "wmv", "flv", "src")


def with_shortcodes(text: str, item: Item, line: int, library: Library) -> str:
    """text outside of code. line: on which it begins."""
    if max(text.count(each) for each in _BEGINNINGS) > MOST_TAGS:
        item.changed(_("It has too many elements to look through; they were left to the cleaner."), line)
        return text
    parts, position = [], 0
    for match in _CODE.finditer(text):
        at = line + text.count("\n", 0, position)
        parts += [_turned(text[position : match.start()], item, at, library), match[0]]
        position = match.end()
    return "".join([*parts, _turned(text[position:], item, line + text.count("\n", 0, position), library)])


def _turned(text: str, item: Item, line: int, library: Library) -> str:
    for pattern in (_PAIRED, _SINGLE):
        text = _turned_by(pattern, text, item, LineCounter(text, line), library)
    _list_others(text, item, line)
    return _SHOWN_AS_TEXT.sub(r"\1", text) if "[[" in text else text


def _turned_by(pattern: re.Pattern[str], text: str, item: Item, lines: LineCounter, library: Library) -> str:
    turned = 0

    def turn(match: re.Match[str]) -> str:
        nonlocal turned
        turned += 1
        at = lines.at(match.start())
        if turned > MOST_TAGS:
            item.changed(_("It has too many elements to look through; they were left to the cleaner."), at)
            return match[0]
        name, inner = match[1], match[3] if match.re is _PAIRED else ""
        new = _one(name, _attributes(match[2]), inner, item, at, library)
        return match[0] if new is None else new + "\n" * max(0, match[0].count("\n") - new.count("\n"))

    return pattern.sub(turn, text)


def _attributes(text: str) -> dict[str, str]:
    found = {}
    for name, *values in _ATTRIBUTE.findall(unescape(text)):
        found[name.lower()] = next(filter(None, values), "")
    if not found and _is_address(text.strip(" |")):
        found["src"] = text.strip(" |")  # [audio https://…]
    return found


def _one(name: str, attributes: dict[str, str], inner: str, item: Item, line: int, library: Library) -> str | None:
    if name in ("caption", "wp_caption"):
        picture = _PICTURE.search(inner)
        if not picture:
            return None
        words = attributes.get("caption") or (inner[: picture.start()] + inner[picture.end() :]).strip()
        caption = f"<figcaption>{words}</figcaption>" if words else ""
        return f"\n\n<figure>{picture[0]}{caption}</figure>\n\n"
    if name == "gallery":
        ids = re.findall(r"\d+", attributes.get("ids") or attributes.get("include") or "")
        ids = ids or library.of_post(attributes.get("id") or item.id)
        if not ids:
            item.changed(_("A gallery whose pictures are not in the file was left out."), line)
            return ""
        figures = []
        for key in ids:
            if found := library.picture(key):
                address, alt, caption = found
                words = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
                text = f' alt="{escape(alt)}"' if alt else ""
                figures.append(f'<figure><img src="{escape(address)}"{text}>{words}</figure>')
            else:
                item.changed(_("The picture number %(id)s of a gallery is not in the file.") % {"id": key}, line)
        return "\n\n" + "\n\n".join(figures) + "\n\n"
    address = next((attributes[each] for each in _FILES if attributes.get(each)), "") or unescape(inner).strip()
    if name == "youtube" and not address and attributes.get("id"):
        address = f"https://www.youtube.com/watch?v={attributes['id']}"
    if _is_address(address) and name not in ("playlist",):
        item.changed(_("An embedded page became a card: %(address)s") % {"address": address[:200]}, line)
        return f"\n\n{card(address)}\n\n"
    return None


def _is_address(text: str) -> bool:
    try:
        return urlsplit(text).scheme in ("http", "https") and not re.search(r"\s", text)
    except ValueError:
        return False


def _list_others(text: str, item: Item, line: int) -> None:
    """A word in brackets alone, such as [sic], is most likely a word."""
    lines = LineCounter(text, line)
    closed = {match[2] for match in _ANY.finditer(text) if match[1]}
    for match in _ANY.finditer(text):
        _slash, name, rest = match.groups()
        if "=" in rest or name in closed or "_" in name or "-" in name or re.fullmatch(_NAMES, name):
            shown = match[0] if len(match[0]) <= 80 else f"{match[0][:80]}…"
            words = _("The shortcode %(tag)s is shown as text.") % {"tag": shown}
            item.changed(words, lines.at(match.start()))
            item.listed_tags.append(as_listed(unescape(match[0])))
