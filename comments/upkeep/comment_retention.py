"""How long we keep what commenters leave behind, and what becomes of it then. ``manage.py forget_traces`` sees to it.

The page ``/privacy/`` shows each of these with its period, so what it says is what is done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comments.captcha import spent_challenge
from comments.models import (
    Comment,
    LinkRequest,
    NetworkKey,
    Note,
    Objection,
    RatingMove,
    Recommendation,
    Report,
    Rule,
    ShownOnce,
    SpentChallenge,
)
from comments.models.comment_queryset import CommentQuerySet
from comments.own import link_request
from comments.own.personal_data import erase
from comments.totals import rating_move
from comments.writing import shown_once
from web.database.rate_count import DAY, WINDOW
from web.models import RateCount
from web.times.durations import duration_in_words

ROWS_AT_ONCE = 1_000
ENDED_RULE_LASTS = timedelta(days=30)
ANSWERED_NETWORK_LASTS = timedelta(days=1)

Find = Callable[[datetime], Any]


@dataclass(frozen=True)
class Retention:
    """Something that is kept for a time.

    name: of the variable RETENTION_<NAME>, in days, unless lasts says how long in any case. words: what it is.
    count, forget: how many were there before a moment; forget them, and say how many those were.
    says: the period in words, with ``%(time)s`` for its length, where it is more than a length.
    """

    name: str
    words: str | Promise
    count: Callable[[datetime], int]
    forget: Callable[[datetime], int]
    lasts: timedelta | None = None
    says: str | Promise = ""

    @property
    def period(self) -> str:
        time = duration_in_words(self.lasts or timedelta(days=settings.RETENTION[self.name]))
        return str(self.says) % {"time": time} if self.says else time

    @property
    def before(self) -> datetime:
        """What is older is forgotten."""
        return timezone.now() - timedelta(days=0 if self.lasts else settings.RETENTION[self.name])


def retention_of(
    name: str,
    words: str | Promise,
    find: Find,
    change: Callable[[Any], object] | None = None,
    lasts: timedelta | None = None,
    says: str | Promise = "",
) -> Retention:
    """Rows that are deleted, or changed so find does not find them again, some at once."""

    def forget(before: datetime) -> int:
        if change is None:
            return find(before).delete()[0]
        count, last = 0, 0
        while keys := list(find(before).filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:ROWS_AT_ONCE]):
            change(find(before).model.objects.filter(pk__in=keys))
            count, last = count + len(keys), keys[-1]
        return count

    return Retention(name, words, lambda before: find(before).count(), forget, lasts, says)


def _with_network(before: datetime) -> QuerySet[Comment]:
    return Comment.objects.filter(created_at__lt=before).exclude(network_hash="")


def _answered_with_network(_before: datetime) -> QuerySet[Report]:
    return Report.objects.filter(answered_at__lt=timezone.now() - ANSWERED_NETWORK_LASTS).exclude(network_hash="")


def _unconfirmed(before: datetime) -> QuerySet[Comment]:
    return Comment.objects.filter(created_at__lt=before, confirmed_at=None).exclude(email="")


def _with_text(*statuses: str) -> Find:
    """Comments that have been in one of statuses for as long, and still say something."""
    open_objection = Objection.objects.filter(comment=OuterRef("pk"), decided_at=None)

    def find(before: datetime) -> QuerySet[Comment]:
        since = Coalesce("decided_at", "created_at")
        comments = Comment.objects.filter(status__in=statuses).alias(since=since).filter(since__lt=before)
        return comments.exclude(message="").exclude(Exists(open_objection))

    return find


def _forget_address(comments: CommentQuerySet) -> None:
    """The key becomes one that no address has, so no one's rating is taken for someone else's. Notes go with it."""
    Note.objects.filter(comment__in=comments).delete()
    _change(comments, email="", email_key=Concat(Value("#"), Cast(F("pk"), CharField())))


def _forget_network(comments: CommentQuerySet) -> None:
    _change(comments, network_hash="")


def _change(comments: CommentQuerySet, **columns: Any) -> None:
    with transaction.atomic():
        comments.lock()
        comments.update(**columns)


RETENTIONS = [
    retention_of(
        "network_keys",
        _("The key from which the codes of network addresses are made"),
        lambda _before: NetworkKey.objects.outlived(),
        lasts=DAY,
        says=_("until the day is over"),
    ),
    retention_of(
        "rate_counts",
        _("How many comments came from a network, drafts from a machine, or e-mails went to an address, by its code"),
        lambda _before: RateCount.objects.outlived(),
        lasts=WINDOW,
        says=_("%(time)s; of e-mails, until the day is over"),
    ),
    retention_of(
        "recommendations",
        _("That a comment was recommended from a network, by its code; the number stays"),
        lambda _before: Recommendation.objects.outlived(),
        lambda found: found.update(network_hash=None),
        lasts=DAY,
        says=_("until the day is over"),
    ),
    retention_of(
        "puzzles",
        _("That a check against robots was used"),
        lambda _before: SpentChallenge.objects.outlived(),
        lasts=spent_challenge.REMEMBERED,
    ),
    retention_of(
        "rating_moves",
        _("That a rating was given or changed, without a name"),
        lambda _before: RatingMove.objects.outlived(),
        lasts=rating_move.REMEMBERED,
    ),
    retention_of(
        "shown_once",
        _("That the sender of a comment may see it once on the page after sending"),
        lambda _before: ShownOnce.objects.outlived(),
        lasts=shown_once.LASTS,
    ),
    retention_of(
        "link_requests",
        _("An e-mail address that links were requested for"),
        lambda _before: LinkRequest.objects.outlived(),
        lasts=link_request.GIVEN_UP_AFTER,
        says=_("until the e-mail is sent, %(time)s at most"),
    ),
    retention_of(
        "network",
        _("The network code of a comment"),
        _with_network,
        _forget_network,
    ),
    retention_of(
        "unconfirmed",
        _("An unconfirmed e-mail address; the comment stays"),
        _unconfirmed,
        _forget_address,
    ),
    retention_of("spam", _("A comment that is spam"), _with_text(Comment.Status.SPAM), erase),
    retention_of(
        "unpublished",
        _("A comment that was rejected or withdrawn; longer while an objection is open"),
        _with_text(Comment.Status.REJECTED, Comment.Status.WITHDRAWN),
        erase,
    ),
    retention_of(
        "notes",
        _("What a moderator wrote about a comment for colleagues; it goes earlier with the comment"),
        lambda before: Note.objects.filter(made_at__lt=before),
    ),
    retention_of(
        "rules",
        _("That an address was suspended for a time"),
        lambda _before: Rule.objects.filter(until__lt=timezone.now() - ENDED_RULE_LASTS),
        lasts=ENDED_RULE_LASTS,
        says=_("%(time)s after the end"),
    ),
    retention_of(
        "report_networks",
        _("The network code of a report"),
        _answered_with_network,
        lambda reports: reports.update(network_hash=""),
        lasts=ANSWERED_NETWORK_LASTS,
        says=_("%(time)s after it is answered"),
    ),
    retention_of(
        "reports",
        _("A report of a comment once it is answered, with the name and address in it"),
        lambda before: Report.objects.filter(answered_at__lt=before),
    ),
]
