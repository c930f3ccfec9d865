from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from articles.reading.content_version import content_triggers
from articles.text.body import BodyField
from articles.text.placeholders import has_placeholder, without_placeholders
from web.plain_text import LineField


class PageQuerySet(models.QuerySet["Page"]):
    def to_be_filled_in(self) -> "list[Page]":
        """Pages that still say what staff have to fill in."""
        return [page for page in self if has_placeholder(page.body)]


class Page(models.Model):
    """What the house says about itself.

    Those of ``Slug`` have an address of their own, and exist from the first start. Any other came with a move from
    another site and is at ``/pages/<slug>/``, if it is public.
    """

    class Slug(models.TextChoices):
        ABOUT = "about", _("About us")
        AI_POLICY = "ai-policy", _("How we use AI")
        CORRECTIONS = "corrections", _("Corrections")
        HOUSE_RULES = "house-rules", _("House rules")
        PRIVACY = "privacy", _("Privacy")
        CONTACT = "contact", _("Contact")

    slug = models.SlugField(_("address"), max_length=120, unique=True, editable=False)
    title = LineField(_("title"), max_length=120)
    body = BodyField(_("body"))
    is_public = models.BooleanField(_("readers see it"), default=True, db_default=True)
    updated_at = models.DateTimeField(_("updated at"), auto_now=True)

    history = HistoricalRecords()

    objects = PageQuerySet.as_manager()

    class Meta:
        verbose_name = _("page about this site")
        verbose_name_plural = _("pages about this site")
        ordering = ["title"]
        triggers = content_triggers("page")
        constraints = [
            models.CheckConstraint(
                name="page_of_every_site_is_public",
                condition=models.Q(is_public=True)
                | ~models.Q(slug__in=["about", "ai-policy", "corrections", "house-rules", "privacy", "contact"]),
                violation_error_message=_("Readers have to find this page."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse(self.slug) if self.slug in self.Slug.values else reverse("page", args=[self.slug])

    @property
    def shown_body(self) -> str:
        """The body as readers see it: without what staff have not filled in."""
        return without_placeholders(self.body)
