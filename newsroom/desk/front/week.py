"""The calendar of a week on the first page of the desk: what is published, and what will be."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, F, Q, Window
from django.db.models.functions import RowNumber, TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date

from articles.models import Article
from articles.published import HAS_A_MOMENT
from web.times.moment import zone_words

DAYS_OF_A_WEEK = 7
ENTRIES = 6  # of a day
EARLIEST, LATEST = date(1970, 1, 5), date(9000, 1, 1)  # between which there are weeks before and after


@dataclass(frozen=True)
class Entry:
    """kind: "published", "scheduled" or "embargo", which ends then."""

    kind: str
    at: datetime
    headline: str
    address: str


@dataclass
class Day:
    """left_out: how many more articles are published on it than entries tell."""

    date: date
    entries: list[Entry] = field(default_factory=list)
    left_out: int = 0

    @property
    def is_today(self) -> bool:
        return self.date == timezone.localdate()


@dataclass(frozen=True)
class Week:
    """zone: of its times, in words."""

    days: list[Day]
    zone: str

    @property
    def before(self) -> date:
        return self.days[0].date - timedelta(days=DAYS_OF_A_WEEK)

    @property
    def after(self) -> date:
        return self.days[0].date + timedelta(days=DAYS_OF_A_WEEK)

    @property
    def is_this_week(self) -> bool:
        return any(day.is_today for day in self.days)


def week_of(user: Any, asked_for: str = "") -> Week | None:
    """The week from Monday to Sunday with the day asked_for (2026-12-31), or today where that is no day.

    None for an account that writes no articles. One that may not publish sees its own articles.
    """
    if not user.has_perm("articles.view_article"):
        return None
    monday = _monday_of(_day(asked_for))
    days = {day: Day(day) for day in (monday + timedelta(days=number) for number in range(DAYS_OF_A_WEEK))}
    within = (_midnight(monday), _midnight(monday + timedelta(days=DAYS_OF_A_WEEK)))
    articles = Article.objects.all()
    if not user.has_perm("articles.publish_article"):
        articles = articles.filter(created_by=user)
    _published(articles, within, days)
    _embargoes(articles, within, days)
    for day in days.values():
        day.entries.sort(key=lambda entry: entry.at)
    return Week(list(days.values()), zone_words())


def _published(articles: Any, within: tuple[datetime, datetime], days: dict[date, Day]) -> None:
    articles = articles.filter(HAS_A_MOMENT, published_at__gte=within[0], published_at__lt=within[1])
    by_day = [TruncDate("published_at")]
    # What is still to come is worth more than what is done.
    latest_first = Window(RowNumber(), partition_by=by_day, order_by=[F("published_at").desc(), F("pk").desc()])
    on_that_day = Window(Count("pk"), partition_by=by_day)
    shown = articles.annotate(place=latest_first, on_that_day=on_that_day).filter(place__lte=ENTRIES)
    now = timezone.now()
    for key, headline, at, on_that_day in shown.values_list("pk", "headline", "published_at", "on_that_day"):
        day = days[timezone.localdate(at)]
        day.entries.append(_entry("scheduled" if at > now else "published", at, headline, key))
        day.left_out = max(0, on_that_day - ENTRIES)


def _embargoes(articles: Any, within: tuple[datetime, datetime], days: dict[date, Day]) -> None:
    """The ends of embargoes. An article that comes out at that moment is told once."""
    ending = articles.filter(embargo_until__gte=within[0], embargo_until__lt=within[1])
    ending = ending.filter(Q(published_at=None) | Q(published_at__gt=F("embargo_until")))
    rows = ending.order_by("embargo_until", "pk").values_list("pk", "headline", "embargo_until")
    for key, headline, at in rows[: ENTRIES * DAYS_OF_A_WEEK]:
        days[timezone.localdate(at)].entries.append(_entry("embargo", at, headline, key))


def _entry(kind: str, at: datetime, headline: str, key: int) -> Entry:
    return Entry(kind, timezone.localtime(at), headline, reverse("admin:articles_article_change", args=[key]))


def _day(asked_for: str) -> date:
    try:
        day = parse_date(asked_for)
    except ValueError:  # such as the 31st of February
        day = None
    return day if day and EARLIEST <= day <= LATEST else timezone.localdate()


def _monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
