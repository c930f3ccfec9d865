"""What the triggers and the daily command would have left behind, computed from the rows that are there."""

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from articles.disclosure.log_triggers import level_of
from articles.published import has_a_moment_sql
from benchmarks.generator.archive import EPOCH, Archive
from benchmarks.generator.copying import NULL, copy_rows

ROWS_AT_ONCE = 2_000

_TOTALS = """
    INSERT INTO comments_discussion (article_id, comment_count, one_star_count, two_star_count, three_star_count,
        four_star_count, five_star_count)
    SELECT article.id, coalesce(comments, 0), coalesce(ones, 0), coalesce(twos, 0), coalesce(threes, 0),
        coalesce(fours, 0), coalesce(fives, 0)
    FROM articles_article AS article LEFT JOIN (
        SELECT article_id, count(*) AS comments,
            count(*) FILTER (WHERE rating_counts AND stars = 1) AS ones,
            count(*) FILTER (WHERE rating_counts AND stars = 2) AS twos,
            count(*) FILTER (WHERE rating_counts AND stars = 3) AS threes,
            count(*) FILTER (WHERE rating_counts AND stars = 4) AS fours,
            count(*) FILTER (WHERE rating_counts AND stars = 5) AS fives
        FROM comments_comment WHERE status = 'published' GROUP BY article_id
    ) AS said ON said.article_id = article.id
"""
_TOMBSTONES = """
    UPDATE comments_comment SET is_tombstone = true WHERE status <> 'published' AND id IN (
        SELECT parent_id FROM comments_comment WHERE status = 'published' AND parent_id IS NOT NULL
    )
"""
_LISTINGS = f"""
    INSERT INTO articles_listing (article_id, topic_id, person_id, published_at, level)
    SELECT article.id, topic_id, person_id, published_at, {level_of("article")} FROM articles_article AS article JOIN (
        SELECT article_id, topic_id, NULL AS person_id FROM articles_article_topics
        UNION ALL SELECT article_id, NULL, person_id FROM articles_byline
    ) AS place ON article_id = article.id
    WHERE {has_a_moment_sql()} ORDER BY article.id
"""
_DECISIONS = """
    INSERT INTO comments_decision (comment_id, verdict, reason_code, words, made_by_id, made_at)
    SELECT id, status, CASE WHEN status = 'rejected' THEN 'insult' ELSE '' END, '',
        id %% %(accounts)s + 1, decided_at
    FROM comments_comment WHERE decided_at IS NOT NULL ORDER BY id
"""
# Of some, a thousand comments and more are reported, one in a thousand at most; every tenth of those reports is open.
_REPORTS = """
    INSERT INTO comments_report (comment_id, reason, words, name, email, network_hash, created_at, outcome, answered_at)
    SELECT id, 'insult', 'Made by a program.', '', '', '', created_at + interval '1 hour',
        CASE WHEN id %% (10 * %(reported)s) = 0 THEN '' WHEN status = 'published' THEN 'kept' ELSE 'removed' END,
        CASE WHEN id %% (10 * %(reported)s) = 0 THEN NULL ELSE created_at + interval '2 hours' END
    FROM comments_comment
    WHERE id %% %(reported)s = 0 AND (status = 'published' OR id %% (10 * %(reported)s) <> 0) ORDER BY id
"""
# One rejection in fifty is objected to, or all where there are few; every tenth objection waits.
_OBJECTIONS = """
    INSERT INTO comments_objection (comment_id, words, made_at, upheld, decided_at, decided_by_id)
    SELECT id, 'Made by a program.', decided_at + interval '1 hour',
        CASE WHEN id %% (10 * %(objected)s) = 0 THEN NULL ELSE false END,
        CASE WHEN id %% (10 * %(objected)s) = 0 THEN NULL ELSE decided_at + interval '2 hours' END,
        CASE WHEN id %% (10 * %(objected)s) = 0 THEN NULL ELSE (id + 1) %% %(accounts)s + 1 END
    FROM comments_comment WHERE status = 'rejected' AND id %% %(objected)s = 0 ORDER BY id
"""
_SEQUENCES = """
    SELECT pg_get_serial_sequence(quote_ident(table_name), column_name), table_name, column_name
    FROM information_schema.columns WHERE is_identity = 'YES' AND table_schema = 'public'
"""
_LOGGED = """
    SELECT article.id, article.ai_use, article.reviewed_at, article.reviewed_by_id, article.created_at,
        article.published_at, article.withdrawn_at, article.withdrawal_reason, article.ai_system,
        encode(sha256(convert_to(concat_ws(chr(31), headline, standfirst, body), 'UTF8')), 'hex'),
        corrections
    FROM articles_article AS article LEFT JOIN (
        SELECT article_id, jsonb_agg(jsonb_build_array(made_at, kind || ', ' || cause) ORDER BY made_at) AS corrections
        FROM articles_correction WHERE article_id > %(after)s AND article_id <= %(until)s GROUP BY article_id
    ) AS corrected ON article_id = article.id
    WHERE article.id > %(after)s AND article.id <= %(until)s ORDER BY article.id
"""
_LOG_COLUMNS = (
    "number, at, kind, article_id, account_id, person_id, former_level, level, text_digest, published_at, words,"
    " previous_hash, hash"
)


