"""What a spreadsheet may make of a cell."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.exports import FORMULA_STARTS, csv_lines, plain


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
