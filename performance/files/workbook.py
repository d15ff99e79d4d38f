"""A council's own workbook, made for people: where its figures stand is said once, and kept.

Three layouts. `months_across`: an indicator a row, a period a column. `months_down`: a period a
row, an indicator a column. `list`: a figure a row. Headings may be merged, stand in two rows (years
above months, or "Number" and "%" below them), and have blank columns between them.
"""

import re
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any, Self

from core.days import MONTHS, SPAN
from core.sheets import Book, Cell, Percent, Row, at, index_of, letter, text
from performance.files.figures import (
    Flaw,
    Raw,
    is_period,
    period_in,
    read_figure,
    read_state,
    uncalculated,
)
from performance.vocabulary import State

LAYOUTS = ("months_across", "months_down", "list")
MAX_NAMES = 450  # names of a sheet that are offered to be matched: a page sends two fields each
LOOKED_AT = 40  # rows in which headings are looked for
MAX_ROW = 1_048_576

VALUE, NUMERATOR, DENOMINATOR = "value", "numerator", "denominator"
MEASURE_WORDS = {
    **dict.fromkeys(("num", "numerator", "number", "no", "count"), NUMERATOR),
    **dict.fromkeys(("den", "denom", "denominator", "out of", "cohort", "total"), DENOMINATOR),
    **dict.fromkeys(("percent", "percentage", "rate", "value", "figure", "actual"), VALUE),
    **dict.fromkeys(("result", "outturn", "performance"), VALUE),
}
NAME_WORDS = {"indicator", "measure", "name", "performance indicator", "kpi", "description"}
PERIOD_WORDS = {"period", "month", "date", "quarter", "week", "year"}
BREAKDOWN_WORDS = {"team", "locality", "breakdown", "area", "service", "group", "age", "gender"}
STATE_WORDS = {"state", "status of figure", "final or provisional"}
SUMMARY_WORDS = re.compile(
    r"(grand )?(sub)?total|average|mean|median|target|ytd|year to date|.* total"
)

MARKS = re.compile("[¹²³⁰⁴-⁹ᵃᵇᶜ*†‡§]")
FOOTNOTES = re.compile(r"(\s*[\[(](\d{1,2}|[a-z]|note \d+)[\])]|(?<=[a-z]{4})\d)$")
NUMBER_MARKS = re.compile(r"(?<=[\d%])\s*[¹²³⁰⁴-⁹*†‡]+$")
BARE_YEAR = re.compile(r"\d{4}")
QUARTER = re.compile(r"(q|qtr|quarter)\s*[1-4]")


def normalised(words: str) -> str:
    """A name as it is compared: without footnote marks, punctuation, capitals.

    >>> normalised("Re-referrals (%)¹")
    're referrals percent'
    """
    bare = " ".join(MARKS.sub("", words.lower()).split())
    while (shorter := FOOTNOTES.sub("", bare)) != bare and shorter:
        bare = shorter
    bare = bare.replace("&", " and ").replace("%", " percent ").replace("'", "").replace("’", "")
    return " ".join(re.sub(r"[^\w]+", " ", bare).split())


