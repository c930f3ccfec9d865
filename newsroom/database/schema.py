"""Whether the database and the code belong together: the server, its migrations, and what those have made.

Read from PostgreSQL's catalog alone, in a fixed number of queries.
"""

import re
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache

import pgtrigger
from django.apps import apps
from django.db import Error, NotSupportedError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import AutoField, BigAutoField, Field, GeneratedField

NAMED = 3  # of what is missing, so many are named in a sentence
LASTS = 60.0  # seconds that a good answer of is_ready lasts

_CATALOG = """
    WITH tables AS (SELECT oid, relname FROM pg_class WHERE relname = ANY(%s) AND pg_table_is_visible(oid))
    SELECT 'table', relname, relname, '' FROM tables
    UNION ALL
    SELECT 'column', relname, attname, CASE attidentity WHEN '' THEN format_type(atttypid, atttypmod) ELSE 'number' END
        || CASE WHEN attgenerated <> '' THEN ' generated' WHEN attnotnull THEN ' not null' ELSE '' END
    FROM pg_attribute
    JOIN tables ON attrelid = tables.oid WHERE attnum > 0 AND NOT attisdropped
    UNION ALL
    SELECT CASE contype WHEN 'f' THEN 'foreign key' ELSE 'unique column' END, relname, attname, '' FROM pg_constraint
    JOIN tables ON conrelid = tables.oid
    JOIN pg_attribute ON attrelid = tables.oid AND ARRAY[attnum] = conkey WHERE contype IN ('f', 'p', 'u')
    UNION ALL
    SELECT 'column to fill', relname, attname, '' FROM pg_attribute JOIN tables ON attrelid = tables.oid
    WHERE attnum > 0 AND NOT attisdropped AND attnotnull AND NOT atthasdef AND attidentity = ''
    UNION ALL
    SELECT 'index', relname, indexes.name, '' FROM tables
    JOIN (SELECT indrelid, relname AS name FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE indisvalid)
        AS indexes ON indrelid = tables.oid
    UNION ALL
    SELECT 'constraint', relname, conname, '' FROM pg_constraint JOIN tables ON conrelid = tables.oid
    UNION ALL
    SELECT 'trigger', relname, tgname, coalesce(obj_description(pg_trigger.oid, 'pg_trigger'), '') FROM pg_trigger
    JOIN tables ON tgrelid = tables.oid WHERE tgenabled IN ('O', 'A')
"""
Part = tuple[str, str, str, str]
"""Kind, table, name, and what it has to be: a type, or the digest of a trigger."""


def fault_of_server() -> str:
    """Why this server or database cannot hold the site, in one sentence; empty where it can."""
    try:
        with suppress(NotSupportedError):  # said once for each connection, which then works: the version is asked below
            connection.ensure_connection()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('server_encoding'), current_setting('server_version_num')::int / 10000,"
                " coalesce(has_schema_privilege(current_schema(), 'CREATE'), false)"
                " OR to_regclass('django_migrations') IS NOT NULL"
            )
            encoding, version, may_begin = cursor.fetchone()
    except Error as error:
        return f"The database cannot be reached: {' '.join(str(error).split())}"
    needed = (connection.features.minimum_database_version or (0,))[0]
    if version < needed:
        return f"This PostgreSQL is too old: the site needs {needed} or newer, and it is {version}."
    if encoding != "UTF8":
        return (
            f"The database has the encoding {encoding}, and the site needs UTF8: make another one with"
            " CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0."
        )
    if not may_begin:
        return (
            "The role of DATABASE_URL may make no tables here: make the database the role's own with"
            " ALTER DATABASE … OWNER TO …."
        )
    return ""


def faults() -> list[str]:
    """Why this code cannot work with the database as it stands, in sentences; none where it can."""
    if fault := fault_of_server():
        return [fault]
    graph = _migrations().graph
    applied = set(MigrationRecorder(connection).applied_migrations())
    needed = dict.fromkeys(key for leaf in graph.leaf_nodes() for key in graph.forwards_plan(leaf))
    missing = [f"{app}.{name}" for app, name in needed if (app, name) not in applied]
    if not applied:
        tables = {table for kind, table, *_rest in _found() if kind == "table"}
        if not tables:
            return ["The database is empty: run manage.py migrate."]
        return [
            "The database has tables, but no record of its migrations: restore a backup, or start with an empty one."
        ]
    if missing:
        state = "was made only in part" if _never_finished(applied) else "is older than the code"
        return [f"The database {state} (migrations to come: {_some(missing)}): run manage.py migrate."]
    if lacking := _lacking(is_newer=bool(unknown_migrations())):
        return [
            f"The database differs from what its migrations make (missing or different: {_some(lacking)}): an early"
            " release made it, or someone changed it. Restore a backup, or ask the developers."
        ]
    return []


