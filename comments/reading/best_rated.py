from django.conf import settings
from django.http import HttpRequest, HttpResponse

from articles.models import FrontPage
from articles.reading.lists import page_of_cards
from articles.reading.reader_page import reader_page
from comments.models import DiscussedArticle
from web.public_page import read_only


@read_only
def best_rated(request: HttpRequest) -> HttpResponse:
    """Articles with enough ratings to judge by, in the order of their cautious stars."""
    page = page_of_cards(request, DiscussedArticle.objects.best_rated, ratings=max(1, settings.RATING_MINIMUM))
    context = {"page": page, "shows_most_read": FrontPage.objects.shows_most_read()}
    return reader_page(request, "comments/best_rated.html", context)
