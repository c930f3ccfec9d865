"""What the site is called and where it stands, for every template."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from web.identity.current_site import current_site


def site_identity(request: HttpRequest) -> dict[str, Any]:
    """One query at most in a request. An error page brings the site along."""
    site = getattr(request, "site_of_error_page", None) or current_site()
    return {"site": site, "site_name": site.name, "site_url": settings.SITE_URL}
