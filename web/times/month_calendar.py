"""A month as a calendar: weeks of days, each with the number of its articles."""

from calendar import Calendar
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import get_format

Week = list[tuple[date | None, int]]


class MonthCalendar(NamedTuple):
    """names: of the days of a week, short and whole, in the order of the language. weeks: None for days outside."""

    names: list[tuple[str, str]]
    weeks: list[Week]


def month_calendar(first_day: date, counts: Mapping[date, int]) -> MonthCalendar:
    begins = (int(get_format("FIRST_DAY_OF_WEEK")) - 1) % 7  # Django counts from Sunday, Python from Monday
    calendar = Calendar(begins)
    names = [(str(WEEKDAYS_ABBR[day]), str(WEEKDAYS[day])) for day in calendar.iterweekdays()]
    weeks = calendar.monthdatescalendar(first_day.year, first_day.month)
    return MonthCalendar(names, [[_cell(day, first_day, counts) for day in week] for week in weeks])


def _cell(day: date, first_day: date, counts: Mapping[date, int]) -> tuple[date | None, int]:
    return (day, counts.get(day, 0)) if day.month == first_day.month else (None, 0)
