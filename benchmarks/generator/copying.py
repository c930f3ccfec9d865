"""COPY: rows as lines of text, many at a time."""

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db.models import NOT_PROVIDED

NULL = "\\N"
_AT_ONCE = 500  # rows


def copy_rows(cursor: Any, table: str, columns: str, rows: Iterable[str]) -> int:
    """Send rows, whose values stand between tabs and hold no tab, line end or backslash. Returns how many.

    A column that is not among columns and may not be empty is given its field's default.
    """
    count = 0
    defaults = _defaults(table, set(columns.split(", ")))
    all_columns = ", ".join([columns, *defaults])
    rest = "".join(f"\t{value}" for value in defaults.values())
    with cursor.copy(f"COPY {table} ({all_columns}) FROM STDIN") as copy:
        pending: list[str] = []
        for row in rows:
            pending.append(row + rest)
            count += 1
            if len(pending) == _AT_ONCE:
                copy.write("\n".join(pending) + "\n")
                pending.clear()
        if pending:
            copy.write("\n".join(pending) + "\n")
    return count


def _defaults(table: str, columns: set[str]) -> dict[str, str]:
    """The columns that are left out and would be refused, each with the text of its default."""
    model = next(model for model in apps.get_models(include_auto_created=True) if model._meta.db_table == table)
    return {
        field.column: _as_text(field.get_default())
        for field in model._meta.concrete_fields
        if not (
            field.column in columns
            or field.primary_key
            or field.null
            or field.generated
            or field.db_default is not NOT_PROVIDED
        )
    }


def _as_text(value: Any) -> str:
    if isinstance(value, bool):
        return "t" if value else "f"
    return "{}" if isinstance(value, list | dict) else str(value)
