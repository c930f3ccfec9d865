"""Articles with their bylines, topics, sources, corrections and former addresses."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any

from articles.disclosure.levels import text_digest
from articles.models import Article
from articles.models.article_fields import ARTICLE_FIELDS
from benchmarks.generator.archive import Archive, moment
from benchmarks.generator.copying import NULL, copy_rows
from benchmarks.generator.words import Phrasebook

PARAGRAPHS = 8
SENTENCES = 24  # in a body: about 480 words
SEARCHED_FOR = "Between the bridge and the lighthouse, the harbour office counted nine hundred visitors at dawn."
HALF_YEAR = 182 * 24 * 3600


@dataclass(frozen=True)
class _Facts:
    """What an article has by chance, drawn in one place, so that each writer of rows draws the same."""

    topics: list[int]
    people: list[int]
    sources: int
    has_correction: bool
    had_another_address: bool


def write_articles(cursor: Any, archive: Archive, book: Phrasebook, keys: range) -> int:
    """The articles of keys with all that belongs to them. Returns how many rows that made."""
    chance = archive.chance(f"articles {keys.start}")
    facts = {key: _facts_about(archive, chance, key) for key in keys}
    articles = [_article(archive, book, chance, key, facts[key].people) for key in keys]
    rows = copy_rows(
        cursor, "articles_article", ", ".join(articles[0]), ("\t".join(map(str, each.values())) for each in articles)
    )
    rows += copy_rows(
        cursor,
        "articles_byline",
        "article_id, person_id, position",
        (f"{key}\t{who}\t{place}" for key in keys for place, who in enumerate(facts[key].people)),
    )
    rows += copy_rows(
        cursor,
        "articles_article_topics",
        "article_id, topic_id",
        (f"{key}\t{topic}" for key in keys for topic in facts[key].topics),
    )
    rows += copy_rows(
        cursor,
        "articles_source",
        "article_id, title, publisher, address, position",
        (
            f"{key}\t{chance.choice(book.sentences)}\tA paper\thttps://example.org/{key}/{place}\t{place}"
            for key in keys
            for place in range(facts[key].sources)
        ),
    )
    rows += copy_rows(
        cursor,
        "articles_correction",
        "article_id, kind, text, cause, made_at",
        _corrections(archive, book, chance, [key for key in keys if facts[key].has_correction]),
    )
    rows += copy_rows(
        cursor,
        "articles_oldaddress",
        "slug, article_id",
        (f"former-address-{key}\t{key}" for key in keys if facts[key].had_another_address and key <= archive.published),
    )
    return rows


def _facts_about(archive: Archive, chance: Random, key: int) -> _Facts:
    return _Facts(
        topics=_popular(chance, archive.topics, 3, 3),
        people=_people(archive, chance, key),
        sources=chance.choice((0, 1, 1, 2)),
        has_correction=chance.random() < archive.corrected,
        had_another_address=chance.random() < 0.01,
    )


def _people(archive: Archive, chance: Random, key: int) -> list[int]:
    """One or two; the first person has written 400 more than chance gives."""
    drawn = _popular(chance, archive.people, 2, 1 + (chance.random() < 0.3))
    return list({1, *drawn}) if archive.is_one_of(400, key) else drawn


def _popular(chance: Random, count: int, tail: int, how_many: int) -> list[int]:
    """Different keys of 1 to count, of which the low ones are drawn more often, the more so the longer the tail."""
    return list({int(count * chance.random() ** tail) + 1 for _each in range(how_many)})


def _article(archive: Archive, book: Phrasebook, chance: Random, key: int, people: list[int]) -> dict[str, Any]:
    """The values of a row, by column. A declared field without a line of its own here gets one by its kind."""
    at = archive.published_at(key)
    is_draft = key > archive.articles - archive.drafts
    headline = book.headline(chance)
    standfirst = f"Made by a program for measuring. {chance.choice(book.sentences)}"[:500]
    body = _body(book, chance, archive.is_small)
    use = chance.choices(("none", "assisted", "generated"), (6, 2, 2))[0]
    is_checked = use == "generated" and chance.random() < 0.5
    account = key % archive.accounts + 1
    is_submitted = is_draft and key % 4 == 0
    is_withdrawn = archive.is_withdrawn(key)
    row = {
        "id": key,
        "headline": headline,
        "slug": f"machine-made-{key}",
        "kicker": "Machine-made",
        "standfirst": standfirst,
        "body": body,
        "language": "en",
        "section_id": archive.section_of(key),
        "lead_image_id": chance.randrange(archive.images) + 1 if chance.random() < 0.6 else NULL,
        "leads_front": "t" if key == archive.hot_article else "f",
        "ai_use": use,
        "ai_system": "" if use == "none" else "Example Model 1",
        "ai_note": "" if use == "none" else "Put in order what the reporter had noted.",
        "reviewed_by_id": chance.randrange(archive.people) + 1 if is_checked else NULL,
        "reviewed_at": moment(at - 600) if is_checked else NULL,
        "review_scope": "{facts}" if is_checked else "{}",
        "reviewed_digest": text_digest(headline, standfirst, body, "facts", "", "") if is_checked else "",
        "created_at": moment(at - 86_400),
        "published_at": NULL if is_draft else moment(at),
        "updated_at": moment(at + 1800) if chance.random() < 0.05 and key <= archive.published else NULL,
        "withdrawn_at": moment(at + 1200) if is_withdrawn else NULL,
        "withdrawal_reason": "It was measured long enough." if is_withdrawn else "",
        # Who ran a generation may not have checked it, so no account here made the generated ones, as with an import.
        "created_by_id": NULL if use == "generated" else account,
        "submitted_at": moment(at - 3600) if is_submitted else NULL,
        "submitted_by_id": account if is_submitted else NULL,
        "published_by_id": NULL if is_draft else account,
        "modified_at": moment(at),
        "imported_digest": "",
        "version": 1,
        "byline_lexemes": "{" + ",".join(f":p{person}" for person in people) + "}",
    }
    for field in _other_columns(row):
        row[field.column] = _by_kind(field, book, chance)
    return row


def _other_columns(row: dict[str, Any]) -> list[Any]:
    declared = {field.name for field in ARTICLE_FIELDS if field.in_benchmarks and not field.not_by_people}
    columns = [field for field in Article._meta.concrete_fields if field.name in declared]
    return [field for field in columns if field.column not in row]


def _by_kind(field: Any, book: Phrasebook, chance: Random) -> str:
    if field.choices:
        return str(chance.choice([value for value, _words in field.flatchoices]))
    if field.get_internal_type() in ("CharField", "TextField"):
        return chance.choice(book.sentences)[: field.max_length]
    raise TypeError(f"Say in the row above how an article's {field.name} is filled: it is neither a text nor a choice.")


def _body(book: Phrasebook, chance: Random, is_found: bool) -> str:
    sentences = chance.choices(book.sentences, k=SENTENCES)
    if is_found:
        sentences[chance.randrange(SENTENCES)] = SEARCHED_FOR
    size = SENTENCES // PARAGRAPHS + 1
    paragraphs = [f"<p>{' '.join(sentences[first : first + size])}</p>" for first in range(0, SENTENCES, size)]
    paragraphs.insert(3, "<h2>What is known</h2>")
    return "".join(paragraphs)


def _corrections(archive: Archive, book: Phrasebook, chance: Random, keys: list[int]) -> Iterator[str]:
    for key in (key for key in keys for _each in range(archive.corrections)):
        made_at = archive.published_at(key) + chance.random() * HALF_YEAR
        if made_at < archive.until.timestamp() and key <= archive.published:
            kind = chance.choice(("correction", "correction", "clarification", "update"))
            cause = chance.choice(("unknown", "ai", "person", "source"))
            yield f"{key}\t{kind}\t{chance.choice(book.sentences)}\t{cause}\t{moment(made_at)}"
