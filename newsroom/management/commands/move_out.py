from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from articles.models import Article, Image
from newsroom.moving_out.export_format import ExportError
from newsroom.moving_out.export_tables import ExportOptions
from newsroom.moving_out.export_writer import Manifest, one_moment, write_export
from newsroom.moving_out.formats.markdown_writer import write_markdown
from newsroom.moving_out.formats.wxr_writer import write_wxr
from newsroom.moving_out.out_progress import OutProgress
from newsroom.moving_out.unfinished import new_folder

JSONL, MARKDOWN, WXR = "jsonl", "markdown", "wxr"


class Command(BaseCommand):
    help = "Writes everything that the site has into a folder, to move out or to keep. See docs/EXPORT.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER", help="a folder that is new or empty")
        parser.add_argument(
            "--format",
            choices=[JSONL, MARKDOWN, WXR],
            default=JSONL,
            help="jsonl: everything, for another Newsroom; markdown: the articles; wxr: for a WordPress",
        )
        parser.add_argument(
            "--without-addresses",
            action="store_true",
            help="leave out e-mail addresses of readers and staff, and what is derived from them",
        )
        parser.add_argument(
            "--with-secrets",
            action="store_true",
            help="take along password hashes, second steps of the sign-in and keys of writing programs",
        )

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        if options["with_secrets"] and options["format"] != JSONL:
            raise CommandError(_("Only the format jsonl holds secrets."))
        progress = OutProgress(self.stderr)
        try:
            with new_folder(folder, self.stdout.write) as unfinished:
                said = self._write(unfinished, folder, progress, **options)
        except ExportError as fault:
            raise CommandError(str(fault)) from fault
        except OSError as fault:
            raise CommandError(_("The export cannot be written: %(fault)s.") % {"fault": fault}) from fault
        finally:
            progress.finish()
        for sentence in said:
            self.stdout.write(sentence)

    def _write(self, unfinished: Path, folder: Path, progress: OutProgress, **options: Any) -> list[str]:
        """Write the export; returns what to say about it."""
        if options["format"] == JSONL:
            chosen = ExportOptions(options["with_secrets"], options["without_addresses"])
            return _about_everything(write_export(unfinished, chosen, progress.begin), folder)
        with one_moment():
            if options["format"] == MARKDOWN:
                step = progress.begin_items(Article.objects.filter(copy_of=None).count())
                count, missing = write_markdown(unfinished, step)
            else:
                step = progress.begin_items(Article.objects.filter(copy_of=None).count() + Image.objects.count())
                count, missing = write_wxr(unfinished, step, with_addresses=not options["without_addresses"])
        words = _("%(count)d articles are in “%(folder)s”.") % {"count": count, "folder": folder}
        return [words, *_about_missing(missing)]


def _about_everything(manifest: Manifest, folder: Path) -> list[str]:
    words = _("%(rows)d rows of %(tables)d tables and %(files)d files are in “%(folder)s”.") % {
        "rows": sum(table["rows"] for table in manifest["tables"]),
        "tables": len(manifest["tables"]),
        "files": manifest["files"]["rows"],
        "folder": folder,
    }
    secrets = (
        _("It holds secrets. Anyone who has it may be able to sign in.")
        if manifest["has_secrets"]
        else _("Passwords, second steps of the sign-in and keys of writing programs are left out.")
    )
    return [words, *_about_missing(manifest["files"]["missing"]), secrets]


def _about_missing(names: list[str]) -> list[str]:
    return [_("The file “%(name)s” is missing on this site.") % {"name": name} for name in names]
