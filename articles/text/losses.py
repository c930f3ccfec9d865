"""What a text in HTML holds that an article cannot, by kind and line; and what becomes of the rest.

``articles.text.body`` cleans; this only tells the writer. A loss is something that readers would miss. A note is
about what stays in another form.
"""

import re
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.importing.outcome import Remark
from articles.text.body import LINK_SCHEMES, is_own_picture
from articles.text.html_elements import KNOWN, NO_CONTENT
from articles.text.template_tags import template_tags

_EMBEDDED = gettext_lazy("an embedded object")
_DRAWING = gettext_lazy("a drawing")
_FORM = gettext_lazy("a form")
_NO_ELEMENT = gettext_lazy("an element that no article has")
LOST = {
    "script": gettext_lazy("a script"),
    **dict.fromkeys(("style", "link"), gettext_lazy("a style sheet")),
    **dict.fromkeys(("iframe", "frame", "frameset"), gettext_lazy("a frame")),
    "video": gettext_lazy("a video"),
    "audio": gettext_lazy("a sound"),
    **dict.fromkeys(("object", "embed", "applet"), _EMBEDDED),
    **dict.fromkeys(("svg", "canvas"), _DRAWING),
    "math": gettext_lazy("a formula"),
    **dict.fromkeys(("form", "input", "select", "textarea", "button"), _FORM),
    **dict.fromkeys(("map", "meter", "progress"), _NO_ELEMENT),
    **dict.fromkeys(("noscript", "noembed", "noframes"), gettext_lazy("a text for browsers without scripts or frames")),
    **dict.fromkeys(("template", "title"), _NO_ELEMENT),
}
CHANGED = {
    "h1": gettext_lazy("A top heading (<h1>) moves down a step, and so do those below it: the headline is the first."),
    **{tag: format_lazy(gettext_lazy("A small heading (<{tag}>) becomes an <h4>."), tag=tag) for tag in ("h5", "h6")},
    **{
        tag: format_lazy(gettext_lazy("What <{tag}> marks stays as plain text."), tag=tag)
        for tag in ("u", "mark", "small", "big", "ins", "abbr", "acronym", "font", "bdo", "marquee")
    },
    "caption": gettext_lazy("The title of a table (<caption>) becomes a paragraph above it."),
    "details": gettext_lazy("What could be folded (<details>) is always shown."),
    "ruby": gettext_lazy("A reading (<ruby>) stands in brackets."),
}
_SVG_OR_MATH = {"svg", "math"}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_CODE = {"pre", "code", "kbd", "samp", "tt", "xmp", "listing", "script", "style"}


class Scanner(HTMLParser):
    """Reads HTML, perhaps in pieces, each of which begins on a line of its own. losses, notes, tags: what it found."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.losses: list[Remark] = []
        self.notes: list[Remark] = []
        self.tags: list[Remark] = []
        self._base = 0
        self._code_depth = 0
        self._foreign = ""

    def scan(self, html: str, line: int) -> None:
        self._base = line - self.getpos()[0]
        self.feed(html)

    @property
    def is_in_code(self) -> bool:
        return self._code_depth > 0

    @property
    def _line(self) -> int:
        return self._base + self.getpos()[0]

    def lose(self, kind: object, what: str, line: int | None = None) -> None:
        words = _("%(kind)s (%(what)s) has no place in an article and would be lost.")
        kind = str(kind)
        self.losses.append(Remark(words % {"kind": kind[:1].upper() + kind[1:], "what": what}, line or self._line))

    def note(self, words: object, line: int | None = None) -> None:
        self.notes.append(Remark(str(words), line or self._line))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if self._foreign:
            return
        if tag in _CODE:
            self._code_depth += 1
        if tag in LOST:
            self.lose(LOST[tag], f"<{tag}>")
        elif tag == "img":
            self.picture(attributes.get("src", ""))
        elif tag in CHANGED:
            self.note(CHANGED[tag])
        elif tag not in KNOWN | NO_CONTENT:
            self.lose(_NO_ELEMENT, f"<{tag}>")
        if tag in _SVG_OR_MATH:
            self._foreign = tag
        if "hidden" in attributes or _HIDDEN.search(attributes.get("style", "").lower()):
            self.lose(_("a text that is hidden, and would be shown,"), f"<{tag}>")
        if tag == "a" and "href" in attributes:
            self.link(attributes["href"])
        for value in attributes.values():
            self._find_template_tags(value)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._foreign:
            self._foreign = ""
        if tag in _CODE and self._code_depth:
            self._code_depth -= 1

    def handle_data(self, data: str) -> None:
        self._find_template_tags(data)

    def handle_comment(self, data: str) -> None:
        self.note(_("A comment (<!-- … -->) is left out."))

    def handle_pi(self, data: str) -> None:
        self.lose(_("a program"), f"<?{data[:20]}")

    def unknown_decl(self, data: str) -> None:
        self.lose(_NO_ELEMENT, f"<![{data[:20]}")

    def picture(self, source: str, line: int | None = None) -> None:
        if not is_own_picture(source):
            words = _(
                "A picture (%(source)s) that is not in the library has no place in the text and would be lost. "
                "Name the lead picture as “image”; upload others at the desk."
            )
            self.losses.append(Remark(words % {"source": source[:80] or "<img>"}, line or self._line))

    def link(self, address: str, line: int | None = None) -> None:
        address = unquote(address.strip())
        try:
            scheme = urlsplit(address).scheme
        except ValueError:
            scheme = "?"
        if scheme and scheme.lower() not in LINK_SCHEMES:
            self.lose(_("a link that may lead to harm"), address[:80], line)
        elif not scheme and not address.startswith(("/", "#")):
            self.note(
                _("The link to “%(address)s” leads nowhere here: addresses begin with “https://” or “/”.")
                % {"address": address[:80]},
                line,
            )

    def _find_template_tags(self, text: str) -> None:
        if not self.is_in_code:
            self.tags += template_tags(unquote(text) if "%7B" in text else text, self._line)
