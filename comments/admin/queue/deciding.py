"""The moderator's hand on comments: decide, once and on what was seen, and take it back soon after."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.admin.queue.verdicts import KEEP, REJECT, VERDICTS, Verdict
from comments.admin.saved_words import with_saved_words
from comments.models import Comment, Report
from comments.moderation.reasons import Reason
from comments.moderation.undo import UNDO_LASTS, undo
from comments.text.typed_text import is_blank, tidied, without_controls
from web.times.durations import duration_in_words

MOST_AT_ONCE = 200
LONGEST_WORDS = 1000  # characters
REPORTED = " reported:"  # between a comment's version and its newest open report


def answer_post(request: HttpRequest) -> bool:
    """Do what a form of the queue asks for, and tell the moderator. Whether something was done.

    Fields: ``_decide``, a verdict's key, with ``seen`` for each comment, ``reason`` and ``words``; or ``_undo``, the
    numbers of comments. PermissionDenied for anything else.
    """
    if "_undo" in request.POST:
        return _take_back(request, _numbers(request.POST["_undo"].split(",")))
    verdict = VERDICTS.get(request.POST.get("_decide", ""))
    if verdict is None:
        raise PermissionDenied
    return decide(
        request,
        verdict,
        request.POST.getlist("seen")[:MOST_AT_ONCE],
        request.POST.get("reason", ""),
        typed_words(request),
    )


def typed_words(request: HttpRequest) -> str:
    """The moderator's words to the commenter; empty where they would show nothing."""
    words = tidied(without_controls(with_saved_words(request, "words").get("words", ""))).strip()[:LONGEST_WORDS]
    return "" if is_blank(words) else words


def decide(request: HttpRequest, verdict: Verdict, seen: list[str], reason: str, words: str) -> bool:
    """Give verdict on each comment that still is as it was seen; name those on which someone else was quicker.

    seen: for each comment what ``seen_as`` gave the page.
    """
    read = {sight.comment: sight for sight in map(Sight.read, seen) if sight.comment}
    if not read:
        messages.warning(request, _("Tick at least one comment."))
        return False
    if verdict is REJECT and (reason not in Reason.values or (reason == Reason.OTHER and not words)):
        messages.error(request, _("Say why: choose a reason. With “Another reason”, write it in your words."))
        return False
    with transaction.atomic():
        chosen = Comment.objects.filter(pk__in=read)
        # What one alone answers, the triggers lock in its turn.
        locked = (chosen.with_answered() if len(read) > 1 else chosen).locked()
        comments = list(locked.only("name", "status", "edited_at"))
        reported = newest_reports(read)  # with the lock: a report that is on its way waits for it
        fresh: list[Comment] = []
        changed: list[Comment] = []
        for comment in comments:
            if comment.pk in read:
                is_fresh = read[comment.pk].is_still(comment, reported.get(comment.pk, 0))
                (fresh if is_fresh else changed).append(comment)
        count = _give(request, verdict, fresh, reported, reason, words)
    for comment in changed:
        messages.warning(request, _what_happened_to(comment, read[comment.pk]))
    if not count and not changed:
        messages.info(request, _("Nothing to change: that was decided already."))
    return bool(count)


def _give(
    request: HttpRequest,
    verdict: Verdict,
    comments: list[Comment],
    reported: dict[int, int],
    reason: str,
    words: str,
) -> int:
    """On how many of comments verdict changes something. reported: of ``newest_reports``."""
    as_seen = Comment.objects.filter(pk__in=[comment.pk for comment in comments])
    if verdict is KEEP:
        Report.objects.filter(comment__in=as_seen).keep_comments(by=request.user)
        if any(comment.status == Comment.Status.WITHDRAWN and comment.pk in reported for comment in comments):
            messages.success(request, _("The reports are closed: the commenter withdrew the comment."))
        return sum(comment.pk in reported for comment in comments)
    reasons = {"reason": reason} if verdict is REJECT else {}
    return getattr(as_seen, verdict.verb)(by=request.user, words=words, **reasons)


@dataclass(frozen=True)
class Sight:
    """What a moderator saw of a comment before deciding. comment: its number, 0 for none. reported: its newest open
    report, 0 if the page showed none.
    """

    comment: int
    version: str
    reported: int = 0

    @classmethod
    def read(cls, token: str) -> Sight:
        number, _space, rest = token.partition(" ")
        version, _mark, reported = rest.partition(REPORTED)
        return cls(next(iter(_numbers([number])), 0), version, next(iter(_numbers([reported])), 0))

    def is_still(self, comment: Comment, newest_report: int) -> bool:
        """Whether nothing has come that the moderator has not read. A report matters to those who saw reports."""
        return comment.version == self.version and not (self.reported and newest_report > self.reported)


def seen_as(comment: Comment, newest_report: int = 0) -> str:
    """The comment as a page shows it, for the form that decides on it."""
    return f"{comment.pk} {comment.version}" + (f"{REPORTED}{newest_report}" if newest_report else "")


def newest_reports(comments: Iterable[int]) -> dict[int, int]:
    """The newest open report of each of comments that has one: {comment: report}."""
    open_ones = Report.objects.open().filter(comment__in=list(comments)).order_by().values("comment")
    return dict(open_ones.annotate(newest=Max("pk")).values_list("comment", "newest"))


def is_as_seen(request: HttpRequest, comment: Comment) -> bool:
    """Whether comment is still what the form showed."""
    sight = Sight.read(request.POST.get("seen", ""))
    return sight.comment == comment.pk and sight.is_still(comment, newest_reports([comment.pk]).get(comment.pk, 0))


def _take_back(request: HttpRequest, ids: list[int]) -> bool:
    count = undo(request.user, ids)
    if count:
        said = ngettext("Taken back: %(count)d comment.", "Taken back: %(count)d comments.", count)
        messages.success(request, said % {"count": count})
    else:
        messages.warning(
            request,
            _("Too late to undo: that works for %(time)s, until someone decides again. You can change the decision.")
            % {"time": duration_in_words(UNDO_LASTS)},
        )
    return bool(count)


def _what_happened_to(comment: Comment, sight: Sight) -> str:
    """Why a decision on comment was not taken."""
    words: dict[str, Any] = {"name": comment.name, "status": comment.get_status_display()}
    if comment.version == sight.version:
        return (
            _("Another report of the comment by %(name)s came in meanwhile. Please read it. Nothing was decided.")
            % words
        )
    decision = comment.decisions.select_related("made_by").first()
    if comment.status == Comment.Status.WITHDRAWN:
        return _("%(name)s withdrew the comment meanwhile. Nothing was changed.") % words
    if decision is None or (comment.edited_at and comment.edited_at > decision.made_at):
        return _("%(name)s changed the comment meanwhile. Please read it again. Nothing was decided.") % words
    if decision.made_by is None:
        return (
            _("On the comment by %(name)s, the house policy decided meanwhile: %(status)s. Nothing was changed.")
            % words
        )
    words["who"] = decision.made_by
    return _("On the comment by %(name)s, %(who)s decided meanwhile: %(status)s. Nothing was changed.") % words


def _numbers(texts: list[str]) -> list[int]:
    return [int(text) for text in texts[:MOST_AT_ONCE] if text.isdecimal() and text.isascii() and len(text) < 19]
