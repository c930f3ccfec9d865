"""One POST to a receiver: within a time, to an address that was checked, and nowhere else."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from queue import Empty, SimpleQueue
from typing import Any

from django.core.exceptions import ValidationError

from web.public_address import UnreachableError, checked_url, public_addresses

PATIENCE = 10.0  # seconds for all of it: the name, the connection, the answer
LONGEST_ANSWER = 65_536  # bytes that are read of an answer; the status is all that counts


class SendError(Exception):
    """No answer came; says why, in words for the desk."""


def post(url: str, body: bytes, headers: Mapping[str, str], seconds: float = PATIENCE) -> int:
    """The status of the answer. No redirect is followed. SendError.

    A thread sends, since looking up a name cannot be given a time limit otherwise.
    """
    attempt = _Attempt(url, body, headers, time.monotonic() + seconds)
    threading.Thread(target=attempt.run, daemon=True).start()
    try:
        result = attempt.results.get(timeout=seconds)
    except Empty:
        attempt.break_off()
        raise SendError(f"No answer within {seconds:g} seconds.") from None
    if isinstance(result, str):
        raise SendError(result)
    return result


class _Attempt:
    def __init__(self, url: str, body: bytes, headers: Mapping[str, str], deadline: float) -> None:
        self.url, self.body, self.headers, self.deadline = url, body, headers, deadline
        self.results: SimpleQueue[int | str] = SimpleQueue()
        self._socket: socket.socket | None = None

    def run(self) -> None:
        try:
            self.results.put(self._status())
        except UnreachableError as fault:
            self.results.put(str(fault))
        except ValidationError as fault:
            self.results.put(" ".join(fault.messages))
        except TimeoutError:
            self.results.put("No answer in time.")
        except ssl.SSLError as fault:
            self.results.put(f"No secure connection: {fault.reason or 'TLS failed'}.")
        except (OSError, HTTPException, ValueError) as fault:
            self.results.put(f"No connection, or no HTTP: {type(fault).__name__}.")

    def break_off(self) -> None:
        """End what the thread waits for."""
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)  # closing it would wait for its reader

    def _status(self) -> int:
        parts = checked_url(self.url)
        host = (parts.hostname or "").rstrip(".")
        port = parts.port or (443 if parts.scheme == "https" else 80)
        addresses = public_addresses(host, port)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        connection: Any = kind(host, port, timeout=self._left())
        connection.sock = self._connect(addresses, port, host if parts.scheme == "https" else "")
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            connection.request("POST", path, self.body, dict(self.headers))
            response = connection.getresponse()
            response.read(LONGEST_ANSWER)
            return response.status
        finally:
            connection.close()

    def _connect(self, addresses: list[str], port: int, name_in_certificate: str) -> socket.socket:
        """A connection to one of addresses, which are numbers: no name is looked up again."""
        for number, address in enumerate(addresses):
            try:
                plain = socket.create_connection((address, port), timeout=self._left())
                break
            except OSError:
                if number == len(addresses) - 1:
                    raise
        self._socket = plain
        if name_in_certificate:
            secure = ssl.create_default_context().wrap_socket(
                plain, server_hostname=name_in_certificate, do_handshake_on_connect=False
            )
            self._socket = secure  # before the handshake, which may be slow
            secure.do_handshake()
        return self._socket

    def _left(self) -> float:
        return max(self.deadline - time.monotonic(), 0.001)
