"""Files of rows and columns, opened with care: Excel, OpenDocument and CSV.

A file comes from a stranger. Before a reader sees it, it is told by its content, not its name, and
what is too large, damaged, encrypted or built to exhaust the machine is refused in plain words.
"""

import codecs
import csv
import re
import struct
import zipfile
import zlib
from abc import ABC, abstractmethod
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache, partial
from io import BytesIO, TextIOWrapper
from itertools import islice
from pathlib import PurePosixPath
from typing import Any, BinaryIO
from xml.parsers import expat

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
)

from core import old_excel
from core.colours import shade, theme_palette
from core.exports import FORMULA_STARTS

Cell = str | float | int | bool | date | None
Row = tuple[int, list[Cell]]

MEGABYTE = 1024 * 1024
CHUNK = MEGABYTE
MAX_WORKBOOK_BYTES = 50 * MEGABYTE  # as sent; a workbook is read into memory
MAX_PART_BYTES = 256 * MEGABYTE  # one entry of a workbook, unpacked
MAX_UNPACKED_BYTES = 512 * MEGABYTE
MAX_STRINGS_BYTES = 64 * MEGABYTE  # the shared texts, which the reader keeps in memory
MAX_RATIO = 150  # unpacked over packed; real sheets reach 60
RATIO_MATTERS_FROM = 20 * MEGABYTE
MAX_ENTRIES = 5_000
MAX_WORKBOOK_ROWS = 250_000
MAX_CELLS = 6_000_000  # rows times columns of a sheet, which the reader holds at once
MAX_CSV_ROWS = 3_000_000
MAX_LINE = MEGABYTE  # characters of a line of CSV
MAX_ELEMENTS = 500_000  # of a part that says how a workbook is built
MAX_UNREAD = 1_000  # formulas without a value that are listed; one is enough to refuse the file

MAX_FILLS = 500_000  # cells with a colour, of which more say nothing
MAX_MERGED = 50_000
LAST_FILLED_PLACE = 200  # colours of columns further right are not looked at

MAX_UNSEEN = 100_000  # texts of a linked workbook
LONGEST_UNSEEN = 100

UNSEEN = re.compile(r"/pivotCacheDefinition\d*\.xml$|/externalLink\d*\.xml$", re.IGNORECASE)
CSV_SHEET = "CSV"
DELIMITERS = (",", ";", "\t")
ERRORS = {"#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}
# Text that runs as a formula, and text that reads as the error of one.
GUARDED = re.compile(
    f"'*(?:[{re.escape(''.join(FORMULA_STARTS))}]|(?:{'|'.join(map(re.escape, sorted(ERRORS)))})$)"
)
OPEN_DOCUMENT = b"application/vnd.oasis.opendocument.spreadsheet"
OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
NOT_IN_TEXT = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
NOT_IN_WINDOWS_1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
PERCENT_FORMATS = {"9", "10"}  # 0% and 0.00%, which Excel does not spell out

KINDS = (
    "Choose an Excel workbook (.xlsx or .xls), an OpenDocument spreadsheet (.ods) or a CSV file."
)
PROTECTED = "is protected with a password. Save it without one and choose it again."
BROKEN = "is damaged and cannot be opened. Open it in Excel, save it again and choose it again."
UNSAFE = "was refused because it is not built as spreadsheet programs build their files."


class UnreadableFile(ValueError):
    """A file that cannot be read, with the reason in words for whoever sent it."""


class Percent(float):
    """A number that the sheet shows as a percentage: 0.78, which a person sees as 78%."""


def letter(index: int) -> str:
    """The letter of a column counted from 0: A, Z, AA.

    >>> letter(27)
    'AB'
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@cache
def index_of(letters: str) -> int:
    """The place of a column counted from 0, by its letter."""
    place = 0
    for each in letters.upper():
        place = place * 26 + ord(each) - 64
    return place - 1


def at(cells: list[Cell], index: int) -> Cell:
    """The cell at a place; None where the row is shorter."""
    return cells[index] if 0 <= index < len(cells) else None


def text(cell: Cell) -> str:
    """A cell as a person reads it, without spaces around it; "" for a blank one."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        spaced = cell if cell.isascii() else cell.replace("\u00a0", " ").replace("\u202f", " ")
        return spaced.strip()
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, Percent):
        return f"{float(cell) * 100:.15g}%"
    if isinstance(cell, float):
        return f"{cell:.15g}"
    return str(cell)


