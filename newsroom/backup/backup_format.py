"""One backup: a folder with its parts, a manifest, and the SHA-256 of each file as ``sha256sum -c`` reads it.

The manifest and the sums are never encrypted: they hold counts and names of tables, and nothing of any row.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from pathlib import Path

from newsroom.moving_out.export_format import digest_of_file

FORMAT = "newsroom-backup"
VERSION = 1  # moves with each change that an older reader would misread
MANIFEST, SUMS = "manifest.json", "SHA256SUMS"
DATABASE, MEDIA, FILE_LIST, SETTINGS = "database.dump", "media.tar", "files.jsonl", "settings.env"
PARTS = (DATABASE, MEDIA, FILE_LIST, SETTINGS)
LONGEST_MANIFEST = 16_000_000  # bytes
NAME = re.compile(r"newsroom-(\d{8}T\d{6}Z)", re.ASCII)
_TIME = "%Y%m%dT%H%M%SZ"


class BackupError(Exception):
    """Why a backup cannot be made, read or restored, in one sentence for people."""


@dataclass(frozen=True)
class BackupManifest:
    """made_at: ISO 8601. server: major version of PostgreSQL. encrypted_by: "age", "gpg" or empty.

    tables: rows of each. not_taken: tables whose rows stay out, with the reason. files, file_bytes: of the media.
    missing: files that rows name and the site did not have. sizes: bytes of each part as it lies in the folder.
    """

    made_at: str
    site: str
    address: str
    release: str
    server: int
    schema: str
    encrypted_by: str
    migrations: list[str]
    tables: dict[str, int]
    not_taken: dict[str, str]
    files: int
    file_bytes: int
    missing: list[str]
    sizes: dict[str, int]

    @property
    def rows(self) -> int:
        return sum(self.tables.values())

    @property
    def size(self) -> int:
        """Bytes of all parts."""
        return sum(self.sizes.values())

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.made_at)

    def part(self, name: str) -> str:
        """The name of a part in the folder: database.dump.gpg."""
        return f"{name}.{self.encrypted_by}" if self.encrypted_by else name


def backup_name(moment: datetime) -> str:
    return f"newsroom-{moment.astimezone(UTC).strftime(_TIME)}"


def moment_in_name(name: str) -> datetime | None:
    """When the backup of this name was made; None for another name."""
    try:
        return datetime.strptime(found[1], _TIME).replace(tzinfo=UTC) if (found := NAME.fullmatch(name)) else None
    except ValueError:
        return None


def write_manifest(folder: Path, manifest: BackupManifest) -> None:
    """The manifest, and the sums of it and all parts. Reads the parts from the disk."""
    described = {"format": FORMAT, "version": VERSION, **asdict(manifest)}
    (folder / MANIFEST).write_text(json.dumps(described, indent=1, ensure_ascii=False) + "\n")
    (folder / SUMS).write_text(_sums(folder, manifest))


def read_manifest(folder: Path) -> BackupManifest:
    """What the manifest says; nothing is compared yet. BackupError."""
    path = folder / MANIFEST
    try:
        if path.stat().st_size > LONGEST_MANIFEST:
            raise ValueError("too long")
        described = json.loads(path.read_text())
        if described["format"] != FORMAT:
            raise ValueError("another format")
        if described["version"] != VERSION:
            raise BackupError(f"“{folder}” has a newer form than this release reads: install a newer release first.")
        manifest = BackupManifest(**{field.name: described[field.name] for field in fields(BackupManifest)})
        _ = manifest.moment, manifest.rows, manifest.size, manifest.server + 0
        if manifest.encrypted_by not in ("", "age", "gpg") or set(manifest.sizes) != set(map(manifest.part, PARTS)):
            raise ValueError("other parts")
    except FileNotFoundError as fault:
        raise BackupError(f"“{folder}” is no backup: it has no {MANIFEST}.") from fault
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise BackupError(f"“{path}” is damaged, or is no manifest of a backup.") from fault
    return manifest


def check_sums(folder: Path, manifest: BackupManifest) -> None:
    """Read every file, and compare it with its sum. BackupError names the first that is missing or different."""
    for part in map(manifest.part, PARTS):
        path = folder / part
        if not path.is_file():
            raise BackupError(f"“{path}” is missing.")
        if path.stat().st_size != manifest.sizes[part]:
            raise BackupError(
                f"“{path}” is damaged: it has {path.stat().st_size} bytes, and {manifest.sizes[part]} were written."
            )
    try:
        said = (folder / SUMS).read_text()
    except FileNotFoundError as fault:
        raise BackupError(f"“{folder / SUMS}” is missing.") from fault
    except ValueError as fault:
        raise BackupError(f"“{folder / SUMS}” is damaged.") from fault
    expected = _sums(folder, manifest)
    for told, found in zip(said.splitlines(), expected.splitlines(), strict=False):
        if told != found:
            raise BackupError(f"“{folder / found.split()[1]}” is damaged: it is not what {SUMS} says.")
    if said != expected:
        raise BackupError(f"“{folder / SUMS}” is damaged.")


def _sums(folder: Path, manifest: BackupManifest) -> str:
    names = [MANIFEST, *map(manifest.part, PARTS)]
    return "".join(f"{digest_of_file(folder / name)[1]}  {name}\n" for name in names)
