"""Keeps the site and its background worker running side by side, until someone stops them."""

import ctypes
import logging
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from types import FrameType

log = logging.getLogger(__name__)

PAUSE = 0.2  # seconds between two looks
PATIENCE = 15  # seconds that a child has to end by itself
LONGEST_WAIT = 30  # seconds before a worker that keeps dying is started again
DAY = 24 * 3600  # seconds
_PR_SET_PDEATHSIG = 1


class Supervisor:
    """Runs two commands. The end of the site is the end of all; a worker that dies is started again.

    daily: a command that is run at the start, and every day from then on. look_after: called at every look, for
    whatever else has to stay up.
    """

    def __init__(self, site: list[str], worker: list[str], daily: list[str], look_after: Callable[[], object]) -> None:
        self.site_command = site
        self.worker_command = worker
        self.daily_command = daily
        self.look_after = look_after
        self.is_stopping = False

    def run(self) -> int:
        """Until SIGINT, SIGTERM or SIGHUP: 0. Until the site ends by itself: its exit status, and never 0."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._stop)
        self.site = _start(self.site_command)
        self.worker = _start(self.worker_command)
        self.daily, next_day = _start(self.daily_command), time.monotonic() + DAY
        wait, started_at = 1.0, time.monotonic()
        restart_at: float | None = None
        try:
            while not self.is_stopping:
                if (status := self.site.poll()) is not None:
                    log.error("The site ended by itself, with exit status %s.", status)
                    return status if status > 0 else 1
                if restart_at is None and (status := self.worker.poll()) is not None:
                    wait = 1.0 if time.monotonic() - started_at > LONGEST_WAIT else min(wait * 2, LONGEST_WAIT)
                    log.warning("The worker ended with exit status %s: it starts again in %s s.", status, wait)
                    restart_at = time.monotonic() + wait
                if restart_at is not None and time.monotonic() >= restart_at:
                    self.worker, started_at, restart_at = _start(self.worker_command), time.monotonic(), None
                if self.daily.poll() is not None and time.monotonic() >= next_day:
                    self.daily, next_day = _start(self.daily_command), next_day + DAY
                self.look_after()
                time.sleep(PAUSE)
            return 0
        finally:
            _end(self.site, self.worker, self.daily)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.is_stopping = True


def _start(command: list[str]) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C is for the supervisor, which then stops its children in order.
    return subprocess.Popen(command, start_new_session=True, preexec_fn=_end_with_parent)


def _end_with_parent() -> None:
    """Have the system stop this child when the supervisor is killed and cannot do it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)


def _end(*children: subprocess.Popen[bytes]) -> None:
    for child in children:
        child.terminate()
    deadline = time.monotonic() + PATIENCE
    for child in children:
        try:
            child.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
