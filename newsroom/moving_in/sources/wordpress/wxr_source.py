"""WordPress's export (WXR 1.0 to 1.2), as it streams by.

Read twice: first for the pictures, which a text may name before they come, and then for all else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from newsroom.moving_in.comment_spool import CommentSpool
from newsroom.moving_in.move_options import MoveOptions
from newsroom.moving_in.neutral_items import Item, Kind, Other, Person, Redirect, Section, Topic
from newsroom.moving_in.sources.lenient_text import LenientText, beginning
from newsroom.moving_in.sources.wordpress.wxr_comments import comment_of, review_of
from newsroom.moving_in.sources.wordpress.wxr_library import Library, picture_of
from newsroom.moving_in.sources.wordpress.wxr_posts import POST_KINDS, post_of
from newsroom.moving_in.sources.xml_nodes import Broken, Node, nodes

_VERSION = re.compile(r"<wp:wxr_version>\s*(?:<!\[CDATA\[)?\s*([\d.]+)")
_IS_WXR = re.compile(r"wordpress\.org/export/|<wp:wxr_version>")


def recognise(path: Path) -> WxrSource | None:
    head = beginning(path)
    if not ("<rss" in head and _IS_WXR.search(head)):
        return None
    version = _VERSION.search(head)
    return WxrSource(path, f"WordPress (WXR {version[1] if version else '1.0'})")


class WxrSource:
    has_articles = True

    def __init__(self, path: Path, words: str) -> None:
        self.path, self.format = path, words
        self.size = 2 * path.stat().st_size
        self.origin, self.base_path = self._site()
        self._text = LenientText(path)
        self._before = 0

    @property
    def position(self) -> int:
        return self._before + self._text.position

    def _site(self) -> tuple[str, str]:
        """What names the site, and the path under which it is."""
        addresses = {}
        for node in nodes(LenientText(self.path).pieces(), with_early=False):
            if isinstance(node, Broken) or node.name in ("item", "wp:author", "wp:category", "wp:tag", "wp:term"):
                break
            addresses[node.name] = node.text.strip()
        address = next(
            (addresses[name] for name in ("wp:base_blog_url", "link", "wp:base_site_url") if addresses.get(name)), ""
        )
        try:
            parts = urlsplit(address)
        except ValueError:
            return str(self.path), ""
        return address.rstrip("/") or str(self.path), parts.path.rstrip("/")

    def items(self, options: MoveOptions) -> Iterator[Item]:
        library = Library()
        for node in nodes(self._text.pieces(), with_early=False):
            if isinstance(node, Node) and node.name == "item":
                post_type = node.get("wp:post_type")
                if post_type == "attachment":
                    yield library.add(picture_of(node), node.get("wp:post_parent"))
                elif post_type == "wp_block":
                    library.add_block(node)
        self._before = self._text.position
        self._text = LenientText(self.path)
        yield from _Reading(self, library, options).items(self._text)
        library.close()


class _Reading:
    """The second time through. What posts name without a description of it is made up as they come."""

    def __init__(self, source: WxrSource, library: Library, options: MoveOptions) -> None:
        self._source, self._library, self._options = source, library, options
        self._known: set[tuple[Kind, str]] = set()
        self._staff: set[str] = set()

    def items(self, text: LenientText) -> Iterator[Item]:
        spool, loose = CommentSpool(), 0
        for node in nodes(text.pieces()):
            if isinstance(node, Broken):
                yield from self._broken(node, spool)
                spool = self._anew(spool)
            elif node.name == "wp:comment":
                loose += 1
                spool.add(comment_of(node, self._staff, fallback=f"line-{node.line}"))
            elif node.name == "item":
                yield from self._post(node, spool)
                spool = self._anew(spool)
            else:
                yield from self._of_the_channel(node)
        yield from self._left(spool, _("Its post is broken off."))
        spool.close()
        for line in text.broken:
            yield Other(
                id=f"character-{line}",
                line=line,
                title=_("Line %(line)d") % {"line": line},
                left_out=_("A character that no text can hold, or of another encoding, was replaced."),
            )

    @staticmethod
    def _anew(spool: CommentSpool) -> CommentSpool:
        spool.close()
        return CommentSpool()

    def _broken(self, broken: Broken, spool: CommentSpool) -> Iterator[Item]:
        what = broken.item
        title = what.get("title") if what else ""
        words = _("The XML is broken on line %(line)d (%(what)s); the next item is read again.")
        yield Other(
            id=f"broken-{broken.line}",
            line=what.line if what else broken.line,
            title=title,
            left_out=words % {"line": broken.line, "what": broken.words},
        )
        yield from self._left(spool, _("Its post is broken off."))

    @staticmethod
    def _left(spool: CommentSpool, words: str) -> Iterator[Item]:
        for comment in spool.in_order():
            comment.left_out = comment.left_out or words
            yield comment

    # What the channel says --------------------------------------------------------------------------------------------

    def _of_the_channel(self, node: Node) -> Iterator[Item]:
        if node.name == "wp:author":
            self._staff.add(node.get("wp:author_id"))
            yield from self._person(node)
        elif node.name == "wp:category":
            slug = node.get("wp:category_nicename")
            yield from self._group(Kind.SECTION, node.get("wp:cat_name"), slug, node)
        elif node.name == "wp:tag":
            yield from self._group(Kind.TOPIC, node.get("wp:tag_name"), node.get("wp:tag_slug"), node)
        elif node.name == "wp:term":
            yield from self._term(node)

    def _person(self, node: Node) -> Iterator[Item]:
        login = node.get("wp:author_login")
        both = f"{node.get('wp:author_first_name')} {node.get('wp:author_last_name')}".strip()
        name = unescape(node.get("wp:author_display_name") or both or login)
        if self._is_new(Kind.PERSON, login or name):
            yield Person(id=login or name, line=node.line, title=name, name=name, slug=login)
            yield self._archive(Kind.PERSON, login or name, f"/author/{login.lower()}/", node.line)

    def _group(self, kind: Kind, name: str, slug: str, node: Node) -> Iterator[Item]:
        name = unescape(name)  # as WordPress stores it: "Arts &amp; life"
        key = slug or name
        if not self._is_new(kind, key):
            return
        item = (Section if kind is Kind.SECTION else Topic)(
            id=key, line=node.line, title=name or slug, name=name or slug, slug=slug
        )
        if node.get("wp:category_parent"):
            item.changed(
                _("It was below “%(parent)s”; nothing is below another here.")
                % {"parent": node.get("wp:category_parent")}
            )
        yield item
        place = "category" if kind is Kind.SECTION else "tag"
        if slug:
            yield self._archive(kind, key, f"/{place}/{slug}/", node.line)

    def _archive(self, kind: Kind, key: str, path: str, line: int) -> Redirect:
        path = f"{self._source.base_path}{path}"
        return Redirect(id=path, line=line, title=path, path=path, to_kind=kind, to_id=key)

    def _term(self, node: Node) -> Iterator[Item]:
        taxonomy, name, slug = (node.get(f"wp:term_{each}") for each in ("taxonomy", "name", "slug"))
        if taxonomy in ("category", "post_tag"):
            yield from self._group(Kind.SECTION if taxonomy == "category" else Kind.TOPIC, name, slug, node)
            return
        words = _("It is a term of “%(taxonomy)s”, which has no place here.") % {"taxonomy": taxonomy}
        yield Other(
            id=f"term-{taxonomy}-{slug or name or node.line}", line=node.line, title=name or slug, left_out=words
        )

    def _is_new(self, kind: Kind, key: str) -> bool:
        if (kind, key) in self._known:
            return False
        self._known.add((kind, key))
        return True

    # Posts ------------------------------------------------------------------------------------------------------------

    def _post(self, node: Node, spool: CommentSpool) -> Iterator[Item]:
        post_type = node.get("wp:post_type") or "post"
        if post_type in ("attachment", "wp_block"):
            if post_type == "wp_block":
                yield Other(
                    id=f"wp_block-{node.get('wp:post_id')}",
                    line=node.line,
                    title=node.get("title"),
                    left_out=_("It is a pattern: its words are in each text that shows it."),
                )
            yield from self._left(spool, _("It is about a file of the library, which takes no comments here."))
            return
        if post_type == "site-review":
            yield review_of(node)
            yield from self._left(spool, _("It is about a review, which takes no comments here."))
            return
        yield from self._unknown_names(node)
        item = post_of(node, post_type, self._library, self._source.base_path, self._options)
        yield item
        if item.kind is not Kind.ARTICLE:
            words = _("It is about a page; only articles take comments.") if item.kind is Kind.PAGE else ""
            yield from self._left(spool, words or _("What it is about was left out."))
            return
        for comment in spool.in_order():
            comment.article = item.id
            if item.left_out:
                comment.left_out = comment.left_out or _("What it is about was left out.")
            yield comment

    def _unknown_names(self, node: Node) -> Iterator[Item]:
        """Authors, categories and tags that the post names and the channel does not describe."""
        if node.get("wp:post_type") not in ("", *POST_KINDS):
            return
        author = node.get("dc:creator")
        if author and self._is_new(Kind.PERSON, author):
            person = Person(id=author, line=node.line, title=author, name=author, slug=author)
            person.changed(_("The file does not describe this author; the name is that of the sign-in."), node.line)
            yield person
        for category in node.all("category"):
            kind = {"post_tag": Kind.TOPIC, "tag": Kind.TOPIC, "category": Kind.SECTION, "": Kind.SECTION}.get(
                category.attributes.get("domain", "")
            )
            if kind and category.text.strip():
                yield from self._group(kind, category.text.strip(), category.attributes.get("nicename", ""), category)
