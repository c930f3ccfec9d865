"""Whether a kept page still holds: one question to PostgreSQL by primary keys, asked for each answer."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, Error, connections
from psycopg import Error as PsycopgError
from psycopg import pq

from articles.kept import Grounds

Question = list[bytes | None]

NAME = b"newsroom_grounds"
_INT8, _INT8_ARRAY = 20, 1016  # object identifiers of the types
_SQL = b"""
    SELECT concat(
        (SELECT version FROM articles_contentversion WHERE id = 1),
        (SELECT version FROM comments_discussion WHERE article_id = $1),
        (SELECT string_agg(card_version::text, '' ORDER BY article_id)
         FROM comments_discussion WHERE article_id = ANY($2))
    )
"""
_this_thread = threading.local()


class Check:
    """The versions that a page rests on, ready to be compared with those that hold now."""

    def __init__(self, grounds: Grounds) -> None:
        about = None if grounds.about is None else str(grounds.about[0]).encode()
        cards = f"{{{','.join(map(str, sorted(grounds.cards)))}}}".encode() if grounds.cards else None
        self.question: Question = [about, cards]
        self.expected = _joined(grounds.content, grounds.about and grounds.about[1], grounds.cards)

    def holds(self) -> bool:
        """False too where the database does not answer: what is said then is not ours to decide."""
        return _ask(self.question) == self.expected


def _joined(content: UUID, about: UUID | None, cards: Mapping[int, UUID]) -> bytes:
    versions = [content, *([about] if about else []), *(cards[pk] for pk in sorted(cards))]
    return "".join(map(str, versions)).encode()


def _ask(question: Question) -> bytes | None:
    """The versions as they are. libpq is asked itself: psycopg's layers take longer than PostgreSQL does."""
    try:
        wrapper = connections[DEFAULT_DB_ALIAS]
        wrapper.ensure_connection()
        connection = wrapper.connection.pgconn
        if getattr(_this_thread, "prepared_on", None) is not connection:
            prepare(connection)
            _this_thread.prepared_on = connection
        found = versions(connection.exec_prepared(NAME, question))
    except (Error, PsycopgError):
        return None
    if found is None:
        _this_thread.prepared_on = None
    return found


def prepare(connection: Any) -> None:
    """Make question known to a connection of libpq. psycopg.Error where it is broken."""
    connection.prepare(NAME, _SQL, [_INT8, _INT8_ARRAY])


def versions(result: Any) -> bytes | None:
    """What libpq answered; None where that is an error."""
    return result.get_value(0, 0) if result.status == pq.ExecStatus.TUPLES_OK else None
