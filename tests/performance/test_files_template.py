"""Our template: what is written reads back unchanged, and what is filled in wrongly is named."""

import io
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.sheets import Book
from performance.files.figures import Flaw, Raw, read_period
from performance.files.template import (
    FIGURES_SHEET,
    Line,
    guarded,
    read_long,
    read_wide,
    recognise,
    unguarded,
    write_long,
    write_wide,
)
from performance.periods import Frequency, Period
from performance.vocabulary import State
from tests.performance.files import csv_book, handmade, opened, workbook_of

APRIL = Period(date(2018, 4, 1), Frequency.MONTH)
MAY = APRIL.shift(1)
LAYOUTS = {"long": (write_long, read_long), "wide": (write_wide, read_wide)}
KINDS = pytest.mark.parametrize("kind", ["xlsx", "csv"])
BOTH = pytest.mark.parametrize("layout", ["long", "wide"])


def written(write: Callable[..., None], lines: Iterable[Line], kind: str) -> Book:
    """The lines, written and opened again."""
    out = io.BytesIO()
    write(lines, out, kind)
    assert not out.closed
    return opened(out.getvalue(), f"figures.{kind}")


def again(found: Iterable[Raw | Flaw], frequencies: dict[str, Frequency]) -> set[tuple[Any, ...]]:
    """What was read, as the lines that would have been written, without their names."""
    return {
        (
            raw.indicator,
            read_period(raw.period, frequencies[raw.indicator]),
            raw.breakdown,
            raw.value,
            raw.numerator,
            raw.denominator,
            raw.state,
        )
        for raw in found
    }


WORDS = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=9
)
TEXTS = st.one_of(
    WORDS,
    st.sampled_from(["=1+1", "+7", "-7", "@x", "'=1", "''", "#N/A", "'#N/A", "7", "TRUE", "1.10"]),
)
NUMBERS = st.one_of(
    st.none(), st.decimals(-(10**12), 10**12, places=6), st.decimals(0, 100, places=2)
)


@st.composite
def many_lines(draw: st.DrawFn) -> list[Line]:
    """Figures of several indicators, one for each indicator, breakdown and period."""
    frequencies = draw(st.dictionaries(TEXTS, st.sampled_from(Frequency), min_size=1, max_size=4))
    lines = {}
    for _ in range(draw(st.integers(1, 8))):
        code = draw(st.sampled_from(sorted(frequencies)))
        period = Period.holding(
            draw(st.dates(date(1991, 1, 1), date(2098, 1, 1))), frequencies[code]
        )
        breakdown = draw(st.one_of(st.just(""), TEXTS))
        numbers = [draw(NUMBERS) for _ in range(3)]
        with_value = [state.value for state in State.with_value()]
        has_number = any(number is not None for number in numbers)
        states = ["", *with_value] if has_number else [State.AWAITED.value, State.SUPPRESSED.value]
        line = Line(
            code, draw(TEXTS), period, breakdown, *numbers, state=draw(st.sampled_from(states))
        )
        lines[code, breakdown, period.label] = line
    return list(lines.values())


@KINDS
@BOTH
@settings(max_examples=60)
@given(lines=many_lines())
def test_what_is_written_reads_back_unchanged(layout: str, kind: str, lines: list[Line]) -> None:
    write, read = LAYOUTS[layout]
    book = written(write, lines, kind)
    assert recognise(book) == layout
    assert again(read(book), {line.code: line.period.frequency for line in lines}) == {
        (
            line.code,
            line.period.starts_on,
            line.breakdown,
            line.value,
            line.numerator,
            line.denominator,
            line.state,
        )
        for line in lines
    }


@given(st.text())
def test_text_that_would_run_as_a_formula_is_guarded_and_comes_back(words: str) -> None:
    for said in (words, f"={words}", f"'{words}", f"'-{words}"):
        assert not guarded(said).startswith(("=", "+", "-", "@", "\t", "\r"))
        assert unguarded(guarded(said)) == said


