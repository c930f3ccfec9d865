"""What a phone needs to put the site on its home screen."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi
from django.utils.translation import gettext as _

from articles.reading.reader_page import public_answer
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
    contents = {
        "id": "/",
        "name": settings.SITE_NAME,
        "short_name": settings.SITE_NAME[:12],
        "description": _("News that says how it was made, and readers who answer with comments and stars."),
        "lang": get_language(),
        "dir": "rtl" if get_language_bidi() else "ltr",
        "start_url": reverse("front"),
        "scope": reverse("front"),
        "display": "minimal-ui",
        "background_color": PAPER,
        "icons": [
            {"src": static(f"icons/{name}"), "sizes": sizes, "type": "image/png", "purpose": purpose}
            for name, sizes, purpose in ICONS
        ],
    }
    return public_answer(request, JsonResponse(contents, content_type="application/manifest+json"))
