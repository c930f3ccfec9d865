"""Asks for every kind of page in a small archive and in a large one: ``python -m benchmarks.scale SMALL LARGE``.

SMALL and LARGE are directories that ``benchmarks.fill`` filled. Pages are asked for in this process's own handler, with
no network and no cache of pages. The two archives take turns, now the one first and now the other, so what else
the machine does hits both.
"""

import argparse
import fnmatch
import gc
import json
import statistics
import sys
import time
from collections.abc import Iterator
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from benchmarks.arguments import at_least, filled_archive

GOALS = {"reader": 1.25, "staff": 1.5}
A_TURN = 5  # requests
PAGES, MEASURE = "pages", "measure"


def main() -> None:
    options = _options()
    small, large = _Archive(options.small), _Archive(options.large)
    names = [name for name in large.pages if name in small.pages and fnmatch.fnmatch(name, options.only)]
    rows = []
    for name in names:
        rows.append(_row(name, small, large, options.turns))
        sys.stderr.write(f"{rows[-1]}\n" if options.verbose else f"\r{len(rows)} of {len(names)}")
    sys.stderr.write("\n")
    small.close()
    large.close()
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(json.dumps({"small": small.facts, "large": large.facts, "pages": rows}, indent=2))
    sys.stdout.write(markdown(small.facts, large.facts, rows))


class _Archive:
    """A process with the server of one archive."""

    def __init__(self, directory: Path) -> None:
        self.facts = json.loads((directory / "archive.json").read_text())
        context = get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=[directory, theirs], daemon=True)
        self._process.start()
        theirs.close()
        self.pages: dict[str, str] = self._call(PAGES)  # audience by name

    def measure(self, page: str, requests: int) -> tuple[list[float], int]:
        """Seconds that each request took, and the queries of one more."""
        return self._call((MEASURE, page, requests))

    def close(self) -> None:
        """Let the process stop its server, which would go on by itself if it were only ended."""
        self._pipe.close()
        self._process.join()

    def _call(self, message: Any) -> Any:
        self._pipe.send(message)
        answer = self._pipe.recv()
        if isinstance(answer, str):
            sys.exit(answer)
        return answer


def _row(name: str, small: _Archive, large: _Archive, turns: int) -> dict[str, Any]:
    times: dict[str, list[float]] = {"small": [], "large": []}
    queries = {}
    archives = [("small", small), ("large", large)]
    for size, archive in archives:
        _warming, queries[size] = archive.measure(name, A_TURN)
    for _turn in range(turns):
        for size, archive in archives:
            times[size] += archive.measure(name, A_TURN)[0]
        archives.reverse()
    row: dict[str, Any] = {"page": name, "audience": large.pages[name]}
    for size, seconds in times.items():
        row[size] = {
            "queries": queries[size],
            "p50": round(statistics.median(seconds) * 1000, 2),
            "p99": round(statistics.quantiles(seconds, n=100, method="inclusive")[98] * 1000, 2),
            "fastest": round(min(seconds) * 1000, 2),
        }
    row["ratio"] = round(row["large"]["p50"] / row["small"]["p50"], 2)
    row["ratio_of_fastest"] = round(row["large"]["fastest"] / row["small"]["fastest"], 2)
    row["goal"] = GOALS[row["audience"]]
    return row


def markdown(small: dict[str, Any], large: dict[str, Any], rows: list[dict[str, Any]]) -> str:
    """The table, in milliseconds."""
    sizes = [f"{each['articles']:,} articles, {each['comments']:,} comments" for each in (small, large)]
    return "".join(f"{line}\n" for line in _lines(sizes, rows))


def _lines(sizes: list[str], rows: list[dict[str, Any]]) -> Iterator[str]:
    yield f"Small: {sizes[0]}. Large: {sizes[1]}. Milliseconds; ratios of the medians, and of the fastest."
    for audience, goal in GOALS.items():
        yield ""
        yield f"| Page ({audience}) | queries | small p50 | p99 | large p50 | p99 | ratio, goal {goal} | of fastest |"
        yield "|---|--:|--:|--:|--:|--:|--:|--:|"
        for row in (row for row in rows if row["audience"] == audience):
            small, large = row["small"], row["large"]
            same = small["queries"] == large["queries"]
            queries = str(large["queries"]) if same else f"{small['queries']}, {large['queries']}"
            ratio = f"{row['ratio']:.2f}" if row["ratio"] <= goal else f"**{row['ratio']:.2f}**"
            figures = [f"{size[figure]:.1f}" for size in (small, large) for figure in ("p50", "p99")]
            yield f"| {row['page']} | {queries} | {' | '.join(figures)} | {ratio} | {row['ratio_of_fastest']:.2f} |"


# In the process of an archive -----------------------------------------------------------------------------------------


def _serve(directory: Path, pipe: Connection) -> None:
    from benchmarks.database import benchmark_database

    with benchmark_database(directory):
        from benchmarks.pages import page_kinds

        clients = _clients()
        gc.freeze()
        kinds = {kind.name: kind.requested_by(clients[kind.account]) for kind in page_kinds()}
        while True:
            try:
                message = pipe.recv()
            except EOFError:
                return
            if message == PAGES:
                pipe.send({name: kind.audience for name, kind in kinds.items()})
            else:
                _measure, name, requests = message
                pipe.send(_measured(kinds[name], clients[kinds[name].account], requests))


def _measured(kind: Any, client: Any, requests: int) -> tuple[list[float], int] | str:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    seconds = []
    for number in range(requests):
        address = kind.addresses[number % len(kind.addresses)]
        began = time.perf_counter()
        response = client.get(address)
        seconds.append(time.perf_counter() - began)
        if response.status_code != kind.status:
            return f"{kind.name}: {address} answers {response.status_code} instead of {kind.status}"
    with CaptureQueriesContext(connection) as queries:
        client.get(kind.addresses[0])
    gc.collect()  # now, and not within what is measured next
    return seconds, len(queries)


def _clients() -> dict[str, Any]:
    """A client for readers and one for each kind of staff, signed in."""
    from django.conf import settings
    from django.contrib.auth.models import Group, User
    from django.test import Client

    from benchmarks.pages import EDITOR, REPORTER

    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    editor, reporter = User.objects.get(username="made-2"), User.objects.get(username="made-3")
    User.objects.filter(pk=editor.pk).update(is_superuser=True)
    reporter.groups.set(Group.objects.filter(name="Reporter"))
    clients = {"": Client(), EDITOR: Client(), REPORTER: Client()}
    clients[EDITOR].force_login(editor, "django.contrib.auth.backends.ModelBackend")
    clients[REPORTER].force_login(reporter, "django.contrib.auth.backends.ModelBackend")
    for client in clients.values():
        client.defaults["SERVER_NAME"] = "127.0.0.1"
        client.raise_request_exception = False
    return clients


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("small", type=filled_archive)
    parser.add_argument("large", type=filled_archive)
    parser.add_argument("--turns", type=at_least(1), default=8, help=f"of {A_TURN} requests each, after one to warm up")
    parser.add_argument("--only", default="*", help="names of pages, such as 'queue*'")
    parser.add_argument("--json", type=Path, default=Path("var/scale.json"))
    parser.add_argument("--verbose", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
