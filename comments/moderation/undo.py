"""Taking back what one decided a moment ago. It rewrites nothing: a further decision says which one it undoes."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from comments.models.comment import Comment
from comments.moderation.decision import Decision
from comments.moderation.objection import Objection
from comments.reports.report import Report

UNDO_LASTS = timedelta(minutes=1)


def undoable_by(account: Any) -> QuerySet[Decision]:
    """The decisions of account that can still be taken back: young, the last on their comment, and no undoing."""
    later = Decision.objects.filter(comment_id=OuterRef("comment_id"), pk__gt=OuterRef("pk"))
    young = Decision.objects.filter(made_by=account, made_at__gt=timezone.now() - UNDO_LASTS, undoes=None)
    return young.filter(comment__status=F("verdict")).exclude(Exists(later))


def undo(account: Any, comment_ids: list[int]) -> int:
    """Take back account's last decisions on the comments, and all that was decided at the same moments.

    A verb may do more than one thing: an answer publishes what it answers, keeping a comment answers its reports, and
    a decision may be one on an objection. Each comment is again what it was before; an answer of the staff, which was
    nothing before, is withdrawn; what stood on top of the others does so again; reports and objections are open again.
    Returns how many comments that were.
    """
    with transaction.atomic():
        moments = list(undoable_by(account).filter(comment__in=comment_ids).values_list("made_at", flat=True))
        together = undoable_by(account).filter(made_at__in=moments)
        Comment.objects.filter(pk__in=list(together.values_list("comment", flat=True))).with_answered().lock()
        earlier = Decision.objects.filter(comment_id=OuterRef("comment_id"), pk__lt=OuterRef("pk")).order_by("-pk")
        decisions = list(
            together.annotate(
                earlier_verdict=Subquery(earlier.values("verdict")[:1]),
                earlier_reason=Subquery(earlier.values("reason_code")[:1]),
                earlier_words=Subquery(earlier.values("words")[:1]),
            ).select_related("comment")
        )
        now = timezone.now()
        ids = [decision.comment_id for decision in decisions]
        reports = Report.objects.filter(comment__in=ids, answered_at__in=moments, outcome=Report.Outcome.KEPT)
        kept = set(reports.values_list("comment", flat=True))
        before = {decision.pk: _verdict_before(decision, kept) for decision in decisions}
        by_verdict = defaultdict(list)
        for decision in decisions:
            by_verdict[before[decision.pk]].append(decision.comment_id)
        for verdict, ids in by_verdict.items():
            decided_at = None if verdict == Comment.Status.PENDING else now
            taken_back = Comment.objects.filter(pk__in=ids)
            taken_back.update(status=verdict, decided_at=decided_at)
            if verdict == Comment.Status.PUBLISHED:
                taken_back.watch_ratings()
        _pin_again(decisions)
        Decision.objects.bulk_create(
            Decision(
                comment_id=decision.comment_id,
                verdict=before[decision.pk],
                reason_code=decision.earlier_reason or "",
                words=decision.earlier_words or "",
                made_by=account,
                made_at=now,
                undoes=decision,
            )
            for decision in decisions
        )
        Report.objects.filter(Q(comment__in=ids) | Q(answered_at__in=moments)).open_again()
        Objection.objects.filter(comment__in=ids, decided_by=account, decided_at__in=moments).open_again()
    return len(decisions)


def _verdict_before(decision: Any, kept: set[int]) -> str:
    """kept: the comments whose reports the decision answered. A comment that was never decided on was published then,
    since no other is reported, and what hides a reported comment is a decision.
    """
    if decision.earlier_verdict:
        return decision.earlier_verdict
    if decision.comment_id in kept:
        return Comment.Status.PUBLISHED
    return Comment.Status.WITHDRAWN if decision.comment.is_staff_reply else Comment.Status.PENDING


def _pin_again(decisions: Iterable[Any]) -> None:
    """Put back on top what stood there, unless another comment does by now."""
    for decision in decisions:
        if decision.pinned_at:
            others = Comment.objects.pinned().filter(article=OuterRef("article"))
            unpinned = Comment.objects.published().filter(~Exists(others), pk=decision.comment_id)
            unpinned.update(pinned_at=decision.pinned_at)
