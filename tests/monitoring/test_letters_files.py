"""The text of a letter is taken out of Word, PDF and text files, and bad ones refused in words."""

import io
import time
import zipfile
from contextlib import suppress

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from documents.word_parts import DOCUMENT, MAX_PART_BYTES, MAX_TAGS, OLD_WORD
from monitoring.letters import files, pdf, pdf_rows
from monitoring.letters.files import UnreadableLetter, read_letter
from monitoring.letters.layout import lay_out
from tests.documents.word_files import lists_of, numbered, p, word_of
from tests.monitoring.letters import TEXT, as_pdf, as_word, long_text
from tests.performance.files import with_parts


def read(content: bytes, name: str = "letter.docx") -> str:
    """The text of a file of this content."""
    return read_letter(io.BytesIO(content), name)


def refusal(content: bytes, name: str = "letter.docx") -> str:
    """Why a file of this content is refused."""
    with pytest.raises(UnreadableLetter) as refused:
        read(content, name)
    return str(refused.value)


def shapes(text: str) -> list[tuple[str, str]]:
    """Kind and words of the paragraphs."""
    return [(each.kind, each.words) for each in lay_out(text)]


# --- the letter, in every kind ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (as_word(TEXT), "letter.docx"),
        (as_pdf(TEXT), "letter.pdf"),
        (TEXT.encode(), "letter.txt"),
        (TEXT.replace("\n", "\r\n").encode("utf-16"), "letter.txt"),
    ],
    ids=["word", "pdf", "text", "text from Windows"],
)
def test_the_letter_reads_the_same_from_every_kind_of_file(content: bytes, name: str) -> None:
    assert shapes(read(content, name)) == shapes(TEXT)


def test_a_pdf_of_30_pages_is_read_and_laid_out_in_time() -> None:
    text = long_text()
    content = as_pdf(text)
    started = time.perf_counter()
    words = " ".join(each.words for each in lay_out(read(content)))
    assert time.perf_counter() - started < 10
    assert words.split() == " ".join(each.words for each in lay_out(text)).split()


# --- Word ---------------------------------------------------------------------------------------


def test_tracked_changes_are_taken_as_accepted() -> None:
    body = p(
        "Plans are ",
        "<w:del><w:r><w:delText>never </w:delText></w:r></w:del>",
        "<w:ins><w:r><w:t>mostly </w:t></w:r></w:ins>",
        "<w:moveFrom><w:r><w:t>here </w:t></w:r></w:moveFrom>",
        "<w:moveTo><w:r><w:t>clear.</w:t></w:r></w:moveTo>",
    )
    assert read(word_of(body)) == "Plans are mostly clear."


def test_a_paragraph_whose_end_is_deleted_goes_on_in_the_next() -> None:
    deleted = "<w:rPr><w:del/></w:rPr>"
    assert read(word_of(p("Plans ", properties=deleted) + p("are clear."))) == "Plans are clear."
    assert read(word_of(p("One.") + p("Two.", properties=deleted))) == "One.\n\nTwo."


def test_thousands_of_tracked_changes_are_read_in_time() -> None:
    change = (
        "<w:ins w:author='a'><w:r><w:t>x </w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>y </w:delText></w:r></w:del>"
    )
    started = time.perf_counter()
    assert read(word_of(p(*[change] * 20_000))).count("x") == 20_000
    assert time.perf_counter() - started < 5


def test_hidden_words_boxes_and_codes_are_left_out_and_breaks_kept() -> None:
    box = "<w:r><mc:AlternateContent><w:txbxContent>{}</w:txbxContent></mc:AlternateContent></w:r>"
    body = p(
        "Plans",
        box.format(p("in a box")),
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>",
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t> are</w:t></w:r>',
        "<w:r><w:instrText>PAGE</w:instrText><w:tab/><w:t>clear</w:t><w:br/><w:t>now</w:t></w:r>",
        "<w:r><w:t>re</w:t><w:noBreakHyphen/><w:t>used</w:t></w:r><!-- a comment -->",
    )
    assert read(word_of(body)) == "Plans are\tclear\nnowre-used"
    assert "text boxes" in refusal(word_of(p(box.format(p("all of it")))))


