"""Folders and files of Markdown as Jekyll, Hugo, Eleventy, Pelican and ``import_articles`` have them.

Read twice: first the headers, so each text has an address to which links lead, and then all else, a file at a time.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from articles.importing.article_file import MAX_BYTES
from newsroom.moving_in.move_options import MoveOptions
from newsroom.moving_in.neutral_items import Article, Item, Kind, Other, Section
from newsroom.moving_in.sources.lenient_text import LenientText, beginning
from newsroom.moving_in.sources.markdown.md_header import LONGEST, Header, HeaderError, read_header, read_settings
from newsroom.moving_in.sources.markdown.md_index import Index
from newsroom.moving_in.sources.markdown.md_keys import text_of
from newsroom.moving_in.sources.markdown.md_own import is_ours, own_items
from newsroom.moving_in.sources.markdown.md_posts import GENERIC, Post, PostReader
from newsroom.moving_in.sources.markdown.md_site import PAGES, TEXTS, Site

LOOKED_AT = 2_000  # files of a folder, to see whether it is one of Markdown
OF_OTHER_SOURCES = (".xml", ".json", ".db", ".sqlite", ".sqlite3", ".jsonl", ".wxr")
ABOUT_THE_FOLDER = {"readme", "license", "licence", "changelog", "contributing", "code_of_conduct", "security", "todo"}
OTHER_LANGUAGES = (".rst", ".adoc", ".asciidoc", ".org", ".textile", ".mdx", ".njk", ".liquid", ".ipynb")
CHARACTERS = LONGEST + 1_000  # of the beginning of a file, for its header


def recognise(path: Path) -> MarkdownSource | None:
    if path.is_file():
        if path.suffix.lower() in TEXTS and _has_header(beginning(path, CHARACTERS)):
            return MarkdownSource(Site.at(path.parent, is_one_file=True), path)
        return None
    if not path.is_dir():
        return None
    site = Site.at(path)
    return MarkdownSource(site, path) if _is_markdown(site) else None


def _has_header(text: str) -> bool:
    try:
        return bool(read_header(text).form)
    except HeaderError:
        return True


def _is_markdown(site: Site) -> bool:
    """Whether the folder is a site, or holds texts with headers, and nothing beside them that is a source itself."""
    has_texts = False
    for relative, kind in islice(site.walk(), LOOKED_AT):
        if kind == "other" and not site.maker and relative.lower().endswith(OF_OTHER_SOURCES):
            return False
        if kind == "text" and not has_texts:
            has_texts = _has_header(beginning(site.root / relative, CHARACTERS))
    return has_texts


class MarkdownSource:
    has_articles = True

    def __init__(self, site: Site, path: Path) -> None:
        self.path, self._site = path, site
        self._is_one_file = site.is_one_file
        self.format = _("Markdown (%(maker)s)") % {"maker": site.maker} if site.maker else "Markdown"
        self.origin = site.address or str(site.root)
        self.size, self.position = 0, 0
        for relative, kind in self._files():
            if kind == "text":
                self.size += _size(site.root / relative)

    def _files(self) -> Iterator[tuple[str, str]]:
        if self._is_one_file:
            yield self.path.name, "text"
        else:
            yield from self._site.walk()

    def items(self, options: MoveOptions) -> Iterator[Item]:
        index = Index(self._site.content)
        unread: dict[str, tuple[str, int]] = {}
        for relative, kind in self._files():
            if kind == "text":
                self._index(relative, index, options, unread)
        index.settle(self.origin)
        known: set[tuple[Kind, str]] = set()
        reader = PostReader(self._site, index, options, known)
        yield from self._sections(options, known)
        for relative, kind in self._files():
            if kind == "text":
                yield from self._text(relative, index, options, unread, reader, known)
                self.position += _size(self._site.root / relative)
            elif kind != "picture":
                yield self._no_text(relative, kind)
        yield from self._pictures_of_no_text(reader)

    # First ------------------------------------------------------------------------------------------------------------

    def _index(self, relative: str, index: Index, options: MoveOptions, unread: dict[str, tuple[str, int]]) -> None:
        file = self._site.root / relative
        if posixpath.splitext(posixpath.basename(relative))[0] == "_index" or _size(file) > MAX_BYTES:
            return
        try:
            header = read_header(beginning(file, CHARACTERS))
        except HeaderError as fault:
            unread[relative] = (str(fault), fault.line)
            return
        if self._is_about_the_folder(relative, header):
            return
        post = self._post(relative, header, options)
        if is_ours(header):
            index.add(relative, "article", self._own_slug(post))
        else:
            index.add(relative, post.kind.value, post.slug)

    @staticmethod
    def _own_slug(post: Post) -> str:
        from slugify import slugify

        stated, headline = text_of(post.header.values.get("slug", "")), text_of(post.header.values["headline"])
        return stated or slugify(headline, max_length=120, word_boundary=True) or post.slug

    @staticmethod
    def _is_about_the_folder(relative: str, header: Header) -> bool:
        name = posixpath.splitext(posixpath.basename(relative))[0].lower()
        return not header.form and (name in ABOUT_THE_FOLDER or relative.lower().endswith(PAGES))

    def _post(self, relative: str, header: Header, options: MoveOptions) -> Post:
        header.values = {**self._defaults(relative), **header.values}
        return Post(self._site, relative, header, options.keys)

    def _defaults(self, relative: str) -> dict[str, object]:
        """What Eleventy's file of a folder says of all texts in it."""
        folder = posixpath.dirname(relative)
        name = posixpath.basename(folder)
        if not folder or self._site.maker not in ("Eleventy", ""):
            return {}
        file = self._site.file(f"{folder}/{name}.json") or self._site.file(f"{folder}/{name}.11tydata.json")
        if not file:
            return {}
        found = read_settings(beginning(file, CHARACTERS), "JSON")
        return {key: value for key, value in found.items() if key != "permalink"}

    def _sections(self, options: MoveOptions, known: set[tuple[Kind, str]]) -> Iterator[Item]:
        """Hugo's "_index" files, which tell the title of a folder."""
        for relative, kind in self._files():
            folder, name = posixpath.split(relative)
            if kind != "text" or posixpath.splitext(name)[0] != "_index":
                continue
            inner = folder.removeprefix(self._site.content.rstrip("/")).strip("/")
            try:
                header = read_header(beginning(self._site.root / relative, CHARACTERS))
            except HeaderError as fault:
                yield Other(id=relative, line=fault.line, title=relative, left_out=f"Line {fault.line}: {fault}")
                continue
            title = text_of(header.values.get("title", "")) or inner
            is_list = not inner or (inner in GENERIC and not options.section_for(inner, title))
            if is_list or "/" in inner:
                words = _("It is the front page of a list, which is made of the articles here.")
                yield Other(id=relative, line=1, title=title or relative, left_out=words)
                continue
            known.add((Kind.SECTION, inner))
            section = Section(id=inner, line=1, title=title, name=title, slug=posixpath.basename(inner))
            if header.body.strip():
                section.changed(_("The words on the front page of the section were left out."), header.body_line)
            for key in header.values.keys() - {"title"}:
                words = _("The key “%(key)s” was left out: nothing here has a place for it.") % {"key": key[:60]}
                section.changed(words, header.lines.get(key))
            yield section

    # Then -------------------------------------------------------------------------------------------------------------

    def _text(
        self,
        relative: str,
        index: Index,
        options: MoveOptions,
        unread: dict[str, tuple[str, int]],
        reader: PostReader,
        known: set[tuple[Kind, str]],
    ) -> Iterator[Item]:
        file = self._site.root / relative
        if posixpath.splitext(posixpath.basename(relative))[0] == "_index":
            if _size(file) > MAX_BYTES:
                yield Other(id=relative, line=1, title=relative, left_out=_too_large())
            return
        if relative in unread:
            words, line = unread[relative]
            yield Article(id=relative, line=line, title=relative, left_out=f"Line {line}: {words}")
            return
        if self._site.file(relative) is None:
            yield Other(id=relative, title=relative, left_out=_("It is no file, or it cannot be read."))
            return
        if _size(file) > MAX_BYTES:
            yield Article(id=relative, line=1, title=relative, left_out=_too_large())
            return
        if relative not in index.slugs:
            words = _("It has no header, and is about the folder rather than an article.")
            yield Other(id=relative, line=1, title=relative, left_out=words)
            return
        yield from self._post_items(relative, index, options, reader, known)

    def _post_items(
        self, relative: str, index: Index, options: MoveOptions, reader: PostReader, known: set[tuple[Kind, str]]
    ) -> Iterator[Item]:
        text = LenientText(self._site.root / relative)
        notes: list[tuple[str, int | None]] = []
        try:
            whole = "".join(text.pieces())
            header = read_header(whole)
        except (OSError, UnicodeError, HeaderError) as fault:
            line = fault.line if isinstance(fault, HeaderError) else None
            yield Article(id=relative, line=line, title=relative, left_out=_("It cannot be read: %s") % fault)
            return
        if text.encoding.startswith("utf-16"):
            notes.append((_("It is not in UTF-8 but in UTF-16."), None))
        notes += [
            (_("A character that no text can hold, or of another encoding than UTF-8, was replaced."), line)
            for line in text.broken
        ]
        if not notes and is_ours(header):
            yield from own_items(self._site, relative, index, known)
            return
        if not header.form:
            notes.append((_("It has no header."), 1))
        post = self._post(relative, header, options)
        if not header.body.strip() and post.place.name == "index" and not post.place.folder:
            words = _("It is the front page of a list, which is made of the articles here.")
            yield Other(id=relative, line=1, title=post.facts.text("headline") or relative, left_out=words)
            return
        yield from reader.items(post, notes)

    # What is no text --------------------------------------------------------------------------------------------------

    def _no_text(self, relative: str, kind: str) -> Other:
        if kind == "link":
            words = _("It is a link; links are not followed.")
        elif kind == "folder":
            words = _("This folder holds what the site was made with or made of, and no texts; it was not looked into.")
        elif relative.lower().endswith(OTHER_LANGUAGES):
            words = _("It is a template, or a text in another language than Markdown and HTML.")
        else:
            words = _("It is neither a text nor a picture.")
        return Other(id=relative, title=relative, left_out=words)

    def _pictures_of_no_text(self, reader: PostReader) -> Iterator[Item]:
        for relative, kind in self._files():
            if kind == "picture" and relative not in reader.pictures:
                yield Other(id=relative, title=relative, left_out=_("No text shows this picture."))


def _size(file: Path) -> int:
    try:
        return os.lstat(file).st_size
    except OSError:
        return 0


def _too_large() -> str:
    return _("The file is larger than %(limit)d MB.") % {"limit": MAX_BYTES // 1_000_000}
