from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportedFile(models.Model):
    """The file that an article was imported from: an import changes that file's own article, and no other."""

    article = models.OneToOneField(
        "articles.Article", on_delete=models.CASCADE, primary_key=True, related_name="imported_file"
    )
    path = models.TextField(_("path"), help_text=_("In full, on the machine that ran the import."))
    slug = models.SlugField(_("slug"), max_length=120, help_text=_("As the file states it or its headline gives it."))
    # Digests by key of the front matter, and "body". Tells an editor's change from the file's own.
    last_import = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = _("imported file")
        verbose_name_plural = _("imported files")
        default_permissions: ClassVar[tuple[str, ...]] = ()
        constraints = [models.UniqueConstraint(name="imported_file_is_one_article", fields=["path", "slug"])]

    def __str__(self) -> str:
        return self.path
