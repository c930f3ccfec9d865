from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.plain_text import LineField


class Topic(models.Model):
    """A subject that cuts across sections, such as Climate."""

    name = LineField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(_("slug"), max_length=80, unique=True)

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("topic", args=[self.slug])
