"""Small numbers do not leak: hand-worked rows and tables, and an attacker who subtracts."""

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from performance.suppression import (
    Cell,
    Rule,
    hides,
    hides_total,
    in_words,
    note,
    recoverable,
    suppress,
    suppress_table,
)

FIVE = Rule(5)


def hidden(numbers: list[int | None], rule: Rule = FIVE, *, with_total: bool = True) -> list[bool]:
    total = Cell(sum(filter(None, numbers))) if with_total else None
    return suppress([Cell(number) for number in numbers], rule, total=total)


def numbers_left(numbers: list[int | None], rule: Rule = FIVE) -> list[int | str | None]:
    return ["x" if gone else n for n, gone in zip(numbers, hidden(numbers, rule), strict=True)]


@pytest.mark.parametrize(
    ("value", "small"),
    [(0, False), (1, True), (5, True), (6, False), (-1, False), (None, False), (Decimal(5), True)],
)
def test_numbers_from_1_to_the_threshold_are_small(value: int | None, small: bool) -> None:
    assert FIVE.is_small(value) is small


def test_a_threshold_of_0_hides_nothing() -> None:
    assert not any(Rule(0).is_small(value) for value in range(10))
    assert hidden([1, 2, 30], Rule(0)) == [False] * 3
    assert suppress_table([[1, 2, 3], [1, 1, 2], [2, 3, 5]], Rule(0)) == [[False] * 3] * 3


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [
        (40, 50, False),
        (3, 50, True),
        (0, 50, False),
        (50, 50, False),
        (48, 50, True),  # 2 are missing
        (45, 50, True),
        (44, 50, False),
        (0, 4, True),  # of very few
        (0, 0, False),
        (3, 60_000, True),
        (330, None, False),
        (3, None, True),
        (None, 4, True),
        (None, None, False),
    ],
)
def test_a_percentage_hides_its_numerator_its_denominator_and_the_rest(
    numerator: int | None, denominator: int | None, expected: bool
) -> None:
    assert hides(numerator, denominator, FIVE) is expected


@pytest.mark.parametrize(
    ("numbers", "left"),
    [
        ([10, 20, 30], [10, 20, 30]),
        ([3, 20, 30], ["x", "x", 30]),  # 3 alone is the total less the others
        ([3, 4, 30], ["x", "x", 30]),
        ([0, 3, 20, 30], [0, "x", "x", 30]),  # hiding the nought would help nobody
        ([1, 1, 30, 40], ["x", "x", "x", 40]),  # two that sum to 2 are 1 and 1
        ([5, 5, 5, 40, 50], ["x", "x", "x", "x", 50]),  # three that sum to 15 are 5 each
        ([4, 4, 30, 40], ["x", "x", 30, 40]),  # 3 and 5, or 4 and 4
        ([3, None, 20, 30], ["x", None, "x", 30]),
        ([], []),
    ],
)
def test_one_more_is_hidden_where_the_total_would_give_it_away(
    numbers: list[int | None], left: list[int | str | None]
) -> None:
    assert numbers_left(numbers) == left


def test_without_a_total_only_the_small_ones_are_hidden() -> None:
    assert hidden([3, 20, 30], with_total=False) == [True, False, False]


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([3, 20, 30], False),
        ([10, 20], False),
        ([3], True),
        ([1, 2], True),  # the total is small itself
        ([1] * 6, True),  # 6 numbers that sum to 6
        ([0, 0, 0], False),
    ],
)
def test_a_total_is_hidden_where_nothing_else_can_be(numbers: list[int], expected: bool) -> None:
    cells = [Cell(number) for number in numbers]
    assert hides_total(cells, FIVE, Cell(sum(numbers))) is expected


def test_only_the_small_are_hidden_where_the_total_is() -> None:
    assert hidden([1] * 6 + [0]) == [True] * 6 + [False]


