"""What a phone needs to put the site on its home screen."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from articles.reading.reader_page import public_answer
from web.identity.current_site import MASKABLE, Site, current_site
from web.public_page import read_only

PAPER = "#fdfdfc"  # as in static/css/tokens.css
ICONS = (
    ("icon-192.png", "192x192", "any"),
    ("icon-512.png", "512x512", "any"),
    ("maskable.png", "512x512", "maskable"),
)


@read_only
def manifest(request: HttpRequest) -> HttpResponse:
    """The web app manifest. The theme's colour is not in it: each page names one for light and one for dark."""
    site = current_site()
    contents = {
        "id": "/",
        "name": site.name,
        "short_name": site.name[:12],
        "description": site.tagline
        or _("News that says how it was made, and readers who answer with comments and stars."),
        "lang": get_language(),
        "dir": "rtl" if get_language_bidi() else "ltr",
        "start_url": reverse("front"),
        "scope": reverse("front"),
        "display": "minimal-ui",
        "background_color": PAPER,
        "icons": _icons(site),
    }
    return public_answer(request, JsonResponse(contents, content_type="application/manifest+json"))


def _icons(site: Site) -> list[dict[str, str]]:
    """The site's own, or the program's."""
    if site.icon:
        own = [(site.icon_url(size), f"{size}x{size}", "any") for size in (192, 512)]
        own.append((site.icon_url(MASKABLE), "512x512", "maskable"))
    else:
        own = [(static(f"icons/{name}"), sizes, purpose) for name, sizes, purpose in ICONS]
    return [{"src": src, "sizes": sizes, "type": "image/png", "purpose": purpose} for src, sizes, purpose in own]
