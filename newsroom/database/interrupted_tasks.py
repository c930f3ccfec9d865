"""A task whose worker died in the middle of it is done again: late rather than never.

A worker is alive while one of its connections to PostgreSQL is. Each carries the worker's name as its application_name.
"""

from datetime import timedelta

from django.db import connection
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

PREFIX = "worker "
GRACE = timedelta(minutes=1)  # in which a worker that lost its connection gets another one
LONGEST = timedelta(hours=1)  # that a task of ours could take, by far: a dead network may look alive for long


def name_connection(worker_id: str) -> None:
    """Show other workers that this one lives."""
    # psycopg is asked itself: a signal calls this while Django's own connection is being made.
    connection.connection.execute("SELECT set_config('application_name', %s, false)", [_name(worker_id)])


def put_back_interrupted_tasks(worker_id: str) -> None:
    """Make ready again what no one works on any more. worker_id: of the worker that calls, which has none in hand."""
    interrupted = [
        task.pk
        for task in DBTaskResult.objects.running().only("worker_ids", "started_at")
        if task.worker_ids[-1:] == [worker_id] or _is_left(task)
    ]
    # One that was finished meanwhile stays so.
    DBTaskResult.objects.running().filter(pk__in=interrupted).update(status=TaskResultStatus.READY)


def _is_left(task: DBTaskResult) -> bool:
    age = timezone.now() - task.started_at
    return age > LONGEST or (age > GRACE and not any(_lives(worker) for worker in task.worker_ids[-1:]))


def _lives(worker_id: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND application_name = %s)",
            [_name(worker_id)],
        )
        return cursor.fetchone()[0]


def _name(worker_id: str) -> str:
    """At most 63 characters, all that PostgreSQL takes."""
    return (PREFIX + worker_id)[:63]
