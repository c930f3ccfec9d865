"""When a letter goes out, and how far it has come. Each address gets it once, whatever breaks off meanwhile."""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import datetime, time, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from django.core.mail import get_connection
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from newsroom.newsletter.edition_mail import news_mail
from newsroom.newsletter.pace import Pace
from newsroom.newsletter.subscription import Subscription

SENT_AT = time(6)  # in the site's time zone
WEEKLY_ON = 0  # Monday
BATCH = 100  # addresses; then other tasks have their turn
REMEMBERED = timedelta(days=365)
RETRY_AFTER = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480)]  # while the mail server is down

log = logging.getLogger(__name__)


class EditionQuerySet(models.QuerySet["Edition"]):
    def outlived(self) -> EditionQuerySet:
        return self.filter(until__lt=timezone.now() - REMEMBERED)


class Edition(models.Model):
    """One round of letters of a pace. It tells what was published until a moment, to each address since its last one.

    begun counts the addresses whose turn has come. Each is then one of sent, empty (nothing was new for it), refused
    by the mail server, or unsure: the connection broke before the server answered. What is missing in the sum broke
    off in our own process. Neither is sent again: a letter missed is better than a letter twice.
    """

    pace = models.CharField(_("how often"), max_length=6, choices=Pace.choices, editable=False)
    until = models.DateTimeField(_("tells until"), editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, editable=False)
    begun = models.PositiveIntegerField(_("begun"), default=0, editable=False)
    sent = models.PositiveIntegerField(_("sent"), default=0, editable=False)
    empty = models.PositiveIntegerField(_("nothing new"), default=0, editable=False)
    refused = models.PositiveIntegerField(_("refused"), default=0, editable=False)
    unsure = models.PositiveIntegerField(_("unsure"), default=0, editable=False)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter sent")
        verbose_name_plural = _("letters sent")
        ordering = ["-until", "-pk"]
        default_permissions = ("view",)
        constraints = [
            models.CheckConstraint(name="edition_pace_known", condition=models.Q(pace__in=Pace.values)),
            models.UniqueConstraint(fields=["pace", "until"], name="edition_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_pace_display()}, {timezone.localtime(self.until):%Y-%m-%d}"

    def count(self, what: str, number: int = 1) -> None:
        """Add number to a count in the database, safely beside other workers. what: the name of its field."""
        Edition.objects.filter(pk=self.pk).update(**{what: F(what) + number})


def begin_due_editions() -> int:
    """Queue the letters whose hour has come and that nobody has begun. How many those are."""
    now = timezone.localtime()
    hour = now.replace(hour=SENT_AT.hour, minute=SENT_AT.minute, second=0, microsecond=0)
    if now < hour:
        return 0
    paces = [Pace.DAILY, Pace.WEEKLY] if now.weekday() == WEEKLY_ON else [Pace.DAILY]
    return sum(_begin(pace, hour) for pace in paces)


def _begin(pace: Pace, until: datetime) -> bool:
    if not Subscription.objects.due(pace, until).exists() or Edition.objects.filter(pace=pace, until=until).exists():
        return False
    with transaction.atomic():
        edition, is_new = Edition.objects.get_or_create(pace=pace, until=until)
        if is_new:
            send_edition.enqueue(edition.pk)
    return is_new


@task()
def send_edition(edition_id: int, failures: int = 0) -> None:
    """Send the letter to the next addresses, and queue the rest. failures: how often the mail server was down before.

    Run twice, or again after a break, it goes on where it was.
    """
    edition = Edition.objects.filter(pk=edition_id).first()
    if edition is None:
        return
    due = Subscription.objects.due(edition.pace, edition.until).select_related("section", "topic", "person")
    subscriptions = list(due[:BATCH])
    if not subscriptions:
        Edition.objects.filter(pk=edition_id, finished_at=None).update(finished_at=timezone.now())
        return
    connection = get_connection()
    try:
        for subscription in subscriptions:
            try:
                connection.open()  # it may be open
            except (OSError, SMTPException) as fault:
                _put_off(edition_id, failures, fault)
                return
            _send_to(subscription, edition, connection)
    finally:
        _close(connection)
    send_edition.enqueue(edition_id)


def _put_off(edition_id: int, failures: int, fault: Exception) -> None:
    log.warning("The letter waits: %s", type(fault).__name__)
    if failures < len(RETRY_AFTER):
        send_edition.using(run_after=timezone.now() + RETRY_AFTER[failures]).enqueue(edition_id, failures + 1)
    # Past that, the next edition tells what this one did not.


def _send_to(subscription: Subscription, edition: Edition, connection: Any) -> None:
    """Send to one address, at most once: that its turn has come is on record before the mail leaves."""
    with transaction.atomic():
        if (
            not Subscription.objects.due(edition.pace, edition.until)
            .filter(pk=subscription.pk)
            .update(sent_until=edition.until)
        ):
            return  # another worker's, or unsubscribed
        edition.count("begun")
    mail = news_mail(subscription, edition.until)
    if mail is None:
        edition.count("empty")
        return
    mail.connection = connection
    try:
        mail.send()
    except (SMTPRecipientsRefused, SMTPResponseException, ValueError):
        edition.count("refused")
    except (OSError, SMTPException) as fault:
        edition.count("unsure")
        log.warning("A letter may not have left: %s", type(fault).__name__)
        _close(connection)
    else:
        edition.count("sent")


def _close(connection: Any) -> None:
    with suppress(OSError, SMTPException):  # it may be broken
        connection.close()
