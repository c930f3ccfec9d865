"""Where a text was on its former site: by its maker's pattern, and by what its header says."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from slugify import slugify

from newsroom.moving_in.sources.markdown.md_keys import Facts, names_of, text_of
from newsroom.moving_in.sources.markdown.md_site import ELEVENTY, HUGO, JEKYLL, PELICAN, Site

DATED = re.compile(r"(\d{4}-\d{1,2}-\d{1,2})[-_](.+)")
LANGUAGE_ENDING = re.compile(r"\.([a-z]{2}(?:-[a-z]{2})?)$", re.IGNORECASE)
_JEKYLL_STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "",
    "none": "/:categories/:title:output_ext",
}
_LONGEST = 400  # characters of an address
MOST = 50  # addresses of a text


@dataclass(frozen=True)
class Place:
    """A text's place in its site. path: below the folder. folder: of path, within the content. name: of the file,
    without date, language and ending; of a bundle, that of its folder. day: of the file's name. language: of the
    file's name."""

    path: str
    folder: str
    name: str
    day: str = ""
    language: str = ""
    is_bundle: bool = False


def place_of(path: str, content: str) -> Place:
    inner = path.removeprefix(content) if content else path
    folder, file = posixpath.split(inner)
    name = posixpath.splitext(file)[0]
    language = ""
    if match := LANGUAGE_ENDING.search(name):
        language, name = match[1], name[: match.start()]
    is_bundle = name == "index" and bool(folder)
    if is_bundle:
        folder, name = posixpath.split(folder)
    day = ""
    if match := DATED.fullmatch(name):
        day, name = match.groups()
    return Place(path, folder, name, day, language, is_bundle)


def old_paths(
    site: Site, maker: str, place: Place, facts: Facts, slug: str, moment: datetime | None, *, is_page: bool
) -> list[str]:
    """Paths that begin with a slash, the address of the text itself first, where it is known."""
    stated = facts.text("permalink")
    if stated.lower() in ("false", "none") or stated in _JEKYLL_STYLES:
        stated = ""
    own = _filled(stated, place, facts, slug, moment, maker) if stated else ""
    if not own:
        own = _by_pattern(site, maker, place, facts, slug, moment, is_page=is_page)
    language = place.language.lower()
    if own and maker == HUGO and language and language != text_of(site.setting("defaultcontentlanguage")).lower():
        own = f"/{language}{own}"
    found = [_whole(own, site, "")] if own else []
    for _name, value in [*facts.all("permalink")[1:], *facts.all("aliases")]:
        for each in names_of(value) if not isinstance(value, str) else re.split(r"[\s,]+", value.strip(" []\"'")):
            if each and "{" not in each and ":" not in each.partition("://")[2 if "://" in each else 0]:
                found.append(_whole(each.strip("\"'"), site, own))
    return [each for each in dict.fromkeys(found) if each and each != "/" and len(each) <= _LONGEST][:MOST]


def _whole(address: str, site: Site, own: str) -> str:
    """address as a path with query. One without a slash is beside own, as Hugo reads it."""
    try:
        parts = urlsplit(address)
        if not parts.scheme and not address.startswith("/"):
            parts = urlsplit(urljoin(own.rstrip("/"), address) if own else f"/{address}")
    except ValueError:
        return ""
    path = parts.path if parts.path.startswith("/") else f"/{parts.path}"
    path = re.sub(r"/index\.html?$", "/", re.sub(r"/{2,}", "/", path))
    is_whole = parts.scheme or (site.base_path and path.startswith(f"{site.base_path}/"))
    return ("" if is_whole else site.base_path) + path + (f"?{parts.query}" if parts.query else "")


