"""Where feeds are on sites of other makers. Whoever subscribed to one gets ours."""

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import re_path, reverse

from web.public_page import PUBLIC, read_only

_OF_ARTICLES = r"^(?:feed|feed/(?:atom|rdf|rss2?)|rss|feed\.xml|rss\.xml|atom\.xml|index\.xml)/?$"
_OF_COMMENTS = r"^comments/feed(?:/(?:atom|rdf|rss2?))?/?$"


@read_only
def former_feed(request: HttpRequest, name: str) -> HttpResponse:
    """name: of the feed that it is here."""
    redirect = HttpResponsePermanentRedirect(reverse(name))
    redirect["Cache-Control"] = PUBLIC
    return redirect


FORMER_FEEDS = [
    re_path(_OF_ARTICLES, former_feed, {"name": "feed_atom"}),
    re_path(_OF_COMMENTS, former_feed, {"name": "all_comments_feed"}),
]
