from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.core.signing import BadSignature, Signer, TimestampSigner
from django.db import models
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models import Article, Person, Section, Topic
from articles.models.article_queryset import ArticleQuerySet
from comments.text.email_key import LONGEST_ADDRESS, email_key
from newsroom.newsletter.pace import Pace
from web.absolute_urls import absolute

CONFIRM_WITHIN = timedelta(days=7)
MOST_LOOKED_BACK = timedelta(days=14)  # after a long outage, what is older is no longer news
_CONFIRM = TimestampSigner(sep=".", salt="newsroom.newsletter.confirm")
_UNSUBSCRIBE = Signer(sep=".", salt="newsroom.newsletter.unsubscribe")  # without an end: it must work in any old mail


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def confirmed(self) -> SubscriptionQuerySet:
        return self.filter(confirmed_at__isnull=False)

    def due(self, pace: str, until: datetime) -> SubscriptionQuerySet:
        """Those whose letter reaches to an earlier time than until, in the order of their numbers."""
        return self.confirmed().filter(pace=pace, sent_until__lt=until).order_by("pk")

    def outlived(self) -> SubscriptionQuerySet:
        """Those that nobody confirmed in time."""
        return self.filter(confirmed_at=None, made_at__lt=timezone.now() - CONFIRM_WITHIN)


class Subscription(models.Model):
    """Someone wants the letter. Nothing is sent before the address has confirmed; unsubscribing deletes the row.

    It is about a section, a topic or a person; about the whole paper where it names none. sent_until: the letter has
    told everything that was published up to then. wanted_pace: what was requested last, for the address to confirm.
    """

    Pace = Pace

    email = models.EmailField(_("e-mail"), max_length=LONGEST_ADDRESS)
    email_key = models.CharField(max_length=LONGEST_ADDRESS, editable=False)
    section = models.ForeignKey(Section, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    pace = models.CharField(_("how often"), max_length=6, choices=Pace.choices, default=Pace.DAILY)
    wanted_pace = models.CharField(max_length=6, choices=Pace.choices, default=Pace.DAILY, editable=False)
    made_at = models.DateTimeField(_("requested at"), default=timezone.now, editable=False)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, editable=False)
    sent_until = models.DateTimeField(_("sent until"), default=timezone.now, editable=False)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions to the letter")
        ordering = ["-made_at", "-pk"]
        default_permissions = ("view", "delete")
        indexes = [
            models.Index(fields=["-made_at", "-id"], name="subscription_newest"),
            models.Index(
                fields=["pace", "sent_until"], name="subscription_due", condition=models.Q(confirmed_at__isnull=False)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="subscription_pace_known", condition=models.Q(pace__in=Pace.values, wanted_pace__in=Pace.values)
            ),
            models.CheckConstraint(
                name="subscription_about_one_thing",
                condition=models.Q(section=None, topic=None)
                | models.Q(section=None, person=None)
                | models.Q(topic=None, person=None),
            ),
            models.UniqueConstraint(
                "email_key",
                Coalesce("section", 0),
                Coalesce("topic", 0),
                Coalesce("person", 0),
                name="subscription_once_for_an_address",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.about}, {self.get_pace_display()}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.email_key = self.key_of_address
        super().save(*args, **kwargs)

    @property
    def key_of_address(self) -> str:
        return email_key(self.email)

    @property
    def subject(self) -> Section | Topic | Person | None:
        """What it is about; None for the whole paper."""
        return self.section or self.topic or self.person

    @property
    def about(self) -> str:
        return str(self.subject or _("The whole paper"))

    def news(self, until: datetime) -> ArticleQuerySet:
        """What was published since the last letter, up to until; newest first."""
        since = max(self.sent_until, until - MOST_LOOKED_BACK)
        articles = Article.objects.for_cards(until).filter(published_at__gt=since)
        if self.section_id:
            return articles.filter(section=self.section_id)
        if self.topic_id:
            return articles.filter(topics=self.topic_id)
        if self.person_id:
            return articles.filter(byline__person=self.person_id)
        return articles

    def confirm(self) -> None:
        """From now on the letter is sent as it was wanted last. It begins with what is published from now on."""
        self.pace = self.wanted_pace
        if self.confirmed_at is None:
            self.confirmed_at = self.sent_until = timezone.now()
        self.save(update_fields=["pace", "confirmed_at", "sent_until"])

    @property
    def confirm_url(self) -> str:
        """The whole address of the page that confirms it, for a mail."""
        return absolute(reverse("confirm_letter", args=[_CONFIRM.sign(str(self.pk))]))

    @property
    def unsubscribe_url(self) -> str:
        """The whole address that ends it, for a mail. Its holder may do that alone."""
        return absolute(reverse("unsubscribe_letter", args=[_UNSUBSCRIBE.sign(str(self.pk))]))


def to_confirm(signed: str) -> Subscription | None:
    """The subscription that a link confirms; None where the link is forged or too old, or where it has ended since."""
    try:
        number = _CONFIRM.unsign(signed, max_age=CONFIRM_WITHIN)
    except BadSignature:  # SignatureExpired is one
        return None
    return Subscription.objects.select_related("section", "topic", "person").filter(pk=number).first()


def ended_by(signed: str) -> SubscriptionQuerySet | None:
    """The subscription that a link ends, if it has not ended yet; None for a forged link."""
    try:
        return Subscription.objects.filter(pk=_UNSUBSCRIBE.unsign(signed))
    except BadSignature:
        return None
