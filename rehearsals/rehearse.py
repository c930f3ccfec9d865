"""``make rehearse``: kill one part of a running site after another under load, and count what was lost.

The exit status is 1 if an accepted comment is missing or doubled, or a reader got an error other than 503.
"""

from __future__ import annotations

import argparse
import os
import platform
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from rehearsals.steady_load import ACCEPTED, BROKEN_OFF, FAULT, FRESH, LATER, OTHER, REFUSED, STALE, SteadyLoad
from rehearsals.throwaway_site import ThrowawaySite, children, kill, until

SETTLED = 2  # seconds of load before a fault and after it
OF_A_READ = (FRESH, STALE, LATER, REFUSED, BROKEN_OFF, FAULT, OTHER)
OF_A_COMMENT = (ACCEPTED, LATER, REFUSED, BROKEN_OFF, FAULT, OTHER)


def worker_killed(site: ThrowawaySite) -> None:
    kill(site.workers()[0])


def all_workers_killed(site: ThrowawaySite) -> None:
    kill(*site.workers())


def master_killed(site: ThrowawaySite) -> None:
    """The site ends with it, and is started again, as systemd does."""
    kill(site.site_process())
    assert site.process is not None
    site.process.wait(60)
    site.start()


def everything_killed(site: ThrowawaySite) -> None:
    """The command, gunicorn, the task worker and PostgreSQL at the same moment; then it is started again."""
    assert site.process is not None
    kill(site.process.pid, *children(site.process.pid), *site.workers(), site.postgres())
    site.process.wait(60)
    site.start()


def task_worker_killed(site: ThrowawaySite) -> None:
    before = site.task_worker()
    kill(before)
    until(lambda: site.task_worker() != before, "another task worker")


def postgres_killed(site: ThrowawaySite) -> None:
    _postgres_ends(site, signal.SIGKILL)


def postgres_restarted(site: ThrowawaySite) -> None:
    """Its fast shutdown, as a restart for an upgrade does."""
    _postgres_ends(site, signal.SIGINT)


def _postgres_ends(site: ThrowawaySite, number: signal.Signals) -> None:
    before = site.postgres()
    kill(before, number=number)

    def is_another() -> bool:
        try:
            return site.postgres() != before
        except (OSError, ValueError, IndexError):
            return False

    until(is_another, "PostgreSQL")


def stopped_and_started(site: ThrowawaySite) -> None:
    """SIGTERM under load: requests under way are answered first."""
    site.stop()
    site.start()


def started_twice(site: ThrowawaySite) -> None:
    """Another start in the same folder says why it does not go on, and the first goes on."""
    second = site.start_command()
    if second.wait(120) == 0:
        raise AssertionError("a second start in one folder was taken")


Fault = Callable[[ThrowawaySite], None]
IN_SHORT: dict[str, Fault] = {
    "kill -9 of a worker": worker_killed,
    "kill -9 of all workers": all_workers_killed,
    "kill -9 of the task worker": task_worker_killed,
    "kill -9 of PostgreSQL (embedded)": postgres_killed,
    "restart of PostgreSQL (embedded)": postgres_restarted,
    "a second start in the same folder": started_twice,
}
# Each starts the whole site again, which takes most of the time.
WITH_A_START: dict[str, Fault] = {
    "kill -9 of gunicorn's master, started again": master_killed,
    "SIGTERM under load, started again": stopped_and_started,
    "kill -9 of everything, started again": everything_killed,
}


def rehearse(faults: dict[str, Fault], rounds: int) -> int:
    """Print what came of each fault; the exit status."""
    with tempfile.TemporaryDirectory(prefix="rehearsal-") as folder:
        site = ThrowawaySite(Path(folder))
        try:
            return _rehearse(site, faults, rounds)
        except BaseException:
            if site.log.exists():
                sys.stderr.write(site.log.read_text(errors="replace")[-4000:])
            raise
        finally:
            site.stop()


def _rehearse(site: ThrowawaySite, faults: dict[str, Fault], rounds: int) -> int:
    _say(f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} processors, {platform.machine()}, Python {_python()}.\n")
    site.start()
    load = SteadyLoad(site.port, site.articles())
    for article in load.articles * 4:  # into the caches of both workers
        site.get(article)
    load.start()
    _say(f"Reads: {' / '.join(OF_A_READ)}.\nComments: {' / '.join(OF_A_COMMENT)}.\n")
    _say("| fault | back after | reads | comments |\n|---|--:|---|---|")
    wrong = 0
    for _round in range(rounds):
        for name, fault in faults.items():
            time.sleep(SETTLED)
            load.taken()
            began = time.monotonic()
            fault(site)
            until(lambda: site.answers("/readyz"), "the site")
            seconds = time.monotonic() - began
            time.sleep(SETTLED)
            counts = load.taken()
            wrong += sum(counts[what, outcome] for what in ("read", "comment") for outcome in (FAULT, OTHER))
            _say(_line(name, seconds, counts))
    load.stop()
    stored = Counter(site.messages())
    lost = sorted(load.accepted - stored.keys())
    doubled = sorted(words for words in load.sent if stored[words] > 1)
    unanswered = len((load.sent - load.accepted) & stored.keys())
    _say(
        f"\nComments sent: {len(load.sent)}; accepted: {len(load.accepted)}; lost: {len(lost)};"
        f" doubled: {len(doubled)}; stored although no answer came: {unanswered}.\n"
        f"Answers that should not be (5xx but 503, other): {wrong}; 503 without Retry-After:"
        f" {load.without_retry_after}."
    )
    return 1 if lost or doubled or wrong or load.without_retry_after else 0


def _line(name: str, seconds: float, counts: Counter[tuple[str, str]]) -> str:
    reads = " / ".join(str(counts["read", outcome]) for outcome in OF_A_READ)
    comments = " / ".join(str(counts["comment", outcome]) for outcome in OF_A_COMMENT)
    return f"| {name} | {seconds:.1f} s | {reads} | {comments} |"


def _python() -> str:
    return platform.python_version()


def _say(words: str) -> None:
    print(words, flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="only what the site recovers from without a new start")
    parser.add_argument("--rounds", type=int, default=1, help="how often each fault is made (1)")
    chosen = parser.parse_args()
    sys.exit(rehearse(IN_SHORT if chosen.short else IN_SHORT | WITH_A_START, chosen.rounds))
