"""The site's ASGI application within the tests' process, with its loop, its threads and its connections."""

import asyncio
import threading
from contextlib import contextmanager
from types import SimpleNamespace
from urllib.parse import urlsplit

from newsroom.serving.site import Site
from newsroom.wsgi import application as django_application


class Hosted:
    """site: the application. ask sends it one request over ASGI."""

    def __init__(self):
        self.site = Site(django_application)
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)

    def start(self):
        self.thread.start()

    def stop(self):
        self.run(self.site.close())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    def run(self, work):
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(60)

    def request(self, path, method="GET", **headers):
        """Status, headers and body of an answer."""
        return self.run(self._request(path, method, headers))

    async def _request(self, path, method, headers):
        sent = []
        parts = urlsplit(path)
        named = {"host": "localhost"} | {name.replace("_", "-"): value for name, value in headers.items()}
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "raw_path": parts.path.encode(),
            "query_string": parts.query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in named.items()],
            "client": ("127.0.0.1", 50_000),
            "server": ("localhost", 80),
        }

        async def receive():
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message):
            sent.append(message)

        await self.site(scope, receive, send)
        fields = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        body = b"".join(message.get("body", b"") for message in sent[1:])
        return SimpleNamespace(status=sent[0]["status"], headers=fields, body=body)


@contextmanager
def hosted():
    application = Hosted()
    application.start()
    try:
        yield application
    finally:
        application.stop()
