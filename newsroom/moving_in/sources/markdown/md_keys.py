"""What the keys of a header mean, whatever their maker calls them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from articles.importing.front_matter import BETWEEN_NAMES, CALLED_ELSEWHERE
from newsroom.moving_in.sources.markdown.md_header import Header

# By our key, the names of others, the likeliest first. The import's own hints add theirs.
_FIRST = {
    "headline": "title",
    "published": "date",
    "embargo": "publishdate",
    "updated": "lastmod modified updated lastmodifiedat",
    "section": "categories category section sections",
    "topics": "tags tag topics",
    "bylines": "authors author",
    "standfirst": "excerpt summary description",
    "image": "image cover featuredimage featureimage thumbnail images heroimage banner ogimage coverimage",
    "alternative_text": "imagealt coveralt alt featuredimagealt thumbnailalt imagedescription",
    "slug": "slug basename",
    "permalink": "permalink url saveas",
    "aliases": "aliases alias redirectfrom redirects oldurls",
    "draft": "draft drafts status visibility publishedstatus private unlisted hidden",
    "expires": "expirydate expires unpublishdate expiry",
    "language": "lang language locale",
    "ai_use": "aiuse",
    "ai_system": "aisystem",
    "ai_note": "ainote",
    "sticky": "pin pinned sticky",
    "comments": "comments",
    "layout": "layout type",
    "kicker": "kicker",
}
_NOT_BY_HINTS = {
    "slug": {"permalink", "url", "path", "address"},
    "published": {"publishdate", "publish_date"},
    "kicker": {"label"},
    "bylines": {"by"},
}
# What only says how a maker sorts and shows its pages.
OF_MAKERS = {
    "toc",
    "tocopen",
    "showtoc",
    "weight",
    "menu",
    "menus",
    "navorder",
    "parent",
    "nav",
    "eleventynavigation",
    "eleventyexcludefromcollections",
    "eleventycomputed",
    "pagination",
    "template",
    "templateengineoverride",
    "renderwithliquid",
    "sitemap",
    "cascade",
    "outputs",
    "build",
    "_build",
    "headless",
    "linktitle",
    "classes",
    "class",
    "sidebar",
    "searchhidden",
    "hidemeta",
    "showreadingtime",
    "iscjklanguage",
    "markup",
    "math",
    "mathjax",
    "katex",
    "mermaid",
    "usemath",
    "translationkey",
    "guid",
    "id",
    "uid",
    "uuid",
    "readtime",
    "readingtime",
    "wordpressid",
    "jekyllimport",
    "share",
    "related",
    "excerptseparator",
    "moreseparator",
    "robots",
    "noindex",
}
HOLDERS = ("params", "taxonomies", "extra")  # where Hugo and Zola have keys of their users
MOST_NAMES = 200  # in a list


def plain_key(name: str) -> str:
    return re.sub(r"[\s_-]+", "", name).lower() or name


def _meanings() -> dict[str, str]:
    found: dict[str, str] = {}
    for meaning, names in _FIRST.items():
        hints = {*CALLED_ELSEWHERE.get(meaning, "").split()} - _NOT_BY_HINTS.get(meaning, set())
        for name in (meaning, *names.split(), *sorted(hints)):
            found.setdefault(plain_key(name), meaning)
    return found


MEANINGS = _meanings()
KNOWN_KEYS = sorted({*_FIRST, "title", "date", "tags", "categories", "author", "excerpt", "lastmod"})  # to be named


def meaning_of(name: str) -> str | None:
    return MEANINGS.get(plain_key(name))


@dataclass
class Facts:
    """The values of a header by meaning. own: by the names of ``--map``, with dots for what is within another."""

    header: Header
    own: dict[str, str] = field(default_factory=dict)
    _by_meaning: dict[str, list[tuple[str, Any]]] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        values = dict(self.header.values)
        own = {old.casefold(): new for old, new in self.own.items()}
        for holder in HOLDERS:
            if isinstance(inner := values.get(holder), dict):
                del values[holder]
                values = {**{f"{holder}.{key}": value for key, value in inner.items()}, **values}
        for path in [path for path in own if "." in path]:
            if (value := _within(self.header.values, path)) is not None:
                self._add(own[path], path, value)
        for name, value in values.items():
            bare = _bare(name)
            chosen = own.get(name.casefold()) or own.get(bare.casefold())
            meaning = MEANINGS.get(plain_key(chosen)) if chosen else MEANINGS.get(plain_key(bare))
            if chosen and not meaning:
                meaning = ""
            if meaning:
                self._add(meaning, name, value)
            elif plain_key(bare) not in OF_MAKERS and _has_something(value):
                self.unknown.append(name)

    def _add(self, meaning: str, name: str, value: Any) -> None:
        meaning = MEANINGS.get(plain_key(meaning), meaning)
        rows = self._by_meaning.setdefault(meaning, [])
        rows.append((name, value))
        if meaning in _FIRST:
            order = [plain_key(each) for each in _FIRST[meaning].split()]
            mapped = {old.casefold() for old in self.own}

            def place(row: tuple[str, Any]) -> int:
                key = plain_key(_bare(row[0]))
                if row[0].casefold() in mapped:
                    return -1
                return order.index(key) if key in order else len(order)

            rows.sort(key=place)

    def line(self, meaning: str) -> int | None:
        rows = self._by_meaning.get(meaning)
        return self.line_of(rows[0][0]) if rows else None

    def line_of(self, name: str) -> int | None:
        lines = self.header.lines
        return lines.get(name) or lines.get(name.partition(".")[0])

    def all(self, meaning: str) -> list[tuple[str, Any]]:
        return self._by_meaning.get(meaning, [])

    def value(self, meaning: str) -> Any:
        """The first value that says something; empty text for none."""
        return next((value for _name, value in self.all(meaning) if _has_something(value)), "")

    def text(self, meaning: str) -> str:
        return text_of(self.value(meaning))

    def second(self, meaning: str) -> list[str]:
        """The keys of a meaning whose values say something else than the first one."""
        first = self.value(meaning)
        said = [(name, value) for name, value in self.all(meaning) if _has_something(value)]
        return [name for name, value in said[1:] if value != first]

    def names(self, meaning: str, *, by_spaces: bool = False) -> list[str]:
        """A list, also where it is given as text, from all keys of the meaning."""
        found: list[str] = []
        for key, value in self.all(meaning):
            found += names_of(value, by_spaces=by_spaces and plain_key(key) in ("tags", "categories"))
        return list(dict.fromkeys(found))[:MOST_NAMES]


def text_of(value: Any) -> str:
    if isinstance(value, dict):
        value = next((value[key] for key in ("name", "title", "text", "src", "url") if key in value), "")
    if isinstance(value, list):
        return ", ".join(filter(None, map(text_of, value)))
    return str(value).strip()


def names_of(value: Any, *, by_spaces: bool = False) -> list[str]:
    """by_spaces: whether text without commas is a list of words, as Jekyll reads it."""
    if isinstance(value, list):
        found = [name for each in value for name in (names_of(each) if isinstance(each, list) else [text_of(each)])]
    elif isinstance(value, dict):
        found = [text_of(value)] if "name" in value else list(value)
    else:
        text = str(value).strip()
        if text[:1] == "[" and text[-1:] == "]":
            try:
                return names_of([str(each) for each in json.loads(text)])
            except (ValueError, TypeError, RecursionError):
                text = text[1:-1]
        sign = re.compile(r";") if ";" in text and "," in text else BETWEEN_NAMES
        found = sign.split(text)
        if by_spaces and len(found) == 1:
            found = text.split()
    return [name for each in found if (name := " ".join(each.strip().strip("\"'").split()))]


def is_true(text: str) -> bool:
    return text.strip().lower() in ("true", "yes", "on", "1", "y")


def is_yes_or_no(text: str) -> bool:
    return text.strip().lower() in ("true", "yes", "on", "1", "y", "false", "no", "off", "0", "n")


def _bare(name: str) -> str:
    holder, dot, inner = name.partition(".")
    return inner if dot and holder in HOLDERS else name


def _within(values: dict[str, Any], path: str) -> Any:
    found: Any = values
    for part in path.split("."):
        if not isinstance(found, dict):
            return None
        found = next((value for key, value in found.items() if key.casefold() == part), None)
    return found


def _has_something(value: Any) -> bool:
    return value not in ("", [], {})


def left_out(name: str) -> str:
    return _("The key “%(key)s” was left out: nothing here has a place for it.") % {"key": name[:60]}
