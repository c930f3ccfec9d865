"""What each connection to PostgreSQL is told once it is there. As startup options, most poolers would refuse it."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.dispatch import receiver


@receiver(connection_created)
def plan_for_few_rows(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """A page asks for few rows: what several processes, or compiled code, need to begin takes longer than the answer.

    psycopg is asked itself, so that no request counts this among its queries.
    """
    connection.connection.execute(
        "SELECT set_config('max_parallel_workers_per_gather', '0', false), set_config('jit', 'off', false)"
    )
