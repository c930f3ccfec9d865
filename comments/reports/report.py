from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import MD5
from django.dispatch import Signal, receiver
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from comments.models.comment import LONGEST_NAME, Comment
from comments.models.comment_triggers import addresses_in_ascii, text_keeps_its_direction
from comments.moderation.decision import Decision, decided
from comments.moderation.reasons import Reason, reason_of
from comments.spam.finding import Finding, HeldBecause
from comments.text.email_key import LONGEST_ADDRESS

TAKEN_BACK_WITHIN = timedelta(minutes=2)  # no one hears of an answer before
# Sent in the transaction that answers them. reports: list[Report], of which each says what was decided.
answered = Signal()


class ReportQuerySet(models.QuerySet["Report"]):
    def open(self) -> ReportQuerySet:
        return self.filter(outcome="")

    def networks(self) -> int:
        """From how many networks they came, as far as that is known: a network has another hash each day."""
        return self.exclude(network_hash="").aggregate(networks=models.Count("network_hash", distinct=True))["networks"]

    def oldest_of_comment(self) -> models.QuerySet[Any]:
        """The time of the oldest open report of the comment that a query around this one looks at."""
        return self.open().filter(comment=models.OuterRef("pk")).order_by("created_at", "pk").values("created_at")[:1]

    def keep_comments(self, by: Any) -> int:
        """Answer the open ones: their comments stay, or come back, as by has decided. Returns how many were open.

        A comment that its writer took back, or that a moderator removed, stays away.
        """
        with transaction.atomic():
            comments = Comment.objects.filter(pk__in=self.open().values("comment"))
            comments.with_answered().lock()
            shown = list(comments.published().values_list("pk", flat=True))
            gone = list(comments.exclude(pk__in=shown).exclude(status=Comment.Status.PENDING))
            now = timezone.now()
            comments.pending().publish(by=by, at=now)
            words = gettext("Kept after reports")
            kept = {"verdict": Comment.Status.PUBLISHED, "words": words, "made_by": by, "made_at": now}
            Decision.objects.bulk_create(Decision(comment_id=pk, **kept) for pk in shown)
            open_ones = Report.objects.open()
            count = open_ones.filter(comment__in=shown).answer(Report.Outcome.KEPT, now)
            return count + open_ones.filter(comment__in=gone).answer(Report.Outcome.REMOVED, now)

    def open_again(self) -> int:
        """Open those that were answered a moment ago, as the decision was taken back.

        Of reports that say the same, one is open: a reader may have sent it again meanwhile. The others stay answered.
        """
        just_answered = list(self.filter(answered_at__gte=timezone.now() - TAKEN_BACK_WITHIN).order_by("-pk"))
        open_ones = Report.objects.open().filter(comment__in={report.comment_id for report in just_answered})
        said = {report.what_it_says for report in open_ones}
        ids = []
        for report in just_answered:
            if report.what_it_says not in said:
                said.add(report.what_it_says)
                ids.append(report.pk)
        return Report.objects.filter(pk__in=ids).update(outcome="", answered_at=None)

    def answer(self, outcome: str, at: datetime | None = None) -> int:
        """at: the moment of the decision that answers them, with which they are opened again."""
        reports = list(self.open().select_for_update(of=("self",)))
        at = at or timezone.now()
        Report.objects.filter(pk__in=[report.pk for report in reports]).update(outcome=outcome, answered_at=at)
        for report in reports:
            report.outcome, report.answered_at = outcome, at
        answered.send(sender=Report, reports=reports)
        return len(reports)


