"""Pictures from the local disk, where no object storage serves them."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path, register_converter
from django.views.static import serve

from web.public_page import read_only

CONTENT_TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}
A_YEAR = 365 * 24 * 3600  # seconds


class PictureNameConverter:
    """Folders and a name with the ending of a picture. Without any other dot no name leads out of the media folder."""

    regex = rf"(?:[A-Za-z0-9_-]{{1,100}}/){{0,5}}[A-Za-z0-9_-]{{1,100}}\.(?:{'|'.join(CONTENT_TYPES)})"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


@read_only
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """A picture. Caches may keep it permanently, since a name is never given to another picture."""
    response = serve(request, name, document_root=str(settings.MEDIA_ROOT))
    response["Content-Type"] = CONTENT_TYPES[name.rpartition(".")[2]]
    response["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    return response


register_converter(PictureNameConverter, "picture_name")
urlpatterns = [path("<picture_name:name>", media)]
