"""The ``AI-Disclosure`` response header: an individual draft for HTTP (draft-abaris-aicdh), behind its own switch."""

import re
from datetime import datetime

from django.conf import settings
from django.http import HttpResponse

from articles.models import Article
from web.identity.current_site import current_site

_PRINTABLE_ASCII = re.compile(r"[\x20-\x7e]+")


def disclose_in_header(response: HttpResponse, article: Article) -> None:
    """Say in response's header how article, and so the whole response, was made; nothing where its parts differ."""
    if settings.AI_DISCLOSURE_HEADER and (value := _disclosure(article)):
        response["AI-Disclosure"] = value


def _disclosure(article: Article) -> str:
    """A dictionary of structured fields (RFC 9651): ``mode=machine-generated, model="Example 1", date=@1704067200``."""
    level = article.level
    if level is None or not level.is_disclosed or article.is_mixed:
        return ""
    members = {"mode": level.header_mode}
    if level.involves_ai:
        members["model"] = _string(article.ai_system)
    if level.is_checked:
        members["reviewed-by"] = _string(current_site().name)  # the desk; the person is on the page
    if article.published_at:
        members["date"] = _date(article.published_at)
    return ", ".join(f"{key}={value}" for key, value in members.items() if value)


def _string(text: str) -> str:
    """A String; empty where text has a character that a String cannot hold, since half a name would be a wrong one."""
    if not _PRINTABLE_ASCII.fullmatch(text):
        return ""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _date(time: datetime) -> str:
    return f"@{int(time.timestamp())}"