def unknown_migrations() -> list[str]:
    """Migrations on record that the code does not have, of apps that it has: newer code made them."""
    loader = _migrations()
    unknown = set(MigrationRecorder(connection).applied_migrations()) - set(loader.disk_migrations)
    return sorted(f"{app}.{name}" for app, name in unknown if app in loader.migrated_apps)


def newer_database() -> str:
    """One sentence where newer code has migrated the database; empty otherwise. Both work side by side."""
    if unknown := unknown_migrations():
        return f"The database is newer than the code (migrations unknown here: {_some(unknown)})."
    return ""


def knows_letters() -> bool:
    """Whether the locale of the database has small letters beyond ASCII: with C it has none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT lower('Ä') = 'ä'")
        return cursor.fetchone()[0]


class Readiness:
    """What /readyz says. A good answer lasts for a while, so probes cost one small query each."""

    def __init__(self) -> None:
        self._good_until = 0.0
        self.remark = ""
        """What to know of a database that the code can work with."""

    def faults(self) -> list[str]:
        """As ``faults``. Error where the database does not answer."""
        with suppress(NotSupportedError), connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if time.monotonic() < self._good_until:
            return []
        if found := faults():
            return found
        self.remark = newer_database()
        self._good_until = time.monotonic() + LASTS
        return []


readiness = Readiness()


@cache
def _migrations() -> MigrationLoader:
    """Of the code of this process, read once: the files of an upgrade change nothing for a site that runs."""
    return MigrationLoader(None)


def _never_finished(applied: Iterable[tuple[str, str]]) -> bool:
    """Whether one of our apps has no migration at all: the first ``migrate`` broke off."""
    return not {"articles", "comments"} <= {app for app, _name in applied}


def _lacking(*, is_newer: bool) -> list[str]:
    """What the models need and the database does not have, in words. Of a table or column that is missing, just that.

    is_newer: whether newer code may have replaced triggers, and let columns hold more.
    """
    expected, found = _expected(), _found()
    columns = {part[1:3] for part in found if part[0] == "column"}
    known = {part[1:3] for part in expected if part[0] == "column"}
    lacking = expected - found
    if is_newer:
        lacking = frozenset(
            part for part in lacking if part[0] != "trigger" and not (part[0] == "column" and part[1:3] in columns)
        )
    tables = {table for kind, table, _name, _detail in lacking if kind == "table"}
    parts = sorted(
        part for part in lacking if part[1] not in tables and (part[0] == "column" or part[1:3] not in known - columns)
    )
    return [
        *(f"table {name}" for name in sorted(tables)),
        *(f"{kind} {name} of {table}" for kind, table, name, _ in parts),
        *(
            f"column {name} of {table}, which the code never fills"
            for kind, table, name, _ in sorted(found)
            if kind == "column to fill" and (table, name) not in known
        ),
    ]


def _found() -> set[Part]:
    tables = {table for _kind, table, _name, _detail in _expected()}
    with connection.cursor() as cursor:
        cursor.execute(_CATALOG, [sorted(tables)])
        return set(cursor.fetchall())


@cache
def _expected() -> frozenset[Part]:
    return frozenset(_parts())


def _parts() -> Iterator[Part]:
    """What the models need of the database. Foreign keys and unique columns go by their column: Django names them."""
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        if meta.proxy or not meta.managed:
            continue
        yield "table", meta.db_table, meta.db_table, ""
        for field in meta.local_concrete_fields:
            yield "column", meta.db_table, str(field.column), _type(field)
            if field.unique:
                yield "unique column", meta.db_table, str(field.column), ""
            if field.remote_field and getattr(field, "db_constraint", True):
                yield "foreign key", meta.db_table, str(field.column), ""
        for index in meta.indexes:
            yield "index", meta.db_table, index.name, ""
        for constraint in meta.constraints:
            is_index = getattr(constraint, "condition", None) is not None or any(
                getattr(constraint, name, None) for name in ("expressions", "include")
            )
            kind = "index" if is_index and hasattr(constraint, "fields") else "constraint"
            yield kind, meta.db_table, constraint.name, ""
    for owner, trigger in pgtrigger.registered():
        yield "trigger", owner._meta.db_table, trigger.get_pgid(owner), trigger.compile(owner).hash


def _type(field: Field) -> str:
    """As the catalog has it: an array without its size, which PostgreSQL does not keep.

    Keys that PostgreSQL numbers are just that: Django's own tables have them in another size than its models say.
    """
    if isinstance(field, AutoField | BigAutoField):
        return "number not null"
    written = str(field.db_parameters(connection)["type"]).replace("varchar", "character varying")
    written = re.sub(r"\[\d+\]$", "[]", written)
    if isinstance(field, GeneratedField):
        return f"{written} generated"
    return written if field.null else f"{written} not null"


def _some(names: list[str]) -> str:
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more
