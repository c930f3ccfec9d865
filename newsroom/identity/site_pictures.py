"""The site's logo and icon, made from an upload: checked as every picture is, and written in the sizes of pages."""

from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from PIL import Image

from articles.pictures.upload_check import checked
from web.identity.current_site import ICON_SIZES, LOGO_HEIGHT

WIDEST_LOGO = 8  # times its height
SMALLEST_ICON = 192  # pixels; a smaller one would be blurred on a phone
FOLDER = "site"


def write_logo(upload: File) -> tuple[str, int, int]:
    """Returns the file's name without its ending, its width and its height in pixels. ValidationError."""
    picture, digest = _opened(upload)
    if picture.width > WIDEST_LOGO * picture.height:
        raise ValidationError(
            _("The logo is %(times)d times wider than high at most.") % {"times": WIDEST_LOGO}, code="too_wide"
        )
    height = min(LOGO_HEIGHT, picture.height)
    width = max(1, round(picture.width * height / picture.height))
    name = f"{FOLDER}/{digest}-logo"
    _write(f"{name}.webp", picture.resize((width, height), Image.Resampling.LANCZOS), "WEBP")
    return name, width, height


def write_icon(upload: File) -> str:
    """Returns the files' name without size and ending. ValidationError."""
    picture, digest = _opened(upload)
    if picture.width != picture.height or picture.width < SMALLEST_ICON:
        raise ValidationError(
            _("The icon has to be square, with %(least)d pixels a side at least. This one has %(width)d by %(height)d.")
            % {"least": SMALLEST_ICON, "width": picture.width, "height": picture.height},
            code="not_square",
        )
    name = f"{FOLDER}/{digest}-icon"
    for size in ICON_SIZES:
        _write(f"{name}-{size}.png", picture.resize((size, size), Image.Resampling.LANCZOS), "PNG")
    return name


def _opened(upload: File) -> tuple[Image.Image, str]:
    try:
        rendered = checked(upload)
    except ValidationError as fault:
        raise ValidationError([each for errors in fault.error_dict.values() for each in errors]) from fault
    return Image.open(BytesIO(rendered.original)).convert("RGBA"), rendered.digest[:16]


def _write(name: str, picture: Image.Image, kind: str) -> None:
    """A name is given to one picture only, so a file that is there already is this one."""
    if default_storage.exists(name):
        return
    data = BytesIO()
    picture.save(data, kind)
    default_storage.save(name, ContentFile(data.getvalue()))
