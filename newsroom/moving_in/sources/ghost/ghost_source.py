"""Ghost's export, as it streams by. Read twice: first for what posts refer to, and then for the posts and all else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from django.utils.translation import gettext as _

from newsroom.moving_in.comment_spool import CommentSpool
from newsroom.moving_in.move_options import MoveOptions
from newsroom.moving_in.neutral_items import Item, Kind, Other, Person, Picture, Redirect, Section, Topic
from newsroom.moving_in.sources.ghost.ghost_comments import comment_of
from newsroom.moving_in.sources.ghost.ghost_posts import GhostPosts
from newsroom.moving_in.sources.ghost.ghost_tables import (
    REFERRED,
    Facts,
    GhostTables,
    is_internal,
    key_of,
    table_of,
    text,
)
from newsroom.moving_in.sources.json_rows import BrokenRow, Row, rows
from newsroom.moving_in.sources.lenient_text import LenientText, beginning

_IS_GHOST = re.compile(
    r'\s*\{\s*(?:"db"\s*:\s*[\[{]|"meta"\s*:\s*\{[^{}]*"exported_on"|"data"\s*:\s*\{\s*"(?:posts|tags|users|settings|roles)")'
)
_VERSION = re.compile(r'"version"\s*:\s*"?([\w.]{1,20})')
_TABLE = re.compile(r"(/db/(\[\]/)?|/)data/\w+")
_NOT_YIELDED = {*REFERRED} - {"settings", "members"}
_ABOUT_PEOPLE = ("website", "location", "facebook", "twitter", "profile_image", "image", "cover_image")
_ABOUT_TAGS = ("feature_image", "image", "meta_title", "meta_description", "codeinjection_head", "codeinjection_foot")


def recognise(path: Path) -> GhostSource | None:
    head = beginning(path)
    if not _IS_GHOST.match(head):
        return None
    version = _VERSION.search(head)
    return GhostSource(path, f"Ghost ({version[1]})" if version else "Ghost")


class GhostSource:
    has_articles = True

    def __init__(self, path: Path, words: str) -> None:
        self.path, self.format = path, words
        self.size = 2 * path.stat().st_size
        self._text = LenientText(path)
        self._before = 0

    @property
    def origin(self) -> str:
        """Ghost's export does not say its site. The number of a setting is the same in each export of one."""
        return f"Ghost {self._tables.site_id}" if self._tables.site_id else str(self.path)

    @property
    def position(self) -> int:
        return self._before + self._text.position

    @cached_property
    def _tables(self) -> GhostTables:
        tables = GhostTables()
        for row in rows(self._text.pieces(), _is_table, lambda path: table_of(path) not in REFERRED):
            if isinstance(row, Row) and _is_table(row.path) and isinstance(row.value, dict):
                tables.add(table_of(row.path), row.value, row.line)
            elif isinstance(row, Row) and table_of(row.path) in _NOT_YIELDED and _is_table(row.path):
                tables.broken.append(BrokenRow(row.path, row.line, _("It is no row.")))
            elif isinstance(row, BrokenRow) and not row.is_end and table_of(row.path) in _NOT_YIELDED:
                tables.broken.append(row)
        self._before = self._text.position
        return tables

    def items(self, options: MoveOptions) -> Iterator[Item]:
        posts = GhostPosts(self._tables, options)
        self._text = LenientText(self.path)
        yield from self._people()
        yield from self._tags()
        pictures: set[str] = set()
        spool = CommentSpool()
        for row in rows(self._text.pieces(), _is_table, lambda path: table_of(path) in _NOT_YIELDED):
            if isinstance(row, BrokenRow):
                yield _broken(row)
            elif isinstance(row, Row) and _is_table(row.path):
                if table_of(row.path) == "comments" and isinstance(row.value, dict):
                    spool.add(comment_of(row.value, row.line, self._tables))
                else:
                    yield from self._row(row, posts, pictures)
        yield from spool.in_order()
        spool.close()
        for broken in self._tables.broken:
            yield _broken(broken)
        for table, line, facts in self._tables.twice:
            yield Other(
                id=f"{table}-{key_of(facts, line)}-{line}",
                line=line,
                title=text(facts, "name"),
                left_out=_("Another one before it has the same id."),
            )
        for number, (table, post, other) in enumerate(self._tables.without_post()):
            yield Other(
                id=f"{table}-{post}-{other}-{number}"[:300],
                title=table,
                left_out=_("It belongs to the post %(id)s, which is not in the file.") % {"id": post[:40]},
            )
        for line in self._text.broken:
            yield Other(
                id=f"character-{line}",
                line=line,
                title=_("Line %(line)d") % {"line": line},
                left_out=_("A character that no text can hold, or of another encoding, was replaced."),
            )

    def _row(self, row: Row, posts: GhostPosts, pictures: set[str]) -> Iterator[Item]:
        table = table_of(row.path)
        if not isinstance(row.value, dict):
            yield _broken(BrokenRow(row.path, row.line, _("It is no row.")))
        elif table == "posts":
            address, alternative_text, caption = posts.picture(row.value)
            if address and caption and address not in pictures:
                pictures.add(address)
                yield Picture(
                    id=address[:300],
                    line=row.line,
                    title=address,
                    address=address,
                    alternative_text=alternative_text,
                    caption=caption,
                )
            yield posts.item(row.value, row.line)
        else:
            yield self._other(table, row.value, row.line)

    def _other(self, table: str, facts: Facts, line: int) -> Other:
        words = _("The settings of a Ghost have no place here.")
        if table != "settings":
            words = _("It is a row of “%(table)s”, which has no place here.") % {"table": table}
        title = text(facts, "key", "name", "title", "slug")
        return Other(id=f"{table}-{key_of(facts, line)}"[:300], line=line, title=title or table, left_out=words)

    def _people(self) -> Iterator[Item]:
        writers = self._tables.writers()
        for key, (line, facts) in self._tables.users.items():
            name, slug = text(facts, "name"), text(facts, "slug")
            person = Person(id=key, line=line, title=name, name=name or slug, slug=slug, bio=text(facts, "bio"))
            if writers and key not in writers:
                person.left_out = _("It is an account that wrote nothing in this file.")
            _note_what_is_left(person, facts, _ABOUT_PEOPLE)
            yield person
            if slug and not person.left_out:
                yield _archive(Kind.PERSON, key, f"/author/{slug}/", line)

    def _tags(self) -> Iterator[Item]:
        primary = self._tables.primary_tags()
        for key, (line, facts) in self._tables.tags.items():
            name, slug = text(facts, "name"), text(facts, "slug")
            tag: Section | Topic = Topic(id=key, line=line, title=name, name=name, slug=slug)
            if is_internal(facts):
                tag.left_out = _("It is an internal tag: readers never saw it.")
            elif key in primary:
                tag = Section(id=key, line=line, title=name, name=name, slug=slug)
                tag.description = text(facts, "description")
            _note_what_is_left(tag, facts, (*_ABOUT_TAGS, *(("description",) if tag.kind is Kind.TOPIC else ())))
            yield tag
            if slug and not tag.left_out:
                yield _archive(tag.kind, key, f"/tag/{slug}/", line)


def _is_table(path: str) -> bool:
    return bool(_TABLE.fullmatch(path))


def _note_what_is_left(item: Item, facts: Facts, names: tuple[str, ...]) -> None:
    for name in names:
        if words := text(facts, name):
            said = _("It has no place here and was left out (%(name)s): “%(words)s”")
            item.changed(said % {"name": name, "words": " ".join(words.split())[:120]}, item.line)


def _archive(kind: Kind, key: str, path: str, line: int) -> Redirect:
    return Redirect(id=path, line=line, title=path, path=path, to_kind=kind, to_id=key)


def _broken(row: BrokenRow) -> Other:
    words = _("It cannot be read: %(what)s")
    if row.is_end:
        words = _("The file is broken here, and what comes after it was not read: %(what)s")
    title = _("Line %(line)d (%(table)s)") % {"line": row.line, "table": table_of(row.path)}
    return Other(
        id=f"broken-{table_of(row.path)}-{row.line}"[:300],
        line=row.line,
        title=title,
        left_out=words % {"what": row.words},
    )
