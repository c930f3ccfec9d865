"""The folder of a site: who made it, what its settings say, and which files in it are texts and pictures.

No program in it is run: of Pelican's settings, only plain values are read. No link is followed, and nothing outside of
the folder is read, but for settings and pictures beside a folder of texts that is given alone.
"""

from __future__ import annotations

import ast
import os
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path
from stat import S_ISREG
from typing import Any
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from django.utils import timezone

from newsroom.moving_in.sources.lenient_text import beginning
from newsroom.moving_in.sources.markdown.md_header import read_settings
from newsroom.moving_in.sources.markdown.md_keys import text_of

JEKYLL, HUGO, ELEVENTY, PELICAN = "Jekyll", "Hugo", "Eleventy", "Pelican"
TEXTS = (".md", ".markdown", ".mkd", ".mkdn", ".mdown", ".mdwn", ".html", ".htm")
PAGES = (".html", ".htm")  # that are texts only if they have a header
PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".gif", ".avif", ".svg", ".bmp", ".tif", ".tiff", ".heic")
# Folders of makers that hold no texts of the site, or what was made of them.
OF_MAKERS = {
    *("node_modules", "_site", "_layouts", "_includes", "_sass", "_data", "_plugins", "vendor", "layouts", "themes"),
    *("archetypes", "i18n", "resources", "__pycache__", "bower_components"),
}
MADE_BY = {HUGO: {"public"}, PELICAN: {"output", "theme"}, ELEVENTY: {"_site", "dist"}}
STATIC = ("", "static", "assets", "public", "src", "source", "content", "src/static", "src/assets", "content/extra")
BESIDE = {"static", "assets", "public", "images", "img", "media", "uploads", "files"}  # folders of pictures
FOLDERS_OF_TEXTS = {"content", "_posts", "_drafts"}
_SETTINGS = {
    JEKYLL: ("_config.yml", "_config.yaml", "_config.toml"),
    HUGO: tuple(
        f"{folder}{name}.{ending}"
        for folder in ("", "config/_default/")
        for name in ("hugo", "config")
        for ending in ("toml", "yaml", "yml", "json")
    ),
    PELICAN: ("pelicanconf.py",),
    ELEVENTY: tuple(
        f"{name}.{ending}" for name in ("eleventy.config", ".eleventy") for ending in ("js", "mjs", "cjs", "ts")
    ),
}
_FORMS = {"toml": "TOML", "json": "JSON"}
LONGEST_PATH = 1_000  # characters


