"""What waits for the signed-in account, on the first page of the desk."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db.models import Count, Min, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, npgettext
from django_tasks_db.models import DBTaskResult

from articles.models import Article, IntakeToken, Page, WorkflowEntry
from articles.models.states import State, in_state
from articles.workflow.verbs import Verb
from comments.mail.delivery import RETRY_AFTER
from comments.models import Comment, Decision, Objection, RatingQuarantine, Report
from web.paging import COUNTED, bounded_counts
from web.times.moment import zone_words

ROWS = 5  # of each kind
NOTE = 120  # characters of what an editor wrote


class Row(NamedTuple):
    """One line of a card. note: who or what it is from. at: the time that counts. exact: told as a time of today."""

    words: str
    address: str = ""
    note: str = ""
    at: datetime | None = None
    exact: bool = False


@dataclass
class Card:
    """One kind of what waits. title: without the number. oldest: since when the first of them waits."""

    key: str
    count: int
    title: str
    address: str = ""
    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    oldest: datetime | None = None

    @property
    def shown_count(self) -> str:
        return f"{COUNTED}+" if self.count > COUNTED else str(self.count)


class Kind(NamedTuple):
    """key: of its card. none: what is said where nothing of it waits. rows: everything of it."""

    key: str
    none: str | Promise
    rows: QuerySet[Any]


@dataclass(frozen=True)
class Waiting:
    cards: list[Card]
    none: list[str]  # of what nothing waits, in words


def waiting_for(user: Any) -> Waiting:
    """What waits for user; kinds that user may do nothing about are missing. The number of queries is bounded."""
    kinds = list(_kinds(user))
    counts = bounded_counts({kind.key: kind.rows for kind in kinds})
    cards = [_CARDS[kind.key](kind.rows, counts[kind.key]) for kind in kinds if counts[kind.key]]
    none = [str(kind.none) for kind in kinds if not counts[kind.key]]
    if user.has_perm("articles.change_page"):
        cards += _pages()
    return Waiting(cards, none)


def _kinds(user: Any) -> Any:
    """In the order of the cards: readers who wait come first, then colleagues, then the own work."""
    if user.has_perm("comments.change_comment"):
        yield Kind("comments", gettext_lazy("comments"), Comment.objects.pending().oldest_first())
        yield Kind("objections", gettext_lazy("objections"), Objection.objects.open().order_by("comment"))
    if user.has_perm("comments.view_report"):
        yield Kind("reports", gettext_lazy("reports"), Report.objects.open().order_by("created_at", "pk"))
    if user.has_perm("comments.change_ratingquarantine"):
        yield Kind("frozen", gettext_lazy("frozen ratings"), RatingQuarantine.objects.open().order_by("pk"))
    articles, publishes = Article.objects.all(), user.has_perm("articles.publish_article")
    if user.has_perm("articles.change_article"):
        own = articles.filter(created_by=user)
        submitted = articles.filter(in_state(State.SUBMITTED)).order_by("submitted_at", "pk")
        if publishes:
            yield Kind("submitted", gettext_lazy("submitted articles"), submitted)
        else:
            yield Kind(
                "handed-in", gettext_lazy("articles of yours with the editors"), submitted.filter(created_by=user)
            )
        yield Kind("sent-back", gettext_lazy("articles sent back to you"), articles.sent_back_to(user))
        drafts = articles.filter(in_state(State.DRAFT))
        by_machines = (drafts if publishes else drafts.filter(created_by=user)).by_machines().order_by("-pk")
        if (IntakeToken.objects.all() if publishes else IntakeToken.objects.filter(responsible=user)).exists():
            yield Kind("machine-drafts", gettext_lazy("drafts by machines"), by_machines)
        scheduled = (articles if publishes else own).filter(in_state(State.SCHEDULED), published_at__lt=_tomorrow())
        yield Kind("scheduled", gettext_lazy("articles scheduled for today"), scheduled.order_by("published_at", "pk"))
        embargoed = (articles if publishes else own).under_embargo().filter(embargo_until__lt=_tomorrow())
        yield Kind("embargoed", gettext_lazy("embargoes that end today"), embargoed)
        mine = drafts.filter(created_by=user, machine_draft=None, sent_back_at=None).order_by("-modified_at")
        yield Kind("drafts", gettext_lazy("drafts of yours"), mine)
    if user.has_perm("django_tasks_database.view_dbtaskresult"):
        yield Kind("failed", gettext_lazy("failed mails"), DBTaskResult.objects.failed().order_by("pk"))


# Each kind's card -----------------------------------------------------------------------------------------------------


def _comments(rows: Any, count: int) -> Card:
    words = ngettext("comment waiting", "comments waiting", count)
    oldest = rows.order_by().aggregate(oldest=Min("created_at"))["oldest"]
    today = _decided_today()
    notes = [ngettext("%(count)d decided today.", "%(count)d decided today.", today) % {"count": today}]
    return Card("comments", count, words, reverse("admin:comments_comment_changelist"), notes=notes, oldest=oldest)


def _objections(rows: Any, count: int) -> Card:
    words = ngettext("objection to a rejection", "objections to rejections", count)
    return Card("objections", count, words, _list("comments_comment", list="objections"))


def _reports(rows: Any, count: int) -> Card:
    oldest = rows.values_list("created_at", flat=True).first()
    words = ngettext("report by a reader", "reports by readers", count)
    return Card("reports", count, words, _list("comments_comment", list="reports"), oldest=oldest)


def _frozen(rows: Any, count: int) -> Card:
    words = npgettext("to decide on", "frozen rating", "frozen ratings", count)
    notes = [_("Many ratings came at once. Readers see those from before, until you decide.")]
    return Card("frozen", count, words, _list("comments_ratingquarantine"), notes=notes)


def _submitted(rows: Any, count: int) -> Card:
    words = ngettext("article submitted", "articles submitted", count)
    listed = [
        _row(article, _("by %(who)s") % {"who": article.submitted_by or _("import")}, article.submitted_at)
        for article in rows.defer("body").select_related("submitted_by")[:ROWS]
    ]
    return Card("submitted", count, words, _list("articles_article", state=State.SUBMITTED), listed)


def _handed_in(rows: Any, count: int) -> Card:
    words = ngettext("article of yours with the editors", "articles of yours with the editors", count)
    listed = [_row(article, "", article.submitted_at) for article in rows.defer("body")[:ROWS]]
    return Card("handed-in", count, words, _list("articles_article", state=State.SUBMITTED), listed)


def _sent_back(rows: Any, count: int) -> Card:
    """With what the editor wrote. One query for the notes of all rows."""
    words = ngettext("article sent back to you", "articles sent back to you", count)
    articles = list(rows.defer("body")[:ROWS])
    notes = WorkflowEntry.objects.filter(article__in=articles, verb=Verb.SEND_BACK).select_related("made_by")
    latest = {entry.article_id: entry for entry in notes.order_by("pk")}
    listed = []
    for article in articles:
        entry = latest.get(article.pk)
        said = (
            _("%(who)s: “%(note)s”") % {"who": entry.made_by, "note": Truncator(entry.note).chars(NOTE)}
            if entry
            else ""
        )
        listed.append(_row(article, said, article.sent_back_at))
    return Card("sent-back", count, words, _list("articles_article", state=State.DRAFT), listed)


def _machine_drafts(rows: Any, count: int) -> Card:
    words = ngettext("machine draft", "machine drafts", count)
    listed = [
        _row(article, _("by %(who)s") % {"who": article.machine_draft}, article.machine_draft.received_at)
        for article in rows.defer("body").select_related("machine_draft")[:ROWS]
    ]
    address = _list("articles_article", state=State.DRAFT, origin="machine")
    return Card("machine-drafts", count, words, address, listed)


def _scheduled(rows: Any, count: int) -> Card:
    words = ngettext("article scheduled for today", "articles scheduled for today", count)
    listed = [_row(article, "", article.published_at, exact=True) for article in rows.defer("body")[:ROWS]]
    notes = [_("Times are in %(zone)s.") % {"zone": zone_words()}]
    return Card("scheduled", count, words, _list("articles_article", state=State.SCHEDULED), listed, notes)


def _embargoed(rows: Any, count: int) -> Card:
    words = ngettext("embargo ends today", "embargoes end today", count)
    listed = [
        _row(article, str(article.state.label), article.embargo_until, exact=True)
        for article in rows.defer("body")[:ROWS]
    ]
    notes = [_("Times are in %(zone)s.") % {"zone": zone_words()}]
    return Card("embargoed", count, words, "", listed, notes)


def _drafts(rows: Any, count: int) -> Card:
    words = ngettext("draft of yours", "drafts of yours", count)
    listed = [_row(article, "", article.modified_at) for article in rows.defer("body")[:ROWS]]
    return Card("drafts", count, words, _list("articles_article", state=State.DRAFT), listed)


def _failed(rows: Any, count: int) -> Card:
    words = ngettext("mail could not be sent", "mails could not be sent", count)
    address = _list("django_tasks_database_dbtaskresult", status__exact="FAILED")
    return Card("failed", count, words, address, notes=[failed_note()])


def failed_note() -> str:
    words = _("Each was tried %(times)d times. The list says why, and can try again.")
    return words % {"times": 1 + len(RETRY_AFTER)}


_CARDS = {
    "comments": _comments,
    "objections": _objections,
    "reports": _reports,
    "frozen": _frozen,
    "submitted": _submitted,
    "handed-in": _handed_in,
    "sent-back": _sent_back,
    "machine-drafts": _machine_drafts,
    "embargoed": _embargoed,
    "scheduled": _scheduled,
    "drafts": _drafts,
    "failed": _failed,
}


def _pages() -> list[Card]:
    pages = Page.objects.to_be_filled_in()
    if not pages:
        return []
    words = ngettext("page to fill in", "pages to fill in", len(pages))
    listed = [Row(page.title, reverse("admin:articles_page_change", args=[page.pk])) for page in pages[:ROWS]]
    notes = [_("Readers do not see what is in double brackets.")]
    return [Card("pages", len(pages), words, _list("articles_page"), listed, notes)]


def _row(article: Article, note: str, at: datetime | None, *, exact: bool = False) -> Row:
    return Row(article.headline, reverse("admin:articles_article_change", args=[article.pk]), note, at, exact)


def _list(model: str, **query: str) -> str:
    return reverse(f"admin:{model}_changelist") + (f"?{urlencode(query)}" if query else "")


def _tomorrow() -> datetime:
    return timezone.make_aware(datetime.combine(timezone.localdate() + timedelta(days=1), time.min))


def _decided_today() -> int:
    """Comments that people decided on since midnight, by the latest decisions, as many as lists count.

    What the house policy publishes by itself, or the demo brings along, is no one's work of today.
    """
    since = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    today = Decision.objects.filter(made_at__gte=since, made_by__isnull=False).exclude(verdict=Comment.Status.PENDING)
    latest = today.order_by("-made_at").values("comment")[: COUNTED + 1]
    return latest.aggregate(comments=Count("comment", distinct=True))["comments"]
