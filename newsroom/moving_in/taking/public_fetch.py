"""Files from addresses on the public internet: never from a private network, of bounded size and time."""

from __future__ import annotations

import http.client
import socket
import ssl
from time import monotonic
from urllib.parse import SplitResult, urljoin, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from web.public_address import PrivateNetworkError, UnreachableError, public_addresses

LONGEST = 20.0  # seconds for a file
MOST_REDIRECTS = 4
PORTS = {"http": 80, "https": 443}
PIECE = 65_536


class FetchError(Exception):
    """Why a file is not to be had, in a sentence."""


def fetch(address: str, most: int) -> bytes:
    """The file at address. most: bytes. Raises FetchError."""
    until = monotonic() + LONGEST
    for _redirect in range(MOST_REDIRECTS + 1):
        answer = _answer(address, most, until)
        if isinstance(answer, bytes):
            return answer
        address = urljoin(address, answer)
    raise FetchError(_("It leads from address to address."))


def _answer(address: str, most: int, until: float) -> bytes | str:
    """The file, or where the answer leads on to."""
    try:
        parts = urlsplit(address)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError as fault:
        raise FetchError(_("It has no address.")) from fault
    is_usual = settings.WEBHOOKS_TO_LOOPBACK or port == PORTS.get(parts.scheme)
    if parts.scheme not in PORTS or not is_usual or not parts.hostname:
        raise FetchError(_("Only addresses of the web are fetched."))
    connection = _connection(parts, port, _checked_address(parts.hostname.rstrip("."), port))
    try:
        connection.request("GET", parts._replace(scheme="", netloc="", fragment="").geturl() or "/")
        response = connection.getresponse()
        if response.status in (301, 302, 303, 307, 308):
            return response.headers.get("Location", "")
        if response.status != 200:
            raise FetchError(_("The server answered %(status)d.") % {"status": response.status})
        return _body(response, most, until)
    except (OSError, http.client.HTTPException, UnicodeError, ValueError) as fault:
        raise FetchError(_("The server does not answer.")) from fault
    finally:
        connection.close()


def _checked_address(host: str, port: int) -> str:
    """A public network address of host, IPv4 first. FetchError."""
    try:
        found = public_addresses(host, port)
    except PrivateNetworkError as fault:
        raise FetchError(_("It is in a private network.")) from fault
    except UnreachableError as fault:
        raise FetchError(_("The server does not answer.")) from fault
    return min(found, key=lambda each: ":" in each)


class _Pinned(http.client.HTTPConnection):
    """Connects to the address that was checked, whatever the name stands for a moment later."""

    pinned = ""
    context: ssl.SSLContext | None = None

    def connect(self) -> None:
        self.sock = socket.create_connection((self.pinned, self.port), self.timeout)
        if self.context:
            self.sock = self.context.wrap_socket(self.sock, server_hostname=self.host)


def _connection(parts: SplitResult, port: int, pinned: str) -> _Pinned:
    connection = _Pinned(str(parts.hostname), port, timeout=5)
    connection.pinned = pinned
    connection.context = ssl.create_default_context() if parts.scheme == "https" else None
    return connection


def _body(response: http.client.HTTPResponse, most: int, until: float) -> bytes:
    body = b""
    while piece := response.read(PIECE):
        body += piece
        if len(body) > most:
            raise FetchError(_("The file is larger than %(limit)d MB.") % {"limit": most // 1_000_000})
        if monotonic() > until:
            raise FetchError(_("The server is too slow."))
    return body
