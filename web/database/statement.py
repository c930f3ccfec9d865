"""A statement that PostgreSQL parses and plans once on each connection, and is then only sent the values of."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import Connection, Error, OperationalError, errors, pq
from psycopg.adapt import PyFormat, Transformer

Rows = list[tuple[Any, ...]]

# What PostgreSQL says of a statement that it does not have, or not as it was: a pooler went on to another of its
# connections, or a migration has changed the type of a column that is read or compared. It is then asked without, in
# one step, which makes any other fault show itself.
_GONE = ("26000", "0A000", "42883")
_HERE_ALREADY = "42P05"

known_on: WeakKeyDictionary[Connection[Any], set[bytes]] = WeakKeyDictionary()


def rows_of(wrapper: BaseDatabaseWrapper, sql: str, values: Sequence[Any]) -> Rows:
    """What sql, a SELECT with ``%s`` for each of values, finds. Outside a transaction only: psycopg, which begins one
    with the first query in it, would not know of this one. django.db.Error where the database does not answer.
    """
    wrapper.close_if_health_check_failed()
    wrapper.ensure_connection()
    with wrapper.make_cursor(_StatementCursor(wrapper.connection)) as cursor:  # type: ignore[arg-type]
        cursor.execute(sql, values)
        return cursor.fetchall()


class _StatementCursor:
    """As much of a cursor as Django's wrapper needs. libpq is asked itself: psycopg's layers cost as much again."""

    def __init__(self, connection: Connection[Any]) -> None:
        self._connection = connection
        self._rows: Rows = []

    def execute(self, sql: str, values: Sequence[Any]) -> None:
        transformer = Transformer(self._connection)
        texts: Any = transformer.dump_sequence(values, [PyFormat.TEXT] * len(values))
        types = transformer.types or ()
        name, text = _statement(sql, types)
        libpq = self._connection.pgconn
        known = known_on.setdefault(self._connection, set())
        if name not in known:
            self._prepare(name, text, types)
            known.add(name)
        result = libpq.exec_prepared(name, texts)
        if _state(result) in _GONE:
            known.discard(name)
            libpq.close_prepared(name)
            result = libpq.exec_params(text, texts, types)
        if result.status != pq.ExecStatus.TUPLES_OK:
            raise self._error(result)
        transformer.set_pgresult(result)
        self._rows = transformer.load_rows(0, result.ntuples, tuple)

    def fetchall(self) -> Rows:
        return self._rows

    def close(self) -> None:
        self._rows = []

    def _prepare(self, name: bytes, text: bytes, types: Sequence[int]) -> None:
        made = self._connection.pgconn.prepare(name, text, types)
        if made.status != pq.ExecStatus.COMMAND_OK and _state(made) != _HERE_ALREADY:
            raise self._error(made)

    def _error(self, result: Any) -> Error:
        if self._connection.pgconn.status == pq.ConnStatus.BAD:
            return OperationalError(result.error_message.decode("utf-8", "replace"))
        return errors.error_from_result(result)


def _state(result: Any) -> str:
    """The SQLSTATE of an error, else ""."""
    return (result.error_field(pq.DiagnosticField.SQLSTATE) or b"").decode()


@lru_cache(maxsize=512)
def _statement(sql: str, types: tuple[int, ...]) -> tuple[bytes, bytes]:
    """Its name and its text as PostgreSQL wants it. The name is the text's own, so that behind a pooler, where others
    have prepared statements on the same connection, it never means another.
    """
    numbers = iter(range(1, len(types) + 1))
    text = re.sub("%([s%])", lambda found: "%" if found[1] == "%" else f"${next(numbers)}", sql).encode()
    return b"newsroom_" + hashlib.sha256(repr(types).encode() + text).hexdigest()[:32].encode(), text
