"""All that this site keeps for a time: what commenters leave behind, and what running the site does."""

from datetime import datetime, timedelta
from pathlib import Path

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from articles.intake.intake_answer import LIFETIME
from articles.models import CountedLog, IntakeAnswer, ReadCount, ReferringHost
from articles.pictures.lost_files import SPARED, delete_lost_files, lost_files
from articles.reads import read_count, reads_progress
from comments.upkeep import comment_retention
from comments.upkeep.comment_retention import Retention, retention_of
from newsroom.accounts import invitation, password_reset_request
from newsroom.models import (
    AccountEvent,
    Edition,
    Invitation,
    PasswordResetRequest,
    Subscription,
    UnknownAddress,
    WebhookDelivery,
)
from newsroom.newsletter import edition, subscription
from newsroom.redirects import unknown_address
from newsroom.webhooks import webhook_delivery
from web.admin.open_form import OpenForm
from web.database.rate_count import DAY


def _mail_files(before: datetime) -> list[Path]:
    """Mail that was written to files, where no mail server is set."""
    folder = getattr(settings, "EMAIL_FILE_PATH", None)
    if not folder or not Path(folder).is_dir():
        return []
    return [file for file in Path(folder).glob("*.log") if file.stat().st_mtime < before.timestamp()]


def _delete_mail_files(before: datetime) -> int:
    files = _mail_files(before)
    for file in files:
        file.unlink(missing_ok=True)
    return len(files)


def _days_ago(name: str) -> datetime:
    return timezone.now() - timedelta(days=settings.RETENTION[name])


RETENTIONS = [
    *comment_retention.RETENTIONS,
    Retention(
        "mail",
        _("Copies of e-mails, if this site writes them to files"),
        lambda before: len(_mail_files(before)),
        _delete_mail_files,
    ),
    retention_of(
        "tasks",
        _("That an e-mail was sent, by the number of the comment"),
        lambda before: DBTaskResult.objects.finished().filter(finished_at__lt=before),
    ),
    retention_of(
        "intake_answers",
        _("That a machine handed in a draft, and our answer"),
        lambda _before: IntakeAnswer.objects.outlived(),
        lasts=LIFETIME,
    ),
    retention_of(
        "sign_ins",
        _("Failed attempts of staff to sign in"),
        lambda before: AccessAttempt.objects.filter(attempt_time__lt=before),
    ),
    retention_of(
        "password_resets",
        _("An e-mail address of staff that a new password was requested for"),
        lambda _before: PasswordResetRequest.objects.outlived(),
        lasts=password_reset_request.GIVEN_UP_AFTER,
        says=_("until the e-mail is sent, %(time)s at most"),
    ),
    retention_of(
        "invitations",
        _("An invitation to work at the desk that was not accepted, after its end"),
        lambda _before: Invitation.objects.outlived(),
        lasts=invitation.REMEMBERED,
    ),
    retention_of(
        "sign_in_record",
        _("That a member of staff signed in, or failed to"),
        lambda _before: AccountEvent.objects.outlived(_days_ago("sign_ins")),
        lasts=timedelta(days=settings.RETENTION["sign_ins"]),
    ),
    retention_of(
        "sessions",
        _("That a member of staff is signed in"),
        lambda _before: Session.objects.filter(expire_date__lt=timezone.now()),
        lasts=timedelta(seconds=settings.SESSION_COOKIE_AGE),
    ),
    retention_of(
        "unconfirmed_subscriptions",
        _("An e-mail address that the letter was requested for"),
        lambda _before: Subscription.objects.outlived(),
        lasts=subscription.CONFIRM_WITHIN,
        says=_("until it unsubscribes; %(time)s if it never confirms"),
    ),
    retention_of(
        "letters_sent",
        _("That a letter was sent, and to how many addresses"),
        lambda _before: Edition.objects.outlived(),
        lasts=edition.REMEMBERED,
    ),
    retention_of(
        "unknown_addresses",
        _("An address that readers requested and that no page has, and how often"),
        lambda _before: UnknownAddress.objects.outlived(),
        lasts=unknown_address.REMEMBERED,
    ),
    Retention(
        "hours_of_reads",
        _("In which hour an article was read, and how often; the number of the day stays"),
        lambda _before: ReadCount.objects.old_hours().count(),
        lambda _before: ReadCount.objects.join_old_hours(),
        lasts=read_count.BY_HOUR_FOR,
    ),
    retention_of(
        "referring_hosts",
        _("From which other site an article was read, by host name and hour, and how often"),
        lambda _before: ReferringHost.objects.outlived(),
        lasts=read_count.HOSTS_KEPT_FOR,
    ),
    retention_of(
        "counted_logs",
        _("That reads were counted from a log, by a digest of what it said"),
        lambda _before: CountedLog.objects.outlived(),
        lasts=reads_progress.LOGS_REMEMBERED,
    ),
    retention_of(
        "webhook_contents",
        _("What was sent to other programs by webhook"),
        lambda _before: WebhookDelivery.objects.with_old_body(),
        lambda found: found.update(body=""),
        lasts=webhook_delivery.BODY_LASTS,
    ),
    retention_of(
        "webhook_log",
        _("That something was sent to another program by webhook, and its answer"),
        lambda _before: WebhookDelivery.objects.outlived(),
        lasts=webhook_delivery.LOG_LASTS,
    ),
    retention_of(
        "open_forms",
        _("That a member of staff has a page of the desk open"),
        lambda _before: OpenForm.objects.outlived(),
        lasts=DAY,
        says=_("until the day is over"),
    ),
    Retention(
        "lost_pictures",
        _("Files of pictures whose upload was broken off"),
        lambda _before: sum(1 for _name in lost_files(timezone.now() - SPARED)),
        lambda _before: delete_lost_files(timezone.now() - SPARED),
        lasts=SPARED,
    ),
]
