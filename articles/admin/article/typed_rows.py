"""Rows typed under an article survive a colleague who deleted them in the meantime: they become new rows."""

from typing import Any, cast

from django.db import models
from django.forms import BaseInlineFormSet


class KeepsTypedRows(BaseInlineFormSet):
    """Django's own set of rows would drop, without a word, what was typed into a row that is no longer stored."""

    def __init__(self, data: Any = None, files: Any = None, instance: Any = None, **kwargs: Any) -> None:
        if data is not None and instance is not None and instance.pk:
            data = self._renumbered(data, kwargs.get("prefix") or self.get_default_prefix(), instance)
        super().__init__(data, files, instance=instance, **kwargs)

    def _renumbered(self, data: Any, prefix: str, instance: Any) -> Any:
        """data with the rows that are stored first, as Django expects it, and the others after them, without an id."""
        total, initial = data.get(f"{prefix}-TOTAL_FORMS", ""), data.get(f"{prefix}-INITIAL_FORMS", "")
        if not all(count.isdecimal() and len(count) < 6 for count in (total, initial)):
            return data  # Django refuses it, with a message
        if not int(initial) <= int(total) <= self.absolute_max:
            return data
        rows = cast(type[models.Model], self.model)._default_manager.filter(**{self.fk.name: instance})
        stored = {str(pk) for pk in rows.values_list("pk", flat=True)}
        there = [row for row in range(int(initial)) if data.get(f"{prefix}-{row}-id") in stored]
        if len(there) == int(initial):
            return data
        gone = [row for row in range(int(total)) if row not in there]
        renumbered = data.copy()
        for old in range(int(total)):
            for key in [key for key in data if key.startswith(f"{prefix}-{old}-")]:
                del renumbered[key]
        for new, old in enumerate(there + gone):
            for key in data:
                if key.startswith(f"{prefix}-{old}-"):
                    field = key.removeprefix(f"{prefix}-{old}-")
                    renumbered[f"{prefix}-{new}-{field}"] = "" if field == "id" and old in gone else data[key]
        renumbered[f"{prefix}-INITIAL_FORMS"] = str(len(there))
        return renumbered
