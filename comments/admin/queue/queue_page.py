"""What is on the page of the queue."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from articles.admin.article_rights import headline_is_readable
from comments.admin.published_admin import ANSWER
from comments.admin.queue import suspending
from comments.admin.queue.card import cards
from comments.admin.queue.queue_search import LISTS, OBJECTIONS, TO_DECIDE, SearchForm, narrowed
from comments.admin.queue.verdicts import KEEP, VERDICTS, Verdict, verdicts_on_many
from comments.admin.saved_words import saved_replies_for
from comments.models import Comment, Decision, RatingQuarantine, Report
from comments.moderation.note import LONGEST_NOTE
from comments.moderation.objection import moderators_besides
from comments.moderation.reasons import Reason
from comments.moderation.undo import UNDO_LASTS, undoable_by
from comments.writing.comment_form import LONGEST_MESSAGE
from web.paging import COUNTED, BoundedPaginator, bounded_count

CARDS_ON_A_PAGE = 20
FROZEN = "frozen"  # the tab whose page is the list of frozen ratings


def queue_context(request: HttpRequest) -> dict[str, Any]:
    """Everything that the page renders, in a number of queries that does not grow."""
    search = SearchForm(request.GET)
    found = (
        search.comments()
        .select_related("article__section")
        .defer("article__body", "article__search", "article__ai_note")
    )
    requested = request.GET.get("page")
    page = BoundedPaginator(found, CARDS_ON_A_PAGE, requested).get_page(requested)
    return {
        "search": search,
        **lists(request, search.chosen_list),
        "on_many": verdicts_on_many(search.chosen_list),
        "is_alone": search.chosen_list == OBJECTIONS and not moderators_besides(request.user.pk or 0).exists(),
        "page": page,
        "cards": cards(page.object_list),
        "just_decided": just_decided(request.user),
        **choices(request.user),
    }


def lists(request: HttpRequest, chosen: str) -> dict[str, Any]:
    """The tabs of the queue, those of what waits with how many there are. chosen: the key of one."""
    tabs: list[dict[str, Any]] = [
        {
            "key": key,
            "words": words,
            "address": f"{reverse('admin:comments_comment_changelist')}?list={key}",
            "count": bounded_count(narrowed(Comment.objects.all(), key)) if key in TO_DECIDE else None,
            "is_chosen": key == chosen,
        }
        for key, words in LISTS
    ]
    if request.user.has_perm("comments.view_ratingquarantine"):
        readable = headline_is_readable(request.user, "discussion__article")
        frozen_ratings = RatingQuarantine.objects.filter(readable)
        frozen = {
            "key": FROZEN,
            "words": _("Frozen ratings"),
            "address": reverse("admin:comments_ratingquarantine_changelist"),
            "count": bounded_count(frozen_ratings.open()),
            "is_chosen": chosen == FROZEN,
        }
        tabs.insert(len(TO_DECIDE), frozen)
    return {"lists": tabs, "counted": COUNTED}


def choices(account: Any) -> dict[str, Any]:
    """What account may choose from on every card."""
    return {
        "reasons": list(Reason),
        "verdicts": list(VERDICTS.values()),
        "spans": list(suspending.choices()) if account.has_perm("comments.add_rule") else [],
        "may_answer": account.has_perm(ANSWER),
        "may_change_rule": account.has_perm("comments.change_rule"),
        "saved_replies": saved_replies_for(account),
        "longest_note": LONGEST_NOTE,
        "person": getattr(account, "person", None),
        "longest_message": LONGEST_MESSAGE,
    }


def just_decided(account: Any) -> dict[str, Any] | None:
    """The last decisions of account, taken at one moment, while they can be undone."""
    last: QuerySet[Decision] = undoable_by(account).select_related("comment").defer("comment__message")
    decisions = list(last.order_by("-made_at", "pk")[:200])
    together = [decision for decision in decisions if decision.made_at == decisions[0].made_at]
    if not together:
        return None
    verdict = _verdict_of(together)
    return {
        "words": verdict.done % {"count": len(together)} if verdict else "",
        "names": ", ".join(decision.comment.name for decision in together[:3]),
        "ids": ",".join(str(decision.comment_id) for decision in together),
        "until": together[0].made_at + UNDO_LASTS,
    }


def _verdict_of(decisions: list[Decision]) -> Verdict | None:
    """The verdict that was given, at one moment, with decisions."""
    reports = Report.objects.filter(answered_at=decisions[0].made_at, outcome=Report.Outcome.KEPT)
    if reports.filter(comment__in=[decision.comment_id for decision in decisions]).exists():
        return KEEP
    return next((verdict for verdict in VERDICTS.values() if verdict.status == decisions[0].verdict), None)
