"""How American pages write a date: the month first, and the clock of 12 hours, as those in plain English do."""

from newsroom.formats.en.formats import DATE_FORMAT, DATETIME_FORMAT

__all__ = ["DATETIME_FORMAT", "DATE_FORMAT"]
