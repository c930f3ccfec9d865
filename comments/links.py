"""The links in what somebody wrote."""

import re

from django.utils.html import Urlizer
from django.utils.safestring import SafeString, mark_safe

_LINK = re.compile(r"(?:[a-z][a-z0-9+.-]*://|www\.)[^\s/?#<>\"']*", re.IGNORECASE)


def links_in(text: str) -> list[str]:
    """The links in text as far as their host: ``https://example.org``, ``www.example.org:80``."""
    return _LINK.findall(text)


def hosts_in(text: str) -> set[str]:
    """The hosts that text links to, without a port."""
    return {link.rpartition("://")[2].rpartition("@")[2].partition(":")[0].strip(".") for link in links_in(text)}


class _PagesOnly(Urlizer):
    """Leaves e-mail addresses as they were typed: a link would hand them to whoever collects them."""

    @staticmethod
    def is_email_simple(value: str) -> bool:
        return False


def linked(text: str) -> SafeString:
    """text as HTML, escaped, with links to pages that search engines do not follow."""
    return mark_safe(_PagesOnly()(text, nofollow=True, autoescape=True))  # noqa: S308 - the urlizer escapes
