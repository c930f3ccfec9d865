"""A mark of what people can change in a row, so a save or a restoration finds out that someone else was quicker."""

import hashlib
from typing import Any

from articles.versions.version_names import fields_of


def edit_version(row: Any) -> str:
    """Different after each change of row by people. What the site itself computes, such as renditions, is left out."""
    counted = getattr(row, "version", None)
    if counted is not None:
        return str(counted)
    values = [(field.name, row.serializable_value(field.name)) for field in fields_of(type(row))]
    return hashlib.sha256(repr(values).encode()).hexdigest()[:32]
