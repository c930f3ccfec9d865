from datetime import date, datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from articles.made import as_chosen, chosen_level
from articles.models import Article, Person, Section, Topic
from articles.models.article_queryset import ArticleQuerySet
from articles.pages import kept_page, reader_page
from articles.paging import NumberedPage, PageBeyond, page_of


def page_of_cards(request: HttpRequest, articles: ArticleQuerySet) -> NumberedPage | PageBeyond:
    """The page of those articles that were made as the reader wants."""
    return page_of(request, as_chosen(request, articles))


@kept_page
def front(request: HttpRequest) -> HttpResponse:
    page = page_of_cards(request, Article.objects.for_cards())
    if page.number == 1:
        page.object_list = _lead_first(list(page.object_list))
    return reader_page(request, "articles/front.html", {"page": page}, cards=page)


def _lead_first(articles: list[Article]) -> list[Article]:
    """The newest of those that staff chose to lead, else the newest of all; then the others in their order."""
    lead = next((article for article in articles if article.leads_front), None)
    return sorted(articles, key=lambda article: article is not lead)


@kept_page
def section(request: HttpRequest, slug: str) -> HttpResponse:
    section = get_object_or_404(Section, slug=slug)
    page = page_of_cards(request, Article.objects.for_cards().filter(section=section))
    return reader_page(request, "articles/section.html", {"section": section, "page": page}, cards=page)


@kept_page
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    topic = get_object_or_404(Topic.objects.in_public(), slug=slug)
    page = page_of_cards(request, Article.objects.for_cards().filter(topics=topic))
    return reader_page(request, "articles/topic.html", {"topic": topic, "page": page}, cards=page)


@kept_page
def person(request: HttpRequest, slug: str) -> HttpResponse:
    person = get_object_or_404(Person.objects.in_public().select_related("picture"), slug=slug)
    page = page_of_cards(request, Article.objects.for_cards().filter(people=person))
    return reader_page(request, "articles/person.html", {"person": person, "page": page}, cards=page)


@kept_page
def archive(request: HttpRequest) -> HttpResponse:
    return reader_page(request, "articles/archive.html", {"months": Article.objects.months()})


@kept_page
def archive_month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """A month of the site's time zone. One without articles has no page."""
    if not 1 <= month <= 12 or not 1000 <= year < 9999:
        raise Http404
    page = page_of_cards(request, Article.objects.for_cards().filter(**_month(year, month)))
    if not page.object_list and chosen_level(request) is None:
        raise Http404
    context = {"first_day": date(year, month, 1), "page": page}
    return reader_page(request, "articles/archive_month.html", context, cards=page)


def _month(year: int, month: int) -> dict[str, object]:
    """The lookups for what was published in a month: a range, which an index serves."""
    zone = timezone.get_current_timezone()
    first = datetime(year, month, 1, tzinfo=zone)
    next_first = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=zone)
    return {"published_at__gte": first, "published_at__lt": next_first}
