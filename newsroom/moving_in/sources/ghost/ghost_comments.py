"""Ghost's own comments, which its members wrote."""

from __future__ import annotations

from django.utils.translation import gettext as _

from newsroom.moving_in.neutral_items import Comment
from newsroom.moving_in.sources.ghost.ghost_posts import moment_of
from newsroom.moving_in.sources.ghost.ghost_tables import Facts, GhostTables, key_of, text
from newsroom.moving_in.sources.plain_words import plain_words

STATES = {"published": "published", "hidden": "rejected", "deleted": "withdrawn"}


def comment_of(facts: Facts, line: int, tables: GhostTables) -> Comment:
    name, email = tables.members.get(text(facts, "member_id"), ("", ""))
    status = text(facts, "status") or "published"
    comment = Comment(
        id=key_of(facts, line),
        line=line,
        title=name,
        article=text(facts, "post_id"),
        parent=text(facts, "in_reply_to_id") or text(facts, "parent_id"),
        name=name,
        email=email,
        status=STATES.get(status, status),
    )
    comment.message = plain_words(text(facts, "html"), comment)
    comment.created_at, comment.edited_at = moment_of(facts.get("created_at")), moment_of(facts.get("edited_at"))
    if comment.status == "withdrawn":
        comment.changed(_("It was deleted there, by its writer or a moderator; here it counts as withdrawn."), line)
        if not comment.message:
            comment.message = _("(deleted)")
            words = _("The source no longer has its words. “%(words)s” replaces them, so its replies stay together.")
            comment.changed(words % {"words": comment.message})
    return comment
