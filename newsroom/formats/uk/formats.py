"""How Ukrainian pages write a date: without Django's leading zero, as in "5 березня 2024"."""

DATE_FORMAT = "j E Y"
DATETIME_FORMAT = "j E Y, H:i"
