"""Whole pages in the styleguide, which a reader meets at a turn: errors, confirmations, the commenter's own pages."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from comments.models import Comment, Decision, Objection
from comments.moderation.reasons import Reason
from comments.own.manage_forms import EditForm, LinksForm, ObjectionForm, StarsForm
from comments.own.manage_page import DONE
from comments.writing.moderation_policy import what_happens_next
from newsroom.styleguide.made_up import WORDS, made_up_article, made_up_comment

ERRORS = ("400", "403", "404", "405", "408", "410", "413", "429", "500", "503")
# By the name in the address: the template, and what differs from the usual context.
MOMENTS: dict[str, tuple[str, dict[str, Any]]] = {
    **{f"error-{status}": (f"errors/{status}.html", {}) for status in ERRORS},
    "withdrawn-article": ("articles/withdrawn.html", {}),
    "reported": ("comments/reported.html", {}),
    "link-expired": ("comments/no_such_link.html", {"expired": True, "written": WORDS}),
    "link-broken": ("comments/no_such_link.html", {}),
    "ask-for-links": ("comments/manage/request_links.html", {"form": LinksForm}),
    "links-are-sent": ("comments/manage/request_links.html", {"is_sent": True}),
    "own-comment": ("comments/manage/page.html", {"form": StarsForm}),
    "own-comment-unconfirmed": ("comments/manage/page.html", {"form": StarsForm, "confirmed": False}),
    "own-comment-saved": ("comments/manage/page.html", {"form": StarsForm, "done": "stars"}),
    "own-comment-rejected": ("comments/manage/page.html", {"status": "rejected", "may_object": True}),
    "own-comment-objected": ("comments/manage/page.html", {"status": "rejected", "objection": Objection}),
    "own-comment-objected-to-the-only-moderator": (
        "comments/manage/page.html",
        {"status": "rejected", "objection": Objection, "decider": "the_same"},
    ),
    "own-comment-objected-to-no-moderator": (
        "comments/manage/page.html",
        {"status": "rejected", "objection": Objection, "decider": "no_one"},
    ),
    "own-comment-withdrawn": ("comments/manage/page.html", {"status": "withdrawn", "done": "withdrawn"}),
    "edit": ("comments/manage/edit.html", {"form": EditForm}),
    "edit-too-late": ("comments/manage/edit.html", {"form": EditForm, "is_closed": True, "sent": True}),
    "edit-locked": ("comments/manage/edit.html", {"form": EditForm, "is_closed": True, "discussion": "locked"}),
    "object": ("comments/manage/object.html", {"form": ObjectionForm, "status": "rejected"}),
    "withdraw": ("comments/manage/withdraw.html", {}),
    "erase": ("comments/manage/erase.html", {"comments": 3}),
    "erased": ("comments/manage/erased.html", {"what": "comment"}),
    "unsubscribe": ("comments/manage/unsubscribe.html", {}),
    "unsubscribed": ("comments/manage/unsubscribe.html", {"is_done": True}),
}


def made_up_moment(name: str) -> tuple[str, dict[str, Any]]:
    """Template and context of a moment. Raises KeyError for an unknown name."""
    template, what_matters = MOMENTS[name]
    now = timezone.now()
    article = made_up_article(1, "Made up: a headline that says what happened")
    article.withdrawal_reason = "Made up: why it was taken back."
    article.withdrawn_at = now
    article.discussion.state = what_matters.get("discussion", article.discussion.state)
    comment = made_up_comment(
        article,
        1,
        status=what_matters.get("status", Comment.Status.PENDING),
        created_at=now - timedelta(minutes=5),
        confirmed_at=now if what_matters.get("confirmed", True) else None,
    )
    context = {
        "article": article,
        "comment": comment,
        "signed": "made-up",
        "done_words": DONE.get(what_matters.get("done", ""), ""),
        "what_happens_next": what_happens_next(comment),
        "decision": Decision(reason_code=Reason.INSULT, words=WORDS) if comment.status == "rejected" else None,
        "is_editable": comment.status == Comment.Status.PENDING,
        "decider": "another",
        **what_matters,
    }
    if form := what_matters.get("form"):
        values = {"message": WORDS, "rating": "4"}
        context["form"] = form(values) if "sent" in what_matters else form(initial=values)
    if "objection" in what_matters:
        context["objection"] = Objection()
    return template, context
