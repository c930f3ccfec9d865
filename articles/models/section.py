from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.reading.content_version import content_triggers
from articles.slugs.former_slug import former_slug_triggers
from web.plain_text import LineField


class Section(models.Model):
    """A part of the paper, such as World or Science; every article is in one."""

    name = LineField(_("name"), max_length=60, unique=True)
    slug = models.SlugField(_("web address"), max_length=60, unique=True)
    description = LineField(_("description"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(
        _("place in the list"), default=0, help_text=_("Lower comes first in the menu.")
    )

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["position", "name"]
        triggers = [*content_triggers("section"), *former_slug_triggers("section")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("section", args=[self.slug])

    @property
    def colour(self) -> int:
        """Which of the design's seven section colours is its own, 1 to 7; it stays when the menu is put in order."""
        return ((self.pk or 1) - 1) % 7 + 1

    @property
    def tint(self) -> str:
        """The classes that give its colour: the design's, and its own for where the site chose another for it."""
        return f"tint-{self.colour} tint-s{self.pk}"
