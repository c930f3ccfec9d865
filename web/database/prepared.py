"""Querysets that Django writes as SQL once in a process, and that are run with other values each time.

Writing the SQL of a page's query takes Django longer than PostgreSQL takes to answer it. ``Prepared`` keeps the
compiler that has written it; ``Parameter`` is in the queryset for what differs from one run to the next::

    BY_SLUG = Prepared(lambda: Article.objects.filter(slug=Parameter("slug")))
    articles = BY_SLUG.run(slug="tide-tables")
"""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.models import Expression
from django.db.models.sql.compiler import SQLCompiler
from psycopg.sql import quote

Row = TypeVar("Row")


class Parameter(Expression):
    """A value that each run gives by name, as Python has it: a number, a text, an aware time."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "%s", [self]


class AnyValue(Parameter):
    """A parameter that PostgreSQL does not see while it plans, where one plan is the best for all values.

    Where it sees that a value is frequent, it plans anew each time to come to the same, which takes it longer than the
    answer.
    """

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        return "(SELECT %s)", [self]


@dataclass(frozen=True)
class _Written(Generic[Row]):
    """sql: with ``%s`` for the values of parameters, in their order; all else that the queryset holds is in it."""

    queryset: models.QuerySet[Any, Row]
    compiler: SQLCompiler
    sql: str
    parameters: list[str]


class Prepared(Generic[Row]):
    """build: makes the queryset, with a Parameter for each value. It is called when the first rows are asked for.

    ValueError then where it is ordered by what it does not select.
    """

    def __init__(self, build: Callable[[], models.QuerySet[Any, Row]]) -> None:
        self._build = build
        self._written: _Written[Row] | None = None

    def run(self, **values: Any) -> list[Row]:
        """The rows for these values; KeyError where one is missing."""
        if self._written is None:
            self._written = _write(self._build())
        written = self._written
        given = [values[name] for name in written.parameters]
        connection = connections[DEFAULT_DB_ALIAS]
        compiler = copy(written.compiler)
        compiler.connection = connection
        compiler.as_sql = lambda *_arguments, **_options: (written.sql, given)  # type: ignore[method-assign, assignment]
        rows = written.queryset.all()
        rows.query.get_compiler = lambda *_arguments, **_options: compiler  # type: ignore[method-assign]
        return list(rows)


def _write(queryset: models.QuerySet[Any, Row]) -> _Written[Row]:
    compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
    sql, parameters = compiler.as_sql()
    if compiler.has_extra_select:
        raise ValueError("What a prepared queryset is ordered by must be among what it selects.")
    converters = compiler.get_converters([column for column, *_rest in compiler.select])
    compiler.get_converters = lambda _columns: converters  # type: ignore[method-assign]
    connections[DEFAULT_DB_ALIAS].ensure_connection()
    # What stays the same is written out: PostgreSQL then knows, for every run, which partial index serves.
    values = iter(parameters)
    sql = re.sub("%[s%]", lambda found: _in_place(next(values)) if found[0] == "%s" else found[0], sql)
    return _Written(queryset, compiler, sql, [each.name for each in parameters if isinstance(each, Parameter)])


def _in_place(value: Any) -> str:
    if isinstance(value, Parameter):
        return "%s"
    return quote(value, connections[DEFAULT_DB_ALIAS].connection).replace("%", "%%")
