"""``make bench``: how fast pages are, beside a bare Django view and a static file. See docs/PERFORMANCE.md.

Everything is measured over one keep-alive connection, in rounds that alternate between the servers. Each figure is the
median of the rounds. The yardstick is measured twice a round: what it differs by is noise.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import re
import secrets
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.arguments import at_least
from benchmarks.serving import load_generator
from benchmarks.serving.servers import Server, free_port, gunicorn, nginx, serving
from benchmarks.serving.servers import bare as bare_django

PROJECT = Path(__file__).resolve().parent.parent
RESULT = PROJECT / "var" / "bench" / "load.json"
BROWSER_ENCODINGS = {"Accept-Encoding": "gzip, deflate, br"}


@dataclass
class Case:
    """One line of the table. queries, bytes: of one answer, looked at before the load."""

    name: str
    server: Server
    path: str
    headers: dict[str, str]
    post: bool = False
    queries: str = ""
    bytes: int = 0


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--rounds", type=at_least(1), default=5)
    parser.add_argument("--seconds", type=at_least(1), default=3, help="of load, for each figure of a round")
    options = parser.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    from newsroom.start.embedded_postgres import server as database

    with database, tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        fill()
        cases = list(_cases(stack, Path(folder)))
        for case in cases:
            _look(case)
        result = _measure(cases, options.rounds, options.seconds, Path(folder))
    RESULT.parent.mkdir(parents=True, exist_ok=True)
    RESULT.write_text(json.dumps(result, indent=1))
    sys.stdout.write(f"{table(result)}\n")


def fill() -> None:
    """A database of the benchmark's own beside the site's."""
    import django
    import psycopg
    from django.db import connection

    django.setup(set_prefix=False)
    from django.core.management import call_command

    from benchmarks import content
    from benchmarks.settings import NAME

    parameters = connection.get_connection_params() | {"dbname": "postgres"}
    parameters = {key: parameters[key] for key in ("dbname", "user", "password", "host", "port") if key in parameters}
    with psycopg.connect(**parameters, autocommit=True) as maintenance:
        if maintenance.execute("SELECT FROM pg_database WHERE datname = %s", [NAME]).fetchone() is None:
            maintenance.execute(f"CREATE DATABASE {NAME}")
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    content.build()
    connection.close()


def _cases(stack: ExitStack, scratch: Path) -> Iterator[Case]:
    from benchmarks.content import COMMENTED, SLUG

    article = f"/articles/{SLUG}/"
    ours = stack.enter_context(site(scratch, "site"))
    length = len(_answer(ours.port, article, BROWSER_ENCODINGS)[1])
    port = free_port()
    bare = stack.enter_context(serving(bare_django(port), scratch, "bare", port, BARE_BYTES=str(length)))
    tag = _answer(ours.port, article, BROWSER_ENCODINGS)[0]["ETag"]
    yield Case("bare Django", bare, "/", {})
    port = free_port()
    barest = bare_django(port)
    environment = {"BARE_BYTES": str(length), "BARE_MIDDLEWARE": "none"}
    barer = stack.enter_context(serving(barest, scratch, "barest", port, **environment))
    yield Case("bare Django, no middleware", barer, "/", {})
    yield Case("article, cached", ours, article, BROWSER_ENCODINGS)
    yield Case("article, not modified (304)", ours, article, BROWSER_ENCODINGS | {"If-None-Match": tag})
    yield Case("front, cached", ours, "/", BROWSER_ENCODINGS)
    # A query that no view reads: such a page is rendered for each request.
    yield Case("article, rendered", ours, f"{article}?rendered", BROWSER_ENCODINGS)
    yield Case("front, rendered", ours, "/?rendered", BROWSER_ENCODINGS)
    yield Case("section, rendered", ours, "/sections/section-0/?rendered", BROWSER_ENCODINGS)
    yield Case("comment posted", ours, f"/articles/{COMMENTED}/comments/", {}, post=True)
    ports = {"static": free_port(), "cached": free_port()}
    if command := nginx(scratch, ports, ours.port):
        (scratch / "static").mkdir()
        (scratch / "static" / "index.html").write_bytes(b"x" * length)
        front = stack.enter_context(serving(command, scratch, "nginx", ports["static"]))
        cached = Server.__new__(Server)
        cached.__dict__ |= front.__dict__ | {"port": ports["cached"]}
        yield Case("nginx, static file", front, "/", {})
        yield Case("nginx, article behind its cache", cached, article, BROWSER_ENCODINGS)
    yield Case("bare Django again", bare, "/", {})


def site(scratch: Path, name: str, *options: str, **environment: str) -> AbstractContextManager[Server]:
    """The site under gunicorn, with options of gunicorn's command line."""
    port = free_port()
    return serving(
        gunicorn("newsroom.asgi:application", port, "-c", "newsroom/gunicorn_conf.py", *options),
        scratch,
        name,
        port,
        SECRET_KEY=secrets.token_urlsafe(50),
        CAPTCHA_PROVIDER="none",
        COMMENTS_RATE="0",
        SITE_URL=f"http://127.0.0.1:{port}",
        PORT=str(port),
        **environment,
    )


