"""After a test that committed, the database is as it was after the migrations.

Django empties all tables by TRUNCATE and sends ``post_migrate`` again, which takes half a second. Deleting the few rows
of a test and putting back those of the migrations takes a few milliseconds. Triggers and foreign keys rest meanwhile,
which only a superuser may ask for: on other servers Django does it its own way.
"""

from typing import Any

from django.apps import apps
from django.core.management import get_commands
from django.core.management.commands import flush
from django.db import connection, transaction

SUPERUSER = "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
WRITABLE_COLUMNS = """
    SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
    WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
"""


class Command(flush.Command):
    """``flush``, as the tests call it."""

    statements: str

    def handle(self, **options: Any) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(self.statements)


def remember_the_rows_of_the_migrations() -> None:
    """Call it once, when the test database has just been migrated."""
    with connection.cursor() as cursor:
        cursor.execute(SUPERUSER)
        if not cursor.fetchone()[0]:
            return
        tables = sorted(
            {
                model._meta.db_table
                for model in apps.get_models(include_auto_created=True)
                if model._meta.managed and not model._meta.proxy
            }
        )
        deletions, insertions = [], []
        cursor.execute("CREATE SCHEMA IF NOT EXISTS as_migrated")
        for table in tables:
            name = connection.ops.quote_name(table)
            deletions.append(f"DELETE FROM {name}")
            cursor.execute(f"DROP TABLE IF EXISTS as_migrated.{name}")
            cursor.execute(f"SELECT EXISTS (SELECT FROM {name})")
            if cursor.fetchone()[0]:
                cursor.execute(f"CREATE TABLE as_migrated.{name} AS TABLE {name}")
                cursor.execute(WRITABLE_COLUMNS, [name])
                columns = cursor.fetchone()[0]
                insertions.append(f"INSERT INTO {name} ({columns}) SELECT {columns} FROM as_migrated.{name}")
    command = Command()
    command.statements = "; ".join(["SET LOCAL session_replication_role = replica", *deletions, *insertions])
    get_commands()["flush"] = command
