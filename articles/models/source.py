from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models.article_triggers import SOURCE_TRIGGERS
from articles.reading.content_version import IF_ITS_ARTICLE_IS_PUBLISHED, content_triggers
from articles.versions.version_parts import changes_a_version
from web.plain_text import LineField


class Source(models.Model):
    """Something that an article depends on, named so a reader can look for themselves."""

    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="sources")
    title = LineField(_("title"), max_length=300)
    publisher = LineField(_("publisher"), max_length=200, blank=True)
    address = models.URLField(_("address"), max_length=500, blank=True)
    position = models.PositiveSmallIntegerField(_("place in the list"), default=0)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["position", "pk"]
        triggers = [
            *SOURCE_TRIGGERS,
            *content_triggers("source", IF_ITS_ARTICLE_IS_PUBLISHED),
            changes_a_version("source"),
        ]

    def __str__(self) -> str:
        return self.title
