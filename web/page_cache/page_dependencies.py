"""What a cached page depends on, so the cache can tell whether the page still holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True)
class Dependencies:
    """content: the version of what the newsroom says. about: an article's key and its discussion's version.

    cards: versions of what cards show of a discussion, by the article's key. until: when time alone makes another page.
    lists: the version of the lists that readers order, as text; empty where the page has none.
    """

    content: UUID
    about: tuple[int, UUID] | None
    cards: Mapping[int, UUID]
    until: datetime
    lists: str = ""

    @property
    def tags(self) -> list[str]:
        """Names for caches in front, to drop pages by."""
        about = [f"article-{self.about[0]}"] if self.about else []
        lists = ["lists"] if self.lists else []
        return ["content", *about, *lists, *(f"card-{pk}" for pk in self.cards)]