def guarded(words: str) -> str:
    """Text that a spreadsheet would not take for text, made plain by an apostrophe."""
    return f"'{words}" if GUARDED.match(words) else words


def unguarded(words: str) -> str:
    """The text as it was before `guarded`."""
    return words[1:] if words.startswith("'") and GUARDED.match(words) else words


@dataclass(frozen=True)
class Looks:
    """How a sheet looks, as far as it may mean something.

    ``fills`` gives the colour of a cell's background as six hexadecimal digits, by row and place;
    ``merged`` first row, first place, last row and last place of cells that are shown as one;
    ``hidden`` the rows that nobody sees. Rows count from 1, places from 0. A colour that a rule
    gives (conditional formatting) is not among them.
    """

    fills: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)


class Book(ABC):
    """A file of one or more sheets. One sheet is read at a time."""

    name: str
    sheets: list[str]
    has_macros = False

    @abstractmethod
    def rows(self, sheet: str | None = None) -> Iterator[Row]:
        """The rows of a sheet (None: the first) that hold something, with the file's own numbers.

        Raises UnreadableFile for an unknown sheet, and for one that is too large.
        """

    def unread_formulas(self, sheet: str | None = None) -> list[tuple[int, str]]:
        """Row and column of formulas that the file keeps no result of: they are not blank."""
        return []

    def looks(self, sheet: str | None = None) -> Looks:
        """How the sheet looks; nothing is known of it where the format or its reader tells nothing.

        Raises UnreadableFile.
        """
        self._sheet(sheet)
        return Looks()

    def has_rules(self, sheet: str | None = None) -> bool:
        """Whether rules (conditional formatting) colour cells of the sheet, as far as is known."""
        self._sheet(sheet)
        return False

    def unseen(self) -> set[str]:
        """Names of columns that the file keeps where no sheet shows them."""
        return set()

    def top(self, sheet: str | None = None, count: int = 30) -> list[Row]:
        """The first rows that hold something."""
        return list(islice(self.rows(sheet), count))

    def _sheet(self, sheet: str | None) -> str:
        if sheet is None:
            return self.sheets[0]
        if sheet not in self.sheets:
            raise UnreadableFile(f"{self.name} has no sheet called “{sheet}”.")
        return sheet

    def _too_long(self, rows: int) -> UnreadableFile:
        return UnreadableFile(f"{self.name} has more than {rows:,} rows. Split it into parts.")


def open_book(file: BinaryIO, name: str, *, max_rows: int | None = None) -> Book:
    """A file as a book, whatever its name says it is.

    Raises UnreadableFile.
    """
    file.seek(0)
    start = file.read(4096)
    if not start:
        raise UnreadableFile(f"{name} is empty.")
    if start.startswith(b"PK"):
        return _packed(_whole(file, name), name, max_rows or MAX_WORKBOOK_ROWS)
    if start.startswith(OLD_EXCEL):
        return _OldBook(_whole(file, name), name, max_rows or MAX_WORKBOOK_ROWS)
    if start.lstrip(codecs.BOM_UTF8).lstrip().startswith(b"<"):
        raise UnreadableFile(
            f"{name} is a web page or XML file, whatever its name says. "
            "Open it in Excel, save it as an Excel workbook and choose that."
        )
    if start.startswith(b"%PDF"):
        raise UnreadableFile(f"{name} is a PDF. {KINDS}")
    return _CsvBook(file, name, max_rows or MAX_CSV_ROWS)


def _whole(file: BinaryIO, name: str) -> bytes:
    file.seek(0)
    content = file.read(MAX_WORKBOOK_BYTES + 1)
    if len(content) > MAX_WORKBOOK_BYTES:
        raise UnreadableFile(
            f"{name} is larger than {MAX_WORKBOOK_BYTES // MEGABYTE} MB. Save it as CSV, or split "
            "it into parts."
        )
    return content


# --- CSV ------------------------------------------------------------------------------------------