def test_the_cells_of_tables_are_paragraphs() -> None:
    document = Document()
    document.add_paragraph("Before")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Area", "Finding"
    out = io.BytesIO()
    document.save(out)
    assert read(out.getvalue()) == "Before\n\nArea\n\nFinding"


def test_items_of_lists_get_the_mark_that_word_prints() -> None:
    numbering = lists_of(("decimal", "%1."), ("decimal", "%1.%2"), ("lowerRoman", "(%3)"))
    body = (
        numbered("Plans")
        + numbered("of care", level="1")
        + numbered("one", level="2")
        + "".join(numbered("next", level="2") for _ in range(3))
        + numbered("of need", level="1")
        + numbered("Visits")
        + p("Then.")
        + numbered("unknown", level="9")
        + numbered("no list", number="0")
    )
    assert read(word_of(body, numbering=numbering)) == (
        "1. Plans\n1.1 of care\n(i) one\n(ii) next\n(iii) next\n(iv) next\n1.2 of need\n2. Visits"
        "\n\nThen.\n\nunknown\n\nno list"
    )


@pytest.mark.parametrize(
    ("form", "mark"),
    [
        *(("bullet", "- "), ("upperLetter", "A. "), ("upperRoman", "I. "), ("lowerLetter", "a. ")),
        *(("none", ""), ("ordinalText", "1. ")),
    ],
)
def test_every_form_of_a_list_has_its_mark(form: str, mark: str) -> None:
    body = word_of(numbered("Plans"), numbering=lists_of((form, "%1.")))
    assert read(body) == f"{mark}Plans"


def test_a_list_may_come_from_a_style_and_styles_may_go_in_circles() -> None:
    styles = (
        '<w:style w:styleId="Item"><w:basedOn w:val="Listed"/></w:style>'
        '<w:style w:styleId="Listed"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
        "</w:style>"
        '<w:style w:styleId="A"><w:basedOn w:val="B"/></w:style>'
        '<w:style w:styleId="B"><w:basedOn w:val="A"/></w:style>'
    )
    body = "".join(
        p(style, properties=f'<w:pStyle w:val="{style}"/>') for style in ("Item", "A", "None")
    )
    made = word_of(body, styles=styles, numbering=lists_of(("bullet", "o")))
    assert read(made) == "- Item\n\nA\n\nNone"


# --- PDF ----------------------------------------------------------------------------------------


def test_headers_and_footers_are_kept_once_at_the_end() -> None:
    text = read(as_pdf(TEXT, header="Pre-publication: Barnet"))
    assert text.count("Pre-publication: Barnet") == 1
    assert text.endswith("\n\nPre-publication: Barnet")
    assert "Page" not in text


def page(*rows: str, gap: float = 15.0, top: float = 800.0) -> list[tuple[float, str]]:
    """The rows of a page, one below the other."""
    return [(top - place * gap, row) for place, row in enumerate(rows)]


def test_rows_become_paragraphs_by_their_distance_marks_and_fullness() -> None:
    first = [
        (800.0, "Overview"),
        (770.0, "Practice in the hub is strong, and it is kept under regu-"),
        (755.0, "lar review. Decision-"),
        (740.0, "making is sound, and regular supervision is given to all"),
        (725.0, "\u2022"),
        (710.0, "plans"),
        (695.0, "\uf0b7 visits"),
        (665.0, "A Person"),
        (650.0, "Her Office"),
        (620.0, "The o\ufb03ce is well known to all of the partners of the bor\u00ad"),
        (605.0, "ough and goes on to be so for as long as it is open in"),
    ]
    second = page("Barnet and elsewhere.", "3")
    third = page("So it ends.", "4")
    assert pdf.text_of([first, second, third]) == (
        "Overview\n\n"
        "Practice in the hub is strong, and it is kept under regular review. Decision-making is "
        "sound, and regular supervision is given to all\n\n"
        "- plans\n- visits\n\nA Person\nHer Office\n\n"
        "The office is well known to all of the partners of the borough and goes on to be so for "
        "as long as it is open in Barnet and elsewhere.\n\nSo it ends."
    )


