"""Articles: cleaned, with bylines, topics, pictures and the record of where they came from, many at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pgtrigger
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from slugify import slugify

from articles.disclosure.levels import AiUse
from articles.models import Article, Byline, Correction, ImportedFile, OldAddress, Source, WorkflowEntry
from articles.text.article_text import from_html
from articles.text.structure.body_structure import plain_text
from articles.text.template_tags import TagRemark
from articles.workflow.verbs import Verb
from comments.models import Discussion
from newsroom.moving_in import neutral_items
from newsroom.moving_in.neutral_items import Kind
from newsroom.moving_in.slug_words import words_of_another_slug
from newsroom.moving_in.taking.names_taken import section_named
from newsroom.moving_in.taking.redirects_taken import redirect_entries, take_redirects
from newsroom.moving_in.taking.taking_context import Entry, Place, TakingContext
from web.plain_text import one_line, writable

LONGEST_HEADLINE, LONGEST_STANDFIRST, LONGEST_SLUG = 200, 500, 120
WORDS_FOR_A_HEADLINE = 8
LONGEST_SYSTEM, LONGEST_NOTE = 120, 500
LONGEST_BODY = 5_000_000  # characters


def take_articles(context: TakingContext, entries: list[Entry]) -> None:
    items = [entry.item for entry in entries]
    sections = context.places(Kind.SECTION, (each for item in items for each in item.sections))
    topics = context.places(Kind.TOPIC, (each for item in items for each in item.topics))
    people = context.places(Kind.PERSON, (each for item in items for each in item.people))
    articles: list[tuple[Entry, Article, list[Place]]] = []
    imported = _imported_from([item.own_file for item in items if item.own_file])
    for entry in entries:
        if entry.item.own_file in imported:
            words = _("It is here already: “import_articles” made “%(article)s” of this file, and changes that one.")
            entry.item.changes.clear()  # they tell of an article that is not made
            entry.leave_out(words % {"article": imported[entry.item.own_file]})
            continue
        if len(entry.item.body) > LONGEST_BODY:
            limit = {"limit": LONGEST_BODY}
            entry.leave_out(_("The text is longer than %(limit)d characters.") % limit)
            continue
        groups = [sections[each] for each in entry.item.sections if each in sections]
        groups += [topics[each] for each in entry.item.topics if each in topics]
        articles.append((entry, _article(context, entry, groups), groups))
    _give_slugs(context, [(entry, article) for entry, article, _groups in articles])
    Article.objects.bulk_create([article for _entry, article, _groups in articles])
    _add_parts(articles, people)
    _write_history(context, articles)
    closed = [article.pk for entry, article, _groups in articles if not entry.item.takes_comments]
    if closed:
        Discussion.objects.filter(article__in=closed).update(state=Discussion.State.LOCKED)
    versions = dict(Article.objects.filter(pk__in=[each[1].pk for each in articles]).values_list("pk", "version"))
    for entry, article, _groups in articles:
        entry.made(article, url=article.get_absolute_url())
        entry.record.version = versions[article.pk]
        context.remember(entry)
    redirects = redirect_entries(context, [entry for entry, _article, _groups in articles])
    take_redirects(context, redirects)
    context.extra += redirects


def _article(context: TakingContext, entry: Entry, groups: list[Place]) -> Article:
    item: neutral_items.Article = entry.item
    body = body_of(context, entry, item.body)
    article = Article(
        headline=headline_of(entry, item.headline, body),
        kicker=one_line(item.kicker)[:60],
        standfirst=_standfirst(entry),
        body=body,
        created_at=item.created_at or item.published_at or timezone.now(),
    )
    article.section_id = _section(context, entry, groups)
    if item.language:
        article.language = item.language[:12]
    article.ai_system, article.ai_note = one_line(item.ai_system)[:LONGEST_SYSTEM], _note(item)
    if item.lead_picture:
        article.lead_image = context.pictures.image_for(entry, item.lead_picture, item.lead_alternative_text)
    _say_how_it_was_made(context, entry, article)
    return article


def _note(item: neutral_items.Article) -> str:
    return writable(item.ai_note)[:LONGEST_NOTE]


def body_of(context: TakingContext, entry: Entry, html: str) -> str:
    """Clean HTML. What it cannot hold is noted."""
    item = entry.item
    html = context.pictures.with_own_pictures(entry, writable(html))
    text = from_html(html, item.body_line or item.line or 1)
    listed = {*item.listed_tags}
    for remark in (*text.faults, *text.losses, *text.notes):
        if not (isinstance(remark, TagRemark) and remark.tag in listed):
            item.changed(remark.words, remark.line)
    if not text.html:
        item.changed(_("It has no text."))
    return text.html


def headline_of(entry: Entry, headline: str, body: str) -> str:
    words = " ".join(one_line(headline).split())
    if not words:
        begin = plain_text(body).split()[:WORDS_FOR_A_HEADLINE]
        words = " ".join(begin)[:LONGEST_HEADLINE] or _("Untitled %(id)s") % {"id": entry.item.id}
        entry.item.changed(_("It has no title; its first words stand in: “%(words)s”.") % {"words": words})
    if len(words) > LONGEST_HEADLINE:
        limit = {"limit": LONGEST_HEADLINE, "words": words}
        entry.item.changed(_("The title is longer than %(limit)d characters; its end was cut: “%(words)s”") % limit)
        words = words[: LONGEST_HEADLINE - 1].rstrip() + "…"
    return words


def _standfirst(entry: Entry) -> str:
    words = "\n".join(" ".join(line.split()) for line in writable(entry.item.standfirst).splitlines() if line.strip())
    if len(words) > LONGEST_STANDFIRST:
        limit = {"limit": LONGEST_STANDFIRST}
        entry.item.changed(_("The excerpt is longer than %(limit)d characters; its end was cut.") % limit)
        words = words[: LONGEST_STANDFIRST - 1].rsplit(" ", 1)[0] + "…"
    return words


def _section(context: TakingContext, entry: Entry, groups: list[Place]) -> int:
    for model, key in groups:
        if model == "section":
            return key
    if "default_section" not in context.__dict__:
        section, made = section_named(context.options.section)
        context.__dict__["default_section"] = section
        if made:
            item = neutral_items.Section(id="--section", name=section.name, title=section.name)
            context.bring_along(item, section)
    section = context.__dict__["default_section"]
    return section.pk


def _say_how_it_was_made(context: TakingContext, entry: Entry, article: Article) -> None:
    """Publish what was public, if its making is stated; anything else is a draft, and says why."""
    item: neutral_items.Article = entry.item
    stated = item.ai_use if item.ai_use in AiUse.values else ""
    if item.ai_use and not stated:
        item.changed(_("“%(value)s” does not say how it was made.") % {"value": item.ai_use[:60]})
    article.ai_use = stated or (context.options.ai_use if context.options.publishes else "")
    moment = item.published_at
    if item.private_because:
        item.changed(item.private_because)
    if not (item.is_public or item.is_scheduled) or item.private_because:
        return
    if not moment:
        item.changed(_("It has no date of publication, so it is a draft."))
    elif item.is_scheduled and moment <= timezone.now():
        item.changed(_("It was to be published on %(date)s and was not, so it is a draft.") % {"date": _day(moment)})
    elif not item.is_scheduled and moment > timezone.now():
        item.changed(_("It is public there, but its date is in the future, so it is scheduled."))
        article.published_at = moment
    elif not article.ai_use:
        item.changed(
            _("Nobody stated how it was made, so it is a draft. It was published on %(date)s.") % {"date": _day(moment)}
        )
        return
    else:
        article.published_at = moment
        article.leads_front = item.is_sticky
    if article.published_at and not article.ai_use:
        article.published_at = None
        item.changed(_("Nobody stated how it was made, so it is a draft."))
    if article.published_at and item.updated_at and item.updated_at > article.published_at:
        article.updated_at = min(item.updated_at, timezone.now())


def _day(moment: Any) -> str:
    return f"{moment:%Y-%m-%d %H:%M %z}".strip()


def _give_slugs(context: TakingContext, articles: list[tuple[Entry, Article]]) -> None:
    """A slug of its own for each; one query for those that are taken."""
    stems = {}
    for entry, article in articles:
        wanted = entry.item.slug
        stem = slugify(wanted, max_length=LONGEST_SLUG) or slugify(article.headline, max_length=LONGEST_SLUG)
        stems[id(article)] = stem or slugify(f"{entry.item.kind}-{entry.item.id}", max_length=LONGEST_SLUG)
    taken = context.taken_slugs | _taken(stems.values())
    for entry, article in articles:
        slug, number = stems[id(article)], 1
        while slug in taken or (number > 1 and _taken([slug])):
            number += 1
            slug = f"{stems[id(article)][: LONGEST_SLUG - 6]}-{number}"
        if number > 1:
            entry.item.changed(words_of_another_slug(stems[id(article)], slug))
        taken.add(slug)
        article.slug = slug
    context.taken_slugs |= {article.slug for _entry, article in articles}


def _imported_from(files: list[str]) -> dict[str, str]:
    """The headlines of the articles that ``import_articles`` made of files, by file."""
    if not files:
        return {}
    return dict(ImportedFile.objects.filter(path__in=files).values_list("path", "article__headline"))


def _taken(slugs: Iterable[str]) -> set[str]:
    slugs = list(slugs)
    found = Article.objects.filter(slug__in=slugs).values_list("slug", flat=True)
    return {*found, *OldAddress.objects.filter(slug__in=slugs).values_list("slug", flat=True)}


def _add_parts(articles: list[tuple[Entry, Article, list[Place]]], people: dict[str, Place]) -> None:
    bylines, topics, sources, corrections = [], [], [], []
    for entry, article, groups in articles:
        keys = dict.fromkeys(people[each][1] for each in entry.item.people if each in people)
        bylines += [Byline(article=article, person_id=key, position=place) for place, key in enumerate(keys)]
        about = dict.fromkeys(key for model, key in groups if model == "topic")
        others = [key for model, key in groups if model == "section" and key != article.section_id]
        if others:
            entry.item.changed(_("An article is in one section; the others that it had were left out."))
        topics += [Article.topics.through(article_id=article.pk, topic_id=key) for key in about]
        sources += [Source(article=article, position=place, **words) for place, words in enumerate(entry.item.sources)]
        corrections += [Correction(article=article, **words) for words in entry.item.corrections]
    with _untold():
        Byline.objects.bulk_create(bylines)
        for correction in corrections:
            correction.save()
    Source.objects.bulk_create(sources)
    Article.topics.through._default_manager.bulk_create(topics)


@contextmanager
def _untold() -> Iterator[None]:
    """Without webhooks: an archive that moves in is no news, nor are the bylines and corrections that came with it."""
    told = pgtrigger.registered(
        "newsroom.ToldArticle:article_change_is_told", "newsroom.ToldCorrection:correction_is_told"
    )
    pgids = [trigger.get_pgid(model) for model, trigger in told]
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(nullif(current_setting('pgtrigger.ignore', true), ''), '{}')")
        before = cursor.fetchone()[0]
        cursor.execute("SELECT set_config('pgtrigger.ignore', (%s::text[] || %s::text[])::text, true)", [before, pgids])
        yield
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", [before])


def _write_history(context: TakingContext, articles: list[tuple[Entry, Article, list[Place]]]) -> None:
    """The first version, and where it came from, in the words of the article's history."""
    records = []
    source = context.batch.sources[context.source]
    for entry, article, _groups in articles:
        words = _("Moved in from %(format)s: %(where)s (move %(batch)s)")
        where = entry.item.address or f"{context.origin} {entry.item.id}"
        note = words % {"format": source["format"], "where": where, "batch": context.batch.pk}
        records.append(WorkflowEntry(article=article, verb=Verb.SAVE, note=note[:1000]))
        if article.published_at:
            verb = Verb.SCHEDULE if article.is_scheduled else Verb.PUBLISH
            records.append(WorkflowEntry(article=article, verb=verb, note=note[:1000], moment=article.published_at))
    Article.history.bulk_history_create(
        [article for _entry, article, _groups in articles], default_change_reason=_("Moved in")
    )
    WorkflowEntry.objects.bulk_create(records)
