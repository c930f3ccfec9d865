"""Django in a bounded number of threads, each with a connection to the database that lasts."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from django.db import connections

Result = TypeVar("Result")

NUMBER = 4
PATIENCE = 3  # seconds that a request waits for a thread


class BusyError(Exception):
    """No thread became free in time."""


class Threads:
    def __init__(self, number: int = NUMBER) -> None:
        self.number = number
        self._pool = ThreadPoolExecutor(number, thread_name_prefix="request")
        self._free = asyncio.Semaphore(number)

    async def run(self, work: Callable[[], Result], patience: float = PATIENCE) -> Result:
        """What work returns or raises in a thread. BusyError where none is free within patience (seconds).

        Anyone who stops waiting does not stop the work: its thread is free once that has ended.
        """
        try:
            async with asyncio.timeout(patience):
                await self._free.acquire()
        except TimeoutError:
            raise BusyError from None
        loop = asyncio.get_running_loop()

        def let_go(_done: object) -> None:
            with suppress(RuntimeError):  # the loop has ended meanwhile
                loop.call_soon_threadsafe(self._free.release)

        running = self._pool.submit(work)
        running.add_done_callback(let_go)
        return await asyncio.wrap_future(running)

    def close(self) -> None:
        """End the threads once they are free, and their connections to the database."""
        together = threading.Barrier(self.number)

        def leave() -> None:
            together.wait()
            connections.close_all()

        for _thread in range(self.number):
            self._pool.submit(leave)
        self._pool.shutdown()