class _CsvBook(Book):
    """A CSV file, read as a stream: its length costs no memory."""

    def __init__(self, file: BinaryIO, name: str, max_rows: int) -> None:
        self.name, self.sheets = name, [CSV_SHEET]
        self._file, self._max_rows = file, max_rows
        self._encoding = _encoding(file, name)
        self._delimiter = self._sniffed()
        if next(self.rows(), None) is None:
            raise UnreadableFile(f"{name} is empty.")

    def rows(self, sheet: str | None = None) -> Iterator[Row]:
        self._sheet(sheet)
        return self._rows()

    def _rows(self) -> Iterator[Row]:
        self._file.seek(0)
        lines = TextIOWrapper(self._file, encoding=self._encoding, newline="")
        number = 0
        try:
            short = self._short(lines)
            for number, row in enumerate(csv.reader(short, delimiter=self._delimiter), start=1):
                if number > self._max_rows:
                    raise self._too_long(self._max_rows)
                # As _is_blank says, without calling it ten million times.
                cells: list[Cell] = [
                    cell if cell and cell not in ERRORS and not cell.isspace() else None
                    for cell in row
                ]
                if cells.count(None) < len(cells):
                    yield number, cells
        except (csv.Error, UnicodeDecodeError) as error:
            raise UnreadableFile(
                f"{self.name} cannot be read after row {number}: a quotation mark is opened and "
                "not closed, or the characters are damaged."
            ) from error
        finally:
            lines.detach()  # or the file is closed with it

    def _short(self, lines: TextIOWrapper) -> Iterator[str]:
        """The lines, none of which may be so long that it fills the memory."""
        for line in iter(partial(lines.readline, MAX_LINE), ""):
            if len(line) == MAX_LINE:
                raise UnreadableFile(f"{self.name} is not built in rows. {KINDS}")
            yield line

    def _sniffed(self) -> str:
        """The delimiter that splits the first lines into most columns, evenly."""
        self._file.seek(0)
        lines = TextIOWrapper(self._file, encoding=self._encoding, newline="")
        try:
            first = [line[:10_000] for line in islice(_short_lines(lines), 30)]
        finally:
            lines.detach()
        if first and (said := re.match(r"sep=([,;\t])\s*$", first[0], re.IGNORECASE)):
            return said[1]

        def columns(delimiter: str) -> int:
            try:
                widths = Counter(len(row) for row in csv.reader(first, delimiter=delimiter) if row)
            except csv.Error:
                return 0
            return max((width * count for width, count in widths.items() if width > 1), default=0)

        return max(DELIMITERS, key=columns)


def _short_lines(lines: TextIOWrapper) -> Iterator[str]:
    """Lines, broken where they are too long to be held."""
    while line := lines.readline(CHUNK):
        yield line


def _is_blank(cell: str) -> bool:
    return not cell or cell in ERRORS or cell.isspace()


def _encoding(file: BinaryIO, name: str) -> str:
    """What a text file is written in: UTF-8, UTF-16 with a byte-order mark, or Windows-1252."""
    file.seek(0)
    start = file.read(4)
    if start.startswith(UTF_16):
        _see_utf_16(file, name)
        return "utf-16"
    decoder, utf_8, windows = codecs.getincrementaldecoder("utf-8")(), True, True
    file.seek(0)
    while chunk := file.read(CHUNK):
        if NOT_IN_TEXT.search(chunk):
            raise UnreadableFile(f"{name} is not a spreadsheet. {KINDS}")
        windows = windows and not NOT_IN_WINDOWS_1252.search(chunk)
        try:
            utf_8 = utf_8 and decoder.decode(chunk) is not None
        except UnicodeDecodeError:
            utf_8 = False
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        utf_8 = False
    if not (utf_8 or windows):
        raise UnreadableFile(f"{name} is not a spreadsheet. {KINDS}")
    return "utf-8-sig" if utf_8 else "cp1252"


def _see_utf_16(file: BinaryIO, name: str) -> None:
    """Refuse what is no text although it says so."""
    decoder = codecs.getincrementaldecoder("utf-16")()
    file.seek(0)
    try:
        while chunk := file.read(CHUNK):
            if NOT_IN_TEXT.search(decoder.decode(chunk).encode()):
                raise UnreadableFile(f"{name} is not a spreadsheet. {KINDS}")
        decoder.decode(b"", final=True)
    except UnicodeError as error:
        raise UnreadableFile(f"{name} is not a spreadsheet. {KINDS}") from error


# --- workbooks ------------------------------------------------------------------------------------


