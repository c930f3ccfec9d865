"""``python -m benchmarks.workers``: the site under each worker that speaks ASGI, beside bare Django under gthread.

One process each, at one connection and at sixteen; they take turns at each figure, which is the median of the rounds.
uvicorn's worker is among them where it is installed: ``pip install uvicorn-worker httptools``.
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

from benchmarks.arguments import at_least
from benchmarks.load import BROWSER_ENCODINGS, fill, site
from benchmarks.serving import load_generator
from benchmarks.serving.servers import Server, bare, free_port, serving

CONNECTIONS = (1, 16)
BARE = "bare Django"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.workers", description=__doc__)
    parser.add_argument("--rounds", type=at_least(1), default=3)
    parser.add_argument("--seconds", type=at_least(1), default=2, help="of load, for each figure of a round")
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    from newsroom.start.embedded_postgres import server as database

    with database, tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        fill()
        from benchmarks.content import COMMENTED, SLUG

        article = f"/articles/{SLUG}/"
        requests = {
            "hit": (article, False, {}),
            "304": (article, False, {"If-None-Match": "*"}),
            "rendered": (f"{article}?rendered", False, {}),
            "post": (f"/articles/{COMMENTED}/comments/", True, {}),
        }
        kinds = dict(_kinds(stack, Path(folder)))
        rates: dict[tuple[str, str, int], list[float]] = {}
        costs: dict[tuple[str, str, int], list[float]] = {}
        columns = [(name, connections) for name in requests for connections in CONNECTIONS]
        for number in range(options.rounds + 1):  # the first warms up
            for name, connections in columns:
                for kind, server in kinds.items():
                    path, post, headers = requests[name]
                    if kind == BARE:
                        path, post, headers = "/", False, {}
                    used = server.processor_seconds()
                    loaded = load_generator.load(
                        f"http://127.0.0.1:{server.port}{path}",
                        {} if post else BROWSER_ENCODINGS | headers,
                        options.seconds if number else 1,
                        post=post,
                        scratch=Path(folder),
                        connections=connections,
                    )
                    if number:
                        rate = float("nan") if loaded.failed else loaded.rate
                        rates.setdefault((kind, name, connections), []).append(rate)
                        used = (server.processor_seconds() - used) / max(loaded.requests, 1) * 1000
                        costs.setdefault((kind, name, connections), []).append(used)
                sys.stderr.write(f"\rRound {number} of {options.rounds}: {name}, {connections:<10}")
                sys.stderr.flush()
        sys.stderr.write("\n")
        heads = [f"{name}, {connections}" for name, connections in columns]
        sys.stdout.write(f"| Worker | {' | '.join(heads)} | MB | start, s |\n|---|{'--:|' * (len(heads) + 2)}\n")
        for name, server in kinds.items():
            cells = [
                f"{statistics.median(rates[name, *column]):.0f} ({statistics.median(costs[name, *column]):.2f})"
                for column in columns
            ]
            cells += [f"{server.megabytes():.0f}", "" if name == BARE else f"{server.restart_worker():.2f}"]
            sys.stdout.write(f"| {name} | {' | '.join(cells)} |\n")
    sys.stdout.write(
        "\nRequests a second (and CPU, ms), at so many connections; nan where answers failed. "
        f"Medians of {options.rounds} rounds of {options.seconds} s, load by {load_generator.name()}, "
        f"{os.cpu_count()} processors, one worker process each. "
        "Start: from the end of a worker to the first answer of the next.\n"
    )


def _kinds(stack: ExitStack, scratch: Path) -> Iterator[tuple[str, Server]]:
    port = free_port()
    yield BARE, stack.enter_context(serving(bare(port), scratch, "bare", port, BARE_BYTES="5228"))
    kinds = {"gunicorn's asgi": "asgi"}
    if importlib.util.find_spec("uvicorn_worker"):
        kinds["uvicorn's"] = "uvicorn_worker.UvicornWorker"
    for number, (name, worker) in enumerate(kinds.items()):
        yield name, stack.enter_context(site(scratch, f"kind-{number}", "--worker-class", worker))


if __name__ == "__main__":
    main()
