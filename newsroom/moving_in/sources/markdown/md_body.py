"""A Markdown text of any maker as HTML: tags turned, links to other files led to articles, pictures found."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from html import escape, unescape
from urllib.parse import unquote, urljoin, urlsplit

from django.utils.translation import gettext as _

from articles.text.article_text import markdown_as_html
from articles.text.class_names import IN_CODE, is_language
from articles.text.limits.markdown_limits import LONGEST_MARKDOWN, too_long
from newsroom.moving_in.neutral_items import Item
from newsroom.moving_in.sources.markdown.md_index import Index
from newsroom.moving_in.sources.markdown.md_site import Site
from newsroom.moving_in.sources.markdown.md_tags import Tags

_INNER = r"""((?>[^<>"']+|"[^"<]{0,3000}"|'[^'<]{0,3000}'){0,60})"""
_ELEMENT = re.compile(rf"<(a|img)\b{_INNER}>", re.IGNORECASE)
_TITLED = re.compile(rf"<p>(\s*)<img\b{_INNER}>\s*</p>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""(?<![\w-])(href|src|alt|title)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.I)
_LANGUAGE = re.compile(rf'<code class="{IN_CODE}([^"]*)"')
# The first line of code in Pelican, which names its language.
_LANGUAGE_LINE = re.compile(r"<pre><code>:::([A-Za-z0-9_+#.-]{1,40})[ \t]*(?:\n|(?=</code>))")
_WITHIN_WORDS = re.compile(r"<(?:a|img)\b", re.IGNORECASE)


@dataclass
class Body:
    """html: for ``Article.body``. pictures: by path below the folder, the words that stand for each."""

    html: str = ""
    pictures: dict[str, str] = field(default_factory=dict)


@dataclass
class BodyReader:
    """path: of the text below the folder. own: its address of before, or empty."""

    site: Site
    index: Index
    item: Item
    path: str
    own: str = ""
    body: Body = field(default_factory=Body)
    _line: int = 1
    _counted: int = 0

    @property
    def folder(self) -> str:
        return posixpath.dirname(self.path)

    def read(self, markdown: str, line: int, *, is_html: bool = False) -> Body:
        """Raises ValueError for a text that is too long."""
        if len(markdown) > LONGEST_MARKDOWN:
            raise ValueError(too_long())
        text = Tags(self.item, self.link).turned(markdown, line)
        if is_html:
            html = text
        else:
            html, remarks = markdown_as_html(text, line)
            for remark in remarks:
                self.item.changed(remark.words, remark.line)
            html = _LANGUAGE_LINE.sub(rf'\n<pre><code class="{IN_CODE}\1">', html)
            self._note_languages(html)
        if _WITHIN_WORDS.search(html):
            html = _TITLED.sub(_captioned, html)
            self._line, self._counted = line, 0
            html = _ELEMENT.sub(self._element, html)
        self.body.html = html
        return self.body

    def _note_languages(self, html: str) -> None:
        """Languages of code whose names no class can have."""
        languages = dict.fromkeys(name for name in _LANGUAGE.findall(html) if not is_language(f"{IN_CODE}{name}"))
        if languages:
            names = ", ".join(unescape(name)[:40] for name in list(languages)[:10])
            self.item.changed(_("The name of the language of code was left out: %(names)s") % {"names": names})

    def link(self, target: str, by_name: bool) -> str:
        """The address here of the file that target names, or target."""
        path = self.index.find(target, self.folder) or (self.index.named(target) if by_name else "")
        return self.index.address(path) if path else target

    def _element(self, match: re.Match[str]) -> str:
        name = match[1].lower()
        self._line += match.string.count("\n", self._counted, match.start())
        self._counted = match.start()

        def attribute(found: re.Match[str]) -> str:
            key = found[1].lower()
            value = unescape(found[2] or found[3] or found[4] or "")
            if name == "a" and key == "href":
                address = self._href(value)
                return f'{key}="{escape(address)}"' if address else ""
            if name == "img" and key == "title":
                self.item.changed(
                    _("The title “%(title)s” of a picture was left out.") % {"title": value[:80]}, self._line
                )
            if name == "img" and key == "src":
                return f'{key}="{escape(self.picture(value, alternative))}"'
            return found[0]

        alternative = next(
            (unescape(two or three or four) for key, two, three, four in _ATTRIBUTE.findall(match[2]) if key == "alt"),
            "",
        )
        return f"<{match[1]}{_ATTRIBUTE.sub(attribute, match[2])}>"

    def _href(self, address: str) -> str:
        address = address.strip()
        try:
            parts = urlsplit(address)
        except ValueError:
            return address
        if self.site.address and address.startswith(f"{self.site.address}/"):
            parts = parts._replace(scheme="", netloc="")
        if parts.scheme or parts.netloc or not parts.path:
            return address
        fragment = f"#{parts.fragment}" if parts.fragment else ""
        if path := self.index.find(parts.path, self.folder):
            return self.index.address(path) + fragment
        if parts.path.startswith("/"):
            base = self.site.base_path
            is_ours = parts.path.startswith(("/articles/", "/pages/")) or not base
            whole = parts.path if is_ours or parts.path.startswith(f"{base}/") else base + parts.path
            return parts._replace(scheme="", netloc="", path=whole).geturl()
        if self.own and not re.search(r"\.\w{1,8}$", parts.path):
            return urljoin(self.own, address)
        words = _("The link to “%(address)s” leads to no text that is here; its words stay.")
        self.item.changed(words % {"address": unquote(address)[:80]}, self._line)
        return ""

    def picture(self, address: str, alternative: str) -> str:
        """The path below the folder of a picture in it, which is its id; any other address as it is."""
        try:
            parts = urlsplit(address.strip())
        except ValueError:
            return address
        if self.site.address and address.startswith(f"{self.site.address}/"):
            parts = parts._replace(scheme="", netloc="")
        if parts.scheme or parts.netloc:
            return address
        found = self.site.picture(parts.path, self.path)
        if not found:
            if self.site.is_outside(unquote(parts.path), self.folder):
                words = _("The picture “%(address)s” lies outside of the folder, where nothing is read.")
                self.item.changed(words % {"address": address[:80]}, self._line if self._counted else None)
            return address
        self.body.pictures.setdefault(found, alternative)
        return found


def _captioned(match: re.Match[str]) -> str:
    """A picture alone in its paragraph, whose title many makers show below it."""
    title = next((two or three or four for key, two, three, four in _ATTRIBUTE.findall(match[2]) if key == "title"), "")
    if not title:
        return match[0]
    inner = _ATTRIBUTE.sub(lambda found: "" if found[1].lower() == "title" else found[0], match[2])
    caption = f"<figcaption>{escape(unescape(title))}</figcaption>"
    return f"<figure>{match[1]}<img{inner}>{caption}</figure>"
