"""The way back to a moment before a mistake, as docs/OPERATIONS.md describes it, on a server of its own."""

import re
import subprocess
from pathlib import Path

import psycopg

from newsroom.start.embedded_postgres import EmbeddedPostgres, program
from tests.newsroom.checkout import until

OPERATIONS = Path(__file__).resolve().parents[2] / "docs" / "OPERATIONS.md"


def documented(name):
    """A setting of the documentation, with its value."""
    return re.search(rf"^ *{name} = '(.*)'$", OPERATIONS.read_text(encoding="utf-8"), re.MULTILINE)[1]


def connect(server):
    where = server.database_settings()
    return psycopg.connect(
        host=where["HOST"], port=where["PORT"], user=where["USER"], dbname="postgres", autocommit=True
    )


def test_a_database_goes_back_to_the_moment_before_a_mistake(tmp_path):
    archive = tmp_path / "archive"
    for folder in (archive, tmp_path / "before", tmp_path / "after"):
        folder.mkdir()
        folder.chmod(0o777)
    lost, server = EmbeddedPostgres(tmp_path / "before"), EmbeddedPostgres(tmp_path / "after")
    with lost, connect(lost) as database:
        command = documented("archive_command").replace("/srv/wal", str(archive)).replace("'", "''")
        database.execute("ALTER SYSTEM SET archive_mode = on")
        database.execute(f"ALTER SYSTEM SET archive_command = '{command}'")
    with lost:  # started again: only then archive_mode holds
        where = lost.database_settings()
        address = [f"--host={where['HOST']}", f"--port={where['PORT']}", f"--username={where['USER']}"]
        base = [program("pg_basebackup"), *address, f"--pgdata={server.data}", "--checkpoint=fast"]
        subprocess.run(base, check=True, capture_output=True)
        with connect(lost) as database:
            database.execute("CREATE TABLE article (headline text)")
            database.execute("INSERT INTO article VALUES ('Written after the base backup')")
            (moment,) = database.execute("SELECT clock_timestamp()::text").fetchone()
            database.execute("DELETE FROM article")  # the mistake
            database.execute("SELECT pg_switch_wal()")
    for left in server.data.glob(".s.PGSQL.*"):  # the embedded server has its socket among the data
        left.unlink()
    restore = documented("restore_command").replace("/srv/wal", str(archive))
    with (server.data / "postgresql.auto.conf").open("a") as configuration:
        configuration.write(f"restore_command = '{restore}'\nrecovery_target_time = '{moment}'\n")
        configuration.write("recovery_target_action = 'promote'\n")
    (server.data / "recovery.signal").touch()
    with server, connect(server) as database:
        until(lambda: database.execute("SELECT NOT pg_is_in_recovery()").fetchone()[0], "the end of the recovery")
        assert database.execute("SELECT headline FROM article").fetchall() == [("Written after the base backup",)]
