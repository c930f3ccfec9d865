from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from articles.importing.importer import Result, import_articles


class Command(BaseCommand):
    help = "Imports articles from Markdown files with front matter. docs/EDITORS.md describes the files."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file, or a folder of .md files")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, and change nothing")

        parser.add_argument(
            "--leave-out",
            action="store_true",
            help="leave out what has no place in an article, and list it; else a file that holds any is refused",
        )
        parser.add_argument(
            "--new-sections",
            action="store_true",
            help="make the sections that do not exist yet; else a file that names one is refused",
        )

    def handle(
        self,
        *args: Any,
        paths: list[Path],
        dry_run: bool,
        leave_out: bool,
        new_sections: bool,
        verbosity: int,
        **options: Any,
    ) -> None:
        counts: Counter[Result] = Counter()
        for outcome in import_articles(paths, dry_run=dry_run, leave_out=leave_out, new_sections=new_sections):
            counts[outcome.result] += 1
            if outcome.faults or outcome.notes:
                self._clear_progress()
            for note in outcome.notes:
                self.stdout.write(f"{outcome.place(note)}: {note.words}")
            for fault in outcome.faults:
                self.stderr.write(f"{outcome.place(fault)}: {fault.words}")
            if not outcome.faults and verbosity > 1:
                self._clear_progress()
                self.stdout.write(f"{outcome.path}: {outcome.result.value}")
            self._show_progress(counts.total())
        self._clear_progress()
        if not counts:
            raise CommandError(_("There are no Markdown files (.md) in that folder."))
        self.stdout.write(self._summary(counts, dry_run=dry_run))
        if refused := counts[Result.REFUSED]:
            message = ngettext("%(count)d file was refused.", "%(count)d files were refused.", refused)
            raise CommandError(message % {"count": refused})

    def _summary(self, counts: Counter[Result], *, dry_run: bool) -> str:
        summary = _("%(created)d created, %(updated)d updated, %(unchanged)d unchanged, %(refused)d refused.")
        summary %= {result.value: counts[result] for result in Result}
        return f"{summary} {_('Nothing was changed: this was a dry run.')}" if dry_run else summary

    def _show_progress(self, files: int) -> None:
        """A counter that rewrites its own line, and only where someone watches."""
        if self.stdout.isatty():
            self.stdout.write("\r" + _("Files read: %(files)d") % {"files": files}, ending="")
            self.stdout.flush()

    def _clear_progress(self) -> None:
        if self.stdout.isatty():
            self.stdout.write("\r\033[K", ending="")
