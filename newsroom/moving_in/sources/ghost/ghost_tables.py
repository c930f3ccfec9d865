"""What Ghost's posts refer to: tags, authors, facts beside the posts, and the few settings that matter here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from newsroom.moving_in.sources.json_rows import BrokenRow
from web.plain_text import writable

Facts = dict[str, Any]
REFERRED = ("tags", "users", "posts_tags", "posts_authors", "posts_meta", "settings", "members")
_ROWS_OF_TAGS, _ROWS_OF_AUTHORS = "posts_tags", "posts_authors"


@dataclass
class GhostTables:
    """tags, users: rows with their lines, by id. post_tags, post_authors: ids in order, by the post's id.

    members: name and e-mail address of each who may comment, by id. meta: the facts that say something, by the post's
    id. broken: rows that cannot be read.
    """

    tags: dict[str, tuple[int, Facts]] = field(default_factory=dict)
    users: dict[str, tuple[int, Facts]] = field(default_factory=dict)
    meta: dict[str, Facts] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    members: dict[str, tuple[str, str]] = field(default_factory=dict)
    site_id: str = ""
    twice: list[tuple[str, int, Facts]] = field(default_factory=list)
    broken: list[BrokenRow] = field(default_factory=list)
    _post_tags: dict[str, list[tuple[float, str]]] = field(default_factory=lambda: defaultdict(list))
    _post_authors: dict[str, list[tuple[float, str]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, table: str, facts: Facts, line: int) -> None:
        if table in ("tags", "users"):
            rows = self.tags if table == "tags" else self.users
            key = key_of(facts, line)
            if key in rows:
                self.twice.append((table, line, facts))
            rows.setdefault(key, (line, facts))
        elif table == _ROWS_OF_TAGS:
            self._post_tags[text(facts, "post_id")].append((_order(facts), text(facts, "tag_id")))
        elif table == _ROWS_OF_AUTHORS:
            self._post_authors[text(facts, "post_id")].append((_order(facts), text(facts, "author_id")))
        elif table == "posts_meta":
            known = {name: value for name, value in facts.items() if value not in (None, "", 0, False)}
            self.meta[text(facts, "post_id")] = known
        elif table == "members":
            self.members[text(facts, "id")] = (text(facts, "name")[:200], text(facts, "email")[:254])
        elif table == "settings":
            key = text(facts, "key")
            self.settings[key] = text(facts, "value")
            if key == "title":
                self.site_id = text(facts, "id")

    def tags_of(self, post: str) -> list[str]:
        """The ids of its tags in order, the primary one first. The relation is given once."""
        return [key for _place, key in sorted(self._post_tags.pop(post, []), key=lambda each: each[0])]

    def authors_of(self, post: str) -> list[str]:
        return [key for _place, key in sorted(self._post_authors.pop(post, []), key=lambda each: each[0])]

    def primary_tags(self) -> set[str]:
        """Ids of the tags that are the first public one of a post."""
        found = set()
        for pairs in self._post_tags.values():
            for _place, key in sorted(pairs, key=lambda each: each[0]):
                if key in self.tags and not is_internal(self.tags[key][1]):
                    found.add(key)
                    break
        return found

    def writers(self) -> set[str]:
        return {key for pairs in self._post_authors.values() for _place, key in pairs}

    def without_post(self) -> Iterator[tuple[str, str, str]]:
        """Table, post and other id of each relation that no post asked for."""
        for table, relations in ((_ROWS_OF_TAGS, self._post_tags), (_ROWS_OF_AUTHORS, self._post_authors)):
            for post, pairs in relations.items():
                yield from ((table, post, key) for _place, key in pairs)
        yield from (("posts_meta", post, "") for post in self.meta)


def table_of(path: str) -> str:
    return path.rpartition("/")[2]


def text(facts: Facts, *names: str) -> str:
    """The first value of names that says something, as text that can be stored."""
    for name in names:
        value = facts.get(name)
        if isinstance(value, str | int | float) and value not in ("",) and not isinstance(value, bool):
            return writable(str(value)).strip()
    return ""


def key_of(facts: Facts, line: int) -> str:
    return text(facts, "id", "uuid")[:280] or f"line-{line}"


def is_internal(tag: Facts) -> bool:
    """A tag whose name begins with "#": for the staff and the theme, never for readers."""
    return tag.get("visibility") == "internal" or text(tag, "name").startswith("#")


def is_yes(value: Any) -> bool:
    """Whether a column of any of Ghost's databases says yes."""
    return value in (True, 1, "1", "true")


def _order(facts: Facts) -> float:
    order = facts.get("sort_order")
    return order if isinstance(order, int | float) else 0