class _Scan:
    """What a sheet's XML says that the reader does not pass on."""

    def __init__(self) -> None:
        self.last_row = self.last_column = 0
        self.unread: list[tuple[int, str]] = []
        self.percents: dict[int, set[int]] = defaultdict(set)  # rows, by column counted from 0

    def use(self, row: int, column: int) -> None:
        """Note that a cell holds something; both are counted from 0."""
        if row >= self.last_row:
            self.last_row = row + 1
        if column >= self.last_column:
            self.last_column = column + 1

    def unread_at(self, row: int, column: int) -> None:
        """Note a formula without a result."""
        if len(self.unread) < MAX_UNREAD:
            self.unread.append((row + 1, letter(column)))


class _Workbook(Book):
    """A workbook, read by calamine after its own checks."""

    def __init__(self, content: bytes, name: str, max_rows: int) -> None:
        self.name, self._max_rows = name, max_rows
        self._reader: CalamineWorkbook = self._read(
            lambda: CalamineWorkbook.from_filelike(BytesIO(content))
        )
        self.sheets = [
            sheet.name
            for sheet in self._reader.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet
        ]
        if not self.sheets:
            raise UnreadableFile(f"{name} has no sheets with rows.")
        self._scans: dict[str, _Scan] = {}
        self._open: tuple[str, CalamineSheet] | None = None
        first = (next(self.rows(sheet), None) for sheet in self.sheets)
        if not any(first):
            raise UnreadableFile(f"{name} is empty.")

    def rows(self, sheet: str | None = None) -> Iterator[Row]:
        title = self._sheet(sheet)
        scan = self._scan(title)
        if self._open is None or self._open[0] != title:
            self._open = title, self._read(lambda: self._reader.get_sheet_by_name(title))
        found = self._open[1]
        if found.total_height > self._max_rows:
            raise self._too_long(self._max_rows)
        # The reader gives rows from the first, and columns only from the first that is used.
        return _filled(found.iter_rows(), found.start[1] if found.start else 0, scan.percents)

    def unread_formulas(self, sheet: str | None = None) -> list[tuple[int, str]]:
        return self._scan(self._sheet(sheet)).unread

    def _scan(self, title: str) -> _Scan:
        if title not in self._scans:
            self._scans[title] = self._checked(title, self._scanned(title))
        return self._scans[title]

    def _checked(self, title: str, scan: _Scan) -> _Scan:
        """The scan of a sheet that can be held in memory."""
        if scan.last_row > self._max_rows:
            raise self._too_long(self._max_rows)
        if scan.last_row * scan.last_column > MAX_CELLS:
            raise UnreadableFile(
                f"{self.name}: the sheet “{title}” is too large to be read: its last cell is "
                f"{letter(scan.last_column - 1)}{scan.last_row}. Delete what is not needed, "
                "or save the sheet as CSV."
            )
        return scan

    def _scanned(self, title: str) -> _Scan:
        """What calamine does not tell of a sheet. The old format says nothing more."""
        return _Scan()

    def _read(self, work: Callable[[], Any]) -> Any:
        """Have the reader work, and its failures in words."""
        try:
            return work()
        except PasswordError as error:
            raise UnreadableFile(f"{self.name} {PROTECTED}") from error
        except CalamineError as error:
            raise UnreadableFile(f"{self.name} {BROKEN}") from error
        except BaseException as error:
            # The reader's own breakdown over a damaged file is not an Exception to Python.
            if type(error).__name__ == "PanicException":
                raise UnreadableFile(f"{self.name} {BROKEN}") from error
            raise


def _filled(rows: Iterator[list[Any]], blank: int, percents: dict[int, set[int]]) -> Iterator[Row]:
    """Rows that hold something, numbered from 1, with our types after the blank columns."""
    before: list[Cell] = [None] * blank
    for index, row in enumerate(rows):
        cells = before + [_cell(value) for value in row]
        if cells.count(None) < len(cells):
            for column, shown in percents.items():
                value = at(cells, column)
                if index in shown and isinstance(value, int | float):
                    cells[column] = Percent(value)
            yield index + 1, cells


def _cell(value: Any) -> Cell:
    """What the reader gives, in our types. It gives "" for a blank and for #N/A, whole numbers as
    floats, and dates where the sheet shows dates."""
    if value.__class__ is str:
        if "\0" in value:  # which no database takes
            value = value.replace("\0", "")
        return None if _is_blank(value) else value
    if value.__class__ is float:
        return int(value) if value.is_integer() and abs(value) < 10**15 else value
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, time | timedelta):
        return str(value)
    return value


