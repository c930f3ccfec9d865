"""Lines of a log in the combined format, as nginx, Apache and varnishncsa write it: which of them are reads.

Source: https://httpd.apache.org/docs/2.4/logs.html#combined
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import NamedTuple
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.utils import timezone

from newsroom.reads.reading_client import is_robot, referring_host
from newsroom.reads.reads_tally import DELIVERED

_QUOTED = r'"((?:[^"\\]|\\.)*)"'
_LINE = re.compile(rf"\S+ \S+ .*?\[([^\]]+)\] {_QUOTED} (\d{{3}}) \S+ {_QUOTED} {_QUOTED}")
_ARTICLE = re.compile(r"/articles/([-a-zA-Z0-9_]+)/")
_AHEAD = timedelta(days=1)  # by which a clock may be wrong


class LoggedRead(NamedTuple):
    """host: of the site that led here; empty without one."""

    slug: str
    at: datetime
    host: str


class Line(NamedTuple):
    at: datetime
    read: LoggedRead | None


def read_line(text: str) -> Line | None:
    """None: this is no line of the combined format."""
    found = _LINE.match(text)
    if found is None:
        return None
    written, request, status, referer, user_agent = found.groups()
    try:
        at = datetime.strptime(written, "%d/%b/%Y:%H:%M:%S %z")
        if at > timezone.now() + _AHEAD:
            return None
    except (ValueError, OverflowError):
        return None
    slug = _slug(request) if int(status) in DELIVERED else ""
    if not slug or is_robot(user_agent):
        return Line(at, None)
    return Line(at, LoggedRead(slug, at, referring_host(referer)))


def _slug(request: str) -> str:
    """Of the article whose public address was requested with GET; empty for all else."""
    method, _, rest = request.partition(" ")
    if method != "GET":
        return ""
    try:
        parts = urlsplit(rest.rpartition(" ")[0] or rest)
        found = _ARTICLE.fullmatch(unquote(parts.path))
        is_other_site = bool(parts.hostname) and parts.hostname != urlsplit(settings.SITE_URL).hostname
        if found is None or is_other_site or "comment" in parse_qs(parts.query, keep_blank_values=True):
            return ""
    except ValueError:
        return ""
    return found[1]
