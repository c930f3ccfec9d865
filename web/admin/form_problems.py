"""What is wrong in a form of the desk: a list at its top that leads to each field."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.text import capfirst

from web.admin.field_target import target_of


@dataclass(frozen=True)
class Problem:
    """words: what is wrong. label: the field's. target: its id in the page; both empty where no one field is meant."""

    words: str
    label: str = ""
    target: str = ""


def problems_of(form: Any, formsets: Any = ()) -> list[Problem]:
    """Everything that keeps form and formsets from being saved, in the order of the page."""
    found = list(_of_form(form))
    for formset in formsets:
        formset = getattr(formset, "formset", formset)
        if formset.is_bound:
            label = str(capfirst(formset.model._meta.verbose_name_plural))
            target = f"{formset.prefix}-group"  # Django's own templates for rows have it too
            found += [Problem(str(words), label, target) for words in formset.non_form_errors()]
            for row in formset.forms:
                found += _of_form(row)
    return found


def _of_form(form: Any) -> Iterator[Problem]:
    if not form.is_bound:
        return
    for words in form.non_field_errors():
        yield Problem(str(words))
    for name in form.fields:
        if name in form.errors:
            bound = form[name]
            if bound.is_hidden:  # no one can put it right there
                yield from (Problem(str(words)) for words in form.errors[name])
                continue
            for words in form.errors[name]:
                yield Problem(str(words), str(capfirst(bound.label)).rstrip("?:"), target_of(bound))
