"""The open reports of comments, grouped by comment as a card shows them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Max, Min, Window
from django.db.models.functions import RowNumber

from comments.models import Report
from comments.moderation.reasons import reason_of

REPORTS_SHOWN = 5  # of one comment, the oldest first


@dataclass(frozen=True)
class Reports:
    """The open reports of one comment.

    reasons: [(reason in words, how many reports give it), …], the most frequent first. shown: the oldest of them, with
    what their senders say. more: how many are not shown. newest: the key of the newest.
    """

    reasons: list[tuple[str, int]]
    shown: list[Report]
    count: int
    newest: int

    @property
    def more(self) -> int:
        return self.count - len(self.shown)


def open_reports(comments: Iterable[int]) -> dict[int, Reports]:
    """The open reports of comments: {comment: reports}. At most two queries, however many there are."""
    open_ones = Report.objects.open().filter(comment__in=list(comments))
    groups = (
        open_ones.order_by()
        .values("comment", "reason")
        .annotate(count=Count("pk"), newest=Max("pk"), first=Min("created_at"))
    )
    by_comment: dict[int, list[Any]] = defaultdict(list)
    for group in groups.order_by("-count", "first"):
        by_comment[group["comment"]].append(group)
    if not by_comment:
        return {}
    place = Window(RowNumber(), partition_by=F("comment"), order_by=[F("created_at").asc(), F("pk").asc()])
    oldest: dict[int, list[Report]] = defaultdict(list)
    for report in open_ones.annotate(place=place).filter(place__lte=REPORTS_SHOWN).order_by("created_at", "pk"):
        oldest[report.comment_id].append(report)
    return {
        comment: Reports(
            reasons=[(_in_words(group["reason"]), group["count"]) for group in found],
            shown=oldest[comment],
            count=sum(group["count"] for group in found),
            newest=max(group["newest"] for group in found),
        )
        for comment, found in by_comment.items()
    }


def _in_words(code: str) -> str:
    reason = reason_of(code)
    return str(reason.label) if reason else code
