"""What a rule would have caught: a look back before it is made."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from comments.models import Comment, Rule

LOOKS_BACK = timedelta(days=30)
MOST_SCANNED = 5000  # comments, the newest first
MOST_SHOWN = 50


@dataclass(frozen=True)
class LookBack:
    """What a rule would have caught. comments: the newest of them. is_whole: whether all of the month were scanned."""

    comments: list[Comment]
    caught: int
    scanned: int
    is_whole: bool


def look_back(rule: Rule) -> LookBack:
    """Compare rule, saved or not, with the comments of the last month."""
    month = Comment.objects.filter(created_at__gt=timezone.now() - LOOKS_BACK).newest_first()
    fields = ("name", "email", "email_key", "message", "status", "created_at")
    comments = list(month.only(*fields)[: MOST_SCANNED + 1])
    scanned = comments[:MOST_SCANNED]
    caught = [comment for comment in scanned if rule.catches(comment)]
    return LookBack(caught[:MOST_SHOWN], len(caught), len(scanned), len(comments) <= MOST_SCANNED)
