from django.db import models
from django.utils.translation import gettext_lazy as _


class OldAddress(models.Model):
    """A slug that an article had before; its address redirects for good.

    Rows are written by the trigger ``article_keeps_old_addresses``, so a slug changed by any path is kept.
    """

    slug = models.SlugField(_("web address"), max_length=120, unique=True)
    article = models.ForeignKey("articles.Article", on_delete=models.CASCADE, related_name="old_addresses")

    class Meta:
        verbose_name = _("old address")
        verbose_name_plural = _("old addresses")

    def __str__(self) -> str:
        return self.slug
