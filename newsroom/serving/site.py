"""The site as an ASGI application."""

from __future__ import annotations

import asyncio
import io
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import IO, Any

from comments.totals.discussion_versions import VERSIONS_NOW
from newsroom.logs.request_log import log_request
from newsroom.pages.errors import REFUSED
from newsroom.reads.reads_tally import ReadsTally
from newsroom.serving.asgi_request import Request, Scope
from newsroom.serving.request_body import GoneError, Receive, TooLargeError, TooSlowError, drain, read_body
from newsroom.serving.threads import BusyError, Threads, is_dear
from web.page_cache.cached_page import Answer, Page
from web.page_cache.content_encoding import best_encoding
from web.page_cache.freshness import AwayError, Freshness
from web.page_cache.rendering import WITHOUT_BODY, Application, Rendered, may_be_cached, render
from web.page_cache.store import CachedPage, Key, Store

Send = Callable[[dict[str, Any]], Awaitable[None]]

PIECE = 65_536  # bytes of a file that are sent at a time


def _plain(status: int, text: str) -> Answer:
    body = text.encode()
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("Content-Length", str(len(body)))]
    return Answer(status, headers, body)


ALIVE = _plain(200, "ok\n")
NOT_READY = _plain(503, "The database does not answer.\n")


class Site:
    """Answers what it can on the event loop, and hands the rest to Django in threads.

    django: the WSGI application.
    """

    def __init__(self, django: Application) -> None:
        self.django = django
        self.pages = Store()
        self.freshness = Freshness(VERSIONS_NOW)
        self.threads = Threads()
        self.reads = ReadsTally(self.threads.run)
        # Says what is wrong while all threads are busy. It never queries the database.
        self.spare = ThreadPoolExecutor(1, thread_name_prefix="refusal")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await Exchange(self, Request(scope), receive, send).run()
        elif scope["type"] == "lifespan":
            await self._live(receive, send)
        else:
            await send({"type": "websocket.close"})

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            event = (await receive())["type"]
            if event == "lifespan.shutdown":
                await self.close()
            await send({"type": f"{event}.complete"})
            if event == "lifespan.shutdown":
                return

    async def close(self) -> None:
        """Write the last reads, and let the threads and the connections to the database go."""
        await self.reads.close()
        await self.freshness.close()
        await asyncio.to_thread(self.threads.close)
        self.spare.shutdown()

    async def holds(self, cached: CachedPage) -> bool:
        """AwayError where the database does not say."""
        if cached.is_over:
            await self.freshness.answers()
            return False
        return await self.freshness.holds(cached.check)


