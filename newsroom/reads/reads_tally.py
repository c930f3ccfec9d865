"""What one process has counted and not written yet. Counting is an addition in memory, on the event loop."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError

from articles.reads.added_reads import HOSTS_OF_AN_ARTICLE, Hour, add_reads
from newsroom.reads.reading_client import is_ahead_of_a_reader, is_robot, referring_host
from newsroom.serving.asgi_request import Request
from newsroom.serving.threads import BusyError

WRITTEN_EVERY = 10  # seconds; what a process that is killed has counted in them is lost
MOST = 20_000  # pairs of an article and an hour, and as many sites, that wait for a database that is away
LAST_PATIENCE = 5  # seconds that the end of a process waits for the last of them to be written
DELIVERED = (200, 304)  # 304: a reader who comes back and has the page already

log = logging.getLogger(__name__)

Run = Callable[[Callable[[], None]], Awaitable[Any]]


class ReadsTally:
    """For the event loop alone. run: does some work in a thread that may query the database; BusyError."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._reads: Counter[tuple[int, Hour]] = Counter()
        self._hosts: Counter[tuple[int, Hour, str]] = Counter()
        self._named: Counter[tuple[int, Hour]] = Counter()  # sites with a name, by article and hour
        self._writer: asyncio.Task[None] | None = None

    def count(self, article: int, request: Request, status: int) -> None:
        """A page of article was delivered in answer to request."""
        if status not in DELIVERED or settings.READS_COUNTED_FROM != "process" or not is_read(request):
            return
        key = (article, int(time.time()) // 3600)
        if key not in self._reads and len(self._reads) >= MOST:
            return
        self._reads[key] += 1
        if host := referring_host(request.header(b"referer") or "", request.header(b"host") or ""):
            self._count_host(key, host)
        if self._writer is None or self._writer.done():
            self._writer = asyncio.get_running_loop().create_task(self._write_from_time_to_time())

    def _count_host(self, key: tuple[int, Hour], host: str, number: int = 1) -> None:
        named = (*key, host)
        if host and named not in self._hosts:
            if self._named[key] >= HOSTS_OF_AN_ARTICLE or len(self._hosts) >= MOST:
                named = (*key, "")
            else:
                self._named[key] += 1
        self._hosts[named] += number

    async def _write_from_time_to_time(self) -> None:
        """While there is something to write."""
        while self._reads:
            await asyncio.sleep(WRITTEN_EVERY)
            await self.write()

    async def write(self) -> None:
        """Add what was counted to the tables. Where that fails, it stays here until the next time."""
        if not self._reads:
            return
        reads, hosts = self._reads, self._hosts
        self._reads, self._hosts, self._named = Counter(), Counter(), Counter()
        until = datetime.now(UTC)
        try:
            await self._run(lambda: add_reads(reads, hosts, counted_here_until=until))
        except (BusyError, DatabaseError, InterfaceError) as fault:
            log.warning("Reads could not be added now: %s", str(fault).partition("\n")[0] or "the site is busy")
            self._reads += reads
            for (article, hour, host), number in hosts.items():
                self._count_host((article, hour), host, number)

    async def close(self) -> None:
        """Write the rest."""
        if self._writer is not None:
            self._writer.cancel()
        if self._reads:
            try:
                async with asyncio.timeout(LAST_PATIENCE):
                    await self.write()
            except TimeoutError:
                log.warning("Reads of the last seconds were lost: the database did not answer.")


def is_read(request: Request) -> bool:
    """Whether someone reads what is delivered: no robot, no page that is loaded ahead, no part of another page."""
    if request.method != "GET" or is_robot(request.header(b"user-agent") or ""):
        return False
    if request.header(b"sec-fetch-dest") not in (None, "document"):
        return False
    return not any(
        is_ahead_of_a_reader(request.header(name) or "")
        for name in (b"sec-purpose", b"purpose", b"x-purpose", b"x-moz")
    )
