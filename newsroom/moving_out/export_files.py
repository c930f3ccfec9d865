"""The files of the site: each picture with its smaller copies, and the logo and icon. Copied in pieces."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.core.files.storage import default_storage

from articles.models import Image
from newsroom.moving_out.export_format import PIECE
from web.identity.current_site import ICON_SIZES, MASKABLE, icon_file, logo_file
from web.models import SiteProfile

AT_ONCE = 200  # rows


def file_names() -> Iterator[str]:
    """The name in the storage of each file that a row names, each once."""
    for image in Image.objects.order_by("pk").iterator(AT_ONCE):
        yield from dict.fromkeys(image.file_names)
    for profile in SiteProfile.objects.all():
        yield from dict.fromkeys(logo_file(logo) for logo in (profile.logo, profile.logo_on_dark) if logo)
        if profile.icon:
            yield from (icon_file(profile.icon, size) for size in (*ICON_SIZES, MASKABLE))


def copy_out(name: str, to: Path) -> tuple[int, str] | None:
    """Its size in bytes and its SHA-256; None where the storage does not have it."""
    try:
        source = default_storage.open(name)
    except FileNotFoundError:
        return None
    digest, size = hashlib.sha256(), 0
    to.parent.mkdir(parents=True, exist_ok=True)
    with source, to.open("wb") as target:
        while piece := source.read(PIECE):
            target.write(piece)
            digest.update(piece)
            size += len(piece)
    return size, digest.hexdigest()
