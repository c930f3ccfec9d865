"""Whether a cached page still holds: one query to PostgreSQL by primary keys, for each answer, on the event loop."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import AsyncConnection, AsyncCursor, AsyncRawCursor, Error, InterfaceError, OperationalError
from psycopg.errors import ConnectionTimeout

from web.database.database_limits import hang_up
from web.page_cache.page_dependencies import Dependencies

# As text: the key of an article, an array of such keys, whether readers order the lists. None: whether anyone is there.
Keys = tuple[str | None, str | None, str] | None

PATIENCE = 2  # seconds that the database may be silent
PAUSE = 1  # seconds after a silence in which nothing is asked: each query would wait as long
OF_DJANGO = ("context", "cursor_factory")  # what Django passes to psycopg's connections of its own


class AwayError(Exception):
    """The database refuses connections, ends them, or says nothing."""


class Check:
    """The versions that a page depends on, ready to be compared with those that hold now."""

    def __init__(self, dependencies: Dependencies) -> None:
        about = None if dependencies.about is None else str(dependencies.about[0])
        cards = f"{{{','.join(map(str, sorted(dependencies.cards)))}}}" if dependencies.cards else None
        self.keys: Keys = (about, cards, "true" if dependencies.lists else "false")
        self.expected = _joined(dependencies)


def _joined(of: Dependencies) -> str:
    about = of.about[1] if of.about else ""
    return "".join(map(str, [of.content, about, *(of.cards[pk] for pk in sorted(of.cards)), of.lists]))


class Freshness:
    """Asks over one connection. What is asked while a query is under way goes out together, with the next."""

    def __init__(self, versions: str) -> None:
        """versions: SQL that gives what is now of Keys, joined into one text as ``Check`` joins it."""
        self._versions_of = versions
        self._connection: AsyncConnection[Any] | None = None
        self._waiting: dict[Keys, asyncio.Future[str | None]] = {}
        self._work: asyncio.Task[None] | None = None
        self._silent_until = 0.0  # of time.monotonic

    @property
    def is_silent(self) -> bool:
        """Whether the database was silent just now, so a query would only wait."""
        return time.monotonic() < self._silent_until

    async def holds(self, check: Check) -> bool:
        """Whether the versions are as they were. False too where the database refuses the query. AwayError."""
        return await self._versions_for(check.keys) == check.expected

    async def answers(self) -> bool:
        """Whether the database does. AwayError."""
        return await self._versions_for(None) is not None

    async def close(self) -> None:
        if self._work is not None:
            self._work.cancel()
        await self._drop()

    async def _versions_for(self, keys: Keys) -> str | None:
        answer = self._waiting.get(keys)
        if answer is None:
            loop = asyncio.get_running_loop()
            answer = self._waiting[keys] = loop.create_future()
            if self._work is None or self._work.done():
                self._work = loop.create_task(self._answer_all())
        return await asyncio.shield(answer)  # others may wait for it too

    async def _answer_all(self) -> None:
        while self._waiting:
            queries, self._waiting = self._waiting, {}
            try:
                versions = await self._versions(list(queries))
            except AwayError as away:
                # Anyone who has asked meanwhile would wait as long again, and in vain.
                for answer in (*queries.values(), *self._waiting.values()):
                    answer.set_exception(away)
                    answer.exception()  # no one may be left to hear it
                self._waiting = {}
                return
            for answer, version in zip(queries.values(), versions, strict=True):
                answer.set_result(version)

    async def _versions(self, queries: list[Keys]) -> list[str | None]:
        """The versions as they are; None for each where the database refuses the query. AwayError."""
        if self.is_silent:
            raise AwayError
        if self._connection is not None:
            with suppress(Error):
                return await self._query(self._connection, queries)
            await self._drop()  # broken since; another may be had
        try:
            self._connection = await self._connect()
            return await self._query(self._connection, queries)
        except (OperationalError, InterfaceError) as error:
            await self._drop()
            raise AwayError from error
        except Error:
            await self._drop()
            return [None] * len(queries)

    async def _query(self, connection: AsyncConnection[Any], queries: list[Keys]) -> list[str | None]:
        """psycopg.Error where the connection or the query fails. AwayError where it takes longer than PATIENCE."""
        is_silent = False

        def end() -> None:
            nonlocal is_silent
            is_silent = True
            hang_up(connection)

        # Not asyncio.timeout: psycopg would ask the server to cancel the query, and wait for that too.
        watch = asyncio.get_running_loop().call_later(PATIENCE, end)
        try:
            if len(queries) == 1:
                cursor = await self._execute(connection, queries[0])
                row = await cursor.fetchone()
                return [row[0]] if row else [None]
            async with connection.pipeline():
                cursors = [await self._execute(connection, each) for each in queries]
                rows = [await cursor.fetchone() for cursor in cursors]
            return [row[0] if row else None for row in rows]
        except Error:
            if is_silent:
                await self._drop()
                raise self._silence() from None
            raise
        finally:
            watch.cancel()

    async def _execute(self, connection: AsyncConnection[Any], keys: Keys) -> AsyncCursor[Any]:
        query = ("SELECT ''",) if keys is None else (self._versions_of, keys)
        return await connection.execute(*query, prepare=True)

    def _silence(self) -> AwayError:
        self._silent_until = time.monotonic() + PAUSE
        return AwayError()

    async def _connect(self) -> AsyncConnection[Any]:
        """psycopg.Error where there is none to be had. AwayError where that takes longer than PATIENCE."""
        parameters = connections[DEFAULT_DB_ALIAS].get_connection_params()
        address = {name: value for name, value in parameters.items() if name not in OF_DJANGO}
        try:
            async with asyncio.timeout(PATIENCE):
                return await AsyncConnection.connect(**address, autocommit=True, cursor_factory=AsyncRawCursor)
        except (TimeoutError, ConnectionTimeout):
            raise self._silence() from None

    async def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(Error):
                await connection.close()
