"""What can be moved in. A source is a module with ``recognise``; ``RECOGNISERS`` has them in the order of the tries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

from newsroom.moving_in.move_options import MoveOptions
from newsroom.moving_in.neutral_items import Item
from newsroom.moving_in.sources.disqus import disqus_source
from newsroom.moving_in.sources.ghost import ghost_source
from newsroom.moving_in.sources.isso import isso_database, isso_json
from newsroom.moving_in.sources.markdown import md_source
from newsroom.moving_in.sources.wordpress import wxr_source


class Source(Protocol):
    """One file or folder of one format.

    format: for people, such as "WordPress (WXR 1.2)". origin: the site or file whose ids its items have; two exports of
    one site have the same. size, position: bytes in all and read so far. has_articles: sources without are read last.
    """

    path: Path
    format: str
    size: int
    has_articles: bool

    @property
    def origin(self) -> str: ...

    @property
    def position(self) -> int: ...

    def items(self, options: MoveOptions) -> Iterator[Item]:
        """Each item, read as it is needed. What cannot be read is an item with a reason; nothing is raised for it."""
        ...


RECOGNISERS: list[Callable[[Path], Source | None]] = [
    wxr_source.recognise,
    disqus_source.recognise,
    ghost_source.recognise,
    isso_database.recognise,
    isso_json.recognise,
    md_source.recognise,
]


def sources_in(path: Path) -> Iterator[Source]:
    """The sources at path; of a folder that is none itself, those in it. Nothing for what no source recognises."""
    for recognise in RECOGNISERS:
        if source := recognise(path):
            yield source
            return
    if path.is_dir():
        for child in sorted(path.iterdir()):
            if not child.name.startswith(".") and not child.is_symlink():
                yield from sources_in(child)
