"""The whole site, started as ``make run`` starts it, and what it survives. One copy of the project serves all tests."""

import os
import re
import signal
import socket
import sys

import pytest

from tests.newsroom.checkout import Checkout, until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="finds its processes in /proc")


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    return Checkout(tmp_path_factory.mktemp("a fresh") / "check out")


@pytest.fixture(scope="module")
def first_output(checkout):
    """What the first run prints, from a fresh copy to a page and back."""
    with checkout.start() as site:
        until(lambda: "/admin/" in site.output, "the addresses")
        assert site.status("/") == 200
        assert site.stop(signal.SIGINT) == 0
    return site.output


def test_the_first_run_says_where_the_site_is_and_the_password_once(first_output):
    assert "http://127.0.0.1:" in first_output
    assert first_output.count("Password:") == 1
    assert "Collected the static files." in first_output


def test_the_second_run_does_nothing_again_and_shows_no_password(checkout, first_output):
    with checkout.start() as site:
        until(lambda: "/admin/" in site.output, "the addresses")
        assert site.stop() == 0
    assert "Password" not in site.output
    assert "Collected" not in site.output
    assert "database" not in site.output.lower()


def test_the_password_is_kept_nowhere(checkout, first_output):
    password = first_output.split("Password:")[1].split()[0]
    assert len(password) >= 20
    for path in (checkout.path / "var").rglob("*"):
        if path.is_file():
            assert password.encode() not in path.read_bytes()


def test_a_taken_port_is_one_sentence_and_no_traceback(checkout, first_output):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = checkout.manage("start", PORT=str(taken.getsockname()[1]))
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert "is taken" in result.stderr


def test_a_worker_and_a_database_that_are_killed_come_back_under_the_running_site(checkout, first_output):
    with checkout.start() as site:
        worker = until(lambda: site.children("db_worker"), "the worker")[0]
        os.kill(worker, signal.SIGKILL)
        assert until(lambda: site.children("db_worker") not in ([], [worker]), "another worker")
        checkout.kill_postgres()
        until(lambda: "PostgreSQL was gone, and is back." in site.output, "another server")
        until(lambda: site.status("/") == 200, "the page")


def test_a_database_that_cannot_start_is_tried_again_until_it_can(checkout, first_output):
    control, away = checkout.database.data / "global/pg_control", checkout.path / "var/pg_control"
    with checkout.start() as site:
        control.rename(away)
        checkout.kill_postgres()
        until(lambda: site.output.count("Trying again in ") > 1, "two trials")
        assert site.status("/healthz") == 200
        assert site.status("/archive/") == 503
        away.rename(control)
        until(lambda: "PostgreSQL was gone, and is back." in site.output, "another server")
        until(lambda: site.status("/archive/") == 200, "the page")


def test_what_was_committed_is_there_after_gunicorn_or_all_of_it_was_killed(checkout, first_output):
    write = "from articles.models import Section; print(Section.objects.get_or_create(slug=%r, name=%r)[1])"
    with checkout.start() as site:
        until(lambda: "/admin/" in site.output, "the addresses")
        checkout.manage("shell", "-c", write % ("kept", "Kept"))
        os.kill(site.children("gunicorn")[0], signal.SIGKILL)
        assert site.process.wait(60) != 0
    with checkout.start() as site:
        assert site.status("/sections/kept/") == 200
        worker = until(lambda: site.children("db_worker"), "the worker")[0]
        gunicorn = site.children("gunicorn")[0]
        site.process.kill()
        until(lambda: not any(os.path.exists(f"/proc/{pid}") for pid in (gunicorn, worker)), "the end of its children")
        assert site.get("/healthz") is None
    with checkout.start() as site:
        assert site.status("/sections/kept/") == 200


def test_while_the_database_is_down_cached_pages_go_on_and_all_others_are_503_until_it_is_back(checkout, first_output):
    with checkout.start("-m", "gunicorn", "-c", "newsroom/gunicorn_conf.py") as site:
        assert site.status("/readyz") == 200
        assert site.status("/archive/") == 200
        checkout.kill_postgres()
        until(lambda: site.status("/readyz") == 503, "the end of the database")
        assert site.status("/healthz") == 200
        status, page = site.get("/search/?q=tides")
        assert status == 503
        assert "<h1" in page
        status, page = site.get("/archive/")
        assert status == 200
        assert "may not be up to date" in page
        with checkout.database:
            assert site.status("/readyz") == 200
            assert site.status("/search/?q=tides") == 200
            assert "may not be up to date" not in site.get("/archive/")[1]


def test_gunicorn_names_no_version_and_logs_through_the_site(checkout, first_output):
    with checkout.start("-m", "gunicorn", "-c", "newsroom/gunicorn_conf.py", LOG_FORMAT="json") as site:
        until(lambda: '"path": "/healthz"' in site.output, "the request's line")
        assert '"name": "gunicorn.error"' in site.output
        with socket.create_connection(("127.0.0.1", site.port)) as connection:
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
            answer = connection.makefile("rb").read().decode()
    assert re.search("^Server: gunicorn[^0-9]*$", answer, re.MULTILINE)
