"""A site to break: a copy of the project in a temporary folder, with a database, files and a port of its own."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from newsroom.start.embedded_postgres import EmbeddedPostgres

PROJECT = Path(__file__).resolve().parent.parent
NOT_COPIED = shutil.ignore_patterns(".git", ".venv", "var", "__pycache__", ".*_cache", ".hypothesis", ".env")
PATIENCE = 300  # seconds; the first start migrates and fills the database
# Nothing holds a comment back: what is accepted can be counted.
OPEN_TO_COMMENTS = {
    "CAPTCHA_PROVIDER": "none",
    "COMMENTS_MODERATION": "open",
    "COMMENTS_RATE": "0",
    "RATING_QUARANTINE": "off",
    "SPAM_CHECKS": "",
    "WEB_CONCURRENCY": "2",
}

Value = TypeVar("Value")


def until(condition: Callable[[], Value], what: str) -> Value:
    """Wait until condition() is true, and return its value. TimeoutError after PATIENCE."""
    deadline = time.monotonic() + PATIENCE
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"waited in vain for {what}")
        time.sleep(0.05)
    return value


class ThrowawaySite:
    def __init__(self, folder: Path) -> None:
        self.folder = folder / "newsroom"
        shutil.copytree(PROJECT, self.folder, ignore=NOT_COPIED)
        self.database = EmbeddedPostgres(self.folder / "var")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port: int = probe.getsockname()[1]
        self.log = self.folder / "site.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """As ``make run`` does."""
        self.process = self.start_command()
        until(lambda: self.answers("/readyz"), f"the site; see {self.log}")

    def start_command(self, **variables: str) -> subprocess.Popen[bytes]:
        environment = {"PATH": os.environ["PATH"], "PORT": str(self.port), **OPEN_TO_COMMENTS, **variables}
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "manage.py", "start"],
                cwd=self.folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(60)

    def answers(self, path: str) -> bool:
        try:
            return self.get(path)[0] == 200
        except (OSError, http.client.HTTPException):
            return False

    def get(self, path: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=15)
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def articles(self) -> list[str]:
        """The paths of the newest articles."""
        items = json.loads(self.get("/feed.json")[1])["items"]
        return [re.sub("^https?://[^/]+", "", item["url"]) for item in items]

    # The processes, which are found by their parents, never by their names alone.

    def site_process(self) -> int:
        """gunicorn's first process."""
        return self._child("gunicorn")

    def workers(self) -> list[int]:
        return children(self.site_process())

    def task_worker(self) -> int:
        return self._child("db_worker")

    def postgres(self) -> int:
        return int((self.database.data / "postmaster.pid").read_text().split()[0])

    def _child(self, word: str) -> int:
        assert self.process is not None
        parent = self.process.pid
        return until(lambda: next((pid for pid in children(parent) if word in command(pid)), 0), word)

    def messages(self) -> list[str]:
        """The words of every comment in the database."""
        import psycopg

        settings = self.database.database_settings()
        address = f"host={settings['HOST']} port={settings['PORT']} user={settings['USER']} dbname={settings['NAME']}"
        with psycopg.connect(address) as connection:
            return [message for (message,) in connection.execute("SELECT message FROM comments_comment")]


def children(parent: int) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            after_name = re.sub(r".*\)", "", status.read_text()).split()
        except OSError:
            continue
        if int(after_name[1]) == parent and after_name[0] != "Z":
            found.append(int(status.parent.name))
    return found


def command(process: int) -> str:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def kill(*processes: int, number: int = signal.SIGKILL) -> None:
    for process in processes:
        os.kill(process, number)
