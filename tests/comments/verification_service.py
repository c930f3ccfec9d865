"""A small real HTTPS server that is in for reCAPTCHA's verification service, well-behaved or not."""

import json
import socket
import ssl
import threading
from contextlib import suppress
from urllib.parse import parse_qs

import trustme


class VerificationService:
    """Answers each request with ``self.behave(connection)``; remembers what was asked, and who was cut off."""

    def __init__(self, tmp_path):
        authority = trustme.CA()
        self.trust = tmp_path / "authority.pem"
        authority.cert_pem.write_to_path(self.trust)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("localhost").configure_cert(self.context)
        self.questions = []
        self.hung_up = threading.Event()
        self.behave = says(success=True)
        self.speaks_tls = True
        self.listener = socket.create_server(("localhost", 0))
        self.domain = f"localhost:{self.listener.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self):
        self.listener.close()

    def _serve(self):
        with suppress(OSError):
            while True:
                connection, _address = self.listener.accept()
                threading.Thread(target=self._answer, args=[connection], daemon=True).start()

    def _answer(self, connection):
        try:
            with connection:
                if not self.speaks_tls:
                    connection.recv(65536)
                    connection.recv(65536)  # until the other side gives up
                    self.hung_up.set()
                    return
                with self.context.wrap_socket(connection, server_side=True) as secure:
                    self.questions.append(_read_question(secure))
                    self.behave(secure)
        except OSError:
            self.hung_up.set()


def _read_question(connection):
    request = b""
    while b"\r\n\r\n" not in request:
        request += connection.recv(65536)
    head, _, body = request.partition(b"\r\n\r\n")
    length = next(
        int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")
    )
    while len(body) < length:
        body += connection.recv(65536)
    return head.decode(), {name: values[0] for name, values in parse_qs(body.decode()).items()}


def says(body=None, status="200 OK", length=None, **answer):
    """Send one whole answer: body as it is, or the keywords as JSON."""
    if body is None:
        body = json.dumps({name.replace("_", "-"): value for name, value in answer.items()}).encode()

    def behave(connection):
        length_sent = len(body) if length is None else length
        head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {length_sent}\r\n\r\n"
        connection.sendall(head.encode() + body)

    return behave


def waits_for(event, behave):
    """Answer only when event is set."""

    def wait(connection):
        event.wait(30)
        behave(connection)

    return wait


def sends(raw):
    def behave(connection):
        connection.sendall(raw)

    return behave


def drips(beginning, drop):
    """Send beginning, and then drop after drop, for as long as someone listens."""

    def behave(connection):
        connection.sendall(beginning)
        while True:
            connection.sendall(drop)
            threading.Event().wait(0.05)

    return behave


def never_answers(connection):
    if connection.recv(1) == b"":
        raise ConnectionResetError


def floods(connection):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
    while True:
        connection.sendall(b'{"success": true, "padding": "' + b"x" * 65536)
