"""How the database keeps a discussion's totals true, by whatever path the comments change.

After each statement: lock the discussions that it touched, lowest first, so writers queue up and never deadlock;
let the newest published rating of each address count, a confirmed address before one that proved nothing; then move the
totals by the difference between the old rows and the new. No code of ours sets ``rating_counts`` or a total. What is
published neither before nor after touches no discussion, so who sends a comment does not wait for who decides.

Under the same lock, comments are marked whose replies keep them in their place (see ``comments.reading.tombstones``).
"""
# ruff: noqa: S608 (the SQL is put together from the constants below, never from what anyone sends)

import pgtrigger

from comments.reading.tombstones import LOCK_ANSWERED, MARK_TOMBSTONES

# Statement triggers see the rows that a statement wrote as the tables old_rows and new_rows. TOUCHED are published ones
# in which something changed that bears on the totals or on tombstones, those that an update has replaced marked as
# former; WEIGHED the rows that count with +1 and that counted with -1.
_BEARING = "article_id, email_key, status, stars, rating_counts, confirmed_at, set_aside_id, parent_id"
_OLD = f"SELECT id, {_BEARING} FROM old_rows WHERE status = 'published'"
_NEW = f"SELECT id, {_BEARING} FROM new_rows WHERE status = 'published'"
_BY_STATEMENT = {
    "insert": (
        pgtrigger.Insert,
        pgtrigger.Referencing(new="new_rows"),
        f"SELECT *, false AS is_former FROM ({_NEW}) AS written",
        "SELECT *, 1 AS weight FROM new_rows",
    ),
    "delete": (
        pgtrigger.Delete,
        pgtrigger.Referencing(old="old_rows"),
        f"SELECT *, false AS is_former FROM ({_OLD}) AS deleted",
        "SELECT *, -1 AS weight FROM old_rows",
    ),
    "update": (
        pgtrigger.Update,
        pgtrigger.Referencing(old="old_rows", new="new_rows"),
        f"SELECT *, true AS is_former FROM ({_OLD} EXCEPT {_NEW}) AS replaced"
        f" UNION ALL SELECT *, false FROM ({_NEW} EXCEPT {_OLD}) AS written",
        "SELECT *, -1 AS weight FROM old_rows UNION ALL SELECT *, 1 AS weight FROM new_rows",
    ),
}

