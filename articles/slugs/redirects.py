"""What had another slug before: everything below its old address leads to the same place below the present one."""

import re
from collections.abc import Callable

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from articles.models import Article, FormerSlug, Person, Section, Topic
from web.public_page import PUBLIC

_BELOW_A_SLUG = re.compile(r"/(?P<kind>articles|sections|topics|people)/(?P<slug>[-a-zA-Z0-9_]+)(?=[/.])")
_IN_PUBLIC: dict[str, Callable[[], QuerySet]] = {
    "sections": Section.objects.all,
    "topics": Topic.objects.in_public,
    "people": Person.objects.in_public,
}


class OldAddressesMiddleware:
    """Redirects what no view found. What is there now, even under a slug that was another's, never comes here.

    308 for what is sent, so the client sends it again with its body: nothing that someone typed is lost.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 404 or not (address := _BELOW_A_SLUG.match(request.path)):
            return response
        slug = address["slug"]
        present = _present_slug(address["kind"], slug)
        if present in (None, slug):
            return response
        rest = request.get_full_path()[address.end() :]
        redirect = HttpResponsePermanentRedirect(f"/{address['kind']}/{present}{rest}")
        redirect.status_code = 301 if request.method in ("GET", "HEAD") else 308
        redirect["Cache-Control"] = PUBLIC  # a browser would keep a permanent redirect, also when the slug is another's
        return redirect


def _present_slug(kind: str, slug: str) -> str | None:
    """The slug that something public has now, which had slug before, or has it in small letters."""
    for requested in dict.fromkeys([slug, slug.lower()]):
        if kind == "articles":
            found = Article.objects.moved_from(requested)
        else:
            found = FormerSlug.objects.present(_IN_PUBLIC[kind](), requested)
        if found:
            return found.slug
    return None
