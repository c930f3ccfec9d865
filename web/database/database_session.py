"""What each connection to PostgreSQL is told once it is there. As startup options, most poolers would refuse it."""

from collections.abc import Callable
from typing import Any

from django.db import NotSupportedError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.dispatch import receiver
from psycopg.sql import SQL

from web.database.database_limits import limits

# A page asks for few rows: what several processes, or compiled code, need to begin takes longer than the answer.
PLAN_FOR_FEW_ROWS = {"max_parallel_workers_per_gather": "0", "jit": "off"}


@receiver(connection_created)
def set_up(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """psycopg is asked itself, so no request counts this among its queries."""
    session = PLAN_FOR_FEW_ROWS | limits.of_the_session
    calls = SQL(", ").join([SQL("set_config({}, {}, false)").format(name, value) for name, value in session.items()])
    connection.connection.execute(SQL("SELECT {}").format(calls))
    limits.watch(connection.connection)


def prepare_again(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
    """An ``execute_wrapper`` for a process that lives through a migration.

    PostgreSQL refuses a prepared query when a column of its result has another type now, and psycopg would send it
    again and again. Within a transaction nothing can be repeated; psycopg forgets its queries when that rolls back.
    """
    try:
        return execute(sql, params, many, context)
    except NotSupportedError:
        connection = context["connection"]
        if not connection.get_autocommit():
            raise
        connection.connection.execute("DEALLOCATE ALL")
        return execute(sql, params, many, context)
