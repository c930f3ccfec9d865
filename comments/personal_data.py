"""What the site holds about an address: shown to whoever proved that it is theirs, and erased when they ask."""

from typing import Any

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from comments.email_key import email_key
from comments.models import Comment, Decision, LinkRequest, Objection, Report, Rule
from comments.models.comment_queryset import CommentQuerySet
from comments.models.decision import ERASED


def held_about(address: str) -> dict[str, Any]:
    """Everything held about address, fit for JSON; nothing of anybody else, moderators included."""
    comments = Comment.objects.of_address(address).select_related("article").order_by("created_at", "pk")
    ids = [comment.pk for comment in comments]
    decisions: dict[int, list[Decision]] = {pk: [] for pk in ids}
    for decision in Decision.objects.filter(comment__in=ids).order_by("made_at", "pk"):
        decisions[decision.comment_id].append(decision)
    objections = {objection.comment_id: objection for objection in Objection.objects.filter(comment__in=ids)}
    return {
        "site": settings.SITE_URL,
        "address": address,
        "made_at": timezone.now(),
        "rules": [
            {"effect": rule.effect, "until": rule.until, "made_at": rule.made_at}
            for rule in Rule.objects.filter(kind=Rule.Kind.ADDRESS, pattern=email_key(address))
        ],
        "reports": [
            {
                "comment": report.comment_id,
                "reason": report.reason,
                "words": report.words,
                "name": report.name,
                "sent_at": report.created_at,
                "outcome": report.outcome,
                "answered_at": report.answered_at,
            }
            for report in Report.objects.filter(email__iexact=address).exclude(email="").order_by("pk")
        ],
        "comments": [_comment(comment, decisions[comment.pk], objections.get(comment.pk)) for comment in comments],
    }


def _comment(comment: Comment, decisions: list[Decision], objection: Objection | None) -> dict[str, Any]:
    return {
        "number": comment.pk,
        "article": {
            "headline": comment.article.headline,
            "how_it_was_made": comment.article.level.statement if comment.article.level else "",
            "address": f"{settings.SITE_URL}{comment.article.get_absolute_url()}",
        },
        "in_reply_to": comment.answered_id,
        "name": comment.name,
        "email": comment.email,
        "message": comment.message,
        "stars": comment.stars,
        "stars_count": comment.rating_counts,
        "stars_set_aside": comment.set_aside_id is not None,
        "language": comment.language,
        "status": comment.status,
        "held_because": [str(finding) for finding in comment.held_because],
        "network_hash": comment.network_hash,
        "sent_at": comment.created_at,
        "confirmed_at": comment.confirmed_at,
        "edited_at": comment.edited_at,
        "decided_at": comment.decided_at,
        "mail_about_replies": comment.mails_replies,
        "decisions": [
            {
                "verdict": decision.verdict,
                "reason": decision.reason_code,
                "words": decision.words,
                "by": "moderator" if decision.made_by_id else "house policy",
                "made_at": decision.made_at,
            }
            for decision in decisions
        ],
        "objection": objection
        and {
            "words": objection.words,
            "made_at": objection.made_at,
            "upheld": objection.upheld,
            "decided_at": objection.decided_at,
            "decided_by_the_same_moderator": objection.decided_by_the_same,
        },
    }


def erase_address(address: str) -> None:
    """Erase all that is held about address for ever; a rule that bans it stays."""
    with transaction.atomic():
        erase(Comment.objects.of_address(address))
        Report.objects.exclude(email="").filter(email__iexact=address).delete()
        LinkRequest.objects.filter(email__iexact=address).delete()


def erase(comments: CommentQuerySet) -> None:
    """Erase comments for ever: deleted, or emptied where there are replies, so that those keep their place.

    Decisions and objections stay for the record, without words, and so does a rule that bans the address. The database
    moves the totals.
    """
    with transaction.atomic():
        comments.with_answered().lock(with_keys=True)
        ids = list(comments.values_list("pk", flat=True))
        answered = set(Comment.objects.filter(parent__in=ids).exclude(pk__in=ids).values_list("parent_id", flat=True))
        Decision.objects.filter(comment__in=ids).exclude(words="").update(words=ERASED)
        Objection.objects.filter(comment__in=ids).update(words="")
        log = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(Comment), object_id__in=ids)
        log.update(object_repr=ERASED, change_message="")
        reports = Report.objects.filter(comment__in=answered)
        reports.answer(Report.Outcome.REMOVED)
        reports.exclude(words="").update(words=ERASED)
        Comment.objects.filter(pk__in=answered).update(
            status=Comment.Status.WITHDRAWN,
            name="",
            email="",
            email_key="",
            message="",
            stars=None,
            held_because=[],
            simhash=None,
            language="",
            network_hash="",
            confirmed_at=None,
            edited_at=None,
            mails_replies=False,
            unsubscribe_key="",
            sent_key=None,
        )
        Comment.objects.filter(pk__in=ids).exclude(pk__in=answered).delete()
