"""Cached pages over kept-alive connections: answered on the worker's event loop, which nothing may hold up."""

import re
import socket
import threading
from contextlib import contextmanager
from select import select

import pytest
from django.db import connection, transaction

from tests.newsroom.cached_world import build
from tests.newsroom.checkout import until
from tests.newsroom.workers import Workers

PAGE = "/articles/tides/"
THREADS = 4


def request_for(path):
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


ASK = request_for(PAGE)

HOST = "GET {} HTTP/1.1\r\nHost: localhost\r\n"
NOT_PROPER = [
    HOST + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n",
    HOST + "Content-Length: 4\r\nContent-Length: 5\r\n\r\n",
    HOST + "Content-Length: +4\r\n\r\n",
    HOST + "Transfer-Encoding: xchunked\r\n\r\n",
    HOST + "X: a\nTransfer-Encoding: chunked\r\n\r\n",
    HOST + "Host: elsewhere\r\n\r\n",
    HOST + "X : a\r\n\r\n",
    HOST + "X: a\r\n folded\r\n\r\n",
    HOST + "\n\r\n\r\n",
    HOST + 61 * "X: a\r\n" + "\r\n",
    "GET {}?" + 140_000 * "a" + " HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "GET {} HTTP/3.1\r\nHost: localhost\r\n\r\n",
]


@pytest.fixture
def site(transactional_db):
    build()
    with Workers(1) as workers:
        client = Client(workers)
        # The first answers come from a thread: the page is rendered, and a connection to the database is opened.
        for _time in range(5):
            client.ask(ASK)
        client.close()
        until(lambda: workers.output.count(" hit") == 4, "the kept page")
        yield workers


class Client:
    """One connection that is kept alive, byte by byte."""

    def __init__(self, site):
        self.socket = socket.create_connection(("127.0.0.1", site.port), timeout=60)
        self.file = self.socket.makefile("rb")

    def close(self):
        self.file.close()
        self.socket.close()

    def fileno(self):
        return self.socket.fileno()

    def ask(self, request):
        self.socket.sendall(request)
        return self.answer()

    def answer(self):
        """Status, headers and body of the next answer."""
        status = int(self.file.readline().split()[1])
        headers = {}
        while (line := self.file.readline()) not in (b"\r\n", b""):
            name, _, value = line.decode().rstrip("\r\n").partition(": ")
            headers[name.lower()] = value
        return status, headers, self.file.read(int(headers.get("content-length", 0)))


@contextmanager
def locked(table):
    """No one else reads table meanwhile."""
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        yield


def test_a_page_that_is_kept_is_the_same_on_a_new_connection_and_on_a_kept_one(site):
    client = Client(site)
    answers = [client.ask(ASK) for _time in range(3)]
    for _status, headers, _body in answers:
        headers.pop("date")
    assert answers[0] == answers[1] == answers[2]
    assert answers[0][0] == 200


def test_a_kept_page_is_answered_while_every_thread_waits(site):
    clients, others = ([Client(site) for _client in range(number)] for number in (20, THREADS))
    for client in clients:
        client.ask(ASK)
    with locked("articles_section"):
        for other in others:
            other.socket.sendall(request_for(f"{PAGE}?drawn"))  # none of the dear, which have fewer threads
        until(lambda: waits(THREADS), "the threads")
        # On a busy machine the database may take too long for one of them or another, who then waits for a thread.
        untried = iter(clients)

        def one_is_answered():
            if client := next(untried, None):
                client.socket.sendall(ASK)
            return select(clients, [], [], 0.2)[0]

        answered = until(one_is_answered, "an answer")
        assert answered[0].answer()[0] == 200


def test_a_database_that_does_not_answer_holds_up_only_who_needs_it(site):
    held_up, other = Client(site), Client(site)
    for client in (held_up, other):
        client.ask(ASK)
    with locked("articles_contentversion"):
        held_up.socket.sendall(ASK)
        until(lambda: waits(1), "the query of the loop")
        assert other.ask(request_for("/robots.txt"))[0] == 200
    assert held_up.answer()[0] == 200
    assert held_up.ask(ASK)[0] == 200


def test_a_connection_to_the_database_that_breaks_is_replaced(site):
    client = Client(site)
    for _time in range(3):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        assert [client.ask(ASK)[0] for _request in range(3)] == [200, 200, 200]
        assert [client.ask(request_for(f"{PAGE}?drawn"))[0] for _request in range(5)] == [200] * 5


