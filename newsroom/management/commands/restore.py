from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.defaultfilters import filesizeformat
from django.utils.formats import date_format
from django.utils.timezone import localtime

from newsroom.backup.backup_format import BackupManifest, check_sums, read_manifest
from newsroom.backup.bytes_progress import BytesProgress
from newsroom.backup.command_faults import told_in_one_sentence
from newsroom.backup.site_restore import other_settings, refuse_newer, refuse_running, restore_site, what_is_here


class Command(BaseCommand):
    help = "Makes this site that of a backup: its database and its files. See docs/OPERATIONS.md."
    requires_system_checks = ()  # the database may be empty

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("backup", metavar="BACKUP", help="its folder, or its name in BACKUP_FOLDER")
        parser.add_argument("--dry-run", action="store_true", help="say what is in it, check it, and change nothing")
        parser.add_argument(
            "--replace", action="store_true", help="put it in the place of the content that this site has: that is lost"
        )

    def handle(self, *args: Any, backup: str, **options: Any) -> None:
        folder = Path(backup)
        if not folder.is_dir() and (settings.BACKUP_FOLDER / backup).is_dir():
            folder = settings.BACKUP_FOLDER / backup
        progress = BytesProgress(self.stderr)
        with told_in_one_sentence(progress, "The database does not do it"):
            self._restore(folder, progress, **options)

    def _restore(self, folder: Path, progress: BytesProgress, **options: Any) -> None:
        manifest = read_manifest(folder)
        if options["dry_run"]:
            self._describe(folder, manifest)
        check_sums(folder, manifest)
        if options["dry_run"]:
            self.stdout.write("All checksums hold.")
        refuse_newer(manifest)
        here = what_is_here()
        if options["dry_run"]:
            self.stdout.write(
                f"This site is not empty ({here}): only --replace restores into it." if here else "This site is empty."
            )
            return
        if here and not options["replace"]:
            raise CommandError(
                f"This site is not empty: {here}. With --replace the backup takes the place of all of it."
            )
        refuse_running()
        restore_site(folder, manifest, progress.begin)
        progress.finish()
        self.stdout.write(
            f"Restored: {manifest.rows} rows of {len(manifest.tables)} tables and {manifest.files} files. Now run"
            " manage.py forget_traces, verify_log and check_totals, and start the site."
        )
        if others := other_settings(folder, manifest):
            self.stdout.write("Settings of the backup that this site does not have:")
            for line in others:
                self.stdout.write(f"  {line}")

    def _describe(self, folder: Path, manifest: BackupManifest) -> None:
        how = {"": "not encrypted", "age": "encrypted with age", "gpg": "encrypted with GnuPG"}[manifest.encrypted_by]
        lines = [
            f"Backup of {manifest.site} ({manifest.address}), made {date_format(localtime(manifest.moment), 'c')}",
            f"Release {manifest.release} on PostgreSQL {manifest.server}, {len(manifest.migrations)} migrations",
            f"{manifest.rows} rows of {len(manifest.tables)} tables:",
            *(f"  {table}: {rows}" for table, rows in manifest.tables.items() if rows),
            f"{manifest.files} files, {filesizeformat(manifest.file_bytes)}"
            + (f"; missing already then: {len(manifest.missing)}" if manifest.missing else ""),
            f"{filesizeformat(manifest.size)} on the disk, {how}",
        ]
        for line in lines:
            self.stdout.write(line)
