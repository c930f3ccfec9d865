"""A backup is made: one moment of the database, then the files, each streamed to the disk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import IO

from django.apps import apps
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from newsroom.backup.backup_folder import new_backup
from newsroom.backup.backup_format import (
    DATABASE,
    FILE_LIST,
    MEDIA,
    PARTS,
    SETTINGS,
    BackupManifest,
    backup_name,
    write_manifest,
)
from newsroom.backup.encryption import check_recipients, encrypted, encryption_program
from newsroom.backup.media_tar import write_tar
from newsroom.backup.postgres_programs import copy_output, environment, program, server_release
from newsroom.backup.site_settings import settings_lines
from newsroom.moving_out.export_files import file_names
from newsroom.moving_out.export_tables import applied_migrations
from newsroom.moving_out.export_writer import one_moment
from newsroom.release import RELEASE

# By the label of the model. Their tables are in a backup, without their rows.
NOT_TAKEN = {
    "sessions.Session": "Who has the backup could sign in with it.",
    "newsroom.SignedInSession": "It tells whose the sessions are.",
    "comments.NetworkKey": "It is a secret that is deleted every day.",
}
Tell = Callable[[str], Callable[[int], object]]  # takes what is copied, and returns what takes bytes of it


def make_backup(folder: Path, tell: Tell) -> tuple[Path, BackupManifest]:
    """A new backup in the folder of backups. BackupError, OSError."""
    check_recipients()
    manifest = _begin()
    dump = program("pg_dump", manifest.server)
    name = backup_name(manifest.moment)
    with new_backup(folder, name) as unfinished:
        with encrypted(unfinished / manifest.part(SETTINGS)) as stream:
            stream.write("".join(f"{line}\n" for line in settings_lines()).encode())
        with one_moment():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_export_snapshot()")
                (snapshot,) = cursor.fetchone()
            manifest = replace(
                manifest,
                migrations=applied_migrations(),
                tables=count_rows(manifest.schema, set(manifest.not_taken)),
                missing=missing_files(),
            )
            with encrypted(unfinished / manifest.part(DATABASE)) as stream:
                _dump(dump, manifest, snapshot, stream, tell("Database"))
        # After the database: a file that one of its rows names was written before the row.
        with (
            encrypted(unfinished / manifest.part(MEDIA)) as tar,
            encrypted(unfinished / manifest.part(FILE_LIST)) as listed,
        ):
            files, file_bytes = write_tar(tar, listed, tell("Files"))
        sizes = {part: (unfinished / part).stat().st_size for part in map(manifest.part, PARTS)}
        manifest = replace(manifest, files=files, file_bytes=file_bytes, sizes=sizes)
        write_manifest(unfinished, manifest)
    return folder / name, manifest


def _begin() -> BackupManifest:
    """What is known before anything is read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        (schema,) = cursor.fetchone()
    return BackupManifest(
        made_at=timezone.now().replace(microsecond=0).isoformat(),
        site=settings.SITE_NAME,
        address=settings.SITE_URL,
        release=RELEASE,
        server=server_release(),
        schema=schema,
        encrypted_by=encryption_program(),
        migrations=[],
        tables={},
        not_taken={apps.get_model(label)._meta.db_table: why for label, why in NOT_TAKEN.items()},
        files=0,
        file_bytes=0,
        missing=[],
        sizes={},
    )


def count_rows(schema: str, but: set[str]) -> dict[str, int]:
    """The rows of each table of the schema."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = %s::regnamespace ORDER BY relname",
            [connection.ops.quote_name(schema)],
        )
        counts = {}
        for (table,) in cursor.fetchall():
            if table not in but:
                cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608
                counts[table] = cursor.fetchone()[0]
        return counts


def missing_files() -> list[str]:
    """The names of files that rows name and the site does not have."""
    return sorted(name for name in file_names() if not default_storage.exists(name))


def _dump(
    dump: Path, manifest: BackupManifest, snapshot: str, stream: IO[bytes], step: Callable[[int], object]
) -> None:
    left_out = [f"--exclude-table-data={manifest.schema}.{table}" for table in manifest.not_taken]
    command: list[str | Path] = [
        dump,
        "--format=custom",
        "--no-owner",
        "--no-privileges",
        "--no-password",
        f"--schema={manifest.schema}",
        f"--snapshot={snapshot}",
        *left_out,
    ]
    copy_output(command, stream, step, env=environment())
