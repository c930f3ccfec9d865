"""A copy of the project for tests that start the whole site: with a database, files and ports of its own."""

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from django.db import connection

from newsroom.start.embedded_postgres import EmbeddedPostgres, program

PROJECT = Path(__file__).resolve().parents[2]
NOT_COPIED = shutil.ignore_patterns(".git", ".venv", "var", "__pycache__", ".*_cache", ".hypothesis", ".env")
PATIENCE = 600  # seconds; the machine may be busy, and the first run does a lot


def until(condition, what):
    """Wait until condition() is true, and return its value."""
    deadline = time.monotonic() + PATIENCE
    while not (value := condition()):
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.05)
    return value


def copy_test_database(server):
    """Gives a new server the tables of the test database and the rows of the migrations, much faster than migrating.

    server: an EmbeddedPostgres that runs. Only for fixtures and tests that ask for ``django_db_setup``.
    """
    test, new = connection.settings_dict, server.database_settings()
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    at_test, at_new = (
        os.environ | {name: str(settings.get(key) or "") for name, key in names.items()} for settings in (test, new)
    )
    dump = [program("pg_dump"), "--no-owner", "--no-privileges", "--exclude-schema=as_migrated"]
    text = subprocess.run(dump, env=at_test, check=True, capture_output=True).stdout
    load = [program("psql"), "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1"]
    subprocess.run(load, env=at_new, check=True, capture_output=True, input=text)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Checkout:
    def __init__(self, path):
        self.path = path
        shutil.copytree(PROJECT, path, ignore=NOT_COPIED)
        self.database = EmbeddedPostgres(path / "var")

    def environment(self, **variables):
        return {"PATH": os.environ["PATH"], "WEB_CONCURRENCY": "1"} | variables

    def manage(self, *arguments, **variables):
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=self.path,
            env=self.environment(**variables),
            capture_output=True,
            text=True,
        )

    def start(self, *command, **variables):
        return Site(self, command or ("manage.py", "start"), variables)

    def kill_postgres(self):
        os.kill(int((self.database.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)


class Site:
    """A running site; what it prints is in output."""

    def __init__(self, checkout, command, variables):
        self.port = free_port()
        self.output = ""
        self.process = subprocess.Popen(
            [sys.executable, *command],
            cwd=checkout.path,
            env=checkout.environment(PORT=str(self.port)) | variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.process.stdout:
            self.output += line

    def __enter__(self):
        try:
            until(lambda: self.process.poll() is not None or self.status("/healthz") == 200, "the site")
            assert self.process.poll() is None, self.output
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *exception):
        self.stop()

    def stop(self, number=signal.SIGTERM):
        """Ask it to end; its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    def get(self, path):
        """Status and text of a page; None where no one answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read().decode()
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def status(self, path):
        answer = self.get(path)
        return answer and answer[0]

    def children(self, word):
        """Process ids of its children whose command has word in it."""
        found = []
        for status in Path("/proc").glob("[0-9]*/stat"):
            try:
                parent = int(re.sub(r".*\)", "", status.read_text()).split()[1])
                command = (status.parent / "cmdline").read_bytes()
            except OSError:
                continue
            if parent == self.process.pid and word.encode() in command:
                found.append(int(status.parent.name))
        return found
