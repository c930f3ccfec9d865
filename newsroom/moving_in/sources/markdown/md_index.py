"""Which file is which article or page here, so links between files find their way. A path and a slug for each."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from itertools import islice
from urllib.parse import unquote

from django.urls import reverse
from django.utils.translation import gettext as _

from articles.models import Article, OldAddress, Page
from newsroom.moving_in.move_batch import MovedItem
from newsroom.moving_in.slug_words import words_of_another_slug
from newsroom.moving_in.sources.markdown.md_addresses import DATED

AT_ONCE = 1_000
_SUFFIX = 6  # characters that a number at the end may take


@dataclass
class Index:
    """slugs: by path. kinds: "article" or "page"."""

    content: str = ""
    slugs: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    _by_name: dict[str, list[str]] = field(default_factory=dict)

    def add(self, path: str, kind: str, slug: str) -> None:
        self.slugs[path], self.kinds[path] = slug, kind
        for name in self._names(path):
            several = self._by_name.setdefault(name, [])
            if len(several) < 2:  # two of one name are as good as none
                several.append(path)

    @staticmethod
    def _names(path: str) -> set[str]:
        folder, file = posixpath.split(path)
        stem = posixpath.splitext(file)[0]
        names = {file, stem}
        if stem == "index":
            names = {posixpath.basename(folder)}
        if match := DATED.fullmatch(stem):
            names.add(match[2])
        return {name.casefold() for name in names if name}

    def settle(self, origin: str) -> None:
        """Give each text a slug of its own, that no other article or page has. moved: those that have another now."""
        for kind, model in (("article", Article), ("page", Page)):
            mine = MovedItem.objects.in_place().filter(origin=origin[:300], kind=kind, model=kind)
            mine_ids = mine.filter(object_id__isnull=False).values("object_id")
            paths = [path for path in self.slugs if self.kinds[path] == kind]
            taken = set(Page.Slug.values) if kind == "page" else set()
            rest = iter(paths)
            while some := list(islice(rest, AT_ONCE)):
                wanted = [self.slugs[path] for path in some]
                taken |= set(
                    model._default_manager.filter(slug__in=wanted)
                    .exclude(pk__in=mine_ids)
                    .values_list("slug", flat=True)
                )
                if kind == "article":
                    old = OldAddress.objects.filter(slug__in=wanted).exclude(article__in=mine_ids)
                    taken |= set(old.values_list("slug", flat=True))
            stated = {self.slugs[path] for path in paths}
            for path in paths:
                stem, number = self.slugs[path], 1
                while self.slugs[path] in taken:
                    number += 1
                    self.slugs[path] = f"{stem[: 120 - _SUFFIX]}-{number}"
                    others = model._default_manager.filter(slug=self.slugs[path]).exclude(pk__in=mine_ids)
                    if self.slugs[path] in stated or others.exists():
                        taken.add(self.slugs[path])
                if number > 1:
                    self.moved[path] = stem
                taken.add(self.slugs[path])

    def moved_words(self, path: str) -> str:
        """Why the text at path has another slug than it would; empty where it has its own."""
        if path not in self.moved:
            return ""
        if self.kinds[path] == "article":
            return words_of_another_slug(self.moved[path], self.slugs[path])
        words = _("Another page has the address “%(stem)s”; this one is at “%(slug)s”.")
        return words % {"stem": self.moved[path], "slug": self.slugs[path]}

    def address(self, path: str) -> str:
        if self.kinds[path] == "article":
            return reverse("article", args=[self.slugs[path]])
        return reverse("page", args=[self.slugs[path]])

    def find(self, target: str, folder: str) -> str:
        """The path of the file that a link to target in a text of folder leads to; empty if there is none."""
        target = unquote(target).strip()
        if not target or target.endswith("/.."):
            return ""
        begins = ["", self.content.rstrip("/")] if target.startswith("/") else [folder]
        for begin in begins:
            bare = posixpath.normpath(posixpath.join(begin, target.lstrip("/")))
            if bare.startswith("../") or bare in (".", ".."):
                continue
            for path in self._spellings(bare):
                if path in self.slugs:
                    return path
        return ""

    @staticmethod
    def _spellings(bare: str) -> list[str]:
        endings = (".md", ".markdown", ".html")
        stem = re.sub(r"\.html?$", "", bare)
        return [
            bare,
            *(f"{stem}{ending}" for ending in endings),
            *(f"{stem}/index{ending}" for ending in endings),
            *(f"{stem}/_index{ending}" for ending in endings),
        ]

    def named(self, name: str) -> str:
        """The path of the only file of that name, with or without its date and ending; empty if there is none."""
        several = self._by_name.get(posixpath.basename(unquote(name).strip().rstrip("/")).casefold(), [])
        return several[0] if len(several) == 1 else ""
