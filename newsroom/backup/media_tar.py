"""The files of the site as one stream of tar, with a list of their sums. No file and no list is ever in memory."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from django.conf import settings

from newsroom.backup.backup_format import BackupError
from newsroom.moving_out.export_format import PIECE

COMING, GOING = ".restoring", ".replaced"  # folders in the media while they are exchanged
LONGEST_LINE = 100_000  # bytes of a line of the list
Step = Callable[[int], object]  # takes bytes


@dataclass(frozen=True)
class StoredFile:
    """name: within the media, with slashes. size: bytes."""

    name: str
    size: int
    sha256: str


def media_files(root: Path) -> Iterator[str]:
    """The names of all plain files, without links, in an order of their own."""
    for folder, folders, names in os.walk(root):
        if Path(folder) == root:
            folders[:] = [name for name in folders if name not in (COMING, GOING)]
        folders.sort()
        for name in sorted(names):
            path = Path(folder, name)
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(root).as_posix()


def write_tar(tar_stream: IO[bytes], list_stream: IO[bytes], step: Step) -> tuple[int, int]:
    """All media. A file that goes meanwhile is left out. Returns the number of files and of their bytes."""
    root, count, total = Path(settings.MEDIA_ROOT), 0, 0
    with tarfile.open(fileobj=tar_stream, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        for name in media_files(root):
            try:
                source = (root / name).open("rb")
            except FileNotFoundError:
                continue
            with source:
                status = os.fstat(source.fileno())
                entry = tarfile.TarInfo(name)
                entry.size, entry.mtime, entry.mode = status.st_size, int(status.st_mtime), 0o644
                digesting = _Digesting(source, step)
                try:
                    tar.addfile(entry, digesting)
                except OSError as fault:
                    if digesting.size < status.st_size and not fault.errno:
                        raise BackupError(f"“{root / name}” became shorter while it was read: try again.") from fault
                    raise
            tar.members = []  # type: ignore[attr-defined] # it would remember each
            stored = StoredFile(name, status.st_size, digesting.sha256)
            list_stream.write(json.dumps(asdict(stored), ensure_ascii=False).encode() + b"\n")
            count, total = count + 1, total + status.st_size
    return count, total


def read_tar(tar_stream: IO[bytes], list_stream: IO[bytes], into: Path | None, step: Step) -> Iterator[StoredFile]:
    """Each file, after it was compared with the list, and written into a folder where one is given. BackupError."""
    wrong = BackupError("The files of this backup are not those of its list.")
    try:
        with tarfile.open(fileobj=tar_stream, mode="r|") as tar:
            for entry in tar:
                line = list_stream.readline(LONGEST_LINE)
                listed = StoredFile(**json.loads(line)) if line else None
                source = tar.extractfile(entry)
                if listed is None or source is None or (entry.name, entry.size) != (listed.name, listed.size):
                    raise wrong
                digesting = _Digesting(source, step)
                if into is None:
                    while digesting.read(PIECE):
                        pass
                else:
                    _write_file(digesting, _place(into, listed.name), entry.mtime)
                if digesting.sha256 != listed.sha256:
                    raise wrong
                tar.members = []  # type: ignore[attr-defined]
                yield listed
    except (tarfile.TarError, ValueError, TypeError) as fault:
        raise wrong from fault
    if list_stream.readline(LONGEST_LINE):
        raise wrong


def exchange(coming: Path) -> None:
    """Put what is in coming, a folder in the media, in the place of all else there."""
    root = coming.parent
    going = root / GOING
    shutil.rmtree(going, ignore_errors=True)
    going.mkdir()
    for path in list(root.iterdir()):
        if path not in (coming, going):
            path.rename(going / path.name)
    for path in list(coming.iterdir()):
        path.rename(root / path.name)
    coming.rmdir()
    shutil.rmtree(going)


class _Digesting:
    """A file that is read once, and its sum."""

    def __init__(self, source: IO[bytes], step: Step) -> None:
        self._source, self._step = source, step
        self._digest = hashlib.sha256()
        self.size = 0

    def read(self, size: int = -1, /) -> bytes:
        piece = self._source.read(size)
        self._digest.update(piece)
        self.size += len(piece)
        self._step(len(piece))
        return piece

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()


def _place(into: Path, name: str) -> Path:
    """Where a file goes. BackupError for a name that leads out of the folder."""
    path = PurePosixPath(name)
    if path.is_absolute() or not path.parts or ".." in path.parts or path.parts[0] in (COMING, GOING):
        raise BackupError(f"This backup has a file with a name of no use: {name[:100]}.")
    return into / path


def _write_file(source: _Digesting, path: Path, changed_at: float) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as target:
        while piece := source.read(PIECE):
            target.write(piece)
        target.flush()
        os.fsync(target.fileno())
    os.utime(path, (changed_at, changed_at))
