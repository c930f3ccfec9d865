"""Comments with ratings and replies. An article hears each address once, so that every published rating counts."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

from benchmarks.generator.archive import Archive, moment
from benchmarks.generator.copying import NULL, copy_rows
from benchmarks.generator.words import Phrasebook, name_of
from comments.text.likeness import simhash

MESSAGES = 20_000  # to draw from
TWO_DAYS = 2 * 24 * 3600
A_WEEK = 7 * 24 * 3600  # for which the hash of a network is kept
EARLY = 180  # comments of an article: enough for six pages
COLUMNS = (
    "id, article_id, section_id, parent_id, name, email, email_key, message, stars, rating_counts, status,"
    " held_because, simhash, is_staff_reply, language, network_hash, created_at, confirmed_at, decided_at"
)


class Remarks:
    """Messages with their simhash, which would take longer than all the rest if each were made anew."""

    def __init__(self, archive: Archive, book: Phrasebook, messages: int = MESSAGES) -> None:
        chance = archive.chance("messages")
        texts = (" ".join(chance.choices(book.remarks, k=chance.choice((1, 2, 3, 4, 6)))) for _each in range(messages))
        self.texts = [(text, simhash(text)) for text in texts]


def write_comments(
    cursor: Any, archive: Archive, remarks: Remarks, keys: range, counts: Sequence[int], first: int
) -> int:
    """The comments of the articles of keys. counts: by article. first: key of the first. Returns how many."""
    chance = archive.chance(f"comments {keys.start}")

    def rows() -> Iterator[str]:
        key = first
        for article in keys:
            for row in _of_article(archive, remarks, chance, article, counts[article], key):
                yield row
                key += 1

    return copy_rows(cursor, "comments_comment", COLUMNS, rows())


def _of_article(
    archive: Archive, remarks: Remarks, chance: Random, article: int, count: int, first: int
) -> Iterator[str]:
    opened, ends = archive.published_at(article), archive.until.timestamp()
    # Each sent a little later than the one before, most of them early, and none after the archive ends.
    span = min(TWO_DAYS, ends - opened - 60)
    # An odd step through a power of two meets each address once.
    reader, step = chance.randrange(archive.readers), chance.randrange(archive.readers) | 1
    threads: list[int] = []
    section, waiting, to_the_first = archive.section_of(article), archive.waiting, archive.answers_to_the_first
    to_the_early = to_the_first + archive.answers_to_the_early
    statuses, shares = list(archive.statuses), list(archive.statuses.values())
    for number in range(count):
        key = first + number
        reader = (reader + step) % archive.readers
        sent = opened + 30 + span * ((number + 1) / count) ** 2
        is_reply = bool(threads) and chance.random() < archive.replies
        parent: Any = NULL
        if is_reply:
            drawn = chance.random()
            if drawn < to_the_first:
                parent = threads[0]
            else:
                parent = chance.choice(threads[:EARLY] if drawn < to_the_early else threads)
        else:
            threads.append(key)
        status = "pending" if chance.random() < waiting else chance.choices(statuses, shares)[0]
        if number == 0:  # which more reply to than to any other
            status = "published"
        stars = NULL if is_reply or chance.random() < 0.4 else chance.choice((1, 2, 3, 4, 4, 5, 5))
        text, likeness = chance.choice(remarks.texts)
        who = 0 if number == 0 and archive.hears_the_busiest(article) else reader + 1
        email = f"reader{who}@example.org"
        rating_counts = "t" if status == "published" and stars != NULL else "f"
        network = f"{who:064x}" if ends - sent < A_WEEK else ""
        held = "[]" if status != "pending" else '[["every_comment", "", false]]'
        at = moment(sent)
        decided = NULL if status in ("pending", "withdrawn") else at
        yield (
            f"{key}\t{article}\t{section}\t{parent}\t{name_of(who)}\t{email}\t{email}\t{text}\t{stars}\t{rating_counts}\t{status}\t{held}"
            f"\t{NULL if likeness is None else likeness}\tf\ten\t{network}\t{at}\t{at}\t{decided}"
        )
