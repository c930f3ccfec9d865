"""The facts of a Ghost card, read from the HTML that Ghost made of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

from articles.text.html_elements import VOID
from newsroom.moving_in.sources.ghost.ghost_cards import Facts

LONGEST_CARD = 1_000_000  # characters
DEEPEST = 100  # elements within each other
_KIND = re.compile(r"(?:^|\s)kg-([a-z]+(?:-to-action|-cta)?)-card(?=\s|$)")


@dataclass
class Part:
    """An element. parts: of it, in order; text as it is read."""

    tag: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    parts: list[Part | str] = field(default_factory=list)

    def get(self, name: str) -> str:
        return self.attributes.get(name, "")

    def iter(self) -> Iterator[Part]:
        yield self
        for part in self.parts:
            if isinstance(part, Part):
                yield from part.iter()

    def words(self) -> str:
        return "".join(part if isinstance(part, str) else part.words() for part in self.parts)

    def inner(self) -> str:
        """The HTML within it."""
        return "".join(escape(part, quote=False) if isinstance(part, str) else part.html() for part in self.parts)

    def html(self) -> str:
        attributes = "".join(f' {name}="{escape(value)}"' for name, value in self.attributes.items())
        return f"<{self.tag}{attributes}>" + ("" if self.tag in VOID else f"{self.inner()}</{self.tag}>")


class _Tree(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Part()
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        part = Part(tag, {name: value or "" for name, value in attrs if re.fullmatch(r"[\w-]+", name)})
        self._open[-1].parts.append(part)
        if tag not in VOID and len(self._open) < DEEPEST:
            self._open.append(part)

    def handle_endtag(self, tag: str) -> None:
        if any(part.tag == tag for part in self._open[1:]):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._open[-1].parts.append(data)


def card_facts(html: str) -> tuple[str, Facts]:
    """The name of a card and its facts; an empty name for what is no card after all, or too long to be one."""
    if len(html) > LONGEST_CARD:
        return "", {}
    tree = _Tree()
    tree.feed(html)
    tree.close()
    card = next((part for part in tree.root.parts if isinstance(part, Part)), Part())
    found = _KIND.search(card.get("class"))
    if found is None:
        return "", {}
    read = _READERS.get(found[1])
    return found[1], read(card) if read else {"html": card.inner()}


def _with_class(card: Part, *names: str) -> Part:
    for name in names:
        for each in card.iter():
            if name in each.get("class").split():
                return each
    return Part()


def _words(part: Part) -> str:
    return " ".join(part.words().split())


def _attribute(card: Part, tags: tuple[str, ...], name: str) -> str:
    return next((each.get(name) for each in card.iter() if each.tag in tags and each.get(name)), "")


def _caption(card: Part) -> str:
    return next((each.inner() for each in card.iter() if each.tag == "figcaption"), "")


def _images(card: Part) -> Iterator[Facts]:
    for each in card.iter():
        if each.tag == "img":
            yield {"src": each.get("src"), "alt": each.get("alt")}


def _image(card: Part) -> Facts:
    return {**next(_images(card), {}), "caption": _caption(card), "href": _attribute(card, ("a",), "href")}


def _gallery(card: Part) -> Facts:
    return {"images": list(_images(card)), "caption": _caption(card)}


def _bookmark(card: Part) -> Facts:
    title = _words(_with_class(card, "kg-bookmark-title"))
    description = _words(_with_class(card, "kg-bookmark-description"))
    metadata = {"title": title, "description": description}
    return {"url": _attribute(card, ("a",), "href"), "metadata": metadata, "caption": _caption(card)}


def _embed(card: Part) -> Facts:
    address = _attribute(card, ("iframe",), "src")
    return {"url": address, "html": card.inner(), "caption": _caption(card)}


def _callout(card: Part) -> Facts:
    emoji = _words(_with_class(card, "kg-callout-emoji"))
    return {"calloutEmoji": emoji, "calloutText": _with_class(card, "kg-callout-text").inner()}


def _toggle(card: Part) -> Facts:
    heading = _with_class(card, "kg-toggle-heading-text").inner()
    return {"heading": heading, "content": _with_class(card, "kg-toggle-content").inner()}


def _button(card: Part) -> Facts:
    return {"buttonText": _words(card), "buttonUrl": _attribute(card, ("a",), "href")}


def _file(card: Part) -> Facts:
    source = _attribute(card, ("audio", "video", "source"), "src") or _attribute(card, ("a",), "href")
    title = _words(_with_class(card, "kg-audio-title", "kg-file-card-title", "kg-file-card-filename"))
    caption = _caption(card) or _with_class(card, "kg-file-card-caption").inner()
    return {"src": source, "title": title, "caption": caption}


def _product(card: Part) -> Facts:
    button = _with_class(card, "kg-product-card-button")
    stars = [each for each in card.iter() if "kg-product-card-rating-active" in each.get("class").split()]
    return {
        "productTitle": _words(_with_class(card, "kg-product-card-title")),
        "productDescription": _with_class(card, "kg-product-card-description").inner(),
        "productImageSrc": _attribute(card, ("img",), "src"),
        "productRatingEnabled": bool(stars),
        "productStarRating": len(stars),
        "productButton": _words(button),
        "productUrl": button.get("href"),
    }


def _header(card: Part) -> Facts:
    button = _with_class(card, "kg-header-card-button")
    return {
        "header": _words(_with_class(card, "kg-header-card-header", "kg-header-card-heading")),
        "subheader": _with_class(card, "kg-header-card-subheader", "kg-header-card-subheading").inner(),
        "buttonText": _words(button),
        "buttonUrl": button.get("href"),
        "backgroundImageSrc": _attribute(card, ("img",), "src"),
    }


def _call_to_action(card: Part) -> Facts:
    button = _with_class(card, "kg-cta-button")
    return {
        "textValue": _with_class(card, "kg-cta-text").inner(),
        "imageUrl": _attribute(card, ("img",), "src"),
        "sponsorLabel": _with_class(card, "kg-cta-sponsor-label").inner(),
        "hasSponsorLabel": True,
        "buttonText": _words(button),
        "buttonUrl": button.get("href"),
    }


def _code(card: Part) -> Facts:
    code = next((each for each in card.iter() if each.tag == "code"), Part())
    return {"code": code.words(), "caption": _caption(card)}


_READERS: dict[str, Callable[[Part], Facts]] = {
    "image": _image,
    "gallery": _gallery,
    "bookmark": _bookmark,
    "embed": _embed,
    "callout": _callout,
    "toggle": _toggle,
    "button": _button,
    "audio": _file,
    "video": _file,
    "file": _file,
    "product": _product,
    "header": _header,
    "code": _code,
    "cta": _call_to_action,
}
