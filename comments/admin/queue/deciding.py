"""The moderator's hand on comments: decide, once and on what was seen, and take it back soon after."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.admin.queue.verdicts import REJECT, VERDICTS, Verdict
from comments.models import Comment
from comments.moderation.reasons import Reason
from comments.moderation.undo import UNDO_LASTS, undo
from comments.text.typed_text import is_blank, tidied, without_controls
from web.durations import duration_in_words

MOST_AT_ONCE = 200
LONGEST_WORDS = 1000  # characters


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
    words = tidied(without_controls(request.POST.get("words", ""))).strip()[:LONGEST_WORDS]
    return "" if is_blank(words) else words


def decide(request: HttpRequest, verdict: Verdict, seen: list[str], reason: str, words: str) -> bool:
    """Give verdict on each comment that still is as it was seen; name those on which someone else was quicker.

    seen: a comment's number and its version, with a space between them, as ``Card.token`` has them.
    """
    versions = {pk: version for token in seen for pk, version in [_read(token)] if pk}
    if not versions:
        messages.warning(request, _("Tick at least one comment."))
        return False
    if verdict is REJECT and (reason not in Reason.values or (reason == Reason.OTHER and not words)):
        messages.error(request, _("Say why: choose a reason. With “Another reason”, write it in your words."))
        return False
    reasons = {"reason": reason} if verdict is REJECT else {}
    with transaction.atomic():
        chosen = Comment.objects.filter(pk__in=versions)
        # What one alone answers, the triggers lock in its turn.
        locked = (chosen.with_answered() if len(versions) > 1 else chosen).locked()
        fresh: list[Comment] = []
        changed: list[Comment] = []
        for comment in locked.only("name", "status", "edited_at"):
            if comment.pk in versions:
                (fresh if comment.version == versions[comment.pk] else changed).append(comment)
        as_seen = Comment.objects.filter(pk__in=[comment.pk for comment in fresh])
        count = getattr(as_seen, verdict.verb)(by=request.user, words=words, **reasons)
    for comment in changed:
        messages.warning(request, _what_happened_to(comment))
    if not count and not changed:
        messages.info(request, _("Nothing to change: that was decided already."))
    return bool(count)


def version_is(request: HttpRequest, comment: Comment) -> bool:
    """Whether comment is still what the form showed."""
    return f"{comment.pk} {comment.version}" == request.POST.get("seen", "")


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


def _what_happened_to(comment: Comment) -> str:
    """Why a decision on comment was not taken."""
    words: dict[str, Any] = {"name": comment.name, "status": comment.get_status_display()}
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


def _read(token: str) -> tuple[int, str]:
    """The number of a comment and its version as it was seen; 0 for what is none."""
    number, _space, version = token.partition(" ")
    return next(iter(_numbers([number])), 0), version


def _numbers(texts: list[str]) -> list[int]:
    return [int(text) for text in texts[:MOST_AT_ONCE] if text.isdecimal() and text.isascii() and len(text) < 19]
