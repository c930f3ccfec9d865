"""What is on the page of the queue."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from comments.admin.published_admin import ANSWER
from comments.admin.queue import suspending
from comments.admin.queue.card import cards
from comments.admin.queue.queue_search import LATE, LISTS, OBJECTIONS, SearchForm, narrowed
from comments.admin.queue.verdicts import VERDICTS
from comments.models import Comment, Decision
from comments.moderation.reasons import Reason
from comments.moderation.undo import UNDO_LASTS, undoable_by
from comments.writing.comment_form import LONGEST_MESSAGE
from web.paging import COUNTED, BoundedPaginator, bounded_count

CARDS_ON_A_PAGE = 20
COUNTED_LISTS = (Comment.Status.PENDING, LATE, OBJECTIONS)


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
        "lists": [
            {
                "key": key,
                "words": words,
                "count": bounded_count(narrowed(Comment.objects.all(), key)) if key in COUNTED_LISTS else None,
                "is_chosen": key == search.chosen_list,
            }
            for key, words in LISTS
        ],
        "counted": COUNTED,
        "page": page,
        "cards": cards(page.object_list),
        "just_decided": just_decided(request.user),
        **choices(request.user),
    }


def choices(account: Any) -> dict[str, Any]:
    """What account may choose from on every card."""
    return {
        "reasons": list(Reason),
        "verdicts": list(VERDICTS.values()),
        "spans": list(suspending.choices()) if account.has_perm("comments.add_rule") else [],
        "may_answer": account.has_perm(ANSWER),
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
    verdict = next((verdict for verdict in VERDICTS.values() if verdict.status == together[0].verdict), None)
    return {
        "words": verdict.done % {"count": len(together)} if verdict else "",
        "names": ", ".join(decision.comment.name for decision in together[:3]),
        "ids": ",".join(str(decision.comment_id) for decision in together),
        "until": together[0].made_at + UNDO_LASTS,
    }
