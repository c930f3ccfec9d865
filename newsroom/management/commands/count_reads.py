import sys
from io import BufferedReader
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from newsroom.reads.counting_logs import LogCount, LogError, count_log


class Command(BaseCommand):
    help = (
        "Counts reads of articles from the log of a cache in front, in the combined format, packed by gzip or not."
        " Each line is counted once, however often the command runs. It needs READS_COUNTED_FROM=log."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="a log; - for the standard input")

    def handle(self, *args: Any, files: list[str], verbosity: int, **options: Any) -> None:
        if settings.READS_COUNTED_FROM != "log":
            raise CommandError(
                "The site counts reads by itself, and would count those of a log twice. Set READS_COUNTED_FROM=log and"
                " restart it first."
            )
        failed = []
        for name in files:
            try:
                count = self._count(name, verbosity)
            except (LogError, OSError) as fault:
                self.stderr.write(f"{name}: {fault}")
                failed.append(name)
            else:
                self._report(name, count)
        if failed:
            raise CommandError(f"Not counted: {', '.join(failed)}.")

    def _count(self, name: str, verbosity: int) -> LogCount:
        def progress(lines: int) -> None:
            if verbosity:
                self.stderr.write(f"{name}: {lines:,} lines read")

        if name == "-":
            return count_log(cast(BufferedReader, sys.stdin.buffer), progress)
        with Path(name).open("rb") as file:
            return count_log(file, progress)

    def _report(self, name: str, count: LogCount) -> None:
        parts = [f"{count.reads:,} reads in {count.new:,} new lines"]
        if count.known_lines:
            parts.append(f"{count.known_lines:,} lines were counted before")
        if count.counted_here:
            parts.append(f"{count.counted_here:,} reads left out, of the time when the site counted by itself")
        if count.unknown:
            parts.append(f"{count.unknown:,} reads left out, of articles that are not here under that address")
        if count.bad:
            first = ", ".join(f"{number:,}" for number in count.bad_lines)
            parts.append(f"{count.bad:,} lines not in the combined format, first: {first}")
        self.stdout.write(f"{name}: {'; '.join(parts)}.")
