"""Whether a cached page still holds: one query to PostgreSQL by primary keys, for each answer, on the event loop."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import AsyncConnection, Error, InterfaceError, OperationalError
from psycopg.errors import ConnectionTimeout

from web.page_cache.page_dependencies import Dependencies
from web.page_cache.pipeline import Outcome, Pipeline

# As text: the key of an article, an array of such keys, whether readers order the lists.
Keys = tuple[bytes | None, bytes | None, bytes]
Answer = asyncio.Future[str | None]  # one for each client, so one that leaves takes it from no other
Questions = dict[Keys, list[Answer]]

OF_NOTHING: Keys = (None, None, b"false")

PATIENCE = 2  # seconds that the database may be silent
PAUSE = 1  # seconds after a silence in which nothing is asked: each query would wait as long
OF_DJANGO = ("context", "cursor_factory")  # what Django passes to psycopg's connections of its own


class AwayError(Exception):
    """The database refuses connections, ends them, or says nothing."""


class Check:
    """The versions that a page depends on, ready to be compared with those that hold now."""

    def __init__(self, dependencies: Dependencies) -> None:
        about = None if dependencies.about is None else b"%d" % dependencies.about[0]
        cards = b"{%s}" % b",".join(b"%d" % pk for pk in sorted(dependencies.cards)) if dependencies.cards else None
        self.keys: Keys = (about, cards, b"true" if dependencies.lists else b"false")
        self.expected = _joined(dependencies)


def _joined(of: Dependencies) -> str:
    about = of.about[1] if of.about else ""
    return "".join(map(str, [of.content, about, *(of.cards[pk] for pk in sorted(of.cards)), of.lists]))


class Freshness:
    """Asks over one connection. What is asked while a query is under way goes out together, with the next."""

    def __init__(self, versions: str) -> None:
        """versions: SQL that gives what is now of Keys, joined into one text as ``Check`` joins it."""
        self._versions_of = versions
        self._pipeline: Pipeline | None = None
        self._connecting: asyncio.Task[None] | None = None
        self._closing: asyncio.Task[None] | None = None
        self._waiting: Questions = {}
        self._under_way: Questions = {}
        self._watch: asyncio.TimerHandle | None = None
        self._silent_until = 0.0  # of time.monotonic

    @property
    def is_silent(self) -> bool:
        """Whether the database was silent just now, so a query would only wait."""
        return time.monotonic() < self._silent_until

    async def holds(self, check: Check) -> bool:
        """Whether the versions are as they were. False too where the database refuses the query. AwayError."""
        return await self._versions_for(check.keys) == check.expected

    async def answers(self) -> None:
        """Return as soon as the database says anything. AwayError."""
        await self._versions_for(OF_NOTHING)

    async def close(self) -> None:
        if self._connecting is not None:
            self._connecting.cancel()
        if self._watch is not None:
            self._watch.cancel()
        self._drop()
        if self._closing is not None:
            await self._closing

    async def _versions_for(self, keys: Keys) -> str | None:
        """None where the database refuses the query. AwayError."""
        if self.is_silent:
            raise AwayError
        answer: Answer = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(keys, []).append(answer)
        if not self._under_way and self._connecting is None:
            self._ask()
        return await answer

    def _ask(self) -> None:
        """Send what waits, over a new connection where there is none."""
        if self._pipeline is None:
            self._connecting = asyncio.get_running_loop().create_task(self._connect())
            return
        self._under_way, self._waiting = self._waiting, {}
        # Not asyncio.timeout: psycopg would ask the server to cancel the query, and wait for that too.
        self._watch = asyncio.get_running_loop().call_later(PATIENCE, self._give_up)
        try:
            self._pipeline.send(list(self._under_way))
        except Error as error:
            self._done(error)

    async def _connect(self) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                connection = await AsyncConnection.connect(**_address(), autocommit=True)
            self._pipeline = Pipeline(connection, self._versions_of, self._done)
        except (TimeoutError, ConnectionTimeout):
            self._say_away(is_silent=True)
        except Error:
            self._say_away()
        finally:
            self._connecting = None
        if self._pipeline is not None:
            self._ask()

    def _give_up(self) -> None:
        self._silent_until = time.monotonic() + PAUSE
        if self._pipeline is not None:
            self._pipeline.hang_up()

    def _done(self, outcome: Outcome) -> None:
        """What became of the queries under way, or of a connection that ended while there were none."""
        if self._watch is not None:
            self._watch.cancel()
        if not isinstance(outcome, Error):
            for answers, versions in zip(self._under_way.values(), outcome, strict=True):
                _answer(answers, versions)
            self._under_way = {}
        else:
            self._failed(outcome)
        if self._waiting:
            self._ask()

    def _failed(self, error: Error) -> None:
        had_answered = self._drop()
        if self.is_silent:
            self._say_away()
        elif had_answered:  # ended since, or refuses what it took before; another connection may be had
            for keys, answers in self._under_way.items():
                self._waiting.setdefault(keys, []).extend(answers)
            self._under_way = {}
        elif isinstance(error, OperationalError | InterfaceError):
            self._say_away()
        else:
            for answers in self._under_way.values():
                _answer(answers, None)
            self._under_way = {}

    def _say_away(self, is_silent: bool = False) -> None:
        """To all, also those who have asked meanwhile: they would wait as long again, and in vain."""
        if is_silent:
            self._silent_until = time.monotonic() + PAUSE
        asked = [*self._under_way.values(), *self._waiting.values()]
        self._under_way, self._waiting = {}, {}
        for answers in asked:
            _answer(answers, AwayError())

    def _drop(self) -> bool:
        """Let the connection go. Returns whether it had answered anything."""
        pipeline, self._pipeline = self._pipeline, None
        if pipeline is None:
            return False
        self._closing = asyncio.get_running_loop().create_task(pipeline.close())
        return pipeline.has_answered


def _address() -> dict[str, Any]:
    parameters = connections[DEFAULT_DB_ALIAS].get_connection_params()
    return {name: value for name, value in parameters.items() if name not in OF_DJANGO}


def _answer(answers: list[Answer], versions: str | AwayError | None) -> None:
    """Tell each client that has not left meanwhile."""
    for answer in answers:
        if answer.done():
            continue
        if isinstance(versions, AwayError):
            answer.set_exception(versions)
        else:
            answer.set_result(versions)