def _answer(port: int, path: str, headers: dict[str, str]) -> tuple[Any, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    if response.status >= 400:
        raise RuntimeError(f"{path} is answered with {response.status}")
    body = response.read()
    connection.close()
    return response.headers, body


def _look(case: Case) -> None:
    """One answer before the load: its bytes, and its queries, which are in the site's log."""
    if case.post:
        return
    _answer(case.server.port, case.path, case.headers)
    case.bytes = len(_answer(case.server.port, case.path, case.headers)[1])
    time.sleep(0.2)
    if found := re.findall(r"(\d+) queries", case.server.log.read_text()):
        case.queries = found[-1]


def _measure(cases: list[Case], rounds: int, seconds: int, scratch: Path) -> dict[str, Any]:
    figures: dict[str, list[dict[str, float]]] = {case.name: [] for case in cases}
    for number in range(rounds + 1):  # the first warms up
        for case in cases:
            used = case.server.processor_seconds()
            url = f"http://127.0.0.1:{case.server.port}{case.path}"
            loaded = load_generator.load(url, case.headers, seconds if number else 1, post=case.post, scratch=scratch)
            if loaded.failed:
                raise RuntimeError(f"{case.name}: {loaded.failed} of {loaded.requests} failed, see {case.server.log}")
            if number:
                used = (case.server.processor_seconds() - used) / loaded.requests * 1000
                figures[case.name].append(asdict(loaded) | {"cpu_ms": used})
            sys.stderr.write(f"\rRound {number} of {rounds}: {case.name:40}")
            sys.stderr.flush()
    sys.stderr.write("\n")
    medians = {
        name: {key: statistics.median(each[key] for each in measured) for key in ("rate", "p50", "p99", "cpu_ms")}
        for name, measured in figures.items()
    }
    site = next(case.server for case in cases if case.name == "article, cached")
    return {
        "generator": load_generator.name(),
        "rounds": rounds,
        "seconds": seconds,
        "processors": os.cpu_count(),
        "worker_megabytes": round(site.megabytes(), 1),
        "worker_seconds_to_start": round(site.restart_worker(), 2),
        "cases": {
            case.name: medians[case.name]
            | {
                "ratio": medians[case.name]["rate"] / medians["bare Django"]["rate"],
                "bytes": case.bytes,
                "queries": case.queries,
            }
            for case in cases
        },
    }


def table(result: dict[str, Any]) -> str:
    """The result as Markdown."""
    lines = [
        "| What | Requests a second | Times bare Django | CPU, ms | p50, ms | p99, ms | Bytes | Queries |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    lines += [
        f"| {name} | {case['rate']:.0f} | {case['ratio']:.2f} | {case['cpu_ms']:.2f} | {case['p50']:.2f} | "
        f"{case['p99']:.2f} | {case['bytes'] or ''} | {case['queries']} |"
        for name, case in result["cases"].items()
    ]
    noise = abs(1 - result["cases"]["bare Django again"]["ratio"])
    return "\n".join(
        [
            *lines,
            "",
            f"Medians of {result['rounds']} rounds of {result['seconds']} s, one connection, {result['processors']} "
            f"processors, load by {result['generator']}. The yardstick measured twice differs by {noise:.0%}. "
            f"The site's worker holds {result['worker_megabytes']} MB; another in its place answers after "
            f"{result['worker_seconds_to_start']} s.",
        ]
    )


if __name__ == "__main__":
    main()
