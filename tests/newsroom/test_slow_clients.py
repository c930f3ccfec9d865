"""One request, one answer, over real connections; clients that are slow, silent or broken hold up no one."""

import re
import resource
import socket
from contextlib import suppress
from select import select

import pytest
from django.db import connection, transaction

from tests.newsroom.cached_world import build
from tests.newsroom.checkout import until
from tests.newsroom.workers import Workers

PAGE = "/articles/tides/"
THREADS = 4
HEAD = "{} {} HTTP/1.1\r\nHost: localhost\r\n"
POST = HEAD.format("POST", f"{PAGE}comments/") + "Content-Type: application/x-www-form-urlencoded\r\n"
FORM = b"email=ada%40example.org&name=Bob&message=Well+put.&rating=4"
BROKEN_CHUNKS = [
    b"5\r\nhello\r\nZZ\r\n",
    b"zz\r\n",
    b"5\r\nhelloXX\r\n0\r\n\r\n",
    b"-1\r\n\r\n",
    b"5;\n\r\nhello\r\n0\r\n\r\n",
]


@pytest.fixture(scope="module")
def site(django_db_setup, django_db_blocker):
    """One site for all of them: none of these requests changes what another sees."""
    with django_db_blocker.unblock():
        from django.core.management import call_command

        build()
        try:
            with Workers(1) as workers:
                workers.get(PAGE)
                yield workers
        finally:
            call_command("flush", interactive=False, verbosity=0)


def connect(site):
    return socket.create_connection(("127.0.0.1", site.port), timeout=60)


def say(site, request):
    """Everything that comes back until the site closes the connection."""
    with connect(site) as client, client.makefile("rb") as answer:
        client.sendall(request)
        return answer.read()


def answers_in(said):
    return re.findall(rb"^HTTP/1\.[01] (\d+)", said, re.MULTILINE)


def get(path, method="GET", *headers):
    lines = "".join(f"{header}\r\n" for header in ("Connection: close", *headers))
    return f"{HEAD.format(method, path)}{lines}\r\n".encode()


@pytest.mark.parametrize("method", ["POST", "GET", "HEAD"])
@pytest.mark.parametrize("chunks", BROKEN_CHUNKS)
def test_a_broken_chunk_has_one_answer_and_ends_the_connection(site, method, chunks):
    head = POST if method == "POST" else HEAD.format(method, PAGE)
    said = say(site, f"{head}Transfer-Encoding: chunked\r\n\r\n".encode() + chunks + get(PAGE))
    assert answers_in(said) == [b"400"]


def test_a_form_that_comes_in_chunks_is_taken(site):
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in (FORM[:20], FORM[20:]))
    said = say(site, f"{POST}Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n".encode() + chunks + b"0\r\n\r\n")
    assert answers_in(said) == [b"303"]


def test_a_body_that_is_too_large_is_refused_before_it_is_sent(site):
    said = say(site, f"{POST}Content-Length: 30000000\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n".encode())
    assert answers_in(said) == [b"413"]
    assert b"<h1" in said


def test_so_is_one_that_says_only_with_its_bytes_how_large_it_is(site):
    with connect(site) as client, client.makefile("rb") as answer:
        client.sendall(f"{POST}Transfer-Encoding: chunked\r\n\r\n".encode())
        chunk = b"f4240\r\n" + b"x" * 1_000_000 + b"\r\n"
        try:
            for _million in range(60):
                client.sendall(chunk)
        except OSError:
            pass  # closed, as it should be
        try:
            said = answer.read()
        except OSError:  # with what was still under way; the status may be lost with it
            said = b"HTTP/1.1 413 "
    assert answers_in(said) == [b"413"]
    assert answers_in(say(site, get(PAGE))) == [b"200"]


def test_a_body_that_does_not_come_is_given_up(site):
    said = say(site, f"{POST}Content-Length: 60\r\n\r\nemail=".encode())
    assert answers_in(said) == [b"408"]
    assert b"<h1" in said


def test_a_request_that_names_no_host_is_refused(site):
    said = say(site, f"GET {PAGE} HTTP/1.1\r\nConnection: close\r\n\r\n".encode())
    assert answers_in(said) == [b"400"]
    assert answers_in(say(site, f"GET {PAGE} HTTP/1.0\r\n\r\n".encode())) == [b"200"]
    assert answers_in(say(site, f"GET http://localhost{PAGE} HTTP/1.0\r\nHost: localhost\r\n\r\n".encode())) == [b"200"]


