"""gunicorn's worker with threads, which answers for kept pages on the thread of its loop, without handing them over."""

from __future__ import annotations

import selectors
import socket
from functools import partial
from typing import Any

from gunicorn.http import wsgi
from gunicorn.http.message import Request
from gunicorn.http.unreader import IterUnreader
from gunicorn.util import unquote_to_wsgi_str
from gunicorn.workers.gthread import ThreadWorker

LONGEST = 8192  # bytes of a request's head, which gunicorn too reads at once
FOR_A_THREAD = {"CONTENT-LENGTH", "TRANSFER-ENCODING", "EXPECT", "UPGRADE"}


class Worker(ThreadWorker):
    """A request on a connection that is kept alive is looked at before a thread is woken for it.

    gunicorn's parser reads what has arrived, without taking it. Only where the application answers at once is it taken
    from the connection; all else, and all that is wrong with it, is as if nobody had looked, and a thread's business.
    Nothing here waits: not for the client to send, not for it to read, and hardly for the database.
    """

    def enqueue_req(self, conn: Any) -> None:
        """A connection over which nothing has come yet waits without a thread, which would wait with it for seconds."""
        if conn.initialized or conn.data_ready:
            super().enqueue_req(conn)
            return
        conn.set_timeout()
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def on_client_socket_readable(self, conn: Any, client: Any) -> None:
        try:
            rest = self._answer(conn)
        except Exception:  # a thread meets it again, answers it and logs it
            rest = None
        if rest is None:
            super().on_client_socket_readable(conn, client)
            return
        self.keepalived_conns.remove(conn)
        if rest:
            self.poller.unregister(client)
            sending = self.tpool.submit(_send, conn, rest)
            sending.add_done_callback(lambda sent: self.method_queue.defer(self.finish_request, conn, sent))
        else:
            conn.set_timeout()
            self.keepalived_conns.append(conn)

    def _answer(self, conn: Any) -> memoryview | None:
        """What the client did not take yet of the answer that was sent; None where none was."""
        if not (hasattr(self.wsgi, "at_once") and self.alive and self.nr + 1 < self.max_requests) or self.cfg.is_ssl:
            return None
        arrived = conn.sock.recv(LONGEST, socket.MSG_PEEK)
        if not arrived.startswith((b"GET ", b"HEAD ")) or b"\r\n\r\n" not in arrived:
            return None
        path, _question_mark, query = arrived.split(b" ", 2)[1].decode("latin-1").partition("?")
        if not self.wsgi.pages.has(unquote_to_wsgi_str(path), query):
            return None
        request = Request(self.cfg, IterUnreader([arrived]), conn.client, conn.parser.req_count + 1)
        if request.should_close() or any(name in FOR_A_THREAD for name, _value in request.headers):
            return None
        written = _Written()
        response, environ = wsgi.create(request, written, conn.client, conn.server, self.cfg)
        if (asked := self.wsgi.at_once(environ)) is None:
            return None
        response.start_response(asked.answer.status, asked.answer.headers)
        response.write(asked.answer.body)
        if not asked.holds():
            return None
        self.nr += 1
        conn.sock.recv(len(arrived) - len(request.unreader.take_buffered()))
        try:
            sent = conn.sock.send(written.bytes)
        except BlockingIOError:
            sent = 0
        asked.log()
        return memoryview(written.bytes)[sent:]


class _Written:
    """Stands in for a socket: what gunicorn writes of an answer, to be sent in one piece."""

    def __init__(self) -> None:
        self.bytes = b""

    def sendall(self, data: bytes) -> None:
        self.bytes += data


def _send(conn: Any, rest: memoryview) -> bool:
    conn.sock.setblocking(True)
    conn.sock.sendall(rest)
    return True
