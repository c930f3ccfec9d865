"""A backup is verified: restored into a database that is dropped again, and compared with what it says of itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection
from django.utils import timezone

from newsroom.backup.backing_up import Tell, count_rows
from newsroom.backup.backup_format import BackupError, BackupManifest, check_sums, read_manifest
from newsroom.backup.site_restore import bring_up_to_date, check_files, refuse_newer, restore_database
from newsroom.backup.verified_backup import VerifiedBackup
from newsroom.moving_out.export_files import file_names

LONGEST_NAME = 63  # bytes, PostgreSQL's limit
_SAME_LOCALE = """
    SELECT format('ENCODING %L LC_COLLATE %L LC_CTYPE %L', pg_encoding_to_char(encoding), datcollate, datctype),
        to_jsonb(pg_database) ->> 'datlocprovider',
        coalesce(to_jsonb(pg_database) ->> 'datlocale', to_jsonb(pg_database) ->> 'daticulocale')
    FROM pg_database WHERE datname = current_database()
"""


def verify(folder: Path, tell: Tell) -> BackupManifest:
    """Restore and compare. Notes it as the last verified one. BackupError says what does not fit, OSError."""
    manifest = read_manifest(folder)
    check_sums(folder, manifest)
    refuse_newer(manifest)
    files = check_files(folder, manifest, None, tell)
    with throwaway_database():
        restore_database(folder, manifest, tell)
        _compare_counts(manifest)
        bring_up_to_date(manifest)
        for command in ("verify_log", "check_totals"):
            try:
                call_command(command, stdout=StringIO(), stderr=StringIO())
            except CommandError as fault:
                raise BackupError(f"The backup was restored, and {command} says: {fault}") from fault
        lacking = sorted(set(file_names()) - files - set(manifest.missing))
        if lacking:
            raise BackupError(f"The backup lacks {len(lacking)} files that its rows name, first “{lacking[0]}”.")
    VerifiedBackup(name=folder.name, made_at=manifest.moment, verified_at=timezone.now()).save()
    return manifest


@contextmanager
def throwaway_database() -> Iterator[None]:
    """A new, empty database, which is this process's own meanwhile, and is dropped at the end. BackupError."""
    site = connection.settings_dict["NAME"]
    name = f"{site.encode()[: LONGEST_NAME - 13].decode(errors='ignore')}_backup_check"
    quoted = connection.ops.quote_name(name)
    drop = f"DROP DATABASE IF EXISTS {quoted}"
    with connection.cursor() as cursor:
        try:
            cursor.execute(drop)  # of a run that was killed
            cursor.execute(f"CREATE DATABASE {quoted} TEMPLATE template0 {_locale(cursor)}")
        except ProgrammingError as fault:
            raise BackupError(
                "A backup is verified in a database of its own, and the role of the site may make none: ALTER ROLE …"
                f" CREATEDB lets it. ({str(fault).splitlines()[0]})"
            ) from fault
    try:
        _connect_to(name)
        yield
    finally:
        _connect_to(site)
        with connection.cursor() as cursor:
            cursor.execute(drop)


def _locale(cursor: object) -> str:
    cursor.execute(_SAME_LOCALE)  # type: ignore[attr-defined]
    words, provider, locale = cursor.fetchone()  # type: ignore[attr-defined]
    quoted = "'" + (locale or "").replace("'", "''") + "'"
    if provider == "i":
        return f"{words} LOCALE_PROVIDER icu ICU_LOCALE {quoted}"
    return f"{words} LOCALE_PROVIDER builtin BUILTIN_LOCALE {quoted}" if provider == "b" else words


def _connect_to(database: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = database


def _compare_counts(manifest: BackupManifest) -> None:
    restored = count_rows(manifest.schema, set(manifest.not_taken))
    if restored.keys() - manifest.tables:
        raise BackupError("The backup has tables that it did not count.")
    for table, rows in manifest.tables.items():
        if (found := restored.get(table, 0)) != rows:
            raise BackupError(f"The table {table} had {rows} rows, and {found} after the restore.")
