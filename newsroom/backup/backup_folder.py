"""The folder of all backups: each is whole or not there, and old ones go by a schedule."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings

from newsroom.backup.backup_format import MANIFEST, BackupError, moment_in_name

DAYS, WEEKS, MONTHS = 7, 4, 12  # of so many days, weeks and months with a backup, the last one of each stays
_PERIODS: tuple[tuple[int, Callable[[datetime], object]], ...] = (
    (DAYS, lambda moment: moment.date()),
    (WEEKS, lambda moment: moment.isocalendar()[:2]),
    (MONTHS, lambda moment: (moment.year, moment.month)),
)
_UNFINISHED = re.compile(r"\.newsroom-\d{8}T\d{6}Z\.unfinished", re.ASCII)
_FOR_ITS_OWNER = 0o700
_LOCK = ".lock"


@contextmanager
def folder_of_backups() -> Iterator[Path]:
    """The folder, for one process at a time. What an interrupted run left is removed. BackupError."""
    folder = settings.BACKUP_FOLDER
    _refuse_public(folder)
    try:
        folder.mkdir(mode=_FOR_ITS_OWNER, parents=True, exist_ok=True)
        lock = (folder / _LOCK).open("a")
    except OSError as fault:
        raise BackupError(f"The folder “{folder}” cannot be written: {fault.strerror}. See BACKUP_FOLDER.") from fault
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as fault:
            raise BackupError(f"Another backup to “{folder}” is being made.") from fault
        for path in folder.iterdir():
            if _UNFINISHED.fullmatch(path.name):
                shutil.rmtree(path)
        yield folder


@contextmanager
def new_backup(folder: Path, name: str) -> Iterator[Path]:
    """A folder to write into, which has its name only once all of it is on the disk; after an error it is gone."""
    unfinished = folder / f".{name}.unfinished"
    if (folder / name).exists():
        raise BackupError(f"There is a backup {name} already: try again.")
    unfinished.mkdir(mode=_FOR_ITS_OWNER)
    try:
        yield unfinished
        for path in [*unfinished.iterdir(), unfinished]:
            _put_on_disk(path)
        unfinished.rename(folder / name)
        _put_on_disk(folder)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise


def backups_in(folder: Path) -> list[Path]:
    """The whole backups of a folder, the newest first."""
    found = [path for path in folder.iterdir() if moment_in_name(path.name) and (path / MANIFEST).is_file()]
    return sorted(found, key=lambda path: path.name, reverse=True)


def remove_old(folder: Path, *, but: str) -> list[str]:
    """Remove what the schedule does not hold; the names of what went. but: a backup that stays in any case."""
    backups = backups_in(folder)
    staying = {but}
    for number, period in _PERIODS:
        last_of: dict[object, str] = {}
        for path in backups:
            last_of.setdefault(period(_moment(path)), path.name)
        staying.update(list(last_of.values())[:number])
    gone = [path for path in backups if path.name not in staying]
    for path in gone:
        going = folder / f".{path.name}.unfinished"  # what is left of an interrupted removal is no backup
        path.rename(going)
        shutil.rmtree(going)
    return [path.name for path in gone]


def _moment(path: Path) -> datetime:
    moment = moment_in_name(path.name)
    assert moment  # noqa: S101 (backups_in looked at it)
    return moment


def _refuse_public(folder: Path) -> None:
    public = [settings.MEDIA_ROOT, settings.STATIC_ROOT, *settings.STATICFILES_DIRS]
    for served in public:
        if folder.resolve().is_relative_to(Path(served).resolve()):
            raise BackupError(
                f"The folder “{folder}” is within “{served}”, whose files everyone can read: name another one in"
                " BACKUP_FOLDER."
            )


def _put_on_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
