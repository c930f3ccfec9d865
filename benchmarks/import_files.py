"""How long ``import_articles`` takes for many files, and in how much memory: ``python -m benchmarks.import_files``.

The files are written into a folder of their own, and imported into an empty database of the benchmark's own.
"""

import argparse
import os
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from benchmarks.arguments import at_least

PARAGRAPHS, SENTENCES = 10, 3  # of an article, and of a paragraph: some 480 words


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.import_files", description=__doc__)
    parser.add_argument("--files", type=at_least(1), default=10_000)
    parser.add_argument("--again", action="store_true", help="import them once more, when none of them has changed")
    options = parser.parse_args()
    from benchmarks.database import benchmark_database

    with tempfile.TemporaryDirectory() as folder:
        articles, database = Path(folder, "articles"), Path(folder, "database")
        write_files(articles, options.files)
        with benchmark_database(database):
            from django.core.management import call_command

            call_command("migrate", verbosity=0)
            for _turn in range(2 if options.again else 1):
                before, began, used = _peak(), time.perf_counter(), _processor_seconds(database)
                call_command("import_articles", str(articles), new_sections=True)
                took = time.perf_counter() - began
                python, postgres = (now - then for now, then in zip(_processor_seconds(database), used, strict=True))
                sys.stdout.write(
                    f"{options.files} files in {took:.0f} s ({options.files / took:.0f} a second;"
                    f" CPU: {python:.0f} s in Python, {postgres:.0f} s in PostgreSQL);"
                    f" at most {_peak():.0f} MB of memory, of which {before:.0f} before the first file\n"
                )


def write_files(folder: Path, files: int) -> None:
    """Articles such as newsrooms have them: 480 words, a section, topics, people and sources; some corrected."""
    from benchmarks.generator.words import Phrasebook

    book, chance = Phrasebook(1, sentences=2_000), Random(1)
    first = datetime(2016, 1, 1, tzinfo=UTC)
    for number in range(files):
        subfolder = folder / f"{number // 1_000:03}"
        subfolder.mkdir(parents=True, exist_ok=True)
        published = first + timedelta(hours=8 * number)
        head = [
            f"headline: What the tide tables say, part {number}",
            f"section: Section {number % 40}",
            f"published: {published:%Y-%m-%d %H:%M}",
            "ai_use: assisted",
            "ai_system: A large language model",
            "ai_note: AI shortened the text.",
            f"bylines: [Person {chance.randrange(200)}]",
            f"topics: [Topic {chance.randrange(500)}, Topic {chance.randrange(500)}]",
            "sources:",
            "  - title: Tide tables",
            "    publisher: Harbour",
            "    address: https://example.org/",
        ]
        if number % 30 == 0:
            head += ["corrections:", f"  - made: {published:%Y-%m-%d}", "    text: The ferry leaves at seven."]
        body = "\n\n".join(" ".join(chance.choices(book.sentences, k=SENTENCES)) for _each in range(PARAGRAPHS))
        text = "\n".join(["---", *head, "---", "", body, ""])
        (subfolder / f"part-{number}.md").write_text(text, encoding="utf-8")


def _processor_seconds(database: Path) -> tuple[float, float]:
    """What this process, and what the server on database with all its processes, has used so far."""
    postmaster = (database / "postgres" / "postmaster.pid").read_text().splitlines()[0]
    ticks = sum(_ticks(postmaster))  # and those of its processes that have ended
    for process in Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split():
        ticks += sum(_ticks(process)[:2])
    return sum(os.times()[:2]), ticks / os.sysconf("SC_CLK_TCK")


def _ticks(process: str) -> list[int]:
    """Of itself in user and in system, and of its children that have ended in both."""
    return [int(field) for field in Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:15]]


def _peak() -> float:
    """Megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
