from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, F, Func, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from articles.reading.content_version import content_triggers
from articles.reading.listing import Listing
from articles.slugs.former_slug import former_slug_triggers
from web.plain_text import LineField


class TopicQuerySet(models.QuerySet["Topic"]):
    def in_public(self) -> TopicQuerySet:
        """Those that a published article has: what only drafts are about is no one's business yet."""
        return self.filter(Exists(Listing.objects.in_public().filter(topic=OuterRef("pk"))))


class Topic(models.Model):
    """A subject that cuts across sections, such as Climate."""

    name = LineField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(_("web address"), max_length=80, unique=True)
    description = LineField(
        _("introduction"),
        max_length=300,
        blank=True,
        default="",
        db_default="",
        help_text=_("One or two sentences for readers, on the page of the topic."),
    )
    picture = models.ForeignKey(
        "articles.Image", verbose_name=_("picture"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_timeless = models.BooleanField(
        _("ages well"),
        default=False,
        db_default=False,
        help_text=_("Old articles of this topic have no notice of their age: history, recipes, how things work."),
    )

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name"]
        indexes = [GinIndex(Func(F("name"), function="articles_name_vector"), name="topic_by_words_of_name")]
        triggers = [*content_triggers("topic"), *former_slug_triggers("topic")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("topic", args=[self.slug])
