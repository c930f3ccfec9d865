from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from articles.disclosure.log_check import unaccounted_articles, verified_rows


class Command(BaseCommand):
    help = (
        "Follows the chain of the disclosure log from its first row, and compares its end with the articles."
        " Exit status 1 where something does not fit. Keep the printed hash somewhere else, and give it to --expect"
        " later: that shows rows that were cut off at the end, or a chain that was written anew."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--expect", metavar="HASH", help="a hash that was printed before: it has to be in the log")

    def handle(self, *args: Any, expect: str | None, **options: Any) -> None:
        number, head, was_met = 0, "", not expect
        for row in verified_rows():
            if row.fault:
                self._clear_progress()
                raise CommandError(f"Row {row.number}: {row.fault}")
            number, head = row.number, row.hash
            was_met = was_met or head == expect
            self._show_progress(number)
        self._clear_progress()
        self.stdout.write(f"{number} rows in one chain. Hash of the last one: {head or '(the log is empty)'}")
        if not was_met:
            raise CommandError("The expected hash is not in the log: its end was cut off, or it was written anew.")
        self._compare_with_articles()

    def _compare_with_articles(self) -> None:
        wrong = 0
        for fault in unaccounted_articles():
            self.stderr.write(fault)
            wrong += 1
        if wrong:
            raise CommandError(f"The log does not account for {wrong} of the articles.")

    def _show_progress(self, rows: int) -> None:
        """A counter that rewrites its own line, and only where someone watches."""
        if self.stdout.isatty() and rows % 1000 == 0:
            self.stdout.write(f"\rRows followed: {rows}", ending="")
            self.stdout.flush()

    def _clear_progress(self) -> None:
        if self.stdout.isatty():
            self.stdout.write("\r\033[K", ending="")
