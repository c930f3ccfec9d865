"""Addresses of before: each leads to what it was, unless something here has that address itself."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from articles.models import Page, Person, Section, Topic
from newsroom.moving_in import neutral_items
from newsroom.moving_in.move_batch import MovedItem
from newsroom.moving_in.neutral_items import Kind
from newsroom.moving_in.taking.taking_context import Entry, Place, TakingContext
from newsroom.redirects.addresses import old_address
from newsroom.redirects.redirect import Redirect, refuse_own_page, wait_for_writers

MODELS: dict[str, Any] = {"section": Section, "topic": Topic, "person": Person, "page": Page}


def redirect_entries(context: TakingContext, made: list[Entry]) -> list[Entry]:
    """One for each old address of articles or pages that were just made."""
    wanted: dict[str, Entry] = {}
    for entry in made:
        for path in entry.item.old_paths:
            item = neutral_items.Redirect(id=path[:300], line=entry.item.line, title=path, path=path)
            item.to_kind, item.to_id = entry.item.kind, entry.item.id
            wanted.setdefault(item.id, Entry(item, _record(context, item)))
    known = context.records_of([entry.item for entry in wanted.values()])
    found = []
    for entry in wanted.values():
        record = known.get((Kind.REDIRECT.value, entry.item.id))
        if record and record.batch_id == context.batch.pk:
            if record.object_id or record.run == context.batch.runs:
                continue
            entry.record = record
        found.append(entry)
    return found


def _record(context: TakingContext, item: neutral_items.Redirect) -> MovedItem:
    return MovedItem(
        batch=context.batch,
        source=context.source,
        origin=context.origin[:300],
        kind=Kind.REDIRECT.value,
        item_id=item.id,
        line=item.line,
        title=item.title[:300],
        run=context.batch.runs,
    )


def take_redirects(context: TakingContext, entries: list[Entry]) -> None:
    paths = {}
    for entry in entries:
        try:
            paths[id(entry)] = old_address(entry.item.path)
            refuse_own_page(paths[id(entry)])
        except ValidationError as fault:
            entry.leave_out(" ".join(fault.messages))
    there = set(Redirect.objects.filter(old_path__in=paths.values()).values_list("old_path", flat=True))
    places: dict[tuple[Kind, str], Place] = {}
    for kind in {entry.item.to_kind for entry in entries if entry.item.to_kind}:
        ids = (entry.item.to_id for entry in entries if entry.item.to_kind == kind)
        places |= {(kind, key): place for key, place in context.places(kind, ids).items()}
    redirects = []
    for entry in entries:
        if entry.is_settled:
            continue
        path = paths[id(entry)]
        if path in there:
            entry.leave_out(_("This address leads somewhere already."))
            continue
        redirect = _redirect(entry, path, places)
        if redirect is None:
            entry.leave_out(_("What it leads to is not here."))
            continue
        there.add(path)
        redirects.append((entry, redirect))
    if redirects:
        wait_for_writers()
        Redirect.objects.bulk_create([redirect for _entry, redirect in redirects])
    for entry, redirect in redirects:
        entry.made(redirect, url=redirect.old_path)


def _redirect(entry: Entry, path: str, places: dict[tuple[Kind, str], Place]) -> Redirect | None:
    item: neutral_items.Redirect = entry.item
    redirect = Redirect(old_path=path)
    if item.to_kind:
        place = places.get((item.to_kind, item.to_id))
        if place is None:
            return None
        if place[0] == "article":
            redirect.article_id = place[1]
            return redirect
        row = MODELS[place[0]].objects.filter(pk=place[1]).first()
        target = row.get_absolute_url() if row else ""
    else:
        target = item.target
    try:
        if target:
            redirect.lead_to(target)
            redirect.refuse_circle()
    except ValidationError as fault:
        entry.item.changed(" ".join(fault.messages))
        return None
    return redirect if target else None
