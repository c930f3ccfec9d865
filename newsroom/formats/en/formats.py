"""How English pages write a date: in full, as a newspaper does, not Django's abbreviated "Dec. 31, 2023"."""

DATE_FORMAT = "F j, Y"
DATETIME_FORMAT = "F j, Y, g:i a"
