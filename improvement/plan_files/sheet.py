"""The sheet of an action plan: its rows as people see them, its headings and its columns."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import BinaryIO

from core.sheets import Book, Cell, UnreadableFile, at, index_of, letter, open_book
from improvement.plan_files.cells import said
from improvement.plan_files.layout import FIELDS, REQUIRED, Layout

MAX_ROWS = 20_000
MAX_COLUMNS = 100
MAX_FILLED_DOWN = 200_000  # cells that merged cells stand for
HEADER_WITHIN = 40  # rows in which the headings are looked for
SHOWN_ROWS = 8
SHOWN_BELOW = 3
LIKENESS = 0.8  # of a layout's headings that a sheet must have to be read by it
LONGEST_HEADING = 200

# What councils call the columns; the first that fits best has it.
HEADINGS: dict[str, tuple[str, ...]] = {
    "reference": (
        "ref", "reference", "ref no", "action ref", "action reference", "action no", "no",
        "number", "action number", "id", "action id", "item",
    ),
    "title": (
        "action", "actions", "what will be done", "what will we do", "what we will do", "task",
        "action required", "action to be taken", "activity", "key action", "key actions",
        "description", "milestone",
    ),
    "theme": ("theme", "priority area", "workstream", "improvement theme", "area", "strand"),
    "objective": (
        "recommendation", "objective", "ofsted recommendation", "area for improvement",
        "recommendation or objective", "finding", "aim", "outcome sought",
    ),
    "owners": (
        "lead", "owner", "who", "by whom", "lead officer", "responsible officer", "responsible",
        "who does it", "action owner", "responsibility", "accountable officer", "lead and team",
    ),
    "starts_on": ("start", "start date", "starts on", "from"),
    "due_on": (
        "due", "due date", "by when", "when", "deadline", "target date", "timescale", "timescales",
        "end date", "completion date", "complete by", "target completion date",
    ),
    "priority": ("priority", "priority level"),
    "success_measure": (
        "success measure", "measure of success", "success criteria", "how will we know",
        "how success will be known", "outcome measure", "expected outcome", "measures", "outcome",
        "what success looks like",
    ),
    "delivery": (
        "rag", "brag", "status", "rag status", "brag rating", "rag rating", "delivery",
        "progress rag", "action status", "delivery is it done", "delivery status",
    ),
    "impact": (
        "impact", "impact rag", "impact rating", "impact status", "impact has it changed anything",
    ),
    "updates": (
        "update", "updates", "progress", "progress update", "comments", "commentary",
        "latest update", "latest position", "progress updates", "notes", "progress to date",
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A row as people see it: its cells, and the colours behind them by place."""

    number: int
    cells: list[Cell]
    fills: dict[int, str] = field(default_factory=dict)
    is_hidden: bool = False
    uncalculated: frozenset[str] = frozenset()

    def cell(self, column: str) -> Cell:
        """The cell in a column, by its letter; None for no column."""
        return at(self.cells, index_of(column)) if column else None

    def fill(self, column: str) -> str:
        """The colour behind a cell, "" for none."""
        return self.fills.get(index_of(column), "") if column else ""


def open_plan(file: BinaryIO, name: str) -> Book:
    """A file of rows as a book. Raises UnreadableFile, in words."""
    book = open_book(file, name, max_rows=MAX_ROWS)
    if book.has_macros:
        raise UnreadableFile(f"{name} holds macros. Save it without macros and choose it again.")
    return book


def lines_of(book: Book, sheet: str) -> list[Line]:
    """The rows of a sheet that hold something; what merged cells show stands in each of their rows.

    Raises UnreadableFile.
    """
    looks = book.looks(sheet)
    fills: dict[int, dict[int, str]] = defaultdict(dict)
    for (row, place), colour in looks.fills.items():
        if place < MAX_COLUMNS:
            fills[row][place] = colour
    unread: dict[int, set[str]] = defaultdict(set)
    for row, column in book.unread_formulas(sheet):
        unread[row].add(column)
    lines = {
        number: Line(
            number,
            cells[:MAX_COLUMNS],
            fills.get(number, {}),
            number in looks.hidden,
            frozenset(unread.get(number, ())),
        )
        for number, cells in book.rows(sheet)
    }
    _fill_down(lines, looks.merged)
    return list(lines.values())


def _fill_down(lines: dict[int, Line], merged: Iterable[tuple[int, int, int, int]]) -> None:
    left = MAX_FILLED_DOWN
    for first_row, place, last_row, _ in merged:
        left -= max(last_row - first_row, 1)
        if left < 0:
            return
        top = lines.get(first_row)
        if top is None or place >= MAX_COLUMNS or last_row <= first_row:
            continue
        for number in range(first_row + 1, last_row + 1):
            if line := lines.get(number):
                line.cells.extend([None] * (place + 1 - len(line.cells)))
                line.cells[place] = at(top.cells, place)
                if place in top.fills:
                    line.fills[place] = top.fills[place]


