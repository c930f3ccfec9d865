"""The readable part of an address, proposed from a name in any script."""

from django.db import models
from slugify import slugify

from articles.slugs.former_slug import former_slugs


def propose_slug(text: str, model: type[models.Model], *, besides: models.Model | None = None) -> str:
    """A slug for text that no other row of model has or had: ``privet`` for «Привет», ``privet-2`` where that is taken.

    besides: the row that the slug is for, whose own slug is free. Text without a letter gives the model's own name.
    """
    longest = getattr(model._meta.get_field("slug"), "max_length", None) or 50
    stem = slugify(text, max_length=longest - 6, word_boundary=True) or str(model._meta.model_name)
    others = model._default_manager.exclude(pk=besides.pk if besides else None)
    taken = set(others.filter(slug__startswith=stem).values_list("slug", flat=True))
    taken |= former_slugs(model, stem, besides=(besides and besides.pk) or 0)
    slug, number = stem, 1
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug
