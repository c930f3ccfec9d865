"""The site's logo and icon, made from an upload: checked as every picture is, and written in the sizes of pages.

An SVG is a program as much as a picture, so it is refused as in the library.
"""

from io import BytesIO

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from PIL import Image, ImageStat

from articles.pictures.upload_check import checked
from web.identity.contrast import contrast
from web.identity.current_site import ICON_SIZES, LOGO_HEIGHT, MASKABLE, TOUCH, icon_file, logo_file

WIDEST_LOGO = 12  # times its height
SMALLEST_ICON = 192  # pixels; a smaller one would be blurred on a phone
WITHIN_THE_MASK = 0.7  # of the side of a maskable icon: platforms cut a circle of 80 %
SEEN = 1.5  # contrast of a logo with its ground: below, it is hardly there
FOLDER = "site"


def write_logo(upload: File, ending: str = "logo") -> tuple[str, int, int]:
    """Returns the file's name without its ending, its width and its height in pixels. ValidationError."""
    picture, digest = _opened(upload)
    if picture.width > WIDEST_LOGO * picture.height:
        raise ValidationError(
            _("The logo is %(times)d times wider than high at most.") % {"times": WIDEST_LOGO}, code="too_wide"
        )
    picture = picture.crop(picture.getchannel("A").getbbox() or (0, 0, *picture.size))
    height = min(LOGO_HEIGHT, picture.height)
    width = max(1, round(picture.width * height / picture.height))
    name = f"{FOLDER}/{digest}-{ending}"
    _write(logo_file(name), picture.resize((width, height), Image.Resampling.LANCZOS), "WEBP")
    return name, width, height


def is_seen_on(logo: str, ground: str) -> bool:
    """Whether the logo stands out from ground, ``#rrggbb``. logo: a name that write_logo gave."""
    with default_storage.open(logo_file(logo)) as file:
        picture = Image.open(file).convert("RGBA")
    if picture.getchannel("A").getextrema()[1] == 0:  # type: ignore[operator]
        return False
    red, green, blue = ImageStat.Stat(picture.convert("RGB"), picture.getchannel("A").point(_opaque)).mean
    return contrast(f"#{round(red):02x}{round(green):02x}{round(blue):02x}", ground) >= SEEN


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
        smaller = picture.resize((size, size), Image.Resampling.LANCZOS)
        _write(icon_file(name, size), _on_ground(smaller, smaller) if size == TOUCH else smaller, "PNG")
    largest = ICON_SIZES[-1]
    within = round(largest * WITHIN_THE_MASK)
    beside = (largest - within) // 2
    place = Image.new("RGBA", (largest, largest))
    place.paste(picture.resize((within, within), Image.Resampling.LANCZOS), (beside, beside))
    _write(icon_file(name, MASKABLE), _on_ground(place, picture), "PNG")
    return name


def _on_ground(picture: Image.Image, edge: Image.Image) -> Image.Image:
    """picture on the colour in the corner of edge, or on white: phones show what is transparent as black."""
    red, green, blue, alpha = edge.getpixel((1, 1))  # type: ignore[misc]
    ground = (red, green, blue, 255) if alpha > 250 else (255, 255, 255, 255)
    return Image.alpha_composite(Image.new("RGBA", picture.size, ground), picture)


def _opaque(alpha: int) -> int:
    return 255 if alpha > 127 else 0


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
