"""Tags of Liquid, Nunjucks, Hugo and Pelican. Known ones become what they showed; nothing is ever executed.

Any other stays as text, and the cleaner lists it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from newsroom.moving_in.neutral_items import Item
from newsroom.moving_in.sources.cards import card
from newsroom.moving_in.sources.line_counter import LineCounter
from newsroom.moving_in.sources.markdown.md_code import code_lines, outside_code

_CODE_BEGINS = re.compile(
    r"\{%-?\s*(?:highlight|codeblock|code)\b(?P<liquid>[^%\n]{0,200})%\}"
    r"|\{\{[<%]\s*(?:highlight|code)\b(?P<hugo>[^}\n]{0,200}?)[>%]\}\}"
)
_CODE_ENDS = re.compile(r"\{%-?\s*end(?:highlight|codeblock|code)\s*-?%\}|\{\{[<%]\s*/\s*(?:highlight|code)\s*[>%]\}\}")
_RAW = re.compile(r"\{%-?\s*(?:end)?(?:raw|verbatim)\s*-?%\}")
_OPENING = re.compile(r"\{\{/\*|\{\{[<%]|\{\{|\{%|\{#(?=[\s-])")
_CLOSING = {"{{/*": "*/}}", "{{<": ">}}", "{{%": "%}}", "{{": "}}", "{%": "%}", "{#": "#}"}
_NAMED = re.compile(r"(?:\{%-?|\{\{[<%])\s*(?P<name>[\w./-]+)(?P<rest>.*?)-?[>%]\}{1,2}", re.DOTALL)
LONGEST = 1_000  # characters of a tag
_BASE = re.compile(
    r"(?:site\.(?:baseurl|url|github\.url|base_url)|\.?Site\.(?:BaseURL|Home)|SITEURL|metadata\.url|site_url)\s*"
    r"(?:\|\s*\w+\s*)?",
    re.IGNORECASE,
)
_LITERAL = re.compile(
    r"""["']([^"'\n]{1,400})["']\s*\|\s*(?:relative_url|absolute_url|url|relURL|absURL|htmlBaseUrl"""
    r"""|prepend:\s*site\.\w+(?:\s*\|\s*prepend:\s*site\.\w+)?)\s*"""
)
_ARGUMENT = re.compile(r"""(?:([\w.-]+)\s*=\s*)?(?:"((?:\\.|[^"\\])*)"|'([^']*)'|`([^`]*)`|([^\s"'`=>%]+))""")
_PELICAN_LINK = re.compile(r"(?:\{(filename|static|attach)\}|\|(filename|static|attach)\|)(/?)")
_LIST = re.compile(
    r"^[ \t]*(?:(?:[*+-]|\d+\.)[ \t]+\S[^\n]{0,40}\n[ \t]*\{:\s*toc[^}\n]{0,60}\}|\[?\[(?:_TOC_|TOC|toc)\]\]?"
    r"|\{\{[<%]\s*(?:toc|tableofcontents)\s*[>%]\}\}|\{%\s*toc\s*%\}|\{\{\s*(?:content\s*\|\s*)?toc\s*\}\})[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_ATTRIBUTES = re.compile(r"\{:[^{}\n]{0,200}\}|\{(?:[.#][A-Za-z][^{}\n]{0,200})\}")
_MORE = re.compile(r"<!--\s*(?:more|excerpt|read ?more|end_excerpt|truncate)\s*-->", re.IGNORECASE)
_MARKDOWN_SIGNS = {sign: f"&#{ord(sign)};" for sign in "<>*_`[]~|"} | {"&": "&amp;"}
_VIDEO_KEY = re.compile(r"[\w-]{4,20}")
_OF_HEADINGS = gettext_lazy("A list of the headings, which was filled in there, was left out: %(tag)s")
_REMARK = gettext_lazy("A remark that readers never saw was left out: %(tag)s")
LONGEST_SHOWN = 80  # characters

Links = Callable[[str, bool], str]  # an address here for a file's path or name, or the path itself


@dataclass
class Tags:
    """item: notes changes. links: finds the address of a file; its second argument says whether a bare name will do."""

    item: Item
    links: Links

    def turned(self, text: str, line: int) -> str:
        text = self._with_code(text)
        text = outside_code(text, self._turn, line)
        return _RAW.sub("", text) if "raw" in text or "verbatim" in text else text

    # Code -------------------------------------------------------------------------------------------------------------

    def _with_code(self, text: str) -> str:
        """text with the code between two tags in fences. A tag that is code itself stays."""
        if not _CODE_BEGINS.search(text):
            return text
        code = set(code_lines(text))
        parts, position, counted, line = [], 0, 0, 0
        for begin in _CODE_BEGINS.finditer(text):
            if begin.start() < position:
                continue
            line, counted = line + text.count("\n", counted, begin.start()), begin.start()
            if line in code:
                continue
            end = _CODE_ENDS.search(text, begin.end())
            if end is None:
                break
            parts += [text[position : begin.start()], _fence(begin, text[begin.end() : end.start()])]
            position = end.end()
        return "".join([*parts, text[position:]])

    # Tags -------------------------------------------------------------------------------------------------------------

    def _turn(self, text: str, line: int) -> str:
        if not any(sign in text for sign in ("{", "|", "[", "<!--")):
            return text
        lines = LineCounter(text, line)
        text = _LIST.sub(lambda match: self._left_out(match, lines, str(_OF_HEADINGS)), text)
        text = _MORE.sub("", text)
        text = _PELICAN_LINK.sub(lambda match: match[3], text)
        text = self._with_tags_turned(text, line)
        lines = LineCounter(text, line)
        return _ATTRIBUTES.sub(lambda match: self._attributes(match, lines), text)

    def _with_tags_turned(self, text: str, line: int) -> str:
        parts, position, at, ends_of_remarks = [], 0, line, True
        while opening := _OPENING.search(text, position):
            parts.append(text[position : opening.start()])
            at += text.count("\n", position, opening.start())
            sign = opening[0]
            end = text.find(_CLOSING[sign], opening.end(), opening.end() + LONGEST)
            if end < 0:
                parts.append(sign)
                position = opening.end()
                continue
            position = end + len(_CLOSING[sign])
            tag = text[opening.start() : position]
            if re.match(r"\{%-?\s*comment\b", tag) and ends_of_remarks:
                last = re.compile(r"\{%-?\s*endcomment\s*-?%\}").search(text, position)
                ends_of_remarks = last is not None
                if last:
                    position, sign = last.end(), "{#"
                    tag = text[opening.start() : position]
            if sign in ("{#", "{{/*"):
                self.item.changed(_REMARK % {"tag": " ".join(tag.split())[:LONGEST_SHOWN]}, at)
                new = "\n" * tag.count("\n")
            else:
                new = self._tag(tag, at, text, opening.start(), position)
            parts.append(new)
            at += tag.count("\n")
        return "".join([*parts, text[position:]])

    def _left_out(self, match: re.Match[str], lines: LineCounter, words: str) -> str:
        shown = " ".join(match[0].split())[:LONGEST_SHOWN]
        self.item.changed(words % {"tag": shown}, lines.at(match.start()))
        return "\n" * match[0].count("\n")

    def _attributes(self, match: re.Match[str], lines: LineCounter) -> str:
        """kramdown's and Pandoc's. Those of a heading stay for its id."""
        text, start = match.string, match.start()
        before = text[text.rfind("\n", max(start - LONGEST, 0), start) + 1 : start] if "#" in match[0] else ""
        if re.match(r" {0,3}#{1,6}\s", before):
            return match[0].replace("{:", "{")
        words = _("“%(tag)s” says only how something looks, and was left out.")
        shown = {"tag": match[0][:LONGEST_SHOWN]}
        self.item.changed(words % shown, lines.at(start))
        return ""

    def _tag(self, tag: str, line: int, text: str, start: int, end: int) -> str:
        named_tag = _NAMED.fullmatch(tag)
        if named_tag is None:
            inner = tag[2:-2].strip().strip("-").strip()
            if _BASE.fullmatch(inner):
                return ""
            literal = _LITERAL.fullmatch(inner)
            return literal[1] if literal else _as_text(tag)
        name, rest = named_tag["name"].lower(), named_tag["rest"].strip().strip("-/").strip()
        if name in ("post_url", "link", "ref", "relref"):
            return self._link(name, rest, tag)
        named, plain = _arguments(rest)
        if name in ("include", "include_cached", "include_relative", "render", "partial") and plain:
            # The file is never read: what it would show is known by its name and by what it is given.
            name, plain = posixpath.splitext(posixpath.basename(plain[0]))[0].lower(), plain[1:]
        new = self._block(posixpath.basename(name), named, plain)
        if new is None:
            return tag if _RAW.fullmatch(tag) else _as_text(tag)
        if "embed" in new[:20]:
            self.item.changed(_("An embedded page became a card: %(tag)s") % {"tag": tag[:LONGEST_SHOWN]}, line)
        return _alone(text, start, end, new)

    def _link(self, name: str, rest: str, whole: str) -> str:
        named, plain = _arguments(rest)
        target = named.get("path") or (plain[0] if plain else "")
        if not target:
            return _as_text(whole)
        bare, mark, fragment = target.partition("#")
        if not bare:
            return f"#{fragment}"
        found = self.links(f"/{bare.lstrip('/')}" if name == "link" else bare, True)
        return quote(found, safe="/#%:?=&.-_~") + mark + fragment

    def _block(self, name: str, named: dict[str, str], plain: list[str]) -> str | None:
        """HTML or Markdown for a tag; None for one that is not known."""
        first = plain[0] if plain else ""
        given = named.get("id") or named.get("video_id") or named.get("video") or named.get("url") or first
        if name in ("youtube", "youtubeplayer", "yt", "youtube-lite", "youtube_embed", "video-youtube") and given:
            return _card(given, "https://www.youtube.com/watch?v=")
        if name in ("vimeo", "vimeoplayer", "vimeo_simple") and given:
            return _card(given, "https://vimeo.com/")
        if name in ("tweet", "twitter", "x", "tweet_simple", "x_simple", "twitter_simple") and given:
            user = named.get("user") or (plain[0] if len(plain) > 1 else "i")
            key = given if named.get("id") or len(plain) < 2 else plain[1]
            return _card(key, f"https://twitter.com/{user}/status/")
        if name in ("instagram", "instagram_simple") and given:
            return _card(given, "https://www.instagram.com/p/")
        if name == "gist" and (first or named.get("id")):
            key = "/".join(plain[:2]) if len(plain) > 1 and re.fullmatch(r"\w+", plain[1]) else first or named["id"]
            return _card(key, "https://gist.github.com/")
        if name in ("embed", "oembed", "video", "audio", "peertube", "spotify", "soundcloud", "mastodon", "bluesky"):
            address = named.get("src") or given
            return card(address) if _is_address(address) else None
        if name in ("figure", "img", "image", "picture", "figure_image", "imgcap", "responsive-image", "img-caption"):
            return _figure(named, plain)
        return None


def _arguments(rest: str) -> tuple[dict[str, str], list[str]]:
    named: dict[str, str] = {}
    plain: list[str] = []
    for name, *values in _ARGUMENT.findall(rest):
        value = next(filter(None, values), "").replace('\\"', '"')
        if name:
            named[name.lower()] = value
        elif value not in (",", "|"):
            plain.append(value.strip(","))
    return named, plain


def _card(given: str, begin: str) -> str | None:
    if _is_address(given):
        return card(given)
    key = given.strip("/ ")
    whole = "gist" in begin and re.fullmatch(r"[\w.-]{1,80}(?:/[0-9a-f]{5,40})?", key)
    return card(begin + key) if whole or _VIDEO_KEY.fullmatch(key) else None


def _is_address(text: str) -> bool:
    return text.startswith(("https://", "http://")) and not re.search(r"\s", text)


def _figure(named: dict[str, str], plain: list[str]) -> str | None:
    names = ("src", "image_path", "image", "file", "path", "url", "source", "name")
    source = next((named[each] for each in names if named.get(each)), plain[0] if plain else "")
    if not source:
        return None
    source = re.sub(r"^\{\{.*?\}\}", "", source)
    # Hugo's title stands above the caption.
    above, caption = named.get("title", ""), named.get("caption") or named.get("description") or ""
    words = ". ".join(part.rstrip(".") if part is above and caption else part for part in (above, caption) if part)
    credit = named.get("attr") or named.get("credit") or ""
    words = f"{words} {credit}".strip()
    alternative = named.get("alt") or (plain[1] if len(plain) > 1 and not named else "") or words
    shown = f"<figcaption>{escape(words)}</figcaption>" if words else ""
    return f'<figure><img src="{escape(source)}" alt="{escape(alternative)}">{shown}</figure>'


def _alone(text: str, start: int, end: int, html: str) -> str:
    """html as a block of its own, with as many line ends as before where it was alone on its lines."""
    before = text[text.rfind("\n", 0, start) + 1 : start].strip()
    line_end = text.find("\n", end)
    rest = text[end:] if line_end < 0 else text[end:line_end]
    following = "" if line_end < 0 else text[line_end + 1 : line_end + 200].partition("\n")[0].strip()
    lines = "\n" * text.count("\n", start, end)
    return (
        f"{chr(10) * 2 if before else ''}{html}{lines}{chr(10) * 2 if rest.strip() else chr(10) if following else ''}"
    )


def _fence(begin: re.Match[str], code: str) -> str:
    words = re.findall(r"[\w+#.-]+", begin["liquid"] or begin["hugo"] or "")
    language = next((word for word in words if word not in ("linenos", "table")), "")
    fence = "`" * max([2, *map(len, re.findall("`+", code))]) + "`"
    before = "" if begin.start() == 0 or begin.string[begin.start() - 1] == "\n" else "\n"
    code = code if code.startswith("\n") else f"\n{code}"
    return f"{before}{fence}{language}{code}{'' if code.endswith(chr(10)) else chr(10)}{fence}"


def _as_text(tag: str) -> str:
    """A tag as readers would see it: Markdown and HTML find nothing in it."""
    return re.sub(r"[<>*_`\[\]~|&]", lambda sign: _MARKDOWN_SIGNS[sign[0]], tag)