_DECLARE = [(name, "boolean") for name in ("is_touched", "is_rated", "has_replies", "was_published")]
# No variable is in a query: PostgreSQL would plan it anew each time, which takes longer than to run it.
_FUNCTION = """
    SELECT count(*) > 0, bool_or(stars IS NOT NULL), bool_or(parent_id IS NOT NULL), bool_or(is_former)
    INTO is_touched, is_rated, has_replies, was_published FROM ({touched}) AS touched;
    IF NOT is_touched THEN
        RETURN NULL;
    END IF;

    IF has_replies THEN
        {lock_answered}
    END IF;
    PERFORM 1 FROM comments_discussion
    WHERE article_id IN (SELECT article_id FROM ({touched}) AS touched)
    ORDER BY article_id FOR UPDATE;

    -- The updates of comments below fire this trigger again, which then only counts.
    IF is_rated AND pg_trigger_depth() = 1 THEN
        IF EXISTS (
            SELECT FROM comments_comment WHERE rating_counts
                AND (article_id, email_key) IN (SELECT article_id, email_key FROM ({touched}) AS touched)
        ) THEN
            UPDATE comments_comment AS older SET rating_counts = false
            WHERE older.rating_counts
                AND (older.article_id, older.email_key) IN (SELECT article_id, email_key FROM ({touched}) AS touched)
                AND EXISTS (
                    SELECT FROM comments_comment AS newer
                    WHERE newer.article_id = older.article_id AND newer.email_key = older.email_key
                        AND newer.status = 'published' AND newer.stars IS NOT NULL AND newer.set_aside_id IS NULL
                        AND (newer.confirmed_at IS NOT NULL, newer.created_at, newer.id)
                            > (older.confirmed_at IS NOT NULL, older.created_at, older.id)
                );
        END IF;
        UPDATE comments_comment SET rating_counts = true
        WHERE NOT rating_counts AND id IN (
            SELECT DISTINCT ON (article_id, email_key) id FROM comments_comment
            WHERE status = 'published' AND stars IS NOT NULL AND set_aside_id IS NULL
                AND (article_id, email_key) IN (SELECT article_id, email_key FROM ({touched}) AS touched)
            ORDER BY article_id, email_key, (confirmed_at IS NOT NULL) DESC, created_at DESC, id DESC
        );
    END IF;
    IF (has_replies OR was_published) AND pg_trigger_depth() = 1 THEN
        {mark_tombstones}
    END IF;

    UPDATE comments_discussion AS discussion SET
        comment_count = discussion.comment_count + moved.comments,
        one_star_count = discussion.one_star_count + moved.ones,
        two_star_count = discussion.two_star_count + moved.twos,
        three_star_count = discussion.three_star_count + moved.threes,
        four_star_count = discussion.four_star_count + moved.fours,
        five_star_count = discussion.five_star_count + moved.fives
    FROM (
        SELECT article_id, sum(weight) AS comments,
            coalesce(sum(weight) FILTER (WHERE rating_counts AND stars = 1), 0) AS ones,
            coalesce(sum(weight) FILTER (WHERE rating_counts AND stars = 2), 0) AS twos,
            coalesce(sum(weight) FILTER (WHERE rating_counts AND stars = 3), 0) AS threes,
            coalesce(sum(weight) FILTER (WHERE rating_counts AND stars = 4), 0) AS fours,
            coalesce(sum(weight) FILTER (WHERE rating_counts AND stars = 5), 0) AS fives
        FROM ({weighed}) AS weighed
        WHERE status = 'published'
        GROUP BY article_id
    ) AS moved
    WHERE moved.article_id = discussion.article_id;
    RETURN NULL;
"""

TOTALS_TRIGGERS = [
    pgtrigger.Trigger(
        name="comment_counts_and_stands_by_rule",
        operation=pgtrigger.Insert | pgtrigger.Update,
        when=pgtrigger.Before,
        # Only the triggers' own updates, one level deeper, may let a rating count, or make a tombstone.
        func="""
            IF TG_OP = 'INSERT' THEN
                NEW.rating_counts = false;
                NEW.is_tombstone = false;
            ELSIF pg_trigger_depth() = 1 THEN
                NEW.rating_counts = OLD.rating_counts AND NEW.status = 'published' AND NEW.stars IS NOT NULL
                    AND NEW.set_aside_id IS NULL
                    AND (NEW.article_id, NEW.email_key) = (OLD.article_id, OLD.email_key);
                NEW.is_tombstone = OLD.is_tombstone AND NEW.status <> 'published';
            END IF;
            RETURN NEW;
        """,
    ),
    *(
        pgtrigger.Trigger(
            name=f"comment_totals_after_{statement}",
            level=pgtrigger.Statement,
            when=pgtrigger.After,
            operation=operation,
            referencing=referencing,
            declare=_DECLARE,
            func=_FUNCTION.format(
                touched=touched,
                weighed=weighed,
                lock_answered=LOCK_ANSWERED.format(touched=touched),
                mark_tombstones=MARK_TOMBSTONES.format(touched=touched),
            ),
        )
        for statement, (operation, referencing, touched, weighed) in _BY_STATEMENT.items()
    ),
    pgtrigger.Trigger(
        name="comment_totals_after_truncate",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Truncate,
        func="""
            UPDATE comments_discussion SET comment_count = 0, one_star_count = 0, two_star_count = 0,
                three_star_count = 0, four_star_count = 0, five_star_count = 0;
            RETURN NULL;
        """,
    ),
]
