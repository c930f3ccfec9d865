"""People, sections and topics: the one of that name here, or a new one."""

from __future__ import annotations

from typing import Any

from django.db.models import Max
from django.utils.translation import gettext as _

from articles.models import Person, Section, Topic
from articles.slugs.proposed_slug import propose_slug
from newsroom.moving_in.taking.taking_context import Entry, TakingContext
from web.plain_text import one_line, writable

LAST_POSITION = 32_767  # that the database's column holds


def take_people(context: TakingContext, entries: list[Entry]) -> None:
    for entry in entries:
        name = _fitting(entry, Person, "name", entry.item.name)
        if name:
            _find_or_make(context, entry, Person, name, entry.item.slug, bio=writable(entry.item.bio))


def take_sections(context: TakingContext, entries: list[Entry]) -> None:
    """A category is the section that was chosen for it, or that has its name; otherwise it becomes a topic."""
    for entry in entries:
        item = entry.item
        if chosen := context.options.section_for(item.name, item.slug, item.id):
            section, made = section_named(chosen)
            _note_the_choice(entry, section)
            entry.made(section, made=made, url=section.get_absolute_url())
        elif section := _existing(Section, one_line(item.name).strip(), item.slug):
            entry.made(section, made=False, url=section.get_absolute_url())
        elif item.is_section and one_line(item.name).strip():
            section, made = section_named(item.name)
            entry.made(section, made=made, url=section.get_absolute_url())
        elif name := _fitting(entry, Topic, "name", item.name):
            item.changed(_("The category became a topic: --map-category names no section for it."))
            _find_or_make(context, entry, Topic, name, item.slug)
        context.remember(entry)


def take_topics(context: TakingContext, entries: list[Entry]) -> None:
    for entry in entries:
        item = entry.item
        if chosen := context.options.section_for(item.name, item.slug, item.id):
            section, made = section_named(chosen)
            _note_the_choice(entry, section)
            entry.made(section, made=made, url=section.get_absolute_url())
        elif name := _fitting(entry, Topic, "name", item.name):
            _find_or_make(context, entry, Topic, name, item.slug)
        context.remember(entry)


def _note_the_choice(entry: Entry, section: Section) -> None:
    if section.name != entry.item.name:
        entry.item.changed(_("It became the section “%(name)s”, as --map-category says.") % {"name": section.name})


def section_named(name: str) -> tuple[Section, bool]:
    """The section of that name or slug, and whether it was made now, at the end of the menu."""
    name = one_line(name).strip()[:60]
    if section := _existing(Section, name, name):
        return section, False
    last = Section.objects.aggregate(last=Max("position"))["last"]
    position = min((last or 0) + 1, LAST_POSITION)
    return Section.objects.create(name=name, slug=propose_slug(name, Section), position=position), True


def _existing(model: Any, name: str, slug: str) -> Any:
    found = model.objects.filter(name__iexact=name).order_by("pk").first()
    return found or (model is Section and slug and model.objects.filter(slug=slug).first()) or None


def _fitting(entry: Entry, model: Any, field: str, text: str) -> str:
    """text as field holds it; the change is noted. Leaves entry out where there is no text."""
    longest = model._meta.get_field(field).max_length
    name = " ".join(one_line(text).split())
    if not name:
        entry.leave_out(_("It has no name."))
        return ""
    if len(name) > longest:
        entry.item.changed(_("The name is longer than %(limit)d characters; its end was cut.") % {"limit": longest})
        name = name[: longest - 1].rstrip() + "…"
    return name


def _find_or_make(context: TakingContext, entry: Entry, model: Any, name: str, slug: str, **values: Any) -> None:
    instance = _existing(model, name, "")
    made = instance is None
    if instance is None:
        instance = model(name=name, slug=propose_slug(slug or name, model), **values)
        instance.save()
    entry.made(instance, made=made, url=instance.get_absolute_url())
    context.remember(entry)
