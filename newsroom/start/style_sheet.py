"""The style sheets: one file for each block, and one file on the wire.

``static/css/site.css`` imports the readers' blocks in their order, ``static/front/css/front.css`` those that only the
front and the lists need, ``static/desk/css/desk.css`` those of the desk. In ``SITE_STATIC``, a file ``css/<block>``
takes the place of a readers' block, and ``css/theme.css`` comes after all of the first sheet.
Collecting static files, and the server of development, get the joined sheets from the finder below.
"""

import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import FileSystemFinder
from django.core.files.storage import FileSystemStorage, Storage

NAME = "site.css"
LISTS = "front/front.css"
DESK = "desk/desk.css"
THEME = "theme.css"
_BLOCKS = {
    NAME: "css",
    LISTS: "front/css",
    DESK: "desk/css",
}  # under static/: the folder of each sheet, which holds nothing else
_IMPORT = re.compile(r'^@import "(?P<file>[^"]+)"(?: layer\((?P<layer>\w+)\))?;$', re.MULTILINE)
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_EMPTY_LINES_AND_INDENTATION = re.compile(r"^\s+", re.MULTILINE)


class StyleSheetFinder(FileSystemFinder):
    """The files of ``STATICFILES_DIRS``, with the joined sheets in place of the blocks."""

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        yield from super().list([*(ignore_patterns or []), "css"])
        written = FileSystemStorage(location=settings.VAR_DIR / "css")
        for name in _BLOCKS:
            _write(name)
            yield name, written

    def find(self, path: str, find_all: Any = False) -> Any:
        if path not in _BLOCKS:
            return super().find(path, find_all)
        return [str(_write(path))] if find_all else str(_write(path))


def joined(name: str = NAME) -> str:
    """A sheet, with each import replaced by its file in its layer, and without what only people read."""
    blocks = folder(name)
    sheet = (blocks / Path(name).name).read_text()
    sheet = _IMPORT.sub(lambda found: _block(blocks, **found.groupdict()), sheet)
    if name == NAME and (theme := _of_the_site(THEME)):
        sheet = f"{sheet}\n{theme.read_text()}"
    return _EMPTY_LINES_AND_INDENTATION.sub("", _COMMENT.sub("", sheet))


def folder(name: str) -> Path:
    """Where the blocks of a sheet are."""
    static: Path = settings.BASE_DIR / "static"
    return static / _BLOCKS[name]


def _block(blocks: Path, file: str, layer: str | None) -> str:
    own = None if blocks == folder(DESK) else _of_the_site(file)
    text = (own or blocks / file).read_text()
    return f"@layer {layer} {{\n{text}}}" if layer else text


def _of_the_site(file: str) -> Path | None:
    path: Path | None = settings.SITE_STATIC and settings.SITE_STATIC / _BLOCKS[NAME] / file
    return path if path and path.is_file() else None


def _write(name: str) -> Path:
    """The joined sheet as a file, written only when it differs: its time of change says whether to collect it again."""
    path: Path = settings.VAR_DIR / "css" / name
    sheet = joined(name)
    if not path.exists() or path.read_text() != sheet:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False) as file:
            file.write(sheet)
        os.chmod(file.name, 0o644)
        os.replace(file.name, path)  # at once, since two processes may write it
    return path
