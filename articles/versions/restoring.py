"""An old version put back: a change like any other, so every rule of the database holds for it."""

from collections.abc import Iterator
from copy import copy
from typing import Any

from django.db import models
from django.utils.translation import gettext

from articles.disclosure.levels import claims_less_ai, claims_less_ai_in_picture
from articles.models import Article, Byline, Image, Person, Source, Topic
from articles.versions.version_names import fields_of, moment
from articles.workflow.verbs import Verb

# Readers were told these, or editors decide on them apart from the text.
_STAYS = {"published_at", "updated_at", "withdrawal_reason", "leads_front", "embargo_until", "not_ai_reason", "digest"}
# What AI did goes with the statement that it had a part.
_MAKING = {"ai_use", "ai_system", "ai_note"}
_PICTURE_MAKING = {"digital_source_type", "ai_system", "ai_system_version", "ai_prompt", "ai_prompt_writer"}


def put_back(row: Any, version: Any, by: Any) -> list[str]:
    """Set the fields of row, and the parts of an article, to what they are in version; row is saved.

    Returns what could not be put back, as sentences. ValidationError where the fields do not go together.
    """
    left_out = list(_set_fields(row, version))
    row.full_clean()
    if isinstance(row, Article) and version.parts is not None:
        left_out += _set_parts(row, version.parts)
    reason = gettext("Put back the version of %(moment)s") % {"moment": moment(version.history_date)}
    row._change_reason = reason
    if isinstance(row, Article):
        row.record(Verb.SAVE, by, note=reason)
    row.save()
    return left_out


def outcome(row: Any, version: Any, newest: Any) -> tuple[Any, list[str]]:
    """The version that ``put_back`` would make, and what it would return; nothing is stored. row changes in memory."""
    left_out = list(_set_fields(row, version))
    result = copy(newest)
    for field in fields_of(type(row)):
        setattr(result, field.attname, getattr(row, field.attname))
    if isinstance(row, Article) and version.parts is None:
        left_out.append(gettext("Topics, bylines and sources were not on record then: those of now stay."))
    elif isinstance(row, Article):
        left_out += _missing(version.parts)
        stored = newest.parts or version.parts
        result.parts = {
            "topics": _rows_of(Topic, version.parts["topics"]),
            "bylines": _rows_of(Person, version.parts["bylines"]),
            "sources": version.parts["sources"],
            "corrections": stored["corrections"],
        }
    return result, left_out


def _set_fields(row: Any, version: Any) -> Iterator[str]:
    stays = set(_STAYS)
    if isinstance(row, Article) and (not version.ai_use or claims_less_ai(row.ai_use, version.ai_use)):
        stays |= _MAKING
        if version.ai_use:
            yield gettext("How the article was made stays as it is stated now: more AI than in that version.")
    if isinstance(row, Image) and claims_less_ai_in_picture(row.digital_source_type, version.digital_source_type):
        stays |= _PICTURE_MAKING
        yield gettext("How the picture was made stays as it is stated now: more AI than in that version.")
    if isinstance(row, Image) and row.digest != version.digest:
        yield gettext("The file stays: a file that was replaced is deleted.")
    for field in fields_of(type(row)):
        if field.name in stays:
            continue
        value = version.serializable_value(field.name)
        if field.name == "slug" and Article.objects.filter(slug=value).exclude(pk=row.pk).exists():
            yield gettext("The address stays: another article has “%(slug)s” now.") % {"slug": value}
            continue
        if _is_gone(field, value):
            kind = field.related_model._meta.verbose_name
            yield gettext("That %(kind)s was deleted: the one of now stays.") % {"kind": kind}
            continue
        setattr(row, field.attname, value)


def _is_gone(field: Any, key: Any) -> bool:
    return field.is_relation and key is not None and not field.related_model._base_manager.filter(pk=key).exists()


def _set_parts(article: Article, parts: dict[str, Any]) -> list[str]:
    missing = _missing(parts)
    article.topics.set(_existing(Topic, parts["topics"]))
    people = _existing(Person, parts["bylines"])
    if people != list(article.byline_set.values_list("person", flat=True)):
        article.byline_set.all().delete()
        for position, person in enumerate(people):
            Byline.objects.create(article=article, person_id=person, position=position)
    wanted = [(row["title"], row["publisher"], row["address"]) for row in parts["sources"]]
    if wanted != list(article.sources.values_list("title", "publisher", "address")):
        article.sources.all().delete()
        for position, (title, publisher, address) in enumerate(wanted):
            Source.objects.create(article=article, title=title, publisher=publisher, address=address, position=position)
    return missing


def _existing(model: type[models.Model], rows: list[dict[str, Any]]) -> list[int]:
    return [row["id"] for row in _rows_of(model, rows)]


def _rows_of(model: type[models.Model], rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those of rows whose topic or person is still there."""
    there = set(model._base_manager.filter(pk__in=[row["id"] for row in rows]).values_list("pk", flat=True))
    return [row for row in rows if row["id"] in there]


def _missing(parts: dict[str, Any]) -> list[str]:
    said = []
    for model, kind in ((Topic, "topics"), (Person, "bylines")):
        there = set(_existing(model, parts[kind]))
        said += [
            gettext("“%(name)s” was deleted, and does not come back.") % {"name": row["name"]}
            for row in parts[kind]
            if row["id"] not in there
        ]
    return said
