"""Small numbers do not leak.

A number of children from 1 to the threshold is hidden outside the service, as DfE does with 1 to 5;
nought is shown. What could be worked out from what is left is hidden too (secondary suppression):
the one hidden number of a row with a total, or the numerator behind a percentage.

What is guaranteed: whoever adds and subtracts what is shown, knowing that a hidden number is at
least 1 and, where no larger one was hidden with the small ones, at most the threshold, cannot
arrive at any hidden number exactly. Not guarded: what follows from figures printed elsewhere, such
as an earlier paper with another breakdown.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from heapq import heappop, heappush
from itertools import compress

Number = int | Decimal
HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Rule:
    """An authority's rule: numbers from 1 to the threshold are hidden; with 0 none is."""

    threshold: int

    def is_small(self, value: Number | None) -> bool:
        """Whether a number of children is too small to be shown."""
        return value is not None and 0 < value <= self.threshold


def in_words(rule: Rule) -> str:
    """Which numbers are hidden: 1 to 5."""
    if rule.threshold <= 1:
        return "1" if rule.threshold else "none"
    return f"1 to {rule.threshold}"


def note(rule: Rule) -> str:
    """What a page says under a table with hidden numbers."""
    return (
        f"Small numbers ({in_words(rule)}) are hidden, and further ones where a small number "
        "could be worked out from them."
    )