@dataclass(frozen=True, slots=True)
class Mapping:
    """Where the figures stand in a workbook. Rows count from 1; columns are letters.

    `names` leads from the words of the file to the code of an indicator, or to "" for what is left
    out on purpose. Without `period_columns` every column is read whose heading is a period, so that
    next month's is found. `period` is the one period of a sheet that names none. `fractions` are
    the codes of percentages that the sheet shows as 0.78.
    """

    sheet: str
    layout: str
    header_row: int
    first_row: int
    names: dict[str, str] = field(default_factory=dict)
    name_column: str = ""
    period_columns: tuple[str, ...] = ()
    period_column: str = ""
    value_column: str = ""
    numerator_column: str = ""
    denominator_column: str = ""
    breakdown_column: str = ""
    state_column: str = ""
    year_row: int = 0
    measure_row: int = 0
    period: str = ""
    fractions: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """What can be kept as JSON."""
        return {
            key: list(value) if isinstance(value, tuple) else value
            for key, value in asdict(self).items()
        }

    @classmethod
    def from_json(cls, kept: Any) -> Self:
        """The mapping that `as_json` gave. Raises ValueError, in words, for anything else."""
        if not isinstance(kept, dict):
            raise ValueError("Enter the mapping as names and values.")
        known = {each.name for each in fields(cls)}
        if unknown := sorted(str(key) for key in kept.keys() - known):
            raise ValueError(f"A mapping has no “{unknown[0]}”.")
        given = {**cls(sheet="", layout="", header_row=1, first_row=2).as_json(), **kept}
        for name, value in given.items():
            _check(name, value)
        given["period_columns"] = tuple(given["period_columns"])
        given["fractions"] = tuple(given["fractions"])
        mapping = cls(**given)
        mapping.check()
        return mapping

    def check(self) -> None:
        """Raise ValueError, in words, where something that the layout needs is not said."""
        needed = {
            "months_across": (("name_column", "the column with the names of the indicators"),),
            "months_down": (("period_column", "the column with the periods"),),
            "list": (
                ("name_column", "the column with the names of the indicators"),
                ("value_column", "the column with the values"),
            ),
        }
        for name, words in needed[self.layout]:
            if not getattr(self, name):
                raise ValueError(f"Choose {words}.")
        if self.layout == "list" and not (self.period_column or self.period):
            raise ValueError("Choose the column with the periods, or enter the period.")
        if self.first_row <= max(self.header_row, self.year_row, self.measure_row):
            raise ValueError("Choose a first row of figures below the headings.")

    @property
    def single_columns(self) -> dict[str, int]:
        """The place of each column that is named, by what stands there."""
        return {
            name: index_of(getattr(self, f"{name}_column"))
            for name in ("name", "period", VALUE, NUMERATOR, DENOMINATOR, "breakdown", "state")
            if getattr(self, f"{name}_column")
        }


def _check(name: str, value: Any) -> None:
    """Raise ValueError where a part of a mapping is not what it should be."""
    said = name.replace("_", " ")
    if name.endswith("_row"):
        lowest = 0 if name in ("year_row", "measure_row", "header_row") else 1
        if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= MAX_ROW:
            raise ValueError(f"Enter the {said} as the number of a row.")
    elif name.endswith("_column"):
        if not isinstance(value, str) or not re.fullmatch("[A-Z]{0,3}", value):
            raise ValueError(f"Enter the {said} as the letter of a column.")
    elif name in ("period_columns", "fractions"):
        pattern = "[A-Z]{1,3}" if name == "period_columns" else ".+"
        is_list = isinstance(value, list | tuple)
        if not is_list or not all(isinstance(v, str) and re.fullmatch(pattern, v) for v in value):
            raise ValueError(f"Enter the {said} as a list.")
    elif name == "names":
        pairs = value.items() if isinstance(value, dict) else [(None, None)]
        if not all(isinstance(key, str) and isinstance(code, str) for key, code in pairs):
            raise ValueError("Enter the names as pairs of a name in the file and a code.")
    elif name == "layout":
        if value not in LAYOUTS:
            raise ValueError(f"Choose one of the layouts {', '.join(LAYOUTS)}.")
    elif not isinstance(value, str):
        raise ValueError(f"Enter the {said} as text.")


# --- headings -------------------------------------------------------------------------------------


def _filled(cells: Sequence[Cell], width: int) -> list[Cell]:
    """Headings carried on over the blank cells after them, as merged cells leave them."""
    carried: Cell = None
    filled: list[Cell] = []
    for place in range(width):
        carried = cells[place] if place < len(cells) and cells[place] is not None else carried
        filled.append(carried)
    return filled


