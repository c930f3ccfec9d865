"""Addresses in full, for what is read away from the site: feeds, structured data, mail."""

from urllib.parse import urljoin

from django.conf import settings


def absolute(address: str) -> str:
    """address with the site's own before it; one that is whole already stays as it is."""
    return urljoin(f"{settings.SITE_URL}/", address)
