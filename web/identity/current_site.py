"""What the site is called and how it looks now, as an administrator edited it; the settings where nobody did.

A page that may be cached reads it together with the content version, so it costs such a page no query. Any other
request reads it once.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.signals import request_finished, request_started
from django.db import Error
from django.urls import reverse

from web.database.prepared import Prepared
from web.identity.site_profile import SiteLink, SiteProfile

LOGO_HEIGHT = 96  # pixels of the file; pages show it half as high
ICON_SIZES = (32, 180, 192, 512)  # pixels

Link = tuple[str, str]  # words, address


@dataclass(frozen=True)
class Site:
    """logo, icon: the name of a file without its ending, or empty. Links: words and address, in their order."""

    name: str
    tagline: str = ""
    publisher: str = ""
    responsible: str = ""
    contact: str = ""
    link_on_light: str = ""
    link_on_dark: str = ""
    brand: str = ""
    logo: str = ""
    logo_width: int = 0
    logo_height: int = 0
    icon: str = ""
    open_to_search: bool = True
    open_to_answers: bool = True
    open_to_training: bool = True
    menu: tuple[Link, ...] = ()
    footer: tuple[Link, ...] = ()
    social: tuple[Link, ...] = ()

    @property
    def logo_url(self) -> str:
        return default_storage.url(f"{self.logo}.webp") if self.logo else ""

    def icon_url(self, size: int) -> str:
        """size: of ICON_SIZES. Empty without an icon of the site's own."""
        return default_storage.url(f"{self.icon}-{size}.png") if self.icon else ""

    @property
    def small_icon_url(self) -> str:
        return self.icon_url(32)

    @property
    def touch_icon_url(self) -> str:
        return self.icon_url(180)

    @property
    def logo_shown_width(self) -> int:
        return round(self.logo_width / 2)

    @property
    def logo_shown_height(self) -> int:
        return round(self.logo_height / 2)

    @property
    def style_url(self) -> str:
        """The sheet with the colours, under a name that changes with them; empty where all are the program's own."""
        colours = [self.link_on_light, self.link_on_dark, self.brand]
        if not any(colours):
            return ""
        return reverse("site_colours", args=["-".join(colour.lstrip("#").lower() or "0" for colour in colours)])

    @property
    def content_usage(self) -> str:
        """What may be made of the texts, as the signal ``Content-Usage`` has it; empty if staff ruled nothing out."""
        if self.open_to_search and self.open_to_training:
            return ""
        return f"search={_yes_or_no(self.open_to_search)}, train-ai={_yes_or_no(self.open_to_training)}"

    @property
    def sender(self) -> str:
        """From whom mails are: the name that is edited, where the settings name none but the site."""
        name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
        return formataddr((self.name if name in ("", settings.SITE_NAME) else name, address))


def _yes_or_no(is_allowed: bool) -> str:
    return "y" if is_allowed else "n"


class _Now(threading.local):
    in_request = False
    site: Site | None = None


_now = _Now()
_last: dict[str, Any] | None = None  # the row that was read last in this process
_PROFILE: Prepared[Any] = Prepared(lambda: SiteProfile.objects.with_links())


def current_site() -> Site:
    """One query at most in a request."""
    if _now.site is not None:
        return _now.site
    rows = _PROFILE.run()
    return remember_site(rows[0][0] if rows else None)


def known_site() -> Site | None:
    """The site where the request has read it already; None where that would cost a query."""
    return _now.site


def site_without_fail() -> Site:
    """The same, for pages that a database which does not answer must not break: they take what was read last."""
    try:
        return current_site()
    except Error:
        return last_known_site()


def last_known_site() -> Site:
    """Without a query. It may be old: only for pages that say that the database does not answer."""
    return _now.site or _site_of(_last)


def remember_site(row: dict[str, Any] | None) -> Site:
    """Take row, as ``SiteProfileQuerySet.with_links`` gives it, for the rest of the request."""
    global _last
    _last = row
    site = _site_of(row)
    if _now.in_request:
        _now.site = site
    return site


def _site_of(row: dict[str, Any] | None) -> Site:
    if row is None:
        return Site(name=settings.SITE_NAME)
    facts = dict(row)
    links = facts.pop("links") or []
    places: dict[str, Any] = {
        place: tuple((link["label"], link["address"]) for link in links if link["place"] == place)
        for place in SiteLink.Place.values
    }
    return Site(**facts | {"name": facts["name"] or settings.SITE_NAME}, **places)


def _begin(**kwargs: Any) -> None:
    _now.site, _now.in_request = None, True


def _end(**kwargs: Any) -> None:
    _now.site, _now.in_request = None, False


request_started.connect(_begin)
request_finished.connect(_end)
