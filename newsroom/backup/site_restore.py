"""A site comes out of a backup: all of it is checked first, then the database changes in one transaction."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader

from newsroom.backup.backing_up import Tell
from newsroom.backup.backup_format import DATABASE, FILE_LIST, MEDIA, SETTINGS, BackupError, BackupManifest
from newsroom.backup.encryption import decrypted
from newsroom.backup.media_tar import COMING, exchange, media_files, read_tar
from newsroom.backup.postgres_programs import complaint, copy_output, environment, program, server_release
from newsroom.backup.site_settings import settings_lines
from newsroom.database.schema import fault_of_server
from newsroom.moving_in.own_export.export_restored import refuse_content
from newsroom.moving_out.export_format import ExportError

MADE_AGAIN = "share/"  # files that the site makes by itself do not make it a site with something in it
_EMPTY_SCHEMA = """
    DO $$ DECLARE commands text[]; command text; BEGIN
        SELECT array_agg(format('DROP %s IF EXISTS %I.%I CASCADE', CASE relkind WHEN 'v' THEN 'VIEW'
            WHEN 'm' THEN 'MATERIALIZED VIEW' WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, nspname, relname)
            ORDER BY relkind = 'S') INTO commands
        FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
        WHERE nspname = current_schema() AND relkind IN ('r', 'p', 'v', 'm', 'S') AND NOT EXISTS (
            SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND deptype = 'e');
        FOREACH command IN ARRAY coalesce(commands, '{}') LOOP EXECUTE command; END LOOP;
        SELECT array_agg(format('DROP ROUTINE IF EXISTS %s CASCADE', pg_proc.oid::regprocedure)) INTO commands
        FROM pg_proc WHERE pronamespace = current_schema()::regnamespace AND NOT EXISTS (
            SELECT FROM pg_depend WHERE classid = 'pg_proc'::regclass AND objid = pg_proc.oid AND deptype = 'e');
        FOREACH command IN ARRAY coalesce(commands, '{}') LOOP EXECUTE command; END LOOP;
    END $$;
"""
# Pages that a process or a browser has cached are of the site before.
_NEW_VERSION = """
    INSERT INTO {schema}.articles_contentversion (id, version) VALUES (1, gen_random_uuid())
    ON CONFLICT (id) DO UPDATE SET version = EXCLUDED.version;
"""


def refuse_newer(manifest: BackupManifest) -> None:
    """BackupError where this code or this server is older than what the backup is of."""
    loader = MigrationLoader(None)
    known = {f"{app}.{name}" for app, name in loader.disk_migrations}
    unknown = [name for name in manifest.migrations if name not in known and name.split(".")[0] in loader.migrated_apps]
    if unknown:
        raise BackupError(
            f"The backup is of a newer release ({manifest.release}, with the migration {unknown[-1]}): install that"
            " release first."
        )
    if fault := fault_of_server():
        raise BackupError(fault)
    if manifest.server > (here := server_release()):
        raise BackupError(
            f"The backup is of PostgreSQL {manifest.server}, and this server is the older {here}, which cannot read it:"
            " use a newer server. To move to an older one, see manage.py move_out."
        )


def what_is_here() -> str:
    """Why this site is not empty, in a few words; empty where it is."""
    if any(not name.startswith(MADE_AGAIN) for name in media_files(Path(settings.MEDIA_ROOT))):
        return f"there are files in {settings.MEDIA_ROOT}"
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace"
            " WHERE nspname = current_schema() AND relkind = 'r')"
        )
        if not cursor.fetchone()[0]:
            return ""
    try:
        refuse_content()
    except ExportError:
        return "its database has content"
    except Error:
        return "its database has tables of another release"
    return ""


def refuse_running() -> None:
    """BackupError where anything else is connected to the database: it would work on with what it remembers."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        others = cursor.fetchone()[0]
    if others:
        raise BackupError(
            f"The site is running ({others} other connections to its database): stop it and its background worker."
        )


