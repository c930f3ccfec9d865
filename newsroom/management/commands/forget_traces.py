from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from articles.disclosure import disclosure_figures
from comments.upkeep import ledger
from newsroom.database.retention import RETENTIONS


class Command(BaseCommand):
    help = (
        "Forgets what was kept long enough: addresses, texts that were not published, codes of networks, sessions,"
        " results of tasks, mail in files. RETENTION_… say how many days that is. ``daily`` runs it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would be forgotten, and change nothing")

    def handle(self, *args: Any, dry_run: bool, verbosity: int, **options: Any) -> None:
        if not dry_run:
            ledger.keep()  # before anything that they count is gone
            disclosure_figures.keep()
        for retention in RETENTIONS:
            count = retention.count(retention.before) if dry_run else retention.forget(retention.before)
            if verbosity:
                self.stdout.write(f"{retention.name}: {count} {'would be forgotten' if dry_run else 'forgotten'}")
