"""The field for a moment that is still to come: the browser's own inputs for a day and a time, which know the order."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class DayAndTime(forms.SplitDateTimeWidget):
    def __init__(self, **options: Any) -> None:
        day: dict[str, Any] = {"type": "date", "aria-label": _("Day")}
        time: dict[str, Any] = {"type": "time", "aria-label": _("Time")}
        super().__init__(date_format="%Y-%m-%d", date_attrs=day, time_format="%H:%M", time_attrs=time, **options)
