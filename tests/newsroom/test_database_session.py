"""How a connection to PostgreSQL begins, so a pooler may stand in between."""

import socket
import struct
import threading

import pytest
from django.db import DatabaseError, connection, connections, transaction

from articles.models import Article
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


@pytest.fixture
def elsewhere(transactional_db):
    """Runs SQL over another connection, as a migration does."""
    other = connection.copy()

    def run(sql):
        with other.cursor() as cursor:
            cursor.execute(sql)

    yield run
    other.close()


@pytest.fixture
def widen(elsewhere):
    """Makes the column kicker longer, until the test ends."""
    change = "ALTER TABLE articles_article ALTER COLUMN kicker TYPE varchar({})"
    length = Article._meta.get_field("kicker").max_length
    yield lambda: elsewhere(change.format(length + 1))
    elsewhere(change.format(length))


def prepared():
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [statement for (statement,) in cursor.fetchall()]


def test_a_query_that_a_connection_runs_often_is_prepared_once(transactional_db):
    for number in range(20):
        list(Article.objects.filter(headline=f"Tides {number}"))
        list(Article.objects.filter(slug="tides")) if number < 3 else None
    assert len([sql for sql in prepared() if '"headline" = $1' in sql]) == 1
    assert not [sql for sql in prepared() if '"slug" = $1' in sql]


def test_a_page_outlives_a_migration_that_changes_the_type_of_a_column(client, make_article, widen):
    address = make_article(kicker="Sea").get_absolute_url()
    for _time in range(8):
        client.get(address)
    assert [sql for sql in prepared() if "kicker" in sql]
    widen()
    for _time in range(2):
        assert "Sea" in client.get(address).text


def test_a_transaction_that_met_such_a_migration_fails_alone(client, make_article, widen):
    article = make_article(kicker="Sea")

    def read_often():
        for _time in range(8):
            assert [each.kicker for each in Article.objects.filter(pk=article.pk)] == ["Sea"]

    read_often()
    widen()
    with pytest.raises(DatabaseError), transaction.atomic():
        read_often()
    with transaction.atomic():
        read_often()
