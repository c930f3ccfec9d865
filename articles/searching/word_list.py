"""The words of the archive, so a search with a typing error is answered too.

Each word is stored with what is left of it when any one letter is missing. Two words that differ by a letter, or by two
that changed places, have one of these in common, so an index finds them: no word is compared with all others.
Source: https://wolfgarbe.medium.com/1000x-faster-spelling-correction-algorithm-2012-8701fcd87a5f (symmetric deletes)
"""
# ruff: noqa: S608 (the SQL is put together from constants)

from __future__ import annotations

import re
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from articles.published import is_published_sql
from articles.reading.content_watch import ContentWatch
from articles.searching.search_names import folded_words
from articles.searching.search_word import LONGEST, WordListProgress

SHORTEST = 4  # letters of a word
READ_CHARACTERS = 20_000  # of a body, as HTML
ARTICLES_AT_ONCE = 100
NEAR = 100  # words that are compared with one that was typed
TWO_ERRORS_FROM = 6  # letters; a shorter word may have one

_WITHOUT_A_LETTER = """
    folded || array(SELECT left(folded, n - 1) || substr(folded, n + 1) FROM generate_series(1, length(folded)) AS n)
"""
_ADD = f"""
    WITH words AS (
        SELECT DISTINCT id, word FROM articles_article, regexp_split_to_table(
            articles_words(articles_search_text(
                headline || ' ' || standfirst || ' '
                || regexp_replace(left(body, {READ_CHARACTERS}), '<[^>]*>|&#?[A-Za-z0-9]+;', ' ', 'g')
            )), ' +'
        ) AS word
        WHERE id = ANY(%s) AND length(word) BETWEEN {SHORTEST} AND {LONGEST} AND word !~ '[0-9]'
    ), counted AS (
        SELECT word, articles_folded(word) AS folded, count(*) AS articles FROM words GROUP BY word ORDER BY word
    )
    INSERT INTO articles_searchword AS known (word, articles, forms)
    SELECT word, articles, {_WITHOUT_A_LETTER} FROM counted WHERE length(folded) <= {LONGEST + 6}
    ON CONFLICT (word) DO UPDATE SET articles = known.articles + EXCLUDED.articles
"""
_NEAR = f"""
    SELECT given.folded, near.word, articles_folded(near.word), near.articles
    FROM unnest(%s::text[]) AS given (folded), LATERAL (
        SELECT word, articles FROM articles_searchword
        WHERE forms && (SELECT {_WITHOUT_A_LETTER} FROM (VALUES (given.folded)) AS typed (folded))::varchar[]
        ORDER BY articles DESC LIMIT {NEAR}
    ) AS near
"""
_TYPED_WORD = re.compile(r'"[^"]*"|\S+')


def add_words() -> int:
    """Add the words of the next articles that readers may read: how many there were. A scheduled one has its turn."""
    now = timezone.now()
    with transaction.atomic(), connection.cursor() as cursor:
        progress, _is_new = WordListProgress.objects.select_for_update().get_or_create(pk=1)
        cursor.execute(
            f"""
            SELECT id, modified_at FROM articles_article
            WHERE (modified_at, id) > (%s, %s) AND {is_published_sql("<= %s")}
            ORDER BY modified_at, id LIMIT {ARTICLES_AT_ONCE}
            """,
            [progress.changed_at, progress.article, now],
        )
        changed = cursor.fetchall()
        cursor.execute(
            f"""
            SELECT id FROM articles_article
            WHERE published_at > %s AND {is_published_sql("<= %s")} AND modified_at < published_at
            ORDER BY published_at DESC, id DESC LIMIT {ARTICLES_AT_ONCE}
            """,
            [max(progress.looked_at, now - timedelta(days=1)), now],
        )
        due = [number for (number,) in cursor.fetchall()]
        if numbers := list({*(number for number, _at in changed), *due}):
            cursor.execute(_ADD, [numbers])
        if changed:
            progress.article, progress.changed_at = changed[-1]
        progress.looked_at = now
        progress.save()
    return len(changed)


class WordCollector:
    """What one worker knows of the words that are not in the list yet."""

    def __init__(self) -> None:
        self._watch = ContentWatch()
        self._has_more = False

    def look(self) -> None:
        """Add the words of some articles, if there are any whose words are not in the list."""
        if self._watch.has_moved() or self._has_more:
            self._has_more = add_words() > 0


def corrected(text: str) -> str:
    """text with the words of the archive in the place of words that it does not have, where one is near; else empty.

    Phrases and unwanted words stay as they are. Two queries.
    """
    typed = [word for word in _TYPED_WORD.findall(text) if not word.startswith(('"', "-"))]
    folded = {word: "".join(folded_words(word)) for word in typed[:12]}
    asked = [each for each in folded.values() if SHORTEST <= len(each) <= LONGEST and each.isalpha()]
    if not asked:
        return ""
    with connection.cursor() as cursor:
        cursor.execute(_NEAR, [asked])
        near: dict[str, list[tuple[str, str, int]]] = {}
        for given, *found in cursor.fetchall():
            near.setdefault(given, []).append(tuple(found))
    better = {word: _nearest(form, near.get(form, [])) for word, form in folded.items()}
    result = _TYPED_WORD.sub(lambda found: better.get(found[0]) or found[0], text)
    return result if result != text else ""


def _nearest(folded: str, near: list[tuple[str, str, int]]) -> str:
    """Empty where the archive has the word as it is, or none that is near enough."""
    most = 2 if len(folded) >= TWO_ERRORS_FROM else 1
    ranked = sorted((_distance(folded, form), -articles, word) for word, form, articles in near)
    if not ranked or not 0 < ranked[0][0] <= most:
        return ""
    return ranked[0][2]


def _distance(one: str, other: str) -> int:
    """Letters to change, add, leave out, or swap with the next one."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        earlier, before, row = before, row, [i]
        for j, wanted in enumerate(other, start=1):
            costs = [before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted)]
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                costs.append(earlier[j - 2] + 1)
            row.append(min(costs))
    return row[-1]