class Report(models.Model):
    """A reader's notice to the moderators that a comment should not stand there.

    One that says that it is against the law names who sends it, who gets a receipt and the decision by mail.
    Source: Regulation (EU) 2022/2065, article 16.
    """

    class Outcome(models.TextChoices):
        KEPT = "kept", _("The comment stays")
        REMOVED = "removed", _("The comment is removed")

    comment = models.ForeignKey(Comment, verbose_name=_("comment"), on_delete=models.CASCADE, related_name="reports")
    reason = models.CharField(_("reason"), max_length=40, choices=Reason.choices)
    words = models.TextField(_("words"), max_length=2000, blank=True)
    name = models.CharField(_("name"), max_length=LONGEST_NAME, blank=True)
    email = models.EmailField(_("e-mail address"), max_length=LONGEST_ADDRESS, blank=True)
    network_hash = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(_("sent at"), default=timezone.now, editable=False)
    outcome = models.CharField(_("outcome"), max_length=7, choices=Outcome.choices, blank=True, editable=False)
    answered_at = models.DateTimeField(_("answered at"), null=True, editable=False)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        indexes = [
            models.Index("created_at", "id", name="report_open_oldest", condition=Q(outcome="")),
            models.Index("created_at", "id", name="report_oldest"),
        ]
        constraints = [
            models.CheckConstraint(name="report_reason_is_known", condition=Q(reason__in=sorted(Reason.values))),
            models.CheckConstraint(
                name="report_answered_has_an_outcome",
                condition=Q(outcome="", answered_at=None)
                | Q(outcome__in=["kept", "removed"], answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="report_of_unlawful_content_names_its_sender",
                condition=~Q(reason="unlawful") | ~Q(name="") & ~Q(email="") & ~Q(words=""),
            ),
            models.UniqueConstraint(
                "comment",
                "network_hash",
                "reason",
                "email",
                MD5("words"),
                name="report_sent_once",
                condition=Q(outcome=""),
            ),
        ]
        triggers = [
            addresses_in_ascii("report_address_is_in_ascii"),
            text_keeps_its_direction("report_text_keeps_its_direction", "name", "words"),
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()} #{self.pk}"

    @property
    def what_it_says(self) -> tuple[Any, ...]:
        """What two open reports do not have in common: the constraint ``report_sent_once``."""
        return self.comment_id, self.network_hash, self.reason, self.email, self.words

    @property
    def is_of_unlawful_content(self) -> bool:
        return self.reason == Reason.UNLAWFUL

    @property
    def label(self) -> str:
        reason = reason_of(self.reason)
        return str(reason.label) if reason else self.reason

    def hand_in(self) -> bool:
        """Store the report, and hide its comment where that is one too many. False where the same one is open already.

        Reports of one comment queue up for its row, so of many at once each sees those before it.
        """
        with transaction.atomic():
            Comment.objects.select_for_update(of=("self",), no_key=True).get(pk=self.comment_id)
            same = Report.objects.open().filter(
                comment=self.comment_id, network_hash=self.network_hash, reason=self.reason, email=self.email
            )
            if same.filter(words=self.words).exists():
                return False
            self.save()
            _hide_if_reported_by_many(self.comment_id)
        return True


def _hide_if_reported_by_many(comment_id: int) -> None:
    """Put a comment back into the queue once REPORTS_HIDE_AFTER networks have an open report of it."""
    networks = Report.objects.open().filter(comment=comment_id).networks()
    if not 0 < settings.REPORTS_HIDE_AFTER <= networks:
        return
    comments = Comment.objects.filter(pk=comment_id)
    found = gettext("from %(count)d networks") % {"count": networks}
    if comments.published().hold(words=f"{HeldBecause.REPORTED.label}: {found}"):
        comments.update(held_because=[Finding(HeldBecause.REPORTED, found)])


@receiver(decided, dispatch_uid="comments.reports.report")
def _answer_by_verdict(sender: Any, decisions: list[Decision], **kwargs: Any) -> None:
    """What a moderator decides on a comment answers the reports of it; taken back at once, it leaves them open."""
    outcomes = {
        Comment.Status.PUBLISHED: Report.Outcome.KEPT,
        Comment.Status.REJECTED: Report.Outcome.REMOVED,
        Comment.Status.SPAM: Report.Outcome.REMOVED,
    }
    by_people = [decision for decision in decisions if decision.made_by_id]
    taken_back = [decision.comment_id for decision in by_people if decision.verdict == Comment.Status.PENDING]
    if taken_back:
        Report.objects.filter(comment__in=taken_back).open_again()
    for verdict, outcome in outcomes.items():
        ids = [decision.comment_id for decision in by_people if decision.verdict == verdict]
        if ids:
            Report.objects.filter(comment__in=ids).answer(outcome)
