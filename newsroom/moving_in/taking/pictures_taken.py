"""Pictures of a source's library, if their files are here or can be fetched."""

from __future__ import annotations

from newsroom.moving_in.taking.taking_context import Entry, TakingContext


def take_pictures(context: TakingContext, entries: list[Entry]) -> None:
    for entry in entries:
        found = context.pictures.library_picture(entry.item)
        if isinstance(found, str):
            entry.leave_out(found)
            continue
        entry.made(found, made=context.pictures.is_new(found), url=found.file.url)
        context.remember(entry)
