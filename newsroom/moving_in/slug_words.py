from __future__ import annotations

from django.utils.translation import gettext as _

from articles.models import ImportedFile


def words_of_another_slug(stem: str, slug: str) -> str:
    """A sentence: why what wanted the slug stem is at slug. One query."""
    words = _("Another article has the address “%(stem)s”; this one is at “%(slug)s”.")
    file = ImportedFile.objects.filter(article__slug=stem).values_list("path", flat=True).first()
    if file:
        words = _(
            "The article at “%(stem)s”, which “import_articles” made of “%(file)s”, was left as it is; this one is at "
            "“%(slug)s”. If both are the same, delete one."
        )
    return words % {"stem": stem, "slug": slug, "file": file}
