"""Querysets that Django writes as SQL once in a process, and that are run with other values each time.

Writing the SQL of a page's query takes Django longer than PostgreSQL takes to answer it. ``Prepared`` keeps the
compiler that has written it; ``Parameter`` stands in the queryset for what differs from one run to the next::

    BY_SLUG = Prepared(lambda: Article.objects.filter(slug=Parameter("slug")))
    articles = BY_SLUG.run(slug="tide-tables")
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import Expression
from django.db.models.sql.compiler import SQLCompiler

Row = TypeVar("Row")


class Parameter(Expression):
    """A value that each run gives by name, as Python has it: a number, a text, an aware time."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", [self]


class Prepared(Generic[Row]):
    """build: makes the queryset, with a Parameter for each value. It is called when the first rows are asked for."""

    def __init__(self, build: Callable[[], models.QuerySet[Any, Row]]) -> None:
        self._build = build
        self._written: tuple[models.QuerySet[Any, Row], SQLCompiler, str, list[Any]] | None = None

    def run(self, **values: Any) -> list[Row]:
        """The rows for these values; KeyError where one is missing."""
        if self._written is None:
            self._written = self._write()
        queryset, kept, sql, parameters = self._written
        given = [values[each.name] if isinstance(each, Parameter) else each for each in parameters]
        compiler = copy(kept)
        compiler.connection = connections[DEFAULT_DB_ALIAS]
        compiler.as_sql = lambda *_arguments, **_options: (sql, given)  # type: ignore[method-assign, assignment]
        rows = queryset.all()
        rows.query.get_compiler = lambda *_arguments, **_options: compiler  # type: ignore[method-assign]
        return list(rows)

    def _write(self) -> tuple[models.QuerySet[Any, Row], SQLCompiler, str, list[Any]]:
        queryset = self._build()
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, parameters = compiler.as_sql()
        converters = compiler.get_converters([column for column, *_rest in compiler.select])
        compiler.get_converters = lambda _columns: converters  # type: ignore[method-assign]
        return queryset, compiler, sql, list(parameters)
