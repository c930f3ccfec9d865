"""What the site holds about an address: shown to the person who proved that it is theirs, and erased when they ask."""

import re
from collections.abc import Collection, Iterable
from functools import partial, reduce
from operator import or_
from typing import Any, cast

from django.apps import apps
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Model, Q
from django.dispatch import Signal
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from comments.mail.copies import erase_copies
from comments.models import Comment, Decision, LinkRequest, Note, Objection, Report, Rule
from comments.models.comment_queryset import CommentQuerySet
from comments.moderation.decision import ERASED
from comments.moderation.rule import address_patterns
from comments.text.email_key import email_key, spellings_of

# For what other parts of the site hold about an address. Receivers get the keys of its spellings (``email_key``).
# Of ``address_asked``, each returns a dict for ``held_about``; of ``address_erased``, each erases in its transaction.
address_asked = Signal()
address_erased = Signal()


def held_about(address: str) -> dict[str, Any]:
    """Everything held about address, fit for JSON; nothing of anyone else, moderators included."""
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
            for rule in Rule.objects.filter(kind=Rule.Kind.ADDRESS, pattern__in=address_patterns(email_key(address)))
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
            for report in Report.objects.filter(_is_spelled(address)).exclude(email="").order_by("pk")
        ],
        # What moderators wrote for each other is not in here; that they did, is. See DECISIONS.
        "notes_by_moderators": [
            {"comment": note.comment_id, "made_at": note.made_at}
            for note in Note.objects.filter(comment__in=ids).order_by("pk")
        ],
        "comments": [_comment(comment, decisions[comment.pk], objections.get(comment.pk)) for comment in comments],
        **_held_elsewhere(address),
    }


def _held_elsewhere(address: str) -> dict[str, Any]:
    held: dict[str, Any] = {}
    for _receiver, more in address_asked.send(sender=None, keys=spellings_of(address)[1]):
        held |= cast(dict[str, Any], more)
    return held


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
        "rated_at": comment.rated_at,
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


def _is_spelled(address: str) -> Q:
    return reduce(or_, [Q(email__iexact=spelling) for spelling in spellings_of(address)[0]])


def erase_address(address: str) -> None:
    """Erase all that is held about address permanently. A rule that bans it goes on by a keyed hash of the address."""
    spellings, keys = spellings_of(address)
    with transaction.atomic():
        erased = list(Comment.objects.of_address(address).only("name", "message", "created_at"))
        erase(Comment.objects.of_address(address), addresses=spellings)
        reports = Report.objects.exclude(email="").filter(_is_spelled(address))
        _erase_log_entries(Report, reports.values_list("pk", flat=True))
        reports.delete()
        LinkRequest.objects.filter(_is_spelled(address)).delete()
        address_erased.send(sender=None, keys=keys)
        for key in keys:
            _forget_address_in_rules(key)
        _forget_notes_about(erased)
        # Words about other comments, and what tasks failed with, may quote the address.
        for quoted in map(_quoted, spellings):
            Decision.objects.filter(words__iregex=quoted).update(words=ERASED)
            Objection.objects.filter(words__iregex=quoted).update(words=ERASED)
            Report.objects.filter(words__iregex=quoted).update(words=ERASED)
            Note.objects.filter(text__iregex=quoted).delete()
            LogEntry.objects.filter(object_repr__iregex=quoted).update(object_repr=ERASED)
            LogEntry.objects.filter(change_message__iregex=quoted).update(change_message="")
            DBTaskResult.objects.filter(traceback__iregex=quoted).update(traceback="")


def _quoted(address: str) -> str:
    """A regular expression for address in a text, which the end of a longer one is not."""
    return rf"(^|[^[:alnum:]_.+-]){re.escape(address)}($|[^[:alnum:]_-])"


def _forget_address_in_rules(key: str) -> None:
    plain, erased = address_patterns(key)
    rules = Rule.objects.filter(kind=Rule.Kind.ADDRESS)
    if rules.filter(pattern=erased).exists():
        rules.filter(pattern=plain).delete()
    _erase_log_entries(Rule, rules.filter(pattern__in=[plain, erased]).values_list("pk", flat=True))
    rules.filter(pattern__in=[plain, erased]).update(pattern=erased, note="")
    Rule.objects.filter(note__iregex=_quoted(key)).update(note="")
    Rule.objects.filter(kind=Rule.Kind.WORDS, pattern__iregex=_quoted(key)).delete()


def _forget_notes_about(erased: list[Comment]) -> None:
    """Take away what moderators noted for colleagues since with a name or words of the erased comments in it."""
    for comment in erased:
        since = Rule.objects.filter(made_at__gte=comment.created_at)
        for words in filter(None, (comment.name, comment.message)):
            since.filter(note__icontains=words).update(note="")
            Note.objects.filter(made_at__gte=comment.created_at, text__icontains=words).delete()


def erase(comments: CommentQuerySet, addresses: Collection[str] = ()) -> None:
    """Erase comments permanently: deleted, or emptied where there are replies, so those keep their place.

    Decisions and objections stay for the record, without words, and so does a rule that bans the address. The database
    moves the totals, and remembers for a month how it did, without a name. Copies of mails in files go once the
    transaction has ended; addresses: to which all of them go.
    """
    with transaction.atomic():
        comments.with_answered().lock(with_keys=True)
        erased = list(comments.only("name", "email", "message"))
        ids = [comment.pk for comment in erased]
        _watch_ratings_that_go(comments)
        answered = set(Comment.objects.filter(parent__in=ids).exclude(pk__in=ids).values_list("parent_id", flat=True))
        Decision.objects.filter(comment__in=ids).exclude(words="").update(words=ERASED)
        Objection.objects.filter(comment__in=ids).update(words="")
        Note.objects.filter(comment__in=ids).delete()
        reports = Report.objects.filter(comment__in=ids)
        _erase_log_entries(Comment, ids)
        _erase_log_entries(Report, reports.values_list("pk", flat=True))
        reports = reports.filter(comment__in=answered)
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
            rated_at=None,
            edited_at=None,
            mails_replies=False,
            unsubscribe_key="",
            sent_key=None,
        )
        Comment.objects.filter(pk__in=ids).exclude(pk__in=answered).delete()
        transaction.on_commit(partial(erase_copies, erased, addresses))


def _watch_ratings_that_go(comments: CommentQuerySet) -> None:
    """Take the ratings that count out of the totals, as a withdrawal does: many at once are a burst like any other."""
    rated = list(comments.filter(rating_counts=True).values_list("pk", flat=True))
    if rated:
        going = Comment.objects.filter(pk__in=rated)
        going.update(status=Comment.Status.WITHDRAWN, rated_at=timezone.now())
        going.watch_ratings()


def _erase_log_entries(model: type[Model], keys: Iterable[int]) -> None:
    """Take the words out of the admin's own log about rows of model, under whichever proxy they were written."""
    proxies = [each for each in apps.get_models() if each._meta.concrete_model is model]
    types = ContentType.objects.get_for_models(*proxies, for_concrete_models=False).values()
    entries = LogEntry.objects.filter(content_type__in=types, object_id__in=[str(key) for key in keys])
    entries.update(object_repr=ERASED, change_message="")
