"""Files that no picture names: a process was killed, or a transaction taken back, before the row was there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from articles.models import Image
from articles.pictures.image import FOLDER

SPARED = timedelta(days=1)  # a row may come after its file for as long as an import lasts
_OWN = re.compile(r"[\w-]{5,40}?-[0-9a-f]{8}(?=[.-])")  # what all files of a picture begin with


def lost_files(before: datetime) -> Iterator[str]:
    """The names in the storage of files that were written before a moment and belong to no picture."""
    storage = Image._meta.get_field("file").storage
    for folder in _listed(FOLDER)[0]:
        names = [name for name in _listed(f"{FOLDER}/{folder}")[1] if _OWN.match(name)]
        if not names:
            continue
        rows = Image.objects.filter(file__startswith=f"{FOLDER}/{folder}/").values_list("file", flat=True)
        owned = {match[0] for row in rows if (match := _OWN.match(row.rpartition("/")[2]))}
        for name in names:
            path = f"{FOLDER}/{folder}/{name}"
            if _OWN.match(name)[0] not in owned and storage.get_modified_time(path) < before:  # type: ignore[index]
                yield path


def _listed(folder: str) -> tuple[list[str], list[str]]:
    try:
        folders, files = Image._meta.get_field("file").storage.listdir(folder)
    except FileNotFoundError:
        return [], []
    return sorted(folders), files


def delete_lost_files(before: datetime) -> int:
    """How many there were."""
    names = list(lost_files(before))
    for name in names:
        Image._meta.get_field("file").storage.delete(name)
    return len(names)
