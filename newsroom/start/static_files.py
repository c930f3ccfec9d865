"""Static files, collected for serving when, and only when, one of them has changed."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command


def collect_if_changed() -> bool:
    """Collect into STATIC_ROOT unless its files are those that are there to collect; whether that was needed."""
    record = Path(settings.STATIC_ROOT).with_name("static.fingerprint")
    fingerprint = _fingerprint()
    if record.exists() and record.read_text() == fingerprint and Path(settings.STATIC_ROOT).is_dir():
        return False
    call_command("collectstatic", interactive=False, verbosity=0)
    record.write_text(fingerprint)  # last, so an interrupted collection is done again
    return True


def _fingerprint() -> str:
    """A digest of each file's place, size and time of change."""
    digest = hashlib.sha256(settings.STORAGES["staticfiles"]["BACKEND"].encode())
    for finder in get_finders():
        for name, storage in finder.list(ignore_patterns=None):
            file = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{file.st_size}\0{file.st_mtime_ns}\0".encode())
    return digest.hexdigest()
