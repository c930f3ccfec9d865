"""Rows under an article that have an order: bylines and sources.

A script moves rows and numbers them. Without it, a number field does.
"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class OrderedRow(forms.ModelForm):
    """A row whose place may be left empty. A new row with nothing but a place in it is no row."""

    position = forms.IntegerField(
        label=_("Place in the list"),
        required=False,
        min_value=0,
        max_value=32_767,  # of PostgreSQL's smallint
        widget=forms.NumberInput(attrs={"data-place": ""}),
    )

    def has_changed(self) -> bool:
        return bool(set(self.changed_data) - {"position"}) if self.instance.pk is None else super().has_changed()

    def clean_position(self) -> int:
        place = self.cleaned_data.get("position")
        return self.instance.position if place is None else place

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": ""} | kwargs)
        if self.instance.pk is None:
            self.initial["position"] = None
