"""The sheet with the site's own colours. Its address holds them, so caches may keep it permanently."""

from django.http import HttpRequest, HttpResponse
from django.urls import path, register_converter

from web.public_page import FOR_A_YEAR, read_only


class ColoursConverter:
    """Three colours joined by hyphens, as six hexadecimal digits each, or 0 for the program's own."""

    regex = r"(?:[0-9a-f]{6}|0)(?:-(?:[0-9a-f]{6}|0)){2}"

    def to_python(self, value: str) -> list[str]:
        return ["" if colour == "0" else f"#{colour}" for colour in value.split("-")]

    def to_url(self, value: str) -> str:
        return value


@read_only
def site_colours(request: HttpRequest, colours: list[str]) -> HttpResponse:
    on_light, on_dark, brand = colours
    rules = []
    if on_light:
        rules.append(f":root{{--color-link:{on_light}}}")
    if on_dark:
        rules.append(f"@media screen and (prefers-color-scheme:dark){{:root{{--color-link:{on_dark}}}}}")
    elif on_light:  # the sheet comes after the program's own, which says another colour in the dark
        rules[-1] = f"@media not (prefers-color-scheme:dark){{{rules[-1]}}}"
    if brand:
        rules.append(f":root{{--color-brand:{brand}}}")
    response = HttpResponse("\n".join(rules) + "\n", content_type="text/css; charset=utf-8")
    response["Cache-Control"] = FOR_A_YEAR
    return response


register_converter(ColoursConverter, "colours")
urlpatterns = [path("<colours:colours>.css", site_colours, name="site_colours")]