def _is_part_of_period(cell: Cell) -> bool:
    """Whether a heading is a month or quarter that waits for its year."""
    bare = text(cell).lower().rstrip(".*")
    return isinstance(cell, str) and (bare in MONTHS or QUARTER.fullmatch(bare) is not None)


def _is_year(cell: Cell) -> bool:
    bare = text(cell).lower()
    return bool(BARE_YEAR.fullmatch(bare) or SPAN.fullmatch(bare))


def _with_year(part: Cell, year: Cell) -> Cell:
    """A month or quarter with the year above it: Apr under 2018/19 is Apr 2018, Jan is Jan 2019."""
    if not _is_part_of_period(part) or not _is_year(year):
        return part
    said, over = text(part), text(year)
    month = MONTHS.get(said.lower().rstrip(".*"))
    if month and (span := SPAN.fullmatch(over.lower())):
        first = int(span["first"]) % 100 + 2000
        return f"{said} {first if month >= 4 else first + 1}"
    return f"{said} {over}"


def _headings(mapping: Mapping, rows: dict[int, list[Cell]]) -> list[Cell]:
    """The headings of the columns, with their year where it stands above."""
    cells = rows.get(mapping.header_row, [])
    below = rows.get(mapping.measure_row, []) if mapping.measure_row else []
    width = max(len(cells), len(below))
    headings = _filled(cells, width) if mapping.measure_row else list(cells)
    if mapping.year_row:
        years = _filled(rows.get(mapping.year_row, []), width)
        headings = [_with_year(cell, years[place]) for place, cell in enumerate(headings)]
    return headings


def _measure_of(cell: Cell) -> str:
    return MEASURE_WORDS.get(normalised(text(cell)), "")


def _by_heading(
    mapping: Mapping, rows: dict[int, list[Cell]], wanted: Iterable[int]
) -> list[tuple[Cell, dict[str, int]]]:
    """Each heading with the places of its value, numerator and denominator."""
    headings = _headings(mapping, rows)
    below = rows.get(mapping.measure_row, []) if mapping.measure_row else []
    found: dict[Any, tuple[Cell, dict[str, int]]] = {}
    for place in wanted:
        heading = at(headings, place)
        if heading is None:
            continue
        measure = _measure_of(at(below, place)) if mapping.measure_row else VALUE
        if measure:
            key = place if not mapping.measure_row else period_in(heading)
            found.setdefault(key, (heading, {}))[1].setdefault(measure, place)
    for _, places in found.values():
        if VALUE not in places and DENOMINATOR not in places:
            places[VALUE] = places.pop(NUMERATOR)  # a number over nothing is the figure itself
    return list(found.values())


# --- reading --------------------------------------------------------------------------------------


def read(book: Book, mapping: Mapping) -> Iterator[Raw | Flaw]:
    """The figures of a workbook, and what could not be read of it.

    Raises ValueError where the mapping does not say enough.
    """
    mapping.check()
    rows: dict[int, list[Cell]] = {}
    reader: _Reader | None = None
    for row, cells in book.rows(mapping.sheet):
        if row < mapping.first_row:
            if row in (mapping.year_row, mapping.header_row, mapping.measure_row):
                rows[row] = cells
            continue
        if reader is None:
            reader = _Reader(mapping, rows)
            yield from reader.flaws
            used = {letter(place) for place in reader.used}
            yield from uncalculated(book, mapping.sheet, from_row=mapping.first_row, columns=used)
        yield from reader.row(row, cells)
    if reader is None:
        yield Flaw(mapping.first_row, "", f"There are no figures from row {mapping.first_row} on.")


