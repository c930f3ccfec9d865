"""Fills a PostgreSQL of its own with an archive: ``python -m benchmarks.fill DIRECTORY --articles 1000000``.

Several processes write at once; memory does not grow with the archive. Indexes are dropped first and built at the end.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import accumulate
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks.arguments import at_least
from benchmarks.database import benchmark_database
from newsroom.start.processors import available_processors

# Nothing here outlives a crash, which only means to begin again. Taken back at the end.
HURRY = {
    "fsync": "off",
    "full_page_writes": "off",
    "max_wal_size": "'8GB'",
    "checkpoint_timeout": "'30min'",
    "autovacuum": "off",
}
# Comments on the latest articles all came in the archive's last hours, a tenth of all decisions. Whatever the daily
# command has not counted yet is counted at each request of ``/transparency/``, so the archive ends before that.
QUIET = timedelta(hours=2)
INDEXES = """
    SELECT format('%I', index.relname), pg_get_indexdef(index.oid)
    FROM pg_index JOIN pg_class AS index ON index.oid = indexrelid JOIN pg_class AS tables ON tables.oid = indrelid
    JOIN pg_namespace AS namespace ON namespace.oid = tables.relnamespace AND nspname = 'public'
    WHERE tables.relname ~ '^(articles|comments)_' AND NOT EXISTS (
        SELECT FROM pg_constraint WHERE conindid = index.oid
    )
    ORDER BY 1
"""


def main() -> None:
    options = _options()
    sizes = {name: value for name, value in vars(options).items() if name not in ("directory", "processes")}
    sizes["comments"] = options.articles * 10 if options.comments is None else options.comments
    if options.hottest is None:
        sizes["hottest"] = max(sizes["comments"] // 100, min(sizes["comments"] // 5, 2_000))
    with benchmark_database(options.directory):
        from django.core.management import call_command

        from benchmarks.generator.archive import Archive

        archive = Archive(**sizes)
        if (options.directory / "archive.json").exists():
            sys.exit(f"{options.directory} is filled already.")
        call_command("migrate", verbosity=0)
        began = time.monotonic()
        seconds = fill(archive, options.processes)
        seconds["all"] = round(time.monotonic() - began)
        facts = {**asdict(archive), "until": archive.until.isoformat(), "seconds": seconds}
        (options.directory / "archive.json").write_text(json.dumps(facts, indent=2))
        sys.stdout.write(f"{json.dumps(seconds)}\n")


def fill(archive: Any, processes: int) -> dict[str, int]:
    """Write everything. Returns how long each part took, in seconds."""
    from benchmarks.generator import aftermath
    from benchmarks.generator.house import write_house
    from benchmarks.generator.words import Phrasebook

    seconds: dict[str, int] = {}
    timed = partial(_timed, seconds)
    _run(*(f"ALTER SYSTEM SET {name} = {value}" for name, value in HURRY.items()), "SELECT pg_reload_conf()")
    with timed("drop indexes"):
        indexes = _drop_indexes()
    with timed("house"), _cursor() as cursor:
        write_house(cursor, archive, Phrasebook(archive.seed))
    counts = archive.comment_counts()
    firsts = [0, *accumulate(counts)]
    context = get_context("spawn")
    with context.Pool(processes, _prepare, [archive]) as pool:
        with timed("articles"):
            _watch("articles", pool.imap_unordered(_articles, archive.chunks()), archive.articles)
        with timed("comments"):
            tasks = [(keys, counts[keys.start : keys.stop], firsts[keys.start] + 1) for keys in archive.chunks()]
            _watch("comments", pool.imap_unordered(_comments, tasks), archive.comments)
    for name, step in aftermath.steps(archive):
        with timed(name), _cursor() as cursor:
            step(cursor)
    with timed("indexes"), context.Pool(processes, _prepare, [archive]) as pool:
        _watch("indexes", pool.imap_unordered(_build, indexes), len(indexes))
    with timed("statistics"):
        _run("VACUUM ANALYZE")
    with timed("what is kept daily"):
        _keep()
    _run(*(f"ALTER SYSTEM RESET {name}" for name in HURRY), "SELECT pg_reload_conf()", "CHECKPOINT")
    return seconds


def _keep() -> None:
    """As the daily command does. Then the content has a version, as after any change that a trigger sees."""
    from articles.disclosure import disclosure_figures
    from articles.models import ContentVersion
    from comments.upkeep import ledger

    ledger.keep()
    disclosure_figures.keep()
    ContentVersion.objects.get_or_create(pk=1)


# In the processes that write ------------------------------------------------------------------------------------------

_archive: Any
_book: Any
_remarks: Any


def _prepare(archive: Any) -> None:
    import django

    django.setup()
    from benchmarks.generator.comments import Remarks
    from benchmarks.generator.words import Phrasebook

    global _archive, _book, _remarks
    _archive, _book = archive, Phrasebook(archive.seed)
    _remarks = Remarks(archive, _book)


def _articles(keys: range) -> int:
    from benchmarks.generator.articles import write_articles

    with _cursor() as cursor:
        write_articles(cursor, _archive, _book, keys)
    return len(keys)


def _comments(task: tuple[range, Any, int]) -> int:
    from benchmarks.generator.comments import write_comments

    keys, counts, first = task
    with _cursor() as cursor:
        return write_comments(cursor, _archive, _remarks, keys, dict(zip(keys, counts, strict=True)), first)


def _build(definition: str) -> int:
    with _cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '1GB'")
        cursor.execute(definition)
    return 1


# The database ---------------------------------------------------------------------------------------------------------


@contextmanager
def _cursor() -> Iterator[Any]:
    """A cursor in a transaction in which no trigger fires and no foreign key is looked up."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL work_mem = '256MB'")
        yield cursor


def _run(*statements: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _drop_indexes() -> list[str]:
    """Drop what only makes loading slow. Returns the statements that build it again."""
    with _cursor() as cursor:
        cursor.execute(INDEXES)
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
    return [definition for _name, definition in indexes]


# What is shown --------------------------------------------------------------------------------------------------------


@contextmanager
def _timed(seconds: dict[str, int], name: str) -> Iterator[None]:
    began = time.monotonic()
    yield
    seconds[name] = round(time.monotonic() - began)
    sys.stdout.write(f"{name}: {seconds[name]} s\n")
    sys.stdout.flush()


def _watch(what: str, done: Iterator[int], total: int) -> None:
    """A bar that rewrites its own line where someone watches."""
    count, show = 0, sys.stdout.isatty()
    for more in done:
        count += more
        if show:
            share = count / max(total, 1)
            sys.stdout.write(f"\r{what} [{'#' * int(40 * share):40}] {count:,} of {total:,}")
            sys.stdout.flush()
    if show:
        sys.stdout.write("\r\033[K")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fill", description=__doc__)
    parser.add_argument("directory", type=Path, help="for the data of a server of its own; made where it is missing")
    parser.add_argument("--articles", type=at_least(100), default=1_000)
    parser.add_argument("--comments", type=at_least(0), help="ten for each article unless told")
    parser.add_argument(
        "--hottest", type=at_least(0), help="comments of one article; unless told a hundredth of all, or 2,000"
    )
    parser.add_argument("--sections", type=at_least(1), default=40)
    parser.add_argument("--topics", type=at_least(1), default=5_000)
    parser.add_argument("--people", type=at_least(1), default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--until",
        type=_utc,
        default=datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - QUIET,
        help="ISO 8601; when the archive ends",
    )
    parser.add_argument("--processes", type=at_least(1), default=available_processors())
    return parser.parse_args()


def _utc(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


if __name__ == "__main__":
    main()
