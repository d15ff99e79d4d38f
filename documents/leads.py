"""What leads where within a paper: a status to its meaning, a row to the chart of its figures.

Also what has no number and can be linked to all the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from documents.nodes import (
    Block,
    Chart,
    Figure,
    Inlines,
    LineBreak,
    Link,
    ListItem,
    Paragraph,
    Quotation,
    Status,
    Table,
    Text,
)
from documents.tree import walk


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table of a paper, and the anchor it has on a page."""

    anchor: str
    table: Table
    cells: tuple[Inlines, ...]

    @property
    def name(self) -> str:
        """What the row is about: the last words of its first cell, below a code or reference."""
        said = [node.text for node in self.cells[0] if isinstance(node, Text | Link)]
        return said[-1] if said else ""

    @property
    def statuses(self) -> list[Status]:
        """The statuses in it, in their order."""
        return [node for cell in self.cells for node in cell if isinstance(node, Status)]

    @property
    def is_meaning(self) -> bool:
        """Whether it says what a status means: the status alone, and words on it."""
        if len(self.cells) != 2 or len(self.cells[0]) != 1:
            return False
        words = "".join(node.text for node in self.cells[1] if isinstance(node, Text))
        return isinstance(self.cells[0][0], Status) and any(map(str.isalpha, words))


@dataclass(frozen=True, slots=True)
class Unnumbered:
    """What has no number, but an anchor on a page; and the words that it begins with."""

    anchor: str
    words: str


@dataclass(frozen=True, slots=True)
class Leads:
    """What leads where, by anchors on a page.

    ``meanings`` has the rows that explain a status, by its label; ``charts`` where the figures of a
    row are drawn, by the row; ``tables`` the rows whose figures a chart draws, by the chart.
    """

    rows: Sequence[Row] = ()
    meanings: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    charts: Mapping[str, str] = field(default_factory=dict)
    tables: Mapping[str, Sequence[Row]] = field(default_factory=dict)

    def meaning(self, label: str, column: str = "") -> str:
        """The anchor of what a status means, in a column of this name; "" if nothing says it.

        Where two are called the same, the table that is called as the column has its meaning.
        """
        found = self.meanings.get(label, ())
        if len(found) > 1:
            found = [row for row in found if column and row.table.caption.startswith(column)]
        return found[0].anchor if len(found) == 1 else ""


def row_anchor(place: int) -> str:
    """The anchor of the nth row of a paper; no anchor of a node has an underscore."""
    return f"row_{place}"


def figure_anchor(place: int) -> str:
    """The anchor of the nth figure of a paper."""
    return f"figure_{place}"


def paragraph_anchor(place: int) -> str:
    """The anchor of the nth of the paragraphs and quotations without a number."""
    return f"paragraph_{place}"


def unnumbered(blocks: Iterable[Block]) -> Iterator[Unnumbered]:
    """The paragraphs and quotations without a number, and the items that have an anchor."""
    place = 0
    for node in walk(tuple(blocks)):
        if isinstance(node, ListItem) and node.anchor:
            yield Unnumbered(node.anchor, _beginning(node.content))
        elif isinstance(node, Quotation) or (isinstance(node, Paragraph) and node.content):
            place += 1
            content = (
                node.content if isinstance(node, Paragraph) else next(iter(node.paragraphs), ())
            )
            yield Unnumbered(paragraph_anchor(place), _beginning(content))


def _beginning(content: Inlines) -> str:
    said = (" " if isinstance(each, LineBreak) else getattr(each, "text", "") for each in content)
    words = "".join(said).split()
    return " ".join(words[:6]) + ("…" if len(words) > 6 else "")


def find(blocks: Iterable[Block]) -> Leads:
    """What leads where in a paper."""
    rows, charts = list(_rows(blocks)), list(_charts(blocks))
    by_name, meanings = defaultdict(list), defaultdict(list)
    for row in rows:
        by_name[row.name].append(row)
        if row.is_meaning:
            meanings[row.statuses[0].label].append(row)
    tables = {
        anchor: by_name[name] for anchor, title in charts if (name := _named_in(title, by_name))
    }
    return Leads(
        rows=rows,
        meanings=meanings,
        charts={row.anchor: anchor for anchor, found in tables.items() for row in found},
        tables=tables,
    )


def _rows(blocks: Iterable[Block]) -> Iterator[Row]:
    tables = (node for node in walk(tuple(blocks)) if isinstance(node, Table))
    pairs = ((table, cells) for table in tables for cells in table.rows)
    for place, (table, cells) in enumerate(pairs, start=1):
        yield Row(row_anchor(place), table, cells)


def _charts(blocks: Iterable[Block]) -> Iterator[tuple[str, str]]:
    """The anchors and titles of the figures that are charts."""
    figures = (node for node in walk(tuple(blocks)) if isinstance(node, Figure))
    for place, figure in enumerate(figures, start=1):
        if isinstance(figure.content, Chart):
            yield figure_anchor(place), figure.title


def _named_in(title: str, names: Mapping[str, object]) -> str:
    """The longest name with which a title begins, as in "Caseloads, April 2017 to March 2018"."""
    parts = title.split(", ")
    beginnings = (", ".join(parts[:count]) for count in range(len(parts), 0, -1))
    return next((each for each in beginnings if each in names), "")
