"""Tasks for tests of the worker."""

import time
from pathlib import Path

from django.db import connection
from django_tasks import task


@task()
def wait_for(path: str) -> None:
    """Writes a line into path, and ends once there is a file beside it, with ".go" at its end."""
    with open(path, "a") as file:
        file.write("began\n")
    while not Path(f"{path}.go").exists():
        time.sleep(0.05)


@task()
def write_limits(path: str) -> None:
    """Writes into path how long a statement of a task, and a wait for a lock, may take."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('statement_timeout'), current_setting('lock_timeout')")
        Path(path).write_text(" ".join(cursor.fetchone()))