class _Reader:
    """Reads one row after another, knowing the headings."""

    def __init__(self, mapping: Mapping, rows: dict[int, list[Cell]]) -> None:
        self.mapping, self.flaws = mapping, list[Flaw]()
        self._codes = {normalised(name): code for name, code in mapping.names.items()}
        self._single = mapping.single_columns
        self._name = ""
        self._across: list[tuple[Cell, dict[str, int]]] = []
        if mapping.layout == "months_across":
            self._across = self._periods(rows)
        elif mapping.layout == "months_down":
            self._across = self._indicators(rows)
        self.used = {place for _, places in self._across for place in places.values()}
        self.used |= set(self._single.values())

    def _periods(self, rows: dict[int, list[Cell]]) -> list[tuple[Cell, dict[str, int]]]:
        chosen = [index_of(column) for column in self.mapping.period_columns]
        width = max((len(cells) for cells in rows.values()), default=0)
        found = _by_heading(self.mapping, rows, chosen or range(width))
        periods = [(heading, places) for heading, places in found if is_period(heading)]
        row = self.mapping.header_row
        if chosen:
            read = {place for _, places in periods for place in places.values()}
            cells = rows.get(row, [])
            for place in chosen:
                if place not in read:
                    words = "The heading of this column does not read as a period."
                    self.flaws.append(Flaw(row, letter(place), words, text(at(cells, place))))
        elif not periods:
            self.flaws.append(Flaw(row, "", f"No heading in row {row} reads as a period."))
        return [(period_in(heading), places) for heading, places in periods]

    def _indicators(self, rows: dict[int, list[Cell]]) -> list[tuple[Cell, dict[str, int]]]:
        width = max((len(cells) for cells in rows.values()), default=0)
        others = set(self._single.values())
        found = _by_heading(self.mapping, rows, [p for p in range(width) if p not in others])
        indicators: list[tuple[Cell, dict[str, int]]] = []
        for heading, places in found:
            code = self._codes.get(normalised(text(heading)))
            if code:
                indicators.append((code, places))
            elif code is None:
                column = letter(min(places.values()))
                words = "Say which indicator this column is, or that it is left out."
                self.flaws.append(Flaw(self.mapping.header_row, column, words, text(heading)))
        return indicators

    def row(self, row: int, cells: list[Cell]) -> Iterator[Raw | Flaw]:
        """The figures of one row."""
        match self.mapping.layout:
            case "months_across":
                if code := (yield from self._indicator(row, cells)):
                    for period, places in self._across:
                        yield from self._figure(row, cells, code, _said(period), places)
            case "months_down":
                yield from self._month(row, cells)
            case _:
                if code := (yield from self._indicator(row, cells)):
                    period = yield from self._period(row, cells)
                    if period:
                        yield from self._figure(row, cells, code, period, self._single)

    def _cell(self, cells: list[Cell], name: str) -> Cell:
        return at(cells, self._single.get(name, -1))

    def _holds_figures(self, cells: list[Cell]) -> bool:
        places = [place for _, columns in self._across for place in columns.values()]
        places += [self._single[name] for name in (VALUE, NUMERATOR) if name in self._single]
        return any(_number(at(cells, place)) is not None for place in places)

    def _indicator(self, row: int, cells: list[Cell]) -> Generator[Flaw, None, str]:
        """The code of the row's indicator, "" where it has none to be read.

        A name that is merged over the rows of its breakdown stands in the first of them only.
        """
        name = text(self._cell(cells, "name"))
        if not name and self._cell(cells, "breakdown") is not None:
            name = self._name
        self._name = name
        code = self._codes.get(normalised(name)) if name else ""
        if code is None and self._holds_figures(cells):
            words = "Say which indicator this row is, or that it is left out."
            yield Flaw(row, self.mapping.name_column, words, name)
        return code or ""

    def _period(self, row: int, cells: list[Cell]) -> Generator[Flaw, None, date | str]:
        """The period of a row, "" where it has none."""
        if "period" not in self._single:
            return self.mapping.period
        cell = self._cell(cells, "period")
        if is_period(cell):
            return period_in(cell)
        is_summary = SUMMARY_WORDS.fullmatch(normalised(text(cell)))
        if self._holds_figures(cells) and not is_summary:
            words = "Enter the period, like April 2018."
            yield Flaw(row, self.mapping.period_column, words, text(cell))
        return ""

    def _month(self, row: int, cells: list[Cell]) -> Iterator[Raw | Flaw]:
        if period := (yield from self._period(row, cells)):
            for code, places in self._across:
                yield from self._figure(row, cells, text(code), period, places)

    def _figure(
        self, row: int, cells: list[Cell], code: str, period: date | str, places: dict[str, int]
    ) -> Iterator[Raw | Flaw]:
        """The figure of a row in some columns; nothing where they are blank."""
        numbers: dict[str, Decimal | None] = dict.fromkeys((VALUE, NUMERATOR, DENOMINATOR))
        state, is_flawed = "", False
        for name in numbers:
            cell = at(cells, places[name]) if name in places else None
            try:
                numbers[name], symbol = read_figure(_unmarked(cell))
            except ValueError as error:
                is_flawed = True
                yield Flaw(row, letter(places[name]), str(error), text(cell))
            else:
                state = state or symbol
                is_fraction = name == VALUE and code in self.mapping.fractions
                if is_fraction and isinstance(cell, int | float) and not isinstance(cell, Percent):
                    numbers[name] = (numbers[name] or Decimal(0)) * 100
        has_number = any(number is not None for number in numbers.values())
        try:
            said = read_state(self._cell(cells, "state"))
        except ValueError as error:
            found = text(self._cell(cells, "state"))
            yield Flaw(row, self.mapping.state_column, str(error), found)
            return
        if has_number or said not in (*State.with_value(), ""):
            state = said or state
        if not is_flawed and (state or has_number):
            column = letter(places.get(VALUE, min(places.values())))
            breakdown = text(self._cell(cells, "breakdown"))
            yield Raw(
                row,
                column,
                code,
                period,
                breakdown,
                value=numbers[VALUE],
                numerator=numbers[NUMERATOR],
                denominator=numbers[DENOMINATOR],
                state=state,
            )


