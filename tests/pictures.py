"""Pictures for tests, as small as they can be."""

from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image as Picture

from articles.models import Image
from articles.pictures.image_files import make_renditions


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
    picture.refresh_from_db()  # as a form would read it
    return picture


def rendered(picture: Image) -> Image:
    """picture, once the worker has done its task."""
    make_renditions.func(picture.pk)
    picture.refresh_from_db()
    return picture


def every_file(picture: Image) -> list[bytes]:
    """The original, then the smaller ones by format and width."""
    sets = [*(srcset for _type, srcset in picture.sources), picture.srcset]
    urls = [part.split()[0] for srcset in sets if srcset for part in srcset.split(", ")]
    names = [picture.file.name, *(url.removeprefix("/media/") for url in urls)]
    return [picture.file.storage.open(name).read() for name in names]
