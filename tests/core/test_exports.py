"""What a spreadsheet may make of a cell."""

import csv
import io
import tracemalloc
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import exports
from core.exports import FORMULA_STARTS, csv_lines, plain, write_workbook


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_text_that_would_run_is_made_plain(start: str) -> None:
    assert plain(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize(
    ("value", "cell"), [(None, ""), (True, "Yes"), (False, "No"), (-3, -3), ("5b(ii)", "5b(ii)")]
)
def test_values_are_given_as_people_read_them(value: object, cell: object) -> None:
    assert plain(value) == cell


TEXT = st.text(st.characters(exclude_characters="\r\0"))


@given(st.lists(st.lists(TEXT, min_size=2, max_size=2)))
def test_whatever_is_written_reads_back_and_never_runs(rows: list[list[str]]) -> None:
    text = "".join(csv_lines(["A", "B"], rows)).removeprefix("\ufeff")
    found = list(csv.reader(io.StringIO(text, newline="")))[1:]
    assert [[cell.removeprefix("'") for cell in row] for row in found] == [
        [cell.removeprefix("'") for cell in row] for row in rows
    ]
    assert not any(cell.startswith(FORMULA_STARTS) for row in found for cell in row)


def test_lines_are_made_one_by_one() -> None:
    taken = []

    def rows():
        for number in range(1000):
            taken.append(number)
            yield [number]

    made = csv_lines(["Number"], rows())
    next(made), next(made)
    assert taken == [0]


# --- workbooks --------------------------------------------------------------------------------


def sheets(rows: Any, headings: tuple[str, ...] = ("A", "B")) -> list[list[tuple[Any, ...]]]:
    """The cells of each sheet of a workbook of rows, its headings first."""
    file = io.BytesIO()
    write_workbook(file, headings, rows)
    return [list(sheet.iter_rows()) for sheet in openpyxl.load_workbook(file).worksheets]


PRINTED = st.text(st.characters(min_codepoint=32, codec="utf-8"))


@given(st.lists(st.lists(PRINTED, min_size=2, max_size=2)))
def test_text_in_a_workbook_stays_text(rows: list[list[str]]) -> None:
    ((heading, *found),) = sheets(rows)
    assert [cell.value for cell in heading] == ["A", "B"]
    wanted = {(y, x): text for y, row in enumerate(rows) for x, text in enumerate(row) if text}
    cells = {(y, x): cell for y, row in enumerate(found) for x, cell in enumerate(row)}
    told = {place: cell for place, cell in cells.items() if cell.value is not None}
    assert {place: cell.value for place, cell in told.items()} == wanted
    for cell in told.values():
        assert cell.data_type == "s"
        assert cell.style.startswith("Normal")
        assert bool(cell.quotePrefix) == cell.value.startswith(FORMULA_STARTS)


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_a_heading_that_somebody_typed_never_runs(start: str) -> None:
    (line,) = csv_lines([f"{start}1+1", "B"], [])
    assert line.removeprefix("\ufeff").lstrip('"').startswith(f"'{start}1+1")
    (((typed, ours),),) = sheets([], (f"{start}1+1", "B"))
    assert (typed.data_type, typed.quotePrefix, typed.font.bold) == ("s", True, True)
    assert not ours.quotePrefix


def test_values_in_a_workbook_are_what_they_are() -> None:
    moment = datetime(2018, 6, 6, 9, 30, tzinfo=UTC)
    ((_, row),) = sheets(
        [[date(2018, 6, 6), moment, Decimal("78.5"), 12, True, None]], tuple("ABCDEF")
    )
    told = [cell.value for cell in row]
    assert [each.isoformat() for each in told[:2]] == ["2018-06-06T00:00:00", "2018-06-06T10:30:00"]
    assert told[2:] == [78.5, 12, "Yes", None]
    assert row[0].number_format == "d mmmm yyyy"
    assert plain(moment) == "2018-06-06 10:30"


def test_a_workbook_goes_on_on_another_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "MOST_ROWS", 3)
    found = sheets([[n] for n in range(5)], ("Number",))
    assert [[cell.value for (cell,) in sheet] for sheet in found] == [
        ["Number", 0, 1],
        ["Number", 2, 3],
        ["Number", 4],
    ]


def test_a_workbook_says_where_a_text_is_cut() -> None:
    ((_, (cell,)),) = sheets([["x" * 40_000]], ("Text",))
    assert len(cell.value) == 32_767
    assert cell.value.endswith(exports.CUT)


def test_a_workbook_of_nothing_has_its_headings() -> None:
    ((heading,),) = sheets([])
    assert [cell.value for cell in heading] == ["A", "B"]


def test_the_length_of_a_workbook_costs_no_memory() -> None:
    def most(count: int) -> int:
        tracemalloc.start()
        with exports.TemporaryFile() as file:
            write_workbook(file, ("A", "B"), ((f"Row {n}", n) for n in range(count)))
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert most(6_000) < 1.5 * most(1_000)