@KINDS
def test_nothing_that_is_written_is_a_formula(kind: str) -> None:
    line = Line("=1+1", "@name", APRIL, "-team", Decimal(-3))
    book = written(write_long, [line], kind)
    assert [cells[:5] for _, cells in book.rows()][1] == [
        "'=1+1",
        "'@name",
        "April 2018",
        "'-team",
        -3 if kind == "xlsx" else "-3",
    ]
    [raw] = read_long(book)
    assert (raw.indicator, raw.breakdown, raw.value) == ("=1+1", "-team", Decimal(-3))


def test_a_workbook_says_how_it_is_filled_in_and_lists_the_codes() -> None:
    lines = [Line("FD01", "Contacts", APRIL, value=Decimal(1731)), Line("FD03", "Referrals", APRIL)]
    book = written(write_long, lines, "xlsx")
    assert book.sheets == [FIGURES_SHEET, "How to fill this in", "Codes"]
    help_text = " ".join(str(cells[0]) for _, cells in book.rows("How to fill this in"))
    assert "A percentage is 78.5, not 0.785" in help_text
    assert [cells for _, cells in book.rows("Codes")] == [
        ["Code", "Name"],
        ["FD01", "Contacts"],
        ["FD03", "Referrals"],
    ]


def test_two_figures_for_one_cell_are_not_written_wide() -> None:
    lines = [Line("FD01", "Contacts", APRIL, value=Decimal(n)) for n in (1, 2)]
    with pytest.raises(ValueError, match="Two figures for FD01 in April 2018"):
        write_wide(lines, io.BytesIO())


HEADINGS = "Indicator,Name,Period,Breakdown,Value,Numerator,Denominator,State"


def test_a_figure_is_read_with_its_place() -> None:
    book = csv_book(
        f"Our figures\n\n{HEADINGS}\nCP10,Reviews,Apr-18,North,78.5%,157,200,provisional\n"
    )
    assert list(read_long(book)) == [
        Raw(
            4,
            "E",
            "CP10",
            "Apr-18",
            "North",
            Decimal("78.5"),
            Decimal(157),
            Decimal(200),
            "provisional",
        )
    ]


def test_columns_may_stand_in_any_order_and_be_left_out() -> None:
    book = csv_book("value ,PERIOD,Note,Indicator\n7,43191,whatever,FD01\n")
    assert list(read_long(book)) == [Raw(2, "A", "FD01", date(2018, 4, 1), value=Decimal(7))]


def test_a_blank_figure_is_passed_over_and_a_symbol_says_why() -> None:
    rows = "FD01,,April 2018,,,,,\nFD02,,April 2018,,c,,,\nFD03,,April 2018,,-,,,\n"
    assert [
        (raw.indicator, raw.value, raw.state) for raw in read_long(csv_book(f"{HEADINGS}\n{rows}"))
    ] == [("FD02", None, "suppressed")]


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("FD01,,April 2018,,many,,,", "E", "Enter a number. “many” is not one."),
        ("FD01,,April 2018,,7,x7,,", "F", "“x7” is not one"),
        ("FD01,,April 2018,,7,,,Guess", "H", "Choose one of the states"),
        (",,April 2018,,7,,,", "A", "Enter the code of the indicator"),
        ("FD01,,,,7,,,", "C", "Enter the period"),
        ("FD01,,April 2018,,,,,Final", "E", "Enter a value: a figure that is final has one"),
        ("FD01,,April 2018,,-,,,Final", "E", "Enter a value: a figure that is final has one"),
    ],
)
def test_what_is_filled_in_wrongly_is_named_with_its_place(
    row: str, column: str, words: str
) -> None:
    [flaw] = read_long(csv_book(f"{HEADINGS}\n{row}\n"))
    assert (flaw.row, flaw.column) == (2, column)
    assert words in flaw.message


