"""Numbers, symbols, states and periods are read as people write them, or refused in words."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.sheets import Percent
from performance.files.figures import (
    Flaw,
    is_period,
    period_in,
    read_figure,
    read_number,
    read_period,
    read_state,
    symbol_state,
    uncalculated,
)
from performance.periods import Frequency, Period
from performance.vocabulary import State
from tests.performance.files import handmade, opened

WEEK, MONTH, QUARTER = Frequency.WEEK, Frequency.MONTH, Frequency.QUARTER
YEAR, SCHOOL_YEAR = Frequency.FINANCIAL_YEAR, Frequency.ACADEMIC_YEAR


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (None, None),
        ("  ", None),
        (7, "7"),
        (0.07, "0.07"),
        (0.1 + 0.2, "0.3"),
        (66.666666666666671, "66.6666666666667"),
        ("1,731", "1731"),
        ("12,345,678.5", "12345678.5"),
        ("1 731", "1731"),
        ("1\u00a0731", "1731"),
        ("78%", "78"),
        ("78.5 %", "78.5"),
        (" 12\u00a0", "12"),
        ("−3", "-3"),
        ("–3.5", "-3.5"),
        ("-3", "-3"),
        (".5", "0.5"),
        ("£1,200", "1200"),
        ("1E+05", "100000"),
        (Percent(0.785), "78.5"),
        (Percent(0.07), "7"),
    ],
)
def test_numbers_are_read_as_people_write_them(cell: Any, number: str | None) -> None:
    assert read_number(cell) == (None if number is None else Decimal(number))


def test_a_fraction_that_is_shown_as_a_fraction_stays_one() -> None:
    """Only the person who made the workbook knows whether 0.78 is meant as 78%."""
    assert read_number(0.78) == Decimal("0.78")


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("seven", "Enter a number. “seven” is not one."),
        ("12 (3)", "“12 (3)” is not one"),
        ("78,5", "with a full stop"),
        ("1,73", "with a full stop"),
        ("1.2.3", "is not one"),
        ("nan", "is not one"),
        ("Infinity", "is not one"),
        (float("inf"), "is not one"),
        ("9" * 40, "is not one"),
        ("٣", "is not one"),
        (True, "is not one"),
        (date(2018, 2, 1), "A date stands here (1 February 2018)"),
    ],
)
def test_what_is_no_number_is_refused_in_words(cell: Any, words: str) -> None:
    with pytest.raises(ValueError, match="Enter") as refused:
        read_number(cell)
    assert words in str(refused.value)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, max_value=10**9, min_value=0))
def test_a_number_written_for_people_reads_back(number: Decimal) -> None:
    assert read_number(f"{number:,}") == read_number(f" {number} ") == number


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("c", State.SUPPRESSED),
        ("[c]", State.SUPPRESSED),
        ("u", State.SUPPRESSED),
        ("Z", State.NOT_APPLICABLE),
        ("x", State.AWAITED),
        ("low", State.FINAL),
        ("k", State.FINAL),
        ("*", State.SUPPRESSED),
        ("<5", State.SUPPRESSED),
        ("< 6", State.SUPPRESSED),
        ("N/A", State.NOT_APPLICABLE),
        ("TBC", State.AWAITED),
        ("Awaiting  data", State.AWAITED),
        ("7", None),
        ("cat", None),
        ("", None),
    ],
)
def test_symbols_in_place_of_a_figure_say_why(words: str, state: State | None) -> None:
    assert symbol_state(words) == state


@pytest.mark.parametrize(
    ("cell", "figure"),
    [
        ("c", (None, "suppressed")),
        ("low", (Decimal(0), "final")),
        ("k", (Decimal(0), "final")),
        ("–", (None, "")),
        ("-", (None, "")),
        (None, (None, "")),
        (7, (Decimal(7), "")),
    ],
)
def test_a_cell_holds_a_number_or_says_why_not(cell: Any, figure: tuple[Any, str]) -> None:
    assert read_figure(cell) == figure


@pytest.mark.parametrize("state", State)
def test_a_state_is_read_by_its_label_and_by_its_name(state: State) -> None:
    assert read_state(state.label.upper()) == read_state(f" {state.value} ") == state.value


def test_a_state_nobody_knows_is_refused_with_the_choices() -> None:
    assert read_state(None) == ""
    with pytest.raises(ValueError, match=r"Final, Provisional.*“Guess” is none of them"):
        read_state("Guess")


@pytest.mark.parametrize(
    ("cell", "frequency", "first"),
    [
        (date(2018, 4, 30), MONTH, date(2018, 4, 1)),
        (43191, MONTH, date(2018, 4, 1)),
        (43191.0, MONTH, date(2018, 4, 1)),
        ("43191", MONTH, date(2018, 4, 1)),
        ("April 2018", MONTH, date(2018, 4, 1)),
        ("APRIL\u00a02018*", MONTH, date(2018, 4, 1)),
        ("Apr-18", MONTH, date(2018, 4, 1)),
        ("Apr '18", MONTH, date(2018, 4, 1)),
        ("Sept. 2018", MONTH, date(2018, 9, 1)),
        ("2018-04", MONTH, date(2018, 4, 1)),
        ("2018/04", MONTH, date(2018, 4, 1)),
        ("2011-12", MONTH, date(2011, 12, 1)),
        ("04/2018", MONTH, date(2018, 4, 1)),
        ("01/04/2018", MONTH, date(2018, 4, 1)),
        ("30/04/2018", MONTH, date(2018, 4, 1)),
        ("30.04.18", MONTH, date(2018, 4, 1)),
        ("2018-04-30 00:00:00", MONTH, date(2018, 4, 1)),
        ("30th April 2018", MONTH, date(2018, 4, 1)),
        ("Q1 2018/19", QUARTER, date(2018, 4, 1)),
        ("Q4 2018-19", QUARTER, date(2019, 1, 1)),
        ("Quarter 2, 18/19", QUARTER, date(2018, 7, 1)),
        ("2018/19 Q3", QUARTER, date(2018, 10, 1)),
        ("30 June 2018", QUARTER, date(2018, 4, 1)),
        ("2018/19", YEAR, date(2018, 4, 1)),
        ("2018-19", YEAR, date(2018, 4, 1)),
        ("2018/2019", YEAR, date(2018, 4, 1)),
        ("1999/00", YEAR, date(1999, 4, 1)),
        ("FY 2011-12", YEAR, date(2011, 4, 1)),
        ("201819", YEAR, date(2018, 4, 1)),
        ("Year ending March 2019", YEAR, date(2018, 4, 1)),
        ("2018/19", SCHOOL_YEAR, date(2018, 9, 1)),
        ("week of 2 April 2018", WEEK, date(2018, 4, 2)),
        ("w/c 02/04/2018", WEEK, date(2018, 4, 2)),
        ("Week ending 8 April 2018", WEEK, date(2018, 4, 2)),
        (date(2018, 4, 4), WEEK, date(2018, 4, 2)),
    ],
)
def test_periods_are_read_as_people_write_them(
    cell: Any, frequency: Frequency, first: date
) -> None:
    assert read_period(cell, frequency) == first
    assert is_period(cell)


@pytest.mark.parametrize(
    ("cell", "frequency", "words"),
    [
        (None, MONTH, "Enter the period like April 2018."),
        ("Aprilish", MONTH, "“Aprilish” is not one"),
        ("2018/19", MONTH, "like April 2018"),
        ("2011/12", MONTH, "like April 2018"),
        ("Q1 2018/19", MONTH, "like April 2018"),
        ("31/02/2018", MONTH, "like April 2018"),
        ("13/2018", MONTH, "like April 2018"),
        ("04/30/2018", MONTH, "like April 2018"),
        ("April 1066", MONTH, "like April 2018"),
        (1731, MONTH, "“1731” is not one"),
        ("Q5 2018/19", QUARTER, "like Q1 2018/19"),
        ("Q1 2018", QUARTER, "like Q1 2018/19"),
        ("Q1 2018/20", QUARTER, "like Q1 2018/19"),
        ("2018/20", YEAR, "like 2018/19"),
        ("2018", YEAR, "like 2018/19"),
        ("April 2018", WEEK, "like week of 2 April 2018"),
        ("a" * 5000, MONTH, "is not one"),
    ],
)
def test_what_is_no_period_is_refused_in_words(cell: Any, frequency: Frequency, words: str) -> None:
    with pytest.raises(ValueError, match="Enter the period like") as refused:
        read_period(cell, frequency)
    assert words in str(refused.value)


@pytest.mark.parametrize(
    "cell", [None, True, 7, 0.5, Percent(0.5), "Name", "Q1", "May be 12 more", 2018]
)
def test_headings_that_are_no_period_are_told_apart(cell: Any) -> None:
    assert not is_period(cell)


@given(st.dates(date(1990, 9, 1), date(2099, 1, 1)), st.sampled_from(Frequency))
def test_the_label_of_a_period_reads_back(day: date, frequency: Frequency) -> None:
    period = Period.holding(day, frequency)
    assert read_period(period.label, frequency) == period.starts_on
    assert (
        read_period((day - date(1899, 12, 30)) // timedelta(days=1), frequency) == period.starts_on
    )


def test_a_period_waits_for_its_frequency_as_a_day_or_as_words() -> None:
    assert [period_in(cell) for cell in (43191, "43191", date(2018, 4, 1), " 2018/19 ", None)] == [
        *[date(2018, 4, 1)] * 3,
        "2018/19",
        "",
    ]


def test_a_formula_without_a_result_is_a_flaw_where_it_is_read() -> None:
    cells = "".join(
        f'<row r="{row}"><c r="A{row}"><v>1</v></c><c r="B{row}"><f>1</f></c></row>'
        for row in (1, 2)
    )
    book = opened(handmade(cells))
    assert [(flaw.row, flaw.column) for flaw in uncalculated(book, None)] == [(1, "B"), (2, "B")]
    [flaw] = uncalculated(book, None, from_row=2, columns={"B"})
    assert isinstance(flaw, Flaw)
    assert "save it and choose it again" in flaw.message
    assert list(uncalculated(book, None, columns={"A"})) == []
