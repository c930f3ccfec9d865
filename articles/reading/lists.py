from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from articles.disclosure.chosen_level import as_chosen, chosen_level
from articles.front.front_plan import ON_THE_FRONT
from articles.models import Article, Person, Topic
from articles.models.article_queryset import ArticleQuerySet, Moment
from articles.reading.reader_page import cached_page, menu_of, reader_page
from web.database.prepared import AnyValue, Parameter, Prepared
from web.paging import ROWS_ON_A_PAGE, NumberedPage, PageBeyond, counted_at_first, first_page, page_of
from web.times.month_calendar import month_calendar


def page_of_cards(
    request: HttpRequest,
    listed: Callable[..., ArticleQuerySet],
    given_as: Callable[[str], Parameter] = Parameter,
    per_page: int = ROWS_ON_A_PAGE,
    **values: Any,
) -> NumberedPage | PageBeyond:
    """The page of those listed articles that were made as the reader wants.

    listed: makes the list of the present (``now``) and of values; it is asked once in a process for the first page,
    with parameters of the kind given_as.
    """
    values["now"] = timezone.now()
    if {"from", "made", "page"} & request.GET.keys():
        chosen = as_chosen(request, listed(**values))
        return page_of(request, chosen, among=Article.objects.with_listed_at(), per_page=per_page)
    first, keys = _first_of(listed, given_as, per_page, *values)
    return first_page(first.run(**values), len(keys.run(**values)), per_page)


@cache
def _first_of(
    listed: Callable[..., ArticleQuerySet], given_as: Callable[[str], Parameter], per_page: int, *names: str
) -> tuple[Prepared[Article], Prepared[int]]:
    """The first page of a list, and the keys of its rows as far as they are counted."""

    def rows() -> ArticleQuerySet:
        return listed(**{name: given_as(name) for name in names})

    return Prepared(lambda: rows()[:per_page]), Prepared(
        lambda: rows().values_list("pk", flat=True)[: counted_at_first(per_page)]
    )


def in_section(now: Moment, section: int | Parameter) -> ArticleQuerySet:
    return Article.objects.for_cards(now).filter(section=section)


def on_topic(now: Moment, topic: int | Parameter) -> ArticleQuerySet:
    return Article.objects.for_cards(now).listed_under(now, topic=topic)


def by_person(now: Moment, person: int | Parameter) -> ArticleQuerySet:
    return Article.objects.for_cards(now).listed_under(now, person=person)


def published_between(now: Moment, begins: Moment, ends: Moment) -> ArticleQuerySet:
    """begins is in it, ends is not."""
    return Article.objects.for_cards(now).filter(published_at__gte=begins, published_at__lt=ends)


def newest(request: HttpRequest) -> HttpResponse:
    """All articles as a plain list: the further pages of the front, and the reader's choice from it."""
    page = page_of_cards(request, Article.objects.for_cards, per_page=ON_THE_FRONT)
    return reader_page(request, "articles/newest.html", {"page": page}, cards=page)


@cached_page
def section(request: HttpRequest, slug: str) -> HttpResponse:
    section = next((each for each in menu_of(request) if each.slug == slug), None)
    if section is None:
        raise Http404
    page = page_of_cards(request, in_section, section=section.pk)
    return reader_page(request, "articles/section.html", {"section": section, "page": page}, cards=page)


@cached_page
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    topic = get_object_or_404(Topic.objects.in_public().select_related("picture"), slug=slug)
    page = page_of_cards(request, on_topic, AnyValue, topic=topic.pk)
    return reader_page(request, "articles/topic.html", {"topic": topic, "page": page}, cards=page)


@cached_page
def person(request: HttpRequest, slug: str) -> HttpResponse:
    person = get_object_or_404(Person.objects.in_public().select_related("picture"), slug=slug)
    page = page_of_cards(request, by_person, AnyValue, person=person.pk)
    return reader_page(request, "articles/person.html", {"person": person, "page": page}, cards=page)


@cached_page
def archive(request: HttpRequest) -> HttpResponse:
    return reader_page(request, "articles/archive.html", {"months": Article.objects.months()})


@cached_page
def archive_month(request: HttpRequest, year: int, month: int) -> HttpResponse:
    """A month of the site's time zone. One without articles has no page."""
    if not 1 <= month <= 12 or not 1000 <= year < 9999:
        raise Http404
    return _archive_page(request, _month(year, month), date(year, month, 1), None)


@cached_page
def archive_day(request: HttpRequest, year: int, month: int, day: int) -> HttpResponse:
    """A day of it, likewise."""
    if not 1 <= month <= 12 or not 1000 <= year < 9999 or not 1 <= day <= monthrange(year, month)[1]:
        raise Http404
    zone, chosen = timezone.get_current_timezone(), date(year, month, day)
    begins, ends = (datetime.combine(each, time(), zone) for each in (chosen, chosen + timedelta(days=1)))
    return _archive_page(request, {"begins": begins, "ends": ends}, date(year, month, 1), chosen)


def _archive_page(request: HttpRequest, span: dict[str, Any], first_day: date, day: date | None) -> HttpResponse:
    page = page_of_cards(request, published_between, **span)
    if not page.object_list and chosen_level(request) is None:
        raise Http404
    counts = Article.objects.days(**_month(first_day.year, first_day.month))
    context = {"first_day": first_day, "day": day, "calendar": month_calendar(first_day, counts), "page": page}
    return reader_page(request, "articles/archive_month.html", context, cards=page)


def _month(year: int, month: int) -> dict[str, Any]:
    """When a month begins and ends: a range, which an index serves."""
    zone = timezone.get_current_timezone()
    first = datetime(year, month, 1, tzinfo=zone)
    next_first = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=zone)
    return {"begins": first, "ends": next_first}
