"""The periods that figures are counted in: weeks, months, quarters and years.

A period is known by its first day. A financial year runs from 1 April, its first quarter from April
to June; an academic year runs from 1 September. A week begins on Monday.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from django.db import models
from django.utils.dates import MONTHS, MONTHS_3

MONTHS_IN_YEAR, QUARTER, WEEK = 12, 3, timedelta(days=7)
FINANCIAL_YEAR_STARTS, ACADEMIC_YEAR_STARTS = 4, 9


class Frequency(models.TextChoices):
    """How often an indicator is counted."""

    WEEK = "week", "Weekly"
    MONTH = "month", "Monthly"
    QUARTER = "quarter", "Quarterly"
    FINANCIAL_YEAR = "financial_year", "Once a financial year"
    ACADEMIC_YEAR = "academic_year", "Once an academic year"

    @property
    def months(self) -> int:
        """How many months a period has; 0 for a week."""
        years = (Frequency.FINANCIAL_YEAR, Frequency.ACADEMIC_YEAR)
        if self in years:
            return MONTHS_IN_YEAR
        return {Frequency.MONTH: 1, Frequency.QUARTER: QUARTER}.get(self, 0)

    @property
    def in_a_year(self) -> int:
        """How many periods a year has."""
        return MONTHS_IN_YEAR // self.months if self.months else 52


def add_months(day: date, months: int) -> date:
    """The same day so many months later; the month's last day where there is no such day."""
    count = day.year * MONTHS_IN_YEAR + day.month - 1 + months
    year, month = divmod(count, MONTHS_IN_YEAR)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True, order=True, slots=True)
class Period:
    """A week, month, quarter or year, known by its first day.

    >>> Period.holding(date(2018, 4, 30), Frequency.MONTH).label
    'April 2018'
    """

    starts_on: date
    frequency: Frequency

    @classmethod
    def holding(cls, day: date, frequency: Frequency) -> Self:
        """The period that a day lies in."""
        if frequency == Frequency.WEEK:
            return cls(day - timedelta(days=day.weekday()), frequency)
        first = {
            Frequency.FINANCIAL_YEAR: FINANCIAL_YEAR_STARTS,
            Frequency.ACADEMIC_YEAR: ACADEMIC_YEAR_STARTS,
        }.get(frequency, 1)
        since = (day.month - first) % frequency.months
        return cls(add_months(day.replace(day=1), -since), frequency)

    @property
    def ends_on(self) -> date:
        """Its last day."""
        return self.shift(1).starts_on - timedelta(days=1)

    def shift(self, count: int) -> Self:
        """The period so many later, or earlier where the count is negative."""
        if self.frequency == Frequency.WEEK:
            return type(self)(self.starts_on + count * WEEK, self.frequency)
        return type(self)(add_months(self.starts_on, count * self.frequency.months), self.frequency)

    @property
    def year_before(self) -> Self:
        """The same period of the year before."""
        return self.shift(-self.frequency.in_a_year)

    def __sub__(self, earlier: "Period") -> int:
        """How many periods lie between this and an earlier one of the same frequency."""
        if self.frequency == Frequency.WEEK:
            return (self.starts_on - earlier.starts_on) // WEEK
        then, now = earlier.starts_on, self.starts_on
        months = (now.year - then.year) * MONTHS_IN_YEAR + now.month - then.month
        return months // self.frequency.months

    @property
    def financial_year(self) -> "Period":
        """The financial year that it begins in."""
        return Period.holding(self.starts_on, Frequency.FINANCIAL_YEAR)

    @property
    def label(self) -> str:
        """As the council writes it: April 2018, Q1 2018/19, 2018/19, week of 2 April 2018."""
        start = self.starts_on
        match self.frequency:
            case Frequency.WEEK:
                return f"week of {start.day} {MONTHS[start.month]} {start.year}"
            case Frequency.MONTH:
                return f"{MONTHS[start.month]} {start.year}"
            case Frequency.QUARTER:
                year = self.financial_year
                return f"Q{(self.starts_on.month - 4) % 12 // QUARTER + 1} {year.label}"
            case _:
                return f"{start.year}/{(start.year + 1) % 100:02}"

    @property
    def short_label(self) -> str:
        """For the axis of a chart: Apr 18."""
        start = self.starts_on
        match self.frequency:
            case Frequency.WEEK:
                return f"{start.day} {MONTHS_3[start.month].title()} {start.year % 100:02}"
            case Frequency.MONTH:
                return f"{MONTHS_3[start.month].title()} {start.year % 100:02}"
            case _:
                return self.label
