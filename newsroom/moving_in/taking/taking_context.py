"""What those who take items of one source share: the options, and how items find each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from newsroom.moving_in.move_batch import MoveBatch, MovedItem
from newsroom.moving_in.move_options import MoveOptions
from newsroom.moving_in.neutral_items import Item, Kind
from web.plain_text import one_line

MOST_CACHED = 20_000
CHANGING = [
    *("outcome", "reasons", "url", "digest", "model", "object_id", "made", "version", "run", "line", "title"),
]
Place = tuple[str, int]  # a model's name and a key


@dataclass
class Entry:
    """An item with its record. is_settled: nothing is left to do for it."""

    item: Any
    record: MovedItem
    is_settled: bool = False

    def __post_init__(self) -> None:
        self.is_settled = bool(self.item.left_out)

    def made(self, instance: Any, *, made: bool = True, url: str = "") -> None:
        """The item is instance here. made: whether the move made it, so an undo removes it."""
        self.record.model = instance._meta.model_name
        self.record.object_id = instance.pk
        self.record.made = made
        self.record.url = url[:300]

    def leave_out(self, words: str) -> None:
        self.item.left_out = words
        self.is_settled = True

    def settle(self) -> None:
        """Put the outcome on record."""
        if self.record.object_id and self.record.outcome and not self.item.left_out:
            return
        self.record.reasons = [one_line(each)[:600] for each in self.item.changes]
        if self.item.unlisted:
            self.record.reasons.append(_("Changes like these that are not listed: %d") % self.item.unlisted)
        if self.item.left_out or not self.record.object_id:
            self.record.outcome = MovedItem.Outcome.LEFT_OUT
            self.record.reasons.append(one_line(self.item.left_out or _("It says nothing."))[:600])
        else:
            taken, changed = MovedItem.Outcome.TAKEN, MovedItem.Outcome.CHANGED
            self.record.outcome = changed if self.item.changes else taken


class TakingContext:
    """source: the number of the source in its batch. extra: entries of what articles bring along, such as pictures."""

    def __init__(self, batch: MoveBatch, source: int, origin: str, options: MoveOptions) -> None:
        self.batch, self.source, self.origin, self.options = batch, source, origin, options
        self.extra: list[Entry] = []
        self._places: dict[tuple[str, str], Place] = {}
        self.taken_slugs: set[str] = set()

    one_line = staticmethod(one_line)

    @cached_property
    def pictures(self) -> Any:
        from newsroom.moving_in.taking.picture_files import PictureFiles

        return PictureFiles(self)

    def forget(self) -> None:
        """The transaction was taken back: what was made in it is gone."""
        self.extra, self._places = [], {}
        self.taken_slugs.clear()
        self.__dict__.pop("pictures", None)
        self.__dict__.pop("default_section", None)

    def records_of(self, items: Iterable[Item]) -> dict[tuple[str, str], MovedItem]:
        """The records of items by kind and id, those of this batch first."""
        by_kind: dict[str, list[str]] = {}
        for item in items:
            by_kind.setdefault(item.kind.value, []).append(item.id[:300])
        found: dict[tuple[str, str], MovedItem] = {}
        for kind, ids in by_kind.items():
            rows = MovedItem.objects.in_place().filter(origin=self.origin[:300], kind=kind, item_id__in=ids)
            for row in rows.order_by("pk"):
                key = (row.kind, row.item_id)
                if row.batch_id == self.batch.pk:
                    row.taken_in = found[key].taken_in if key in found else None
                    found[key] = row
                elif key not in found:
                    row.taken_in = row.batch_id if row.object_id else None
                    found[key] = row
                else:
                    found[key].taken_in = row.batch_id if row.object_id else found[key].taken_in
        return found

    def bring_along(self, item: Item, instance: Any, *, made: bool = True, url: str = "") -> None:
        """Put on record what an item brings along that the source has no item for: a picture, the default section."""
        known = self.records_of([item]).get((item.kind.value, item.id[:300]))
        if known is None and not any(each.item.kind == item.kind and each.item.id == item.id for each in self.extra):
            record = MovedItem(
                batch=self.batch,
                source=self.source,
                origin=self.origin[:300],
                kind=item.kind.value,
                item_id=item.id[:300],
                line=item.line,
                title=one_line(item.title)[:300],
                run=self.batch.runs,
            )
            entry = Entry(item, record)
            if instance is not None:
                entry.made(instance, made=made, url=url)
            self.extra.append(entry)

    def remember(self, entry: Entry) -> None:
        """Let later items find what entry became."""
        if len(self._places) > MOST_CACHED:
            self._places.clear()
        if entry.record.object_id:
            self._places[(entry.record.kind, entry.item.id)] = (entry.record.model, entry.record.object_id)

    def places(self, kind: Kind, ids: Iterable[str]) -> dict[str, Place]:
        """What items of kind became, by id: the name of a model and a key. Those that became nothing are missing."""
        wanted = {each for each in ids if each}
        found = {each: self._places[(kind.value, each)] for each in wanted if (kind.value, each) in self._places}
        missing = [each[:300] for each in wanted - found.keys()]
        if missing:
            rows = MovedItem.objects.in_place().filter(
                origin=self.origin[:300], kind=kind.value, item_id__in=missing, object_id__isnull=False
            )
            for name, model, key in rows.values_list("item_id", "model", "object_id"):
                found[name] = self._places[(kind.value, name)] = (model, int(key or 0))
        return found

    def store(self, entries: list[Entry]) -> None:
        new = [entry.record for entry in entries if entry.record.pk is None]
        met = [entry.record for entry in entries if entry.record.pk is not None]
        old = [record for record in met if not record.is_as_before]
        same = [record.pk for record in met if record.is_as_before]
        MovedItem.objects.bulk_create(new)
        fields = [
            "outcome",
            "reasons",
            "url",
            "digest",
            "model",
            "object_id",
            "made",
            "version",
            "run",
            "line",
            "title",
        ]
        if old:
            MovedItem.objects.bulk_update(old, fields, batch_size=200)
        if same:
            MovedItem.objects.filter(pk__in=same).update(run=self.batch.runs)
        for entry in entries:
            self.remember(entry)
        self.extra = []
        self.taken_slugs.clear()
