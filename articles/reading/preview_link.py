"""Links under which someone without an account can read a draft: who made each, until when it works, who ended it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.core import signing
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

LIFETIMES = (1, 7, 30, 90)  # days, of which one is chosen
USUAL_LIFETIME = 7  # days
MOST_LINKS = 20  # to one article that work at the same time
OPENED_AGAIN = timedelta(minutes=1)  # readers who open a link at once need not wait for its row
_signer = signing.Signer(salt="articles.preview_link")
_former_signer = signing.TimestampSigner(salt="articles.preview")  # of links from before they were rows


class PreviewLinkQuerySet(models.QuerySet["PreviewLink"]):
    def working(self) -> Self:
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())

    def ended(self) -> Self:
        return self.exclude(revoked_at=None, expires_at__gt=timezone.now())

    def named(self, signed: str) -> PreviewLink | None:
        """The link of a signed address, whether it still works or not; None where the signature is not ours."""
        try:
            key = _signer.unsign(signed)
        except signing.BadSignature:
            return None
        return self.filter(pk=key).first()


class PreviewLink(models.Model):
    article = models.ForeignKey(
        "articles.Article", verbose_name=_("article"), on_delete=models.CASCADE, related_name="preview_links"
    )
    made_at = models.DateTimeField(_("made at"), default=timezone.now, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("made by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    expires_at = models.DateTimeField(_("works until"))
    opened_at = models.DateTimeField(_("last opened"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("revoked by"),
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = PreviewLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("preview link")
        verbose_name_plural = _("preview links")
        ordering = ["-made_at", "-pk"]
        default_permissions = ()
        constraints = [
            models.CheckConstraint(name="preview_link_ends_after_it_began", condition=Q(expires_at__gt=F("made_at")))
        ]

    def __str__(self) -> str:
        return f"{self.article_id}: {self.expires_at}"

    @property
    def works(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()

    @property
    def address(self) -> str:
        """The whole address. No one can guess it: it is signed with the site's secret key."""
        return settings.SITE_URL + reverse("preview", args=[_signer.sign(str(self.pk))])

    @staticmethod
    def is_former_address(signed: str) -> bool:
        """Whether we signed it before links were rows. It no longer opens anything: no one could revoke it."""
        try:
            _former_signer.unsign(signed)
        except signing.BadSignature:
            return False
        return True

    @classmethod
    def lasting(cls, article: Any, days: int, by: Any) -> PreviewLink:
        """A new link to article that works for days. Saving is the caller's."""
        now: datetime = timezone.now()
        return cls(article=article, made_at=now, expires_at=now + timedelta(days=days), made_by=by)

    def note_opening(self) -> None:
        now = timezone.now()
        if self.opened_at is None or self.opened_at < now - OPENED_AGAIN:
            PreviewLink.objects.filter(pk=self.pk).update(opened_at=now)

    def revoke(self, by: Any) -> None:
        """It opens nothing from now on. Saving is the caller's; who revoked it first stays on record."""
        if self.revoked_at is None:
            self.revoked_at = timezone.now()
            self.revoked_by = by
