"""One comment as a moderator sees it: the words with what was found in them, the wait, the commenter's history."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import pairwise

from django.conf import settings
from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import conditional_escape, format_html, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from comments.admin.queue.deciding import seen_as
from comments.admin.queue.reported import Reports, open_reports
from comments.admin.queue.suspending import rules_about
from comments.admin.queue.verdicts import REJECT, Verdict, verdicts_open_to
from comments.models import Comment, Decision, Note, Objection, Rule
from comments.moderation.objection import Decider, decider_on, moderator_keys, rejections_of

LAST_COMMENTS = 3  # of the same address, beside the one that waits


@dataclass(frozen=True)
class Wait:
    """How long a comment waits against MODERATION_TARGET. key: of the colour. words: the same in words."""

    key: str
    words: str


@dataclass
class Card:
    comment: Comment
    counts: dict[str, int] = field(default_factory=dict)
    earlier: list[Comment] = field(default_factory=list)
    rule: Rule | None = None  # about the address, in force or ended
    notes: list[Note] = field(default_factory=list)  # on the comments of the address, this one's among them
    objection: Objection | None = None
    rejection: Decision | None = None  # what an objection is about
    decider: Decider = Decider.ANOTHER  # on that objection
    reports: Reports | None = None  # the open ones
    next_pk: int | None = None

    @property
    def key(self) -> str:
        return str(self.comment.pk)

    @property
    def verdicts(self) -> list[Verdict]:
        return verdicts_open_to(self.comment, is_reported=bool(self.reports))

    @property
    def may_be_rejected(self) -> bool:
        return REJECT in self.verdicts

    @property
    def token(self) -> str:
        """The comment as it was seen, for the form that decides on it."""
        return seen_as(self.comment, self.reports.newest if self.reports else 0)

    @cached_property
    def wait(self) -> Wait | None:
        """None where nothing waits."""
        if self.comment.status != Comment.Status.PENDING:
            return None
        target = timedelta(hours=settings.MODERATION_TARGET)
        waited = timezone.now() - self.comment.created_at
        if waited > target:
            return Wait("late", _("Late"))
        return Wait("soon", _("Late soon")) if waited > target * 3 / 4 else Wait("fresh", _("In time"))

    @property
    def message(self) -> SafeString:
        """What the commenter wrote, with what a check found in it marked."""
        return mark_safe(linebreaks(self._marked(self.comment.message)))  # noqa: S308 - _marked escapes

    @property
    def name(self) -> SafeString:
        return self._marked(self.comment.name)

    @property
    def waits_for_a_second(self) -> bool:
        """Whether an objection is to be decided on."""
        return bool(self.objection and not self.objection.decided_at and self.comment.status == Comment.Status.REJECTED)

    @property
    def may_be_answered(self) -> bool:
        return self.comment.status in (Comment.Status.PENDING, Comment.Status.PUBLISHED)

    @property
    def history(self) -> list[tuple[str, int]]:
        """How many comments of this address stand where: [(status in words, count), …]."""
        return [(str(status.label), self.counts[status]) for status in Comment.Status if self.counts.get(status)]

    def _marked(self, text: str) -> SafeString:
        found = {words for finding in self.comment.held_because for words in finding.found.split(", ")}
        return marked(text, found)


def marked(text: str, found: Iterable[str]) -> SafeString:
    """text as HTML, with each of the strings found in it inside ``<mark>``, whatever its case."""
    wanted = sorted((re.escape(words) for words in found if len(words) > 1), key=len, reverse=True)
    if not wanted:
        return conditional_escape(text)
    # Split at what is found: every second piece is a hit.
    pieces = re.split(f"({'|'.join(wanted)})", text, flags=re.IGNORECASE)
    return mark_safe(  # noqa: S308 - each piece is escaped
        "".join(format_html("<mark>{}</mark>" if hit % 2 else "{}", piece) for hit, piece in enumerate(pieces))
    )


def cards(comments: Iterable[Comment]) -> list[Card]:
    """A card for each comment, with the history of its commenter, in queries that do not grow."""
    made = [Card(comment) for comment in comments]
    for card, following in pairwise(made):
        card.next_pk = following.comment.pk
    keys = {card.comment.email_key for card in made if not card.comment.is_staff_reply}
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    by_status = Comment.objects.filter(email_key__in=keys).order_by().values("email_key", "status")
    for row in by_status.annotate(count=Count("pk")):
        counts[row["email_key"]][row["status"]] = row["count"]
    newest = Comment.objects.filter(email_key__in=keys).annotate(
        place=Window(RowNumber(), partition_by=F("email_key"), order_by=[F("created_at").desc(), F("pk").desc()])
    )
    last: dict[str, list[Comment]] = defaultdict(list)
    # One more than is shown: the comment itself may be among them.
    for comment in (
        newest.filter(place__lte=LAST_COMMENTS + 1).select_related("article").defer("article__body", "article__search")
    ):
        last[comment.email_key].append(comment)
    rules = rules_about(keys)
    notes = Note.objects.about(keys)
    by_comment = {card.comment.pk: card for card in made}
    for objection in Objection.objects.filter(comment__in=by_comment):
        by_comment[objection.comment_id].objection = objection
    objected_to = [pk for pk, card in by_comment.items() if card.objection]
    if objected_to:
        rejections, moderators = rejections_of(objected_to), moderator_keys()
        for pk in objected_to:
            by_comment[pk].rejection = rejections.get(pk)
            by_comment[pk].decider = decider_on(rejections.get(pk), moderators)
    for pk, reports in open_reports(by_comment).items():
        by_comment[pk].reports = reports
    for card in made:
        if not card.comment.is_staff_reply:
            card.counts = counts[card.comment.email_key]
            card.rule = rules.get(card.comment.email_key)
            card.notes = notes[card.comment.email_key]
            others = [comment for comment in last[card.comment.email_key] if comment.pk != card.comment.pk]
            card.earlier = sorted(others, key=lambda comment: comment.created_at, reverse=True)[:LAST_COMMENTS]
    return made
