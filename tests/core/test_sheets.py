"""Files are opened with care, and what cannot be read is refused in words."""

import io
import struct
import time
import tracemalloc
import zipfile
import zlib
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import PasswordError

from core import sheets
from core.sheets import (
    Percent,
    UnreadableFile,
    index_of,
    letter,
    open_book,
    text,
)
from tests.performance.files import (
    FREE,
    SHEET,
    csv_book,
    handmade,
    old_workbook,
    open_document,
    opened,
    record,
    sheet_xml,
    with_parts,
    workbook,
    workbook_of,
)


def refusal(content: bytes, name: str = "figures.xlsx", **options: Any) -> str:
    """The words a file is refused with, when it is opened or read."""
    with pytest.raises(UnreadableFile) as refused:
        for _ in opened(content, name, **options).rows():
            pass
    assert name in str(refused.value)
    return str(refused.value)


@given(st.integers(0, 20_000))
def test_the_letter_of_a_column_leads_back_to_its_place(place: int) -> None:
    assert index_of(letter(place)) == place


def test_cells_read_as_a_person_reads_them() -> None:
    cells = [None, "\u00a0a ", 3, 0.1 + 0.2, True, Percent(0.785), date(2018, 4, 1)]
    assert [text(cell) for cell in cells] == ["", "a", "3", "0.3", "TRUE", "78.5%", "2018-04-01"]


# --- CSV ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("utf-8", "Côté – £5"),
        ("utf-8-sig", "Côté – £5"),
        ("utf-16", "Côté – £5"),
        ("cp1252", "Côté – £5"),
    ],
)
def test_a_csv_file_is_read_in_the_encodings_that_excel_writes(encoding: str, words: str) -> None:
    assert list(csv_book(f"Name,Value\n{words},7\n", encoding).rows()) == [
        (1, ["Name", "Value"]),
        (2, [words, "7"]),
    ]


def test_windows_1252_is_recognised_however_late_its_first_letter_stands() -> None:
    book = csv_book((f"{'a' * 60},b\n" * 20_000 + "Ångström,1\n").encode("cp1252"))
    assert list(book.rows())[-1] == (20_001, ["Ångström", "1"])


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_of_a_csv_file_is_found(delimiter: str) -> None:
    lines = ["A title, with a comma", "Name;Value".replace(";", delimiter)]
    lines += [f'"Re-referrals; all, of them"{delimiter}{n}' for n in range(5)]
    *_, last = csv_book("\n".join(lines)).rows()
    assert last == (7, ["Re-referrals; all, of them", "4"])


def test_a_csv_file_may_say_its_delimiter() -> None:
    assert list(csv_book("sep=;\na,1;b,2\n").rows())[-1] == (2, ["a,1", "b,2"])


def test_rows_keep_the_number_they_have_in_the_file() -> None:
    book = csv_book('a,b\n\n,,\n"two\nlines",1\nlast,2\n')
    assert [number for number, _ in book.rows()] == [1, 4, 5]


def test_blank_cells_and_errors_hold_nothing() -> None:
    assert list(csv_book("a, ,#N/A,#DIV/0!,b\n").rows()) == [(1, ["a", None, None, None, "b"])]


def test_a_csv_file_can_be_read_again_and_left_half_read() -> None:
    book = csv_book("a\nb\nc\n")
    assert len(book.top(count=1)) == 1
    assert len(list(book.rows())) == len(list(book.rows("CSV"))) == 3


def test_a_csv_file_is_read_as_it_is_uploaded() -> None:
    sent = SimpleUploadedFile("figures.csv", b"a,b\n1,2\n")
    assert list(open_book(sent, sent.name).rows()) == [(1, ["a", "b"]), (2, ["1", "2"])]
    assert not sent.closed


def test_the_length_of_a_csv_file_costs_no_memory() -> None:
    file = io.BytesIO(b"FD01,April 2018,1731\n" * 60_000)
    tracemalloc.start()
    count = sum(1 for _ in open_book(file, "figures.csv").rows())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 60_000
    assert peak < 4_000_000


def test_a_csv_file_of_too_many_rows_is_refused_while_it_is_read() -> None:
    rows = csv_book("a,b\n" * 11, max_rows=10).rows()
    with pytest.raises(UnreadableFile, match="more than 10 rows"):
        list(rows)
    assert len(list(csv_book("a,b\n" * 10, max_rows=10).rows())) == 10


