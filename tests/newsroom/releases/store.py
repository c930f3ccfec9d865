"""Stores the database of a release, so later code can prove that it upgrades it.

Run in a checkout of that release, with this file copied there:
``python -m tests.newsroom.releases.store tests/newsroom/releases/<date>.sql.gz``. The database holds the demo content.
"""

import gzip
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from newsroom.start.embedded_postgres import EmbeddedPostgres, program


def main(target: Path) -> None:
    with tempfile.TemporaryDirectory() as directory, EmbeddedPostgres(Path(directory)) as server:
        where = server.database_settings()
        environment = os.environ | {
            "DATABASE_URL": f"postgres://{where['USER']}@/{where['HOST']}/{where['NAME']}",
            "SECRET_KEY": "a database of a release, which nobody serves, needs one",
        }
        for command in ("migrate", "load_demo"):
            subprocess.run([sys.executable, "manage.py", command, "-v0"], env=environment, check=True)
        options = ["--no-owner", "--no-privileges", "--inserts", "--rows-per-insert=100"]
        address = ["--host", where["HOST"], "--username", where["USER"], where["NAME"]]
        command = [program("pg_dump"), *options, *address]
        dump = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    # What begins with a backslash is for psql, and the rest is SQL.
    lines = [line for line in dump.splitlines(keepends=True) if not line.startswith(("\\", "--"))]
    target.write_bytes(gzip.compress("".join(lines).encode(), mtime=0))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
