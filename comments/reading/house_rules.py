from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from articles.models import Page
from articles.reading.reader_page import cached_page, reader_page
from comments.moderation.reasons import Reason


@cached_page
def house_rules(request: HttpRequest) -> HttpResponse:
    """The page that staff edit, and below it the rules that moderators decide by, each at an address of its own."""
    introduction = get_object_or_404(Page, slug=Page.Slug.HOUSE_RULES)
    return reader_page(request, "comments/house_rules.html", {"policy": introduction, "reasons": list(Reason)})