class Exchange:
    """One request and its one answer."""

    def __init__(self, site: Site, request: Request, receive: Receive, send: Send) -> None:
        self.site = site
        self.request = request
        self.receive = receive
        self.send = send
        self.began = time.perf_counter()
        self.body: IO[bytes] = io.BytesIO()
        self.length = 0

    async def run(self) -> None:
        announced = self.request.announced_length
        try:
            if self.request.has_body:  # as a whole, before anything is said: it may break off, or end in no HTTP
                self.body, self.length = await read_body(self.receive, announced)
            if not self.request.names_its_host or self.request.is_too_long:
                await self._refuse(400)
            else:
                await self._answer()
        except GoneError:
            return
        except TooSlowError:
            await self._refuse(408)
        except TooLargeError:
            await self._refuse(413)
            if announced is not None and not self.request.header(b"expect"):
                await drain(self.receive, announced)
        except (BusyError, AwayError):
            await self._refuse(503)

    async def _answer(self) -> None:
        if self.request.method not in ("GET", "HEAD"):
            await self._send(await self._rendered())
        elif self.request.path == "/healthz":
            await self._send_and_log(ALIVE)
        elif self.request.path == "/readyz" and not await self._is_ready():
            await self._send_and_log(NOT_READY)
        else:
            await self._give_page()

    async def _is_ready(self) -> bool:
        try:
            await self.site.freshness.answers()
        except AwayError:
            return False
        return True

    async def _give_page(self) -> None:
        key = (self.request.scheme, self.request.header(b"host") or "", self.request.path, self.request.query)
        cached = self.site.pages.get(key)
        try:
            if cached is not None and await self.site.holds(cached):
                await self._send_page(key, cached)
            elif cached is None and not may_be_cached(self.request.path, self.request.query):
                await self._send(await self._rendered())
            else:
                await self._give_new_page(key, cached)
        except AwayError:
            await self._give_stale_page(key)

    async def _give_new_page(self, key: Key, before: CachedPage | None) -> None:
        """before: the page as it was. AwayError."""
        if self.site.freshness.is_silent:  # a thread would wait in vain
            raise AwayError
        async with self.site.pages.turn(key):
            newer = self.site.pages.get(key)
            if newer is None or newer is before or not await self.site.holds(newer):
                newer = None
                rendered = await self._rendered(before.page if before else None)
                if rendered.cacheable:
                    self.site.pages.put(key, rendered.cacheable)
        if newer is not None:
            await self._send_page(key, newer)
            return
        if before is not None and rendered.status == 503:
            await self.site.freshness.answers()  # it may have gone away while the page was rendered
        await self._send(rendered)

    async def _give_stale_page(self, key: Key) -> None:
        """The page as it was, which says so. AwayError where there is none, or that was too long ago."""
        cached = self.site.pages.get(key)
        if cached is None or not cached.may_be_served_stale:
            raise AwayError
        answer = self._form_of(cached.stale)
        await self._send_and_log(answer, cache="stale")
        self._count_read(cached.page.read_of, answer)

    async def _rendered(self, before: Page | None = None) -> Rendered:
        """What Django answers. before: the page as it was. BusyError."""
        environ = self.request.environ(self.body, self.length)
        dear = is_dear(self.request.method, self.request.path)
        return await self.site.threads.run(lambda: render(self.site.django, environ, before), dear)

    async def _refuse(self, status: int) -> None:
        """Say that the request was not taken: in the site's frame, without the database."""
        self.body.seek(0)
        environ = self.request.environ(self.body, self.length) | {REFUSED: status}
        loop = asyncio.get_running_loop()
        await self._send(await loop.run_in_executor(self.site.spare, render, self.site.django, environ, None))

    async def _send_page(self, key: Key, cached: CachedPage) -> None:
        answer = self._form_of(cached.page)
        cached.confirmed_at = self.began
        if cached.page.size != cached.counted:
            self.site.pages.count_again(key, cached)
        await self._send_and_log(answer, queries=1, cache="hit")
        self._count_read(cached.page.read_of, answer)

    def _form_of(self, page: Page) -> Answer:
        form = page.form(best_encoding(self.request.header(b"accept-encoding") or ""))
        return form.answer(self.request.method, self.request.header(b"if-none-match"))

    async def _send(self, rendered: Rendered) -> None:
        """Django has logged it already, but for pages, which may come to no more than "not modified"."""
        if rendered.page is not None:
            answer = self._form_of(rendered.page)
            await self._send_and_log(answer, queries=rendered.queries, cache=rendered.cache)
            self._count_read(rendered.page.read_of, answer)
        elif isinstance(rendered.body, bytes):
            await self._send_answer(Answer(rendered.status, rendered.headers, rendered.body))
        else:
            with rendered.body as file:
                await self._send_file(rendered, file)

    def _count_read(self, article: int | None, answer: Answer) -> None:
        """article: whose page answer is, if it is one."""
        if article is not None:
            self.site.reads.count(article, self.request, answer.status)

    async def _send_and_log(self, answer: Answer, queries: int = 0, cache: str = "") -> None:
        await self._send_answer(answer)
        seconds = time.perf_counter() - self.began
        log_request(self.request.method, self.request.text, answer.status, seconds, queries, cache)

    async def _send_answer(self, answer: Answer) -> None:
        start, body = answer.messages
        await self.send(start)
        has_none = self.request.method == "HEAD" or answer.status in WITHOUT_BODY
        await self.send({"type": "http.response.body"} if has_none else body)

    async def _send_file(self, rendered: Rendered, file: IO[bytes]) -> None:
        await self.send(Answer(rendered.status, rendered.headers, b"").messages[0])
        while self.request.method != "HEAD" and (piece := file.read(PIECE)):
            await self.send({"type": "http.response.body", "body": piece, "more_body": True})
            await asyncio.sleep(0)  # where no one reads any more, sending does not wait
        await self.send({"type": "http.response.body"})