def steps(archive: Archive) -> list[tuple[str, Callable[[Any], object]]]:
    """What is left to do, in its order: a name for each step, and what does it with a cursor."""
    numbers = {
        "accounts": archive.accounts,
        "reported": min(1_000, max(10, archive.comments // 1_000)),
        "objected": min(50, max(1, archive.comments // 20_000)),
    }
    return [
        ("listings", lambda cursor: cursor.execute(_LISTINGS)),
        ("totals", lambda cursor: cursor.execute(_TOTALS)),
        ("tombstones", lambda cursor: cursor.execute(_TOMBSTONES)),
        ("decisions", lambda cursor: cursor.execute(_DECISIONS, numbers)),
        ("reports", lambda cursor: cursor.execute(_REPORTS, numbers)),
        ("objections", lambda cursor: cursor.execute(_OBJECTIONS, numbers)),
        ("history", _write_history),
        ("disclosure log", _write_log),
        ("sequences", _set_sequences),
    ]


def _write_history(cursor: Any) -> None:
    """One entry for each article, as an import leaves it."""
    cursor.execute(
        "SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns"
        " WHERE table_name = 'articles_historicalarticle' AND column_name NOT LIKE 'history\\_%%'"
        " AND column_name NOT IN ('parts', 'saved_in')",
        [],
    )
    columns = cursor.fetchone()[0]
    cursor.execute(
        f"INSERT INTO articles_historicalarticle ({columns}, history_date, history_change_reason, history_type)"
        f" SELECT {columns}, created_at, 'Made by a program', '+' FROM articles_article ORDER BY id"
    )


def _set_sequences(cursor: Any) -> None:
    """Keys that were given out here are not given out again."""
    cursor.execute(_SEQUENCES)
    for sequence, table, column in cursor.fetchall():
        cursor.execute(f'SELECT setval(%s, max("{column}")) FROM "{table}" HAVING count(*) > 0', [sequence])


def _write_log(cursor: Any) -> None:
    """The disclosure log, chained as its trigger chains it; each event at the time at which it is said to have been."""
    number, previous, last = 0, "", 0
    while True:
        cursor.execute(_LOGGED, {"after": last, "until": last + ROWS_AT_ONCE})
        articles = cursor.fetchall()
        lines = []
        for article in articles:
            key, digest, published_at = article[0], article[-2], article[5]
            for at, kind, person, former, level, words in _events_of(article):
                number += 1
                content: list[Any] = [previous, number, _micros(at), kind, key, None, person, former, level, digest]
                content += [_micros(published_at), words]
                # As jsonb writes an array, which is what the trigger hashes.
                chained = hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()
                values = (number, at, kind, key, None, person, former, level, digest, published_at, words)
                lines.append("\t".join(NULL if value is None else str(value) for value in (*values, previous, chained)))
                previous = chained
        if not articles:
            return
        copy_rows(cursor, "articles_disclosureevent", _LOG_COLUMNS, lines)
        last += ROWS_AT_ONCE


def _events_of(article: tuple[Any, ...]) -> Iterator[tuple[datetime, str, int | None, str, str, str]]:
    """Time, kind, person, level before, level and words of each thing that happened to an article."""
    _key, use, reviewed_at, reviewer, created_at, published_at, withdrawn_at, reason, system, *_rest = article
    level = {"none": "human", "assisted": "ai_assisted"}.get(use) or ("ai_reviewed" if reviewed_at else "ai_generated")
    yield created_at, "created", None, "", level, ""
    yield created_at, "stated", None, "", level, system
    if reviewed_at:
        yield reviewed_at, "reviewed", reviewer, level, level, "facts"
    if published_at:
        # As the desk does it: the moment of a scheduled article is set some time before.
        yield min(published_at, created_at + timedelta(days=1)), "published", None, level, level, ""
    if withdrawn_at:
        yield withdrawn_at, "withdrawn", None, level, level, reason
    for corrected_at, words in json.loads(article[-1] or "[]"):
        yield datetime.fromisoformat(corrected_at), "corrected", None, level, level, words


def _micros(at: datetime | None) -> int | None:
    return None if at is None else (at - EPOCH) // timedelta(microseconds=1)
