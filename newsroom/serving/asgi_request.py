"""A request as ASGI brings it, and as WSGI wants it."""

from __future__ import annotations

import re
import sys
from typing import IO, Any
from urllib.parse import unquote_to_bytes

from web.client_address import scheme_of

Scope = dict[str, Any]
Environ = dict[str, Any]

LONGEST_ADDRESS = 4_094  # bytes
SEARCH = "/search/"
# "GET http://host/path": a client may ask as if we were a proxy. Source: RFC 9112, section 3.2.2.
_AUTHORITY = re.compile(rb"https?://[^/?#]*", re.IGNORECASE)


class Request:
    """path: decoded, each byte a character, as PEP 3333 has it. headers: the first of each name, in small letters."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        self.method: str = scope["method"]
        raw: bytes = scope["raw_path"]
        if not raw.startswith(b"/"):
            raw = _AUTHORITY.sub(b"", raw, count=1) or b"/"
        self.path = (unquote_to_bytes(raw) if b"%" in raw else raw).decode("latin-1")
        self.query: str = scope["query_string"].decode("latin-1")
        self.headers: dict[bytes, bytes] = {}
        for name, value in scope["headers"]:
            self.headers.setdefault(name, value)

    def header(self, name: bytes) -> str | None:
        value = self.headers.get(name)
        return None if value is None else value.decode("latin-1")

    @property
    def has_body(self) -> bool:
        return b"transfer-encoding" in self.headers or self.headers.get(b"content-length", b"0") != b"0"

    @property
    def announced_length(self) -> int | None:
        """Bytes of the body, if its head gives them."""
        return None if b"transfer-encoding" in self.headers else int(self.headers.get(b"content-length", b"0"))

    @property
    def text(self) -> str:
        """path, as a person reads it."""
        return self.path.encode("latin-1").decode("utf-8", "replace")

    @property
    def names_its_host(self) -> bool:
        return b"host" in self.headers or self.scope["http_version"] == "1.0"

    @property
    def is_too_long(self) -> bool:
        """Whether no address of ours is as long. What is too long for a search, the search itself says."""
        return len(self.scope["raw_path"]) + len(self.query) > LONGEST_ADDRESS and self.path != SEARCH

    @property
    def peer(self) -> str:
        """The network address of the other side; empty where that is a socket of this machine."""
        client = self.scope.get("client")
        return client[0] if client else ""

    @property
    def scheme(self) -> str:
        """http or https, as the nearest proxy that is trusted says."""
        claimed = self.header(b"x-forwarded-proto")
        own = {"wsgi.url_scheme": self.scope["scheme"], "REMOTE_ADDR": self.peer}
        return scheme_of(own | {"HTTP_X_FORWARDED_PROTO": claimed}) if claimed else self.scope["scheme"]

    def environ(self, body: IO[bytes], length: int) -> Environ:
        """The environment of WSGI. length: of body, bytes, which is there as a whole."""
        server = self.scope.get("server") or ("localhost", None)
        environ: Environ = {
            "REQUEST_METHOD": self.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": self.path,
            "QUERY_STRING": self.query,
            "SERVER_NAME": server[0],
            "SERVER_PORT": str(server[1] or 80),
            "SERVER_PROTOCOL": f"HTTP/{self.scope['http_version']}",
            "REMOTE_ADDR": self.peer,
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": self.scope["scheme"],
            "wsgi.input": body,
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
        for name, value in self.scope["headers"]:
            # With an underscore it could pass for another header, such as one that a proxy sets.
            if b"_" in name or name in (b"transfer-encoding", b"content-length"):
                continue
            key = name.decode("latin-1").upper().replace("-", "_")
            key = key if key == "CONTENT_TYPE" else f"HTTP_{key}"
            text = value.decode("latin-1")
            if key in environ:
                text = f"{environ[key]}{'; ' if key == 'HTTP_COOKIE' else ','}{text}"
            environ[key] = text
        if self.has_body:
            environ["CONTENT_LENGTH"] = str(length)
        return environ
