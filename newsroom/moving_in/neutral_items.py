"""What every source yields: items that name no maker. ``docs/MOVING.md`` says how a source is added.

Each item has an id of its own within its source and kind. Items refer to each other by these ids.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from django.utils.translation import gettext as _

MOST_CHANGES = 200  # of an item that are listed


class Kind(StrEnum):
    """The kinds of the report, in the order in which a batch takes them."""

    PERSON = "person"
    SECTION = "section"
    TOPIC = "topic"
    PICTURE = "picture"
    ARTICLE = "article"
    PAGE = "page"
    REDIRECT = "redirect"
    COMMENT = "comment"
    OTHER = "other"


@dataclass(kw_only=True)
class Item:
    """Something that a source holds.

    id: what the source calls it, unique within its kind. line: where it begins in its file. title: for the report.
    changes: what is other than the source says, each a whole sentence; an item without any is taken as it is.
    left_out: why it is not taken; empty if it is. address: where it was, in full, or empty. unlisted: how many changes
    there are besides, since a text may give cause for any number. listed_tags: template tags in its text that the
    source has put on the report already, as ``template_tags.as_listed`` writes them.
    """

    kind: ClassVar[Kind]
    id: str
    line: int | None = None
    title: str = ""
    changes: list[str] = field(default_factory=list)
    left_out: str = ""
    address: str = ""
    unlisted: int = 0
    listed_tags: list[str] = field(default_factory=list)

    def changed(self, words: str, line: int | None = None) -> None:
        """Put a change on the report, once. line: where it is in the file, if it is known."""
        sentence = f"{_('Line %(line)d') % {'line': line}}: {words}" if line else words
        if sentence in self.changes:
            return
        if len(self.changes) < MOST_CHANGES:
            self.changes.append(sentence)
        else:
            self.unlisted += 1


@dataclass(kw_only=True)
class Person(Item):
    kind = Kind.PERSON
    name: str
    slug: str = ""
    bio: str = ""


@dataclass(kw_only=True)
class Section(Item):
    """A category. It becomes the section that ``--map-category`` names, or one of its own name, or else a topic.

    is_section: whether the source means a section by it, so one is made.
    """

    kind = Kind.SECTION
    name: str
    slug: str = ""
    description: str = ""
    is_section: bool = False


@dataclass(kw_only=True)
class Topic(Item):
    """A tag. ``--map-category`` can make it a section."""

    kind = Kind.TOPIC
    name: str
    slug: str = ""


@dataclass(kw_only=True)
class Picture(Item):
    """A picture of the source's library. ``address`` says where it was. file: where it is here, if the source knows.

    digital_source_type: of ``Image``, if the source says it.
    """

    kind = Kind.PICTURE
    file: str = ""
    alternative_text: str = ""
    caption: str = ""
    credit: str = ""
    digital_source_type: str = ""


@dataclass(kw_only=True)
class Article(Item):
    """A text.

    body: HTML of any kind, whose pictures have their addresses of before; it is cleaned when it is taken.
    sections, topics, people: ids of such items, in order. lead_picture: an address or the id of a picture.
    published_at, updated_at, created_at: moments with a zone. is_public: whether readers could read it there; one that
    is not becomes a draft, unless ``published_at`` is in the future and ``is_scheduled``.
    private_because: why it stays unpublished, in a sentence. ai_use: as ``Article.ai_use``, if the source says it.
    sources, corrections: the fields of such rows.
    old_paths: addresses of before that are to lead to it, each as path with query, such as ``/?p=12``.
    own_file: where ``import_articles`` would find the same article.
    """

    kind = Kind.ARTICLE
    headline: str = ""
    slug: str = ""
    standfirst: str = ""
    kicker: str = ""
    body: str = ""
    body_line: int | None = None
    language: str = ""
    sections: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)
    lead_picture: str = ""
    lead_alternative_text: str = ""
    created_at: datetime | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    is_public: bool = False
    is_scheduled: bool = False
    private_because: str = ""
    ai_use: str = ""
    ai_system: str = ""
    ai_note: str = ""
    sources: list[dict[str, str]] = field(default_factory=list)
    corrections: list[dict[str, Any]] = field(default_factory=list)
    is_sticky: bool = False
    takes_comments: bool = True
    old_paths: list[str] = field(default_factory=list)
    own_file: str = ""


@dataclass(kw_only=True)
class Page(Item):
    """A page about the site, such as "Contact"."""

    kind = Kind.PAGE
    slug: str = ""
    body: str = ""
    body_line: int | None = None
    is_public: bool = False
    private_because: str = ""
    old_paths: list[str] = field(default_factory=list)


@dataclass(kw_only=True)
class Comment(Item):
    """What a reader said.

    article: the id of its article. on_address: where its article was, for sources that know no ids of articles.
    parent: the id of the comment that it answers, which has to come before it (``CommentSpool`` sees to that).
    status: published, pending, rejected, spam or withdrawn. network: the address that it came from; a keyed hash of it
    is stored. message: plain text.
    """

    kind = Kind.COMMENT
    article: str = ""
    on_address: str = ""
    parent: str = ""
    name: str = ""
    email: str = ""
    message: str = ""
    status: str = "published"
    stars: int | None = None
    network: str = ""
    created_at: datetime | None = None
    edited_at: datetime | None = None
    is_by_staff: bool = False


@dataclass(kw_only=True)
class Redirect(Item):
    """An address of before. path: with its query. to: the kind and id of what it leads to, or an address of ours."""

    kind = Kind.REDIRECT
    path: str
    to_kind: Kind | None = None
    to_id: str = ""
    target: str = ""


@dataclass(kw_only=True)
class Other(Item):
    """What has no place here, or is broken. ``left_out`` says why.

    closes: where the article was whose discussion it closes, or empty.
    """

    kind = Kind.OTHER
    closes: str = ""
