"""Writes on one article that everybody talks about, and how they wait for each other: ``python -m benchmarks.writes``.

Several processes approve comments that wait, write published ratings, and send the form with its spam checks, at a rate
that is set: each kind alone, and then all three in turns (mix). Meanwhile PostgreSQL is asked every few milliseconds
who waits for a lock, and for how long by then. CPU is what the processes that write have used, without PostgreSQL's.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from http import HTTPStatus
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.arguments import at_least

LOOK_EVERY = 0.005  # seconds


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.writes", description=__doc__)
    parser.add_argument("--processes", type=at_least(1), default=4)
    parser.add_argument("--rate", type=at_least(1), default=200, help="writes a second, of all processes together")
    parser.add_argument("--seconds", type=at_least(1), default=5)
    parser.add_argument(
        "--only", nargs="+", choices=WRITES, default=list(WRITES), metavar="KIND", help=", ".join(WRITES)
    )
    options = parser.parse_args()
    os.environ["COMMENTS_RATE"] = "1000000"  # counted, and never too many
    from benchmarks.database import benchmark_database

    with tempfile.TemporaryDirectory() as folder, benchmark_database(Path(folder)):
        _prepare(2 * options.rate * options.seconds)
        sys.stdout.write("| Write | a second | CPU, ms | p50, ms | p99, ms | waits for a lock seen | p99, ms |\n")
        sys.stdout.write("|---|--:|--:|--:|--:|--:|--:|\n")
        for kind in options.only:
            sys.stdout.write(_row(kind, options.processes, options.rate, options.seconds))


def _prepare(waiting: int) -> None:
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from django.contrib.auth.models import User
    from django.db import connection

    from articles.models import Article
    from benchmarks.content import SLUG, build
    from comments.models import Comment

    build()
    User.objects.create(username="moderator", is_staff=True)
    article = Article.objects.get(slug=SLUG)
    Comment.objects.bulk_create(_comment(article, f"waiting{number}") for number in range(waiting))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as PostgreSQL does by itself some time after


def _comment(article: Any, words: str, **values: Any) -> Any:
    from comments.models import Comment

    return Comment(article=article, name="Reader", email=f"{words}@example.org", message=words, stars=4, **values)


def _row(kind: str, processes: int, rate: int, seconds: int) -> str:
    context = get_context("spawn")
    pipes = []
    for part in range(processes):
        ours, theirs = context.Pipe()
        context.Process(
            target=_write, args=[kind, part, processes, rate / processes, seconds, theirs], daemon=True
        ).start()
        pipes.append(ours)
    for pipe in pipes:
        pipe.recv()
    for pipe in pipes:
        pipe.send("go")
    waits = _watch_locks(pipes)
    answers = [pipe.recv() for pipe in pipes]
    took = [each for latencies, _seconds, _cpu in answers for each in latencies]
    pace = len(took) / max(span for _latencies, span, _cpu in answers)
    cpu = sum(cpu for _latencies, _span, cpu in answers) / len(took) * 1000
    longest = f"{_p99(waits):.1f}" if len(waits) > 1 else "–"
    figures = f"{pace:.0f} | {cpu:.1f} | {statistics.median(took):.1f} | {_p99(took):.1f} | {len(waits)} | {longest}"
    return f"| {kind} | {figures} |\n"


def _watch_locks(pipes: list[Connection]) -> list[float]:
    """Milliseconds that the person who waited had waited by each look, until every process has answered."""
    from django.db import connection

    waits: list[float] = []
    with connection.cursor() as cursor:
        while not all(pipe.poll() for pipe in pipes):
            cursor.execute(
                "SELECT extract(epoch FROM clock_timestamp() - waitstart) * 1000 FROM pg_locks"
                " WHERE NOT granted AND waitstart IS NOT NULL"
            )
            waits += [float(waited) for (waited,) in cursor.fetchall()]
            time.sleep(LOOK_EVERY)
    return waits


def _p99(values: list[float]) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[98]


# In a process that writes ---------------------------------------------------------------------------------------------


def _write(kind: str, part: int, parts: int, rate: float, seconds: int, pipe: Connection) -> None:
    """Write at rate for seconds. Sends the milliseconds that each write took, the seconds of all, and of CPU."""
    import django

    django.setup()
    one = WRITES[kind](part, parts)
    pipe.send("ready")
    pipe.recv()
    began, cpu, latencies = time.perf_counter(), time.process_time(), []
    for number in range(int(rate * seconds)):
        time.sleep(max(0.0, began + number / rate - time.perf_counter()))
        start = time.perf_counter()
        one(number)
        latencies.append((time.perf_counter() - start) * 1000)
    pipe.send((latencies, time.perf_counter() - began, time.process_time() - cpu))


def _approvals(part: int, parts: int) -> Callable[[int], Any]:
    from django.contrib.auth.models import User

    from comments.models import Comment

    moderator = User.objects.get()
    waiting = list(Comment.objects.filter(status="pending", email__startswith="waiting").order_by("pk"))[part::parts]
    return lambda number: waiting[number].publish(by=moderator)


def _ratings(part: int, parts: int) -> Callable[[int], Any]:
    from articles.models import Article
    from benchmarks.content import SLUG

    article = Article.objects.get(slug=SLUG)
    return lambda number: _comment(article, f"rating{part}x{number}x{time.time_ns()}", status="published").save()


def _forms(part: int, parts: int) -> Callable[[int], Any]:
    from django.test import RequestFactory

    from benchmarks.content import SLUG
    from newsroom.wsgi import application

    def send(number: int) -> None:
        words = f"form{part}x{number}x{time.time_ns()}"
        fields = {"name": "Reader", "email": f"{words}@example.org", "message": f"Well put: {words}.", "rating": "4"}
        address = f"10.{part}.{number // 250 % 250}.{number % 250}"
        form = "application/x-www-form-urlencoded"
        request = browser.post(f"/articles/{SLUG}/comments/", urlencode(fields), form, REMOTE_ADDR=address)
        answer: Any = application(request.environ, lambda *_head: None)
        answer.close()
        if answer.status_code != HTTPStatus.SEE_OTHER:
            raise SystemExit(f"The form was answered with {answer.status_code}.")

    browser = RequestFactory(SERVER_NAME="127.0.0.1")
    send(-1)  # a process's first request loads what the others find loaded
    return send


def _in_turns(part: int, parts: int) -> Callable[[int], Any]:
    kinds = [_approvals(part, parts), _ratings(part, parts), _forms(part, parts)]
    return lambda number: kinds[(number + part) % len(kinds)](number)


WRITES: dict[str, Callable[[int, int], Callable[[int], Any]]] = {
    "approval": _approvals,
    "rating": _ratings,
    "form": _forms,
    "mix": _in_turns,
}

if __name__ == "__main__":
    main()
