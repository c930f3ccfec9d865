"""Isso's comments, from its database or from JSON: the facts have the same names."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime
from html import unescape
from typing import Any

from django.utils.translation import gettext as _

from newsroom.moving_in.neutral_items import Comment
from newsroom.moving_in.sources.plain_words import plain_words

Facts = dict[str, Any]
STATES = {1: "published", 2: "pending", 4: "withdrawn"}
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]+)>")
YEARS = range(1990, 9_000)


def isso_comment(facts: Facts, key: str, parent: str, address: str, line: int | None) -> Comment:
    """key, parent: ids within the source. address: of the thread's page."""
    name = unescape(_text(facts, "author"))
    comment = Comment(
        id=key[:280],
        line=line,
        title=name,
        parent=parent[:280],
        on_address=address,
        address=address,
        name=name,
        email=unescape(_text(facts, "email")),
        network=_text(facts, "remote_addr"),
    )
    # Markdown as its writer typed it; only HTML in it is turned.
    comment.message = plain_words(_AUTOLINK.sub(r"\1", _text(facts, "text")), comment)
    comment.created_at, comment.edited_at = _moment(facts.get("created")), _moment(facts.get("modified"))
    comment.status = _status(facts.get("mode", 1), comment)
    if website := unescape(_text(facts, "website")):
        comment.changed(_("The address of its writer's website was left out: %(address)s") % {"address": website[:200]})
    likes, dislikes = _number(facts.get("likes")), _number(facts.get("dislikes"))
    if likes or dislikes:
        words = _("Votes on it were left out: %(likes)d for and %(dislikes)d against.")
        comment.changed(words % {"likes": likes, "dislikes": dislikes})
    if not address:
        comment.left_out = _("Its thread is not in the file.")
    if comment.status == "withdrawn":
        comment.changed(_("It was deleted there, by its writer or a moderator; here it counts as withdrawn."))
        if not comment.message:
            comment.message = _("(deleted)")
            comment.changed(
                _("The source no longer has its words. “%(words)s” replaces them, so its replies stay together.")
                % {"words": comment.message}
            )
    return comment


def _status(mode: Any, comment: Comment) -> str:
    if isinstance(mode, int | str) and str(mode).strip().isdecimal() and int(mode) in STATES:
        return STATES[int(mode)]
    words = _("Its state “%(state)s” is unknown, so it waits for a moderator.")
    comment.changed(words % {"state": str(mode)[:40]})
    return "pending"


def _text(facts: Facts, name: str) -> str:
    value = facts.get(name)
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    return value if isinstance(value, str) else ("" if value is None or isinstance(value, dict | list) else str(value))


def _number(value: Any) -> int:
    with suppress(ValueError, TypeError, OverflowError):
        return max(int(value or 0), 0)
    return 0


def _moment(value: Any) -> datetime | None:
    """Of seconds since 1970, or of text such as "2024-03-31 01:30:00", which is UTC."""
    with suppress(ValueError, OverflowError, OSError, TypeError):
        if isinstance(value, str) and not value.replace(".", "", 1).isdecimal():
            found = datetime.fromisoformat(value.strip())
        elif value is None or isinstance(value, bool):
            return None
        else:
            found = datetime.fromtimestamp(float(value), UTC)
        found = found if found.tzinfo else found.replace(tzinfo=UTC)
        return found if found.year in YEARS else None
    return None