def _by_pattern(
    site: Site, maker: str, place: Place, facts: Facts, slug: str, moment: datetime | None, *, is_page: bool
) -> str:
    below = f"/{place.folder}/" if place.folder else "/"
    if maker == JEKYLL:
        style = text_of(facts.value("permalink")) or text_of(site.setting("permalink")) or "date"
        pattern = _JEKYLL_STYLES.get(style, style)
        if is_page:
            ending = "/" if pattern.endswith("/") else ".html"
            return f"{below}{place.name}{ending}" if not place.is_bundle else f"{below}{place.name}/"
        return _filled(pattern, place, facts, slug, moment, maker)
    if site.is_one_file:
        return ""  # where it was in its site is unknown
    if maker == HUGO:
        patterns = site.setting("permalinks")
        section = place.folder.partition("/")[0]
        patterns = patterns.get("page", patterns) if isinstance(patterns, dict) else {}
        if isinstance(patterns, dict) and isinstance(patterns.get(section), str):
            return _filled(patterns[section], place, facts, slug, moment, maker)
        ending = ".html" if text_of(site.setting("uglyurls")) == "true" else "/"
        name = facts.text("slug") or (f"{place.day}-{place.name}" if place.day else place.name)
        return re.sub(r"\s+", "-", f"{below}{name}").lower() + ending
    if maker == ELEVENTY:
        return f"{below}{place.name}/" if place.name != "index" else below
    if maker == PELICAN:
        kind = "page" if is_page else "article"
        usual = "pages/{slug}.html" if is_page else "{slug}.html"
        return _filled_pelican(text_of(site.setting(f"{kind}_url")) or usual, facts, slug, moment)
    return ""


def _filled(pattern: str, place: Place, facts: Facts, slug: str, moment: datetime | None, maker: str) -> str:
    """pattern with what it names by ":name"; empty if something is unknown."""
    if "{" in pattern or "<" in pattern:
        return _filled_pelican(pattern, facts, slug, moment) if maker == PELICAN else ""
    if ":" not in pattern or "://" in pattern:
        return pattern
    above = [each for each in place.folder.partition("_posts")[0].split("/") if each and not each.startswith("_")]
    names = list(dict.fromkeys([*above, *facts.names("section", by_spaces=True)])) if maker == JEKYLL else []
    categories = "/".join(name.lower() for name in names)
    known: dict[str, Any] = {
        "title": slug,
        "slug": slug,
        "slugorfilename": slug,
        "slugorcontentbasename": slug,
        "name": place.name,
        "filename": place.name,
        "basename": place.name,
        "contentbasename": place.name,
        "path": f"{place.folder}/{place.name}",
        "categories": categories,
        "slugified_categories": "/".join(map(slugify, names)),
        "section": place.folder.partition("/")[0],
        "sections": place.folder,
        "collection": place.folder.lstrip("_"),
        "output_ext": ".html",
    }
    if maker == HUGO and not facts.text("slug"):
        known["title"] = slugify(facts.text("headline"))
    if moment:
        known |= {
            "year": f"{moment:%Y}",
            "month": f"{moment:%m}",
            "day": f"{moment:%d}",
            "i_month": moment.month,
            "i_day": moment.day,
            "short_year": f"{moment:%y}",
            "y_day": f"{moment:%j}",
            "yearday": int(f"{moment:%j}"),
            "hour": f"{moment:%H}",
            "minute": f"{moment:%M}",
            "second": f"{moment:%S}",
            "monthname": f"{moment:%B}",
        }
    if any(name not in known for name in re.findall(r":([a-z_]+)", pattern)):
        return ""
    filled = re.sub(r":([a-z_]+)", lambda match: str(known[match[1]]), pattern)
    return re.sub(r"/{2,}", "/", filled if filled.startswith("/") else f"/{filled}")


def _filled_pelican(pattern: str, facts: Facts, slug: str, moment: datetime | None) -> str:
    def value(match: re.Match[str]) -> str:
        name, form = match[1], match[2] or ""
        if name == "date" and moment:
            return f"{moment:{form}}" if re.fullmatch(r"(?:%-?[A-Za-z]|[-_/.])*", form) else "\0"
        if name == "slug":
            return slug
        if name == "category":
            return slugify(next(iter(facts.names("section")), "misc"))
        if name == "author":
            return slugify(next(iter(facts.names("bylines")), "")) or "\0"
        return "\0"

    filled = re.sub(r"\{(\w+)(?::([^{}]{0,60}))?\}", value, pattern[:_LONGEST])
    return "" if "\0" in filled else f"/{filled.lstrip('/')}"
