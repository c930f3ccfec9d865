"""What was last decided on comments and on articles, for those who decide on them."""

from datetime import datetime
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from articles.models import Article, WorkflowEntry
from articles.workflow.verbs import Verb
from comments.models import Comment, Decision

SHOWN = 8
LOOKED_AT = 500  # entries of the record, the newest


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


class Step(NamedTuple):
    verb: str
    who: str
    at: datetime
    headline: str
    address: str


def latest_steps(user: Any) -> list[Step] | None:
    """What was last done with articles, without plain saves. None for accounts that may not publish. Two queries."""
    if not user.has_perm("articles.publish_article"):
        return None
    latest = WorkflowEntry.objects.order_by("-pk").values("pk")[:LOOKED_AT]
    steps = WorkflowEntry.objects.filter(pk__in=latest).exclude(verb=Verb.SAVE).select_related("made_by")
    entries = list(steps.order_by("-pk")[:SHOWN])
    articles = Article.objects.only("headline").in_bulk({entry.article_id for entry in entries})
    return [
        Step(
            verb=entry.get_verb_display(),
            who=str(entry.made_by or _("import")),
            at=entry.made_at,
            headline=articles[entry.article_id].headline,
            address=reverse("admin:articles_article_change", args=[entry.article_id]),
        )
        for entry in entries
        if entry.article_id in articles
    ]
