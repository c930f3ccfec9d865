"""A move: items from sources, some at a time, each time in one transaction with their record.

After ``kill -9`` the same command goes on where it was: what has a record is not taken again. An article is made once
and then left alone, whatever the source says later, so nothing that staff wrote is lost.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from itertools import islice

from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from newsroom.moving_in.move_batch import MoveBatch, MovedItem
from newsroom.moving_in.move_options import MoveOptions
from newsroom.moving_in.move_progress import Progress
from newsroom.moving_in.neutral_items import Item, Kind, Other
from newsroom.moving_in.sources import Source
from newsroom.moving_in.taking.articles_taken import take_articles
from newsroom.moving_in.taking.comments_taken import take_comments
from newsroom.moving_in.taking.discussions_closed import close_discussions
from newsroom.moving_in.taking.names_taken import take_people, take_sections, take_topics
from newsroom.moving_in.taking.pages_taken import take_pages
from newsroom.moving_in.taking.pictures_taken import take_pictures
from newsroom.moving_in.taking.redirects_taken import take_redirects
from newsroom.moving_in.taking.taking_context import Entry, TakingContext

ADVISORY_LOCK = 5_120_264_911  # any number that nothing else in the database uses
AT_ONCE = 500  # items in a transaction
SHARED = {Kind.PERSON, Kind.SECTION, Kind.TOPIC}  # the same one may be named by several moves
NOT_SAID = {"line", "body_line", "changes", "unlisted", "own_file"}  # by the source itself
TAKERS: list[tuple[Kind, Callable[[TakingContext, list[Entry]], None]]] = [
    (Kind.PERSON, take_people),
    (Kind.SECTION, take_sections),
    (Kind.TOPIC, take_topics),
    (Kind.PICTURE, take_pictures),
    (Kind.ARTICLE, take_articles),
    (Kind.PAGE, take_pages),
    (Kind.REDIRECT, take_redirects),
    (Kind.COMMENT, take_comments),
]


class AnotherMoveError(Exception):
    """Another move runs. Two at once would make everything twice."""


def move_in(sources: list[Source], options: MoveOptions, progress: Progress | None = None) -> MoveBatch:
    """Move what sources hold in. Returns the batch with its record. Raises AnotherMoveError."""
    with _one_at_a_time():
        return _move_in(sources, options, progress)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """PostgreSQL lets go of the lock with the connection, however the command ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [ADVISORY_LOCK])
        if not cursor.fetchone()[0]:
            raise AnotherMoveError(_("Another move runs. Start this one when it is done."))
        try:
            yield
        finally:
            if connection.is_usable():
                cursor.execute("SELECT pg_advisory_unlock(%s)", [ADVISORY_LOCK])


def _move_in(sources: list[Source], options: MoveOptions, progress: Progress | None) -> MoveBatch:
    sources = sorted(sources, key=lambda source: not source.has_articles)
    batch = _batch_of(sources, options)
    before = 0
    for number, source in enumerate(sources):
        context = TakingContext(batch, number, source.origin, options)
        items = source.items(options)
        while some := list(islice(items, AT_ONCE)):
            _take(context, some)
            if progress:
                progress.step(len(some), before + source.position)
        before += source.size
    batch.finished_at = timezone.now()
    batch.save(update_fields=["finished_at"])
    return batch


def _batch_of(sources: list[Source], options: MoveOptions) -> MoveBatch:
    described = [{"path": str(source.path), "format": source.format} for source in sources]
    resolved = sorted(str(source.path.resolve()) for source in sources)
    fingerprint = hashlib.sha256("\0".join(resolved).encode(errors="surrogateescape")).hexdigest()
    batch = MoveBatch.objects.in_place().filter(fingerprint=fingerprint).first()
    if batch is None:
        return MoveBatch.objects.create(sources=described, fingerprint=fingerprint, ai_use=options.ai_use, runs=1)
    MoveBatch.objects.filter(pk=batch.pk).update(
        runs=F("runs") + 1, finished_at=None, sources=described, ai_use=options.ai_use
    )
    batch.refresh_from_db()
    return batch


def _take(context: TakingContext, items: list[Item]) -> None:
    """In one transaction; where one item fails against all care, it alone is left out."""
    try:
        with transaction.atomic():
            _take_together(context, items)
    except (DatabaseError, ValidationError, ValueError, OSError) as fault:
        context.forget()
        if len(items) == 1:
            with transaction.atomic():
                items[0].left_out = _("It cannot be stored: %(fault)s") % {"fault": _short(fault)}
                _take_together(context, items)
            return
        half = len(items) // 2
        _take(context, items[:half])
        _take(context, items[half:])


def _short(fault: Exception) -> str:
    words = "; ".join(fault.messages) if isinstance(fault, ValidationError) else str(fault)
    return words.splitlines()[0][:300] if words else type(fault).__name__


def _take_together(context: TakingContext, items: list[Item]) -> None:
    entries = list(_entries(context, items))
    for kind, take in TAKERS:
        mine = [entry for entry in entries if entry.item.kind is kind and not entry.is_settled]
        if mine:
            take(context, mine)
    close_discussions([entry for entry in entries if isinstance(entry.item, Other) and entry.item.closes])
    for entry in [*entries, *context.extra]:
        entry.settle()
    context.store([*entries, *context.extra])


def _entries(context: TakingContext, items: list[Item]) -> Iterator[Entry]:
    """Each item with its record: the one of before, or a new one."""
    records = context.records_of(items)
    for item in items:
        key = (item.kind.value, item.id)
        record = records.get(key)
        if record and record.batch_id == context.batch.pk and record.run == context.batch.runs:
            # The id is in the source twice.
            item.changed(_("Another one before it has the same id."), item.line)
            item.id = f"{item.id[:280]}#{item.line or 2}"
            key = (item.kind.value, item.id)
            record = context.records_of([item]).get(key) or records.get(key)
        records[key] = entry_record = record or _new_record(context, item)
        entry = Entry(item, entry_record)
        if record is not None and record.pk:
            _meet_again(context, entry, record)
        entry.record.run = context.batch.runs
        records[key] = entry.record
        yield entry


def _meet_again(context: TakingContext, entry: Entry, record: MovedItem) -> None:
    """What has a record already: left alone, if it was taken."""
    item = entry.item
    is_own = record.batch_id == context.batch.pk
    if not is_own:
        entry.record = _new_record(context, item)
    if not is_own or record.object_id is None:
        entry.record.reasons = []
        if item.kind not in SHARED and record.taken_in:
            entry.leave_out(_("It is here already, from move %(batch)s.") % {"batch": record.taken_in})
        return  # what was left out before may be taken now
    entry.is_settled = record.is_as_before = True
    if record.digest != _digest(item):
        record.is_as_before = False
        words = _("The source says something else by now; what is here was left as it is.")
        record.reasons = [*(each for each in record.reasons if each != words), words]
        record.outcome = MovedItem.Outcome.CHANGED


def _new_record(context: TakingContext, item: Item) -> MovedItem:
    return MovedItem(
        batch=context.batch,
        source=context.source,
        origin=context.origin[:300],
        kind=item.kind.value,
        item_id=item.id[:300],
        line=item.line,
        title=context.one_line(item.title)[:300],
        digest=_digest(item),
    )


def _digest(item: Item) -> str:
    facts = {name: value for name, value in asdict(item).items() if name not in NOT_SAID}
    return hashlib.sha256(json.dumps(facts, default=str, sort_keys=True).encode(errors="replace")).hexdigest()[:32]
