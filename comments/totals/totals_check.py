"""Compares what triggers keep of discussions with their rows, and puts right what is wrong: they leave nothing to do.

That is the totals, which rating of an address counts, how often each comment was recommended, and which comments are
tombstones.

Rows that were restored, written with triggers off or damaged are what it is for. A comparison is one statement, so it
sees totals and rows of the same moment, whatever is going on. A repair locks all comments against writers, and readers
notice nothing. It locks comments before their discussion, as every writer does, so there is no deadlock.
"""
# ruff: noqa: S608 (the SQL is put together from the constants below, never from what anyone sends)

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, models, transaction

from comments.models.comment import Comment
from comments.models.discussion import STAR_COUNTS, Discussion
from comments.reading.tombstones import IS_TOMBSTONE
from comments.totals.totals_triggers import TOTALS_TRIGGERS

DISCUSSIONS_AT_ONCE = 500
WAIT = "2s"  # of a repair for writers: shorter than the wait of a request, since later writers queue behind the repair

FIGURES = ("comment_count", *STAR_COUNTS)

# What the rows of some discussions say: each comment, whether its rating is the one of its address that counts, and
# whether it is a tombstone.
_ROWS = f"""
    SELECT id, article_id, status, stars, rating_counts, is_tombstone, ({IS_TOMBSTONE}) AS should_stand,
        recommendation_count, (
            SELECT count(*) FROM comments_recommendation AS given WHERE given.comment_id = thread.id
        ) AS should_have,
        status = 'published' AND stars IS NOT NULL AND set_aside_id IS NULL AND id = first_value(id) OVER (
            PARTITION BY article_id, email_key
            ORDER BY (status = 'published' AND stars IS NOT NULL AND set_aside_id IS NULL) DESC,
                (confirmed_at IS NOT NULL) DESC, created_at DESC, id DESC
        ) AS should_count
    FROM comments_comment AS thread WHERE article_id = ANY(%s)
"""
_WRONG = """(comment.rating_counts, comment.is_tombstone, comment.recommendation_count)
    <> (should_count, should_stand, should_have)"""
_STORED = ", ".join(f"discussion.{figure}" for figure in FIGURES)
_COUNTED = ", ".join(
    [
        "count(*) FILTER (WHERE status = 'published') AS comment_count",
        *(
            f"count(*) FILTER (WHERE should_count AND stars = {stars}) AS {figure}"
            for stars, figure in enumerate(STAR_COUNTS, 1)
        ),
    ]
)
# Whether readers are shown counts from before a burst, and no one decides about one, or the other way round.
_FROZEN_WRONGLY = """
    (discussion.frozen_star_counts IS NOT NULL) <> EXISTS (
        SELECT FROM comments_ratingquarantine WHERE discussion_id = discussion.article_id AND ended_at IS NULL
    )
"""
_BEFORE_THE_BURST = ", ".join(
    f"(count(*) FILTER (WHERE comment.rating_counts AND comment.stars = {stars}))::integer"
    for stars in range(1, len(STAR_COUNTS) + 1)
)
_COMPARISON = f"""
    SELECT discussion.article_id, ARRAY[{_STORED}],
        ARRAY[{", ".join(f"coalesce(counted.{figure}, 0)" for figure in FIGURES)}], coalesce(counted.misjudged, 0),
        coalesce(counted.mistaken, 0), {_FROZEN_WRONGLY}, coalesce(counted.miscounted, 0)
    FROM comments_discussion AS discussion LEFT JOIN (
        SELECT article_id, {_COUNTED}, count(*) FILTER (WHERE rating_counts <> should_count) AS misjudged,
            count(*) FILTER (WHERE is_tombstone <> should_stand) AS mistaken,
            count(*) FILTER (WHERE recommendation_count <> should_have) AS miscounted
        FROM ({_ROWS}) AS comment GROUP BY article_id
    ) AS counted USING (article_id)
    WHERE discussion.article_id = ANY(%s)
        AND (({_STORED}) IS DISTINCT FROM ({", ".join(f"coalesce(counted.{figure}, 0)" for figure in FIGURES)})
            OR counted.misjudged > 0 OR counted.mistaken > 0 OR counted.miscounted > 0 OR {_FROZEN_WRONGLY})
    ORDER BY discussion.article_id
"""


