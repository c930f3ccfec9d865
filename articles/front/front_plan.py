"""Which article is where on the front: the head, the lists that readers order, a band for each section, the rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

NEIGHBOURS = 2  # with a picture, beside the lead
BRIEFS = 4  # headlines without a picture, beside those
UNDER_THE_LEAD = 2
HEAD = 1 + NEIGHBOURS + BRIEFS + UNDER_THE_LEAD
RANKED = 5  # articles in a list that readers order
IN_A_BAND = 4
MOST_BANDS = 12
ON_THE_FRONT = 20  # the newest, which are all somewhere on it
# With fewer articles than these the head is all there is, so no list takes one of them.
ENOUGH_FOR_LISTS = HEAD + RANKED
# As many of a section are looked at as can be elsewhere on the page already, and a band of it.
LOOKED_AT = HEAD + 3 * RANKED + IN_A_BAND


@dataclass(frozen=True)
class Candidates:
    """Keys of articles that readers may read now, each list in the order in which it is shown.

    picked: those that staff put at the top. leading: those that staff marked as lead. by_section: by the section's key,
    newest first.
    """

    newest: list[int] = field(default_factory=list)
    picked: list[int] = field(default_factory=list)
    leading: list[int] = field(default_factory=list)
    rated: list[int] = field(default_factory=list)
    discussed: list[int] = field(default_factory=list)
    by_section: Mapping[int, list[int]] = field(default_factory=dict)
    most_read: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class FrontPlan:
    """Keys of articles by their places. Each is in one place. rest: of the newest, those that have no other place."""

    head: list[int]
    rated: list[int]
    discussed: list[int]
    most_read: list[int]
    bands: dict[int, list[int]]
    rest: list[int]
    has_older: bool

    @property
    def keys(self) -> list[int]:
        bands = [key for band in self.bands.values() for key in band]
        return [*self.head, *self.rated, *self.discussed, *self.most_read, *bands, *self.rest]


def plan_front(found: Candidates) -> FrontPlan:
    """The front as staff arranged it; the rest fills itself, newest first."""
    taken: set[int] = set()

    def take(keys: Iterable[int], most: int) -> list[int]:
        """Up to most of keys that are nowhere yet."""
        chosen = [key for key in dict.fromkeys(keys) if key not in taken][: max(most, 0)]
        taken.update(chosen)
        return chosen

    lead = take([*found.picked, *found.leading, *found.newest], 1)
    head = [*lead, *take([*found.picked, *found.newest], HEAD - 1)]
    ranked = RANKED if len(found.newest) >= ENOUGH_FOR_LISTS else 0
    rated = take(found.rated, ranked)
    discussed = take(found.discussed, ranked)
    most_read = take(found.most_read, ranked)
    bands: dict[int, list[int]] = {}
    for section, keys in found.by_section.items():
        if len(bands) < MOST_BANDS and (band := take(keys, IN_A_BAND)):
            bands[section] = band
    rest = take(found.newest[:ON_THE_FRONT], ON_THE_FRONT)
    return FrontPlan(head, rated, discussed, most_read, bands, rest, has_older=len(found.newest) > ON_THE_FRONT)