def hides(numerator: Number | None, denominator: Number | None, rule: Rule) -> bool:
    """Whether a percentage or a rate would show a small number of children.

    It does where the numerator, the denominator or what lies between them is small: 98% of 50 says
    that one is missing. A count has no denominator.
    """
    return any(map(rule.is_small, _counts(numerator, denominator)))


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure in a breakdown: a count is its value, any other figure has two numbers behind it.

    A percentage whose two numbers are not known says nothing of children that could be tested:
    leave its value out. One that is withheld was small where it was counted, and came without its
    number: what would give it back is hidden like beside any small one.
    """

    value: Number | None
    numerator: Number | None = None
    denominator: Number | None = None
    is_withheld: bool = False

    @property
    def counts(self) -> tuple[Number, ...]:
        """The numbers of children that can be read off it."""
        if self.numerator is None and self.denominator is None:
            return _counts(self.value, None)
        return _counts(self.numerator, self.denominator)


def _counts(numerator: Number | None, denominator: Number | None) -> tuple[Number, ...]:
    """The numerator, the denominator and the rest, as far as they are known."""
    if numerator is None or denominator is None:
        return tuple(number for number in (numerator, denominator) if number is not None)
    return numerator, denominator, denominator - numerator


def suppress(cells: Sequence[Cell], rule: Rule, *, total: Cell | None) -> list[bool]:
    """Which cells of a breakdown to hide. ``total`` is None where it is shown nowhere.

    With a total that is shown, the next smallest are hidden too until at least two are hidden and
    their sum leaves open what each of them is: two hidden numbers that sum to 2 are 1 and 1. Ask
    ``hides_total`` as well: where the total itself is small, or nothing is left to hide beside the
    small ones, the total must not be shown, and only the small ones are hidden.
    """
    return _suppressed(cells, rule, total)[0]


def hides_total(cells: Sequence[Cell], rule: Rule, total: Cell) -> bool:
    """Whether the total of a breakdown must be hidden."""
    return _suppressed(cells, rule, total)[1]


def _suppressed(cells: Sequence[Cell], rule: Rule, total: Cell | None) -> tuple[list[bool], bool]:
    """Which cells to hide, and whether to hide the total."""
    small = [
        (cell.is_withheld and rule.threshold > 0) or any(map(rule.is_small, cell.counts))
        for cell in cells
    ]
    if total is None:
        return small, False
    if any(map(rule.is_small, total.counts)):
        return small, True
    hidden = list(small)
    # The smallest first, those of nothing last; of a plain nought there is nothing to hide.
    spare = sorted(
        (index for index, cell in enumerate(cells) if not small[index] and any(cell.counts)),
        key=lambda index: (not cells[index].counts[0], cells[index].counts[0]),
    )
    while _is_given_away([*compress(cells, hidden)], rule):
        if not spare:
            return small, True
        hidden[spare.pop(0)] = True
    return hidden, False


def _is_given_away(hidden: list[Cell], rule: Rule) -> bool:
    """Whether the sum of hidden cells says what each is.

    It does for one cell, and where all are as small, or all as large, as a hidden number can be. In
    any other case two of them can change places, or one child can pass from one to the other, and
    the sum is the same.
    """
    if len(hidden) < 2:
        return bool(hidden)
    counts = [cell.counts for cell in hidden if not cell.is_withheld]
    return any(set(alike) in ({1}, {rule.threshold}) for alike in zip(*counts, strict=False))


# --- tables with totals both ways ------------------------------------------------------------

Place = tuple[int, int]
Step = tuple[int, int, Place]
Table = list[list[int]]
ENDLESS = float("inf")


def suppress_table(rows: Sequence[Sequence[int | None]], rule: Rule) -> list[list[bool]]:
    """Which cells of a two-way table of counts to hide.

    The last row holds the totals of the columns, the last column those of the rows; the answer has
    the same shape, and totals may be hidden too. A cell without a number counts as nothing. Beside
    the small numbers the smallest are hidden that keep every hidden one from being worked out,
    along its row, its column, or several of them together, as long as there is one left to hide.
    """
    table = [[value or 0 for value in row] for row in rows]
    filled = {place: value for place, value in _cells(table) if value}
    hidden = {place for place, value in filled.items() if rule.is_small(value)}
    while exposed := recoverable(table, hidden, rule):
        spare = [place for place in filled if place not in hidden]
        if not spare:
            break
        cover = _cover(table, hidden, min(exposed)) - hidden
        hidden |= cover or {min(spare, key=filled.__getitem__)}
    return [[(row, column) in hidden for column, _ in enumerate(v)] for row, v in enumerate(table)]


def recoverable(table: Table, hidden: set[Place], rule: Rule) -> set[Place]:
    """The hidden cells that rows and columns, taken together, leave only one number for.

    Rows and columns are nodes; a hidden cell joins its row and its column. A child more in a cell
    is a step from one to the other, a child fewer a step back. A round trip changes the cells on
    it and no sum, so a cell can hold another number if, and only if, it lies on one.
    """
    are_small = all(rule.is_small(table[row][column]) for row, column in hidden)
    most = rule.threshold if are_small else ENDLESS
    steps = [step for place in hidden for step in _steps(table, place, most)]
    free = {
        place
        for start, end, place in steps
        if _way(steps, end, start, {place: ENDLESS}) is not None
    }
    return hidden - free


def _cover(table: Table, hidden: set[Place], exposed: Place) -> set[Place]:
    """The cells, of the smallest sum, to hide for an exposed one to lie on a round trip."""
    costs = {place: 0 if place in hidden else value for place, value in _cells(table)}
    steps = [
        step for place, value in _cells(table) if value for step in _steps(table, place, ENDLESS)
    ]
    ways = [
        _way(steps, end, start, {**costs, exposed: ENDLESS})
        for start, end, _ in _steps(table, exposed, ENDLESS)
    ]
    found = [way for way in ways if way is not None]
    return set(min(found)[1]) if found else set()


def _steps(table: Table, place: Place, most: float) -> Iterator[Step]:
    """The steps that a hidden cell allows: it holds at least 1 and no more than the most.

    A total lies on the other side of its sum, so more and fewer change places; the total of all is
    on the other side both ways.
    """
    row, column = place
    start, end = row, len(table) + column
    if (row == len(table) - 1) != (column == len(table[row]) - 1):
        start, end = end, start
    if table[row][column] < most:
        yield start, end, place
    if table[row][column] > 1:
        yield end, start, place


def _way(
    steps: Iterable[Step], start: int, end: int, costs: dict[Place, float]
) -> tuple[float, list[Place]] | None:
    """The cheapest way from one node to another, its cost and its cells; None without one.

    A step costs what its cell does, nothing where that is not said; one that is endless is barred.
    """
    onward: dict[int, list[tuple[int, Place]]] = {}
    for node, following, place in steps:
        onward.setdefault(node, []).append((following, place))
    ahead: list[tuple[float, list[Place], int]] = [(0, [], start)]
    seen = set()
    while ahead:
        cost, way, node = heappop(ahead)
        if node == end:
            return cost, way
        if node in seen:
            continue
        seen.add(node)
        for following, place in onward.get(node, []):
            if costs.get(place, 0) < ENDLESS:
                heappush(ahead, (cost + costs.get(place, 0), [*way, place], following))
    return None


def _cells(table: Table) -> Iterator[tuple[Place, int]]:
    for row, values in enumerate(table):
        for column, value in enumerate(values):
            yield (row, column), value
