"""Cards in a text: a link on a line of its own to a video, a post or a page elsewhere.

A text stores ``<p class="embed"><a href="…">Title</a></p>``, which feeds and old browsers show as it is. Pages add the
name of the site, and for videos the address of a player, which a script asks for once a reader chooses it.
"""

import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.utils.html import format_html
from django.utils.translation import gettext

YOUTUBE, VIMEO = settings.VIDEO_PLAYERS
_CARD = re.compile(r'<p class="embed">(<a href="([^"]*)"[^>]*>.*?</a>)</p>', re.DOTALL)
_VIDEO_KEY = re.compile(r"[A-Za-z0-9_-]{11}")
_YOUTUBE_PATH = re.compile(r"/(?:embed|shorts|live|v)/([A-Za-z0-9_-]{11})/?")
_VIMEO_PATH = re.compile(r"/(?:video/)?(\d{4,12})(?:/([0-9a-f]{6,16}))?/?")
_MASTODON_PATH = re.compile(r"/@[^/]+(?:@[^/]+)?/\d{15,20}/?")


@dataclass(frozen=True)
class Card:
    """site: its name for readers. player: the address that plays the video in a frame; empty where there is none."""

    site: str
    player: str = ""


def card_of(address: str) -> Card:
    """What is known of an address without asking anyone."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return Card("")
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    if host in ("youtube.com", "youtube-nocookie.com", "youtu.be"):
        key = _youtube_key(host, parts.path, parts.query)
        return Card("YouTube", f"{YOUTUBE}/embed/{key}" if key else "")
    if host in ("vimeo.com", "player.vimeo.com"):
        found = _VIMEO_PATH.fullmatch(parts.path)
        secret = f"?h={found[2]}" if found and found[2] else ""
        return Card("Vimeo", f"{VIMEO}/video/{found[1]}{secret}" if found else "")
    if host == "bsky.app":
        return Card("Bluesky")
    if _MASTODON_PATH.fullmatch(parts.path):
        return Card(f"Mastodon, {host}")
    return Card(host)


def _youtube_key(host: str, path: str, query: str) -> str:
    if host == "youtu.be":
        key = path.strip("/")
    elif found := _YOUTUBE_PATH.fullmatch(path):
        key = found[1]
    else:
        key = parse_qs(query).get("v", [""])[0]
    return key if _VIDEO_KEY.fullmatch(key) else ""


def with_cards(body: str) -> str:
    """The cleaned body, with the name of its site on each card, and the address of its player where there is one."""
    return _CARD.sub(lambda found: _shown(found[1], card_of(unescape(found[2]))), body) if "embed" in body else body


def plays_videos(body: str) -> bool:
    """Whether a card of the cleaned body has a player, so the page needs the script for it."""
    return any(card_of(unescape(found[2])).player for found in _CARD.finditer(body))


def _shown(link: str, card: Card) -> str:
    site = format_html(' <span class="embed__site">{}</span>', card.site)
    if not card.player:
        return f'<p class="embed">{link}{site}</p>'
    words = gettext("Play here (this contacts %(site)s)") % {"site": card.site}
    start = format_html('<p class="embed" data-player="{}" data-play-words="{}">', card.player, words)
    return f"{start}{link}{site}</p>"
