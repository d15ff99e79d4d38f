"""Files to read, built where a test needs them."""

import io
import struct
import zipfile
from collections.abc import Callable, Iterable
from typing import Any

import xlsxwriter

from core.sheets import Book, open_book


def csv_book(content: str | bytes, encoding: str = "utf-8", **options: Any) -> Book:
    """A CSV file of this content."""
    data = content if isinstance(content, bytes) else content.encode(encoding)
    return open_book(io.BytesIO(data), "figures.csv", **options)


def workbook(fill: Callable[[Any], None], **options: Any) -> bytes:
    """An Excel workbook that a function fills."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, **options}) as book:
        fill(book)
    return out.getvalue()


def workbook_of(*rows: Iterable[Any], sheet: str = "Data") -> bytes:
    """An Excel workbook of one sheet with these rows."""

    def fill(book: Any) -> None:
        page = book.add_worksheet(sheet)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)

    return workbook(fill)


def opened(content: bytes, name: str = "figures.xlsx", **options: Any) -> Book:
    """A file of this content, opened."""
    return open_book(io.BytesIO(content), name, **options)


def with_parts(content: bytes, parts: dict[str, bytes | None]) -> bytes:
    """A ZIP archive with some of its parts put in, replaced, or (None) taken out."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", 8) as new:
        for entry in old.infolist():
            if entry.filename not in parts:
                new.writestr(entry.filename, old.read(entry))
        for name, part in parts.items():
            if part is not None:
                new.writestr(name, part)
    return out.getvalue()


def sheet_xml(rows: str) -> bytes:
    """The XML of an Excel sheet with these rows."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'.encode()


SHEET = "xl/worksheets/sheet1.xml"


def handmade(rows: str) -> bytes:
    """An Excel workbook whose one sheet is written by hand, without being calculated on opening."""
    made = workbook_of(["x"])
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        contents = archive.read("xl/workbook.xml").replace(b'fullCalcOnLoad="1"', b"")
    return with_parts(made, {SHEET: sheet_xml(rows), "xl/workbook.xml": contents})


def open_document(content: str, *, encrypted: bool = False) -> bytes:
    """An OpenDocument spreadsheet whose tables are written by hand."""
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text", "manifest")
    )
    said = "<manifest:encryption-data/>" if encrypted else ""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", 8) as archive:
        archive.writestr(
            zipfile.ZipInfo("mimetype"), "application/vnd.oasis.opendocument.spreadsheet"
        )
        archive.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet>{content}"
            "</office:spreadsheet></office:body></office:document-content>",
        )
        archive.writestr(
            "META-INF/manifest.xml", f"<manifest:manifest {spaces}>{said}</manifest:manifest>"
        )
    return out.getvalue()


def old_workbook(
    cells: dict[tuple[int, int], str | float], *, more: bytes = b"", short: bool = False
) -> bytes:
    """An Excel workbook of before 2007, with cells by row and column counted from 0.

    `more` are records before its sheet; `short` keeps the workbook in short sectors.
    """
    listing = words("Old", "B")
    opening = [
        record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0, 0, 0, 0)) for kind in (5, 0x10)
    ]
    ending = record(0x000A)
    start = len(opening[0]) + 4 + 6 + len(listing) + len(more) + len(ending)
    stream = opening[0] + record(0x0085, struct.pack("<IBB", start, 0, 0), listing) + more
    stream += ending + opening[1]
    for (row, column), value in cells.items():
        place = struct.pack("<HHH", row, column, 0)
        if isinstance(value, str):
            stream += record(0x0204, place, words(value, "H"))
        else:
            stream += record(0x0203, place, struct.pack("<d", value))
    stream += ending
    return container(stream, short=short)


def record(kind: int, *values: bytes) -> bytes:
    """A record of an old workbook."""
    body = b"".join(values)
    return struct.pack("<HH", kind, len(body)) + body


def words(text: str, length: str) -> bytes:
    """A text as an old workbook keeps it, after its length."""
    return struct.pack(f"<{length}B", len(text), 0) + text.encode("latin-1")


END, FREE = 0xFFFFFFFE, 0xFFFFFFFF


def container(stream: bytes, *, short: bool) -> bytes:
    """The container of an old workbook: header, table, directory, the stream in eight sectors, and
    the table of its short sectors."""
    size = len(stream) if short else 4096
    data = stream.ljust(4096, b"\0")
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
    header += struct.pack("<HHHHH6xII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1)
    header += struct.pack("<IIIIIII", 1, 0, 4096, 10 if short else END, int(short), END, 0)
    header += struct.pack("<109I", 0, *[FREE] * 108)

    def table(numbers: list[int]) -> bytes:
        return struct.pack("<128I", *numbers, *[FREE] * (128 - len(numbers)))

    def entry(name: str, kind: int, child: int, first: int, length: int) -> bytes:
        title = name.encode("utf-16-le")
        links = struct.pack("<HBBIII", len(title) + 2, kind, 1, FREE, FREE, child)
        return title.ljust(64, b"\0") + links + bytes(36) + struct.pack("<IQ", first, length)

    directory = entry("Root Entry", 5, 1, 2 if short else END, 4096 if short else 0)
    directory += entry("Workbook", 2, FREE, 0 if short else 2, size)
    chained = [0xFFFFFFFD, END, 3, 4, 5, 6, 7, 8, 9, END, END]
    short_chain = [*range(1, -(-size // 64)), END]
    parts = [header, table(chained), directory.ljust(512, b"\0"), data, table(short_chain)]
    return b"".join(parts if short else parts[:-1])
