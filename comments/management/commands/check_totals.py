from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError
from django.utils import timezone

from comments.models import TotalsCheck
from comments.totals.totals_check import compare_all, repair_discussion


class Command(BaseCommand):
    help = (
        "Compares every stored total of the discussions with the comments, and says where they differ."
        " Exit status 1 where a difference is left."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--repair", action="store_true", help="set what differs to what the comments say")

    def handle(self, *args: Any, repair: bool, **options: Any) -> None:
        result = TotalsCheck(pk=1, checked_at=timezone.now(), discussions=0, differences=0, repaired=0)
        for compared, differences in compare_all():
            self._clear_progress()
            for difference in differences:
                is_repaired = repair and self._repair(difference.article_id)
                self.stdout.write(f"{difference}{' (repaired)' if is_repaired else ''}")
                result.repaired += is_repaired
            result.discussions += compared
            result.differences += len(differences)
            self._show_progress(result.discussions)
        self._clear_progress()
        result.save()
        self.stdout.write(str(result))
        if result.is_wrong:
            raise CommandError("Totals are wrong: --repair sets them to what the comments say.")

    def _repair(self, article: int) -> bool:
        try:
            repair_discussion(article)
        except OperationalError as fault:
            self.stderr.write(f"article {article}: its comments are being written to. Try again. ({fault})")
            return False
        return True

    def _show_progress(self, discussions: int) -> None:
        """A counter that rewrites its own line, and only where someone watches."""
        if self.stdout.isatty():
            self.stdout.write(f"\rDiscussions compared: {discussions}", ending="")
            self.stdout.flush()

    def _clear_progress(self) -> None:
        if self.stdout.isatty():
            self.stdout.write("\r\033[K", ending="")
