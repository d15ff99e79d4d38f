"""Working days of England, and the last lawful day to publish a paper."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.working_days import add_working_days, is_working_day, last_publication_day

DAYS = st.dates(min_value=date(2010, 1, 1), max_value=date(2030, 12, 31))


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2018, 6, 6), True),  # a Wednesday
        (date(2018, 6, 9), False),  # a Saturday
        (date(2018, 5, 28), False),  # Spring bank holiday
        (date(2018, 3, 30), False),  # Good Friday
        (date(2022, 6, 3), False),  # Platinum Jubilee
        (date(2020, 5, 4), True),  # the early May holiday moved to the 8th that year
        (date(2020, 5, 8), False),
        (date(2016, 12, 27), False),  # Christmas Day fell on a Sunday
        (date(2018, 1, 2), True),  # a holiday in Scotland only
    ],
)
def test_offices_are_open_on_working_days(day: date, working: bool) -> None:
    assert is_working_day(day) is working


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2018, 6, 8), 1, date(2018, 6, 11)),
        (date(2018, 6, 9), 1, date(2018, 6, 11)),
        (date(2018, 6, 11), -1, date(2018, 6, 8)),
        (date(2018, 5, 25), 1, date(2018, 5, 29)),
        (date(2018, 6, 6), 0, date(2018, 6, 6)),
    ],
)
def test_counting_begins_on_the_next_day(start: date, days: int, end: date) -> None:
    assert add_working_days(start, days) == end


@given(DAYS, st.integers(min_value=1, max_value=30))
def test_counting_ends_on_a_working_day_with_as_many_between(start: date, days: int) -> None:
    end = add_working_days(start, days)
    passed = [
        date.fromordinal(number) for number in range(start.toordinal() + 1, end.toordinal() + 1)
    ]
    assert is_working_day(end)
    assert sum(map(is_working_day, passed)) == days


@pytest.mark.parametrize(
    ("meeting", "last"),
    [
        (date(2018, 6, 6), date(2018, 5, 29)),  # Spring bank holiday lies between
        (date(2018, 6, 19), date(2018, 6, 11)),
        (date(2021, 6, 7), date(2021, 5, 27)),
        (date(2018, 1, 8), date(2017, 12, 28)),  # Christmas and New Year
        (date(2018, 4, 9), date(2018, 3, 28)),  # Easter lies between
        (date(2018, 3, 7), date(2018, 2, 27)),
    ],
)
def test_five_clear_days_lie_between_publication_and_meeting(meeting: date, last: date) -> None:
    assert last_publication_day(meeting) == last
