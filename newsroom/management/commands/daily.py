from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

# In this order: what is forgotten first is promised to readers, and the others need longer.
COMMANDS = ("forget_traces", "send_digests", "check_totals", "verify_log", "make_renditions")


class Command(BaseCommand):
    help = (
        f"Runs what has to run once a day: {', '.join(COMMANDS)}. Exit status 1 where one failed; the others still ran."
    )

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        failed = []
        for name in COMMANDS:
            try:
                call_command(name, verbosity=verbosity, stdout=self.stdout, stderr=self.stderr)
            except Exception as fault:  # whatever it is, the others have to run
                self.stderr.write(f"{name}: {fault}")
                failed.append(name)
        if failed:
            raise CommandError(f"Failed: {', '.join(failed)}.")
