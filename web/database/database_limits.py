"""How long a request may wait for PostgreSQL.

Processes that answer requests have the short limits, the task worker has long ones, and an import or a migration may
take its time.
PostgreSQL itself ends what takes too long. Where it does not even do that (it is frozen, or the network to it is gone),
a thread of ours closes the connection. Each of these is an ``OperationalError``, so a page with status 503.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from typing import Any
from weakref import WeakKeyDictionary

from psycopg import AsyncConnection, Connection, OperationalError
from psycopg.pq import TransactionStatus

STATEMENT = 4  # seconds that one statement may take
LOCK = 3  # seconds that it may wait for a lock
IDLE_IN_TRANSACTION = 30  # seconds between two statements of one transaction
STATEMENT_OF_A_TASK = 600  # seconds; without an end, one task would keep all others waiting
LOCK_OF_A_TASK = 60  # seconds
SILENCE = STATEMENT + 1  # seconds after which a server that has not ended a statement by itself counts as frozen
CONNECT = 2  # seconds, the least that libpq takes

_SESSION = {
    "statement_timeout": f"{STATEMENT}s",
    "lock_timeout": f"{LOCK}s",
    "idle_in_transaction_session_timeout": f"{IDLE_IN_TRANSACTION}s",
}
_SESSION_OF_TASKS = {"statement_timeout": f"{STATEMENT_OF_A_TASK}s", "lock_timeout": f"{LOCK_OF_A_TASK}s"}
# libpq's own, which no server and no pooler sees. Source: PostgreSQL's manual, "Parameter Key Words".
_CONNECTION = {
    "connect_timeout": CONNECT,
    "keepalives_idle": SILENCE,  # seconds
    "keepalives_interval": 1,  # seconds
    "keepalives_count": 3,
    "tcp_user_timeout": SILENCE * 1000,  # milliseconds
}
_PAUSE = 0.5  # seconds between two looks


class Limits:
    """Off, until a process says that it answers requests."""

    def __init__(self) -> None:
        self.of_the_session: dict[str, str] = {}
        self.ends_silence = False
        self._last_statements: WeakKeyDictionary[Connection[Any], float] = WeakKeyDictionary()
        self._watchman = 0  # the process whose thread watches; its forks have none

    def apply(self, database: dict[str, Any]) -> None:
        """Limit every connection that this process and its forks open from now on.

        database: an entry of DATABASES. What its address says of the connection wins.
        """
        self.of_the_session = _SESSION
        self.ends_silence = True
        database["OPTIONS"] = _CONNECTION | database.get("OPTIONS", {})

    def apply_to_tasks(self) -> None:
        """Limit every connection that this process opens from now on, as a task needs."""
        self.of_the_session = _SESSION_OF_TASKS

    def watch(self, connection: Connection[Any]) -> None:
        """Close connection where PostgreSQL falls silent."""
        if not self.ends_silence:
            return
        self.note_statement(connection)
        if self._watchman != os.getpid():
            self._watchman = os.getpid()
            threading.Thread(target=self._watch, daemon=True, name="database limits").start()

    def note_statement(self, connection: Connection[Any] | None) -> None:
        """Another statement begins on connection."""
        if connection is not None and self.ends_silence:
            self._last_statements[connection] = time.monotonic()

    def _watch(self) -> None:
        """A connection at work at every look, for as long as SILENCE, with the same statement, is closed."""
        silent_since: dict[tuple[int, float], float] = {}
        while True:
            time.sleep(_PAUSE)
            before, silent_since, now = silent_since, {}, time.monotonic()
            for connection, statement in list(self._last_statements.items()):
                if connection.info.transaction_status != TransactionStatus.ACTIVE:
                    continue
                look = (id(connection), statement)
                silent_since[look] = before.get(look, now)
                if now - silent_since[look] >= SILENCE:
                    hang_up(connection)


def hang_up(connection: Connection[Any] | AsyncConnection[Any]) -> None:
    """End the wait of a reader of connection: it finds it closed by the other side."""
    try:
        with socket.socket(fileno=os.dup(connection.fileno())) as end:
            end.shutdown(socket.SHUT_RDWR)
    except (OSError, OperationalError):
        pass  # closed meanwhile


limits = Limits()