def test_every_flaw_of_a_row_is_named_at_once() -> None:
    found = list(read_long(csv_book(f"{HEADINGS}\n,,,,many,few,,\n")))
    assert [flaw.column for flaw in found] == ["E", "F", "A", "C"]


def test_a_formula_without_a_result_is_named_unless_it_is_in_a_name() -> None:
    headings = "".join(
        f'<c r="{place}1" t="inlineStr"><is><t>{words}</t></is></c>'
        for place, words in zip("ABCD", ["Indicator", "Name", "Period", "Value"], strict=True)
    )
    row = (
        '<c r="A2" t="inlineStr"><is><t>FD01</t></is></c><c r="B2"><f>A1</f></c>'
        '<c r="C2"><v>43191</v></c><c r="D2"><f>1+1</f></c>'
    )
    book = opened(handmade(f'<row r="1">{headings}</row><row r="2">{row}</row>'))
    [flaw] = read_long(book)
    assert (flaw.row, flaw.column) == (2, "D")
    assert "formula whose result is not in the file" in flaw.message


WIDE = "Indicator,Name,Breakdown,Measure"


def test_a_wide_file_is_read_across_its_months() -> None:
    book = csv_book(
        f"{WIDE},Apr-18,43221\nCP10,R,,Value,78.5,80\nCP10,R,,Numerator,157,\n"
        "CP10,R,,Denominator,200,\nCP10,R,,State,,Provisional\nFD01,C,North,Value,,7\n"
    )
    assert list(read_wide(book)) == [
        Raw(2, "E", "CP10", "Apr-18", "", Decimal("78.5"), Decimal(157), Decimal(200)),
        Raw(2, "F", "CP10", date(2018, 5, 1), "", Decimal(80), state="provisional"),
        Raw(6, "F", "FD01", date(2018, 5, 1), "North", Decimal(7)),
    ]


@pytest.mark.parametrize(
    ("content", "place", "words"),
    [
        (f"{WIDE},Total\nFD01,,,Value,7\n", (1, "E"), "Enter a period as the heading"),
        (f"{WIDE},Apr-18\nFD01,,,Amount,7\n", (2, "D"), "Enter one of Value, Numerator"),
        (f"{WIDE},Apr-18\nFD01,,,Value,7\nFD01,,,Value,8\n", (3, "D"), "Give value once"),
        (
            f"{WIDE},Apr-18\nFD01,,,Value,7\nFD01,,,State,Guess\n",
            (3, "E"),
            "Choose one of the states",
        ),
        (f"{WIDE},Apr-18\nFD01,,,Numerator,lots\n", (2, "E"), "“lots” is not one"),
    ],
)
def test_what_is_wrong_in_a_wide_file_is_named_with_its_place(
    content: str, place: tuple[int, str], words: str
) -> None:
    [flaw] = [found for found in read_wide(csv_book(content)) if isinstance(found, Flaw)]
    assert (flaw.row, flaw.column) == place
    assert words in flaw.message


def test_the_rows_of_a_wide_file_that_were_sorted_apart_are_named() -> None:
    book = csv_book(f"{WIDE},Apr-18\nA,,,Value,7\nB,,,Value,8\nA,,,Numerator,9\nB,,,Numerator,9\n")
    flaws = [found for found in read_wide(book) if isinstance(found, Flaw)]
    assert [(flaw.row, flaw.found) for flaw in flaws] == [(4, "A"), (5, "B")]


def test_other_files_are_no_template() -> None:
    for book in (csv_book("Name,Value\na,1\n"), opened(workbook_of(["Indicator", "Apr-18"]))):
        assert recognise(book) is None
        for read in (read_long, read_wide):
            with pytest.raises(ValueError, match="no row with the headings of our template"):
                list(read(book))


def test_the_figures_may_stand_on_any_sheet() -> None:
    assert recognise(opened(workbook_of(HEADINGS.split(","), sheet="Mine"))) == "long"
