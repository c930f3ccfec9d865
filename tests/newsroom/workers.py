"""gunicorn with its worker processes, on the tests' database."""

import http.client
import os
import resource
import subprocess
import sys
import threading
from types import SimpleNamespace
from urllib.parse import urlencode

from django.db import connection

from tests.newsroom.checkout import PROJECT, free_port, until
from web.page_cache.content_encoding import decoded


class Workers:
    """gunicorn as it serves the site; its log is in output."""

    def __init__(self, number, open_files=None, **variables):
        """open_files: how many it may open, and how many it may choose to; as the tests where that is None."""
        self.number = number
        self.of_thread = threading.local()
        self.port = free_port()
        self.output = ""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "-c", "newsroom/gunicorn_conf.py"],
            cwd=PROJECT,
            env=os.environ
            | {
                "DJANGO_SETTINGS_MODULE": "tests.newsroom.served_settings",
                "TEST_DATABASE": connection.settings_dict["NAME"],
                "PORT": str(self.port),
                "RATING_MINIMUM": "1",
                "WEB_CONCURRENCY": str(number),
            }
            | variables,
            preexec_fn=(lambda: resource.setrlimit(resource.RLIMIT_NOFILE, open_files)) if open_files else None,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.log_reader = threading.Thread(target=self._read_log, daemon=True)
        self.log_reader.start()

    def _read_log(self):
        for line in self.process.stdout:
            self.output += line

    def __enter__(self):
        until(
            lambda: self.process.poll() is not None or self.output.count("Booting worker") == self.number, "the workers"
        )
        assert self.process.poll() is None, self.output
        return self

    def __exit__(self, *exception):
        self.process.terminate()
        self.process.wait(60)
        self.log_reader.join(10)

    def get(self, path):
        """Status and text. Each request has a connection of its own, which any of the workers may take."""
        asked = self.connect()
        try:
            return _get_over(asked, path)
        finally:
            asked.close()

    def ask(self, path, **headers):
        """Status, headers, and body (bytes) with its text, of a page over a connection of its own."""
        asked = self.connect()
        try:
            asked.request("GET", path, headers={"Accept-Encoding": "identity"} | headers)
            answer = asked.getresponse()
            body = answer.read()
            text = decoded(body, answer.headers.get("Content-Encoding", "identity")).decode()
            return SimpleNamespace(status=answer.status, headers=answer.headers, body=body, text=text)
        finally:
            asked.close()

    def post(self, path, fields, **headers):
        """Status, headers and text of the answer to a form."""
        asked = self.connect()
        try:
            form = {"Content-Type": "application/x-www-form-urlencoded"}
            asked.request("POST", path, urlencode(fields), headers=form | headers)
            answer = asked.getresponse()
            return SimpleNamespace(status=answer.status, headers=answer.headers, text=answer.read().decode())
        finally:
            asked.close()

    def get_and_stay(self, path):
        """The same over one connection for each thread that asks, so always from one worker."""
        if not hasattr(self.of_thread, "connection"):
            self.of_thread.connection = self.connect()
        return _get_over(self.of_thread.connection, path)

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)


def _get_over(asked, path):
    asked.request("GET", path, headers={"Accept-Encoding": "identity"})
    answer = asked.getresponse()
    return answer.status, answer.read().decode()
