"""Smaller copies of a picture, in three formats, so each browser loads the least that it can show."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from articles.pictures.upload_check import NO_XMP_YET, saved

if TYPE_CHECKING:  # Pillow is large, and a worker that makes no renditions does without
    from PIL import Image

WIDTHS = (480, 960, 1440)  # CSS pixels: a phone, a phone of double density, the page at its widest
# By the ending of a file's name, in the order in which browsers are offered them: the smallest first. Quality: of 100.
FORMATS: dict[str, tuple[str, dict[str, Any]]] = {
    "avif": ("AVIF", {"quality": 60, "speed": 6, "max_threads": 1, "xmp": NO_XMP_YET}),
    "webp": ("WEBP", {"quality": 80, "xmp": NO_XMP_YET}),
    "jpg": ("JPEG", {"quality": 80, "progressive": True, "optimize": True, "comment": b""}),
}
CONTENT_TYPES = {"avif": "image/avif", "jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}


def rendition_widths(width: int) -> list[int]:
    """The widths, in pixels, that a picture of width is served in; none is wider than the picture."""
    return [*(narrower for narrower in WIDTHS if narrower < width), *([width] if width <= WIDTHS[-1] else [])]


def renditions(original: bytes, endings: list[str]) -> dict[tuple[int, str], bytes]:
    """The picture in original, a file that ``upload_check`` made, by width and ending."""
    from PIL import Image

    with Image.open(BytesIO(original), formats=("JPEG", "PNG", "WEBP")) as picture:
        profile = picture.info.get("icc_profile")
        made = {}
        for width in rendition_widths(picture.width):
            height = max(1, round(picture.height * width / picture.width))
            smaller = picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
            for ending in endings:
                made[width, ending] = _encoded(smaller, ending, profile)
        return made


def _encoded(picture: Image.Image, ending: str, profile: bytes | None) -> bytes:
    kind, options = FORMATS[ending]
    if kind == "JPEG" and picture.mode == "RGBA":  # JPEG has no transparency
        from PIL import Image

        ground = Image.new("RGB", picture.size, "white")
        ground.paste(picture, mask=picture.getchannel("A"))
        picture = ground
    return saved(picture, kind, icc_profile=profile, **options)
