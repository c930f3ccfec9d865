"""When what is imported is on disk: at the end for all, rather than file by file.

A commit that does not wait is seen by everybody at once. If PostgreSQL itself fails within the next moments, the latest
of them are gone, and the files can be imported again.

Source: https://www.postgresql.org/docs/current/wal-async-commit.html
"""

from django.db import connection, transaction


def commit_without_waiting() -> None:
    """For the transaction that runs."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")


def wait_until_on_disk() -> None:
    """Return once everything that was committed before is on disk."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit TO DEFAULT")
        # A commit waits only for a transaction that wrote something; what was written before lies before it on disk.
        cursor.execute("SELECT pg_logical_emit_message(true, 'newsroom', 'imported')")
