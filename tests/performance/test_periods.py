"""Weeks, months, quarters and years: where they begin, how they follow and what they are called."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.periods import Frequency, Period, add_months

DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
FREQUENCIES = st.sampled_from(Frequency)
COUNTS = st.integers(-200, 200)
PERIODS = st.builds(Period.holding, DAYS, FREQUENCIES)
ONE_DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "frequency", "starts_on", "ends_on", "label", "short_label"),
    [
        (date(2018, 4, 30), Frequency.MONTH, date(2018, 4, 1), date(2018, 4, 30),
         "April 2018", "Apr 18"),
        (date(2020, 2, 29), Frequency.MONTH, date(2020, 2, 1), date(2020, 2, 29),
         "February 2020", "Feb 20"),
        (date(2018, 12, 31), Frequency.MONTH, date(2018, 12, 1), date(2018, 12, 31),
         "December 2018", "Dec 18"),
        (date(2018, 4, 1), Frequency.QUARTER, date(2018, 4, 1), date(2018, 6, 30),
         "Q1 2018/19", "Q1 2018/19"),
        (date(2018, 9, 30), Frequency.QUARTER, date(2018, 7, 1), date(2018, 9, 30),
         "Q2 2018/19", "Q2 2018/19"),
        (date(2018, 12, 1), Frequency.QUARTER, date(2018, 10, 1), date(2018, 12, 31),
         "Q3 2018/19", "Q3 2018/19"),
        (date(2019, 3, 31), Frequency.QUARTER, date(2019, 1, 1), date(2019, 3, 31),
         "Q4 2018/19", "Q4 2018/19"),
        (date(2019, 3, 31), Frequency.FINANCIAL_YEAR, date(2018, 4, 1), date(2019, 3, 31),
         "2018/19", "2018/19"),
        (date(2019, 4, 1), Frequency.FINANCIAL_YEAR, date(2019, 4, 1), date(2020, 3, 31),
         "2019/20", "2019/20"),
        (date(1999, 4, 1), Frequency.FINANCIAL_YEAR, date(1999, 4, 1), date(2000, 3, 31),
         "1999/00", "1999/00"),
        (date(2018, 8, 31), Frequency.ACADEMIC_YEAR, date(2017, 9, 1), date(2018, 8, 31),
         "2017/18", "2017/18"),
        (date(2018, 9, 1), Frequency.ACADEMIC_YEAR, date(2018, 9, 1), date(2019, 8, 31),
         "2018/19", "2018/19"),
        (date(2018, 4, 8), Frequency.WEEK, date(2018, 4, 2), date(2018, 4, 8),
         "week of 2 April 2018", "2 Apr 18"),
        (date(2019, 1, 1), Frequency.WEEK, date(2018, 12, 31), date(2019, 1, 6),
         "week of 31 December 2018", "31 Dec 18"),
        (date(2009, 4, 30), Frequency.WEEK, date(2009, 4, 27), date(2009, 5, 3),
         "week of 27 April 2009", "27 Apr 09"),
    ],
)  # fmt: skip
def test_a_period_holds_its_days_and_has_its_name(
    day: date, frequency: Frequency, starts_on: date, ends_on: date, label: str, short_label: str
) -> None:
    period = Period.holding(day, frequency)
    assert (period.starts_on, period.ends_on) == (starts_on, ends_on)
    assert (period.label, period.short_label) == (label, short_label)


@pytest.mark.parametrize(
    ("frequency", "months", "in_a_year"),
    [
        (Frequency.WEEK, 0, 52),
        (Frequency.MONTH, 1, 12),
        (Frequency.QUARTER, 3, 4),
        (Frequency.FINANCIAL_YEAR, 12, 1),
        (Frequency.ACADEMIC_YEAR, 12, 1),
    ],
)
def test_a_frequency_knows_its_length(frequency: Frequency, months: int, in_a_year: int) -> None:
    assert (frequency.months, frequency.in_a_year) == (months, in_a_year)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2018, 1, 31), 1, date(2018, 2, 28)),
        (date(2020, 1, 31), 1, date(2020, 2, 29)),
        (date(2018, 1, 15), -1, date(2017, 12, 15)),
        (date(2018, 12, 1), 1, date(2019, 1, 1)),
        (date(2018, 5, 31), 0, date(2018, 5, 31)),
    ],
)
def test_months_are_added_to_a_day(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


@pytest.mark.parametrize(
    ("day", "frequency", "label"),
    [
        (date(2018, 4, 1), Frequency.MONTH, "April 2017"),
        (date(2018, 4, 1), Frequency.QUARTER, "Q1 2017/18"),
        (date(2018, 4, 1), Frequency.FINANCIAL_YEAR, "2017/18"),
        (date(2018, 4, 2), Frequency.WEEK, "week of 3 April 2017"),
    ],
)
def test_the_year_before_is_the_same_period(day: date, frequency: Frequency, label: str) -> None:
    assert Period.holding(day, frequency).year_before.label == label


@given(DAYS, FREQUENCIES)
def test_a_day_lies_in_the_period_that_holds_it(day: date, frequency: Frequency) -> None:
    period = Period.holding(day, frequency)
    assert period.starts_on <= day <= period.ends_on
    assert Period.holding(period.starts_on, frequency) == period
    assert Period.holding(period.ends_on, frequency) == period


@given(PERIODS)
def test_periods_follow_without_a_gap(period: Period) -> None:
    assert period.shift(1).starts_on == period.ends_on + ONE_DAY
    assert Period.holding(period.ends_on + ONE_DAY, period.frequency) == period.shift(1)
    assert period.shift(0) == period


@given(PERIODS, COUNTS, COUNTS)
def test_shifts_add_up_and_the_difference_counts_them(period: Period, one: int, two: int) -> None:
    assert period.shift(one).shift(two) == period.shift(one + two)
    assert period.shift(one) - period == one
    assert (period.shift(one) > period) == (one > 0)


@given(PERIODS)
def test_a_year_before_is_a_year_of_periods_before(period: Period) -> None:
    assert period - period.year_before == period.frequency.in_a_year
    assert 364 <= (period.starts_on - period.year_before.starts_on).days <= 366


@given(PERIODS, COUNTS)
def test_no_two_periods_have_one_name(period: Period, count: int) -> None:
    other = period.shift(count)
    assert (other.label == period.label) == (count == 0)
    assert (other.short_label == period.short_label) == (count == 0)


@given(PERIODS)
def test_the_financial_year_holds_the_first_day(period: Period) -> None:
    year = period.financial_year
    assert year.starts_on <= period.starts_on <= year.ends_on
    assert (year.starts_on.month, year.starts_on.day) == (4, 1)
