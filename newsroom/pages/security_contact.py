"""``/.well-known/security.txt`` (RFC 9116): where someone who found a weakness writes to."""

from datetime import timedelta
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from web.identity.current_site import current_site
from web.public_page import PUBLIC, read_only

VALID = timedelta(days=180)  # less than a year, as the standard recommends


@read_only
def security_contact(request: HttpRequest) -> HttpResponse:
    """The contact page, which staff edit: the address is read anew each time, so it does not expire while we answer."""
    expires = (timezone.now() + VALID).replace(hour=0, minute=0, second=0, microsecond=0)
    email = current_site().contact
    lines = [
        *([f"Contact: mailto:{quote(email, safe='@')}"] if email else []),
        f"Contact: {settings.SITE_URL}{reverse('contact')}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {settings.LANGUAGE_CODE}",
        f"Canonical: {settings.SITE_URL}{reverse('security_contact')}",
        "",
    ]
    response = HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = PUBLIC
    return response
