"""Which comments stand as tombstones: no longer published, or not yet, with published replies below them.

The column is kept by the triggers of the totals, since no list of what readers see may have to look through what they
do not: a flood of spam under an article costs its page nothing.

Anyone who publishes a reply, or takes one back, locks the comment that it is under, then the discussion, and only then
looks; the person who changes that comment has its lock anyhow. So of two at once the second sees what the first has
done, and no one waits for a comment while a discussion is locked. Replies are locked before the comments they are
under: here, and by the code that locks several (``CommentQuerySet.locked``), so no one waits in a circle.
"""
# ruff: noqa: S608 (the SQL is put together from the constants below, never from what anyone sends)

# Of a comment that the statement calls thread. The limit has PostgreSQL look for one reply, and not read all there are.
IS_TOMBSTONE = """
    thread.status <> 'published' AND coalesce((
        SELECT true FROM comments_comment AS reply
        WHERE reply.parent_id = thread.id AND reply.status = 'published' LIMIT 1
    ), false)
"""

LOCK_ANSWERED = """
    PERFORM 1 FROM comments_comment WHERE id IN (SELECT parent_id FROM ({touched}) AS touched)
    ORDER BY id FOR NO KEY UPDATE;
"""

MARK_TOMBSTONES = f"""
    UPDATE comments_comment AS thread SET is_tombstone = NOT is_tombstone
    WHERE id IN (SELECT coalesce(parent_id, id) FROM ({{touched}}) AS touched) AND is_tombstone <> ({IS_TOMBSTONE});
"""