def test_a_quotation_mark_that_is_never_closed_is_refused() -> None:
    content = ("a,b\n" * 3 + '"open,' + "x,y\n" * 50_000).encode()
    assert "after row 3" in refusal(content, "figures.csv")


# --- what is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b" \n,,\n", "is empty"),
        (b"%PDF-1.7\n", "is a PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is not a spreadsheet"),
        (b"\xef\xbb\xbf <html><table><tr><td>1</td></tr></table>", "web page"),
        (b'<?xml version="1.0"?><Workbook/>', "web page or XML"),
        (b"text \x81\x8d that is in no encoding", "is not a spreadsheet"),
        (b"PK\x03\x04 not a zip", "is damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "is damaged"),
    ],
)
def test_a_file_of_another_kind_is_refused_in_words(content: bytes, words: str) -> None:
    assert words in refusal(content)


def test_a_zip_of_something_else_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    assert "not a spreadsheet that can be read here" in refusal(out.getvalue(), "letter.docx")


def test_an_empty_workbook_is_refused() -> None:
    assert "is empty" in refusal(workbook_of([]))


def test_a_workbook_cut_short_is_refused() -> None:
    whole = workbook_of(*[["a", n] for n in range(100)])
    assert "is damaged" in refusal(whole[: len(whole) // 2])


def test_a_workbook_whose_xml_is_broken_is_refused() -> None:
    broken = with_parts(workbook_of(["a"]), {SHEET: b"<worksheet><sheetData><row>"})
    assert "is damaged" in refusal(broken)


def test_a_workbook_in_an_encoding_nobody_knows_is_refused() -> None:
    strange = b'<?xml version="1.0" encoding="UAE-8"?><worksheet/>'
    assert "is damaged" in refusal(with_parts(workbook_of(["a"]), {SHEET: strange}))


def test_a_workbook_with_a_password_is_refused() -> None:
    start = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    assert "password" in refusal(start + bytes(64) + "EncryptedPackage".encode("utf-16-le"))
    assert "password" in refusal(open_document("", encrypted=True), "figures.ods")


def test_an_archive_with_a_password_is_refused() -> None:
    locked = bytearray(workbook_of(["a"]))
    place = locked.index(b"PK\x01\x02") + 8
    locked[place] |= 1
    assert "password" in refusal(bytes(locked))


BOMB = b"""<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;">]><worksheet><sheetData><row><c><v>&c;</v></c></row></sheetData>
</worksheet>"""


@pytest.mark.parametrize("part", [SHEET, "xl/sharedStrings.xml", "docProps/core.xml"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused_in_every_part(part: str, encoding: str) -> None:
    bomb = BOMB.decode().encode(encoding)
    assert "not built as spreadsheet programs" in refusal(
        with_parts(workbook_of(["a"]), {part: bomb})
    )


def test_a_part_that_unpacks_to_far_more_is_refused_before_it_is_unpacked() -> None:
    bomb = with_parts(workbook_of(["a"]), {"xl/media/image1.png": bytes(30_000_000)})
    assert len(bomb) < 100_000
    assert "not built as spreadsheet programs" in refusal(bomb)


def test_a_part_that_is_larger_than_it_says_is_refused() -> None:
    """The size and checksum of a beginning are declared, and more follows."""
    data = sheet_xml("<row><c><v>1</v></c></row>" * 1000)
    made = bytearray(with_parts(workbook_of(["a"]), {SHEET: data}))
    entry = made.rindex(b"PK\x01\x02", 0, made.rindex(SHEET.encode()))
    made[entry + 16 : entry + 20] = struct.pack("<I", zlib.crc32(data[:100]))
    made[entry + 24 : entry + 28] = struct.pack("<I", 100)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        assert archive.read(SHEET) == data[:100], "Python's own reader does not see it"
    assert "not built as spreadsheet programs" in refusal(bytes(made))


def test_too_large_parts_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_PART_BYTES", 1000)
    large = workbook_of(*[["a", n] for n in range(100)])
    assert "too large when it is unpacked" in refusal(large)


def test_a_too_large_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_WORKBOOK_BYTES", 1000)
    assert "is larger than" in refusal(workbook_of(["a"]))


def test_a_workbook_of_too_many_rows_is_refused() -> None:
    content = workbook_of(*[["a"]] * 11)
    assert "more than 10 rows" in refusal(content, max_rows=10)
    assert len(list(opened(content, max_rows=11).rows())) == 11


def test_a_million_row_workbook_is_refused_at_once() -> None:
    last = (
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>1</v></c></row>'
    )
    assert "more than 250,000 rows" in refusal(handmade(last))


def test_two_cells_far_apart_are_not_a_sheet_to_be_held_in_memory() -> None:
    apart = (
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="200000"><c r="XFD200000"><v>1</v></c></row>'
    )
    assert "its last cell is XFD200000" in refusal(handmade(apart))


def test_repeated_cells_are_not_a_sheet_to_be_held_in_memory() -> None:
    bomb = (
        '<table:table table:name="A"><table:table-row table:number-rows-repeated="1000">'
        '<table:table-cell table:number-columns-repeated="16000" office:value-type="float"'
        ' office:value="1"/></table:table-row></table:table>'
    )
    assert "too large to be read" in refusal(open_document(bomb), "figures.ods")
    rows = bomb.replace("1000", "1000000").replace("16000", "1")
    assert "more than 250,000 rows" in refusal(open_document(rows), "figures.ods")


def test_formatting_down_to_the_last_row_does_not_make_a_sheet_large() -> None:
    styled = (
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576" s="0"/></row>'
    )
    assert list(opened(handmade(styled)).rows()) == [(1, [1])]


def test_a_workbook_of_charts_alone_is_refused() -> None:
    content = workbook(lambda book: book.add_chartsheet("Chart"))
    assert "no sheets with rows" in refusal(content)


def test_an_archive_of_very_many_parts_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MAX_ENTRIES", 5)
    assert "not built as spreadsheet programs" in refusal(workbook_of(["a"]))


def test_a_workbook_whose_sheet_is_missing_is_refused() -> None:
    assert "is damaged" in refusal(with_parts(workbook_of(["a"]), {SHEET: None}))


@pytest.mark.parametrize("reference", ["ÄÖ1", "ABCD1", "A-1", "1A"])
def test_a_cell_that_says_an_impossible_place_is_refused(reference: str) -> None:
    cell = f'<row r="1"><c r="{reference}"><v>1</v></c></row>'
    assert "is damaged" in refusal(handmade(cell))


class PanicException(BaseException):
    """What the reader raises where it breaks down itself."""


@pytest.mark.parametrize(
    ("failure", "words"),
    [(PasswordError("locked"), "password"), (PanicException(), "is damaged")],
)
def test_the_failures_of_the_reader_are_said_in_words(
    failure: BaseException, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(file: Any) -> None:
        raise failure

    monkeypatch.setattr(sheets, "CalamineWorkbook", SimpleNamespace(from_filelike=fail))
    assert words in refusal(workbook_of(["a"]))


def test_a_person_who_stops_the_reader_is_not_told_of_damage(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stop(file: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sheets, "CalamineWorkbook", SimpleNamespace(from_filelike=stop))
    with pytest.raises(KeyboardInterrupt):
        opened(workbook_of(["a"]))


@given(st.data())
def test_a_damaged_workbook_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    damaged = bytearray(DAMAGED)
    for _ in range(data.draw(st.integers(1, 6))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    try:
        for _ in opened(bytes(damaged)).rows():
            pass
    except UnreadableFile:
        pass


DAMAGED = workbook_of(["Indicator", "Value"], ["FD01", 7], ["FD02", 0.5])


# --- workbooks ------------------------------------------------------------------------------------


def mixed(book: Any) -> None:
    """A sheet that begins below and to the right, with cells of every kind."""
    page = book.add_worksheet("Figures")
    percent = book.add_format({"num_format": "0.0%;[Red]-0.0%"})
    quoted = book.add_format({"num_format": '0.0" %"'})
    month = book.add_format({"num_format": "mmm-yy"})
    page.write_row(2, 1, ["Name", 7, 0.07, True])
    page.write(3, 1, 0.785, percent)
    page.write(3, 2, 78.5, quoted)
    page.write_datetime(3, 3, date(2018, 4, 1), month)
    page.write(3, 4, 43191)
    page.write_formula(4, 1, "=NA()", None, "#N/A")
    page.write_formula(4, 2, "=B4*2", None, 9)
    page.write_formula(4, 3, '=""', None, "")
    page.write(4, 4, "\u00a0")
    book.add_worksheet("Empty")
    book.add_chartsheet("Chart")


def test_a_workbook_gives_its_cells_as_they_are() -> None:
    book = opened(workbook(mixed))
    assert book.sheets == ["Figures", "Empty"]
    assert list(book.rows()) == [
        (3, [None, "Name", 7, 0.07, True]),
        (4, [None, 0.785, 78.5, date(2018, 4, 1), 43191]),
        (5, [None, None, 9, None, None]),
    ]
    assert list(book.rows("Empty")) == []


def test_a_percentage_is_told_from_a_number_by_how_the_sheet_shows_it() -> None:
    kinds = [type(cell) for cell in list(opened(workbook(mixed)).rows())[1][1]]
    assert kinds[1:3] == [Percent, float]


def test_a_sheet_that_is_not_there_is_refused() -> None:
    for book in (opened(workbook_of(["a"])), csv_book("a\n")):
        with pytest.raises(UnreadableFile, match="no sheet called “Missing”"):
            book.rows("Missing")


def test_formulas_without_a_result_are_listed_and_not_read_as_blank() -> None:
    rows = (
        '<row r="2"><c r="B2"><f>1+1</f></c><c r="C2"><f>1+1</f><v></v></c>'
        '<c r="D2"><f>1+1</f><v>2</v></c><c r="E2" t="str"><f>""</f><v></v></c>'
        '<c r="F2"><f>0</f><v>0</v></c><c r="G2"><v>1</v></c></row>'
        '<row><c><f t="shared" si="0"/></c></row>'
    )
    assert opened(handmade(rows)).unread_formulas() == [(2, "B"), (2, "C"), (3, "A")]
    assert opened(workbook_of(["a"])).unread_formulas() == []
    assert csv_book("=1+1\n").unread_formulas() == []


def test_a_nought_that_waits_to_be_calculated_is_no_result() -> None:
    """Programs that write formulas and cannot calculate put 0 there, and ask Excel to do it."""

    def fill(book: Any) -> None:
        page = book.add_worksheet()
        page.write_formula("A1", "=1+1")
        page.write_formula("B1", "=1+1", None, 2)
        page.write("C1", 0)

    assert opened(workbook(fill)).unread_formulas() == [(1, "A")]


@pytest.mark.parametrize("part", ["content.xml", "META-INF/manifest.xml"])
def test_an_open_document_without_one_of_its_parts_is_refused(part: str) -> None:
    assert "is damaged" in refusal(with_parts(open_document(""), {part: None}), "figures.ods")


def test_names_with_a_prefix_are_read_as_those_without() -> None:
    prefixed = sheet_xml('<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>1</f></c></row>')
    for tag in (b"worksheet", b"sheetData", b"row", b"c", b"v", b"f"):
        for end in (b">", b" "):
            prefixed = prefixed.replace(b"<" + tag + end, b"<x:" + tag + end)
        prefixed = prefixed.replace(b"</" + tag + b">", b"</x:" + tag + b">")
    prefixed = prefixed.replace(b"xmlns=", b"xmlns:x=")
    book = opened(with_parts(workbook_of(["a"]), {SHEET: prefixed}))
    assert list(book.rows()) == [(1, [1])]
    assert book.unread_formulas() == [(1, "B")]


def test_an_open_document_spreadsheet_is_read_like_the_others() -> None:
    def cell(kind: str, value: str, more: str = "") -> str:
        return f'<table:table-cell office:value-type="{kind}" {value} {more}/>'

    content = (
        '<table:table table:name="A"><table:table-row table:number-rows-repeated="2">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
        "<table:table-row>"
        + cell("float", 'office:value="7"')
        + cell("percentage", 'office:value="0.5"')
        + cell("date", 'office:date-value="2018-04-01"')
        + '<table:table-cell table:formula="of:=1+1"/>'
        + '</table:table-row><table:table-row table:number-rows-repeated="1048573">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>'
    )
    book = opened(open_document(content), "figures.ods")
    [(number, cells)] = book.rows()
    assert (number, cells[:3]) == (3, [7, 0.5, date(2018, 4, 1)])
    assert isinstance(cells[1], Percent)
    assert book.unread_formulas() == [(3, "D")]


@pytest.mark.parametrize("short", [False, True])
def test_a_workbook_of_before_2007_is_read_like_the_others(short: bool) -> None:
    cells = {(2, 1): "Contacts", (2, 3): 1731.0, (4, 1): "#N/A"}
    book = opened(old_workbook(cells, short=short), "figures.xls")
    assert book.sheets == ["Old"]
    assert list(book.rows()) == [(3, [None, "Contacts", None, 1731])]
    assert book.unread_formulas() == []


@pytest.mark.parametrize("short", [False, True])
def test_two_cells_far_apart_in_an_old_workbook_are_refused(short: bool) -> None:
    apart = old_workbook({(0, 0): 1.0, (65_535, 255): 1.0}, short=short)
    assert "its last cell is IV65536" in refusal(apart, "figures.xls")


TABLE, SHORT_TABLE = 512, 512 + 512 * 10


@pytest.mark.parametrize(
    ("place", "number", "short"),
    [
        (TABLE + 4 * 9, 2, False),  # the workbook's last sector leads to its first
        (TABLE + 4, 1, False),  # the directory's to itself
        (TABLE + 4 * 9, 2, True),
        (SHORT_TABLE + 4, 0, True),
        (TABLE + 4 * 5, 4000, False),  # out of the file
        (48, 4000, False),
        (80, 0, False),  # the table names itself twice
        (26, 7, False),  # a version that is not known
        (56, 1, False),  # a size of short streams that is not known
        (116 + 512 * 2 + 128, FREE, False),  # a workbook that begins nowhere
    ],
)
def test_a_damaged_container_is_refused_before_a_reader_follows_it(
    place: int, number: int, short: bool
) -> None:
    damaged = bytearray(old_workbook({(0, 0): 1.0}, short=short))
    damaged[place : place + 4] = struct.pack("<I", number)
    assert "is damaged" in refusal(bytes(damaged), "figures.xls")


def test_a_table_of_tables_without_end_is_refused() -> None:
    damaged = bytearray(old_workbook({(0, 0): 1.0}))
    damaged[68:72] = damaged[TABLE + 508 : TABLE + 512] = bytes(4)
    assert "is damaged" in refusal(bytes(damaged), "figures.xls")


def test_an_old_workbook_that_counts_more_texts_than_it_has_is_refused() -> None:
    more = record(0x00FC, struct.pack("<II", 2**31 - 1, 2**31 - 1))
    assert "is damaged" in refusal(old_workbook({(0, 0): 1.0}, more=more), "figures.xls")


def test_times_and_moments_are_read_without_what_no_figure_needs() -> None:
    def fill(book: Any) -> None:
        page = book.add_worksheet()
        shown = {"num_format": "dd/mm/yyyy hh:mm"}, {"num_format": "hh:mm"}
        page.write(0, 0, 43191.5, book.add_format(shown[0]))
        page.write(0, 1, 0.5, book.add_format(shown[1]))

    assert list(opened(workbook(fill)).rows()) == [(1, [date(2018, 4, 1), "12:00:00"])]


def test_twenty_thousand_rows_are_read_in_no_time() -> None:
    def fill(book: Any) -> None:
        page = book.add_worksheet()
        for number in range(20_000):
            page.write_row(number, 0, ["FD01", "April 2018", number, number / 7])

    content = workbook(fill, constant_memory=True, in_memory=False)
    started = time.process_time()
    assert sum(1 for _ in opened(content).rows()) == 20_000
    assert time.process_time() - started < 10


# --- what would fill the memory or stop the database ----------------------------------------------


@pytest.mark.parametrize("content", ["a\0b,1\n".encode("utf-16"), b"\xff\xfe\x00\xd8,\x00\n\x00"])
def test_utf_16_that_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableFile, match="is not a spreadsheet"):
        csv_book(content)


def test_no_cell_holds_what_a_database_refuses() -> None:
    content = workbook_of(["Indicator", "_x0000_"], ["FD01", "X_x0000_Y"])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        shared = archive.read("xl/sharedStrings.xml").replace(b"_x005F_x0000_", b"_x0000_")
    book = opened(with_parts(content, {"xl/sharedStrings.xml": shared}))
    assert "\0" not in str([cells for _, cells in book.rows()])


def test_a_csv_line_without_end_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="is not built in rows"):
        list(csv_book("," * (2 * 1024 * 1024)).rows())


def test_a_workbook_of_styles_alone_is_refused() -> None:
    styles = b"<styleSheet><cellXfs>" + b"<xf/>" * 600_000 + b"</cellXfs></styleSheet>"
    with pytest.raises(UnreadableFile, match="is damaged"):
        opened(with_parts(workbook_of(["a"]), {"xl/styles.xml": styles}))
