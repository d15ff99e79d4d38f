"""Our own template for figures: what export writes, import reads back unchanged.

Long: a figure a row. Wide: four rows an indicator (value, numerator, denominator, state), a column
a period. XLSX, with a second sheet that says how to fill it in, or CSV.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from io import TextIOWrapper
from typing import Any, BinaryIO, Literal, NamedTuple, TypeVar

import xlsxwriter

from core.sheets import Book, Cell, at, guarded, letter, text, unguarded
from performance.files.figures import (
    Flaw,
    Raw,
    is_period,
    period_in,
    read_figure,
    read_state,
    uncalculated,
)
from performance.periods import Period
from performance.vocabulary import State

T = TypeVar("T")
Kind = Literal["xlsx", "csv"]
Layout = Literal["long", "wide"]

INDICATOR, NAME, PERIOD, BREAKDOWN, MEASURE = "Indicator", "Name", "Period", "Breakdown", "Measure"
VALUE, NUMERATOR, DENOMINATOR, STATE = "Value", "Numerator", "Denominator", "State"
MEASURES = (VALUE, NUMERATOR, DENOMINATOR, STATE)
LONG = (INDICATOR, NAME, PERIOD, BREAKDOWN, *MEASURES)
WIDE = (INDICATOR, NAME, BREAKDOWN, MEASURE)
REQUIRED = {"long": {INDICATOR, PERIOD, VALUE}, "wide": {INDICATOR, MEASURE}}

FIGURES_SHEET, HELP_SHEET, CODES_SHEET = "Figures", "How to fill this in", "Codes"
HEADER_WITHIN = 10  # rows in which the headings are looked for

HELP = (
    "One row is one figure. Leave a row out, or its value blank, where there is no figure.",
    "Indicator: the code of the indicator. The sheet “Codes” lists those that are in this file.",
    "Name: for people. It is not read.",
    "Period: April 2018 for a month, Q1 2018/19 for a quarter, 2018/19 for a year, "
    "week of 2 April 2018 for a week. A date in the period will do.",
    "Breakdown: the team, locality or group that the figure is for. Blank: the whole authority.",
    "Value: a number. A percentage is 78.5, not 0.785.",
    "Numerator and denominator: what is counted, over what. Give both for a percentage or a rate.",
    "State: " + ", ".join(State.labels) + ". Blank: final.",
    "In the wide layout a column is a period, and Measure says which of the four a row holds.",
)


@dataclass(frozen=True, slots=True)
class Line:
    """One figure to be written. A value without a state reads back without one."""

    code: str
    name: str
    period: Period
    breakdown: str = ""
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    state: str = ""

    @property
    def measures(self) -> tuple[Decimal | str | None, ...]:
        """Value, numerator, denominator and state, in the order they are written."""
        label = State(self.state).label if self.state else ""
        return self.value, self.numerator, self.denominator, label


# --- writing --------------------------------------------------------------------------------------


def write_long(lines: Iterable[Line], out: BinaryIO, kind: Kind = "xlsx") -> None:
    """Write a figure a row, as a stream."""
    rows = (
        (line.code, line.name, line.period.label, line.breakdown, *line.measures) for line in lines
    )
    _write(LONG, rows, out, kind)


def write_wide(lines: Iterable[Line], out: BinaryIO, kind: Kind = "xlsx") -> None:
    """Write a column a period. The lines are held in memory until all periods are known.

    Raises ValueError where two lines are for one cell.
    """
    figures: dict[tuple[str, str], dict[str, Line]] = {}
    for line in lines:
        row = figures.setdefault((line.code, line.breakdown), {})
        if line.period.label in row:
            raise ValueError(f"Two figures for {line.code} in {line.period.label}.")
        row[line.period.label] = line
    starts = {
        line.period.label: line.period.starts_on for r in figures.values() for line in r.values()
    }
    periods = sorted(starts, key=lambda label: starts[label])
    _write((*WIDE, *periods), _wide_rows(figures, periods), out, kind)


def _wide_rows(
    figures: dict[tuple[str, str], dict[str, Line]], periods: Sequence[str]
) -> Iterator[tuple[Any, ...]]:
    for (code, breakdown), row in figures.items():
        name = next(iter(row.values())).name
        for place, measure in enumerate(MEASURES):
            cells = (row[label].measures[place] if label in row else None for label in periods)
            yield code, name, breakdown, measure, *cells


def _write(
    headings: Sequence[str], rows: Iterable[Sequence[Any]], out: BinaryIO, kind: Kind
) -> None:
    if kind == "csv":
        _write_csv(headings, rows, out)
    else:
        _write_xlsx(headings, rows, out)


def _write_csv(headings: Sequence[str], rows: Iterable[Sequence[Any]], out: BinaryIO) -> None:
    lines = TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(lines)
    try:
        writer.writerow(headings)
        for row in rows:
            writer.writerow([f"{c:f}" if isinstance(c, Decimal) else guarded(c or "") for c in row])
    finally:
        lines.detach()  # or the file is closed with it


def _write_xlsx(headings: Sequence[str], rows: Iterable[Sequence[Any]], out: BinaryIO) -> None:
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        sheet, bold = book.add_worksheet(FIGURES_SHEET), book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, len(headings) - 1, 14)
        sheet.set_column(1, 1, 40)
        for column, heading in enumerate(headings):
            sheet.write_string(0, column, heading, bold)
        codes: dict[str, str] = {}
        for number, row in enumerate(rows, start=1):
            codes.setdefault(row[0], row[1])
            for column, cell in enumerate(row):
                if isinstance(cell, Decimal) and _is_kept(cell):
                    sheet.write_number(number, column, cell)
                elif cell is not None and cell != "":
                    words = f"{cell:f}" if isinstance(cell, Decimal) else guarded(cell)
                    sheet.write_string(number, column, words)
        _write_help(book, codes)


def _write_help(book: Any, codes: dict[str, str]) -> None:
    sheet = book.add_worksheet(HELP_SHEET)
    sheet.set_column(0, 0, 100)
    for number, words in enumerate(HELP):
        sheet.write_string(number, 0, words)
    sheet, bold = book.add_worksheet(CODES_SHEET), book.add_format({"bold": True})
    sheet.set_column(1, 1, 60)
    sheet.write_row(0, 0, ("Code", "Name"), bold)
    for number, (code, name) in enumerate(codes.items(), start=1):
        sheet.write_string(number, 0, guarded(code))
        sheet.write_string(number, 1, guarded(name))


def _is_kept(number: Decimal) -> bool:
    """Whether a spreadsheet keeps a number to its last digit."""
    return Decimal(f"{float(number):.15g}") == number


# --- reading --------------------------------------------------------------------------------------


VALUED = frozenset(state.value for state in State.with_value())
_read_state = lru_cache(maxsize=64, typed=True)(read_state)


@dataclass(frozen=True, slots=True)
class _Header:
    """Where the headings stand, and the place of each column by its heading."""

    sheet: str
    row: int
    places: dict[str, int]
    cells: list[Cell]


def _heading(cell: Cell) -> str:
    return " ".join(text(cell).lower().split())


def _header(book: Book, layout: Layout) -> _Header | None:
    known = {heading.lower(): heading for heading in {*LONG, *WIDE}}
    for sheet in book.sheets:
        for row, cells in book.top(sheet, HEADER_WITHIN):
            places: dict[str, int] = {}
            for place, cell in enumerate(cells):
                if heading := known.get(_heading(cell)):
                    places.setdefault(heading, place)
            fits = REQUIRED[layout] <= places.keys() and (layout == "wide" or MEASURE not in places)
            if fits:
                return _Header(sheet, row, places, cells)
    return None


def recognise(book: Book) -> Layout | None:
    """Which layout of our template a file has; None where it is no template of ours."""
    if _header(book, "long"):
        return "long"
    return "wide" if _header(book, "wide") else None


def _required(book: Book, layout: Layout) -> _Header:
    header = _header(book, layout)
    if header is None:
        raise ValueError(f"{book.name} has no row with the headings of our template.")
    return header


def read_long(book: Book) -> Iterator[Raw | Flaw]:
    """The figures of a file in the long layout. Rows without any figure are passed over.

    Raises ValueError where the headings are missing.
    """
    header = _required(book, "long")
    places = header.places
    used = {letter(place) for heading, place in places.items() if heading != NAME}
    yield from uncalculated(book, header.sheet, from_row=header.row, columns=used)
    columns = {heading: letter(place) for heading, place in places.items()}
    width = max(places.values()) + 1
    # A column that is left out is read from behind the last one, where every row is blank.
    named = [places.get(heading, width) for heading in (INDICATOR, PERIOD, BREAKDOWN)]
    measured = [places.get(measure, width) for measure in MEASURES]
    words, period_of = _remembering(_words), _remembering(period_in)
    for row, cells in book.rows(header.sheet):
        if row <= header.row:
            continue
        del cells[width:]
        cells.extend([None] * (width + 1 - len(cells)))
        indicator, period, breakdown = (cells[place] for place in named)
        figure = _Figure(
            words(indicator),
            period_of(period),
            words(breakdown),
            tuple(cells[place] for place in measured),
        )
        try:
            raw = figure.read(row, columns[VALUE])
        except ValueError:
            yield from figure.flaws({name: (row, column) for name, column in columns.items()})
        else:
            if raw is not None:
                yield raw


def _words(cell: Cell) -> str:
    return unguarded(text(cell))


def _remembering(read: Callable[[Cell], T]) -> Callable[[Cell], T]:
    """The same reader with a memory: codes, periods and teams are few, and rows are many."""
    return lru_cache(maxsize=4096, typed=True)(read)


class _Figure(NamedTuple):
    """What a file says of one figure; `cells` are those of its four measures."""

    indicator: str
    period: date | str
    breakdown: str
    cells: tuple[Cell, ...]

    def read(self, row: int, column: str) -> Raw | None:
        """The figure; None where all its cells are blank. Raises ValueError where one is wrong."""
        value_cell, numerator_cell, denominator_cell, state_cell = self.cells
        value, state = read_figure(value_cell)
        numerator, over = read_figure(numerator_cell)
        denominator, under = read_figure(denominator_cell)
        state = _read_state(state_cell) or state or over or under
        is_blank = value is None and numerator is None and denominator is None
        if is_blank and not state:
            return None
        if not self.indicator or not self.period or (is_blank and state in VALUED):
            raise ValueError("This row is not complete.")
        return Raw(
            row,
            column,
            self.indicator,
            self.period,
            self.breakdown,
            value,
            numerator,
            denominator,
            state,
        )

    def flaws(self, where: dict[str, tuple[int, str]]) -> Iterator[Flaw]:
        """All that is wrong with it. `where` has the row and column of each cell by its heading."""
        numbers: list[Decimal | None] = []
        state = ""
        for measure, cell in zip(MEASURES, self.cells, strict=True):
            try:
                if measure == STATE:
                    state = read_state(cell)
                else:
                    numbers.append(read_figure(cell)[0])
            except ValueError as error:
                yield Flaw(*where[measure], str(error), text(cell))
        if not self.indicator:
            yield Flaw(*where[INDICATOR], "Enter the code of the indicator.")
        if not self.period:
            yield Flaw(*where[PERIOD], "Enter the period, like April 2018.")
        if numbers == [None, None, None] and state in VALUED:
            label = State(state).label.lower()
            yield Flaw(*where[VALUE], f"Enter a value: a figure that is {label} has one.")


def read_wide(book: Book) -> Iterator[Raw | Flaw]:
    """The figures of a file in the wide layout: the rows of one indicator and breakdown together.

    Raises ValueError where the headings are missing.
    """
    header = _required(book, "wide")
    named = set(header.places.values())
    periods: dict[int, date | str] = {}
    for place, cell in enumerate(header.cells):
        if place in named or cell is None:
            continue
        if is_period(cell):
            periods[place] = period_in(cell)
        else:
            message = "Enter a period as the heading of this column, like April 2018."
            yield Flaw(header.row, letter(place), message, text(cell))
    used = {letter(place) for place in {*periods, *named} - {header.places.get(NAME)}}
    yield from uncalculated(book, header.sheet, from_row=header.row, columns=used)
    for group in _groups(book, header):
        if isinstance(group, Flaw):
            yield group
        else:
            yield from _wide_figures(group, header, periods)


_Group = tuple[tuple[str, str], dict[str, tuple[int, list[Cell]]]]


def _groups(book: Book, header: _Header) -> Iterator[_Group | Flaw]:
    """The rows of each indicator and breakdown, by their measure."""
    places, seen = header.places, set[tuple[str, str]]()
    current: tuple[str, str] | None = None
    rows: dict[str, tuple[int, list[Cell]]] = {}
    measures = {measure.lower(): measure for measure in MEASURES}
    for row, cells in book.rows(header.sheet):
        if row <= header.row:
            continue
        key = (
            unguarded(text(at(cells, places[INDICATOR]))),
            unguarded(text(at(cells, places.get(BREAKDOWN, -1)))),
        )
        found = at(cells, places[MEASURE])
        measure = measures.get(_heading(found))
        if measure is None:
            message = f"Enter one of {', '.join(MEASURES)}."
            yield Flaw(row, letter(places[MEASURE]), message, text(found))
            continue
        if key != current:
            if current is not None:
                yield current, rows
            current, rows = key, {}
            if key in seen:
                message = "Keep the rows of one indicator and breakdown together."
                yield Flaw(row, letter(places[INDICATOR]), message, key[0])
            seen.add(key)
        if measure in rows:
            message = f"Give {measure.lower()} once: it stands in row {rows[measure][0]} already."
            yield Flaw(row, letter(places[MEASURE]), message, text(found))
            continue
        rows[measure] = row, cells
    if current is not None:
        yield current, rows


def _wide_figures(
    group: _Group, header: _Header, periods: dict[int, date | str]
) -> Iterator[Raw | Flaw]:
    (indicator, breakdown), rows = group
    first = min(row for row, _ in rows.values())
    for place, period in periods.items():
        where = {measure: (row, letter(place)) for measure, (row, _) in rows.items()}
        where.setdefault(VALUE, (first, letter(place)))
        where[INDICATOR] = first, letter(header.places[INDICATOR])
        cells = tuple(at(rows[name][1], place) if name in rows else None for name in MEASURES)
        figure = _Figure(indicator, period, breakdown, cells)
        try:
            raw = figure.read(*where[VALUE])
        except ValueError:
            yield from figure.flaws(where)
        else:
            if raw is not None:
                yield raw
