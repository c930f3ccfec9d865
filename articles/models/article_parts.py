"""What belongs to an article and stands on its page, fetched as JSON with the article itself: one query for all."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject

if TYPE_CHECKING:
    from articles.models.article import Article


def bylines() -> models.QuerySet[Any]:
    """Who wrote articles, with their names."""
    return _model("Byline")._default_manager.select_related("person")


def _model(name: str) -> type[models.Model]:
    return apps.get_model("articles", name)


def _columns(model: type[models.Model], path: str = "") -> JSONObject:
    return JSONObject(**{field.attname: F(f"{path}{field.attname}") for field in model._meta.concrete_fields})


def _of_article(model: str, article: str = "article") -> ArraySubquery:
    rows = _model(model)._default_manager.filter(**{article: OuterRef("pk")})
    return ArraySubquery(rows.values(row=_columns(_model(model))))


def _bylines() -> ArraySubquery:
    rows = _model("Byline")._default_manager.filter(article=OuterRef("pk"))
    return ArraySubquery(
        rows.values(row=JSONObject(byline=_columns(_model("Byline")), person=_columns(_model("Person"), "person__")))
    )


# By the name of the relation.
PARTS: dict[str, Callable[[], ArraySubquery]] = {
    "byline_set": _bylines,
    "sources": lambda: _of_article("Source"),
    "corrections": lambda: _of_article("Correction"),
    "topics": lambda: _of_article("Topic", "articles"),
}


def column(relation: str) -> str:
    """The annotation that a relation's rows come in."""
    return f"{relation}_rows"


def keep_parts(article: Article) -> None:
    """Put the rows where ``prefetch_related`` would have put them."""
    kept = {}
    for relation in PARTS:
        rows = article.__dict__.pop(column(relation))
        related = getattr(article, relation).get_queryset()
        related._result_cache = [_instance(related.model, row, article) for row in rows]
        related._prefetch_done = True
        kept[relation] = related
    article._prefetched_objects_cache = kept  # type: ignore[attr-defined]


@cache
def _fields(model: type[models.Model]) -> list[tuple[str, Callable[[Any], Any]]]:
    return [(field.attname, field.to_python) for field in model._meta.concrete_fields]


def _instance(model: type[models.Model], row: Any, article: Article) -> models.Model:
    person = row.pop("person", None)
    row = row.pop("byline", row)
    fields = _fields(model)
    names = [name for name, _to_python in fields]
    instance = model.from_db(article._state.db, names, [to_python(row[name]) for name, to_python in fields])
    if person:
        instance.person = _instance(_model("Person"), person, article)  # type: ignore[attr-defined]
    if "article_id" in names:
        instance.article = article  # type: ignore[attr-defined]
    return instance
