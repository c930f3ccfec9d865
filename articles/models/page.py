from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.body import BodyField
from articles.models.content_version import content_triggers
from articles.plain_text import LineField

PLACEHOLDER = "[["  # opens what only the staff of a site can fill in, in every language


class PageQuerySet(models.QuerySet["Page"]):
    def with_placeholders(self) -> "PageQuerySet":
        """Pages that still say what staff have to fill in."""
        return self.filter(body__contains=PLACEHOLDER)


class Page(models.Model):
    """What the house says about itself. The set is fixed: each has its address, and exists from the first start."""

    class Slug(models.TextChoices):
        ABOUT = "about", _("About us")
        AI_POLICY = "ai-policy", _("How we use AI")
        CORRECTIONS = "corrections", _("Corrections")
        HOUSE_RULES = "house-rules", _("House rules")
        PRIVACY = "privacy", _("Privacy")
        CONTACT = "contact", _("Contact")

    slug = models.SlugField(_("address"), max_length=20, unique=True, choices=Slug.choices, editable=False)
    title = LineField(_("title"), max_length=120)
    body = BodyField(_("body"))
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    objects = PageQuerySet.as_manager()

    class Meta:
        verbose_name = _("page about this site")
        verbose_name_plural = _("pages about this site")
        ordering = ["title"]
        triggers = content_triggers("page")
        constraints = [
            models.CheckConstraint(
                name="page_slug_is_known",
                condition=models.Q(slug__in=["about", "ai-policy", "corrections", "house-rules", "privacy", "contact"]),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse(self.slug)
