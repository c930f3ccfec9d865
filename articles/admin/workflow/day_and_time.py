"""The field for a moment that is still to come: the browser's own inputs for a day and a time, which know the order."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class DayAndTime(forms.SplitDateTimeWidget):
    def __init__(self, **options: Any) -> None:
        super().__init__(
            date_format="%Y-%m-%d",
            date_attrs={"type": "date", "aria-label": _("Day")},
            time_format="%H:%M",
            time_attrs={"type": "time", "aria-label": _("Time")},
            **options,
        )