def test_a_pdf_of_pictures_says_so_and_offers_typing() -> None:
    writer = PdfWriter()
    writer.add_blank_page(595, 842)
    assert refusal(saved(writer)) == (
        "This PDF holds pictures of pages and no text. Paste or type the text instead."
    )


def saved(writer: PdfWriter) -> bytes:
    """The file that a writer writes."""
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_pdf_of_200_pages_is_refused_quickly() -> None:
    writer = PdfWriter()
    for _ in range(200):
        writer.add_blank_page(595, 842)
    content = saved(writer)
    started = time.perf_counter()
    assert refusal(content, "report.pdf").startswith("report.pdf has more than 100 pages.")
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize(("password", "is_refused"), [("secret", True), ("", False)])
def test_only_a_password_that_is_asked_for_refuses_a_pdf(password: str, is_refused: bool) -> None:
    writer = PdfWriter(PdfReader(io.BytesIO(as_pdf("Plans are clear."))))
    writer.encrypt(password, owner_password="owner", algorithm="RC4-128")
    if is_refused:
        assert "protected with a password" in refusal(saved(writer))
    else:
        assert read(saved(writer)) == "Plans are clear."


def test_a_pdf_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "WAIT", 0.001)
    assert "takes too long to read" in refusal(as_pdf("Plans are clear."))


def test_a_page_that_unpacks_to_more_than_fits_is_given_up() -> None:
    content = as_pdf("Plans are clear.")
    writer = PdfWriter(PdfReader(io.BytesIO(content)))
    stream = writer.pages[0].get_contents()
    assert stream is not None
    stream.set_data(b"(x) Tj\n" * 20_000_000)
    writer.pages[0].replace_contents(stream)
    writer.pages[0].compress_content_streams()
    made = saved(writer)
    assert len(made) < files.MAX_BYTES
    started = time.perf_counter()
    assert "takes too long to read" in refusal(made)
    assert time.perf_counter() - started < pdf.WAIT


def test_the_reader_tells_what_it_found_without_a_program_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    content = as_pdf("Plans are clear.")
    found = pdf_rows.rows_of(content)["pages"]
    assert [words for _, words in found[0]] == ["Plans are clear.", "Page 1"]
    assert pdf_rows.rows_of(b"%PDF-1.7 nothing more") == {"refused": "damaged"}
    monkeypatch.setattr(pdf_rows, "MAX_CHARACTERS", 5)
    assert pdf_rows.rows_of(content) == {"refused": "long"}


# --- what is refused ----------------------------------------------------------------------------


