"""A cached page as it is served while the database is away: it says that it may not be up to date."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from web.page_cache.cached_page import Headers, Page

# Caches in front may share it among readers, and soon request the page again.
SHARED_FOR = 5  # seconds
WARNING = '110 newsroom "Response is Stale"'  # source: RFC 7234, section 5.5.1
_BEGINNING_OF_CONTENT = re.compile(rb"<main\b[^>]*>")


def said_to_be_stale(page: Page) -> Page:
    """page with a header that says so and, if it is HTML, a line at the beginning of its content."""
    headers: Headers = []
    is_html = False
    for name, value in page.headers:
        if name.lower() == "cache-control":
            headers.append((name, f"public, max-age=0, s-maxage={SHARED_FOR}"))
        else:
            headers.append((name, value))
        is_html = is_html or (name.lower() == "content-type" and value.startswith("text/html"))
    headers += [("Warning", WARNING), ("ETag", f'{page.tag[:-1]}-stale"')]
    body = page.body
    if is_html:
        line = f'<p class="stale">{_("This page may not be up to date.")}</p>'.encode()
        body = _BEGINNING_OF_CONTENT.sub(lambda found: found[0] + line, body, count=1)
    return Page(headers, body, "identity", page.read_of)
