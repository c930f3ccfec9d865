"""A task that waits, for tests of the worker."""

import time
from pathlib import Path

from django_tasks import task


@task()
def wait_for(path: str) -> None:
    """Writes a line into path, and ends once there is a file beside it, with ".go" at its end."""
    with open(path, "a") as file:
        file.write("began\n")
    while not Path(f"{path}.go").exists():
        time.sleep(0.05)
