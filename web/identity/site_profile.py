from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _

from web.identity.contrast import contrast

# The grounds that text is on, light and dark: paper and sunk of static/css/tokens.css.
GROUNDS = {"link_on_light": ("#fdfdfc", "#f2f3f1"), "link_on_dark": ("#14171a", "#1d2125")}
LEAST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3
_COLOUR = RegexValidator(r"\A#[0-9a-fA-F]{6}\Z", _("Write a colour as # and six letters or digits, such as #0b5568."))
_ADDRESS = r"\A(/(?!/)|https?://)[^\s\\]*\Z"


def _colour(label: Any, help_text: Any = "") -> models.CharField:
    return models.CharField(label, max_length=7, blank=True, db_default="", validators=[_COLOUR], help_text=help_text)


class SiteProfileQuerySet(models.QuerySet["SiteProfile"]):
    def with_links(self) -> models.QuerySet[SiteProfile, Any]:
        """The row as one JSON object with its links, in one query."""
        links = SiteLink.objects.order_by("place", "position", "pk").values(
            json=JSONObject(place="place", label="label", address="address")
        )
        return self.filter(pk=1).values_list(JSONObject(**{name: name for name in SHOWN}, links=ArraySubquery(links)))


class SiteProfile(models.Model):
    """What the site is called, how it looks and who answers for it: one row. What is empty is as the settings say."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    name = models.CharField(_("name of the site"), max_length=60, blank=True, db_default="")
    tagline = models.CharField(
        _("tagline"), max_length=120, blank=True, db_default="", help_text=_("A short line beside the name.")
    )
    publisher = models.CharField(
        _("publisher"), max_length=120, blank=True, db_default="", help_text=_("The company or association behind it.")
    )
    responsible = models.CharField(
        _("person responsible"),
        max_length=120,
        blank=True,
        db_default="",
        help_text=_("Who answers for the content before the law, with an address if your country wants one."),
    )
    contact = models.EmailField(
        _("contact e-mail"), blank=True, db_default="", help_text=_("Shown in the footer. Readers may write to it.")
    )
    link_on_light = _colour(_("colour of links, light"))
    link_on_dark = _colour(_("colour of links, dark"))
    brand = _colour(_("colour of the line under the name"))
    open_to_search = models.BooleanField(
        _("search engines may show our articles"),
        default=True,
        db_default=True,
        help_text=_("Off: search engines that heed robots.txt leave the site out."),
    )
    open_to_answers = models.BooleanField(
        _("AI assistants may read our articles to answer questions"),
        default=True,
        db_default=True,
        help_text=_("They quote an article when someone asks about it, mostly with a link."),
    )
    open_to_training = models.BooleanField(
        _("AI models may be trained on our articles"),
        default=True,
        db_default=True,
        help_text=_("Off: robots.txt shuts out crawlers that collect texts for training, and each page says so."),
    )
    # Written by the form from what was uploaded.
    logo = models.CharField(max_length=120, blank=True, db_default="", editable=False)
    logo_width = models.PositiveIntegerField(db_default=0, default=0, editable=False)
    logo_height = models.PositiveIntegerField(db_default=0, default=0, editable=False)
    icon = models.CharField(max_length=120, blank=True, db_default="", editable=False)

    objects = SiteProfileQuerySet.as_manager()

    class Meta:
        verbose_name = _("the site")
        verbose_name_plural = _("name, look and contact of the site")
        default_permissions = ("change", "view")
        constraints = [models.CheckConstraint(name="siteprofile_is_one_row", condition=models.Q(id=1))]

    def __str__(self) -> str:
        return str(_("Name, look and contact"))

    def clean(self) -> None:
        """ValidationError, with the ratio, for a colour of links that is hard to read."""
        faults = {}
        for field, grounds in GROUNDS.items():
            colour = getattr(self, field)
            try:
                ratio = min(contrast(colour, ground) for ground in grounds) if colour else LEAST_CONTRAST
            except (ValueError, IndexError):
                continue  # no colour at all, which its own field says
            if ratio < LEAST_CONTRAST:
                faults[field] = ValidationError(
                    _("Too hard to read: the contrast is %(ratio)s:1, and has to be %(least)s:1 at least."),
                    code="contrast",
                    params={"ratio": f"{int(ratio * 10) / 10:.1f}", "least": LEAST_CONTRAST},
                )
        if faults:
            raise ValidationError(faults)


SHOWN = [field.attname for field in SiteProfile._meta.concrete_fields if field.attname != "id"]


class SiteLink(models.Model):
    """A link of the menu, the footer, or to a place where the site is on a social network."""

    class Place(models.TextChoices):
        MENU = "menu", _("Menu, after the sections")
        FOOTER = "footer", _("Footer")
        SOCIAL = "social", _("Social networks")

    profile = models.ForeignKey(SiteProfile, models.CASCADE, default=1, related_name="links", editable=False)
    place = models.CharField(_("where"), max_length=10, choices=Place)
    label = models.CharField(_("words"), max_length=60)
    address = models.CharField(
        _("address"),
        max_length=300,
        validators=[RegexValidator(_ADDRESS, _("Begin with https:// or, for a page of this site, with /."))],
    )
    position = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["place", "position", "pk"]
        verbose_name = _("link")
        verbose_name_plural = _("links of the menu, the footer and social networks")
        constraints = [
            models.CheckConstraint(
                name="sitelink_leads_somewhere", condition=models.Q(address__regex=r"^(/|https?://)")
            )
        ]

    def __str__(self) -> str:
        return self.label
