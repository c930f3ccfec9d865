"""The two mails to the person who reports that a comment is against the law: it has arrived, and what was decided.

No one proves that the address in a report is theirs, so the mails hold nothing that came with the form.
"""

from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from comments.mail.delivery import deliver
from comments.mail.letter import letter
from comments.mail.limit import may_write_to
from comments.models import Report
from comments.reports.report import TAKEN_BACK_WITHIN, answered
from web.absolute_urls import absolute


@receiver(answered, dispatch_uid="comments.mail.report")
def tell_reporters(sender: Any, reports: list[Report], **kwargs: Any) -> None:
    """Queue a mail for each report that was answered and left an address."""
    for report in reports:
        if report.email:
            later = send_report_decision.using(run_after=timezone.now() + TAKEN_BACK_WITHIN)
            later.enqueue(report.pk, answered_at=_moment(report))


@task()
def send_report_receipt(report_id: int, failures: int = 0) -> None:
    """Say that a report has arrived. failures: how often that failed before."""
    report = _with_address(report_id)
    if report and (failures or may_write_to(report.email)):
        deliver(_letter("report_receipt", report), send_report_receipt, report_id, failures)


@task()
def send_report_decision(report_id: int, failures: int = 0, answered_at: str = "") -> None:
    """Say what was decided on a report, unless that was taken back. failures: how often that failed before.

    answered_at: of the answer that is told. One that was taken back and given again is told once.
    """
    report = _with_address(report_id)
    if report is None or not report.outcome or answered_at not in ("", _moment(report)):
        return
    if failures or may_write_to(report.email):
        deliver(_letter("report_decision", report), send_report_decision, report_id, failures)


def _moment(report: Report) -> str:
    return report.answered_at.isoformat() if report.answered_at else ""


def _with_address(report_id: int) -> Report | None:
    return Report.objects.select_related("comment__article").filter(pk=report_id).exclude(email="").first()


def _letter(name: str, report: Report) -> EmailMultiAlternatives:
    article = report.comment.article
    context = {
        "article": article,
        "comment_url": absolute(report.comment.get_absolute_url()),
        "is_removed": report.outcome == Report.Outcome.REMOVED,
    }
    words = {"headline": article.headline}
    if name == "report_decision":
        subject = _("The decision on your report of a comment on “%(headline)s”") % words
    else:
        subject = _("Your report of a comment on “%(headline)s” has arrived") % words
    return letter(name, report.email, subject, context)
