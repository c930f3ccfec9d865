"""What the site is called and where it stands, for every template."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site_identity(request: HttpRequest) -> dict[str, Any]:
    return {"site_name": settings.SITE_NAME, "site_url": settings.SITE_URL}
