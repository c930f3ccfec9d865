"""PostgreSQL's own programs, of the server's release, on the site's database. Passwords go by the environment."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import IO, Any

from django.db import connection

from newsroom.backup.backup_format import BackupError
from newsroom.start import embedded_postgres

# Where packages put the programs of one release.
_FOLDERS = (
    "/usr/lib/postgresql/{}/bin",
    "/usr/pgsql-{}/bin",
    "/opt/homebrew/opt/postgresql@{}/bin",
    "/usr/local/opt/postgresql@{}/bin",
)
PIECE = 1_048_576  # bytes that are copied at a time
_VARIABLES = {
    "host": "PGHOST",
    "port": "PGPORT",
    "user": "PGUSER",
    "password": "PGPASSWORD",
    "dbname": "PGDATABASE",
    "options": "PGOPTIONS",
    "passfile": "PGPASSFILE",
    "service": "PGSERVICE",
    "sslmode": "PGSSLMODE",
    "sslcert": "PGSSLCERT",
    "sslkey": "PGSSLKEY",
    "sslrootcert": "PGSSLROOTCERT",
    "connect_timeout": "PGCONNECT_TIMEOUT",
}


def server_release() -> int:
    """The major version of the server."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int / 10000")
        return cursor.fetchone()[0]


def program(name: str, release: int) -> Path:
    """The program of exactly this release: a dump by a newer one is no good to the server. BackupError."""
    folders = [pattern.format(release) for pattern in _FOLDERS]
    candidates = [Path(found) for folder in folders if (found := shutil.which(name, path=folder))]
    with suppress(embedded_postgres.EmbeddedPostgresError):  # no package of it for this system
        candidates.insert(0, embedded_postgres.program(name))
    if found := shutil.which(name):
        candidates.append(Path(found))
    versions = {candidate: _release_of(candidate) for candidate in candidates}
    for candidate, version in versions.items():
        if version == release:
            return candidate
    others = ", ".join(str(version) for version in sorted(set(filter(None, versions.values()))))
    there = f"only that of PostgreSQL {others}" if others else "none"
    raise BackupError(
        f"The server is PostgreSQL {release}, which needs the program {name} of the same release, and there is {there}"
        f" here: install the package postgresql-client-{release}."
    )


def environment() -> dict[str, str]:
    """For a program that works on the site's database."""
    parameters = connection.get_connection_params()
    told = {variable: str(parameters[key]) for key, variable in _VARIABLES.items() if parameters.get(key)}
    return {**os.environ, **told, "PGAPPNAME": "newsroom backup", "LC_MESSAGES": "C"}


def copy_output(command: list[str | Path], target: IO[bytes], step: Callable[[int], object], **options: Any) -> None:
    """What a program writes goes to target. step: takes the bytes of each piece. options: of Popen. BackupError."""
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=said, **options) as process,
    ):
        assert process.stdout  # noqa: S101 (it is a pipe)
        try:
            for piece in iter(partial(process.stdout.read, PIECE), b""):
                target.write(piece)
                step(len(piece))
        except BaseException:
            process.kill()
            raise
        if process.wait():
            said.seek(0)
            raise BackupError(f"{Path(command[0]).name} failed: {complaint(said.read())}.")


def complaint(said: bytes) -> str:
    """The line of a program's output that says why it failed. Lines that follow it may hold values of rows."""
    lines = [line.strip() for line in said.decode(errors="replace").splitlines() if line.strip()]
    telling = [line for line in lines if re.search(r"error:|ERROR:|FATAL:|failed", line)]
    return re.sub(r"^.*?(?:error|ERROR|FATAL):\s*", "", (telling or lines or ["no reason given"])[0])[:300].rstrip(".")


def _release_of(candidate: Path) -> int | None:
    try:
        said = subprocess.run([candidate, "--version"], capture_output=True, text=True, timeout=10).stdout
    except (OSError, subprocess.SubprocessError):
        return None
    found = re.search(r"\) (\d+)", said)
    return int(found[1]) if found else None
