"""Reading a list: where its headings stand, what its rows say, and which of them can be counted.

Headings differ between councils in case, punctuation, small words and what stands in brackets, so
all of that is left out when they are compared.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, islice
from typing import Any, cast

from performance.annex_a.cells import Reader, Unreadable, Value, text
from performance.annex_a.report import Uncounted

HEADING_WITHIN = 20  # rows from the top
SMALL_WORDS = frozenset(
    {"a", "an", "and", "by", "did", "does", "for", "from", "has", "in", "is", "of", "on", "that"}
    | {"the", "this", "to", "was"}
)


def plain(heading: Any) -> str:
    """A heading without case, punctuation, brackets, small words and spaces.

    >>> plain("Date of the Last\\nStatutory Visit (dd/mm/yyyy)?")
    'datelaststatutoryvisit'
    """
    words = text(heading).replace("’", "'").replace("'s", "")
    words = re.sub(r"\([^)]*\)?", " ", words)
    words = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", words)
    parts = re.sub(r"[\W_]+", " ", words).casefold().split()
    return "".join(part for part in parts if part not in SMALL_WORDS)


def written(day: date) -> str:
    """A date as the council writes it: 30 April 2021."""
    return f"{day.day} {day:%B %Y}"


class Column:
    """A column that counts need: its heading, how its cells are read, other headings for it."""

    def __init__(self, name: str, read: Reader, *others: str) -> None:
        self.name = name
        self.read = read
        self.headings = {plain(heading) for heading in (name, *others)}


@dataclass(frozen=True)
class Kind:
    """One of the eleven lists.

    A row counts from the day in column ``starts``, without which it cannot be counted, to the one
    in ``ends``. It belongs to the six months where it had not ended before them; where a list has
    no ends, where one of its ``events`` lies in them.
    """

    number: int
    title: str
    columns: dict[str, Column]
    other_titles: tuple[str, ...] = ()
    starts: str = ""
    ends: str = ""
    events: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """As inspectors and councils call it: List 4 Assessments."""
        return f"List {self.number} {self.title}"

    def heading(self, key: str) -> str:
        """A column's heading in quotation marks."""
        return f"“{self.columns[key].name}”"


def list_number(sheet: str, kinds: Iterable[Kind]) -> int | None:
    """Which list a sheet is, by its name: "List 1", "LIST_1 Contacts", "1. Contacts", "CIN"."""
    words = re.sub(r"[\W_]+", " ", unicodedata.normalize("NFKC", sheet)).strip()
    found = re.search(r"\blist ?0*(\d{1,2})\b", words, re.I) or re.match(r"0*(\d{1,2})\b", words)
    for kind in kinds:
        if found and int(found[1]) == kind.number:
            return kind.number
        if plain(sheet) in {plain(title) for title in (kind.title, *kind.other_titles)}:
            return kind.number
    return None


class Record:
    """One row, in memory only: what its cells say, and which of them could not be read."""

    __slots__ = ("unread", "values")

    def __init__(self, values: dict[str, Value], unread: frozenset[str]) -> None:
        self.values = values
        self.unread = unread

    def day(self, key: str) -> date | None:
        """The date in a column."""
        return cast("date | None", self.values[key])

    def on(self, key: str) -> date:
        """The date in a column where every row in question has one."""
        return cast("date", self.values[key])

    def flag(self, key: str) -> bool | None:
        """The yes or no in a column."""
        return cast("bool | None", self.values[key])

    def number(self, key: str) -> int | None:
        """The whole number in a column."""
        return cast("int | None", self.values[key])

    def label(self, key: str) -> str | None:
        """The label in a column."""
        return cast("str | None", self.values[key])

    @property
    def whole(self) -> tuple[str, ...]:
        """All that is read of it: the same for repeats, and an order that does not depend on
        where rows stood."""
        read = (str(self.values[key]) for key in sorted(self.values))
        return (*read, *sorted(self.unread))


