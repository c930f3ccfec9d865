"""Pictures for tests, as small as they can be."""

from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image as Picture

from articles.models import Image


def drawn(shade: int = 0) -> bytes:
    """A file that is another one for each shade, 0 to 255."""
    out = BytesIO()
    Picture.new("RGB", (60, 40), (shade, 0, 0)).save(out, "JPEG")
    return out.getvalue()


def make_picture(**what_matters) -> Image:
    """A stored picture, with a file that no other one has."""
    number = Image.objects.count() + 1
    rest = {
        "file": ContentFile(drawn(number * 9 % 256), "picture.jpg"),
        "alternative_text": f"Picture {number}",
        "digital_source_type": Image.DigitalSourceType.CAPTURE,
    }
    picture = Image(**rest | what_matters)
    picture.save()
    return picture