def test_a_percentage_in_a_breakdown_does_not_give_a_hidden_one_back() -> None:
    cells = [
        Cell(Decimal(80), Decimal(40), Decimal(50)),
        Cell(Decimal(10), Decimal(3), Decimal(30)),
        Cell(Decimal(50), Decimal(20), Decimal(40)),
    ]
    total = Cell(Decimal("52.5"), Decimal(63), Decimal(120))
    assert suppress(cells, FIVE, total=None) == [False, True, False]
    assert suppress(cells, FIVE, total=total) == [False, True, True]


def test_percentages_of_nought_are_the_last_to_be_hidden() -> None:
    cells = [
        Cell(Decimal(0), Decimal(0), Decimal(30)),
        Cell(Decimal(10), Decimal(3), Decimal(30)),
        Cell(Decimal(50), Decimal(20), Decimal(40)),
    ]
    total = Cell(Decimal(23), Decimal(23), Decimal(100))
    assert suppress(cells, FIVE, total=total) == [False, True, True]
    assert suppress(cells[:2], FIVE, total=Cell(None, Decimal(6), Decimal(60))) == [True, True]


WITHHELD = Cell(None, is_withheld=True)


def test_a_number_withheld_where_it_was_counted_is_not_given_back_by_the_total() -> None:
    cells = [WITHHELD, Cell(12), Cell(30)]
    assert suppress(cells, FIVE, total=Cell(45)) == [True, True, False]
    assert suppress(cells, FIVE, total=None) == [True, False, False]
    assert suppress([WITHHELD, Cell(1), Cell(30)], FIVE, total=Cell(33)) == [True] * 3
    assert suppress(cells, Rule(0), total=Cell(45)) == [False] * 3


def test_a_total_is_hidden_where_it_says_what_was_withheld() -> None:
    assert hides_total([WITHHELD, Cell(0)], FIVE, Cell(7))
    assert not hides_total([WITHHELD, WITHHELD, Cell(30)], FIVE, Cell(36))


@pytest.mark.parametrize(
    ("threshold", "words"), [(5, "1 to 5"), (2, "1 to 2"), (1, "1"), (0, "none")]
)
def test_what_is_hidden_is_said(threshold: int, words: str) -> None:
    assert in_words(Rule(threshold)) == words


def test_a_note_says_that_more_than_small_numbers_may_be_hidden() -> None:
    assert note(FIVE) == (
        "Small numbers (1 to 5) are hidden, and further ones where a small number could be worked "
        "out from them."
    )


# --- two-way tables -------------------------------------------------------------------------


def with_totals(inner: list[list[int]]) -> list[list[int]]:
    rows = [[*row, sum(row)] for row in inner]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def left_in(table: list[list[int]], rule: Rule = FIVE) -> list[list[int | str]]:
    gone = suppress_table(table, rule)
    return [
        ["x" if is_gone else value for value, is_gone in zip(row, hides, strict=True)]
        for row, hides in zip(table, gone, strict=True)
    ]


def test_a_table_hides_four_corners_round_a_small_number() -> None:
    table = with_totals([[3, 20, 30], [40, 50, 60], [70, 80, 90]])
    assert left_in(table) == [
        ["x", "x", 30, 53],
        ["x", "x", 60, 150],
        [70, 80, 90, 240],
        [113, 150, 180, 443],
    ]


def test_a_table_without_small_numbers_is_shown_whole() -> None:
    table = with_totals([[10, 20], [0, 40]])
    assert left_in(table) == table


def test_totals_are_hidden_where_noughts_leave_nothing_else() -> None:
    table = with_totals([[3, 0], [0, 40]])
    assert left_in(table) == [["x", 0, "x"], [0, 40, 40], ["x", 40, "x"]]


def test_a_cell_without_a_number_counts_as_nothing() -> None:
    assert suppress_table([[None, 20, 20], [30, 40, 70], [30, 60, 90]], FIVE) == [[False] * 3] * 3
    assert suppress_table([], FIVE) == []


