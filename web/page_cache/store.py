"""The cached pages of a process: bounded in bytes, and each rendered once at a time. For the event loop alone."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from functools import cached_property

from django.conf import settings

from web.page_cache.cached_page import Page
from web.page_cache.freshness import Check
from web.page_cache.stale_page import said_to_be_stale

ROOM = 10_000_000  # bytes in each process
PATIENCE = 10  # seconds that a request waits for another that renders the same page

Key = tuple[str, str, str, str]  # scheme, host, path and query


class CachedPage:
    """A page, what it depends on, and the moment (a Unix time) at which time alone makes it another."""

    def __init__(self, page: Page, check: Check, until: float) -> None:
        self.page = page
        self.check = check
        self.until = until
        self.counted = 0  # bytes of it that the store reckons with
        self.confirmed_at = time.perf_counter()  # when the database last said that it still holds

    @property
    def is_over(self) -> bool:
        return time.time() >= self.until

    @cached_property
    def stale(self) -> Page:
        """As it is served while the database is away: made once, and gone with the page."""
        return said_to_be_stale(self.page)

    @property
    def may_be_served_stale(self) -> bool:
        return time.perf_counter() - self.confirmed_at < settings.SERVE_STALE


class Store:
    """The pages that were asked for last, by key."""

    def __init__(self, room: int = ROOM) -> None:
        self.room = room
        self.bytes = 0
        self._pages: OrderedDict[Key, CachedPage] = OrderedDict()
        self._turns: dict[Key, _Turn] = {}

    def get(self, key: Key) -> CachedPage | None:
        """The page as it was kept, whether it still holds or not."""
        if (kept := self._pages.get(key)) is not None:
            self._pages.move_to_end(key)
        return kept

    def put(self, key: Key, kept: CachedPage) -> None:
        self._forget(key)
        self._pages[key] = kept
        self._count(kept)

    def count_again(self, key: Key, kept: CachedPage) -> None:
        """Reckon with a form of a page that was made since it was put here."""
        if self._pages.get(key) is kept:
            self._count(kept)

    def _forget(self, key: Key) -> None:
        if (kept := self._pages.pop(key, None)) is not None:
            self.bytes -= kept.counted

    def _count(self, kept: CachedPage) -> None:
        self.bytes += kept.page.size - kept.counted
        kept.counted = kept.page.size
        while self.bytes > self.room:
            self._forget(next(iter(self._pages)))

    @asynccontextmanager
    async def turn(self, key: Key) -> AsyncIterator[None]:
        """Wait until no one else renders the page of key, which may be cached by then.

        Anyone who fails lets the next one try; no one waits longer than PATIENCE.
        """
        turn = self._turns.setdefault(key, _Turn())
        turn.waiting += 1
        mine = False
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE):
                    mine = await turn.lock.acquire()
            yield
        finally:
            if mine:
                turn.lock.release()
            turn.waiting -= 1
            if not turn.waiting:
                self._turns.pop(key, None)


class _Turn:
    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.waiting = 0
