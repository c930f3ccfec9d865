"""What the site is called and how it looks now, as an administrator edited it; the settings where nobody did.

A page that may be cached reads it together with the content version, so it costs such a page no query. Any other
request reads it once.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.signals import request_finished, request_started
from django.db import Error
from django.templatetags.static import static
from django.urls import reverse

from web.database.prepared import Prepared
from web.identity.look import Look
from web.identity.site_profile import SHOWN, SiteLink, SiteProfile

SHEET = "site.css"
LOGO_HEIGHT = 96  # pixels of the file; pages show it half as high
TOUCH = 180  # pixels
ICON_SIZES = (32, TOUCH, 192, 512)  # pixels
MASKABLE = "maskable"

Link = tuple[str, str]  # words, address
Column = tuple[str, tuple[Link, ...]]  # heading, links


def icon_file(icon: str, size: int | str) -> str:
    """Its name in the storage. size: of ICON_SIZES, or MASKABLE."""
    return f"{icon}-{size}.png"


def look_digest(look: Look) -> str:
    return hashlib.sha256(f"{static(SHEET)} {look!r}".encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Logo:
    """file: in the storage. width, height: as pages show it, in pixels of a screen."""

    file: str
    width: int
    height: int

    @property
    def url(self) -> str:
        return default_storage.url(self.file)


def logo_file(logo: str) -> str:
    return f"{logo}.webp"


@dataclass(frozen=True)
class Site:
    """icon: the name of its files without size and ending, or empty. Links: words and address, in their order."""

    name: str
    tagline: str = ""
    publisher: str = ""
    responsible: str = ""
    publisher_address: str = ""
    contact: str = ""
    look: Look = field(default_factory=Look)
    logo: Logo | None = None
    logo_on_dark: Logo | None = None
    icon: str = ""
    open_to_search: bool = True
    open_to_answers: bool = True
    open_to_training: bool = True
    menu: tuple[Link, ...] = ()
    footer: tuple[Column, ...] = ()
    social: tuple[Link, ...] = ()
    look_in_address: str = ""  # signed, for the preview of a look that is not saved

    def icon_url(self, size: int | str) -> str:
        """size: of ICON_SIZES, or MASKABLE. Empty without an icon of the site's own."""
        return default_storage.url(icon_file(self.icon, size)) if self.icon else ""

    @property
    def small_icon_url(self) -> str:
        return self.icon_url(32)

    @property
    def touch_icon_url(self) -> str:
        return self.icon_url(TOUCH)

    @property
    def style_url(self) -> str:
        """The one sheet of each page: with the look's rules at its end, if the site has a look of its own.

        The name changes with the look and with the program's sheet, so caches may keep it permanently.
        """
        if not self.look:
            return static(SHEET)
        address = reverse("look_sheet", args=[look_digest(self.look)])
        return f"{address}?look={self.look_in_address}" if self.look_in_address else address

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
    is_pinned = False


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
    if _now.is_pinned and _now.site:
        return _now.site
    site = _site_of(row)
    if _now.in_request:
        _now.site = site
    return site


def pin_site(site: Site) -> None:
    """Show site for the rest of the request, whatever the database says: for a preview."""
    _now.site, _now.is_pinned = site, _now.in_request


def site_of_profile(profile: SiteProfile, links: Iterable[SiteLink]) -> Site:
    """The site as profile and links would make it, saved or not."""
    row = {name: getattr(profile, name) for name in SHOWN}
    names = ("place", "column", "label", "address")
    return _site_of(row | {"links": [{name: getattr(link, name) for name in names} for link in links]})


def look_of(profile: SiteProfile) -> Look:
    return site_of_profile(profile, ()).look


def _site_of(row: dict[str, Any] | None) -> Site:
    if row is None:
        return Site(name=settings.SITE_NAME)
    facts = dict(row)
    look = {name: facts.pop(name) for name in ("brand", "link_on_light", "link_on_dark", "type_pair")}
    colours = facts.pop("section_colours")
    sections = tuple(sorted((int(key), str(colour)) for key, colour in colours.items() if key.isdecimal()))
    logos: dict[str, Any] = {name: _logo(facts, name) for name in ("logo", "logo_on_dark")}
    links = facts.pop("links") or []
    return Site(
        **facts | {"name": facts["name"] or settings.SITE_NAME},
        **logos,
        look=Look(**look, sections=sections),
        menu=_links(links, SiteLink.Place.MENU),
        footer=_columns(links),
        social=_links(links, SiteLink.Place.SOCIAL),
    )


def _logo(facts: dict[str, Any], name: str) -> Logo | None:
    logo, width, height = facts.pop(name), facts.pop(f"{name}_width"), facts.pop(f"{name}_height")
    return Logo(logo_file(logo), round(width / 2), round(height / 2)) if logo else None


def _links(links: list[dict[str, str]], place: str) -> tuple[Link, ...]:
    return tuple((link["label"], link["address"]) for link in links if link["place"] == place)


def _columns(links: list[dict[str, str]]) -> tuple[Column, ...]:
    """The footer's links by the headings of their columns, which come in the order of their first links."""
    columns: dict[str, list[Link]] = {}
    for link in links:
        if link["place"] == SiteLink.Place.FOOTER:
            columns.setdefault(link["column"], []).append((link["label"], link["address"]))
    return tuple((heading, tuple(links)) for heading, links in columns.items())


def _begin(**kwargs: Any) -> None:
    _now.site, _now.in_request, _now.is_pinned = None, True, False


def _end(**kwargs: Any) -> None:
    _now.site, _now.in_request, _now.is_pinned = None, False, False


request_started.connect(_begin)
request_finished.connect(_end)
