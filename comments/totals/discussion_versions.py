"""Two versions of a discussion, by which cached pages are known to be valid: of all of it, and of what a card shows.

They are on the discussion's row, which a change of the totals has locked anyhow, and are random, so none
comes again after a database is set back to an earlier state.
"""
# ruff: noqa: S608 (the SQL is put together from the constants below, never from what anyone sends)

import pgtrigger

from comments.totals.lists_version import NOT_MOVED_YET

_ON_A_CARD = (
    "state, comment_count, frozen_star_counts,"
    " one_star_count, two_star_count, three_star_count, four_star_count, five_star_count"
)
_OLD = ", ".join(f"OLD.{column.strip()}" for column in _ON_A_CARD.split(","))
_NEW = ", ".join(f"NEW.{column.strip()}" for column in _ON_A_CARD.split(","))

DISCUSSION_VERSIONS = [
    pgtrigger.Trigger(
        name="discussion_moves_its_versions",
        operation=pgtrigger.Update,
        when=pgtrigger.Before,
        func=f"""
            NEW.version = gen_random_uuid();
            NEW.card_version = OLD.card_version;
            IF ({_OLD}) IS DISTINCT FROM ({_NEW}) THEN
                NEW.card_version = gen_random_uuid();
            END IF;
            RETURN NEW;
        """,
    ),
]

# What no reader is shown of a comment. A column that is missing here costs a rendering, and never shows a stale page.
_UNSEEN = (
    "ARRAY['network_hash', 'simhash', 'mails_replies', 'announced_at', 'rating_counts', 'held_because', 'section_id']"
)

# Where a comment comes to be published or ceases to be, the totals move, and the version with them. Others that readers
# see: published ones with other words, and the tombstones that are above published replies.
_SHOWN_OTHERWISE = f"""
    SELECT array_agg(DISTINCT article.id) FROM old_rows AS before JOIN new_rows AS after USING (id)
        CROSS JOIN LATERAL (VALUES (before.article_id), (after.article_id)) AS article (id)
    WHERE (before.status = 'published') = (after.status = 'published')
        AND (after.status = 'published' OR after.is_tombstone)
        AND to_jsonb(before) - {_UNSEEN} <> to_jsonb(after) - {_UNSEEN}
"""

COMMENTS_MOVE_THE_VERSION = [
    pgtrigger.Trigger(
        name="comment_versions_after_update",  # after the totals, by its name
        level=pgtrigger.Statement,
        operation=pgtrigger.Update,
        when=pgtrigger.After,
        referencing=pgtrigger.Referencing(old="old_rows", new="new_rows"),
        declare=[("articles", "bigint[]")],
        # Lowest first, as the totals lock them, so no one waits in a circle.
        func=f"""
            articles = ({_SHOWN_OTHERWISE});
            IF articles IS NOT NULL THEN
                PERFORM 1 FROM comments_discussion WHERE article_id = ANY(articles) ORDER BY article_id FOR UPDATE;
                UPDATE comments_discussion SET version = version WHERE article_id = ANY(articles);
            END IF;
            RETURN NULL;
        """,
    ),
]

# What a cached page depends on, as it is now, in one text.
# $1: the article whose discussion the page shows. $2: the articles of its cards. $3: whether readers order its lists.
VERSIONS_NOW = f"""
    SELECT concat(
        (SELECT version FROM articles_contentversion WHERE id = 1),
        (SELECT version FROM comments_discussion WHERE article_id = $1::bigint),
        (SELECT string_agg(card_version::text, '' ORDER BY article_id)
         FROM comments_discussion WHERE article_id = ANY($2::bigint[])),
        CASE WHEN $3::boolean THEN
            coalesce((SELECT version::text FROM comments_listsversion WHERE id = 1), '{NOT_MOVED_YET}')
        END
    )
"""