@pytest.mark.parametrize("path", ["/", PAGE, "/search/?q=tides", "/robots.txt", "/nowhere/", "/healthz", "/readyz"])
def test_a_head_has_no_body_and_logs_no_warning(site, path):
    for _time in range(2):
        said = say(site, get(path, "HEAD"))
        assert said.endswith(b"\r\n\r\n")
        assert said.count(b"\r\n\r\n") == 1
        assert int(re.search(rb"content-length: (\d+)", said, re.IGNORECASE)[1]) > 0
    assert "WARNING" not in site.output


ODD_LENGTHS = [
    "Content-Length: abc",
    "Content-Length: -1",
    "Content-Length: +5",
    "Content-Length: 5, 6",
    "Content-Length: 5\r\nContent-Length: 6",
    "Content-Length: 5\r\nTransfer-Encoding: chunked",
    "Transfer-Encoding: identity, chunked, chunked",
    "Transfer-Encoding: gzip",
]


@pytest.mark.parametrize("lines", ODD_LENGTHS)
def test_a_body_whose_end_is_not_certain_has_one_answer_and_ends_the_connection(site, lines):
    said = say(site, f"{POST}{lines}\r\n\r\nhello".encode() + get(PAGE))
    (status,) = answers_in(said)
    assert status in (b"400", b"411", b"501")


@pytest.mark.parametrize("digits", [9, 20, 4_000])
def test_a_length_over_the_limit_is_refused_however_long_its_number_is(site, digits):
    said = say(
        site, f"{POST}Content-Length: {'9' * digits}\r\nConnection: close\r\nExpect: 100-continue\r\n\r\n".encode()
    )
    (status,) = answers_in(said)
    assert status in (b"400", b"413")
    assert b"Traceback" not in site.output.encode()


# What each of some hundred clients sends, and how many of each there are.
PIPELINED = HEAD.format("GET", PAGE).encode() + b"\r\n"
SLOW = {
    "silent": (b"", 200),
    "in the middle of a head": (get(PAGE)[:30], 200),
    "in the middle of a line of a head": (f"{HEAD.format('GET', PAGE)}X-Long: {'x' * 4_000}".encode(), 100),
    "in the middle of a body": (f"{POST}Content-Length: 60\r\n\r\nemail=".encode(), 100),
    "in the middle of a chunk": (f"{POST}Transfer-Encoding: chunked\r\n\r\n5\r\nhe".encode(), 100),
    "TLS to a port that has none": (bytes.fromhex("1603010200010001fc0303") + b"\x01" * 500, 100),
    "reads no picture": (HEAD.format("GET", "/static/js/reader.js").encode() + b"\r\n", 100),
    "reads no answer": (PIPELINED * 300, 100),  # which does not fit on the way
}


def slow_client(site, beginning):
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)  # bytes
    client.settimeout(60)
    client.connect(("127.0.0.1", site.port))
    client.setblocking(False)
    with suppress(BlockingIOError, ConnectionError):
        client.send(beginning)
    return client


def test_hundreds_of_silent_and_slow_clients_hold_up_nobody(site):
    clients = []
    try:
        for beginning, number in SLOW.values():
            clients += [slow_client(site, beginning) for _client in range(number)]
        for path, status in ((PAGE, b"200"), ("/healthz", b"200"), ("/readyz", b"200"), ("/search/?q=tides", b"200")):
            assert answers_in(say(site, get(path))) == [status], path
        length = f"Connection: close\r\nContent-Length: {len(FORM)}\r\n\r\n"
        assert answers_in(say(site, f"{POST}{length}".encode() + FORM)) == [b"303"]
        assert not select(clients[: SLOW["silent"][1]], [], [], 0)[0]
    finally:
        for client in clients:
            client.close()


def test_they_hold_up_nobody_either_where_a_process_may_open_few_files_at_first(transactional_db):
    build()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    with Workers(1, open_files=(256, hard)) as site:
        clients = []
        try:
            clients += [slow_client(site, b"") for _client in range(600)]
            assert answers_in(say(site, get(PAGE))) == [b"200"]
        finally:
            for client in clients:
                client.close()


def test_while_every_thread_is_busy_cached_pages_and_health_go_on_and_the_rest_is_told_when_to_come_back(site):
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE articles_section IN ACCESS EXCLUSIVE MODE")
        waiting = [connect(site) for _thread in range(4 * THREADS)]
        for client in waiting:
            client.sendall(get("/?x=1"))

        def all_wait():
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            return cursor.fetchone()[0] >= THREADS

        until(all_wait, "the threads")
        assert answers_in(say(site, get(PAGE))) == [b"200"]
        assert answers_in(say(site, get("/healthz"))) == [b"200"]
        said = [client.makefile("rb").read() for client in waiting]
    assert {status for each in said for status in answers_in(each)} == {b"503"}
    assert all(re.search(rb"retry-after: \d+", each, re.IGNORECASE) for each in said)
    assert answers_in(say(site, get("/search/?q=tides"))) == [b"200"]
