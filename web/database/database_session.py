"""What each connection to PostgreSQL is told once it is there. As startup options, most poolers would refuse it."""

from typing import Any

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
