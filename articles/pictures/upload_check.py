"""A picture that was handed in, made fit to serve: checked, upright, without what its file said of the photographer.

Whatever the file held beside the picture is dropped, since it can name the photographer's home. What it says of how the
picture was made is read by ``articles.pictures.provenance``, which writes what we say into every file.
"""

from __future__ import annotations

import hashlib
import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext as _

if TYPE_CHECKING:  # Pillow is large, and only those who upload need it
    from PIL import Image

MAX_BYTES = 20_000_000
MAX_PIXELS = 50_000_000
MAX_SIDE = 12_000  # pixels; WebP can hold 16,383
EXTENSIONS = {"JPEG": "jpg", "MPO": "jpg", "PNG": "png", "WEBP": "webp"}  # MPO: a JPEG of a phone with a second picture
CONTENT_TYPES = ("image/jpeg", "image/png", "image/webp")
NO_XMP_YET = b" "  # makes room for it: without, a WebP has no header that could announce it


def allowed() -> str:
    """What a file may be, in one sentence. Every refusal ends with it."""
    return _(
        "Use a JPEG, PNG or WebP file of up to %(megabytes)d MB and %(megapixels)d megapixels, "
        "with sides of up to %(side)d pixels."
    ) % {"megabytes": MAX_BYTES // 1_000_000, "megapixels": MAX_PIXELS // 1_000_000, "side": MAX_SIDE}


@dataclass(frozen=True)
class CheckedUpload:
    """digest: SHA-256 of the file as it was handed in. original: the picture at full size, as it will be served.

    extension: of the original. width, height: pixels of the original. content_type, xmp: of the file as handed in.
    """

    digest: str
    extension: str
    width: int
    height: int
    original: bytes
    content_type: str
    xmp: bytes


def checked(file: File) -> CheckedUpload:
    """The picture in file, as the site will serve it. Raises ValidationError where it cannot be one of ours."""
    if file.size > MAX_BYTES:
        raise _refused(_("The file is too large."), "too_large")
    file.seek(0)
    from PIL import Image

    data = file.read()
    picture, kind = _open(data)
    xmp = picture.info.get("xmp", b"")
    # A colour profile describes the colours of its own mode, and every other mode is converted.
    profile = picture.info.get("icc_profile") if picture.mode in ("RGB", "RGBA") else None
    picture = _upright(picture)
    return CheckedUpload(
        digest=hashlib.sha256(data).hexdigest(),
        extension=EXTENSIONS[kind],
        width=picture.width,
        height=picture.height,
        original=_original(picture, kind, profile),
        content_type=Image.MIME["JPEG" if kind == "MPO" else kind],
        xmp=xmp.encode() if isinstance(xmp, str) else xmp,
    )


def _refused(sentence: str, code: str) -> ValidationError:
    return ValidationError({"file": ValidationError(f"{sentence} {allowed()}", code=code)})


def _open(data: bytes) -> tuple[Image.Image, str]:
    """The decoded picture and its format. Nothing is decoded before the size that its header claims was looked at."""
    from PIL import Image, UnidentifiedImageError

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # the limits here are lower than Pillow's
        try:
            picture = Image.open(BytesIO(data), formats=("JPEG", "PNG", "WEBP"))
        except Image.DecompressionBombError as fault:
            raise _too_many_pixels() from fault
        except UnidentifiedImageError as fault:
            raise _refused(_("This file is no picture that can be used."), "not_a_picture") from fault
        except Exception as fault:  # a broken header can raise anything
            raise _broken() from fault
    kind = picture.format or ""
    if picture.width * picture.height > MAX_PIXELS or max(picture.size) > MAX_SIDE:
        raise _too_many_pixels()
    if getattr(picture, "is_animated", False) and kind != "MPO":
        raise _refused(_("The picture moves."), "animated")
    try:
        picture.load()
    except Exception as fault:  # so can a broken body
        raise _broken() from fault
    return picture, kind


def _too_many_pixels() -> ValidationError:
    return _refused(_("The picture has too many pixels."), "too_many_pixels")


def _broken() -> ValidationError:
    return _refused(_("The picture's file is broken."), "broken")


def _upright(picture: Image.Image) -> Image.Image:
    """Turned as the camera was held, in colours that every format of ours can hold."""
    from PIL import ImageOps

    picture = ImageOps.exif_transpose(picture)
    if picture.mode in ("RGB", "RGBA"):
        return picture
    if picture.mode.startswith(("I", "F")):
        raise _refused(_("The picture has more than 8 bits a colour: save it with 8."), "too_deep")
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")


def _original(picture: Image.Image, kind: str, profile: bytes | None) -> bytes:
    if kind == "PNG":
        return saved(picture, "PNG", icc_profile=profile)
    if kind == "WEBP":
        return saved(picture, "WEBP", quality=92, icc_profile=profile, xmp=NO_XMP_YET)
    return saved(picture, "JPEG", quality=92, progressive=True, optimize=True, icc_profile=profile, comment=b"")


def saved(picture: Image.Image, kind: str, **options: Any) -> bytes:
    """picture as a file of kind, without EXIF."""
    out = BytesIO()
    picture.save(out, kind, exif=b"", **options)
    return out.getvalue()
