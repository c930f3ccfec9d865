"""A folder that is whole or not there: it is written under another name, and renamed at the end."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext as _

from newsroom.moving_out.export_format import ExportError

MARKER = "UNFINISHED"
_FOR_ITS_OWNER = 0o700  # it holds addresses


@contextmanager
def new_folder(folder: Path, say: Callable[[str], object]) -> Iterator[Path]:
    """The folder to write into. At the end it has the name that was asked for; after an error it is not there.

    After ``kill -9`` it is there, and the next run begins anew: what was read is one moment of the site, which is over.
    say: takes a sentence for the person who waits. ExportError where something is in the way.
    """
    folder = folder.absolute()
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise ExportError(_("“%(folder)s” is there already, and is no folder.") % {"folder": folder})
    if folder.is_dir() and any(folder.iterdir()):
        raise ExportError(_("“%(folder)s” is not empty. Name a new folder.") % {"folder": folder})
    if not folder.parent.is_dir():
        raise ExportError(_("There is no folder “%(folder)s”.") % {"folder": folder.parent})
    unfinished = folder.with_name(f".{folder.name}.unfinished")
    with _marked(unfinished, say):
        try:
            yield unfinished
            _put_on_disk(unfinished)
            (unfinished / MARKER).unlink()
            unfinished.rename(folder)
        except BaseException:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise


@contextmanager
def _marked(unfinished: Path, say: Callable[[str], object]) -> Iterator[None]:
    """An empty folder with a marker that no other process has open."""
    if unfinished.exists() and not (unfinished / MARKER).is_file():
        raise ExportError(_("“%(folder)s” is in the way. Take it away.") % {"folder": unfinished})
    unfinished.mkdir(mode=_FOR_ITS_OWNER, exist_ok=True)
    with (unfinished / MARKER).open("a") as marker:
        try:
            fcntl.flock(marker, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as fault:
            words = _("Another export is being written to “%(folder)s”.")
            raise ExportError(words % {"folder": unfinished}) from fault
        leftovers = [path for path in unfinished.iterdir() if path.name != MARKER]
        if leftovers:
            say(_("An export to this folder was interrupted. It begins anew."))
        for path in leftovers:
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        yield


def _put_on_disk(folder: Path) -> None:
    """A name that is there after a power cut has its content."""
    for path in [*folder.rglob("*"), folder]:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
