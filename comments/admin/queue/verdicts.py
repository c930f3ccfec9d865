"""The moderator's verdicts, in the order of the buttons. Each can be changed by another."""

from dataclasses import dataclass, replace
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from comments.models import Comment


@dataclass(frozen=True)
class Verdict:
    """key: the button's value. verb: of the queryset. status: what a comment has afterwards. done: said, by count.

    shortcut: its key on the keyboard.
    """

    key: str
    verb: str
    status: str
    words: str | Promise
    done: Any
    look: str = ""
    shortcut: str = ""


PUBLISH = Verdict(
    "publish",
    "publish",
    Comment.Status.PUBLISHED,
    _("Publish"),
    ngettext_lazy("%(count)d comment published.", "%(count)d comments published.", "count"),
    "desk-go",
    "p",
)
REJECT = Verdict(
    "reject",
    "reject",
    Comment.Status.REJECTED,
    _("Reject"),
    ngettext_lazy("%(count)d comment rejected.", "%(count)d comments rejected.", "count"),
    shortcut="r",
)
SPAM = Verdict(
    "spam",
    "mark_spam",
    Comment.Status.SPAM,
    _("Spam"),
    ngettext_lazy("%(count)d comment marked as spam.", "%(count)d comments marked as spam.", "count"),
    shortcut="s",
)
HOLD = Verdict(
    "hold",
    "hold",
    Comment.Status.PENDING,
    _("Back to the queue"),
    ngettext_lazy("%(count)d comment put back into the queue.", "%(count)d comments put back into the queue.", "count"),
)
# Of a reported comment: it stays, or comes back, and its reports are answered.
KEEP = Verdict(
    "keep",
    "keep_comments",
    Comment.Status.PUBLISHED,
    _("Keep"),
    ngettext_lazy(
        "%(count)d comment kept, and its reports answered.",
        "%(count)d comments kept, and their reports answered.",
        "count",
    ),
    "desk-go",
    "k",
)
# The same of one that its writer withdrew: it stays away.
CLOSE = replace(KEEP, words=_("Close the reports"), look="")
VERDICTS = {verdict.key: verdict for verdict in (PUBLISH, REJECT, SPAM, HOLD, KEEP)}


def verdicts_open_to(comment: Comment, *, is_reported: bool) -> list[Verdict]:
    """The verdicts that would change something. What a commenter withdrew stays withdrawn."""
    if comment.status == Comment.Status.WITHDRAWN:
        return [CLOSE] if is_reported else []
    others = [verdict for verdict in (PUBLISH, REJECT, SPAM, HOLD) if verdict.status != comment.status]
    if is_reported and comment.status in (Comment.Status.PENDING, Comment.Status.PUBLISHED):
        return [KEEP, *(verdict for verdict in others if verdict is not PUBLISH)]
    return others


def verdicts_on_many(chosen_list: str) -> list[Verdict]:
    """The buttons for all ticked comments of a list."""
    if chosen_list == "reports":
        return [KEEP, REJECT, SPAM, HOLD]
    return [verdict for verdict in (PUBLISH, REJECT, SPAM, HOLD) if verdict.status != chosen_list]
