"""Dates as councils write them: 6 June 2018, not 6 Jun 2018."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, H:i"
TIME_FORMAT = "H:i"
