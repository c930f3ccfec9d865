"""The front page with a name and a look that are typed and not saved."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse

from comments.reading.front_page import front
from newsroom.identity.look_sheet import address_part
from web.identity.current_site import pin_site, site_of_profile
from web.models import SiteLink, SiteProfile


def front_with_look(request: HttpRequest, profile: SiteProfile, links: Iterable[SiteLink]) -> HttpResponse:
    """Private: it is for the account that typed it."""
    site = site_of_profile(profile, links)
    pin_site(replace(site, look_in_address=address_part(site.look)))
    request.method = "GET"  # as a reader's request for the page
    answer: Any = front(request)
    page = HttpResponse(answer.content)
    page["Cache-Control"] = "private, no-store"
    return page