@dataclass(repr=False)
class Listing:
    """The rows of one list, and which of its columns the workbook has."""

    kind: Kind
    records: list[Record]
    columns: frozenset[str]
    uncounted: list[Uncounted] = field(default_factory=list)

    def lacking(self, keys: Iterable[str]) -> str:
        """The heading of the first column among these that the workbook lacks."""
        return next((self.kind.heading(key) for key in keys if key not in self.columns), "")

    def leave_out(self, what: str, reasons: Counter[str]) -> None:
        """Note rows that were left out, most first."""
        self.uncounted.extend(
            Uncounted(self.kind.name, what, rows, reason)
            for reason, rows in sorted(reasons.items(), key=lambda item: (-item[1], item[0]))
        )


def read_list(kind: Kind, rows: Iterable[list[Any]]) -> Listing | None:
    """Read a sheet as a list; None where none of its first rows holds the list's headings."""
    left = iter(rows)
    top = list(islice(left, HEADING_WITHIN))
    places = [_places(kind, row) for row in top]
    best = max(range(len(top)), key=lambda index: len(places[index]), default=0)
    if not top or len(places[best]) < 2:
        return None
    where = places[best]
    body = chain(top[best + 1 :], left)
    return Listing(kind, list(_records(kind, where, body)), frozenset(where))


def _places(kind: Kind, row: list[Any]) -> dict[str, int]:
    """In which column of the sheet each of ours stands, if this row holds the headings."""
    found: dict[str, int] = {}
    for place, cell in enumerate(row):
        heading = plain(cell)
        for key, column in kind.columns.items():
            if heading in column.headings:
                found.setdefault(key, place)
    return found


def _records(kind: Kind, where: dict[str, int], rows: Iterable[list[Any]]) -> Iterator[Record]:
    for row in rows:
        values: dict[str, Value] = dict.fromkeys(kind.columns)
        unread = set()
        for key, place in where.items():
            try:
                values[key] = kind.columns[key].read(row[place] if place < len(row) else None)
            except Unreadable:
                unread.add(key)
        if unread or any(value is not None for value in values.values()):
            yield Record(values, frozenset(unread))


def settle(listing: Listing, *, as_at: date, since: date) -> None:
    """Put aside the rows that cannot be counted for the day, and note why.

    Put aside are rows without a readable start, those that start or end after the day or end
    before they start, those over before ``since``, and repeats of another row in everything that
    is read. Another date after the day is taken as unreadable: the row still counts elsewhere.
    """
    kind, aside, unread = listing.kind, Counter[str](), Counter[str]()
    kept, known = [], set[tuple[str, ...]]()
    for record in listing.records:
        reason = _set_aside(kind, record, as_at=as_at, since=since)
        if not reason and record.values["child"]:
            reason = "They repeat another row." if record.whole in known else ""
            known.add(record.whole)
        if reason:
            aside[reason] += 1
            continue
        future = {
            key
            for key, value in record.values.items()
            if isinstance(value, date) and value > as_at and key != "birth"
        }
        unread.update(f"{kind.heading(key)} is after {written(as_at)}." for key in future)
        unread.update(f"{kind.heading(key)} cannot be read." for key in record.unread)
        values = {key: None if key in future else said for key, said in record.values.items()}
        kept.append(Record(values, record.unread | future))
    listing.records = kept
    listing.leave_out("everything counted from the list", aside)
    listing.leave_out("what is counted from that column", unread)


def _set_aside(kind: Kind, record: Record, *, as_at: date, since: date) -> str:
    """Why a row cannot be counted at all; nothing where it can."""
    for key in filter(None, (kind.starts, kind.ends)):
        if key in record.unread:
            return f"{kind.heading(key)} cannot be read."
        if (found := record.day(key)) and found > as_at:
            return f"{kind.heading(key)} is after {written(as_at)}."
    start = record.day(kind.starts) if kind.starts else None
    end = record.day(kind.ends) if kind.ends else None
    if kind.starts and not start:
        return f"They have no {kind.heading(kind.starts)}."
    if start and end and end < start:
        return f"{kind.heading(kind.ends)} is before {kind.heading(kind.starts)}."
    events = [found for key in kind.events if (found := record.day(key))]
    if (end and end < since) or (events and max(events) < since):
        return f"They are over before {written(since)}."
    return ""