def normalised(words: str) -> str:
    """A heading as it is compared: letters and digits only."""
    return " ".join(re.findall(r"[a-z0-9]+", words.casefold()))


def headings_of(line: Line) -> list[tuple[str, str]]:
    """Letter and words of each heading in a row."""
    return [
        (letter(place), words[:LONGEST_HEADING])
        for place, cell in enumerate(line.cells)
        if (words := " ".join(said(cell).split()))
    ]


def propose_columns(headings: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The letter of the column of each field that is recognised by its heading."""
    scored = sorted(
        (
            (-score, list(FIELDS).index(name), place, name, column)
            for place, (column, words) in enumerate(headings)
            for name in FIELDS
            if (score := _likeness(normalised(words), name))
        ),
    )
    found: dict[str, str] = {}
    for _, _, _, name, column in scored:
        if name not in found and column not in found.values():
            found[name] = column
    return {name: found[name] for name in FIELDS if name in found}


def _likeness(heading: str, name: str) -> int:
    """How surely a heading names a field: exactly, by its beginning, or by a word of its own."""
    ours = HEADINGS[name]
    if heading in ours or heading == normalised(FIELDS[name]):
        return 1000
    words = set(heading.split())
    if len(words) > 8:
        return 0
    inside = [each for each in ours if set(each.split()) <= words]
    return max((len(each) for each in inside), default=0)


def propose_header(lines: Iterable[Line]) -> int:
    """The row that names most of our columns; the first where none does."""
    best, found = (-1, 0), 1
    for line in list(lines)[:HEADER_WITHIN]:
        columns = propose_columns(headings_of(line))
        score = len(columns) + sum(name in columns for name in REQUIRED), len(columns)
        if score > best:
            best, found = score, line.number
    return found


def propose_layout(book: Book, sheet: str | None = None, header_row: int | None = None) -> Layout:
    """Where everything seems to stand: on the sheet whose headings name most of our columns."""
    best: Layout | None = None
    for title in [sheet] if sheet else book.sheets:
        lines = _top(book, title)
        row = header_row or propose_header(lines)
        headings = next((headings_of(line) for line in lines if line.number == row), [])
        layout = Layout(title, row, propose_columns(headings), headings)
        if best is None or len(layout.columns) > len(best.columns):
            best = layout
    if best is None:
        raise UnreadableFile(f"{book.name} has no sheets with rows.")
    return best


def _top(book: Book, sheet: str, count: int = HEADER_WITHIN) -> list[Line]:
    return [Line(number, cells[:MAX_COLUMNS]) for number, cells in book.top(sheet, count)]


def top_rows(
    book: Book, sheet: str, header_row: int
) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The first rows, and those around the headings, as they stand.

    The letters of the columns, and each row with its number.
    """
    lines = [
        line
        for place, line in enumerate(_top(book, sheet, HEADER_WITHIN + SHOWN_BELOW))
        if place < SHOWN_ROWS or abs(line.number - header_row) <= SHOWN_BELOW
    ]
    width = min(max((len(line.cells) for line in lines), default=0), MAX_COLUMNS)
    rows = [
        (line.number, [_shown(at(line.cells, place)) for place in range(width)]) for line in lines
    ]
    return [letter(place) for place in range(width)], rows


def _shown(cell: Cell) -> str:
    return f"{cell:%d/%m/%Y}" if isinstance(cell, date) else said(cell)


def fitting(book: Book, layouts: Iterable[Layout]) -> tuple[int, Layout] | None:
    """The layout whose headings a sheet of the book has, moved to where they stand there.

    With its place among the layouts given; None where no sheet has most headings of one.
    """
    tops = {title: _top(book, title) for title in book.sheets}
    best: tuple[float, int, Layout] | None = None
    for place, layout in enumerate(layouts):
        wanted = {name: normalised(layout.heading(name)) for name in layout.columns}
        for title in sorted(tops, key=lambda each: each != layout.sheet):
            for line in tops[title]:
                headings = headings_of(line)
                where = {normalised(words): column for column, words in reversed(headings)}
                columns = {name: where[words] for name, words in wanted.items() if words in where}
                share = len(columns) / max(len(wanted), 1)
                has_all = all(name in columns for name in REQUIRED)
                if has_all and share >= LIKENESS and (best is None or share > best[0]):
                    moved = Layout(
                        title,
                        line.number,
                        columns,
                        headings,
                        layout.delivery,
                        layout.impact,
                        layout.themes,
                        layout.owners,
                    )
                    best = share, place, moved
    return (best[1], best[2]) if best else None