def _said(period: Cell) -> date | str:
    return period if isinstance(period, date) else text(period)


def _unmarked(cell: Cell) -> Cell:
    """A number without the footnote mark that turned it into text."""
    return NUMBER_MARKS.sub("", text(cell)) if isinstance(cell, str) else cell


# --- the mapping page -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Grid:
    """The top of a sheet as text: letters of the columns, and rows with their numbers."""

    columns: list[str]
    rows: list[tuple[int, list[str]]]


def preview_grid(book: Book, sheet: str | None, rows: int = 15) -> Grid:
    """The first rows of a sheet, to choose rows and columns from."""
    top = book.top(sheet, rows)
    width = max((len(cells) for _, cells in top), default=0)
    return Grid(
        [letter(place) for place in range(width)],
        [(row, [text(at(cells, place)) for place in range(width)]) for row, cells in top],
    )


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a workbook looks like. A person looks it over and says what the unmatched names are."""

    mapping: Mapping
    unmatched: tuple[str, ...]


Known = Iterable[tuple[str, str, str]]


def propose(book: Book, known: Known, sheet: str | None = None) -> Proposal:
    """A mapping to begin with, of the sheet that most speaks for itself unless one is given.

    `known` has the code, the name and the other names (a line or a semicolon apart) of each
    indicator. What is not found is left blank in the mapping.
    """
    codes = _codes_by_name(known)
    sheets = [sheet] if sheet is not None else book.sheets[:30]
    return max(
        (_proposed(book, each, codes) for each in sheets),
        key=lambda proposal: (
            sum(1 for code in proposal.mapping.names.values() if code),
            len(proposal.unmatched),
        ),
    )


def _codes_by_name(known: Known) -> dict[str, str]:
    """The code of each name, without the names that two indicators share."""
    codes: dict[str, str] = {}
    shared: set[str] = set()
    for code, name, others in known:
        names = {normalised(each) for each in (code, name, *re.split(r"[;\n]", others))} - {""}
        for each in names:
            if codes.setdefault(each, code) != code:
                shared.add(each)
    return {name: code for name, code in codes.items() if name not in shared}


def _match(words: str, codes: dict[str, str]) -> str:
    """The code of a name; with or without a percentage sign, which names often gain."""
    bare = normalised(words)
    return codes.get(bare, "") or codes.get(bare.removesuffix(" percent"), "")


def _proposed(book: Book, sheet: str, codes: dict[str, str]) -> Proposal:
    top = book.top(sheet, LOOKED_AT)
    across, down = _best_row(top), _best_column(top)
    if across and across[0] >= (down[0] if down else 0):
        mapping = _months_across(sheet, top, across, codes)
    else:
        mapping = _down_or_list(sheet, top, down, codes)
    names = names_in(book, mapping)
    matched = {name: code for name in names if (code := _match(name, codes))}
    unmatched = tuple(name for name in names if name not in matched)
    return Proposal(replace(mapping, names=matched), unmatched)


def _best_row(top: list[Row]) -> tuple[int, int, int] | None:
    """The row with most periods: how many, its number, and the number of the row of years above."""
    best: tuple[int, int, int] | None = None
    above: Row | None = None
    for row, cells in top:
        count, year_row = sum(is_period(cell) for cell in cells), 0
        parts = sum(_is_part_of_period(cell) for cell in cells)
        if parts > count and above and any(_is_year(cell) for cell in above[1]):
            count, year_row = parts, above[0]
        if count and (best is None or count > best[0]):
            best = count, row, year_row
        above = row, cells
    return best


def _best_column(top: list[Row]) -> tuple[int, int, int] | None:
    """The column with most periods below each other: how many, its place, and the first's row."""
    counts: Counter[int] = Counter()
    first: dict[int, int] = {}
    for row, cells in top:
        for place, cell in enumerate(cells):
            if is_period(cell):
                counts[place] += 1
                first.setdefault(place, row)
    if not counts:
        return None
    [(place, count)] = counts.most_common(1)
    return count, place, first[place]


