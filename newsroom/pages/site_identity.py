"""What the site is called and where it stands, for every template."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from web.identity.current_site import current_site, last_known_site


def site_identity(request: HttpRequest) -> dict[str, Any]:
    """An error page takes what was known last, since it queries no database; so does the desk, which pays no query."""
    takes_last = getattr(request, "is_error_page", False) or request.path.startswith(reverse("admin:index"))
    site = last_known_site() if takes_last else current_site()
    return {"site": site, "site_name": site.name, "site_url": settings.SITE_URL}