def restore_site(folder: Path, manifest: BackupManifest, tell: Tell) -> None:
    """Make this the site of a backup that was checked: database and files. BackupError, OSError.

    Until the database commits, nothing has changed. Then the files are put in place by renaming.
    """
    root = Path(settings.MEDIA_ROOT)
    coming = root / COMING
    shutil.rmtree(coming, ignore_errors=True)
    coming.mkdir(parents=True)
    try:
        check_files(folder, manifest, coming, tell)
        restore_database(folder, manifest, tell)
    except BaseException:
        shutil.rmtree(coming, ignore_errors=True)
        raise
    exchange(coming)
    bring_up_to_date(manifest)


def check_files(folder: Path, manifest: BackupManifest, into: Path | None, tell: Tell) -> set[str]:
    """Read every file of the backup, and write them into a folder where one is given. Returns those that rows name."""
    count = size = 0
    names = set()
    with (
        decrypted(folder / manifest.part(MEDIA), manifest.encrypted_by) as tar,
        decrypted(folder / manifest.part(FILE_LIST), manifest.encrypted_by) as listed,
    ):
        for stored in read_tar(tar, listed, into, tell("Files")):
            count, size = count + 1, size + stored.size
            names.add(stored.name)
    if (count, size) != (manifest.files, manifest.file_bytes):
        raise BackupError(f"The backup has {count} files of {size} bytes, and its manifest says otherwise.")
    return names


def restore_database(folder: Path, manifest: BackupManifest, tell: Tell) -> None:
    """Put the backup's tables in the place of those of the database. All of it or nothing. BackupError."""
    release = server_release()
    restore, psql = program("pg_restore", release), program("psql", release)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        (schema,) = cursor.fetchone()
    if schema != manifest.schema:
        raise BackupError(f"The tables of the backup are in the schema {manifest.schema}, and here it is {schema}.")
    connection.close()
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(
            [psql, "--no-psqlrc", "--quiet", "--no-password", "--set=ON_ERROR_STOP=1", "--file=-"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=said,
            env=environment(),
        ) as process,
    ):
        stream = process.stdin
        assert stream  # noqa: S101 (it is a pipe)
        try:
            with suppress(BrokenPipeError):  # psql has ended, and says why
                _send(folder, manifest, restore, stream, tell("Database"))
        finally:
            with suppress(BrokenPipeError):
                stream.close()
        if process.wait():
            said.seek(0)
            raise BackupError(f"The database refuses the backup: {complaint(said.read())}.")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    ContentType.objects.clear_cache()


def bring_up_to_date(manifest: BackupManifest) -> None:
    """Migrate what an older release left."""
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if known - set(manifest.migrations):
        call_command("migrate", interactive=False, verbosity=0)


def _send(
    folder: Path, manifest: BackupManifest, restore: Path, stream: IO[bytes], step: Callable[[int], object]
) -> None:
    """SQL to psql, with COMMIT at its end only where all of it was read."""
    stream.write(f"BEGIN;\n{_EMPTY_SCHEMA}".encode())
    command: list[str | Path] = [restore, "--file=-", "--no-owner", "--no-privileges", f"--schema={manifest.schema}"]
    with decrypted(folder / manifest.part(DATABASE), manifest.encrypted_by) as dump:
        copy_output(command, stream, step, stdin=dump)
    schema = connection.ops.quote_name(manifest.schema)
    stream.write(f"{_NEW_VERSION.format(schema=schema)}COMMIT;\n".encode())
    stream.flush()


def other_settings(folder: Path, manifest: BackupManifest) -> list[str]:
    """Lines of the backup's settings that this site does not have. BackupError."""
    with decrypted(folder / manifest.part(SETTINGS), manifest.encrypted_by) as stream:
        lines = stream.read().decode().splitlines()
    here = settings_lines()
    return [line for line in lines if line not in here]