def _months_across(
    sheet: str, top: list[Row], best: tuple[int, int, int], codes: dict[str, str]
) -> Mapping:
    _, header_row, year_row = best
    rows = dict(top)
    following = next((row for row, _ in top if row > header_row), header_row + 1)
    measures = [_measure_of(cell) for cell in rows.get(following, []) if isinstance(cell, str)]
    measure_row = following if len([m for m in measures if m]) >= 2 else 0
    header = rows[header_row]
    places = [p for p, cell in enumerate(header) if is_period(cell) or _is_part_of_period(cell)]
    first_row = (measure_row or header_row) + 1
    body = [cells for row, cells in top if row >= first_row]
    name_place = _name_place(body, range(min(places, default=0)), codes)
    breakdown = [
        place
        for place in range(min(places, default=0))
        if place != name_place and normalised(text(at(header, place))) in BREAKDOWN_WORDS
    ]
    return Mapping(
        sheet=sheet,
        layout="months_across",
        header_row=header_row,
        first_row=first_row,
        name_column=letter(name_place) if name_place >= 0 else "",
        breakdown_column=letter(breakdown[0]) if breakdown else "",
        year_row=year_row,
        measure_row=measure_row,
    )


def _name_place(body: list[list[Cell]], places: Iterable[int], codes: dict[str, str]) -> int:
    """The column whose cells are most often names that are known, or failing that, words."""

    def score(place: int) -> tuple[int, int]:
        words = {text(at(cells, place)) for cells in body if isinstance(at(cells, place), str)}
        return sum(bool(_match(each, codes)) for each in words), len(words)

    best = max(places, key=score, default=-1)
    return best if best >= 0 and score(best) > (0, 0) else -1


