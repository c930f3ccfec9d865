"""What ``manage.py check --deploy`` says about a site's set-up that would only show once readers come."""

from typing import Any

from django.conf import settings
from django.core import checks


@checks.register(checks.Tags.security, deploy=True)
def https_needs_a_trusted_proxy(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    if settings.SECURE_SSL_REDIRECT and not settings.TRUSTED_PROXIES:
        return [
            checks.Warning(
                "SITE_URL says https, but TRUSTED_PROXIES names no proxy that could end TLS.",
                hint="Name the proxy's address, or every request is redirected to itself.",
                id="newsroom.W001",
            )
        ]
    return []
