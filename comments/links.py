"""The links in what somebody wrote."""

import re

_LINK = re.compile(r"(?:[a-z][a-z0-9+.-]*://|www\.)[^\s/?#<>\"']*", re.IGNORECASE)


def links_in(text: str) -> list[str]:
    """The links in text as far as their host: ``https://example.org``, ``www.example.org:80``."""
    return _LINK.findall(text)


def hosts_in(text: str) -> set[str]:
    """The hosts that text links to, without a port."""
    return {link.rpartition("://")[2].rpartition("@")[2].partition(":")[0].strip(".") for link in links_in(text)}
