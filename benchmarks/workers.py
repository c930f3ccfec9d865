"""``python -m benchmarks.workers``: the site under each kind of worker, and with a pool of connections.

One process each, at one connection and at sixteen; they take turns at each figure, which is the median of the rounds.
gevent and psycopg's pool are among them where they are installed: ``pip install gevent psycopg-pool``.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from benchmarks import load_generator
from benchmarks.arguments import at_least
from benchmarks.load import AS_BROWSERS_ASK, fill, site
from benchmarks.servers import Server

CONNECTIONS = (1, 16)
OURS = "newsroom.page_cache.worker.Worker"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.workers", description=__doc__)
    parser.add_argument("--rounds", type=at_least(1), default=3)
    parser.add_argument("--seconds", type=at_least(1), default=2, help="of load, for each figure of a round")
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    from newsroom.embedded_postgres import server as database

    with database, tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        fill()
        from benchmarks.content import COMMENTED, SLUG

        article = f"/articles/{SLUG}/"
        asked = {
            "hit": (article, False),
            "drawn": (f"{article}?drawn", False),
            "post": (f"/articles/{COMMENTED}/comments/", True),
        }
        kinds = dict(_kinds(stack, Path(folder)))
        rates: dict[tuple[str, str, int], list[float]] = {}
        columns = [(name, connections) for name in asked for connections in CONNECTIONS]
        for number in range(options.rounds + 1):  # the first warms up
            for name, connections in columns:
                for kind, server in kinds.items():
                    path, post = asked[name]
                    loaded = load_generator.load(
                        f"http://127.0.0.1:{server.port}{path}",
                        {} if post else AS_BROWSERS_ASK,
                        options.seconds if number else 1,
                        post=post,
                        scratch=Path(folder),
                        connections=connections,
                    )
                    if number:
                        rate = float("nan") if loaded.failed else loaded.rate
                        rates.setdefault((kind, name, connections), []).append(rate)
                sys.stderr.write(f"\rRound {number} of {options.rounds}: {name}, {connections:<10}")
                sys.stderr.flush()
        sys.stderr.write("\n")
        heads = [f"{name}, {connections}" for name, connections in columns]
        sys.stdout.write(f"| Worker | {' | '.join(heads)} | MB | start, s |\n|---|{'--:|' * (len(heads) + 2)}\n")
        for name, server in kinds.items():
            cells = [f"{statistics.median(rates[name, *column]):.0f}" for column in columns]
            cells += [f"{server.megabytes():.0f}", f"{server.restart_worker():.2f}"]
            sys.stdout.write(f"| {name} | {' | '.join(cells)} |\n")
    sys.stdout.write(
        f"\nRequests a second, at so many connections; nan where answers failed. Medians of {options.rounds} rounds of "
        f"{options.seconds} s, load by {load_generator.name()}, {os.cpu_count()} processors, one worker process each. "
        "Start: from the end of a worker to the first answer of the next.\n"
    )


def _kinds(stack: ExitStack, scratch: Path) -> Iterator[tuple[str, Server]]:
    kinds: dict[str, tuple[str, int]] = {
        "sync": ("sync", 1),
        **{f"gthread, {threads}": ("gthread", threads) for threads in (1, 2, 4, 8)},
        **{f"ours, {threads}": (OURS, threads) for threads in (1, 2, 4, 8)},
    }
    if importlib.util.find_spec("gevent"):
        kinds["gevent"] = ("gevent", 1)
    if importlib.util.find_spec("psycopg_pool"):
        kinds["ours, 4, psycopg's pool"] = (OURS, 4)
    for number, (name, (worker, threads)) in enumerate(kinds.items()):
        environment = {"BENCHMARK_POOL": "on"} if "pool" in name else {}
        options = ("--worker-class", worker, "--threads", str(threads))
        yield name, stack.enter_context(site(scratch, f"kind-{number}", *options, **environment))


if __name__ == "__main__":
    main()
