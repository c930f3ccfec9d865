"""Django in a bounded number of threads, each with a connection to the database that lasts.

Under overload the dear is refused before the cheap: searches, feeds and lists have only some of the threads, and wait
less for one. So articles and what readers write have threads left.
"""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

from django.db import connections

Result = TypeVar("Result")

NUMBER = 4
PATIENCE = 3  # seconds that a request waits for a thread
OF_THE_DEAR = 2  # threads that dear requests have at the same time, at most
PATIENCE_OF_THE_DEAR = 1  # seconds

_DEAR = re.compile(
    r"/(?:search|api|sections|topics|people|archive|best-rated|most-read|corrections|transparency|share)\b"
    r"|/articles/[^/]+/comments/$"  # all comments of an article
    r"|.*\.(?:atom|csv|json|xml)$"
    r"|/(?:comments/)?(?:feed|rss)\b"
)


class BusyError(Exception):
    """No thread became free in time."""


def is_dear(method: str, path: str) -> bool:
    """Whether readers miss it least while the site is overloaded: a search, a feed, a list. What is sent is not."""
    return method in ("GET", "HEAD") and _DEAR.match(path) is not None


class Threads:
    def __init__(self, number: int = NUMBER, of_the_dear: int = OF_THE_DEAR) -> None:
        self.number = number
        self._pool = ThreadPoolExecutor(number, thread_name_prefix="request")
        self._free = asyncio.Semaphore(number)
        self._free_for_the_dear = asyncio.Semaphore(of_the_dear)

    async def run(self, work: Callable[[], Result], dear: bool = False) -> Result:
        """What work returns or raises in a thread. BusyError where none becomes free in time.

        Anyone who stops waiting does not stop the work: its thread is free once that has ended.
        """
        places = [self._free_for_the_dear, self._free] if dear else [self._free]
        taken: list[asyncio.Semaphore] = []
        try:
            async with asyncio.timeout(PATIENCE_OF_THE_DEAR if dear else PATIENCE):
                for place in places:
                    await place.acquire()
                    taken.append(place)
        except BaseException as reason:
            for place in taken:
                place.release()
            if isinstance(reason, TimeoutError):
                raise BusyError from None
            raise
        loop = asyncio.get_running_loop()

        def leave_all() -> None:
            for place in taken:
                place.release()

        def let_go(_done: object) -> None:
            with suppress(RuntimeError):  # the loop has ended meanwhile
                loop.call_soon_threadsafe(leave_all)

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