class _OldBook(_Workbook):
    """An Excel workbook of before 2007."""

    def __init__(self, content: bytes, name: str, max_rows: int) -> None:
        # A new workbook under a password hides in the old container.
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise UnreadableFile(f"{name} {PROTECTED}")
        self.name, self._max_rows = name, max_rows
        try:
            found = old_excel.last_cells(content)
        except ValueError as error:
            raise UnreadableFile(f"{name} {BROKEN}") from error
        for number, (rows, columns) in enumerate(found):
            scan = _Scan()
            scan.last_row, scan.last_column = rows, columns
            self._checked(f"number {number}", scan)
        super().__init__(content, name, max_rows)


def _packed(content: bytes, name: str, max_rows: int) -> Book:
    """A workbook that is a ZIP archive: Excel's or OpenDocument's."""
    package = _Package(content, name)
    if "xl/workbook.xml" in package.entries:
        return _ExcelBook(package, content, max_rows)
    if "mimetype" in package.entries and package.read("mimetype").strip() == OPEN_DOCUMENT:
        return _OpenBook(package, content, max_rows)
    raise UnreadableFile(f"{name} is not a spreadsheet that can be read here. {KINDS}")


class _Package:
    """A ZIP archive of XML parts, each unpacked once to see that it is what it says."""

    def __init__(self, content: bytes, name: str) -> None:
        self.name, self._content = name, content
        try:
            with zipfile.ZipFile(BytesIO(content)) as archive:
                listed = archive.infolist()
        except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error) as error:
            raise self._refusal(BROKEN) from error
        self.entries = {entry.filename: entry for entry in listed}
        if len(listed) > MAX_ENTRIES or len(self.entries) < len(listed):
            raise self._refusal(UNSAFE)
        self._weigh(listed)
        for entry in listed:
            if entry.filename.lower().endswith((".xml", ".rels")):
                self.parse(entry.filename)
            else:
                for _ in self._unpacked(entry):
                    pass

    def _refusal(self, words: str) -> UnreadableFile:
        return UnreadableFile(f"{self.name} {words}")

    def _weigh(self, listed: list[zipfile.ZipInfo]) -> None:
        """Refuse what would unpack to too much, by what the entries declare."""
        for entry in listed:
            if entry.flag_bits & 0x1:
                raise self._refusal(PROTECTED)
            large = entry.file_size > RATIO_MATTERS_FROM
            if large and entry.file_size > MAX_RATIO * max(entry.compress_size, 1):
                raise self._refusal(UNSAFE)
            is_strings = PurePosixPath(entry.filename).name.lower() == "sharedstrings.xml"
            if entry.file_size > (MAX_STRINGS_BYTES if is_strings else MAX_PART_BYTES):
                raise self._refusal("is too large when it is unpacked. Split it into parts.")
        if sum(entry.file_size for entry in listed) > MAX_UNPACKED_BYTES:
            raise self._refusal("is too large when it is unpacked. Split it into parts.")

    def _unpacked(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        """The content of an entry in pieces, which may not be more than it declares.

        Python's own reader stops at the declared size without a word; others go on.
        """
        sizes = self._content[entry.header_offset + 26 : entry.header_offset + 30]
        if len(sizes) < 4 or entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise self._refusal(BROKEN)
        start = entry.header_offset + 30 + sum(struct.unpack("<HH", sizes))
        packed = self._content[start : start + entry.compress_size]
        if entry.compress_type == zipfile.ZIP_STORED:
            if len(packed) > entry.file_size:
                raise self._refusal(UNSAFE)
            yield packed
            return
        inflater, size = zlib.decompressobj(-zlib.MAX_WBITS), 0
        try:
            while not inflater.eof and (piece := inflater.decompress(packed, CHUNK)):
                size += len(piece)
                if size > entry.file_size:
                    raise self._refusal(UNSAFE)
                yield piece
                packed = inflater.unconsumed_tail
        except zlib.error as error:
            raise self._refusal(BROKEN) from error

    def read(self, part: str) -> bytes:
        """A small part as it stands."""
        return b"".join(self._unpacked(self.entries[part]))

    def parse(self, part: str, target: Any = None) -> None:
        """Read a part through; `target` has start, end and, where asked for, data.

        Declarations of types and entities, which no spreadsheet program writes, are refused.
        """

        def refuse(*_: object) -> None:
            raise self._refusal(UNSAFE)

        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = refuse
        parser.EntityDeclHandler = refuse
        if target is not None:
            parser.StartElementHandler = target.start
            parser.EndElementHandler = target.end
            parser.buffer_text = True
            target.parser = parser
        try:
            for piece in self._unpacked(self.entries[part]):
                parser.Parse(piece)
            parser.Parse(b"", True)
        except UnreadableFile:
            raise
        except (expat.ExpatError, LookupError, ValueError) as error:
            raise self._refusal(BROKEN) from error


def _local(name: str) -> str:
    """An element's or attribute's name without its prefix."""
    return name.rpartition(":")[2]


class _Elements:
    """Every element of a small part, as its name and its attributes without prefixes."""

    def __init__(self) -> None:
        self.found: list[tuple[str, dict[str, str]]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self.found) == MAX_ELEMENTS:
            raise ValueError("There are more elements than any spreadsheet program writes.")
        said = {_local(key): value for key, value in attributes.items()}
        self.found.append((_local(name), said))

    def end(self, name: str) -> None:
        """Nothing is kept of an element's end."""


class _Unseen:
    """Listens for the names of a pivot table's columns, and for the texts of a linked workbook."""

    parser: Any

    def __init__(self) -> None:
        self.found: set[str] = set()
        self._words: list[str] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match _local(name):
            case "cacheField":
                self._note(attributes.get("name", ""))
            case "v":
                self._words = []
                self.parser.CharacterDataHandler = self._words.append

    def end(self, name: str) -> None:
        if _local(name) == "v":
            self.parser.CharacterDataHandler = None
            self._note("".join(self._words))

    def _note(self, words: str) -> None:
        if len(words) <= LONGEST_UNSEEN and len(self.found) < MAX_UNSEEN:
            self.found.add(words)


class _ExcelBook(_Workbook):
    """An Excel workbook."""

    def __init__(self, package: _Package, content: bytes, max_rows: int) -> None:
        self._package = package
        self._parts, self._recalculates = self._contents()
        self._percent_styles = self._percents()
        self.has_macros = any(part.lower().endswith("vbaproject.bin") for part in package.entries)
        super().__init__(content, package.name, max_rows)

    def _elements(self, part: str) -> list[tuple[str, dict[str, str]]]:
        elements = _Elements()
        if part in self._package.entries:
            self._package.parse(part, elements)
        return elements.found

    def _contents(self) -> tuple[dict[str, str], bool]:
        """The part of each sheet, and whether the file asks to be calculated when it is opened."""
        targets = {
            said["Id"]: said["Target"]
            for tag, said in self._elements("xl/_rels/workbook.xml.rels")
            if tag == "Relationship" and "Id" in said and "Target" in said
        }
        parts, recalculates = {}, False
        for tag, said in self._elements("xl/workbook.xml"):
            if tag == "sheet" and "name" in said:
                target = targets.get(said.get("id", ""), "")
                absolute = target.startswith("/")
                parts[said["name"]] = target.lstrip("/") if absolute else f"xl/{target}"
            elif tag == "calcPr":
                recalculates = said.get("fullCalcOnLoad") in ("1", "true")
        return parts, recalculates

    def _percents(self) -> set[str]:
        """The styles that show a number as a percentage."""
        formats, styles, counting = set(PERCENT_FORMATS), set(), False
        number = 0
        for tag, said in self._elements("xl/styles.xml"):
            if tag == "numFmt" and "%" in re.sub(r'"[^"]*"|\\.', "", said.get("formatCode", "")):
                formats.add(said.get("numFmtId", ""))
            elif tag in ("cellXfs", "cellStyles", "dxfs"):
                counting = tag == "cellXfs"
            elif tag == "xf" and counting:
                if said.get("numFmtId") in formats:
                    styles.add(str(number))
                number += 1
        return styles

    def unseen(self) -> set[str]:
        """Columns behind pivot tables, whose rows the file keeps, and cells of linked workbooks."""
        listener = _Unseen()
        for part in self._package.entries:
            if UNSEEN.search(part):
                self._package.parse(part, listener)
        return listener.found

    def _part(self, title: str) -> str:
        part = self._parts.get(title, "")
        if part not in self._package.entries:
            raise UnreadableFile(f"{self.name} {BROKEN}")
        return part

    def _scanned(self, title: str) -> _Scan:
        target = _ExcelSheet(self._percent_styles, self._recalculates)
        self._package.parse(self._part(title), target)
        return target.scan

    def looks(self, sheet: str | None = None) -> Looks:
        """Colours, merged cells and hidden rows."""
        title = self._sheet(sheet)
        self._scan(title)  # or say that it is too large
        target = _ExcelLooks(self._style_fills())
        self._package.parse(self._part(title), target)
        return target.looks

    def has_rules(self, sheet: str | None = None) -> bool:
        """Whether the sheet has conditional formatting."""
        return b"conditionalFormatting" in self._package.read(self._part(self._sheet(sheet)))

    def _style_fills(self) -> dict[str, str]:
        """The background colour of each style that has one."""
        palette = theme_palette(self._elements("xl/theme/theme1.xml"))
        fills: list[str] = []
        styles: dict[str, str] = {}
        counting, number = False, 0
        for tag, said in self._elements("xl/styles.xml"):
            if tag == "fill":
                fills.append("")
            elif tag == "patternFill" and fills:
                # Any other pattern is drawn over its foreground, which people see.
                solid = said.get("patternType", "none") not in ("none", "gray125")
                fills[-1] = "?" if solid else ""
            elif tag == "fgColor" and fills and fills[-1] == "?":
                fills[-1] = shade(said, palette)
            elif tag in ("cellXfs", "cellStyles", "dxfs"):
                counting = tag == "cellXfs"
            elif tag == "xf" and counting:
                place = said.get("fillId", "0")
                known = place.isascii() and place.isdigit() and int(place) < len(fills)
                if known and len(fills[int(place)]) == 6:
                    styles[str(number)] = fills[int(place)]
                number += 1
        return styles


class _ExcelSheet:
    """Listens to the XML of an Excel sheet.

    A formula has a result where its <v> holds something, or is an empty text (t="str"). Programs
    that write formulas without calculating them leave <v> out, or write 0 there and ask Excel to
    calculate when the file is opened: a nought in such a file is no result.
    """

    parser: Any

    def __init__(self, percent_styles: set[str], recalculates: bool) -> None:
        self.scan = _Scan()
        self._percent_styles, self._recalculates = percent_styles, recalculates
        self._row = self._column = -1
        self._attributes: dict[str, str] = {}
        self._is_formula = self._has_value = False
        self._result: list[str] = []
        self._prefix: str | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._prefix is None:
            self._take_prefix(name)
        if name == self._cell_tag:
            self._attributes = attributes
            self._is_formula = self._has_value = False
            self._column = self._place(attributes.get("r", ""))
        elif name == self._value:
            self._has_value = True
            if self._is_formula:
                self.parser.CharacterDataHandler = self._result.append
        elif name == self._formula:
            self._is_formula = True
            self._result = []
        elif name == self._inline:
            self._has_value = True
        elif name == self._row_tag:
            self._row = int(attributes["r"]) - 1 if "r" in attributes else self._row + 1
            self._column = -1

    def end(self, name: str) -> None:
        if name == self._value:
            self.parser.CharacterDataHandler = None
        elif name == self._cell_tag and (self._has_value or self._is_formula):
            self.scan.use(self._row, self._column)
            if self._is_formula and not self._is_calculated():
                self.scan.unread_at(self._row, self._column)
            if self.scan.last_row * self.scan.last_column > MAX_CELLS:
                return  # it is refused when the scan is looked at
            if self._percent_styles and self._attributes.get("s", "") in self._percent_styles:
                self.scan.percents[self._column].add(self._row)

    def _take_prefix(self, root: str) -> None:
        """Names stand with the prefix that the root has; most files have none."""
        self._prefix = prefix = root[: root.rfind(":") + 1]
        self._row_tag, self._cell_tag = f"{prefix}row", f"{prefix}c"
        self._formula, self._value, self._inline = f"{prefix}f", f"{prefix}v", f"{prefix}is"

    def _place(self, reference: str) -> int:
        """The column of a cell; cells may leave out where they stand."""
        letters = reference.rstrip("0123456789")
        if not letters:
            return self._column + 1
        self._row = int(reference[len(letters) :]) - 1
        return _column_of(letters)

    def _is_calculated(self) -> bool:
        result = "".join(self._result).strip()
        if self._recalculates and result == "0":
            return False
        return bool(result) or (self._has_value and self._attributes.get("t") == "str")


class _ExcelLooks:
    """Listens to the XML of an Excel sheet for colours, merged cells and hidden rows."""

    parser: Any

    def __init__(self, style_fills: dict[str, str]) -> None:
        self.looks = Looks()
        self._style_fills = style_fills
        self._row, self._place = 0, -1

    def start(self, name: str, attributes: dict[str, str]) -> None:
        local = _local(name)
        if local == "c":
            self._cell(attributes)
        elif local == "row":
            self._row = int(attributes["r"]) if "r" in attributes else self._row + 1
            self._place = -1
            if attributes.get("hidden") in ("1", "true"):
                self.looks.hidden.add(self._row)
        elif local == "mergeCell" and len(self.looks.merged) < MAX_MERGED:
            first, _, last = attributes.get("ref", "").partition(":")
            if last:
                self.looks.merged.append((*_corner(first), *_corner(last)))

    def end(self, name: str) -> None:
        """Nothing is kept of an element's end."""

    def _cell(self, attributes: dict[str, str]) -> None:
        letters = attributes.get("r", "").rstrip("0123456789")
        self._place = _column_of(letters) if letters else self._place + 1
        colour = self._style_fills.get(attributes.get("s", ""))
        if colour and self._place <= LAST_FILLED_PLACE and len(self.looks.fills) < MAX_FILLS:
            self.looks.fills[self._row, self._place] = colour


def _corner(reference: str) -> tuple[int, int]:
    """Row and place of a cell, by its reference. Raises ValueError where it is none."""
    letters = reference.rstrip("0123456789")
    return int(reference[len(letters) :]), _column_of(letters)


@cache
def _column_of(letters: str) -> int:
    """The place of a column in a sheet's XML. Raises ValueError where there is no such column."""
    if not re.fullmatch("[A-Za-z]{1,3}", letters):
        raise ValueError(letters)
    return index_of(letters)


class _OpenBook(_Workbook):
    """An OpenDocument spreadsheet."""

    def __init__(self, package: _Package, content: bytes, max_rows: int) -> None:
        manifest = "META-INF/manifest.xml"
        if "content.xml" not in package.entries or manifest not in package.entries:
            raise UnreadableFile(f"{package.name} {BROKEN}")
        if b"encryption-data" in package.read(manifest):
            raise UnreadableFile(f"{package.name} {PROTECTED}")
        listener = _OpenSheets()
        package.parse("content.xml", listener)
        self._found = listener.scans
        self.name, self._max_rows = package.name, max_rows
        for title, scan in self._found.items():
            self._checked(title, scan)  # here the reader reads all sheets as soon as it is asked
        super().__init__(content, package.name, max_rows)

    def _scanned(self, title: str) -> _Scan:
        return self._found.get(title, _Scan())


class _OpenSheets:
    """Listens to the XML of an OpenDocument spreadsheet, which holds all sheets.

    Rows and cells may be said to repeat, which is how a small file becomes a large one.
    """

    parser: Any

    def __init__(self) -> None:
        self.scans: dict[str, _Scan] = {}
        self._scan = _Scan()
        self._row = self._column = 0
        self._times = 1

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "table:table":
            self._scan = self.scans[attributes.get("table:name", "")] = _Scan()
            self._row = 0
        elif name == "table:table-row":
            self._column, self._times = 0, int(attributes.get("table:number-rows-repeated", 1))
        elif name in ("table:table-cell", "table:covered-table-cell"):
            self._take(attributes)

    def end(self, name: str) -> None:
        if name == "table:table-row":
            self._row += self._times

    def _take(self, attributes: dict[str, str]) -> None:
        width = int(attributes.get("table:number-columns-repeated", 1))
        kind = attributes.get("office:value-type", attributes.get("calcext:value-type"))
        is_formula = "table:formula" in attributes
        if kind or is_formula:
            last = self._row + self._times - 1
            self._scan.use(last, self._column + width - 1)
            if self._scan.last_row * self._scan.last_column > MAX_CELLS:
                self._column += width
                return
            if is_formula and not kind:
                self._scan.unread_at(self._row, self._column)
            if kind == "percentage":
                for column in range(self._column, self._column + width):
                    self._scan.percents[column].update(range(self._row, last + 1))
        self._column += width
