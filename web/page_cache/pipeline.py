"""One prepared statement over one connection, run many times at once, without a task or a cursor for each.

A cached page is little more than this query, and psycopg's cursors take three times as long. ``psycopg.pq`` is its
documented interface to libpq. Source: libpq's chapters on asynchronous commands and on pipeline mode.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from psycopg import AsyncConnection, Error, OperationalError, errors
from psycopg.pq import ConnStatus, DiagnosticField, ExecStatus
from psycopg.pq.abc import PGresult

from web.database.database_limits import hang_up

NAME = b"versions"
Parameters = tuple[bytes | None, ...]
# What became of a batch: the first value of each answer, in the order of the parameters, or why there is none.
Outcome = list[str | None] | Error


class Pipeline:
    """has_answered: whether any batch had its answers. For the event loop alone."""

    def __init__(self, connection: AsyncConnection[Any], statement: str, done: Callable[[Outcome], None]) -> None:
        """done: called with the outcome of each batch; with an Error too when the connection ends between two."""
        self.has_answered = False
        self._connection = connection
        self._statement = statement
        self._done = done
        self._values: list[str | None] = []
        self._error: Error | None = None
        self._is_under_way = False
        self._loop = asyncio.get_running_loop()
        self._libpq = connection.pgconn
        self._socket = self._libpq.socket
        self._libpq.enter_pipeline_mode()
        self._loop.add_reader(self._socket, self._read)

    def send(self, batch: Sequence[Parameters]) -> None:
        """One batch at a time: the next goes out when this one has its outcome. psycopg.Error."""
        self._values, self._error, self._is_under_way = [], None, True
        if not self.has_answered:
            self._libpq.send_prepare(NAME, self._statement.encode())
        for parameters in batch:
            self._libpq.send_query_prepared(NAME, parameters)
        self._libpq.pipeline_sync()
        self._flush()

    def hang_up(self) -> None:
        """End the wait for a server that says nothing. The outcome is an Error."""
        hang_up(self._connection)

    async def close(self) -> None:
        self._loop.remove_reader(self._socket)
        self._loop.remove_writer(self._socket)
        with suppress(Error):
            await self._connection.close()

    def _flush(self) -> None:
        """Hand everything to the network, now or when it takes more."""
        self._loop.remove_writer(self._socket)
        if self._libpq.flush():
            self._loop.add_writer(self._socket, self._read)

    def _read(self) -> None:
        try:
            outcome = self._outcome()
        except Error as error:
            self._loop.remove_reader(self._socket)  # or it would be called again and again
            self._loop.remove_writer(self._socket)
            outcome = error
        if outcome is not None:
            self._done(outcome)

    def _outcome(self) -> Outcome | None:
        """None while more is to come. psycopg.Error where the connection has ended."""
        self._libpq.consume_input()
        self._flush()
        while self._is_under_way and not self._libpq.is_busy():
            result = self._libpq.get_result()
            if result is None:  # between the results of two queries; for ever once the connection has ended
                if self._libpq.status == ConnStatus.BAD:
                    break
            elif result.status == ExecStatus.TUPLES_OK:
                value = result.get_value(0, 0)
                self._values.append(None if value is None else value.decode())
            elif result.status == ExecStatus.FATAL_ERROR:
                self._error = self._error or _error_of(result)
            elif result.status == ExecStatus.PIPELINE_SYNC:
                self._is_under_way = False
                self.has_answered = self.has_answered or self._error is None
                return self._error or self._values
        if self._libpq.status == ConnStatus.BAD:
            raise self._error or OperationalError("The connection has ended.")
        return None


def _error_of(result: PGresult) -> Error:
    state = (result.error_field(DiagnosticField.SQLSTATE) or b"").decode()
    try:
        kind = errors.lookup(state)
    except KeyError:
        kind = OperationalError
    return kind((result.error_message or b"").decode(errors="replace"))
