from datetime import date

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from articles.made import as_chosen
from articles.models import Article, Person, Section, Topic
from articles.pages import reader_page

CARDS_ON_A_PAGE = 20


def numbered_page(request: HttpRequest, articles):
    """The page of articles that ``?page=`` asks for; 404 where there is none."""
    number = request.GET.get("page", "1")
    paginator = Paginator(articles, CARDS_ON_A_PAGE)
    if not number.isdecimal() or len(number) > 6 or not 1 <= int(number) <= paginator.num_pages:
        raise Http404
    return paginator.page(int(number))


def page_of_cards(request: HttpRequest, articles):
    """The numbered page of those articles that were made as the reader wants."""
    return numbered_page(request, as_chosen(request, articles))


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    page = page_of_cards(request, Article.objects.for_cards())
    return reader_page(request, "articles/front.html", {"page": page})


@require_safe
def section(request: HttpRequest, slug: str) -> HttpResponse:
    section = get_object_or_404(Section, slug=slug)
    page = page_of_cards(request, Article.objects.for_cards().filter(section=section))
    return reader_page(request, "articles/section.html", {"section": section, "page": page})


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    topic = get_object_or_404(Topic, slug=slug)
    page = page_of_cards(request, Article.objects.for_cards().filter(topics=topic))
    return reader_page(request, "articles/topic.html", {"topic": topic, "page": page})


@require_safe
def person(request: HttpRequest, slug: str) -> HttpResponse:
    person = get_object_or_404(Person.objects.select_related("picture"), slug=slug)
    page = page_of_cards(request, Article.objects.for_cards().filter(people=person))
    return reader_page(request, "articles/person.html", {"person": person, "page": page})


@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    months = Article.objects.published().datetimes("published_at", "month", order="DESC")
    return reader_page(request, "articles/archive.html", {"months": months})


@require_safe
def archive_month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    if not 1 <= month <= 12 or not 1 <= year <= 9999:
        raise Http404
    articles = Article.objects.for_cards().filter(published_at__year=year, published_at__month=month)
    page = page_of_cards(request, articles)
    return reader_page(request, "articles/archive_month.html", {"first_day": date(year, month, 1), "page": page})
