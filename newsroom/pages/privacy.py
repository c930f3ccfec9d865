from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from articles.models import Page
from articles.reading.reader_page import cached_page, reader_page
from articles.reads.counting_words import where_counted
from newsroom.database.retention import RETENTIONS


@cached_page
def privacy(request: HttpRequest) -> HttpResponse:
    """The page that staff edit, and below it what is kept for how long, as it is set and done."""
    policy = get_object_or_404(Page, slug=Page.Slug.PRIVACY)
    context = {"policy": policy, "retentions": RETENTIONS, "where_counted": where_counted()}
    return reader_page(request, "privacy.html", context)
