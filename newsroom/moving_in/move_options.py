from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

UNSTATED = "unstated"


@dataclass(frozen=True)
class MoveOptions:
    """What the command was told.

    ai_use: of ``AiUse``, or ``UNSTATED``. ai_use_key: the field of the source that says it for each article.
    pictures_made: the IPTC term for pictures whose files do not say how they were made. section: the name of the
    section of what has none. categories: a section's name by the name or slug of a category or tag, in small letters.
    site: the address of the site that moves in, without a slash at its end; permalink: the pattern of its articles'
    paths; both where its files do not say it. publishes_members_posts: whether all may read what only members could.
    media: where the source's files are. fetch: whether pictures that are not there are fetched by their addresses.
    keys: what the keys of a Markdown file's header mean, by their names there.
    """

    ai_use: str
    ai_use_key: str = ""
    section: str = ""
    categories: dict[str, str] = field(default_factory=dict)
    media: Path | None = None
    pictures_made: str = ""
    fetch: bool = False
    site: str = ""
    permalink: str = ""
    publishes_members_posts: bool = False
    keys: dict[str, str] = field(default_factory=dict)

    @property
    def publishes(self) -> bool:
        return self.ai_use != UNSTATED

    def section_for(self, *names: str) -> str:
        """The name of the section that the person who moves chose for a category or tag of one of names, or empty."""
        return next((self.categories[name.casefold()] for name in names if name.casefold() in self.categories), "")
