"""Disqus's export: comments by thread. Read twice: first for the threads, which say where an article was."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from django.utils.translation import gettext as _

from newsroom.moving_in.comment_spool import CommentSpool
from newsroom.moving_in.move_options import MoveOptions
from newsroom.moving_in.neutral_items import Comment, Item, Other
from newsroom.moving_in.sources.lenient_text import LenientText, beginning
from newsroom.moving_in.sources.plain_words import plain_words
from newsroom.moving_in.sources.xml_nodes import Broken, Node, Shape, nodes

DISQUS = Shape(re.compile(r"<post[\s>]|<thread\s[^<>]*(?<!/)>"), frozenset({"thread", "post"}), 1, "<disqus {spaces}>")
_IS_DISQUS = re.compile(r"<disqus[\s>]")
_WRAPPED = re.compile(r"""href=(["'])(https?://disq\.us/[^"']+)\1""")
_YES, _NO = ("true", "1"), ("false", "0", "")


@dataclass(frozen=True)
class Thread:
    address: str
    title: str


def recognise(path: Path) -> DisqusSource | None:
    head = beginning(path)
    return DisqusSource(path) if _IS_DISQUS.search(head[:4_000]) else None


class DisqusSource:
    format = "Disqus"
    has_articles = False

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = 2 * path.stat().st_size
        self._text = LenientText(path)
        self._before = 0
        self.origin = f"Disqus {self._forum() or path}"

    @property
    def position(self) -> int:
        return self._before + self._text.position

    def _forum(self) -> str:
        for node in nodes(LenientText(self.path).pieces(), DISQUS):
            if isinstance(node, Node) and node.get("forum"):
                return node.get("forum")
        return ""

    def items(self, options: MoveOptions) -> Iterator[Item]:
        threads: dict[str, Thread] = {}
        for node in nodes(self._text.pieces(), DISQUS):
            if isinstance(node, Node) and node.name == "thread":
                key = node.attributes.get("id", "")
                if key and (key not in threads or not threads[key].address):
                    threads[key] = Thread(_address_of(node), node.get("title"))
        self._before = self._text.position
        self._text = LenientText(self.path)
        spool = CommentSpool()
        for node in nodes(self._text.pieces(), DISQUS):
            if isinstance(node, Broken):
                yield _broken(node)
            elif node.name == "post":
                spool.add(_comment(node, threads))
            elif node.name == "thread":
                yield _thread(node)
            else:
                yield Other(
                    id=f"{node.name}-{node.attributes.get('id') or node.line}"[:300],
                    line=node.line,
                    title=node.get("title") or node.name,
                    left_out=_("It is a “%(kind)s”, which has no place here.") % {"kind": node.name[:40]},
                )
        yield from spool.in_order()
        spool.close()
        for line in self._text.broken:
            yield Other(
                id=f"character-{line}",
                line=line,
                title=_("Line %(line)d") % {"line": line},
                left_out=_("A character that no text can hold, or of another encoding, was replaced."),
            )


def _address_of(thread: Node) -> str:
    """Where its article was; sites without a link there often have the address as the thread's own id."""
    link = thread.get("link")
    own = (thread.get("id").split() or [""])[-1]
    return link or (own if "/" in own else "")


def _thread(node: Node) -> Other:
    address = _address_of(node)
    words = _("A thread has no words of its own; its comments are about the article at %(address)s.")
    if not address:
        words = _("The thread does not say where its article was.")
    other = Other(
        id=f"thread-{node.attributes.get('id') or f'line-{node.line}'}"[:300],
        line=node.line,
        title=node.get("title") or _("Thread %(id)s") % {"id": node.attributes.get("id", "")[:40]},
        address=address,
        left_out=words % {"address": address[:200]},
    )
    if node.get("isClosed") in _YES:
        other.closes = address
    return other


def _comment(node: Node, threads: dict[str, Thread]) -> Comment:
    author = node.first("author") or Node("author", node.line)
    name = unescape(author.get("name"))
    about, parent = node.first("thread"), node.first("parent")
    comment = Comment(
        id=(node.attributes.get("id") or f"line-{node.line}")[:280],
        line=node.line,
        title=name,
        parent=parent.attributes.get("id", "") if parent else "",
        name=name,
        email=author.get("email"),
        network=node.get("ipAddress"),
    )
    if not node.attributes.get("id"):
        comment.changed(_("It has no number."), node.line)
    message = node.first("message")
    comment.message = plain_words(_WRAPPED.sub(_unwrapped, _words(message) if message else ""), comment)
    if message and message.is_cut:
        comment.changed(_("The text is too long."), node.line)
    comment.created_at = _moment(node.get("createdAt"))
    comment.status = _status(node, comment)
    if comment.status == "withdrawn":
        comment.changed(
            _("It was deleted there, by its writer or a moderator; here it counts as withdrawn."), node.line
        )
    thread = threads.get(about.attributes.get("id", "")) if about else None
    if thread is None:
        comment.left_out = _("Its thread is not in the file.")
    elif not thread.address:
        comment.left_out = _("Its thread does not say where its article was.")
    else:
        comment.on_address = comment.address = thread.address
    return comment


def _words(node: Node) -> str:
    """The text of an element, with that of elements within it, which a message has where it is not escaped."""
    return "\n".join(filter(None, (node.text, *(_words(child) for child in node.children))))


def _status(node: Node, comment: Comment) -> str:
    """What is neither yes nor no waits for a moderator, unless it is spam or deleted for sure."""
    for name, status in (("isSpam", "spam"), ("isDeleted", "withdrawn")):
        if node.get(name).lower() in _YES:
            return status
    for name in ("isSpam", "isDeleted", "isApproved"):
        if (value := node.get(name).lower()) not in (*_YES, *_NO):
            words = _("“%(value)s” says neither yes nor no (%(name)s), so it waits for a moderator.")
            comment.changed(words % {"value": value[:40], "name": name}, node.line)
            return "pending"
    return "pending" if node.first("isApproved") and node.get("isApproved").lower() == "false" else "published"


def _moment(text: str) -> datetime | None:
    with suppress(ValueError):
        found = datetime.fromisoformat(text)
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    return None


def _unwrapped(match: re.Match[str]) -> str:
    """A link without Disqus's own address around it, which counts who follows it."""
    with suppress(ValueError):
        inner = parse_qs(urlsplit(unescape(match[2])).query).get("url", [""])[0]
        address = re.sub(r":[\w-]{20,40}$", "", inner)
        if address.startswith(("http://", "https://")) and match[1] not in address:
            return f"href={match[1]}{address}{match[1]}"
    return match[0]


def _broken(broken: Broken) -> Other:
    what = broken.item
    author = what.first("author") if what else None
    words = _("The XML is broken on line %(line)d (%(what)s); the next item is read again.")
    return Other(
        id=f"broken-{broken.line}",
        line=what.line if what else broken.line,
        title=author.get("name") if author else "",
        left_out=words % {"line": broken.line, "what": broken.words},
    )
