"""How long a request waits for PostgreSQL: a few seconds at most, also where that is frozen. Commands wait on."""

import os
import signal
import socket
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection, transaction

from tests.newsroom.cached_world import build
from tests.newsroom.checkout import Checkout, copy_test_database, until
from tests.newsroom.test_settings import manage
from tests.newsroom.workers import Workers

SETTINGS = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    checkout = Checkout(tmp_path_factory.mktemp("frozen") / "checkout")
    assert checkout.manage("collectstatic", "--noinput").returncode == 0
    return checkout


@contextmanager
def frozen(processes):
    """They keep their connections, and do nothing."""
    for process in processes:
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in reversed(processes):
            os.kill(process, signal.SIGCONT)


def of_postgres(checkout):
    """The server's process and those of its connections."""
    server = int((checkout.database.data / "postmaster.pid").read_text().split()[0])
    return [server, *map(int, Path(f"/proc/{server}/task/{server}/children").read_text().split())]


@pytest.mark.skipif(sys.platform != "linux", reason="finds its processes in /proc")
def test_a_database_that_is_frozen_holds_nobody_and_is_used_again_once_it_goes_on(checkout, django_db_setup):
    with checkout.database:
        copy_test_database(checkout.database)
        with checkout.start("-m", "gunicorn", "-c", "newsroom/gunicorn_conf.py") as site:
            for path in ("/search/?q=tides", "/archive/", "/readyz"):
                assert site.status(path) == 200
            with frozen(of_postgres(checkout)):
                # The first meets a connection that was there before, the second needs a new one.
                assert [site.status("/search/?q=tides") for _time in range(2)] == [503, 503]
                assert site.status("/archive/") == 200  # it is cached
                assert site.status("/readyz") == 503
                assert site.status("/healthz") == 200
            until(lambda: site.status("/readyz") == 200, "the database")
            assert site.status("/archive/") == 200


def test_a_reader_does_not_wait_for_a_lock_without_end(transactional_db):
    build()
    with Workers(1) as site:
        assert site.get("/search/?q=tides")[0] == 200
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE articles_section IN ACCESS EXCLUSIVE MODE")
            status, text = site.get("/search/?q=tides")
        assert status == 503
        assert "<h1" in text
        assert site.get("/search/?q=tides")[0] == 200


@pytest.fixture
def silent_server():
    """Connections to its port are taken, and nothing is ever said on them."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_a_server_that_takes_connections_and_says_nothing_is_no_database(silent_server, checkout):
    url = f"postgres://newsroom:secret-word@127.0.0.1:{silent_server}/newsroom"
    with checkout.start(
        "-m", "gunicorn", "-c", "newsroom/gunicorn_conf.py", DATABASE_URL=url, SECRET_KEY="0123456789" * 5
    ) as site:
        assert site.status("/readyz") == 503
        assert site.status("/archive/") == 503


@pytest.mark.django_db
@pytest.mark.parametrize("setting", SETTINGS)
def test_commands_have_no_such_limits(setting):
    url = (
        f"postgres://{connection.settings_dict['USER']}@/{connection.settings_dict['NAME']}"
        f"?host={connection.settings_dict['HOST']}"
    )
    show = f"from django.db import connection as c; k = c.cursor(); k.execute('SHOW {setting}'); print(k.fetchone()[0])"
    shown = manage("shell", "--verbosity", "0", "-c", show, DATABASE_URL=url)
    assert shown.stdout.split() == ["0"], shown.stderr
