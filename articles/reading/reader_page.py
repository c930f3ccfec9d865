"""What every reader page has in common: its frame, how it may be asked for, and what caches may do with it."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Subquery
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from articles.models import Article, Section
from articles.reading.dependencies import cacheable, dependencies_of
from web.database.prepared import Prepared
from web.identity.current_site import remember_site
from web.identity.site_profile import SiteProfile
from web.public_page import for_everybody, read_only

_SECTIONS = Prepared(Section.objects.all)
# For a page that reads no content version: the site's name and look come along, so they cost no query of their own.
_SECTIONS_AND_SITE: Prepared[Any] = Prepared(
    lambda: Section.objects.annotate(site=Subquery(SiteProfile.objects.with_links()))
)
# The menu as it was under a content version, so it need not be asked for with every page.
_menu: tuple[UUID, list[Section]] | None = None


def cached_page(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A view for GET and HEAD whose answers may be cached while what they depend on is as it was."""
    return read_only(cacheable(view))


def reader_page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    about: Article | None = None,
    cards: Iterable[Article] = (),
    status: int = 200,
    private: bool = False,
    lists: str = "",
    until: Iterable[datetime] = (),
) -> HttpResponse:
    """Render template inside the site's frame.

    lists, until: as of ``dependencies_of``. about: the article whose discussion the page shows. cards: articles of
    which it shows the readers' verdict.
    private: the page is one person's own (a refused form, the own pending comment), so no cache may keep it.
    """
    response = render(request, template, {"sections": menu_of(request), **context}, status=status)
    if private:
        response["Cache-Control"] = "private, no-store"
        return response
    return public_answer(request, response, about=about, cards=cards, lists=lists, until=until)


def public_answer(
    request: HttpRequest,
    response: HttpResponse,
    *,
    about: Article | None = None,
    cards: Iterable[Article] = (),
    lists: str = "",
    until: Iterable[datetime] = (),
) -> HttpResponse:
    """As ``for_everybody`` answers. about, cards, lists, until: as of ``reader_page``."""
    is_whole = response.status_code == 200
    dependencies = dependencies_of(request, response, about, cards, lists, until) if is_whole else None
    return for_everybody(request, response, dependencies)


def menu_of(request: HttpRequest) -> Iterable[Section]:
    """The menu. Inside a transaction it is read anew, since what that has changed has not moved the version yet."""
    global _menu
    version = getattr(request, "content_version", None)
    if version is None:
        sections = _SECTIONS_AND_SITE.run()
        if sections:
            remember_site(sections[0].site)
        return sections
    if connection.in_atomic_block:
        return Section.objects.all()
    menu = _menu
    if menu is None or menu[0] != version.version:
        menu = _menu = (version.version, _SECTIONS.run())
    return menu[1]