def _down_or_list(
    sheet: str, top: list[Row], down: tuple[int, int, int] | None, codes: dict[str, str]
) -> Mapping:
    """A figure a row where a column holds the names of indicators; otherwise a period a row."""
    width = max((len(cells) for _, cells in top), default=0)
    period_place = down[1] if down else -1
    first_period = down[2] if down else 0
    others = [place for place in range(width) if place != period_place]
    body = [cells for row, cells in top if row >= first_period]
    name_place = _name_place(body, others, codes)
    named = sum(bool(_match(text(at(cells, name_place)), codes)) for cells in body)
    header_row, header = _header_above(top, first_period)
    heads = {normalised(text(cell)): place for place, cell in reversed(list(enumerate(header)))}
    if down and not named and not heads.keys() & NAME_WORDS:
        return Mapping(
            sheet=sheet,
            layout="months_down",
            header_row=header_row,
            first_row=max(first_period, header_row + 1),
            period_column=letter(period_place),
        )
    places = {name: _headed(heads, words) for name, words in _list_words().items()}
    if named or places["name"] < 0:
        places["name"] = name_place
    places["period"] = period_place if down else -1
    if places[VALUE] < 0:
        taken = set(places.values())
        places[VALUE] = _number_place(body, [p for p in range(width) if p not in taken])
    if places[NUMERATOR] >= 0 and places[VALUE] < 0:
        places[VALUE], places[NUMERATOR] = places[NUMERATOR], -1
    columns: dict[str, Any] = {
        f"{name}_column": letter(place) if place >= 0 else "" for name, place in places.items()
    }
    return Mapping(
        sheet=sheet, layout="list", header_row=header_row, first_row=header_row + 1, **columns
    )


def _list_words() -> dict[str, set[str]]:
    """The headings that columns of a list go by."""
    measures = {
        measure: {word for word, said in MEASURE_WORDS.items() if said == measure}
        for measure in (VALUE, NUMERATOR, DENOMINATOR)
    }
    return {"name": NAME_WORDS, "breakdown": BREAKDOWN_WORDS, "state": STATE_WORDS, **measures}


def _headed(heads: dict[str, int], words: set[str]) -> int:
    """The place of the first column headed by one of some words, or -1."""
    return min((place for head, place in heads.items() if head in words), default=-1)


def _header_above(top: list[Row], first: int) -> Row:
    """The last row of headings above the first period; without periods, the first row that has
    two headings or more."""
    above = [(row, cells) for row, cells in top if row < first]
    if above:
        return above[-1]
    for row, cells in top:
        if sum(isinstance(cell, str) for cell in cells) >= 2:
            return row, cells
    return 0, []


def _number_place(body: list[list[Cell]], places: Iterable[int]) -> int:
    """The column with most numbers."""

    def count(place: int) -> int:
        return sum(isinstance(_number(at(cells, place)), Decimal) for cells in body)

    best = max(places, key=count, default=-1)
    return best if best >= 0 and count(best) else -1


def _number(cell: Cell) -> Decimal | None:
    try:
        return read_figure(_unmarked(cell))[0]
    except ValueError:
        return None


def names_in(book: Book, mapping: Mapping) -> list[str]:
    """The names in a sheet that an indicator is to be said for, in their order, once each."""
    found: dict[str, str] = {}
    if mapping.layout == "months_down":
        header = dict(book.top(mapping.sheet, LOOKED_AT)).get(mapping.header_row, [])
        others = mapping.single_columns.values()
        cells = [cell for place, cell in enumerate(header) if place not in others]
        return list(dict.fromkeys(text(cell) for cell in cells if cell is not None))
    place = index_of(mapping.name_column) if mapping.name_column else -1
    for row, cells in book.rows(mapping.sheet):
        name = text(at(cells, place))
        if row >= mapping.first_row and name and _has_number_after(cells, place):
            found.setdefault(normalised(name), name)
        if len(found) >= MAX_NAMES:
            break
    return list(found.values())


def _has_number_after(cells: list[Cell], place: int) -> bool:
    """Whether a row has figures; a heading over several rows has none."""
    return any(_number(cell) is not None for cell in cells[place + 1 :])
