"""Taking back what one decided a moment ago. It rewrites nothing: a further decision says which one it undoes."""

from collections import defaultdict
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.utils import timezone

from comments.models.comment import Comment
from comments.models.decision import Decision
from comments.models.objection import Objection
from comments.models.report import Report

UNDO_LASTS = timedelta(minutes=1)


def undoable_by(account: Any) -> QuerySet[Decision]:
    """The decisions of account that can still be taken back: young, the last on their comment, and no undoing.

    What was decided on an objection stands: the commenter has no second one.
    """
    later = Decision.objects.filter(comment_id=OuterRef("comment_id"), pk__gt=OuterRef("pk"))
    young = Decision.objects.filter(made_by=account, made_at__gt=timezone.now() - UNDO_LASTS, undoes=None)
    of_objection = Objection.objects.filter(comment=OuterRef("comment_id"), decided_at__isnull=False)
    return young.filter(comment__status=F("verdict")).exclude(Exists(later)).exclude(Exists(of_objection))


def undo(account: Any, comment_ids: list[int]) -> int:
    """Give each of the comments back what it was before account's last decision. Returns how many that were."""
    with transaction.atomic():
        Comment.objects.filter(pk__in=comment_ids).with_answered().lock()
        earlier = Decision.objects.filter(comment_id=OuterRef("comment_id"), pk__lt=OuterRef("pk")).order_by("-pk")
        decisions = list(
            undoable_by(account)
            .filter(comment__in=comment_ids)
            .annotate(
                earlier_verdict=Subquery(earlier.values("verdict")[:1]),
                earlier_reason=Subquery(earlier.values("reason_code")[:1]),
                earlier_words=Subquery(earlier.values("words")[:1]),
            )
        )
        now = timezone.now()
        by_verdict = defaultdict(list)
        for decision in decisions:
            by_verdict[decision.earlier_verdict or Comment.Status.PENDING].append(decision.comment_id)
        for verdict, ids in by_verdict.items():
            decided_at = None if verdict == Comment.Status.PENDING else now
            Comment.objects.filter(pk__in=ids).update(status=verdict, decided_at=decided_at)
        Decision.objects.bulk_create(
            Decision(
                comment_id=decision.comment_id,
                verdict=decision.earlier_verdict or Comment.Status.PENDING,
                reason_code=decision.earlier_reason or "",
                words=decision.earlier_words or "",
                made_by=account,
                made_at=now,
                undoes=decision,
            )
            for decision in decisions
        )
        Report.objects.filter(comment__in=[decision.comment_id for decision in decisions]).open_again()
    return len(decisions)
