"""The figures of the desk's page about readers: by hour or day, article, section and referring site."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Sum
from django.db.models.functions import TruncDay, TruncHour
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import ngettext

from articles.models import Article, ReadCount, ReferringHost, Section
from articles.published import is_published

LISTED = 50  # articles, and sites
BAR = 100  # width of the longest bar, in units of the drawing
PERIODS = {"day": timedelta(hours=24), "week": timedelta(days=7), "month": timedelta(days=30)}


def period_in_words(period: str) -> str:
    lasts = PERIODS[period]
    if (hours := lasts // timedelta(hours=1)) <= 24:
        return ngettext("last %(count)d hour", "last %(count)d hours", hours) % {"count": hours}
    return ngettext("last %(count)d day", "last %(count)d days", lasts.days) % {"count": lasts.days}


@dataclass(frozen=True)
class Choice:
    """What the page is about. article, section: one of them, or neither for the whole site."""

    period: str
    article: Article | None = None
    section: Section | None = None

    @property
    def begins(self) -> datetime:
        now = timezone.now().replace(minute=0, second=0, microsecond=0)
        return now + timedelta(hours=1) - PERIODS[self.period]

    def within(self, model: Any) -> Any:
        rows = model.objects.since(self.begins).filter(is_published(timezone.now(), "article__"))
        if self.article:
            rows = rows.filter(article=self.article.pk)
        elif self.section:
            rows = rows.filter(article__section=self.section.pk)
        return rows


def choice_of(request: HttpRequest) -> Choice:
    """What the address says; whatever it says wrong is left out."""
    period = request.GET.get("period", "day")
    number = request.GET.get("article", "")
    article = None
    if number.isdecimal() and number.isascii() and len(number) <= 18:
        article = Article.objects.published().filter(pk=number).only("headline", "slug").first()
    section = Section.objects.filter(slug=request.GET.get("section", "").replace("\0", "")).first()
    return Choice(period if period in PERIODS else "day", article, None if article else section)


def figures(choice: Choice) -> dict[str, Any]:
    """A fixed number of queries. Of each row: words, reads, width of its bar, and what it leads to."""
    reads, hosts = choice.within(ReadCount), choice.within(ReferringHost)
    by_hour = choice.period == "day"
    at = (TruncHour if by_hour else TruncDay)("hour", tzinfo=timezone.get_current_timezone())
    times = list(reads.annotate(at=at).values("at").annotate(total=Sum("reads")).order_by("at"))
    total = sum(row["total"] for row in times)
    of_sites = list(hosts.values("host").annotate(total=Sum("reads")).order_by("-total", "host")[:LISTED])
    articles: list[dict[str, Any]] = []
    sections: list[dict[str, Any]] = []
    if choice.article is None:
        keys = reads.values("article").annotate(total=Sum("reads")).order_by("-total", "-article")[:LISTED]
        articles = list(keys)
        known = Article.objects.published().select_related("section").only("headline", "section__name")
        cards = known.in_bulk([row["article"] for row in articles])
        articles = [row | {"row": cards[row["article"]]} for row in articles if row["article"] in cards]
        names = ("article__section__name", "article__section__slug")
        sections = list(reads.values(*names).annotate(total=Sum("reads")).order_by("-total", names[0]))
    for rows in (times, of_sites, articles, sections):
        most = max((row["total"] for row in rows), default=0)
        for row in rows:
            row["width"] = round(BAR * row["total"] / most, 1)
    return {
        "total": total,
        "times": times,
        "by_hour": by_hour,
        "articles": articles,
        "sections": sections,
        "sites": of_sites,
        "without_site": total - (hosts.aggregate(total=Sum("reads"))["total"] or 0),
    }


def rows_of_file(choice: Choice) -> Iterator[list[Any]]:
    """The figures as a table: first the reads by hour and article, then those by a link on another site."""
    names = ("hour", "article__slug", "article__headline", "article__section__name")
    yield ["hour", "article", "headline", "section", "site", "reads"]
    for row in choice.within(ReadCount).order_by("hour", "article").values_list(*names, "reads").iterator():
        yield [*row[:4], "", row[4]]
    hosts = choice.within(ReferringHost).order_by("hour", "article", "host")
    for row in hosts.values_list(*names, "host", "reads").iterator():
        yield [*row[:4], row[4] or "(other sites)", row[5]]
