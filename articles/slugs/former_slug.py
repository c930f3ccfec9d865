"""Slugs that sections, topics and people had before. Articles have a table of their own, ``OldAddress``."""

from __future__ import annotations

from typing import TypeVar

import pgtrigger
from django.db import models

from articles.slugs.old_address import OldAddress

Row = TypeVar("Row", bound=models.Model)


class FormerSlugQuerySet(models.QuerySet["FormerSlug"]):
    def present(self, rows: models.QuerySet[Row], slug: str) -> Row | None:
        """The one of rows that has slug, or had it before. A row that has it now goes before one that had it."""
        former = self.filter(kind=rows.model._meta.model_name, slug=slug)
        return rows.filter(slug=slug).first() or rows.filter(pk__in=former.values("object_id")).first()


class FormerSlug(models.Model):
    """A slug that a row of another table had before: its address redirects permanently.

    Triggers write the rows, so a slug that changes by any path is on record. Each row names the object, never another
    slug: there are no chains, and no loops. There is no foreign key, so code that does not know this table can delete
    objects.
    """

    kind = models.CharField(max_length=20, editable=False)  # the model's name in small letters
    slug = models.SlugField(max_length=120, db_index=False, editable=False)
    object_id = models.BigIntegerField(editable=False)

    objects = FormerSlugQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(name="former_slug_leads_to_one", fields=["kind", "slug"])]
        indexes = [models.Index(name="former_slugs_of_one", fields=["kind", "object_id"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug}"


def former_slug_triggers(kind: str) -> list[pgtrigger.Trigger]:
    """Triggers for a model with a slug. kind: the model's name in small letters."""
    return [
        pgtrigger.Trigger(
            name=f"{kind}_keeps_former_slugs",
            operation=pgtrigger.UpdateOf("slug"),
            when=pgtrigger.After,
            condition=pgtrigger.Condition("OLD.slug IS DISTINCT FROM NEW.slug"),
            func=f"""
                DELETE FROM articles_formerslug WHERE kind = '{kind}' AND slug = NEW.slug;
                INSERT INTO articles_formerslug (kind, slug, object_id) VALUES ('{kind}', OLD.slug, NEW.id)
                ON CONFLICT (kind, slug) DO UPDATE SET object_id = EXCLUDED.object_id;
                RETURN NULL;
            """,  # noqa: S608 (kind is a constant)
        ),
        pgtrigger.Trigger(
            name=f"{kind}_takes_its_former_slugs_along",
            operation=pgtrigger.Delete,
            when=pgtrigger.After,
            func=f"""
                DELETE FROM articles_formerslug WHERE kind = '{kind}' AND object_id = OLD.id; RETURN NULL;
            """,  # noqa: S608
        ),
    ]


def former_slugs(model: type[models.Model], stem: str, *, besides: int = 0) -> set[str]:
    """The slugs beginning with stem that rows of model had before, but for the row with the primary key besides."""
    if model._meta.model_name == "article":
        had = OldAddress.objects.filter(slug__startswith=stem).exclude(article=besides)
        return set(had.values_list("slug", flat=True))
    had_before = FormerSlug.objects.filter(kind=model._meta.model_name, slug__startswith=stem)
    return set(had_before.exclude(object_id=besides).values_list("slug", flat=True))
