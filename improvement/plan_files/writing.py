"""Writing an action plan in the council's own layout, to be read back as it stands."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, BinaryIO

import xlsxwriter

from core.colours import FILLS
from core.sheets import Cell, guarded, index_of, letter
from improvement.plan_files.cells import key, plain, said
from improvement.plan_files.layout import FIELDS, Layout

LONGEST_CELL = 32_000  # characters; Excel takes 32,767
LONGEST_SHEET_NAME = 31
ONGOING = "Ongoing"
LEFT_OUT = "Earlier updates are left out."
NOT_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
WIDTHS = {"title": 50, "success_measure": 40, "updates": 70, "owners": 25, "theme": 25}
USUAL_WIDTH = 14

Written = str | date


@dataclass(frozen=True)
class Standing:
    """What the plan says of an action, in words. Updates stand from the earliest to the latest."""

    reference: str
    title: str
    theme: str
    objective: str
    owners: tuple[str, ...]
    starts_on: date
    due_on: date | None
    priority: str
    success_measure: str
    delivery: str
    impact: str
    updates: tuple[tuple[date, str], ...] = ()
    delivery_colour: str = ""
    impact_colour: str = ""


def as_written(standing: Standing, layout: Layout) -> dict[str, Written]:
    """What stands in the cell of each field."""
    return {
        "reference": _short(standing.reference),
        "title": _short(standing.title),
        "theme": _short(standing.theme),
        "objective": _short(standing.objective),
        "owners": _short("; ".join(standing.owners)),
        "starts_on": standing.starts_on,
        "due_on": standing.due_on or ONGOING,
        "priority": standing.priority,
        "success_measure": _short(standing.success_measure),
        "delivery": word_for(standing.delivery, layout.delivery),
        "impact": word_for(standing.impact, layout.impact),
        "updates": appended(standing.updates),
    }


def _short(words: str) -> str:
    return plain(plain(words)[:LONGEST_CELL])


def word_for(label: str, words: Mapping[str, str]) -> str:
    """The word that stands for a status: its label, unless that means another in this layout."""
    if words.get(key(label), label) == label:
        return plain(label)
    ours = (word for word, meant in words.items() if meant == label and not word.startswith("#"))
    return next(ours, plain(label))


def fill_for(label: str, colour: str, words: Mapping[str, str]) -> str:
    """The colour behind a status: the one it is known by in this layout, else by its name."""
    known = (word[1:] for word, meant in words.items() if meant == label and word.startswith("#"))
    return next(known, FILLS.get(colour, ""))


def appended(updates: Iterable[tuple[date, str]]) -> str:
    """Updates in one cell, a dated line each; the latest ones where not all have room."""
    lines: list[str] = []
    room = LONGEST_CELL - len(LEFT_OUT) - 1
    for day, words in reversed(tuple(updates)):
        line = plain(f"{day:%d/%m/%Y} – {words}")
        if len(line) + 1 > room:
            lines.append(line[: max(room - 1, 0)] if not lines else LEFT_OUT)
            break
        room -= len(line) + 1
        lines.append(line)
    return plain("\n".join(reversed(lines)))


def same(cell: Cell, written: Written) -> bool:
    """Whether a cell says what we would write there."""
    return cell == written if isinstance(written, date) else said(cell) == written


def write_plan(out: BinaryIO, *, name: str, layout: Layout, standings: Iterable[Standing]) -> None:
    """Write a workbook: the layout's headings where they stood, and a row for each action."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        sheet = book.add_worksheet(_sheet_name(layout.sheet))
        formats = _Formats(book)
        header = layout.header_row - 1
        places = {index_of(column): field for field, column in layout.columns.items()}
        for place, field in places.items():
            sheet.set_column(place, place, WIDTHS.get(field, USUAL_WIDTH))
        if header:
            sheet.write_string(0, 0, guarded(plain(name)), formats.head)
        for column, words in layout.headings:
            sheet.write_string(header, index_of(column), guarded(plain(words)), formats.head)
        sheet.freeze_panes(header + 1, 0)
        for row, standing in enumerate(standings, start=header + 1):
            written = as_written(standing, layout)
            fills = {
                "delivery": fill_for(standing.delivery, standing.delivery_colour, layout.delivery),
                "impact": fill_for(standing.impact, standing.impact_colour, layout.impact),
            }
            for place in sorted(places):
                field = places[place]
                look = formats.of(fills.get(field, ""))
                _write(sheet, row, place, written[field], look, formats.day)


def _write(sheet: Any, row: int, place: int, value: Written, look: Any, day: Any) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, place, datetime.combine(value, time()), day)
    elif value:
        sheet.write_string(row, place, guarded(value), look)
    else:
        sheet.write_blank(row, place, None, look)


class _Formats:
    """How cells look: made once for each colour."""

    def __init__(self, book: Any) -> None:
        self._book, self._made = book, dict[str, Any]()
        wrapped = {"text_wrap": True, "valign": "top"}
        self._usual = wrapped
        self.head = book.add_format({**wrapped, "bold": True})
        self.day = book.add_format({**wrapped, "num_format": "dd/mm/yyyy"})

    def of(self, fill: str) -> Any:
        """The format of a cell with this colour, or with none."""
        if fill not in self._made:
            look = {**self._usual, "bg_color": f"#{fill}"} if fill else self._usual
            self._made[fill] = self._book.add_format(look)
        return self._made[fill]


def _sheet_name(name: str) -> str:
    bare = NOT_IN_SHEET_NAME.sub(" ", plain(name)).strip(" '")[:LONGEST_SHEET_NAME].strip(" '")
    return bare if bare and bare.casefold() != "history" else "Action plan"


def usual_layout() -> Layout:
    """Our own layout, for a council that has none: a column for each field, headed as here."""
    columns = {field: letter(place) for place, field in enumerate(FIELDS)}
    return Layout("Action plan", 1, columns, [(columns[field], FIELDS[field]) for field in FIELDS])