@dataclass
class Site:
    """root: the folder, with no link in its path. settings: by key. authors: names by short name."""

    root: Path
    maker: str = ""
    settings: dict[str, Any] = field(default_factory=dict)
    authors: dict[str, str] = field(default_factory=dict)
    is_one_file: bool = False

    @classmethod
    def at(cls, root: Path, *, is_one_file: bool = False) -> Site:
        site = cls(root.resolve(), is_one_file=is_one_file)
        if not is_one_file:
            site._read_settings()
        return site

    def _read_settings(self) -> None:
        for maker, names in _SETTINGS.items():
            for name in names:
                file = self.file(name) or self._beside(name)
                if file is None:
                    continue
                self.maker = self.maker or maker
                if maker == self.maker and not self.settings:
                    text = beginning(file)
                    ending = name.rpartition(".")[2]
                    if maker == PELICAN:
                        self.settings = _plain_values(text)
                    elif maker != ELEVENTY:
                        self.settings = read_settings(text, _FORMS.get(ending, "YAML"))
        if not self.maker and any(
            (self.root / name).is_dir() for name in ("_posts", "_drafts") if not (self.root / name).is_symlink()
        ):
            self.maker = JEKYLL
        if not self.maker and self.root.name in ("_posts", "_drafts"):
            self.maker = JEKYLL
        for name in ("_data/authors.yml", "_data/authors.yaml", "data/authors.yml", "data/authors.yaml"):
            if file := self.file(name):
                data = read_settings(beginning(file), "YAML")
                self.authors |= {key.casefold(): text_of(value) for key, value in data.items() if value}

    def _beside(self, name: str) -> Path | None:
        """Settings above the folder, where only the texts of a site were given."""
        file = self.root.parent / name
        is_there = self.root.name in FOLDERS_OF_TEXTS and not file.is_symlink() and file.is_file()
        return file if is_there else None

    # What the settings say --------------------------------------------------------------------------------------------

    def setting(self, *names: str) -> Any:
        lowered = {key.lower(): value for key, value in self.settings.items()}
        return next((lowered[name] for name in names if lowered.get(name)), "")

    @property
    def address(self) -> str:
        """Where the site was, in full; empty if the folder does not say it."""
        address = text_of(self.setting("url", "baseurl", "siteurl")) if self.maker else ""
        return address.rstrip("/") if address.startswith(("http://", "https://")) else ""

    @property
    def base_path(self) -> str:
        """The path below which the site was, without a slash at the end."""
        base = text_of(self.setting("baseurl")) if self.maker == JEKYLL else self.address
        try:
            path = urlsplit(base).path.strip("/")
        except ValueError:
            path = ""
        return f"/{path}" if path else ""

    @property
    def zone(self) -> tzinfo:
        try:
            return ZoneInfo(text_of(self.setting("timezone")))
        except (ValueError, OSError, KeyError):
            return timezone.get_current_timezone()

    @property
    def content(self) -> str:
        """The folder of the texts within the site, with a slash at its end; empty for the site's own."""
        for setting, name in ((HUGO, "content"), (PELICAN, "content"), (ELEVENTY, "src"), (ELEVENTY, "content")):
            if self.maker == setting and (self.root / name).is_dir():
                return f"{name}/"
        if not self.maker and (self.root / "content").is_dir():
            return "content/"
        return ""

    # Files ------------------------------------------------------------------------------------------------------------

    def file(self, path: str) -> Path | None:
        """The file at a path below the folder; None for none, for links out of it, and for what is no file."""
        if not path or len(path) > LONGEST_PATH or "\0" in path:
            return None
        return _inside(self.root, path)

    def picture_file(self, path: str) -> Path | None:
        """The file at a path as ``picture`` gives it."""
        beside = path.removeprefix("../")
        if beside == path:
            return self.file(path)
        is_pictures = self.root.name in FOLDERS_OF_TEXTS and beside.partition("/")[0] in BESIDE
        return _inside(self.root.parent / beside.partition("/")[0], beside.partition("/")[2]) if is_pictures else None

    def is_outside(self, path: str, folder: str) -> bool:
        """Whether a relative path leads out of the folder."""
        return not path.startswith("/") and posixpath.normpath(posixpath.join(folder, path)).startswith("..")

    def picture(self, address: str, relative: str) -> str:
        """The path from the folder of a picture that the text at relative names; empty if it is not there."""
        try:
            path = unquote(urlsplit(address.strip()).path)
        except ValueError:
            return ""
        if not path.lower().endswith(PICTURES):
            return ""
        folder, name = posixpath.split(relative)
        bare = path.removeprefix(f"{self.base_path}/") if self.base_path else path
        below = [] if path.startswith("/") else [folder, posixpath.join(folder, posixpath.splitext(name)[0])]
        for begin in (*below, *STATIC, *(f"../{each}" for each in ("", *STATIC[1:]))):
            wanted = posixpath.normpath(posixpath.join(begin, bare.lstrip("/")))
            if wanted.startswith("../"):
                if self.picture_file(wanted):
                    return wanted
            elif found := self.file(wanted):
                return found.relative_to(self.root).as_posix()
        return ""

    def walk(self) -> Iterator[tuple[str, str]]:
        """Each file below the folder, sorted: its path, and "text", "picture", "link", "folder" or "other".

        "folder": one of the maker's own, which is not looked into.
        """
        left_out = OF_MAKERS | MADE_BY.get(self.maker, set())
        for folder, folders, names in os.walk(self.root):
            here = Path(folder).relative_to(self.root).as_posix()
            here = "" if here == "." else f"{here}/"
            links = [name for name in folders if Path(folder, name).is_symlink()]
            gone = [name for name in folders if name in left_out and name not in links]
            folders[:] = sorted(
                name for name in folders if name not in links and name not in gone and not name.startswith(".")
            )
            yield from ((f"{here}{name}", "folder") for name in sorted(gone))
            for name in sorted([*names, *links]):
                if name.startswith("."):
                    continue
                yield f"{here}{name}", self._kind(Path(folder, name))

    @staticmethod
    def _kind(path: Path) -> str:
        if path.is_symlink():
            return "link"
        ending = path.suffix.lower()
        return "text" if ending in TEXTS else "picture" if ending in PICTURES else "other"


def _inside(root: Path, path: str) -> Path | None:
    """The file at path below root; None for none, for links out of it, and for what is no file."""
    try:
        found = (root / path.lstrip("/")).resolve()
        inside = found.is_relative_to(root) and S_ISREG(found.stat().st_mode)
    except (OSError, RuntimeError, ValueError):
        return None
    return found if inside else None


def _plain_values(text: str) -> dict[str, Any]:
    """The plain texts and mappings that a Python file gives to names. The file is not run."""
    found: dict[str, Any] = {}
    try:
        statements = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        pairs = re.findall(r"""^([A-Z_]{3,40}) *= *["']([^"'\n]{0,300})["']""", text, re.MULTILINE)
        return {key.lower(): value for key, value in pairs}
    for statement in statements:
        if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            try:
                value = ast.literal_eval(statement.value)
            except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
                continue
            if isinstance(value, str):
                found[statement.targets[0].id.lower()] = value
    return found