def packed(**parts: bytes) -> bytes:
    """A ZIP archive of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", 8) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return out.getvalue()


def bomb() -> bytes:
    """A Word file that unpacks to more than any letter."""
    return with_parts(as_word("x"), {DOCUMENT: b"<a>" + b" " * 2 * MAX_PART_BYTES})


def lying_bomb() -> bytes:
    """A Word file that unpacks to more than it says."""
    true, said = len(b"<a>") + 2 * MAX_PART_BYTES, 100
    return bomb().replace(true.to_bytes(4, "little"), said.to_bytes(4, "little"))


def many_tags() -> bytes:
    """A Word file of far more elements than any letter."""
    return with_parts(as_word("x"), {DOCUMENT: b"<a>" + b"<a/>" * MAX_TAGS + b"</a>"})


OLD = OLD_WORD + b"\0" * 600


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b" \n ", "is empty"),
        (as_word(""), "has no text in it"),
        (OLD, "Word file of before 2007"),
        (OLD + files.ENCRYPTED, "protected with a password"),
        (packed(other=b"x"), "of another kind"),
        (packed(**{str(number): b"" for number in range(5_001)}), "of another kind"),
        (b"{\\rtf1 Plans}", "of another kind"),
        (b"\x89PNG\r\n\x1a\n\0\0", "of another kind"),
        (b"Plans \x81 are clear", "of another kind"),
        (b"PK\x03\x04 and nothing more", "is damaged"),
        (b"%PDF-1.7 and nothing more", "is damaged"),
        (with_parts(as_word("x"), {DOCUMENT: b"<a>"}), "is damaged"),
        (bomb(), "is too long for a letter"),
        (lying_bomb(), "is damaged"),
        (many_tags(), "is too long for a letter"),
        (b"word " * 200_000, "is too long for a letter"),
    ],
)
def test_what_is_no_readable_letter_is_refused_in_words(content: bytes, words: str) -> None:
    started = time.perf_counter()
    assert words in refusal(content, "paper")
    assert time.perf_counter() - started < 5


def as_table(*rows: tuple[str, ...]) -> bytes:
    """A Word file with a table."""
    document = Document()
    document.add_paragraph("Dear Director")
    table = document.add_table(len(rows), len(rows[0]))
    for row, cells in zip(table.rows, rows, strict=True):
        for cell, words in zip(row.cells, cells, strict=True):
            cell.text = words
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        as_table(("Child ID", "Date of birth", "Plan"), ("17", "1 2 2010", "Child in need")),
        b"Child,DOB,UPN\n17,1/2/2010,",
        b"Child ID\tNHS number\n17\t",
        as_pdf("Cases 943 476 5919, 401 023 2137 and 9876543210 were looked at."),
        as_table(("A123456789012", "B"), ("C123456789012", "D"), ("E123456789012", "F")),
    ],
)
def test_a_list_of_children_is_no_letter(content: bytes) -> None:
    told = refusal(content, "list")
    assert told == "list lists single children, so it is not taken in and nothing of it is kept."


@pytest.mark.parametrize(
    "content",
    [
        as_table(("Area", "Judgement"), ("Help and protection", "Inadequate")),
        b"Plans did not always say the child's name, date of birth, UPN, NHS number or address.",
        b"20 December 2018\n\nAddress\n\nNorth London Business Park\n\nPlans are clear.",
        b"Telephone 0300 123 1231, 0300 123 3155 or 020 7946 0018. Our number is 10146289.",
    ],
)
def test_a_letter_may_speak_of_what_is_recorded_of_children(content: bytes) -> None:
    assert read(content)


def test_a_file_over_the_limit_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 10)
    assert "is larger than" in refusal(b"Plans are clear.")


def test_an_entity_in_a_word_file_is_not_followed() -> None:
    made = word_of(p("<w:r><w:t>Plans&x;</w:t></w:r>"))
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        document = archive.read(DOCUMENT)
    header = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
    assert read(with_parts(made, {DOCUMENT: header + document})) == "Plans"


@given(st.binary(max_size=300), st.integers(0, 5_000), st.sampled_from([b"", b"PK\x03\x04"]))
@settings(max_examples=60, deadline=None)
def test_damage_never_breaks_the_reader(damage: bytes, place: int, start: bytes) -> None:
    whole = as_word("Plans are clear.")
    for content in (start + damage, whole[:place] + damage + whole[place + len(damage) :]):
        with suppress(UnreadableLetter):
            assert read(content).strip()


def test_text_is_kept_without_control_characters_and_with_equal_line_ends() -> None:
    assert files.plain("a\r\nb\rc\fd\ve\0\x07\ud800\tf") == "a\nb\nc\n\nd\ne\tf"
