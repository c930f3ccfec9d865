"""How staff arranged the front: picks in their order, bands on and off, a banner for what is breaking.

What is not arranged fills itself (``articles/front/front_plan.py``). A pick counts while readers may read its article
and until its time; it then falls out by itself.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from articles.front.front_plan import HEAD
from articles.reading.content_version import content_triggers
from web.plain_text import LineField

MOST_PICKS = HEAD
_ADDRESS = r"\A(/(?!/)|https?://)[^\s\\]*\Z"


class FrontPageQuerySet(models.QuerySet["FrontPage"]):
    def shows_most_read(self) -> bool:
        """Whether readers are shown what was read most."""
        return self.filter(shows_most_read=True).exists()


class FrontPage(models.Model):
    """The one row. version: counts the arrangements, so a save after someone else's is found out."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    breaking = LineField(
        _("banner"), max_length=160, blank=True, db_default="", help_text=_("For what is breaking. Empty: no banner.")
    )
    breaking_address = models.CharField(
        _("link of the banner"),
        max_length=300,
        blank=True,
        db_default="",
        validators=[RegexValidator(_ADDRESS, _("Begin with https:// or, for a page of this site, with /."))],
    )
    breaking_until = models.DateTimeField(
        _("banner until"), null=True, blank=True, help_text=_("Empty: until you end it.")
    )
    shows_most_read = models.BooleanField(
        _("show “Most read”"),
        default=False,
        db_default=False,
        help_text=_("A list of what was read most lately, on the front and on a page of its own."),
    )
    version = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    arranged_at = models.DateTimeField(default=timezone.now, editable=False)
    arranged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    objects = FrontPageQuerySet.as_manager()

    class Meta:
        verbose_name = _("front page")
        verbose_name_plural = _("front page")
        default_permissions = ("change", "view")
        constraints = [models.CheckConstraint(name="frontpage_is_one_row", condition=models.Q(id=1))]
        triggers = content_triggers("front_page")

    def __str__(self) -> str:
        return gettext("Front page")

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.version += 1
        self.arranged_at = timezone.now()
        super().save(*args, **kwargs)


class FrontPick(models.Model):
    """An article that staff put at the top of the front. The first leads; position: lower comes first."""

    front = models.ForeignKey(FrontPage, on_delete=models.CASCADE, default=1, editable=False, related_name="picks")
    article = models.ForeignKey(
        "articles.Article", verbose_name=_("article"), on_delete=models.CASCADE, related_name="+"
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0, help_text=_("The lowest leads the front."))
    headline = LineField(
        _("headline for the front"),
        max_length=200,
        blank=True,
        db_default="",
        help_text=_("Empty: as above the article."),
    )
    until = models.DateTimeField(_("pinned until"), null=True, blank=True, help_text=_("Empty: until you take it off."))

    class Meta:
        verbose_name = _("article at the top of the front")
        verbose_name_plural = _("articles at the top of the front")
        ordering = ["position", "pk"]
        constraints = [  # Deferred to the end of the transaction, so two rows can swap articles.
            models.UniqueConstraint(
                name="frontpick_is_there_once", fields=["article"], deferrable=models.Deferrable.DEFERRED
            )
        ]
        triggers = content_triggers("front_pick")

    def __str__(self) -> str:
        return self.article.headline

    @property
    def address(self) -> str:
        """The article's, as the desk's form has it."""
        return self.article.get_absolute_url()

    @property
    def why_not_shown(self) -> str:
        """Why readers do not see it at the top, in a sentence for staff; empty where they do."""
        now = timezone.now()
        if self.article.withdrawn_at:
            return gettext("Not shown: the article was withdrawn.")
        if self.article.published_at is None:
            return gettext("Not shown: the article is not published.")
        if self.article.published_at > now:
            return gettext("Not shown yet: the article is scheduled.")
        if self.until and self.until <= now:
            return gettext("Not shown: its time at the top is over.")
        return ""


class FrontBand(models.Model):
    """Whether and where a section has its band. A section without a row comes after these, in the menu's order."""

    front = models.ForeignKey(FrontPage, on_delete=models.CASCADE, default=1, editable=False, related_name="bands")
    section = models.OneToOneField(
        "articles.Section", verbose_name=_("section"), on_delete=models.CASCADE, related_name="+", editable=False
    )
    is_shown = models.BooleanField(_("on the front"), default=True, db_default=True)
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("section on the front")
        verbose_name_plural = _("sections on the front")
        default_permissions = ("change", "view")
        ordering = ["position", "section__position", "section__name"]
        triggers = content_triggers("front_band")

    def __str__(self) -> str:
        return self.section.name


def put_bands_in_place() -> FrontPage:
    """The one row, with a band for each section that has none yet."""
    front, _created = FrontPage.objects.get_or_create(pk=1)
    from articles.models import Section

    missing = Section.objects.exclude(pk__in=front.bands.values("section"))
    last = front.bands.aggregate(last=models.Max("position"))["last"] or 0
    FrontBand.objects.bulk_create(
        [FrontBand(front=front, section=section, position=last + place) for place, section in enumerate(missing, 1)]
    )
    return front
