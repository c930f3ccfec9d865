from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.template.defaultfilters import filesizeformat

from newsroom.backup.backing_up import make_backup
from newsroom.backup.backup_check import verify
from newsroom.backup.backup_folder import folder_of_backups, remove_old
from newsroom.backup.bytes_progress import BytesProgress
from newsroom.backup.command_faults import told_in_one_sentence
from newsroom.models import VerifiedBackup


class Command(BaseCommand):
    help = (
        "Makes a backup of the database, the files and the settings without secrets, in the folder BACKUP_FOLDER, and"
        " removes old ones by a schedule. See docs/OPERATIONS.md."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--verify",
            action="store_true",
            help="restore the new backup into a database that is dropped again, and compare everything",
        )

    def handle(self, *args: Any, verbosity: int, **options: Any) -> None:
        progress = BytesProgress(self.stderr)
        with told_in_one_sentence(progress, "The database cannot be read"), folder_of_backups() as folder:
            path, manifest = make_backup(folder, progress.begin)
            progress.finish()
            if verbosity:
                self.stdout.write(
                    f"“{path}”: {manifest.rows} rows of {len(manifest.tables)} tables, {manifest.files} files,"
                    f" {filesizeformat(manifest.size)}{', encrypted' if manifest.encrypted_by else ''}."
                )
            for name in manifest.missing:
                self.stderr.write(f"The file “{name}” is missing on this site.")
            if options["verify"]:
                verify(path, progress.begin)
                progress.finish()
                if verbosity:
                    self.stdout.write("Verified: it was restored, and everything in it fits.")
            verified = VerifiedBackup.objects.first()
            gone = remove_old(folder, but=verified.name if verified else path.name)
            if gone and verbosity:
                self.stdout.write(f"Removed by the schedule: {', '.join(gone)}.")
