"""A Word file numbers itself as the paper is numbered, and says in words what it shows."""

import re
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import docx
import pytest
from hypothesis import HealthCheck, given, settings
from lxml import etree
from openxml_audit import FileFormat, OpenXmlValidator

from documents import numbering, ooxml, problems, word
from documents.nodes import (
    Appendix,
    BulletList,
    Chart,
    Document,
    Figure,
    Heading,
    ListItem,
    MetadataBox,
    MetadataRow,
    NumberedList,
    NumberedParagraph,
    PageBreak,
    Paragraph,
    Picture,
    Reference,
    Section,
    Series,
    Table,
    Text,
)
from documents.pdf import UnprintableDocument
from tests.documents import strategies
from tests.documents.sample import FIGURES, PIXELS, SAMPLE

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"

ONES = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
few = settings(deadline=None, max_examples=10, suppress_health_check=list(HealthCheck))


@dataclass
class Word:
    """A finished file, read as Word reads it and by nothing that wrote it."""

    data: bytes

    @cached_property
    def parts(self) -> dict[str, bytes]:
        with ZipFile(BytesIO(self.data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    def xml(self, name: str) -> Any:
        return etree.fromstring(self.parts[f"word/{name}.xml"])

    @cached_property
    def body(self) -> Any:
        return self.xml("document").find(f"{W}body")

    @cached_property
    def styles(self) -> dict[str, Any]:
        return {style.get(f"{W}styleId"): style for style in self.xml("styles").iter(f"{W}style")}

    @property
    def paragraphs(self) -> Iterator[Any]:
        yield from self.body.iter(f"{W}p")

    def style(self, paragraph: Any) -> str:
        """The name of a paragraph's style."""
        id = value(paragraph, "pPr/pStyle")
        return value(self.styles[id], "name") if id else "Normal"

    def of(self, style: str) -> list[str]:
        """The words of the paragraphs of one style."""
        return [text(each) for each in self.paragraphs if self.style(each) == style]

    @cached_property
    def numbers(self) -> dict[Any, str]:
        """The number that Word shows before each paragraph that has one."""
        lists = _Lists(self.xml("numbering"), self.styles)
        found = {each: lists.number(each) for each in self.paragraphs}
        return {paragraph: number for paragraph, number in found.items() if number}

    @cached_property
    def bookmarks(self) -> dict[str, Any]:
        return {
            start.get(f"{W}name"): start.getparent()
            for start in self.body.iter(f"{W}bookmarkStart")
        }

    @cached_property
    def fields(self) -> list[tuple[str, str]]:
        """The instruction of each field and what it shows until Word computes it again."""
        found, instruction, shown, showing = [], "", "", False
        for element in self.body.iter(f"{W}fldChar", f"{W}instrText", f"{W}t"):
            kind = element.get(f"{W}fldCharType")
            if kind == "begin":
                instruction, shown, showing = "", "", False
            elif kind == "separate":
                showing = True
            elif kind == "end":
                found.append((instruction.strip(), shown))
                showing = False
            elif element.tag == f"{W}instrText":
                instruction += element.text
            elif showing:
                shown += element.text
        return found

    @property
    def paper_numbers(self) -> list[str]:
        """The numbers of headings and of numbered paragraphs, in order."""
        return [
            number
            for paragraph, number in self.numbers.items()
            if self.style(paragraph).startswith(("heading", "Heading", "Numbered paragraph"))
        ]


class _Lists:
    """Word's rules of counting, from the standard: ISO 29500-1, 17.9."""

    def __init__(self, definitions: Any, styles: dict[str, Any]) -> None:
        self._styles = styles
        self._levels = {
            definition.get(f"{W}abstractNumId"): {
                int(level.get(f"{W}ilvl")): level for level in definition.iter(f"{W}lvl")
            }
            for definition in definitions.iter(f"{W}abstractNum")
        }
        self._uses = {use.get(f"{W}numId"): use for use in definitions.iter(f"{W}num")}
        self._counted: dict[str, dict[int, int]] = {}
        self._seen: set[str] = set()

    def number(self, paragraph: Any) -> str:
        place = self._place(paragraph)
        if place is None:
            return ""
        id, level = place
        definition = value(self._uses[id], "abstractNumId")
        counted = self._counted.setdefault(definition, {})
        if id not in self._seen:
            self._seen.add(id)
            for override in self._uses[id].iter(f"{W}lvlOverride"):
                at = int(override.get(f"{W}ilvl"))
                counted[at] = int(value(override, "startOverride")) - 1
        levels = self._levels[definition]
        start = int(value(levels[level], "start"))
        counted[level] = counted[level] + 1 if level in counted else start
        for deeper in [each for each in counted if each > level]:
            del counted[deeper]

        def shown(match: re.Match[str]) -> str:
            each = int(match[1]) - 1
            return _formatted(value(levels[each], "numFmt"), counted[each])

        return re.sub(r"%(\d)", shown, value(levels[level], "lvlText"))

    def _place(self, paragraph: Any) -> tuple[str, int] | None:
        direct = paragraph.find(f"{W}pPr/{W}numPr")
        if direct is not None:
            return value(direct, "numId"), int(value(direct, "ilvl"))
        style = value(paragraph, "pPr/pStyle")
        id = value(self._styles[style], "pPr/numPr/numId") if style else ""
        if not id:
            return None
        # In a style the level that counts is the one that names the style, whatever it says.
        [level] = [
            each
            for each, definition in self._levels[value(self._uses[id], "abstractNumId")].items()
            if value(definition, "pStyle") == style
        ]
        return id, level


def _formatted(form: str, number: int) -> str:
    return {
        "decimal": str,
        "bullet": str,
        "lowerRoman": lambda n: "x" * (n // 10) + ONES[n % 10],
        "lowerLetter": lambda n: chr(97 + (n - 1) % 26) * ((n + 25) // 26),
        "upperLetter": lambda n: chr(64 + n),
    }[form](number)


def value(element: Any, path: str) -> str:
    """The value of the first element at a path; "" where there is none."""
    found = element.find("/".join(W + step for step in path.split("/")))
    return "" if found is None else found.get(f"{W}val")


def text(element: Any) -> str:
    return "".join(
        {f"{W}t": run.text, f"{W}tab": "\t", f"{W}br": "\n"}[run.tag]
        for run in element.iter(f"{W}t", f"{W}tab", f"{W}br")
        if run.getparent().tag == f"{W}r"
    )


def written(*blocks: Any, **document: Any) -> Word:
    return Word(word.render(Document(title="A paper", children=blocks, **document)))


def paragraph(anchor: str, *children: Any) -> NumberedParagraph:
    return NumberedParagraph(anchor, (Text(f"About {anchor}."),), children)


def audit(data: bytes, folder: Path) -> list[str]:
    file = folder / "paper.docx"
    file.write_bytes(data)
    return [str(error) for error in OpenXmlValidator(FileFormat.OFFICE_2019).validate(file).errors]


@pytest.fixture(scope="module")
def sample() -> Word:
    return Word(word.render(SAMPLE))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("word")


def expected_numbers(document: Document) -> list[str]:
    """What our own numbering gives to all that is printed with a number."""
    found = numbering.number(document)
    return [
        found.printed(block.anchor)
        for block in numbering.blocks(document.children)
        if isinstance(block, NumberedParagraph | Appendix)
        or (isinstance(block, Section) and block.heading)
        if found.label(block.anchor)
    ]


# --- the file -------------------------------------------------------------------------------


def test_the_sample_passes_the_schema(sample: Word, folder: Path) -> None:
    assert audit(sample.data, folder) == []


@few
@given(strategies.documents() | strategies.rough_documents())
def test_any_document_passes_the_schema(folder: Path, document: Document) -> None:
    assert audit(word.render(document), folder) == []


def test_the_same_paper_makes_the_same_file(sample: Word) -> None:
    assert word.render(SAMPLE) == sample.data


def test_the_file_holds_no_stale_parts(sample: Word) -> None:
    assert not [name for name in sample.parts if "Effects" in name or "thumbnail" in name]


def test_the_file_says_its_title_author_and_language(sample: Word) -> None:
    properties = docx.Document(BytesIO(sample.data)).core_properties
    assert properties.title == SAMPLE.title
    assert properties.author == SAMPLE.author
    assert properties.subject == SAMPLE.subject
    assert properties.language == "en-GB"
    defaults = sample.xml("styles").find(f"{W}docDefaults")
    assert value(defaults, "rPrDefault/rPr/lang") == "en-GB"


def test_a_page_says_the_title_and_its_number(sample: Word) -> None:
    footer = next(data for name, data in sample.parts.items() if "footer" in name)
    element = etree.fromstring(footer)
    codes = [code.text.strip() for code in element.iter(f"{W}instrText")]
    assert codes == ["PAGE", "NUMPAGES"]
    assert text(element) == f"{SAMPLE.title}\tPage 1 of 1"


# --- numbers --------------------------------------------------------------------------------


def test_word_counts_as_we_do(sample: Word) -> None:
    assert sample.paper_numbers == expected_numbers(SAMPLE)
    assert {"1.6.2", "2.2.1", "A1.1", "Appendix 2"} <= set(sample.paper_numbers)


@settings(few, max_examples=40)
@given(strategies.documents() | strategies.rough_documents())
def test_word_counts_as_we_do_in_any_document(document: Document) -> None:
    repaired = problems.repair(document)
    assert Word(word.render(document)).paper_numbers == expected_numbers(repaired)


def test_a_section_without_a_heading_counts() -> None:
    paper = written(
        Section("one", "", (paragraph("a"), paragraph("b", paragraph("c"))), numbered=True),
        Section("two", "Reasons", (paragraph("d"),), numbered=True),
        Section("three", "", (paragraph("e"),), numbered=True),
        Section(
            "four",
            "Implications",
            (
                Section("four-one", "Legal", (paragraph("f"), paragraph("g")), numbered=True),
                Section("four-two", "", (paragraph("h"),), numbered=True),
                Section("four-three", "Risk", (paragraph("i"),), numbered=True),
            ),
            numbered=True,
        ),
    )
    assert paper.paper_numbers == [
        *("1.1", "1.2", "1.2.1"),
        *("2", "2.1", "3.1"),
        *("4", "4.1", "4.1.1", "4.1.2", "4.2.1", "4.3", "4.3.1"),
    ]
    assert not list(paper.body.iter(f"{W}vanish"))


def test_numbers_deeper_than_the_lists_of_word() -> None:
    def nest(depth: int) -> NumberedParagraph:
        return paragraph(f"p{depth}", *([nest(depth + 1)] if depth < 12 else []))

    document = Document("Deep", (nest(1), paragraph("last")))
    paper = Word(word.render(document))
    assert paper.paper_numbers == expected_numbers(document)
    assert paper.paper_numbers[-2:] == [".".join(["1"] * 12), "2"]


def test_a_numbered_paragraph_has_its_number_from_its_style_alone(sample: Word) -> None:
    ours = [each for each in sample.paragraphs if text(each).startswith("Services were judged")]
    assert sample.style(ours[0]) == "Numbered paragraph 2"
    assert ours[0].find(f"{W}pPr/{W}numPr") is None
    assert sample.numbers[ours[0]] == "1.1"


def test_appendices_may_have_letters() -> None:
    appendices = [Appendix(name, "Letter", (paragraph(f"p-{name}"),)) for name in ("a", "b")]
    paper = written(*appendices, appendix_style="letter")
    assert paper.paper_numbers == ["Appendix A", "A.1", "Appendix B", "B.1"]


def test_every_list_counts_from_its_own_start() -> None:
    items = tuple(ListItem((Text(word),)) for word in ("one", "two"))
    nested = ListItem((Text("three"),), children=(NumberedList(items, "letter"), BulletList(items)))
    paper = written(
        NumberedList((*items, nested)), NumberedList(items, start=7), NumberedList(items, "roman")
    )
    shown = list(paper.numbers.values())
    assert shown == [
        *("1.", "2.", "3.", "(a)", "(b)", "–", "–"),
        *("7.", "8."),
        *("(i)", "(ii)"),
    ]


# --- citations ------------------------------------------------------------------------------


def assert_citations_are_right(paper: Word) -> list[str]:
    """Each citation shows what Word will compute: the number of the paragraph it leads to."""
    shown = []
    for instruction, cached in paper.fields:
        if instruction.startswith("REF"):
            [name] = re.findall(r"^REF (\w+) \\[rn] \\h$", instruction)
            assert paper.numbers[paper.bookmarks[name]] == cached
            shown.append(cached)
    return shown


def test_citations_are_live_and_right(sample: Word) -> None:
    shown = assert_citations_are_right(sample)
    assert shown == [
        *("Appendix 1", "Appendix 2"),
        *("1.2", "1.6", "1.3", "1.4", "Appendix 1", "2.2.1"),
    ]
    assert "That the Committee note the progress set out in paragraphs 1.2 to 1.6." in [
        text(each) for each in sample.paragraphs
    ]


IN_EACH_STYLE = (
    paragraph("a"),
    Section("one", "First", (paragraph("b", paragraph("c")), paragraph("d")), numbered=True),
    Section(
        "two",
        "Second",
        (
            paragraph("e"),
            Section("within", "Within", (paragraph("f"),), numbered=True),
            paragraph("g"),
        ),
        numbered=True,
    ),
    Section("three", "", (paragraph("h"),), numbered=True),
    Appendix("x", "Letter", (paragraph("i"),)),
)


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        (
            "levels",
            "1, 2, 2.1, 2.1.1, 2.2, 3, 3.1, 3.2, 3.2.1, 3.3, 4.1, Appendix 1, A1.1",
        ),
        ("plain", "1, 2, 2.1, 3, 4, 5, 6, 7, Appendix 1, A1.1"),
        (
            "roman",
            "(i), 1, (i), (a), (ii), 2, (i), 2.1, (i), (ii), (i), Appendix 1, (i)",
        ),
    ],
)
def test_word_counts_in_every_style(numbers: str, expected: str) -> None:
    assert written(*IN_EACH_STYLE, numbers=numbers).paper_numbers == expected.split(", ")


def test_a_number_in_parts_is_cited_in_parts() -> None:
    cites = Paragraph((Reference("c"), Text("; "), Reference("f", "g"), Text("; "), Reference("i")))
    paper = written(cites, *IN_EACH_STYLE, numbers="roman")
    assert_citations_are_right(paper)
    [words] = [text(each) for each in paper.paragraphs if text(each).startswith("paragraph")]
    assert words == "paragraph 1(i)(a); paragraphs 2.1(i) to 2(ii); paragraph A1(i)"


def test_roman_numbers_deeper_than_the_lists_of_word() -> None:
    def nest(depth: int) -> NumberedParagraph:
        inner = (nest(depth + 1), paragraph(f"q{depth}")) if depth < 12 else ()
        return paragraph(f"p{depth}", *inner)

    document = Document("Deep", (nest(1), paragraph("last")), numbers="roman")
    assert Word(word.render(document)).paper_numbers == expected_numbers(document)


@few
@given(strategies.documents())
def test_citations_are_right_in_any_document(document: Document) -> None:
    assert_citations_are_right(Word(word.render(document)))


@few
@given(strategies.documents() | strategies.rough_documents())
def test_bookmarks_are_short_unique_and_all_that_links_need(document: Document) -> None:
    paper = Word(word.render(document))
    starts = list(paper.body.iter(f"{W}bookmarkStart"))
    assert len({start.get(f"{W}name") for start in starts}) == len(starts)
    assert len({start.get(f"{W}id") for start in starts}) == len(starts)
    assert all(re.fullmatch(r"\w{1,40}", start.get(f"{W}name")) for start in starts)
    wanted = {link.get(f"{W}anchor") for link in paper.body.iter(f"{W}hyperlink")} - {None}
    assert wanted <= set(paper.bookmarks)


def test_a_link_is_a_link(sample: Word) -> None:
    [link] = [
        each for each in sample.body.iter(f"{W}hyperlink") if text(each) == "Children Act 1989"
    ]
    part = docx.Document(BytesIO(sample.data)).part
    relationship = part.rels[link.get(f"{R}id")]
    assert relationship.target_ref == "https://www.legislation.gov.uk/ukpga/1989/41"
    assert relationship.is_external


# --- headings and contents ------------------------------------------------------------------


def test_headings_are_headings(sample: Word) -> None:
    assert sample.of("Title") == [SAMPLE.title]
    assert sample.of("Subtitle") == [*SAMPLE.kicker]
    assert sample.of("heading 1") == [
        "Summary",
        "Recommendations",
        "Why this report is needed",
        "Implications of decision",
        "The inspectors’ letter",
        "Figures for March and April",
    ]
    assert sample.of("heading 2")[:2] == ["The improvement plan", "What the figures show"]
    assert sample.of("heading 3") == ["Turnaround priority"]
    assert sample.of("heading 4") == ["What inspectors asked for"]
    for level in range(1, 10):
        style = sample.styles[f"Heading{level}"]
        assert value(style, "pPr/outlineLvl") == str(level - 1)
        assert style.find(f"{W}pPr/{W}keepNext") is not None


def test_the_contents_list_is_what_word_would_make(sample: Word) -> None:
    listed, made = [], []
    for each in sample.paragraphs:
        style = sample.style(each)
        if style in ("toc 1", "toc 2"):
            listed.append((style[-1], text(each)))
        elif style in ("heading 1", "heading 2"):
            words = [sample.numbers.get(each, ""), text(each)]
            made.append((style[-1], "\t".join(filter(None, words))))
    assert listed == made
    assert [code for code, _ in sample.fields if code.startswith("TOC")] == [r'TOC \o "1-2" \n \h']


def test_a_short_paper_has_no_contents_list() -> None:
    assert written(Heading("One"), Heading("Two")).of("TOC Heading") == []


def test_an_appendix_begins_a_page(sample: Word) -> None:
    broken = [
        text(each)
        for each in sample.paragraphs
        if each.find(f"{W}pPr/{W}pageBreakBefore") is not None
    ]
    assert broken == ["The inspectors’ letter", "Figures for March and April"]


@pytest.mark.parametrize(
    "after",
    [
        Paragraph((Text("Next"),)),
        Table("Next", ("Next",), ()),
        MetadataBox((MetadataRow("Next", ()),)),
    ],
)
def test_what_follows_a_page_break_begins_a_page(after: Any) -> None:
    paper = written(Paragraph((Text("First"),)), PageBreak(), PageBreak(), after)
    [broken] = paper.body.iter(f"{W}pageBreakBefore")
    assert "Next" in text(broken.getparent().getparent())


# --- tables and figures ---------------------------------------------------------------------


def test_the_header_row_of_a_table_is_repeated_and_rows_stay_whole(sample: Word) -> None:
    tables = list(sample.body.iter(f"{W}tbl"))
    assert len(tables) == 5
    for table in tables:
        assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in table.iter(f"{W}tr"))
    for table in tables[1:]:
        first, *rest = table.iter(f"{W}tr")
        header = first.find(f"{W}trPr/{W}tblHeader")
        assert header is not None
        assert not header.attrib
        assert not [row for row in rest if row.find(f"{W}trPr/{W}tblHeader") is not None]
        assert table.find(f"{W}tblPr/{W}tblLook").get(f"{W}firstRow") == "1"
        assert value(table, "tblPr/tblCaption")


def test_the_labels_of_the_header_box_are_headers_of_its_rows(sample: Word) -> None:
    box = next(sample.body.iter(f"{W}tbl"))
    look = box.find(f"{W}tblPr/{W}tblLook")
    assert (look.get(f"{W}firstColumn"), look.get(f"{W}firstRow")) == ("1", "0")
    style = sample.styles[value(box, "tblPr/tblStyle")]
    assert style.find(f"{W}tblStylePr").get(f"{W}type") == "firstCol"
    assert [text(row.find(f"{W}tc")) for row in box.iter(f"{W}tr")][:2] == ["Title", "Report of"]


def test_figures_stand_right(sample: Word) -> None:
    table = list(sample.body.iter(f"{W}tbl"))[1]
    for row in table.iter(f"{W}tr"):
        sides = [value(cell, "p/pPr/jc") for cell in row.iter(f"{W}tc")]
        assert sides == ["", "right", "right"]


def test_tables_that_touch_stay_two_tables() -> None:
    box = MetadataBox((MetadataRow("Wards", (Text("All"),)),))
    tags = [element.tag.removeprefix(W) for element in written(box, box).body]
    assert tags == ["p", "tbl", "p", "tbl", "p", "sectPr"]


def test_captions_count_tables_and_figures(sample: Word) -> None:
    assert sample.of("caption") == [
        "Table 1: Actions by status",
        "Figure 1: Where inspectors went",
        "Figure 2: Assessments completed within 45 working days",
        "Figure 3: Children in care",
        "Figure 4: Actions by status and month",
    ]
    counts = [field for field in sample.fields if field[0].startswith("SEQ")]
    assert counts[:2] == [(r"SEQ Table \* ARABIC", "1"), (r"SEQ Figure \* ARABIC", "1")]


def test_a_picture_says_what_it_shows(sample: Word) -> None:
    pictures = list(sample.body.iter(f"{DRAWING}docPr"))
    assert [picture.get("descr") for picture in pictures] == [
        "A plan of the two offices that inspectors visited.",
        *(figure.description for figure in FIGURES.children if isinstance(figure, Figure)),
    ]
    assert len({picture.get("id") for picture in pictures}) == 4


def test_a_chart_is_followed_by_its_figures(sample: Word) -> None:
    table = list(sample.body.iter(f"{W}tbl"))[2]
    rows = [[text(cell) for cell in row.iter(f"{W}tc")] for row in table.iter(f"{W}tr")]
    assert rows[0] == ["Period", "Our result", "Target", "England", "Lower limit", "Upper limit"]
    assert rows[2] == ["Feb", "no figure", "90.0%", "81.4%", "70.0%", "98.0%"]


def test_a_picture_stays_within_the_page() -> None:
    tall = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="100"/>'
    data = b64encode(tall.encode()).decode()
    paper = written(Figure("Tall", "A tall picture.", Picture(data, "image/svg+xml")))
    extent = next(paper.body.iter(f"{DRAWING}extent"))
    assert int(extent.get("cy")) <= word.TALLEST_PICTURE
    assert int(extent.get("cx")) == pytest.approx(int(extent.get("cy")) / 10, rel=0.02)


def test_a_broken_picture_is_refused_by_name() -> None:
    broken = Picture("iVBORw0KGgo=", "image/png")
    with pytest.raises(UnprintableDocument, match="Figure “Our offices”: the picture cannot"):
        written(Figure("Our offices", "Two offices.", broken))


# --- words ----------------------------------------------------------------------------------


def test_a_status_is_a_word_in_bold_on_its_colour(sample: Word) -> None:
    [run] = [each for each in sample.body.iter(f"{W}r") if text(each).strip() == "Complete"][:1]
    assert run.find(f"{W}rPr/{W}b") is not None
    assert run.find(f"{W}rPr/{W}shd").get(f"{W}fill") == "86cba3"


def test_a_quotation_is_a_quotation(sample: Word) -> None:
    assert sample.of("Quote") == [
        "The pace of change has been kept.",
        "Much remains uneven.",
        "– Lead inspector, closing meeting",
    ]


@pytest.mark.parametrize("typed", ["<w:p/>&amp;", "]]>", "{{ x }}", "  two  spaces  ", "ŵŷ £ €"])
def test_what_is_typed_is_text(typed: str) -> None:
    paper = written(Paragraph((Text(typed),)))
    assert paper.of("Normal") == [typed]


def test_what_cannot_be_printed_is_replaced() -> None:
    paper = written(Paragraph((Text("\uf0b7 one \x07\U0001f9ff"),)))
    assert paper.of("Normal") == ["• one \ufffd"]


def test_nothing_is_lost_from_a_paper_with_faults() -> None:
    paper = written(
        Heading("Too deep", level=4),
        paragraph("same"),
        NumberedParagraph("same", (Reference("nowhere"),)),
        Figure("No words", "", Chart("bar", ("Q1",), (Series("Children", (3.0,)),))),
    )
    assert paper.of("heading 1") == ["Too deep"]
    assert paper.of("Numbered paragraph 1") == [
        "About same.",
        "[reference to nowhere not found]",
    ]


# --- a council's own template ---------------------------------------------------------------


@pytest.fixture
def template() -> bytes:
    """A template as a council may have it: its own header, logo and page, numbered headings."""
    file = docx.Document()
    file.add_paragraph("Write here").add_run().add_picture(BytesIO(b64decode(PIXELS)))
    file.add_comment(file.paragraphs[0].runs, "Write here soon", author="Write here too")
    file.core_properties.keywords = "Write here"
    file.sections[0].header.paragraphs[0].text = "Borough of Example"
    file.sections[0].header.paragraphs[0].add_run().add_picture(BytesIO(b64decode(PIXELS)))
    file.sections[0].footer.paragraphs[0].text = "Our own footer"
    file.styles["Heading 1"].font.name = "Georgia"
    numbered = file.styles["Heading 1"].element.get_or_add_pPr().get_or_add_numPr()
    numbered.get_or_add_numId().val = 1
    saved = BytesIO()
    file.save(saved)
    return saved.getvalue()


def test_a_template_keeps_its_looks(template: bytes) -> None:
    paper = Word(word.render(SAMPLE, base=template))
    assert "Borough of Example" in text(etree.fromstring(paper.parts["word/header1.xml"]))
    assert "Our own footer" in text(etree.fromstring(paper.parts["word/footer1.xml"]))
    font = paper.styles["Heading1"].find(f"{W}rPr/{W}rFonts")
    assert font.get(f"{W}ascii") == "Georgia"


def test_a_template_gives_its_logo_and_none_of_its_words(template: bytes, folder: Path) -> None:
    paper = Word(word.render(Document("A paper", ()), base=template))
    assert [name for name, part in paper.parts.items() if b"Write here" in part] == []
    assert [name for name in paper.parts if name.startswith("word/media/")] == [
        "word/media/image1.png"
    ]
    assert "image1.png" in paper.parts["word/_rels/header1.xml.rels"].decode()
    assert audit(word.render(SAMPLE, base=template), folder) == []


def packed(**parts: str) -> bytes:
    saved = BytesIO()
    with ZipFile(saved, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return saved.getvalue()


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (b"%PDF-1.7", "could not read"),
        (b"PK", "could not read"),
        (packed(readme="Not Word"), "could not read"),
        (packed(**{"word/vbaProject.bin": ""}), "has macros"),
        (packed(**{"word/document.xml": " " * (ooxml.MOST_UNPACKED + 1)}), "more than a template"),
        (packed(**{f"word/{n}.xml": "" for n in range(501)}), "more than a template"),
    ],
)
def test_a_file_that_is_no_template_is_refused(file: bytes, said: str) -> None:
    with pytest.raises(ooxml.UnusableBase, match=said):
        word.render(SAMPLE, base=file)


def test_a_template_with_half_of_its_bytes_is_refused(template: bytes) -> None:
    with pytest.raises(ooxml.UnusableBase, match="could not read"):
        word.render(SAMPLE, base=template[: len(template) // 2])


def test_a_template_is_numbered_as_the_paper_is(template: bytes) -> None:
    paper = Word(word.render(SAMPLE, base=template))
    assert paper.paper_numbers == expected_numbers(SAMPLE)
    assert_citations_are_right(paper)


def test_a_template_gets_the_styles_it_lacks(template: bytes) -> None:
    paper = Word(word.render(replace(SAMPLE, language="cy-GB"), base=template))
    names = {value(style, "name") for style in paper.styles.values()}
    assert {"Numbered paragraph 2", "Table text", "toc 1"} <= names
    assert value(paper.xml("styles"), "docDefaults/rPrDefault/rPr/lang") == "cy-GB"
