"""The mails in the styleguide: name, template and what it renders."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from articles.models import Topic
from comments.mail.letter import letter
from comments.models import Comment, Decision, Objection, Report
from comments.moderation.reasons import Reason
from comments.writing.moderation_policy import what_happens_next
from newsroom.newsletter.edition_mail import FOLDER as LETTERS
from newsroom.newsletter.subscription import CONFIRM_WITHIN, Subscription
from newsroom.styleguide.made_up import WORDS, made_up_article, made_up_comment

# By the name in the address: the template, with its folder unless it is the usual one, and what differs from the usual
# context.
MAILS: dict[str, tuple[str, dict[str, Any]]] = {
    "receipt": ("receipt", {"status": Comment.Status.PENDING}),
    "receipt-to-a-known-address": ("receipt", {"status": Comment.Status.PUBLISHED, "confirmed_at": timezone.now}),
    "published": ("decision", {"status": Comment.Status.PUBLISHED}),
    "not-published": ("decision", {"status": Comment.Status.REJECTED, "may_object": True}),
    "objection-upheld": ("decision", {"status": Comment.Status.PUBLISHED, "upheld": True}),
    "objection-refused": ("decision", {"status": Comment.Status.REJECTED, "upheld": False}),
    "reply": ("reply", {}),
    "links": ("links", {}),
    "report-receipt": ("report_receipt", {}),
    "report-decision": ("report_decision", {}),
    "report-decision-removed": ("report_decision", {"is_removed": True}),
    "notice": ("notice", {}),
    "letter-confirmation": (f"{LETTERS}/confirm", {}),
    "letter": (f"{LETTERS}/news", {"are_more": True}),
}


def made_up_mail(name: str) -> dict[str, str]:
    """The mail's text by form: ``html`` and ``txt``. Raises KeyError for an unknown name."""
    template, what_matters = MAILS[name]
    article = made_up_article(1, "Made up: a headline that says what happened")
    confirmed_at = what_matters.get("confirmed_at")
    comment = made_up_comment(
        article,
        1,
        created_at=timezone.now() - timedelta(hours=2),
        status=what_matters.get("status", Comment.Status.PUBLISHED),
        confirmed_at=confirmed_at() if confirmed_at else None,
    )
    link = f"{settings.SITE_URL}/comments/manage/made-up/"
    context = {
        "article": article,
        "comment": comment,
        "manage_url": link,
        "what_happens_next": what_happens_next(comment),
        "decision": Decision(reason_code=Reason.INSULT, words=WORDS),
        "objection": Objection(upheld=what_matters["upheld"]) if "upheld" in what_matters else None,
        "decider": "another",
        "reply": made_up_comment(article, 2, name="Another Reader"),
        "unsubscribe_url": link,
        "comments": [{"comment": comment, "manage_url": link}],
        "name": comment.name,
        "report": Report(comment=comment, name="Made-up Reader", words=WORDS),
        "comment_url": f"{settings.SITE_URL}{comment.get_absolute_url()}",
        **what_matters,
    }
    if template == "notice":
        context |= {"comments": [comment], "count": 12, "more": 11, "objections": 1, "queue_url": link}
        context["notices_url"] = link
    if template.startswith(f"{LETTERS}/"):
        context |= {
            "subscription": Subscription(topic=Topic(pk=10**9, name="Made up")),
            "days": CONFIRM_WITHIN.days,
            "articles": [article, made_up_article(3, "Made up: written by people", ai_use="none", standfirst="")],
        }
    folder, _slash, name = template.rpartition("/")
    mail = letter(name, "reader@example.org", "Made up", context, folder=folder or "comments/mail")
    return {"html": str(mail.alternatives[0][0]), "txt": str(mail.body)}
