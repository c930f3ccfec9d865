from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from articles.models import Article, FrontPage
from articles.reading.reader_page import reader_page
from articles.reads.counting_words import where_counted
from comments.models import MostRead
from web.public_page import read_only


@read_only
def most_read(request: HttpRequest) -> HttpResponse:
    """The articles that were read most within a day; no page where staff show no such list."""
    if not FrontPage.objects.shows_most_read():
        raise Http404
    keys = list(MostRead.objects.values_list("article", flat=True))
    cards = Article.objects.for_cards(timezone.now()).in_bulk(keys)
    articles = [cards[key] for key in keys if key in cards]
    return reader_page(request, "comments/most_read.html", {"articles": articles, "where_counted": where_counted()})
