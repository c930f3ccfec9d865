"""The elements of WXR 1.2, WordPress's own export, as text. Nothing in a value can end its element."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from xml.sax.saxutils import escape, quoteattr

from django.utils import timezone

from web.plain_text import writable

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0"
  xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:wfw="http://wellformedweb.org/CommentAPI/"
  xmlns:dc="http://purl.org/dc/elements/1.1/"
  xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
"""
END = "</channel>\n</rss>\n"


def element(name: str, value: object, **attributes: str) -> str:
    words = "".join(f" {key}={quoteattr(writable(each))}" for key, each in attributes.items())
    return f"<{name}{words}>{escape(writable(str(value)))}</{name}>\n"


def cdata(name: str, value: str, **attributes: str) -> str:
    words = "".join(f" {key}={quoteattr(writable(each))}" for key, each in attributes.items())
    return f"<{name}{words}><![CDATA[{writable(value).replace(']]>', ']]]]><![CDATA[>')}]]></{name}>\n"


def meta(kind: str, key: str, value: str) -> str:
    """kind: post or comment."""
    inner = cdata("wp:meta_key", key) + cdata("wp:meta_value", value)
    return f"<wp:{kind}meta>\n{inner}</wp:{kind}meta>\n"


def dates(moment: datetime, changed: datetime) -> Iterator[str]:
    """When a post was published and changed, each in the site's zone and in UTC."""
    yield element("pubDate", format_datetime(moment.astimezone(UTC)))
    for name, each in (("post_date", moment), ("post_modified", changed)):
        yield element(f"wp:{name}", local(each))
        yield element(f"wp:{name}_gmt", in_utc(each))


def local(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M:%S}"


def in_utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
