"""Whether the log of ``DisclosureEvent`` is whole: its chain from the first row, and its end against the articles."""
# ruff: noqa: S608 (the SQL is put together from constants, never from what anyone sends)

from collections.abc import Iterator
from typing import NamedTuple

from django.db import connection

from articles.disclosure.disclosure_event import hash_of
from articles.disclosure.log_triggers import LOG, digest_of, level_of

ROWS_AT_ONCE = 2_000

_NEXT_ROWS = f"""
    SELECT number, previous_hash, hash, {hash_of("row")} FROM {LOG} AS row
    WHERE number > %s ORDER BY number LIMIT {ROWS_AT_ONCE}
"""
_UNACCOUNTED = f"""
    SELECT coalesce(article.id, last.article_id), last.level, {level_of("article")}, article.id IS NULL
    FROM articles_article AS article FULL JOIN (
        SELECT DISTINCT ON (article_id) article_id, kind, level, published_at, text_digest FROM {LOG}
        ORDER BY article_id, number DESC
    ) AS last ON last.article_id = article.id
    WHERE (article.id IS NULL AND last.kind <> 'deleted') OR (article.id IS NOT NULL AND (
        last.article_id IS NULL OR last.kind = 'deleted' OR last.level <> {level_of("article")}
        OR last.published_at IS DISTINCT FROM article.published_at
        OR article.published_at IS NOT NULL AND last.text_digest <> {digest_of("article")}
    ))
    ORDER BY 1
"""


class VerifiedRow(NamedTuple):
    """A row of the log. fault: what is wrong with it, in words; empty where it fits."""

    number: int
    hash: str
    fault: str = ""


def verified_rows() -> Iterator[VerifiedRow]:
    """Every row in its order, a few thousand in memory at a time, up to the first that does not fit."""
    number, head = 0, ""
    while rows := _rows_after(number):
        for found, previous_hash, stored_hash, computed_hash in rows:
            fault = ""
            if found != number + 1:
                fault = f"row {number + 1} is missing before it."
            elif stored_hash != computed_hash:
                fault = "its content is not what was written: the hash does not fit."
            elif previous_hash != head:
                fault = "it does not follow the row before it."
            yield VerifiedRow(found, stored_hash, fault)
            if fault:
                return
            number, head = found, stored_hash


def unaccounted_articles() -> Iterator[str]:
    """A sentence on each article that stands otherwise than the last row about it says."""
    with connection.cursor() as cursor:
        cursor.execute(_UNACCOUNTED)
        for article, logged, level, is_gone in cursor:
            if is_gone:
                yield f"Article {article}: the log knows it, but it is gone, and its removal is not in the log."
            else:
                words = f"log: {logged or 'none'}; article: {level or 'none'}"
                yield f"Article {article}: the last row about it does not fit what it says now ({words})."


def _rows_after(number: int) -> list[tuple[int, str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_ROWS, [number])
        return cursor.fetchall()
