"""National statistics: tidy files of the Department for Education, Explore Education Statistics.

A row is one place, one year and one value of every filter; measures stand in columns. Figures of
England, a region and single authorities are taken as published. Those of statistical neighbours are
made from counts of all of them together: percentages are never averaged.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import islice

from core.days import MONTHS
from core.sheets import Book, Cell, at, letter, text
from performance.files.figures import (
    SYMBOL_WORDS,
    Flaw,
    read_figure,
    read_number,
    symbol,
    uncalculated,
)
from performance.files.neighbours import columns_of, plain_name
from performance.vocabulary import Group

TIME, TIME_KIND, LEVEL = "time_period", "time_identifier", "geographic_level"
REQUIRED = {TIME, TIME_KIND, LEVEL}
PLACES = {"country_code", "country_name", "region_code", "region_name", "old_la_code", "la_name"}
PLACES |= {"new_la_code", "lad_code", "lad_name", "pcon_code", "pcon_name", "version"}
LONDON = {"london", "inner london", "outer london"}
OWN = "own"
SAMPLE = 2_000  # rows from which a column of figures is told from a filter
MAX_CHOICES = 500
FEWEST_NEIGHBOURS = 5  # with counts; fewer stand for themselves and not for ten


@dataclass(frozen=True, slots=True)
class Choice:
    """Which figures of a file are wanted: the values of its filters, and the column.

    `numerator` and `denominator` are the same for the counts that neighbours are pooled from; they
    may stand in other rows, as "Total children" does.
    """

    filters: dict[str, str]
    value_column: str
    numerator: tuple[dict[str, str], str] | None = None
    denominator: tuple[dict[str, str], str] | None = None


@dataclass(frozen=True, slots=True)
class ComparatorRaw:
    """What a group of authorities reached in a year, as a file gives it.

    `group` is a value of Group, or "own". A figure that is pooled has no value, only the counts it
    is made from. `state` is a value of State or "".
    """

    group: str
    year_label: str
    starts_on: date
    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    state: str = ""
    row: int = 0
    note: str = ""


def is_statistics(cells: list[Cell]) -> bool:
    """Whether a first row is that of a tidy file."""
    return columns_of(cells).keys() >= REQUIRED


def _header(book: Book) -> dict[str, int]:
    first = book.top(None, 1)
    if not first or not is_statistics(first[0][1]):
        raise ValueError(
            f"{book.name} is no file of Explore Education Statistics: its first row has no columns "
            f"{', '.join(sorted(REQUIRED))}."
        )
    return columns_of(first[0][1])


def indicator_columns(book: Book) -> list[str]:
    """The columns that hold figures: only numbers and symbols. Raises ValueError."""
    places = _header(book)
    rows = [cells for _, cells in islice(book.rows(), 1, SAMPLE)]
    return [
        name
        for name, place in places.items()
        if name not in REQUIRED | PLACES and _all_figures([at(cells, place) for cells in rows])
    ]


def _all_figures(cells: list[Cell]) -> bool:
    held = [cell for cell in cells if cell is not None]
    return bool(held) and all(_is_figure(cell) for cell in held)


def _is_figure(cell: Cell) -> bool:
    if isinstance(cell, str) and symbol(cell):
        return True
    try:
        return read_number(cell) is not None
    except ValueError:
        return False


def filters_of(book: Book) -> dict[str, list[str]]:
    """The values of each filter, in alphabetical order, no more than 500 of one.

    Raises ValueError.
    """
    places = _header(book)
    figures = set(indicator_columns(book))
    found: dict[str, set[str]] = {
        name: set() for name in places if name not in REQUIRED | PLACES | figures
    }
    for _, cells in islice(book.rows(), 1, None):
        for name, values in found.items():
            if len(values) < MAX_CHOICES and (said := text(at(cells, places[name]))):
                values.add(said)
    return {name: sorted(values) for name, values in found.items()}


# --- years ----------------------------------------------------------------------------------------

SPAN = re.compile(r"(\d{4})[/-]?(\d{2})")


def year_of(period: Cell, kind: Cell) -> tuple[str, date]:
    """The label and first day of a year: 202425 is 2024/25, 2025 is 2025.

    A reporting year ends on 31 March of the year that it is named after. Raises ValueError, in
    words, for periods that are not years.
    """
    said, name = text(period), " ".join(text(kind).lower().split())
    if name in MONTHS and re.fullmatch(r"\d{4}", said):
        return f"{text(kind)} {said}", date(int(said), MONTHS[name], 1)
    if re.fullmatch(r"\d{4}", said):
        year = int(said)
        if name == "calendar year":
            return said, date(year, 1, 1)
        if name == "reporting year":
            return said, date(year - 1, 4, 1)
    elif (span := SPAN.fullmatch(said)) and (int(span[1]) + 1) % 100 == int(span[2]):
        label = f"{span[1]}/{span[2]}"
        if name in ("financial year", "tax year", "reporting year"):
            return label, date(int(span[1]), 4, 1)
        if name == "academic year":
            return label, date(int(span[1]), 9, 1)
    raise ValueError(f"“{said}” of the kind “{text(kind)}” is no year that can be compared.")


# --- reading --------------------------------------------------------------------------------------

Key = tuple[Group | str, str]  # the group, and the authority in it


@dataclass(slots=True)
class _Found:
    """The cells of one place and year: value, numerator and denominator, each with its row."""

    value: tuple[int, Cell] | None = None
    numerator: tuple[int, Cell] | None = None
    denominator: tuple[int, Cell] | None = None


@dataclass(slots=True)
class _Year:
    label: str
    starts_on: date
    places: dict[Key, _Found] = field(default_factory=dict)


def read(
    book: Book,
    choice: Choice,
    *,
    region: str,
    neighbours: Collection[str] = (),
    own: str = "",
) -> Iterator[ComparatorRaw | Flaw]:
    """The figures of England, the region, Inner and Outer London (for a region of London), the
    neighbours pooled, and where `own` is given the authority's own, year after year.

    Authorities are given by name or code. Raises ValueError where the file is no such file, or
    lacks a column of the choice.
    """
    yield from uncalculated(book, None)
    reader = _Reader(book, choice, region, neighbours, own)
    yield from reader.rows()
    yield from reader.figures()


class _Reader:
    """Goes through the file once and keeps the few rows that are asked for."""

    def __init__(
        self, book: Book, choice: Choice, region: str, neighbours: Collection[str], own: str
    ) -> None:
        self._book, self._choice, self._places = book, choice, _header(book)
        is_london = plain_name(region) in LONDON
        self._region = "london" if is_london else plain_name(region)
        self._wanted: dict[str, list[Key]] = {}
        for name in neighbours:
            self._want(name, Group.NEIGHBOURS)
        self._count = len({plain_name(name) for name in neighbours})
        if own:
            self._want(own, OWN)
        self._groups = {self._region: Group.REGION} if self._region else {}
        if is_london:
            self._groups |= {"inner london": Group.INNER_LONDON, "outer london": Group.OUTER_LONDON}
        self._parts = {
            part: (
                [(self._place(name), wanted) for name, wanted in filters.items()],
                self._place(column),
            )
            for part, (filters, column) in self._asked().items()
        }
        self._years: dict[tuple[str, str], _Year | None] = {}

    def _want(self, name: str, group: Group | str) -> None:
        self._wanted.setdefault(plain_name(name), []).append((group, name))

    def _asked(self) -> dict[str, tuple[dict[str, str], str]]:
        asked = {"value": (self._choice.filters, self._choice.value_column)}
        if self._choice.numerator and self._choice.denominator:
            asked["numerator"] = self._choice.numerator
            asked["denominator"] = self._choice.denominator
        return asked

    def _place(self, name: str) -> int:
        if name.lower() not in self._places:
            raise ValueError(f"{self._book.name} has no column “{name}”.")
        return self._places[name.lower()]

    def _cell(self, cells: list[Cell], name: str) -> Cell:
        return at(cells, self._places.get(name, -1))

    def rows(self) -> Iterator[Flaw]:
        """Take in the rows, and name what makes them unusable."""
        for row, cells in islice(self._book.rows(), 1, None):
            keys = self._keys(cells)
            parts = [part for part in self._parts if self._fits(cells, part)] if keys else []
            if not parts:
                continue
            said = text(self._cell(cells, TIME)), text(self._cell(cells, TIME_KIND))
            if said not in self._years:
                try:
                    self._years[said] = _Year(*year_of(*said))
                except ValueError as error:
                    self._years[said] = None
                    yield Flaw(row, letter(self._places[TIME]), str(error), said[0])
            if (year := self._years[said]) is not None:
                for part in parts:
                    yield from self._take(year, keys, part, row, cells)

    def _fits(self, cells: list[Cell], part: str) -> bool:
        return all(text(at(cells, place)) == wanted for place, wanted in self._parts[part][0])

    def _take(
        self, year: _Year, keys: list[Key], part: str, row: int, cells: list[Cell]
    ) -> Iterator[Flaw]:
        place = self._parts[part][1]
        for key in keys:
            found = year.places.setdefault(key, _Found())
            if (earlier := getattr(found, part)) is not None:
                yield Flaw(
                    row,
                    letter(place),
                    f"Choose a value of every filter: row {earlier[0]} has a figure for the same "
                    "place and year.",
                    text(at(cells, place)),
                )
            else:
                setattr(found, part, (row, at(cells, place)))

    def _keys(self, cells: list[Cell]) -> list[Key]:
        """What a row is of, of all that is asked for."""
        match text(self._cell(cells, LEVEL)).lower():
            case "national":
                country = text(self._cell(cells, "country_name")).lower()
                return [(Group.ENGLAND, "England")] if country in ("england", "") else []
            case "regional":
                name = text(self._cell(cells, "region_name"))
                group = self._groups.get(plain_name(name))
                return [(group, name)] if group else []
            case "local authority":
                said = [
                    self._cell(cells, name) for name in ("old_la_code", "new_la_code", "la_name")
                ]
                names = dict.fromkeys(plain_name(text(cell)) for cell in said if cell is not None)
                return [key for name in names for key in self._wanted.get(name, [])]
        return []

    def figures(self) -> Iterator[ComparatorRaw | Flaw]:
        """The figures of all years, the latest first."""
        years = [year for year in self._years.values() if year is not None]
        if not years:
            yield Flaw(1, "", "No row of the file has these values of the filters.")
        has_region = any(key[0] == Group.REGION for year in years for key in year.places)
        if years and self._region and not has_region:
            column = letter(self._places.get("region_name", 0))
            yield Flaw(1, column, "The file has no figures of the region.", self._region.title())
        for year in sorted(years, key=lambda each: each.starts_on, reverse=True):
            for (group, name), found in year.places.items():
                if group != Group.NEIGHBOURS:
                    yield from self._published(year, group, name, found)
            if self._count:
                yield self._pooled(year)

    def _published(
        self, year: _Year, group: str, name: str, found: _Found
    ) -> Iterator[ComparatorRaw | Flaw]:
        if found.value is None or found.value[1] is None:
            return
        row, cell = found.value
        try:
            value, state = read_figure(cell)
        except ValueError as error:
            yield Flaw(row, letter(self._parts["value"][1]), str(error), text(cell))
            return
        said = SYMBOL_WORDS.get(symbol(text(cell)), "")
        note = ": ".join(filter(None, (name, said)))
        yield ComparatorRaw(
            str(group), year.label, year.starts_on, value, state=state, row=row, note=note
        )

    def _pooled(self, year: _Year) -> ComparatorRaw | Flaw:
        """The neighbours as one, from the counts of those that have both."""
        found = {
            name: each for (group, name), each in year.places.items() if group == Group.NEIGHBOURS
        }
        rows = [
            place[0] for each in found.values() for place in (each.value, each.numerator) if place
        ]
        row = min(rows, default=1)
        if "numerator" not in self._parts:
            words = (
                "Choose the columns of the numerator and the denominator, or leave the neighbours "
                "out: their percentages cannot be averaged."
            )
            return Flaw(row, "", words, year.label)
        counts = [
            (above, below)
            for each in found.values()
            if (above := _count_in(each.numerator)) is not None
            and (below := _count_in(each.denominator)) is not None
        ]
        if len(counts) < min(FEWEST_NEIGHBOURS, self._count):
            words = (
                f"Only {len(counts)} of {self._count} statistical neighbours have counts for "
                f"{year.label}. That is too few to stand for all."
            )
            return Flaw(row, letter(self._parts["numerator"][1]), words, year.label)
        return ComparatorRaw(
            str(Group.NEIGHBOURS),
            year.label,
            year.starts_on,
            None,
            sum((above for above, _ in counts), Decimal(0)),
            sum((below for _, below in counts), Decimal(0)),
            row=row,
            note=f"Counts of {len(counts)} of {self._count} statistical neighbours together.",
        )


def _count_in(found: tuple[int, Cell] | None) -> Decimal | None:
    """The count in a cell; None for a symbol, also for one that rounds to nought."""
    if found is None or (isinstance(found[1], str) and symbol(found[1])):
        return None
    try:
        return read_number(found[1])
    except ValueError:
        return None
