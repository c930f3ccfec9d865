"""What was last decided on comments, for those who decide."""

from datetime import datetime
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.text import Truncator

from comments.models import Comment, Decision

SHOWN = 8


class Decided(NamedTuple):
    verdict: str
    reason: str
    who: str
    at: datetime
    words: str
    address: str


def latest_decisions(user: Any) -> list[Decided] | None:
    """Two queries. None for accounts that may not see decisions. An erased comment has no words here."""
    if not user.has_perm("comments.view_decision"):
        return None
    decisions = list(
        Decision.objects.filter(made_by__isnull=False).select_related("made_by").order_by("-made_at", "-pk")[:SHOWN]
    )
    about = Comment.objects.only("message").in_bulk({decision.comment_id for decision in decisions})
    return [_told(decision, about.get(decision.comment_id)) for decision in decisions]


def _told(decision: Decision, comment: Comment | None) -> Decided:
    return Decided(
        verdict=str(dict(Comment.Status.choices).get(decision.verdict, decision.verdict)),
        reason=str(decision.reason.label) if decision.reason else "",
        who=str(decision.made_by),
        at=decision.made_at,
        words=Truncator(comment.message).chars(80) if comment else "",
        address=reverse("admin:comments_comment_change", args=[comment.pk]) if comment else "",
    )
