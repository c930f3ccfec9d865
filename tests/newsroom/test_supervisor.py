"""What runs beside the site, with real processes in the place of the real commands."""

import signal
import sys

import pytest

from newsroom.start.supervisor import Supervisor


@pytest.fixture(autouse=True)
def _signals_are_given_back():
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    handlers = {number: signal.getsignal(number) for number in numbers}
    yield
    for number, handler in handlers.items():
        signal.signal(number, handler)


def program(words):
    return [sys.executable, "-I", "-c", words]


def test_the_daily_command_runs_at_the_start_and_once_that_day(tmp_path):
    done = tmp_path / "done"
    daily = program(f"open({str(done)!r}, 'a').write('done ')")
    until_then = program(
        f"import os, time\nwhile not os.path.exists({str(done)!r}): time.sleep(0.1)\ntime.sleep(1)\nraise SystemExit(7)"
    )
    status = Supervisor(until_then, program("import time; time.sleep(600)"), daily, lambda: None).run()
    assert status == 7
    assert done.read_text() == "done "
