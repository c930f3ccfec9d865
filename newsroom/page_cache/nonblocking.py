"""The question of freshness, from a thread that must not wait for the database."""

from __future__ import annotations

import select
import threading
from contextlib import suppress
from typing import Any

from django.db import DEFAULT_DB_ALIAS, Error, connections
from psycopg import Error as PsycopgError

from newsroom.page_cache.freshness import NAME, Question, prepare, versions

PATIENCE = 5  # milliseconds


class NonBlockingConnection:
    """A connection of its own, which another thread opens, with one question under way at most."""

    def __init__(self) -> None:
        self._wrapper: Any = None
        self._connection: Any = None
        self._readable = select.poll()
        self._is_opening = False
        self._is_asked = False

    def ask(self, question: Question) -> bool:
        """Whether question was sent: not before there is a connection, nor while an earlier one has no answer."""
        if self._is_asked:
            self.answer(patience=0)
        if self._connection is None and not self._is_opening:
            self._is_opening = True
            threading.Thread(target=self._open, daemon=True).start()
        if self._connection is None or self._is_asked:
            return False
        try:
            self._connection.send_query_prepared(NAME, question)
        except PsycopgError:
            self._drop()
            return False
        self._is_asked = True
        return True

    def answer(self, patience: int = PATIENCE) -> bytes | None:
        """The versions as they are; None where they do not come within patience (milliseconds), or not at all."""
        found = None
        try:
            while True:
                while self._connection.is_busy():
                    if not self._readable.poll(patience):
                        return None
                    self._connection.consume_input()
                if (result := self._connection.get_result()) is None:
                    break
                found = versions(result)
        except PsycopgError:
            found = None
        self._is_asked = False
        if found is None:
            self._drop()
        return found

    def _open(self) -> None:
        try:
            wrapper = connections.create_connection(DEFAULT_DB_ALIAS)
            wrapper.connect()
            connection = wrapper.connection.pgconn
            prepare(connection)
            readable = select.poll()
            readable.register(connection.socket, select.POLLIN)
            self._wrapper, self._readable, self._connection = wrapper, readable, connection
        except (Error, PsycopgError):
            pass  # whoever asks for a page meets the same in a thread of the pool, where it is answered and logged
        finally:
            self._is_opening = False

    def _drop(self) -> None:
        with suppress(PsycopgError):
            self._wrapper.connection.close()
        self._wrapper = self._connection = None
