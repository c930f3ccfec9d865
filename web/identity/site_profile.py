from __future__ import annotations

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import JSONObject
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from web.plain_text import LineField

_COLOUR = RegexValidator(r"\A#[0-9a-fA-F]{6}\Z", _("Write a colour as # and six letters or digits, such as #0b5568."))
_ADDRESS = r"\A(/(?!/)|https?://)[^\s\\]*\Z"


def _colour(label: Any, help_text: Any = "") -> models.CharField:
    return models.CharField(label, max_length=7, blank=True, db_default="", validators=[_COLOUR], help_text=help_text)


class SiteProfileQuerySet(models.QuerySet["SiteProfile"]):
    def with_links(self) -> models.QuerySet[SiteProfile, Any]:
        """The row as one JSON object with its links, in one query."""
        links = SiteLink.objects.order_by("place", "position", "pk").values(
            json=JSONObject(place="place", column="column", label="label", address="address")
        )
        return self.filter(pk=1).values_list(JSONObject(**{name: name for name in SHOWN}, links=ArraySubquery(links)))


class TypePair(models.TextChoices):
    """Fonts for headlines and for text, which common systems have. Empty: those of the program."""

    BOOK = "", _("Book: Palatino for headlines and text")
    NEWSPAPER = "newspaper", _("Newspaper: Times for headlines, Georgia for text")
    MODERN = "modern", _("Modern: Helvetica for headlines, Charter for text")


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
    publisher_address = models.TextField(
        _("address of the publisher"),
        max_length=300,
        blank=True,
        db_default="",
        help_text=_("As on a letter, in a few lines. Shown in the footer."),
    )
    contact = models.EmailField(
        _("contact e-mail"), blank=True, db_default="", help_text=_("Shown in the footer. Readers may write to it.")
    )
    brand = _colour(
        _("brand colour"),
        _("The line at the top of each page and under the name. Links take it as well, unless they have their own."),
    )
    link_on_light = _colour(_("colour of links"))
    link_on_dark = _colour(_("colour of links in the dark"), _("If empty: a lighter shade of the one above."))
    type_pair = models.CharField(_("type"), max_length=12, choices=TypePair, blank=True, default="", db_default="")
    # The key of a section and its colour. Here and not with the section, since each page has this row at hand.
    section_colours = models.JSONField(_("colours of sections"), default=dict, db_default={}, blank=True)
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
    logo = models.CharField(_("logo"), max_length=120, blank=True, db_default="")
    logo_width = models.PositiveIntegerField(_("width of the logo"), db_default=0, default=0)
    logo_height = models.PositiveIntegerField(_("height of the logo"), db_default=0, default=0)
    logo_on_dark = models.CharField(_("logo in the dark"), max_length=120, blank=True, db_default="")
    logo_on_dark_width = models.PositiveIntegerField(_("width of the logo in the dark"), db_default=0, default=0)
    logo_on_dark_height = models.PositiveIntegerField(_("height of the logo in the dark"), db_default=0, default=0)
    icon = models.CharField(_("icon"), max_length=120, blank=True, db_default="")
    # The links as they were saved with the rest, one a line, so that the history has them.
    links_on_record = models.TextField(_("links"), blank=True, db_default="")

    history = HistoricalRecords()

    objects = SiteProfileQuerySet.as_manager()

    class Meta:
        verbose_name = _("site")
        verbose_name_plural = _("name, look and contact of the site")
        default_permissions = ("change", "view")
        constraints = [models.CheckConstraint(name="siteprofile_is_one_row", condition=models.Q(id=1))]

    def __str__(self) -> str:
        return str(_("Name, look and contact"))

    def links_from_record(self) -> None:
        """Make the links what the record says, after an old version was put back."""
        self.links.all().delete()
        lines = self.links_on_record.splitlines()
        SiteLink.objects.bulk_create(SiteLink.from_record(line, place) for place, line in enumerate(lines))


NOT_SHOWN = {"id", "links_on_record"}
SHOWN = [field.attname for field in SiteProfile._meta.concrete_fields if field.attname not in NOT_SHOWN]


class SiteLink(models.Model):
    """A link of the menu, the footer, or to a place where the site is on a social network."""

    class Place(models.TextChoices):
        MENU = "menu", _("Menu, after the sections")
        FOOTER = "footer", _("Footer")
        SOCIAL = "social", _("Social networks")

    profile = models.ForeignKey(SiteProfile, models.CASCADE, default=1, related_name="links", editable=False)
    place = models.CharField(_("where"), max_length=10, choices=Place)
    column = LineField(
        _("heading of its column"),
        max_length=40,
        blank=True,
        db_default="",
        help_text=_("In the footer, links with the same heading are one column."),
    )
    label = LineField(_("words"), max_length=60)
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

    @property
    def on_record(self) -> str:
        """The link as a line of ``links_on_record``: no part of it has a tab."""
        return "\t".join((self.place, self.column, self.label, self.address))

    @classmethod
    def from_record(cls, line: str, position: int) -> SiteLink:
        place, column, label, address = line.split("\t")
        return cls(place=place, column=column, label=label, address=address, position=position)
