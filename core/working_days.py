"""Working days of England: not a Saturday, a Sunday or a bank holiday."""

from datetime import date, timedelta
from functools import lru_cache

import holidays

ONE_DAY = timedelta(days=1)


@lru_cache(maxsize=64)
def bank_holidays(year: int) -> frozenset[date]:
    """The bank holidays of England in a year, with the days observed in their place."""
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_working_day(day: date) -> bool:
    """Whether the council's offices are open on that day."""
    return day.weekday() < 5 and day not in bank_holidays(day.year)


def add_working_days(start: date, days: int) -> date:
    """The day ``days`` working days after ``start`` (before it, when negative).

    Counting begins on the next day, so one working day after a Friday is the Monday.
    """
    step = ONE_DAY if days >= 0 else -ONE_DAY
    day, left = start, abs(days)
    while left:
        day += step
        if is_working_day(day):
            left -= 1
    return day


def last_publication_day(meeting: date, clear_days: int = 5) -> date:
    """The last lawful day to publish a paper for a meeting.

    Five clear days must lie between (Local Government Act 1972, section 100B): the day of
    publication and the day of the meeting do not count, nor do weekends and bank holidays.
    """
    return add_working_days(meeting, -(clear_days + 1))
