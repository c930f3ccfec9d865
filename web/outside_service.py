"""Ask a service outside: whatever it does, there is a reply within the time, or none, and no fault."""

import logging
import ssl
import threading
import time
from http.client import HTTPException
from queue import Empty, SimpleQueue
from typing import Any
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, HTTPSHandler, Request, build_opener

LONGEST_REPLY = 65_536  # bytes; the services that we ask send some hundreds

log = logging.getLogger(__name__)


def post_in_time(service: str, url: str, fields: dict[str, str], seconds: float) -> bytes | None:
    """Post question as a form to url; the body of the reply, or None where none came whole within seconds.

    service: its name, for the log. A thread asks, since looking up a name cannot be given a time limit otherwise.
    """
    deadline = time.monotonic() + seconds
    replies: SimpleQueue[bytes | None] = SimpleQueue()
    threading.Thread(target=lambda: replies.put(_reply(service, url, fields, deadline)), daemon=True).start()
    try:
        return replies.get(timeout=seconds)
    except Empty:
        log.warning("%s did not answer within %s seconds", service, seconds)
        return None


def _reply(service: str, url: str, fields: dict[str, str], deadline: float) -> bytes | None:
    request = Request(  # noqa: S310 (the address is a setting)
        url,
        data=urlencode(fields).encode(),
        headers={"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "Newsroom"},
    )
    try:
        opener = build_opener(HTTPSHandler(context=_context_until(deadline)), _NoRedirect())
        with opener.open(request, timeout=max(deadline - time.monotonic(), 0.001)) as response:
            body = response.read(LONGEST_REPLY)
            if response.length or response.read(1):
                raise ValueError("the reply broke off, or is too long")
    except (OSError, HTTPException, ValueError) as fault:
        log.warning("%s could not be asked: %s: %s", service, type(fault).__name__, fault)
        return None
    return body


def _context_until(deadline: float) -> ssl.SSLContext:
    """A TLS context whose sockets stop reading at deadline, also where a byte arrives now and then."""

    class SocketWithDeadline(ssl.SSLSocket):
        def recv_into(self, *args: Any, **kwargs: Any) -> int:
            remaining = deadline - time.monotonic()
            if remaining <= 0:
                raise TimeoutError("the reply takes too long")
            self.settimeout(remaining)
            return super().recv_into(*args, **kwargs)

    context = ssl.create_default_context()
    context.sslsocket_class = SocketWithDeadline
    return context


class _NoRedirect(HTTPRedirectHandler):
    """The secret goes to one address. A redirect is a fault, which urllib raises when this returns None."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None
