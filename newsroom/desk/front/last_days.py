"""The newsroom's last days in figures, and the small pictures of them: published, comments, stars, corrections.

Each kind is one query on an index in the order of time. So its cost grows with what happens in these days, and not with
the archive.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Avg, Case, CharField, Count, Value, When
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from articles.disclosure.levels import LEVELS, condition_for_level
from articles.models import Article, Correction
from comments.models import Comment
from comments.models.discussion import STARS
from newsroom.desk.front.day_picture import DayPicture, bars, points

DAYS = 30

ByDay = dict[date, Counter[str]]


@dataclass(frozen=True)
class Figure:
    """key: of its place on the page. total: the number that sums it up. title: what that number counts.

    kinds: (key, words) of the parts of each day. rows: a day, and the figure of each kind as text.
    """

    key: str
    total: str
    title: str
    description: str
    kinds: list[tuple[str, str]]
    rows: list[tuple[date, list[str]]]
    picture: DayPicture


def last_days(user: Any) -> list[Figure]:
    """The figures that user may see, of the last DAYS days, today included."""
    days = [timezone.localdate() - timedelta(days=number) for number in reversed(range(DAYS))]
    figures = []
    if user.has_perm("articles.publish_article"):
        figures.append(_published(days))
    if user.has_perm("comments.view_comment") or user.has_perm("comments.view_publishedcomment"):
        figures += [_comments(days), _stars(days)]
    if user.has_perm("articles.publish_article"):
        figures.append(_corrections(days))
    return figures


def since(days: int = DAYS) -> datetime:
    """When the first of so many days began, of which today is the last."""
    first = timezone.localdate() - timedelta(days=days - 1)
    return timezone.make_aware(datetime.combine(first, time.min))


def _published(days: list[date]) -> Figure:
    level = Case(
        *(When(condition_for_level(level), then=Value(key)) for key, level in LEVELS.items()),
        output_field=CharField(),
    )
    articles = Article.objects.published().filter(published_at__gte=since())
    by_day = _by_day(articles.annotate(day=TruncDate("published_at"), kind=level))
    kinds = [(key, str(level.choice)) for key, level in LEVELS.items()]
    total = _sum(by_day)
    return _figure(
        "published",
        total,
        ngettext("article published", "articles published", total),
        _("Articles published each day, by how they were made"),
        kinds,
        by_day,
        days,
    )


def _comments(days: list[date]) -> Figure:
    status = Case(
        When(status=Comment.Status.PUBLISHED, then=Value("shown")), default=Value("other"), output_field=CharField()
    )
    # By status, as the index has them: PostgreSQL then reads no row of the table.
    comments = Comment.objects.filter(status__in=Comment.Status.values, created_at__gte=since()).order_by()
    by_day = _by_day(comments.annotate(day=TruncDate("created_at"), kind=status))
    kinds = [
        ("shown", pgettext("comments, in a table", "Published")),
        ("other", _("Waiting, rejected, spam or withdrawn")),
    ]
    total = _sum(by_day)
    return _figure(
        "comments",
        total,
        ngettext("comment received", "comments received", total),
        _("Comments received each day, with the newsroom’s answers, by what became of them"),
        kinds,
        by_day,
        days,
    )


def _stars(days: list[date]) -> Figure:
    given = Comment.objects.filter(rating_counts=True, created_at__gte=since()).order_by()
    rows = given.annotate(day=TruncDate("created_at")).values_list("day").annotate(Avg("stars"), Count("pk"))
    by_day = {day: (float(average), count) for day, average, count in rows}
    ratings = sum(count for _average, count in by_day.values())
    average = sum(average * count for average, count in by_day.values()) / ratings if ratings else None
    described = _("Average of the stars that readers gave each day, from 1 to %(most)d") % {"most": STARS[-1]}
    return Figure(
        "stars",
        f"{average:.1f}" if average else "-",
        ngettext("star on average, of %(count)d rating", "stars on average, of %(count)d ratings", ratings)
        % {"count": ratings},
        _described(described, days),
        [("average", _("Average of stars")), ("ratings", _("Ratings"))],
        [
            (day, [f"{by_day[day][0]:.1f}", str(by_day[day][1])] if day in by_day else ["-", "0"])
            for day in reversed(days)
        ],
        points([by_day[day][0] if day in by_day else None for day in days], lowest=1, highest=STARS[-1]),
    )


def _corrections(days: list[date]) -> Figure:
    corrections = Correction.objects.filter(made_at__gte=since()).order_by()
    by_day = _by_day(corrections.annotate(day=TruncDate("made_at")), kind="kind")
    kinds = [(str(key), str(words)) for key, words in Correction.Kind.choices]
    total = _sum(by_day)
    return _figure(
        "corrections",
        total,
        ngettext("correction or note", "corrections and notes", total),
        _("Corrections, clarifications and updates made each day"),
        kinds,
        by_day,
        days,
    )


def _by_day(rows: Any, kind: str = "kind") -> ByDay:
    """rows: with ``day`` and a column that says of which kind each is."""
    by_day: ByDay = {}
    for day, of_kind, count in rows.order_by().values_list("day", kind).annotate(count=Count("pk")):
        by_day.setdefault(day, Counter())[of_kind] += count
    return by_day


def _sum(by_day: ByDay) -> int:
    return sum(count for kinds in by_day.values() for count in kinds.values())


def _figure(
    key: str,
    total: int,
    title: str,
    description: str,
    kinds: list[tuple[str, str]],
    by_day: ByDay,
    days: list[date],
) -> Figure:
    counts = [[by_day.get(day, Counter())[kind] for kind, _words in kinds] for day in days]
    rows = [(day, [str(count) for count in of_day]) for day, of_day in zip(days, counts, strict=True)]
    picture = bars(counts, [kind for kind, _words in kinds])
    return Figure(key, f"{total:,}", title, _described(description, days, counts), kinds, rows[::-1], picture)


def _described(description: str, days: list[date], counts: Iterable[list[int]] = ()) -> str:
    """For people who do not see the picture: what it shows, and where it is highest."""
    words = _("%(what)s, in the last %(days)d days.") % {"what": description, "days": len(days)}
    most = max((sum(of_day) for of_day in counts), default=0)
    if most:
        words += " " + _("The most on a single day: %(most)d.") % {"most": most}
    return words
