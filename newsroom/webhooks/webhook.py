"""Where news of articles and comments is sent, and how it is signed. Source: https://www.standardwebhooks.com/"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from web.plain_text import LineField

PREFIX = "whsec_"
OVERLAP = timedelta(days=1)  # in which the former secret signs too
GIVES_UP_AFTER = timedelta(days=1)  # of nothing but failures
LONGEST_URL = 500


class Event(models.TextChoices):
    """What is told of. The values are sent; the words are the desk's."""

    PUBLISHED = "article.published", _("An article is published")
    UPDATED = "article.updated", _("A published article changes")
    CORRECTED = "article.corrected", _("A correction is published")
    WITHDRAWN = "article.withdrawn", _("An article is withdrawn")
    DECIDED = "comment.decided", _("A comment is decided on")


class WebhookQuerySet(models.QuerySet["Webhook"]):
    def told_of(self, event: str) -> WebhookQuerySet:
        return self.filter(is_on=True, events__contains=[event])


class Webhook(models.Model):
    """A receiver. What it is sent is signed with a secret that is shown once.

    failing_since: of the first failure after the last success. stopped: why the site itself switched it off.
    """

    name = LineField(_("name"), max_length=80, help_text=_("What receives it, such as “Our app”."))
    url = models.CharField(_("address"), max_length=LONGEST_URL, help_text=_("Begins with https://."))
    events = ArrayField(
        models.CharField(max_length=20, choices=Event.choices), verbose_name=_("events"), default=list, blank=True
    )
    is_on = models.BooleanField(_("on"), default=True)
    secret = models.CharField(max_length=80, editable=False)
    former_secret = models.CharField(max_length=80, blank=True, editable=False)
    former_until = models.DateTimeField(_("the former secret signs until"), null=True, editable=False)
    failing_since = models.DateTimeField(_("failing since"), null=True, editable=False)
    stopped = models.TextField(_("why it is off"), blank=True, editable=False)
    made_at = models.DateTimeField(_("made at"), default=timezone.now, editable=False)

    objects = WebhookQuerySet.as_manager()

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(name="webhook_has_a_secret", condition=~Q(secret="")),
            models.CheckConstraint(name="webhook_events_are_known", condition=Q(events__contained_by=Event.values)),
        ]

    def __str__(self) -> str:
        return self.name

    def issue_secret(self) -> str:
        """A new secret; the one before signs too for OVERLAP. Saving is the caller's."""
        if self.secret:
            self.former_secret, self.former_until = self.secret, timezone.now() + OVERLAP
        self.secret = PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()
        return self.secret

    def signatures(self, message_id: str, at: datetime, body: bytes) -> str:
        """The header ``webhook-signature``: one signature for each secret that is good now."""
        signing = [self.secret]
        if self.former_until and self.former_until > timezone.now():
            signing.append(self.former_secret)
        return " ".join(_signature(secret, message_id, at, body) for secret in signing)

    def note_success(self) -> None:
        if self.failing_since:
            Webhook.objects.filter(pk=self.pk).update(failing_since=None)

    def note_failure(self, words: str, *, is_final: bool = False) -> None:
        """Remember since when it fails, and switch it off after GIVES_UP_AFTER; at once where is_final."""
        now = timezone.now()
        since = self.failing_since or now
        Webhook.objects.filter(pk=self.pk, failing_since=None).update(failing_since=now)
        if is_final or now - since >= GIVES_UP_AFTER:
            Webhook.objects.filter(pk=self.pk, is_on=True).update(is_on=False, stopped=words)


def _signature(secret: str, message_id: str, at: datetime, body: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    signed = f"{message_id}.{int(at.timestamp())}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
