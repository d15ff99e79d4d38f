"""Lists taken out as files, written while they are read so that their length costs no memory."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from tempfile import TemporaryFile
from typing import IO, Any

import xlsxwriter
from django.http import FileResponse, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.utils import timezone

# The kinds of file as the address asks for them, and in words.
FILES = {"csv": "a CSV file", "xlsx": "an Excel workbook"}
BYTE_ORDER_MARK = "\ufeff"  # without it Excel reads UTF-8 as something else
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS, MOST_CHARACTERS = 1_048_576, 32_767  # of a sheet, and of a cell
CUT = " … (cut: a cell holds no more)"


@dataclass(frozen=True)
class Extract:
    """A list that stands on a page beside other things, as a file of its own holds it.

    ``name`` is the word for it in addresses, ``title`` what the audit trail calls it.
    """

    name: str
    title: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Any]]


class _Echo:
    """What a CSV writer writes to, to get the line back instead of storing it."""

    def write(self, line: str) -> str:
        return line


def plain(value: Any) -> Any:
    """A value as a spreadsheet may have it: text that would run as a formula is made plain."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return _local(value).isoformat(" ", "minutes")
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return value


def offered(asked: QueryDict, name: str = "") -> list[tuple[str, str]]:
    """The addresses of what an address asks for as files, each with its words.

    ``name`` tells which list is meant where a page has several.
    """
    found = []
    for kind, words in FILES.items():
        query = asked.copy()
        query["export"] = kind
        if name:
            query["list"] = name
        found.append((f"?{query.urlencode()}", words))
    return found


def _local(moment: datetime) -> datetime:
    """The moment as the council's clocks show it."""
    return timezone.make_naive(moment) if timezone.is_aware(moment) else moment


def csv_lines(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The lines of a CSV file, one by one."""
    writer = csv.writer(_Echo())
    yield BYTE_ORDER_MARK + writer.writerow(map(plain, headings))
    for row in rows:
        yield writer.writerow([plain(value) for value in row])


def write_workbook(file: IO[bytes], headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """The rows as a workbook, under their headings; on further sheets where one is full.

    Text stays text: a cell that begins like a formula carries Excel's own mark for that, so that
    it does not run when somebody edits it either.
    """
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    bold = {"bold": True, "text_wrap": True, "valign": "top"}
    looks = {
        "heading": book.add_format(bold),
        "guarded heading": book.add_format({**bold, "quote_prefix": True}),
        "text": book.add_format({"text_wrap": True, "valign": "top"}),
        "guarded": book.add_format({"text_wrap": True, "valign": "top", "quote_prefix": True}),
        "day": book.add_format({"num_format": "d mmmm yyyy", "valign": "top"}),
        "moment": book.add_format({"num_format": "d mmmm yyyy hh:mm", "valign": "top"}),
        "number": book.add_format({"valign": "top"}),
    }
    sheet, place = None, 0
    for row in rows:
        if sheet is None or place == MOST_ROWS:
            sheet, place = _new_sheet(book, headings, looks), 1
        for column, value in enumerate(row):
            _write(sheet, place, column, value, looks)
        place += 1
    if sheet is None:
        _new_sheet(book, headings, looks)
    book.close()


def _new_sheet(book: Any, headings: Sequence[str], looks: dict[str, Any]) -> Any:
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(headings) - 1, 18)
    for column, heading in enumerate(headings):
        look = "guarded heading" if heading.startswith(FORMULA_STARTS) else "heading"
        sheet.write_string(0, column, heading, looks[look])
    return sheet


def _write(sheet: Any, row: int, column: int, value: Any, looks: dict[str, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        value = plain(value)
    if isinstance(value, datetime):
        sheet.write_datetime(row, column, _local(value), looks["moment"])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, looks["day"])
    elif isinstance(value, str):
        if len(value) > MOST_CHARACTERS:
            value = value[: MOST_CHARACTERS - len(CUT)] + CUT
        look = "guarded" if value.startswith(FORMULA_STARTS) else "text"
        sheet.write_string(row, column, value, looks[look])
    else:
        sheet.write_number(row, column, value, looks["number"])


def file_response(
    kind: str, name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]
) -> HttpResponseBase:
    """A file to download: CSV is sent while it is read, a workbook once it stands on the disk."""
    if kind == "csv":
        return StreamingHttpResponse(
            csv_lines(headings, rows),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}.csv"'},
        )
    file = TemporaryFile()  # noqa: SIM115 - the response closes it
    write_workbook(file, headings, rows)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{name}.xlsx", content_type=WORKBOOK)
