"""``manage.py check``, which looks into the database too unless tags narrow it."""

from typing import Any

from django.core import checks
from django.core.management.commands import check

from newsroom.checks import a_backup_was_verified, schema_fits_the_code


class Command(check.Command):
    def handle(self, *app_labels: Any, **options: Any) -> None:
        # Registered here alone: other commands run checks as well, and some of them are there to mend what it finds.
        checks.register(schema_fits_the_code, checks.Tags.database)
        checks.register(a_backup_was_verified, checks.Tags.database)
        super().handle(*app_labels, **options | {"databases": options["databases"] or ["default"]})
