"""Our own files, as ``import_articles`` reads them: the same article comes of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from articles.importing.article_file import UNSTATED_MAKING, ArticleFile, read_article_file
from articles.importing.front_matter import KEYS
from articles.importing.outcome import RefusedError, Remark
from articles.importing.own_article import stored_path
from newsroom.moving_in.neutral_items import Article, Item, Kind, Person, Picture, Section, Topic
from newsroom.moving_in.sources.markdown.md_header import Header
from newsroom.moving_in.sources.markdown.md_index import Index
from newsroom.moving_in.sources.markdown.md_site import Site


def is_ours(header: Header) -> bool:
    """Whether every key is one of ours, and the headline is among them."""
    return header.form == "YAML" and "headline" in header.values and header.values.keys() <= KEYS.keys()


def own_items(site: Site, path: str, index: Index, known: set[tuple[Kind, str]]) -> Iterator[Item]:
    """The article, after what it names."""
    item = Article(id=path, line=1)
    file = site.file(path)
    try:
        if file is None:
            raise RefusedError(_("The file is not there."))
        read = read_article_file(file, site.root, leave_out=True)
    except RefusedError as refusal:
        item.title, item.left_out = path, _sentence(refusal.faults)
        yield item
        return
    item.own_file = stored_path(file)
    values = read.values
    item.title = item.headline = values.get("headline") or path
    faults = [fault for fault in read.faults if fault.words != str(UNSTATED_MAKING)]
    if faults:
        item.left_out = _sentence(faults)
        yield item
        return
    for note in read.notes:
        item.changed(note.words, note.line)
    item.slug = index.slugs[path]
    if words := index.moved_words(path):
        item.changed(words)
    _set_facts(item, values, read)
    for kind, make, names in (
        (Kind.SECTION, Section, item.sections),
        (Kind.PERSON, Person, item.people),
        (Kind.TOPIC, Topic, item.topics),
    ):
        for name in names:
            if (kind, name) not in known:
                known.add((kind, name))
                found = make(id=name, title=name, name=name)
                if isinstance(found, Section):
                    found.is_section = True
                yield found
    if read.picture:
        of_picture: dict[str, Any] = read.picture.words
        item.lead_picture = f"{path}#image"
        item.lead_alternative_text = of_picture["alternative_text"]
        yield Picture(id=item.lead_picture, title=read.picture.path.name, file=str(read.picture.path), **of_picture)
    yield item


def _set_facts(item: Article, values: dict[str, Any], read: ArticleFile) -> None:
    item.body = read.body
    item.sections = [values["section"]]
    item.people, item.topics = values.get("bylines") or [], values.get("topics") or []
    for name in ("kicker", "standfirst", "language", "ai_use", "ai_system", "ai_note"):
        setattr(item, name, values.get(name) or "")
    item.sources = values.get("sources") or []
    item.corrections = values.get("corrections") or []
    moment = values.get("published")
    item.published_at, item.updated_at = moment, values.get("updated")
    item.created_at = None
    item.is_public = bool(moment)
    item.is_scheduled = bool(moment and moment > timezone.now())


def _sentence(faults: list[Remark] | tuple[Remark, ...]) -> str:
    return " ".join(f"Line {fault.line}: {fault.words}" if fault.line else fault.words for fault in faults)
