from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from articles.models import Page
from articles.reading.reader_page import cached_page, reader_page
from newsroom.database.retention import RETENTIONS


@cached_page
def privacy(request: HttpRequest) -> HttpResponse:
    """The page that staff edit, and below it what is kept for how long, as it is set and done."""
    policy = get_object_or_404(Page, slug=Page.Slug.PRIVACY)
    return reader_page(request, "privacy.html", {"policy": policy, "retentions": RETENTIONS})
