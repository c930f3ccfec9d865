"""A relay in front of the tests' PostgreSQL, which can go away: it refuses, or falls silent."""

import socket
import threading
from contextlib import contextmanager, suppress
from pathlib import Path

from django.db import connection


class DatabaseRelay:
    """port: of 127.0.0.1, where a site connects."""

    def __init__(self):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.ends = []
        self.passes = threading.Event()
        self.passes.set()
        self.start()

    def start(self):
        threading.Thread(target=self._listen, args=[self.listener], daemon=True).start()

    def close(self):
        # A thread that waits in accept() would hold the port open.
        with suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for end in self.ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self.ends = []

    @contextmanager
    def refusing(self):
        """Connections end, and new ones are refused, as while PostgreSQL is restarted."""
        self.close()
        try:
            yield
        finally:
            self.listener = socket.create_server(("127.0.0.1", self.port))
            self.start()

    @contextmanager
    def silent(self):
        """Connections stay, new ones are taken, and nothing is said on any, as where PostgreSQL is frozen."""
        self.passes.clear()
        try:
            yield
        finally:
            self.passes.set()

    def _listen(self, listener):
        while True:
            try:
                client, _address = listener.accept()
            except OSError:
                return
            server = _connect()
            self.ends += [client, server]
            for source, target in ((client, server), (server, client)):
                threading.Thread(target=self._pump, args=[source, target], daemon=True).start()

    def _pump(self, source, target):
        with suppress(OSError):
            while said := source.recv(65_536):
                self.passes.wait()
                target.sendall(said)
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


def _connect():
    settings = connection.settings_dict
    port = settings["PORT"] or "5432"
    if settings["HOST"].startswith("/"):
        server = socket.socket(socket.AF_UNIX)
        server.connect(str(Path(settings["HOST"]) / f".s.PGSQL.{port}"))
        return server
    return socket.create_connection((settings["HOST"] or "127.0.0.1", int(port)))


@contextmanager
def database_relay():
    relay = DatabaseRelay()
    try:
        yield relay
    finally:
        relay.passes.set()
        relay.close()
