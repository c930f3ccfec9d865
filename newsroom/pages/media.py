"""Pictures from the local disk, where no object storage serves them."""

from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import path, register_converter
from django.views.static import serve

from articles.pictures.body_pictures import picture_at
from articles.pictures.renditions import CONTENT_TYPES
from web.public_page import FOR_A_YEAR, read_only


class PictureNameConverter:
    """Folders and a name with the ending of a picture. Without any other dot no name leads out of the media folder."""

    regex = rf"(?:[A-Za-z0-9_-]{{1,100}}/){{0,5}}[A-Za-z0-9_-]{{1,100}}\.(?:{'|'.join(CONTENT_TYPES)})"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


@read_only
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """A picture. Caches may keep it permanently, since a name is never given to another picture.

    A change of its words gives a picture's files new names; a former name, in a text or a feed, leads to the new one.
    """
    try:
        response = serve(request, name, document_root=str(settings.MEDIA_ROOT))
    except Http404:
        image = picture_at(name)
        if image is None or image.file.name == name or not image.file.storage.exists(str(image.file.name)):
            raise
        return redirect(image.file.url)
    response["Content-Type"] = CONTENT_TYPES[name.rpartition(".")[2]]
    response["Cache-Control"] = FOR_A_YEAR
    return response


register_converter(PictureNameConverter, "picture_name")
urlpatterns = [path("<picture_name:name>", media)]
