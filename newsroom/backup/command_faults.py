"""What goes wrong while a command works on a backup, as one sentence."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.management.base import CommandError
from django.db import Error

from newsroom.backup.backup_format import BackupError
from newsroom.backup.bytes_progress import BytesProgress


@contextmanager
def told_in_one_sentence(progress: BytesProgress, of_the_database: str) -> Iterator[None]:
    """CommandError for every fault that has a reason. of_the_database: what it means if that refuses."""
    try:
        yield
    except (BackupError, OSError, Error) as fault:
        progress.finish()
        if isinstance(fault, OSError):
            words = _of_a_file(fault)
        else:
            words = f"{of_the_database}: {str(fault).splitlines()[0]}" if isinstance(fault, Error) else str(fault)
        raise CommandError(words) from fault


def _of_a_file(fault: OSError) -> str:
    if fault.errno in (errno.ENOSPC, errno.EDQUOT):
        return "The disk is full: make room, then run the command again."
    return f"“{fault.filename or 'A file'}” cannot be read or written: {fault.strerror or fault}."
