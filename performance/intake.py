"""A file of figures on its way in: what it is, and the rows it gives."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from core.sheets import Book, UnreadableFile, open_book
from core.uploads import digest
from performance.files import template, workbook
from performance.files.recognise import Kind, recognise
from performance.models import ImportBatch, Indicator, WorkbookMapping
from performance.staging import Row
from performance.vocabulary import Source

FITS = 0.5  # of a mapping's names that a sheet must have to be read by it

KIND_IN_WORDS = {
    Kind.TEMPLATE_LONG: "our own template, a figure a row",
    Kind.TEMPLATE_WIDE: "our own template, a column a period",
    Kind.STATISTICS: "national statistics, a file of Explore Education Statistics",
    Kind.NEIGHBOURS: "the list of statistical neighbours",
    Kind.ANNEX_A: "a list of children",
    Kind.WORKBOOK: "a workbook of the council",
}
SOURCES = {
    Kind.STATISTICS: Source.STATISTICS,
    Kind.NEIGHBOURS: Source.NEIGHBOURS,
    Kind.WORKBOOK: Source.WORKBOOK,
}
CHILD_LEVEL = (
    "This file has columns about individual children, or looks like a list of them, so it is not "
    "read here and nothing of it is kept. If it holds the inspectors’ Annex A lists, count them "
    "instead."
)


@dataclass(frozen=True)
class Incoming:
    """A file that can be read, what it is, and the proof of which one it was."""

    name: str
    sha256: str
    book: Book
    kind: Kind

    @property
    def in_words(self) -> str:
        """What it was recognised as."""
        return KIND_IN_WORDS[self.kind]


def open_file(file: BinaryIO, name: str, *, max_rows: int | None = None) -> Incoming:
    """Open a file and say what it is. Nothing of it is kept.

    Raises UnreadableFile, in words; also for a list of children.
    """
    book = open_book(file, name, max_rows=max_rows)
    kind = recognise(book)
    if kind == Kind.ANNEX_A:
        raise ChildLevel(CHILD_LEVEL)
    return Incoming(name, digest(file), book, kind)


class ChildLevel(UnreadableFile):
    """A file about single children, which is never stored."""


def template_rows(incoming: Incoming) -> Iterator[Row]:
    """The rows of a file that is our own template."""
    read = template.read_long if incoming.kind == Kind.TEMPLATE_LONG else template.read_wide
    return read(incoming.book)


def known_names(authority_id: int) -> list[tuple[str, str, str]]:
    """Code, name and other names of each indicator, to propose a mapping with."""
    library = Indicator.objects.filter(authority=authority_id)
    return list(library.values_list("code", "name", "also_called"))


def fitting(book: Book, saved: Iterable[WorkbookMapping]) -> WorkbookMapping | None:
    """The saved mapping that reads most names of a workbook; None where none reads half of its own.

    A mapping that can no longer be understood fits nothing.
    """
    best: tuple[float, WorkbookMapping | None] = (FITS, None)
    for each in saved:
        try:
            mapping = workbook.Mapping.from_json(each.mapping)
        except ValueError:
            continue
        if mapping.sheet not in book.sheets or not mapping.names:
            continue
        found = {workbook.normalised(name) for name in workbook.names_in(book, mapping)}
        wanted = {workbook.normalised(name) for name in mapping.names}
        share = len(found & wanted) / len(wanted)
        if share > best[0] or (share == best[0] and best[1] is None):
            best = share, each
    return best[1]


def reopened(batch: ImportBatch) -> tuple[BinaryIO, Book]:
    """The file that an import waits with, and its book; the caller closes the file."""
    file = batch.file.open("rb")
    return file, open_book(file, batch.file_name)


def with_codes(
    mapping: workbook.Mapping, names: Iterable[str], proposed: workbook.Mapping
) -> workbook.Mapping:
    """A mapping with the codes of these names: as it says, else as was proposed."""
    known = {
        workbook.normalised(name): code
        for name, code in {**proposed.names, **mapping.names}.items()
    }
    codes = {name: known[key] for name in names if (key := workbook.normalised(name)) in known}
    return replace(mapping, names=codes)
