"""What belongs to an article and is on its page, fetched as JSON with the article itself: one query for all."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import F, OuterRef
from django.db.models.functions import JSONObject

if TYPE_CHECKING:
    from articles.models.article import Article, Byline
    from articles.models.correction import Correction
    from articles.models.source import Source
    from articles.models.topic import Topic


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


def part_rows() -> JSONObject:
    """The rows of all parts of an article, for the annotation ``fetched_parts``."""
    return JSONObject(
        bylines=_bylines(),
        sources=_of_article("Source"),
        corrections=_of_article("Correction"),
        topics=_of_article("Topic", "articles"),
    )


class ArticleParts:
    """Bylines with their persons, sources, corrections and topics, each in its order.

    given: lists by name. PostgreSQL is asked for a list that is not given, when it is first read.
    """

    def __init__(self, article: Article, **given: list[Any]) -> None:
        self._article = article
        vars(self).update(given)

    @cached_property
    def bylines(self) -> list[Byline]:
        return list(self._article.byline_set.all())

    @cached_property
    def sources(self) -> list[Source]:
        return list(self._article.sources.all())

    @cached_property
    def corrections(self) -> list[Correction]:
        return list(self._article.corrections.all())

    @cached_property
    def topics(self) -> list[Topic]:
        return list(self._article.topics.all())


def parts_of(article: Article) -> ArticleParts:
    """Without a query where article was fetched with ``part_rows``."""
    fetched = vars(article).get("fetched_parts")
    if isinstance(fetched, dict):
        models_of = {"bylines": "Byline", "sources": "Source", "corrections": "Correction", "topics": "Topic"}
        lists = {
            name: [_instance(_model(models_of[name]), row, article) for row in rows] for name, rows in fetched.items()
        }
        fetched = article.fetched_parts = ArticleParts(article, **lists)
    return fetched or ArticleParts(article)


@cache
def _fields(model: type[models.Model]) -> list[tuple[str, Callable[[Any], Any]]]:
    return [(field.attname, field.to_python) for field in model._meta.concrete_fields]


def _instance(model: type[models.Model], row: Any, article: Article) -> models.Model:
    person = row.pop("person", None)
    row = row.pop("byline", row)
    fields = _fields(model)
    names = [name for name, _to_python in fields]
    instance = model.from_db(DEFAULT_DB_ALIAS, names, [to_python(row[name]) for name, to_python in fields])
    if person:
        instance.person = _instance(_model("Person"), person, article)  # type: ignore[attr-defined]
    if "article_id" in names:
        instance.article = article  # type: ignore[attr-defined]
    return instance
