"""Ghost's cards as clean HTML. lexical and mobiledoc name the same facts; ``ghost_html`` reads them from HTML.

What has no place in an article is left out and noted at the item, with its first words.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape, unescape
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.text.article_text import markdown_as_html
from articles.text.class_names import IN_CODE, is_language
from articles.text.limits.markdown_limits import LONGEST_MARKDOWN, too_long
from newsroom.moving_in.neutral_items import Item
from newsroom.moving_in.sources.cards import card

GHOST_URL = "__GHOST_URL__"
_TAGS = re.compile(r"<[^<>]{0,6000}>")
_FRAME_SOURCE = re.compile(r"""<iframe\b[^<>]{0,6000}?\bsrc\s*=\s*["']([^"']+)""", re.IGNORECASE)
_LINK = re.compile(r"""<a\b[^<>]{0,6000}?\bhref\s*=\s*["'](https?://[^"']+)""", re.IGNORECASE)
_FRAME = re.compile(r"<iframe\b[^<>]{0,6000}>.{0,6000}?</iframe\s{0,9}>", re.DOTALL | re.IGNORECASE)
MOST_FRAMES = 1_000  # of a card, in which each is looked for
Facts = dict[str, Any]


@dataclass
class CardWriter:
    """item: where changes are noted. site: the address of the site that moves in, or empty. shows_members_part: whether
    what only members saw is shown.
    """

    item: Item
    site: str = ""
    shows_members_part: bool = False

    def html(self, name: str, facts: Facts) -> str:
        """A card of any name."""
        write = _CARDS.get(name.lower())
        if write is None:
            self.left_out(_("The card “%(name)s”") % {"name": name[:40]}, facts)
            return ""
        if not self._is_for_the_web(facts):
            self.left_out(_("A card that readers of the website did not see (“%(name)s”)") % {"name": name}, facts)
            return ""
        return write(self, facts)

    def note(self, words: str) -> None:
        self.item.changed(words, self.item.line)

    def left_out(self, what: str, facts: Facts) -> None:
        """Put a card on the report that is left out, with its first words."""
        texts = (_plain(str(facts[key])) for key in _TEXTS if isinstance(facts.get(key), str))
        words = " ".join(filter(None, texts))[:120]
        said = _("%(what)s was left out: “%(words)s”") if words else _("%(what)s was left out.")
        self.note(said % {"what": what, "words": words})

    def address(self, given: Any) -> str:
        """An address in full, where it can be told; the site's own as a path, as long as nobody named the site."""
        address = str(given or "").strip()
        if address.startswith(GHOST_URL):
            return self.site + (address.removeprefix(GHOST_URL) or "/")
        return f"https:{address}" if address.startswith("//") else address

    def link(self, given: Any) -> str:
        """Where a link leads: the site's own addresses as paths, for its old addresses are redirected here."""
        address = str(given or "").strip()
        for own in filter(None, (GHOST_URL, self.site)):
            if address.startswith(own) and address[len(own) :][:1] in ("", "/", "#", "?"):
                rest = address.removeprefix(own)
                return rest if rest.startswith(("/", "#")) else f"/{rest}"
        return f"https:{address}" if address.startswith("//") else address

    def _is_for_the_web(self, facts: Facts) -> bool:
        visibility = facts.get("visibility")
        if not isinstance(visibility, dict):
            return True
        web = visibility.get("web")
        if isinstance(web, dict):
            is_for_all = web.get("nonMember", True) is not False
            return is_for_all or (self.shows_members_part and bool(web.get("memberSegment")))
        return visibility.get("showOnWeb", True) is not False


_TEXTS = (
    *("html", "textValue", "calloutText", "heading", "header", "subheader", "content", "markdown", "caption", "title"),
    *("buttonText", "url", "src"),
)


def _plain(html: str) -> str:
    return " ".join(unescape(_TAGS.sub(" ", html)).split())


def _text(facts: Facts, *names: str) -> str:
    return next((str(facts[name]).strip() for name in names if facts.get(name) not in (None, "")), "")


def _block(html: str, tag: str = "p") -> str:
    """html of a line as a paragraph; html with blocks of its own as it is."""
    if not html.strip():
        return ""
    return html if re.search(r"<(p|ul|ol|h\d|div|blockquote|table|pre)\b", html) else f"<{tag}>{html}</{tag}>"


def _picture(writer: CardWriter, facts: Facts) -> str:
    source = writer.address(_text(facts, "src", "url"))
    if not source:
        writer.left_out(_("A picture without an address"), facts)
        return ""
    alt = _plain(_text(facts, "alt"))  # Ghost cannot say that a picture is decorative
    said = f' alt="{escape(alt)}"' if alt else ""
    image = f'<img src="{escape(source)}"{said}>'
    if href := writer.link(facts.get("href")):
        writer.note(_("A picture was a link: %(address)s") % {"address": href[:200]})
    caption = _text(facts, "caption")
    return f"<figure>{image}{f'<figcaption>{caption}</figcaption>' if caption else ''}</figure>"


def _gallery(writer: CardWriter, facts: Facts) -> str:
    images = facts.get("images")
    images = [each for each in images if isinstance(each, dict)] if isinstance(images, list) else []
    images.sort(key=lambda each: each.get("row") if isinstance(each.get("row"), int) else 0)
    written = "".join(_picture(writer, each) for each in images)
    return written + _block(_text(facts, "caption"))


def _bookmark(writer: CardWriter, facts: Facts) -> str:
    metadata = facts.get("metadata")
    about = metadata if isinstance(metadata, dict) else {}
    address = writer.address(_text(facts, "url") or _text(about, "url"))
    title = _plain(_text(about, "title") or _text(facts, "title"))
    writer.note(_("A bookmark became a card: %(address)s") % {"address": address[:200]})
    if described := " ".join(
        filter(None, (_plain(_text(about, each)) for each in ("description", "author", "publisher")))
    ):
        writer.note(_("What its bookmark said of the page was left out: “%(words)s”") % {"words": described[:120]})
    return _card(writer, address, title) + _block(_text(facts, "caption"))


def _card(writer: CardWriter, address: str, title: str) -> str:
    """A card; for a page of the site itself, a link."""
    own = writer.link(address)
    if own.startswith("/"):
        return f'<p><a href="{escape(own)}">{escape(title or own)}</a></p>'
    return card(address, title)


def _embed(writer: CardWriter, facts: Facts) -> str:
    html = _text(facts, "html")
    address = _text(facts, "url")
    for pattern in (_FRAME_SOURCE, _LINK):
        if not address and (found := pattern.search(html)):
            address = unescape(found[1])
    metadata = facts.get("metadata")
    title = _plain(_text(metadata, "title")) if isinstance(metadata, dict) else ""
    address = writer.address(address)
    if not address:
        writer.left_out(_("An embedded page without an address"), facts)
        return ""
    writer.note(_("An embedded page became a card: %(address)s") % {"address": address[:200]})
    return card(address, title) + _block(_text(facts, "caption"))


def _callout(writer: CardWriter, facts: Facts) -> str:
    emoji = _text(facts, "calloutEmoji", "emoji")
    words = _text(facts, "calloutText", "text")
    writer.note(_("A callout became a paragraph."))
    inner = re.sub(r"^<p>(.*)</p>$", r"\1", words, flags=re.DOTALL) if words.count("<p>") == 1 else words
    return _block(f"{escape(emoji)} {inner}".strip())


def _toggle(writer: CardWriter, facts: Facts) -> str:
    writer.note(_("What could be folded is always shown."))
    heading = re.sub(r"</?(h\d|p)\b[^>]*>", "", _text(facts, "heading"))
    return (f"<p><strong>{heading}</strong></p>" if heading else "") + _block(_text(facts, "content"))


def _code(writer: CardWriter, facts: Facts) -> str:
    code = escape(str(facts.get("code") or ""), quote=False).replace("\n", "&#10;")
    language = f"{IN_CODE}{_text(facts, 'language')}"
    if language != IN_CODE and not is_language(language):
        words = _("The name of the language of code was left out: %(names)s")
        writer.note(words % {"names": language.removeprefix(IN_CODE)[:40]})
    attribute = f' class="{language}"' if is_language(language) else ""
    return f"<pre><code{attribute}>{code}</code></pre>" + _block(_text(facts, "caption"))


def _html(writer: CardWriter, facts: Facts) -> str:
    """HTML as the writer wrote it. Frames become cards; the cleaner notes what else has to go."""

    def frame(match: re.Match[str]) -> str:
        source = _FRAME_SOURCE.search(match[0])
        address = writer.address(unescape(source[1])) if source else ""
        if not address.startswith(("http://", "https://")):
            return match[0]
        writer.note(_("An embedded page became a card: %(address)s") % {"address": address[:200]})
        return card(address)

    html = _text(facts, "html")
    if html.count("<iframe") > MOST_FRAMES:
        writer.note(_("It has too many elements to look through; they were left to the cleaner."))
        return html
    return _FRAME.sub(frame, html)


def _markdown(writer: CardWriter, facts: Facts) -> str:
    text = _text(facts, "markdown")
    if len(text) > LONGEST_MARKDOWN:
        writer.note(_("%(why)s It is shown as it was typed.") % {"why": too_long()})
        return f"<pre>{escape(text, quote=False)}</pre>"
    html, remarks = markdown_as_html(text)
    for remark in remarks:
        writer.note(_("In a Markdown card, line %(line)d: %(words)s") % {"line": remark.line, "words": remark.words})
    return _html(writer, {"html": html})


def _button(writer: CardWriter, facts: Facts) -> str:
    words = _plain(_text(facts, "buttonText", "productButton"))
    address = writer.link(_text(facts, "buttonUrl", "productUrl"))
    if not address or not words or address.startswith("#/portal"):
        if words or address:
            writer.left_out(_("A button"), {"title": words, "url": address})
        return ""
    writer.note(_("A button became a link: “%(words)s”") % {"words": words[:120]})
    return f'<p><a href="{escape(address)}">{escape(words)}</a></p>'


def _header(writer: CardWriter, facts: Facts) -> str:
    writer.note(_("A header card became a heading."))
    picture = writer.address(_text(facts, "backgroundImageSrc"))
    image = f'<img src="{escape(picture)}" alt="">' if picture else ""
    heading, words = _plain(_text(facts, "header", "heading")), _text(facts, "subheader")
    button = _button(writer, facts) if facts.get("buttonEnabled", True) else ""
    return (f"<h2>{escape(heading)}</h2>" if heading else "") + image + _block(words) + button


def _file_card(kind: Any) -> Callable[[CardWriter, Facts], str]:
    def write(writer: CardWriter, facts: Facts) -> str:
        address = writer.address(_text(facts, "src", "url"))
        title = _plain(_text(facts, "fileTitle", "title", "fileName")) or address.rpartition("/")[2]
        words = _("%(kind)s was not moved; its card leads to where it was: %(address)s")
        if not address.startswith(("http://", "https://")):
            words = _("%(kind)s was not moved, and nobody stated the address of its site with --site: %(address)s")
        writer.note(words % {"kind": kind, "address": address[:200]})
        return card(address, title) + _block(_text(facts, "fileCaption", "caption"))

    return write


def _product(writer: CardWriter, facts: Facts) -> str:
    writer.note(_("A product card became text."))
    title = _plain(_text(facts, "productTitle"))
    picture = _text(facts, "productImageSrc")
    image = f'<img src="{escape(writer.address(picture))}" alt="{escape(title)}">' if picture else ""
    stars = facts.get("productStarRating")
    rating = ""
    if facts.get("productRatingEnabled") and isinstance(stars, int) and 0 < stars <= 5:
        rating = f"<p>{'★' * stars}{'☆' * (5 - stars)}</p>"
    button = _button(writer, facts) if facts.get("productButtonEnabled", True) else ""
    heading = f"<p><strong>{escape(title)}</strong></p>" if title else ""
    return image + heading + rating + _block(_text(facts, "productDescription")) + button


def _call_to_action(writer: CardWriter, facts: Facts) -> str:
    writer.note(_("A call to action became text."))
    picture = writer.address(_text(facts, "imageUrl"))
    image = f'<img src="{escape(picture)}">' if picture else ""
    label = _block(_text(facts, "sponsorLabel")) if facts.get("hasSponsorLabel") else ""
    button = _button(writer, facts) if facts.get("showButton", True) else ""
    return label + image + _block(_text(facts, "textValue")) + button


def _without(what: Any) -> Callable[[CardWriter, Facts], str]:
    def leave_out(writer: CardWriter, facts: Facts) -> str:
        writer.left_out(str(what), facts)
        return ""

    return leave_out


def _paywall(writer: CardWriter, facts: Facts) -> str:
    writer.note(_("What comes after its paywall was for members only."))
    return ""


def _rule(writer: CardWriter, facts: Facts) -> str:
    return "<hr>"


_CARDS: dict[str, Callable[[CardWriter, Facts], str]] = {
    "image": _picture,
    "gallery": _gallery,
    "bookmark": _bookmark,
    "embed": _embed,
    "callout": _callout,
    "toggle": _toggle,
    **dict.fromkeys(("code", "codeblock"), _code),
    "html": _html,
    **dict.fromkeys(("markdown", "card-markdown"), _markdown),
    **dict.fromkeys(("hr", "horizontalrule"), _rule),
    "button": _button,
    "header": _header,
    "audio": _file_card(gettext_lazy("A sound")),
    "video": _file_card(gettext_lazy("A video")),
    "file": _file_card(gettext_lazy("A file")),
    "product": _product,
    **dict.fromkeys(("call-to-action", "cta"), _call_to_action),
    "signup": _without(gettext_lazy("A form to sign up")),
    **dict.fromkeys(("email", "email-cta"), _without(gettext_lazy("A text that only e-mails show"))),
    "paywall": _paywall,
}