def test_requests_that_come_at_once_are_answered_in_their_order(site):
    client = Client(site)
    client.ask(ASK)
    paths = [PAGE, "/about/", PAGE, "/articles/there-is-none/", PAGE]
    client.socket.sendall(b"".join(map(request_for, paths)))
    assert [client.answer()[0] for _path in paths] == [200, 200, 200, 404, 200]


def test_a_request_that_comes_in_pieces_is_answered_once_it_is_whole(site):
    client = Client(site)
    client.ask(ASK)
    for piece in (ASK[:3], ASK[3:20], ASK[20:-1], ASK[-1:]):
        client.socket.sendall(piece)
    assert client.answer()[0] == 200
    assert client.ask(ASK)[0] == 200


def test_who_asks_and_does_not_read_holds_nobody_up_and_loses_nothing(site):
    idle, other = Client(site), Client(site)
    idle.ask(ASK), other.ask(ASK)
    asked = 2000

    def ask_on():
        for _request in range(asked):
            idle.socket.sendall(ASK)

    asking = threading.Thread(target=ask_on)
    asking.start()
    assert other.ask(ASK)[0] == 200
    whole = other.ask(ASK)[2]
    assert all(idle.answer()[2] == whole for _request in range(asked))
    asking.join()


def test_connections_over_which_nothing_comes_hold_nobody_up(site):
    def is_answered_before_they_are_closed():
        idle = [Client(site) for _client in range(10 * THREADS)]
        try:
            assert Client(site).ask(request_for("/robots.txt"))[0] == 200
            return not select(idle, [], [], 0)[0]
        finally:
            for client in idle:
                client.socket.close()

    # A machine that stands still for so long may close them first, once.
    assert is_answered_before_they_are_closed() or is_answered_before_they_are_closed()


def test_a_page_that_somebody_has_is_not_sent_again_nor_is_its_body_to_head(site):
    client = Client(site)
    _status, headers, _body = client.ask(ASK)
    unchanged = ASK.replace(b"\r\n\r\n", f"\r\nIf-None-Match: {headers['etag']}\r\n\r\n".encode())
    assert client.ask(unchanged)[0] == 304
    client.socket.sendall(ASK.replace(b"GET", b"HEAD"))
    assert client.file.readline().startswith(b"HTTP/1.1 200 ")
    while (line := client.file.readline()) != b"\r\n":
        assert line
    assert client.ask(ASK)[0] == 200


def test_who_wants_the_connection_closed_has_it_closed(site):
    for last in (ASK.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"), ASK.replace(b"1.1", b"1.0")):
        client = Client(site)
        client.ask(ASK)
        status, headers, body = client.ask(last)
        assert (status, headers["connection"]) == (200, "close")
        assert body
        assert client.file.read() == b""


def test_what_is_no_proper_request_is_refused_on_a_kept_connection_and_ends_it(site):
    for head in NOT_PROPER:
        client = Client(site)
        client.ask(ASK)
        # What follows would be answered, were the end of the first found in another way.
        client.socket.sendall(head.format(PAGE).encode() + b"0\r\n\r\n" + ASK)
        status, headers, _body = client.answer()
        assert status >= 400, head
        assert headers["connection"] == "close"
        assert client.file.read() == b""


@pytest.mark.parametrize("letter", ["a", "%F0%9F%8C%8A"])
def test_an_address_that_is_too_long_is_refused_on_a_page_and_a_search_in_its_own_words(site, letter):
    client = Client(site)
    for path in (f"{PAGE}?{letter * 10_000}", f"/{letter * 10_000}", "/" + "a" * 5_000):
        status, headers, body = client.ask(request_for(path))
        assert (status, headers["content-type"]) == (400, "text/html; charset=utf-8")
        assert b"<h1>" in body
    status, _headers, body = client.ask(request_for(f"/search/?q={letter * 10_000}"))
    assert status == 400
    assert b"Please search for fewer words: 200 characters at most." in body
    assert client.ask(ASK)[0] == 200


def test_a_body_that_comes_with_a_get_is_not_taken_for_the_next_request(site):
    client = Client(site)
    client.ask(ASK)
    inner = request_for("/about/")
    carrying = ASK.replace(b"\r\n\r\n", f"\r\nContent-Length: {len(inner)}\r\n\r\n".encode()) + inner
    tides, next_page = client.ask(carrying + ASK), client.answer()
    assert tides[2] == next_page[2]
    assert re.search(rb"<h1", tides[2])


def waits(number):
    """Whether so many connections wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0] >= number
