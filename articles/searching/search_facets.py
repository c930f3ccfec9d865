"""What a search found, counted by section, making, time and byline, and the choices that a reader made among them.

Counted are the articles that the search ranks, so the cost is bounded, whatever a word is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from articles.disclosure.chosen_level import chosen_level
from articles.disclosure.levels import LEVELS, Level, derive_level
from articles.models import Article, Byline, FormerSlug, Person, Section
from articles.models.article_queryset import ArticleQuerySet

MOST_NAMES = 8  # of people whose bylines are offered
PERIODS: dict[str, tuple[str | Promise, timedelta]] = {
    "day": (_("Last day"), timedelta(days=1)),
    "week": (_("Last week"), timedelta(days=7)),
    "month": (_("Last month"), timedelta(days=30)),
    "year": (_("Last year"), timedelta(days=365)),
}


@dataclass(frozen=True)
class Choice:
    """What a reader chose of what was found; None: all of it. since: a key of PERIODS."""

    section: Section | None
    level: Level | None
    since: str | None
    person: Person | None

    @property
    def is_any(self) -> bool:
        return any((self.section, self.level, self.since, self.person))

    def among(self, articles: ArticleQuerySet) -> ArticleQuerySet:
        if self.section:
            articles = articles.filter(section=self.section)
        if self.level:
            articles = articles.made(self.level)  # type: ignore[assignment]
        if self.since:
            articles = articles.filter(published_at__gt=timezone.now() - PERIODS[self.since][1])
        if self.person:
            articles = articles.filter(listing__person=self.person)
        return articles


def read_choice(request: HttpRequest) -> Choice:
    """404 for a choice that there is not."""
    since = request.GET.get("since")
    if since is not None and since not in PERIODS:
        raise Http404
    return Choice(
        section=_named(request, "section", Section.objects.all()),
        level=chosen_level(request),
        since=since,
        person=_named(request, "by", Person.objects.in_public()),
    )


def _named(request: HttpRequest, parameter: str, rows: Any) -> Any:
    slug = request.GET.get(parameter)
    if slug is None:
        return None
    found = None if "\0" in slug else FormerSlug.objects.present(rows, slug)
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Option:
    """A link that narrows what was found. value: of the parameter. count: of articles."""

    words: str
    value: str
    count: int
    is_chosen: bool


@dataclass(frozen=True)
class Facet:
    """name: in the address. title: for people."""

    name: str
    title: str | Promise
    options: list[Option]
    total: int

    @property
    def is_useful(self) -> bool:
        """Whether one of its options narrows what was found, or did."""
        return self.has_choice or any(option.count < self.total for option in self.options)

    @property
    def has_choice(self) -> bool:
        return any(option.is_chosen for option in self.options)


@dataclass(frozen=True)
class _Row:
    section: int
    level: str
    published_at: datetime
    people: frozenset[int]


def facets_of(numbers: list[int], choice: Choice, sections: Iterable[Section]) -> list[Facet]:
    """numbers: keys of the articles that were found, whatever the choice. Two queries.

    Each facet counts what the other choices leave, as a click on one of its options would.
    """
    rows = _rows(numbers)
    now = timezone.now()
    tests: dict[str, Callable[[_Row], bool]] = {
        "section": lambda row: choice.section is None or row.section == choice.section.pk,
        "made": lambda row: choice.level is None or row.level == choice.level.key,
        "since": lambda row: choice.since is None or row.published_at > now - PERIODS[choice.since][1],
        "by": lambda row: choice.person is None or choice.person.pk in row.people,
    }

    def left(facet: str) -> list[_Row]:
        return [row for row in rows if all(test(row) for name, test in tests.items() if name != facet)]

    by_section = Counter(row.section for row in left("section"))
    by_level = Counter(row.level for row in left("made"))
    by_person = Counter(person for row in left("by") for person in row.people)
    by_period = {
        key: sum(row.published_at > now - length for row in left("since")) for key, (_words, length) in PERIODS.items()
    }
    known: dict[str, tuple[Any, Any, Counter[Any], Any]] = {
        "section": (_("Section"), [(each.pk, each.slug, each.name) for each in sections], by_section,
                    choice.section and choice.section.pk),
        "made": (_("How the articles were made"), [(key, key, each.choice) for key, each in LEVELS.items()],
                 by_level, choice.level and choice.level.key),
        "since": (_("Published"), [(key, key, words) for key, (words, _length) in PERIODS.items()],
                  Counter(by_period), choice.since),
        "by": (_("Written by"), _names(by_person, choice), by_person, choice.person and choice.person.pk),
    }  # fmt: skip
    return [
        Facet(name, title, _options(options, counted, chosen), total=len(left(name)))
        for name, (title, options, counted, chosen) in known.items()
    ]


def _rows(numbers: list[int]) -> list[_Row]:
    people: dict[int, set[int]] = {}
    for article, person in Byline.objects.filter(article__in=numbers).values_list("article", "person"):
        people.setdefault(article, set()).add(person)
    found = Article.objects.filter(pk__in=numbers).values_list("pk", "section", "ai_use", "reviewed_at", "published_at")
    rows = []
    for pk, section, ai_use, reviewed_at, published_at in found:
        level = derive_level(ai_use, reviewed_at=reviewed_at, published_at=published_at)
        if level is not None and published_at is not None:
            rows.append(_Row(section, level.key, published_at, frozenset(people.get(pk, ()))))
    return rows


def _names(counted: Counter[int], choice: Choice) -> list[tuple[Hashable, str, str]]:
    keys = [key for key, _count in counted.most_common(MOST_NAMES)]
    if choice.person and choice.person.pk not in keys:
        keys.append(choice.person.pk)
    named = Person.objects.in_bulk(keys)
    return [(key, named[key].slug, named[key].name) for key in keys if key in named]


def _options(
    known: Iterable[tuple[Hashable, str, str | Promise]], counted: Counter[Any], chosen: Hashable | None
) -> list[Option]:
    """known: of each its key among what is counted, its value in addresses, and its words."""
    return [
        Option(str(words), value, counted[key], is_chosen=key == chosen)
        for key, value, words in known
        if counted[key] or key == chosen
    ]
