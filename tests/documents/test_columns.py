"""The columns of a table are as wide as their words ask."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.columns import LETTERS_IN_A_LINE, measured

LONG = "Inspectors found that supervision gives managers a firmer grip on what happens next. "


def test_a_table_of_short_cells_needs_no_widths() -> None:
    assert measured([("Status", "April"), ("Complete", "30")]).narrow
    assert not measured([("Status", "What it means"), ("Complete", LONG * 2)]).narrow


def test_long_texts_get_the_width_that_words_leave() -> None:
    status, lead, latest = measured(
        [("Status", "Lead", "Latest"), ("Complete", "Head of Quality Assurance", LONG * 3)]
    ).shares
    assert status < lead < latest
    assert latest > LETTERS_IN_A_LINE / 2


def test_words_that_do_not_fit_beside_each_other_crowd_the_table() -> None:
    word = "incomprehensibilities"
    assert not measured([(word,) * 3]).crowded
    assert measured([(word,) * 5]).crowded


def test_a_space_that_does_not_break_is_part_of_a_word() -> None:
    spaced, joined = (measured([(f"ten{space}times" * 9, LONG)]).shares[0] for space in " \u00a0")
    assert joined > spaced


@given(
    st.integers(1, 6).flatmap(
        lambda width: st.lists(st.tuples(*[st.text(max_size=60)] * width), min_size=1, max_size=5)
    )
)
def test_every_column_has_room_for_its_longest_word(rows: list[tuple[str, ...]]) -> None:
    columns = measured(rows)
    for share, column in zip(columns.shares, zip(*rows, strict=True), strict=True):
        assert share > max(len(word) for cell in column for word in cell.split(" "))
    if not columns.crowded:
        assert sum(columns.shares) <= LETTERS_IN_A_LINE + 1e-6


def test_rows_of_unequal_length_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="shorter"):
        measured([("one", "two"), ("one",)])
