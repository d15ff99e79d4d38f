"""How wide the columns of a table should be, judged by the words in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

LETTERS_IN_A_LINE = 90  # across the page, in the letters of a table
PADDING = 3  # letters that the space beside a cell's words takes
NARROWEST = 9  # letters, for words that are longer together: "29 March"


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table.

    ``shares`` is the part of the width each should have; ``narrow`` is true when every cell fits on
    one line without them, ``crowded`` when even their longest words do not fit beside each other.
    """

    shares: tuple[float, ...]
    narrow: bool
    crowded: bool


def measured(rows: Sequence[Sequence[str]]) -> Columns:
    """The columns of rows of equal length: all hold their longest word, long texts get the rest."""
    columns = list(zip(*rows, strict=True))
    cells = [PADDING + max(map(len, column)) for column in columns]
    words = [PADDING + max(map(_longest_word, column)) for column in columns]
    least = [
        max(word, min(cell, PADDING + NARROWEST)) for word, cell in zip(words, cells, strict=True)
    ]
    if sum(least) > LETTERS_IN_A_LINE:
        least = words
    # Rows are lowest when a column is as wide as the root of its text is long.
    roots = [sum(sqrt(len(cell)) for cell in column) or 1.0 for column in columns]
    wanted = [
        max(0.0, LETTERS_IN_A_LINE * root / sum(roots) - width)
        for root, width in zip(roots, least, strict=True)
    ]
    spare = max(0.0, LETTERS_IN_A_LINE - sum(least)) / (sum(wanted) or 1.0)
    return Columns(
        shares=tuple(width + spare * more for width, more in zip(least, wanted, strict=True)),
        narrow=sum(cells) <= LETTERS_IN_A_LINE,
        crowded=sum(words) > LETTERS_IN_A_LINE,
    )


def _longest_word(cell: str) -> int:
    return max(map(len, cell.split(" ")))
