"""The log of what was sent to whom, and the task that sends it, again and later where it fails."""

from __future__ import annotations

import time
from datetime import timedelta

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import task

from newsroom.webhooks.sending import SendError, post
from newsroom.webhooks.webhook import Event, Webhook

# How long to wait after each failure: a receiver may be down for a day.
RETRY_AFTER = [timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 480, 1440)]
BODY_LASTS = timedelta(days=14)
LOG_LASTS = timedelta(days=90)
_GONE = 410  # the receiver says that it wants nothing more


class DeliveryState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    DELIVERED = "delivered", _("Delivered")
    FAILED = "failed", _("Failed")


class WebhookDeliveryQuerySet(models.QuerySet["WebhookDelivery"]):
    def with_old_body(self) -> WebhookDeliveryQuerySet:
        """Those whose content is no longer needed."""
        return self.filter(made_at__lt=timezone.now() - BODY_LASTS).exclude(body="").exclude(state="waiting")

    def outlived(self) -> WebhookDeliveryQuerySet:
        return self.filter(made_at__lt=timezone.now() - LOG_LASTS)


class WebhookDelivery(models.Model):
    """One message to one receiver. answer: status of the last answer; 0 where none came. took: milliseconds."""

    State = DeliveryState

    webhook = models.ForeignKey(Webhook, verbose_name=_("webhook"), on_delete=models.CASCADE, related_name="deliveries")
    message_id = models.CharField(_("message"), max_length=60, editable=False)
    event = models.CharField(_("event"), max_length=20, choices=Event.choices, editable=False)
    body = models.TextField(_("what is sent"), blank=True, editable=False)
    state = models.CharField(_("state"), max_length=9, choices=State.choices, default=State.WAITING, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0, editable=False)
    answer = models.PositiveSmallIntegerField(_("answer"), null=True, editable=False)
    fault = models.CharField(_("what went wrong"), max_length=200, blank=True, editable=False)
    took = models.PositiveIntegerField(_("milliseconds"), null=True, editable=False)
    made_at = models.DateTimeField(_("made at"), default=timezone.now, editable=False)
    sent_at = models.DateTimeField(_("last sent"), null=True, editable=False)

    objects = WebhookDeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("sent webhook")
        verbose_name_plural = _("sent webhooks")
        ordering = ["-made_at", "-pk"]
        default_permissions = ("change", "view")
        indexes = [
            models.Index(fields=["-made_at", "-id"], name="webhook_delivery_newest"),
            models.Index(fields=["webhook", "-made_at", "-id"], name="webhook_delivery_of_one"),
        ]
        constraints = [
            models.UniqueConstraint(name="webhook_delivery_once", fields=["webhook", "message_id"]),
        ]

    def __str__(self) -> str:
        return f"{self.message_id}: {self.get_event_display()}"

    @property
    def may_be_sent_again(self) -> bool:
        return bool(self.body) and self.state != self.State.WAITING

    def send_again(self) -> None:
        """Queue it as if for the first time, with the same message number."""
        with transaction.atomic():
            again = WebhookDelivery.objects.filter(pk=self.pk).exclude(state=self.State.WAITING).exclude(body="")
            if again.update(state=self.State.WAITING, attempts=0):
                send_webhook.enqueue(self.pk)

    def send(self) -> None:
        """Send it once, and put on record what came of it."""
        now = timezone.now()
        body = self.body.encode()
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Newsroom",
            "Webhook-Id": self.message_id,
            "Webhook-Timestamp": str(int(now.timestamp())),
            "Webhook-Signature": self.webhook.signatures(self.message_id, now, body),
        }
        began = time.monotonic()
        self.answer, self.fault = None, ""
        try:
            self.answer = post(self.webhook.url, body, headers)
            if not 200 <= self.answer < 300:
                self.fault = f"The receiver answered {self.answer}."
        except SendError as fault:
            self.answer, self.fault = 0, str(fault)[:200]
        self.sent_at, self.took = now, int((time.monotonic() - began) * 1000)
        self.attempts += 1
        self.state = self.State.WAITING if self.fault else self.State.DELIVERED


@task()
def send_webhook(delivery_pk: int) -> None:
    """Send a delivery that waits, or try again later. A second call for one that was sent does nothing."""
    found = WebhookDelivery.objects.select_related("webhook").filter(pk=delivery_pk, state=DeliveryState.WAITING)
    delivery = found.first()
    if delivery is None:
        return
    if not delivery.webhook.is_on:
        found.update(state=DeliveryState.FAILED, fault="The webhook is off.")
        return
    delivery.send()
    with transaction.atomic():
        if delivery.fault:
            delivery.webhook.note_failure(delivery.fault, is_final=delivery.answer == _GONE)
            if delivery.attempts > len(RETRY_AFTER) or delivery.answer == _GONE:
                delivery.state = DeliveryState.FAILED
            else:
                later = timezone.now() + RETRY_AFTER[delivery.attempts - 1]
                send_webhook.using(run_after=later).enqueue(delivery.pk)
        else:
            delivery.webhook.note_success()
        delivery.save(update_fields=["state", "attempts", "answer", "fault", "took", "sent_at"])