@dataclass(frozen=True)
class Difference:
    """One discussion of which something is kept that its rows do not say.

    stored, counted: by figure. misjudged: ratings that count and should not, or the other way round. mistaken: comments
    that are marked as tombstones and should not be, or the other way round. frozen_wrongly: readers are shown counts
    from before a burst that is decided, or the new ones while it is not. miscounted: comments with another number of
    recommendations than were given.
    """

    article_id: int
    stored: dict[str, int]
    counted: dict[str, int]
    misjudged: int
    mistaken: int
    frozen_wrongly: bool
    miscounted: int

    def __str__(self) -> str:
        wrong = [
            f"{figure} is {self.stored[figure]}, the rows say {self.counted[figure]}"
            for figure in FIGURES
            if self.stored[figure] != self.counted[figure]
        ]
        if self.misjudged:
            wrong.append(f"rating_counts is wrong on {self.misjudged}")
        if self.mistaken:
            wrong.append(f"is_tombstone is wrong on {self.mistaken}")
        if self.miscounted:
            wrong.append(f"recommendation_count is wrong on {self.miscounted}")
        if self.frozen_wrongly:
            wrong.append("frozen_star_counts does not agree with the bursts that are open")
        return f"article {self.article_id}: {'; '.join(wrong)}"


def compare_all() -> Iterator[tuple[int, list[Difference]]]:
    """All discussions, a few hundred at a time, however many there are: how many were compared, and what is wrong."""
    last = 0
    while articles := _articles_after(last):
        yield len(articles), compare(articles)
        last = articles[-1]


def compare(articles: list[int]) -> list[Difference]:
    """Those of the discussions of articles, by key, whose totals are wrong."""
    with connection.cursor() as cursor:
        cursor.execute(_COMPARISON, [articles, articles])
        return [
            Difference(article, _by_figure(stored), _by_figure(counted), *others)
            for article, stored, counted, *others in cursor.fetchall()
        ]


def repair_discussion(article: int) -> None:
    """Set what is kept of one discussion to what its rows say.

    OperationalError where a writer takes longer than WAIT.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = '{WAIT}'")
        cursor.execute("LOCK TABLE comments_comment IN EXCLUSIVE MODE")
        _ignore_triggers(cursor, [trigger.get_pgid(Comment) for trigger in TOTALS_TRIGGERS])  # type: ignore[arg-type]
        # First those that must not count: of one address and article, the constraint lets one count.
        for wrong in ("comment.rating_counts > should_count", _WRONG):
            cursor.execute(
                f"""
                UPDATE comments_comment AS comment SET rating_counts = should_count, is_tombstone = should_stand,
                    recommendation_count = should_have
                FROM ({_ROWS}) AS by_rows WHERE comment.id = by_rows.id AND {wrong}
                """,
                [[article]],
            )
        _ignore_triggers(cursor, [])
        cursor.execute(
            f"UPDATE comments_discussion SET ({', '.join(FIGURES)}) = (SELECT {_COUNTED} FROM ({_ROWS}) AS comment)"
            " WHERE article_id = %s",
            [[article], article],
        )
        cursor.execute(
            f"""
            UPDATE comments_discussion AS discussion SET frozen_star_counts = (
                SELECT ARRAY[{_BEFORE_THE_BURST}] FROM comments_ratingquarantine AS burst
                LEFT JOIN comments_comment AS comment
                    ON comment.article_id = burst.discussion_id AND comment.created_at < burst.began_at
                WHERE burst.discussion_id = discussion.article_id AND burst.ended_at IS NULL
                GROUP BY burst.id
            ) WHERE article_id = %s AND {_FROZEN_WRONGLY}
            """,
            [article],
        )


def _articles_after(article: int) -> list[int]:
    discussions = Discussion.objects.filter(article_id__gt=article).order_by("article_id")
    return list(discussions.values_list("article_id", flat=True)[:DISCUSSIONS_AT_ONCE])


def _by_figure(values: list[int]) -> dict[str, int]:
    return dict(zip(FIGURES, values, strict=True))


class TotalsCheck(models.Model):
    """The last time that all totals were compared with their rows. There is one row at most."""

    checked_at = models.DateTimeField()
    discussions = models.PositiveIntegerField()
    differences = models.PositiveIntegerField()
    repaired = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.discussions} discussions compared, {self.differences} wrong, {self.repaired} repaired"

    @property
    def is_wrong(self) -> bool:
        return self.repaired < self.differences


def _ignore_triggers(cursor: Any, ids: list[str]) -> None:
    """Switch them off until the transaction ends; all others are on. ids: as pgtrigger names them in the database.

    ``pgtrigger.ignore`` puts this in front of every statement. PostgreSQL takes no two at once with bound parameters.
    """
    cursor.execute("SELECT set_config('pgtrigger.ignore', %s, true)", [f"{{{','.join(ids)}}}"])