def test_two_hidden_in_every_line_are_not_enough_where_lines_combine() -> None:
    # Two blocks of four, joined by one cell that every line hides another cell beside. The first
    # two rows less the first two columns leave that cell alone.
    table = with_totals([[7, 8, 9, 60], [9, 8, 50, 60], [70, 60, 7, 9], [80, 70, 9, 8]])
    blocks = {(0, 0), (0, 1), (1, 0), (1, 1), (2, 2), (2, 3), (3, 2), (3, 3)}
    assert recoverable(table, blocks, FIVE) == set()
    assert recoverable(table, {*blocks, (0, 2)}, FIVE) == {(0, 2)}


def test_nothing_more_can_be_hidden_in_a_table_that_is_hidden_whole() -> None:
    assert suppress_table([[1, 1], [1, 1]], Rule(1)) == [[True, True], [True, True]]


def test_totals_that_do_not_add_up_hide_rather_too_much() -> None:
    gone = suppress_table([[3, 0, 0], [0, 40, 40], [0, 40, 40]], FIVE)
    assert gone[0] == [True, False, False]
    assert gone[1] == [False, True, True]


# --- attackers ------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 12), max_size=7), st.integers(1, 6))
def test_nobody_can_work_a_hidden_number_out_from_the_total(
    numbers: list[int], threshold: int
) -> None:
    rule = Rule(threshold)
    cells, total = [Cell(number) for number in numbers], Cell(sum(numbers))
    gone = suppress(cells, rule, total=total)
    assert not any(
        rule.is_small(number) for number, is_gone in zip(numbers, gone, strict=True) if not is_gone
    )
    assert not any(is_gone for number, is_gone in zip(numbers, gone, strict=True) if not number)
    secret = [number for number, is_gone in zip(numbers, gone, strict=True) if is_gone]
    if not secret or hides_total(cells, rule, total):
        return
    rest, most = sum(secret), threshold if max(secret) <= threshold else sum(secret)
    lowest = max(1, rest - most * (len(secret) - 1))
    highest = min(most, rest - (len(secret) - 1))
    assert lowest < highest


TABLES = st.integers(1, 3).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 5), min_size=width, max_size=width), min_size=1, max_size=2
    )
)


@settings(max_examples=60)
@given(TABLES, st.integers(1, 3))
def test_nobody_can_work_a_hidden_number_out_from_a_table(
    inner: list[list[int]], threshold: int
) -> None:
    """Tries every table that agrees with what is shown, each hidden number from 1 to 6."""
    rule, table = Rule(threshold), with_totals(inner)
    gone = suppress_table(table, rule)
    places = list(product(range(len(table)), range(len(table[0]))))
    shown = {(i, j): table[i][j] for i, j in places if not gone[i][j]}
    secret = [place for place in places if place not in shown]
    assert not any(map(rule.is_small, shown.values()))
    assert all(table[i][j] for i, j in secret)
    if not any(shown.values()):
        return  # nothing is left to hide
    free = [(i, j) for i, j in secret if i < len(inner) and j < len(inner[0])]
    could_be: dict[tuple[int, int], set[int]] = {place: set() for place in secret}
    for guess in product(range(1, 7), repeat=len(free)):
        tried = [list(row) for row in inner]
        for (i, j), value in zip(free, guess, strict=True):
            tried[i][j] = value
        whole = with_totals(tried)
        if all(whole[i][j] == value for (i, j), value in shown.items()):
            for i, j in secret:
                could_be[i, j].add(whole[i][j])
    assert all(len(values) > 1 for values in could_be.values())


@given(
    st.lists(st.lists(st.integers(0, 30), min_size=4, max_size=4), min_size=1, max_size=6),
    st.integers(1, 9),
)
def test_no_row_or_column_of_a_table_lacks_one_number_alone(
    inner: list[list[int]], threshold: int
) -> None:
    table = with_totals(inner)
    gone = suppress_table(table, Rule(threshold))
    for line in [*gone, *zip(*gone, strict=True)]:
        assert sum(line) != 1
