"""An export back into an empty site: first all of it is checked, then it is written in one transaction.

Triggers would refuse the log's rows and derive what the export has. ``pgtrigger.ignore`` switches them off for this
transaction alone, which any role may; constraints and foreign keys hold as ever.
"""
# ruff: noqa: S608 (the SQL is put together from constants and names of the catalog)

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from articles.models import Image
from articles.pictures.image_files import make_renditions
from articles.workflow.due_changes import publish_due_changes
from articles.workflow.working_copy import CopyPlan
from newsroom.moving_in.own_export.export_lines import files_of, rows_of
from newsroom.moving_in.own_export.export_manifest import ExportManifest, RowsOfTable, read_manifest
from newsroom.moving_out.export_format import ExportError, digest_of_file
from newsroom.moving_out.export_tables import ExportOptions, exported_tables

ROWS_AT_ONCE, BYTES_AT_ONCE = 500, 2_000_000
# What ``migrate`` fills by itself, in an order in which rows can go: the export brings its own. Who changes any of it
# has an account, so the site is not empty then.
MADE_BY_MIGRATE = (
    "newsroom_accountevent",
    "auth_group_permissions",
    "auth_group",
    "auth_permission",
    "django_content_type",
    "articles_feednamespace",
    "articles_historicalpage",
    "articles_page",
)

Step = Callable[[int, int], object]  # takes the items since the last call, and all so far


def check_export(folder: Path, begin: Callable[[int], Step]) -> ExportManifest:
    """Read all of it, and compare it with its manifest. Writes nothing. ExportError.

    begin: is told how many rows and files there are, and returns what is told about each step.
    """
    manifest = read_manifest(folder)
    refuse_content()
    progress = _Progress(begin(manifest.rows + manifest.files.rows))
    for table in manifest.tables:
        for _row in rows_of(folder, table):
            progress.add(1)
    for name, path, size, digest in files_of(folder, manifest.files):
        if digest_of_file(path) != (size, digest):
            raise ExportError(
                _("“%(file)s” is not what the export’s manifest says: it was changed, or is cut off.") % {"file": path}
            )
        if default_storage.exists(name) and not _is_stored(name, digest):
            raise ExportError(_("This site has another file “%(name)s”.") % {"name": name})
        progress.add(1)
    return manifest


def restore(folder: Path, begin: Callable[[int], Step]) -> ExportManifest:
    """Make this empty site the one of the export. All of it or nothing. ExportError."""
    manifest = check_export(folder, begin)
    progress = _Progress(begin(manifest.rows + manifest.files.rows))
    written: list[str] = []
    try:
        for name, path, _size, _digest in files_of(folder, manifest.files):
            if not default_storage.exists(name):
                with path.open("rb") as file:
                    written.append(default_storage.save(name, File(file)))
            progress.add(1)
        with transaction.atomic(durable=True):
            _write(folder, manifest, progress)
    except DatabaseError as fault:
        _take_back(written)
        words = str(fault).splitlines()
        raise ExportError(_("The database refuses the export: %(fault)s") % {"fault": words[0][:300]}) from fault
    except BaseException:
        _take_back(written)
        raise
    ContentType.objects.clear_cache()
    with connection.cursor() as cursor:
        for table in manifest.tables:
            cursor.execute(f"ANALYZE {_quoted(table.name)}")
    return manifest


class _Progress:
    def __init__(self, step: Step) -> None:
        self._step, self._done, self._waiting = step, 0, 0

    def add(self, items: int) -> None:
        self._done += items
        self._waiting += items
        if self._waiting >= ROWS_AT_ONCE:
            self._step(self._waiting, self._done)
            self._waiting = 0


def refuse_content() -> None:
    """ExportError where the site has something that an export would meet: it is for an empty one."""
    with connection.cursor() as cursor:
        for table in exported_tables(ExportOptions(with_secrets=True)):
            if table.name in MADE_BY_MIGRATE:
                continue
            cursor.execute(f"SELECT EXISTS (SELECT FROM {_quoted(table.name)})")
            if cursor.fetchone()[0]:
                words = _(
                    "This site is not empty (there are rows in %(table)s). An export moves into an empty site only:"
                    " a new database after “manage.py migrate”, before anyone has an account."
                )
                raise ExportError(words % {"table": table.name})


def _write(folder: Path, manifest: ExportManifest, progress: _Progress) -> None:
    names = ", ".join(_quoted(table.name) for table in manifest.tables)
    with connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE")  # nobody writes between this look and ours
        refuse_content()
        cursor.execute(
            "SELECT set_config('pgtrigger.ignore', (SELECT array_agg(tgname)::text FROM pg_trigger"
            " WHERE NOT tgisinternal AND tgname LIKE 'pgtrigger%%'), true), set_config('TimeZone', 'UTC', true)"
        )
        for table in MADE_BY_MIGRATE:
            cursor.execute(f"DELETE FROM {_quoted(table)}")
        for rows in manifest.tables:
            _insert(folder, rows, progress)
        for rows in manifest.tables:
            _set_number(rows)
        # Pages that this process or another has cached are of the site before.
        cursor.execute(
            "INSERT INTO articles_contentversion (id, version) VALUES (1, gen_random_uuid())"
            " ON CONFLICT (id) DO UPDATE SET version = EXCLUDED.version"
        )
    _plan_tasks()


def _insert(folder: Path, table: RowsOfTable, progress: _Progress) -> None:
    columns = ", ".join(map(_quoted, table.columns))
    # A row's null is SQL's: where a column takes none, it was the null of JSON.
    values = ", ".join(
        f"coalesce({_quoted(name)}, 'null'::jsonb)" if name in _required_json(table.name) else _quoted(name)
        for name in table.columns
    )
    statement = (
        f"INSERT INTO {_quoted(table.name)} ({columns}) OVERRIDING SYSTEM VALUE"
        f" SELECT {values} FROM json_populate_recordset(NULL::{_quoted(table.name)}, %s::json)"
    )
    with connection.cursor() as cursor:
        for rows in _batches(rows_of(folder, table)):
            cursor.execute(statement, [f"[{','.join(rows)}]"])
            progress.add(len(rows))


def _batches(lines: Iterator[bytes]) -> Iterator[list[str]]:
    batch: list[str] = []
    size = 0
    for line in lines:
        batch.append(line.decode())
        size += len(line)
        if len(batch) == ROWS_AT_ONCE or size > BYTES_AT_ONCE:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _required_json(table: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
            " AND attnotnull AND atttypid = 'jsonb'::regtype",
            [_quoted(table)],
        )
        return {name for (name,) in cursor.fetchall()}


def _set_number(table: RowsOfTable) -> None:
    """The next row gets a number that none has or had, since records name rows that are gone."""
    if not table.number:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence(%s, %s)::regclass, greatest(last, 1), last IS NOT NULL)"
            f" FROM (SELECT greatest(max({_quoted(table.number)}), %s::bigint) AS last"
            f" FROM {_quoted(table.name)}) AS numbered",
            [_quoted(table.name), table.number, table.last_number],
        )


def _plan_tasks() -> None:
    """What the former site's tasks were to do later."""
    for plan in CopyPlan.objects.exclude(due_at=None).order_by("pk"):
        publish_due_changes.using(run_after=plan.due_at).enqueue(plan.copy_id)
    for image in Image.objects.order_by("pk").iterator(ROWS_AT_ONCE):
        if not image.is_complete:
            make_renditions.enqueue(image.pk)


def _is_stored(name: str, digest: str) -> bool:
    return digest_of_file(Path(default_storage.path(name)))[1] == digest


def _take_back(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
