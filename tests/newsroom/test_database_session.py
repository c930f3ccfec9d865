"""How a connection to PostgreSQL begins, so that a pooler may stand in between."""

import socket
import struct
import threading

import pytest
from django.db import connection, connections

from tests.newsroom.test_settings import manage


@pytest.fixture
def pooler():
    """Where a connection is begun and closed: its port, and what was asked for in the beginning, by name."""
    asked = {}

    def listen():
        peer, _address = listener.accept()
        with peer, peer.makefile("rb") as sent:
            (length, code) = struct.unpack("!II", sent.read(8))
            if code == 80877103:  # may it be encrypted?
                peer.sendall(b"N")
                (length, _code) = struct.unpack("!II", sent.read(8))
            words = sent.read(length - 8).decode().rstrip("\0").split("\0")
            asked.update(zip(words[::2], words[1::2], strict=True))

    with socket.create_server(("127.0.0.1", 0)) as listener:
        listening = threading.Thread(target=listen)
        listening.start()
        yield listener.getsockname()[1], asked
        listening.join()


def test_a_connection_begins_with_nothing_that_poolers_refuse(pooler):
    port, asked = pooler
    manage("migrate", "--check", DATABASE_URL=f"postgres://newsroom:secret-word@127.0.0.1:{port}/newsroom")
    assert set(asked) == {"user", "database", "client_encoding"}


@pytest.mark.parametrize("setting", ["jit", "max_parallel_workers_per_gather"])
def test_no_connection_plans_for_many_rows(db, setting):
    new = connections.create_connection("default")
    try:
        for each in (connection, new):
            with each.cursor() as cursor:
                cursor.execute(f"SHOW {setting}")
                assert cursor.fetchone()[0] in ("off", "0")
    finally:
        new.close()
