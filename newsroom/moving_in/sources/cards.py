"""Cards and other HTML that several sources write for what an article shows as a link."""

from __future__ import annotations

from html import escape
from urllib.parse import unquote, urlsplit

from articles.text.embeds import card_of


def card(address: str, title: str = "") -> str:
    """A card for an address elsewhere; plain text where it is none of the web."""
    if not address.startswith(("http://", "https://")):
        return f"<p>{escape(title or address)}</p>"
    words = title or name_of(address)
    return f'<p class="embed"><a href="{escape(address)}">{escape(words)}</a></p>'


def name_of(address: str) -> str:
    """What to call an address without a title: its site, or its file."""
    site = card_of(address).site
    file = unquote(urlsplit(address).path.rstrip("/").rpartition("/")[2])
    return f"{site}: {file}" if site and "." in file else site or address
