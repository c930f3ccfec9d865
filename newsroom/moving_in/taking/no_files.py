"""A plan writes no file: pictures are checked, and their files go nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

from django.core.files.storage import FileSystemStorage

from articles.models import Image


class _Nowhere(FileSystemStorage):
    """Names and addresses as the site's own, without a file behind them."""

    def _save(self, name: str, content: Any) -> str:
        return name

    def _open(self, name: str, mode: str = "rb") -> IO[bytes]:  # type: ignore[override]
        raise FileNotFoundError(name)

    def exists(self, name: str) -> bool:
        return False

    def delete(self, name: str) -> None:
        return


@contextmanager
def no_files() -> Iterator[None]:
    """Within it, pictures are stored without their files."""
    field: Any = Image._meta.get_field("file")
    before, field.storage = field.storage, _Nowhere()
    try:
        yield
    finally:
        field.storage = before
