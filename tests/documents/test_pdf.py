"""A PDF is accessible by PDF/UA-1, and what is typed in a paper is printed, not obeyed."""

from collections.abc import Iterator
from functools import cached_property
from io import BytesIO
from typing import Any

import page
import pytest
from hypothesis import HealthCheck, given, settings
from pypdf import PdfReader
from pypdf.generic import Destination

from documents import numbering, pdf
from documents.nodes import (
    BulletList,
    Chart,
    Document,
    Figure,
    Heading,
    Link,
    ListItem,
    MetadataBox,
    MetadataRow,
    NumberedList,
    NumberedParagraph,
    PageBreak,
    Paragraph,
    Picture,
    Quotation,
    Reference,
    Section,
    Series,
    Status,
    Table,
    Text,
)
from documents.pdf import UnprintableDocument
from tests.documents import strategies
from tests.documents.sample import SAMPLE

few = settings(deadline=None, max_examples=20, suppress_health_check=list(HealthCheck))

# It begins as a picture does, so that only what draws it can tell.
BROKEN = Picture("iVBORw0KGgpub3QgYSBwaWN0dXJl", "image/png")


class Pdf:
    """A finished file as a reader's program takes it in."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.reader = PdfReader(BytesIO(data))
        self.root: Any = self.reader.trailer["/Root"]

    @cached_property
    def pages(self) -> list[str]:
        return [" ".join(page.extract_text().split()) for page in self.reader.pages]

    @property
    def text(self) -> str:
        return " ".join(self.pages)

    @property
    def bookmarks(self) -> list[tuple[int, str]]:
        def walk(entries: list[Any], level: int) -> Iterator[tuple[int, str]]:
            for entry in entries:
                if isinstance(entry, Destination):
                    yield level, str(entry.title)
                else:
                    yield from walk(entry, level + 1)

        return list(walk(self.reader.outline, 1))

    @property
    def tags(self) -> Iterator[Any]:
        """Every element of the structure that a screen reader follows, in order."""

        def walk(node: Any) -> Iterator[Any]:
            node = node.get_object()
            if isinstance(node, list):
                for child in node:
                    yield from walk(child)
            elif isinstance(node, dict) and "/S" in node:
                yield node
                if "/K" in node:
                    yield from walk(node["/K"])

        yield from walk(self.root["/StructTreeRoot"]["/K"])

    def count(self, tag: str) -> int:
        return sum(each["/S"] == f"/{tag}" for each in self.tags)

    def place(self, destination: Any) -> tuple[int, float]:
        """Where a link leads: the page, and how far down."""
        if isinstance(destination, str):
            named = self.reader.named_destinations[destination]
            target, top = named["/Page"], named["/Top"]
        else:
            target, _, _, top = destination.get_object()[:4]
        return self.reader.pages.index(target.get_object()), -float(top)

    @property
    def links(self) -> list[Any]:
        return [
            annotation.get_object()
            for page in self.reader.pages
            for annotation in page.get("/Annots", ())
        ]


def printed(*blocks: Any, **document: Any) -> Pdf:
    return Pdf(pdf.render(Document(title="A paper", children=blocks, **document)))


def faults(data: bytes) -> list[tuple[str, str]]:
    result = page.validate_pdf_bytes(data, profile="ua1")
    return [(failure.rule_id, failure.message) for failure in result.failures]


@pytest.fixture(scope="module")
def sample() -> Pdf:
    return Pdf(pdf.render(SAMPLE))


# --- accessible -----------------------------------------------------------------------------


def test_the_sample_passes_pdf_ua(sample: Pdf) -> None:
    assert faults(sample.data) == []


@few
@given(strategies.documents() | strategies.rough_documents())
def test_any_document_passes_pdf_ua(document: Document) -> None:
    assert faults(pdf.render(document)) == []


def test_the_file_says_its_title_and_language(sample: Pdf) -> None:
    assert sample.root["/Lang"] == "en-GB"
    assert sample.root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712 - not a bool
    assert sample.reader.metadata is not None
    assert sample.reader.metadata.title == SAMPLE.title
    assert sample.reader.metadata.author == SAMPLE.author
    assert sample.reader.metadata.subject == SAMPLE.subject


def test_headings_are_bookmarks_with_their_numbers(sample: Pdf) -> None:
    assert sample.bookmarks == [
        (1, "Summary"),
        (1, "Recommendations"),
        (1, "1 Why this report is needed"),
        (2, "The improvement plan"),
        (3, "Turnaround priority"),
        (4, "What inspectors asked for"),
        (2, "What the figures show"),
        (1, "2 Implications of decision"),
        (2, "2.1 Resources"),
        (2, "2.2 Legal references"),
        (1, "Appendix 1: The inspectors’ letter"),
        (1, "Appendix 2: Figures for March and April"),
    ]


def test_tables_figures_quotations_and_lists_are_tagged_as_such(sample: Pdf) -> None:
    assert sample.count("Table") == 4
    assert sample.count("TH") == 3 + 6 + 2 + 5
    assert sample.count("BlockQuote") == 1
    described = [each["/Alt"] for each in sample.tags if each["/S"] == "/Figure"]
    assert described[0] == "A plan of the two offices that inspectors visited."
    assert len(described) == 4
    numbers = [each for each in sample.tags if each["/S"] == "/Lbl"]
    assert len(numbers) > len(numbering.number(SAMPLE).paragraphs)


def test_the_same_paper_makes_the_same_file(sample: Pdf) -> None:
    assert pdf.render(SAMPLE) == sample.data


def test_only_our_fonts_are_used(sample: Pdf) -> None:
    names = {
        str(font["/BaseFont"]).split("+")[-1]
        for page in sample.reader.pages
        for font in (each.get_object() for each in page["/Resources"]["/Font"].values())
    }
    assert names
    assert all(name.startswith("NotoSans") for name in names)


# --- in order, and numbered -----------------------------------------------------------------


def test_the_words_are_printed_in_order(sample: Pdf) -> None:
    expected = [
        "Children and Education Committee 6 June 2018 Progress of the improvement plan",
        "Report of Chair of the Committee Wards All",
        "Contents Summary",
        "1. That the Committee note the progress set out in paragraphs 1.2 to 1.6.",
        "paragraphs 1.3 to 1.4 and the letter in Appendix 1. (a) with its strengths",
        "1 Why this report is needed 1.1 Services were judged inadequate in July 2017.",
        "1.2 The plan has three objectives: (i) a skilled workforce (ii) good help",
        "1.3 The monitoring visit Inspectors came on 25 and 26 April 2018 and looked at:"
        " • work with partners – police – health • supervision",
        "1.6 Of 48 actions, 30 are Complete and 3 are Overdue.",
        "Table 1: Actions by status Status March April Complete 27 30",
        "1.6.2 The contract is expected in July; see paragraph 2.2.1.",
        "2.2 Legal references 2.2.1 The duties are in the Children Act 1989",
        "Appendix 1: The inspectors’ letter A1.1 Thank you for the help",
        "Figure 2: Assessments completed within 45 working days Timely assessments rose",
        "Feb no figure 90.0% 81.4% 70.0% 98.0%",
    ]
    positions = [sample.text.find(words) for words in expected]
    assert -1 not in positions, expected[positions.index(-1)]
    assert positions == sorted(positions)


def test_every_page_says_the_title_and_its_number(sample: Pdf) -> None:
    for position, words in enumerate(sample.pages, start=1):
        assert words.endswith(f"{SAMPLE.title} Page {position} of {len(sample.pages)}")


def test_an_appendix_and_what_follows_a_break_begin_a_page() -> None:
    sample = printed(Paragraph((Text("One"),)), PageBreak(), Paragraph((Text("Two"),)))
    assert ["One" in sample.pages[0], "Two" in sample.pages[1]] == [True, True]


def test_a_page_break_inside_a_list_does_no_harm() -> None:
    item = ListItem((Text("One"),), children=(PageBreak(), Paragraph((Text("Two"),))))
    assert "One Two" in printed(BulletList((item,))).text


def test_citations_lead_to_what_they_cite(sample: Pdf) -> None:
    """Seen by where links lead: the citations' ends lie between the headings around them."""
    ends = [sample.place(link["/Dest"]) for link in sample.links if "/Dest" in link]
    box, contents, citations = ends[:2], ends[2:12], ends[12:]
    _, _, one, plan, data, two, _, legal, letter, figures = contents
    first, last, visit, visit_end, the_letter, duty = citations
    assert contents == sorted(contents)
    assert box == [letter, figures]
    assert the_letter == letter
    assert one < plan < first < visit < visit_end < data < last < two < legal < duty < letter


def test_links_lead_out(sample: Pdf) -> None:
    addresses = [link["/A"]["/URI"] for link in sample.links if "/URI" in link.get("/A", {})]
    assert addresses == [
        "mailto:improvement@council.example",
        "https://www.legislation.gov.uk/ukpga/1989/41",
    ]


def test_a_short_paper_has_no_contents_list() -> None:
    assert "Contents" not in printed(Heading("One"), Heading("Two")).text


def test_the_header_row_of_a_long_table_is_repeated() -> None:
    rows = tuple(((Text(f"Row {n}"),), (Text(str(n)),)) for n in range(90))
    paper = printed(Table("Long", ("Action", "Count"), rows, ("left", "right")))
    assert len(paper.pages) > 2
    assert all("Action Count" in words for words in paper.pages)


# --- hostile and faulty input ---------------------------------------------------------------

HOSTILE = (
    '#eval("1 + 1") #panic("x") #image("/etc/passwd")',
    "*not bold* _not italic_ `code` $x^2$ = No heading",
    r"C:\folder \u{41} @label <label> // comment /* */",
    '"quoted" {"kind": "break"} [content] ~ -- ---',
)


@pytest.mark.parametrize("typed", HOSTILE)
def test_what_is_typed_is_printed_and_not_obeyed(typed: str) -> None:
    words = (Text(typed),)
    paper = printed(
        MetadataBox((MetadataRow(typed, words),)),
        Heading(typed),
        Paragraph(words),
        NumberedParagraph("one", (Text(typed, bold=True), Status(typed), Link(typed, "https://x"))),
        NumberedList((ListItem(words),)),
        Table(typed, (typed,), ((words,),)),
        Figure(typed, typed, Chart("bar", (typed,), (Series(typed, (1.0,)),))),
        kicker=(typed,),
    )
    assert "".join(paper.text.split()).count("".join(typed.split())) >= 12


def test_what_no_font_has_is_replaced_and_the_rest_is_printed() -> None:
    text = printed(Paragraph((Text("\uf0b7 point, العربية, \U0001f600, ŵŷ £ € ≥ ✓ −5"),))).text
    assert "• point" in text
    assert "ŵŷ £ € ≥ ✓ −5" in text
    assert "\ufffd" in text


def test_a_paper_with_faults_is_mended_and_printed() -> None:
    paper = printed(
        Heading("Too deep", level=4),
        NumberedParagraph("same", (Text("First."),)),
        NumberedParagraph("same", (Reference("nowhere"),)),
        Figure("No words", "", Chart("line", ("Q1",), (Series("Children", (3.0,)),))),
    )
    assert faults(paper.data) == []
    assert "1 First. 2 [reference to nowhere not found]" in paper.text


# --- what cannot be printed -----------------------------------------------------------------


def paragraph(anchor: str, *children: Any) -> NumberedParagraph:
    return NumberedParagraph(anchor, (Text("Words."), Reference("p1")), children)


def test_a_refusal_names_the_figure_and_the_paragraph_around_it() -> None:
    bad = Figure("Our offices", "Two offices.", BROKEN)
    paragraphs = [paragraph(f"p{n}") for n in range(1, 9)]
    with pytest.raises(UnprintableDocument, match=r"^Figure “Our offices”: ") as raised:
        printed(
            Section("background", "Background", (*paragraphs, paragraph("p9", bad)), numbered=True),
            Section("after", "After", (paragraph("p10"),)),
        )
    assert (raised.value.anchor, raised.value.place) == ("p9", "Figure “Our offices”")


UNKNOWN = "Words \U0001f9ff"  # a character that no font has


@pytest.mark.parametrize(
    ("block", "anchor", "place"),
    [
        (Paragraph((Text(UNKNOWN),)), "", f"The part that begins “{UNKNOWN}”"),
        (
            Paragraph((Text("A " * 20), Status(UNKNOWN))),
            "",
            "The part that begins “A A A A A A A A”",
        ),
        (NumberedParagraph("p1", (Text(UNKNOWN),)), "p1", "Paragraph 2"),
        (Section("s", UNKNOWN, (), numbered=True), "s", f"Heading “{UNKNOWN}”"),
        (Heading(UNKNOWN), "", f"Heading “{UNKNOWN}”"),
        (Table(UNKNOWN, ("Words",), ()), "", f"Table “{UNKNOWN}”"),
        (MetadataBox((MetadataRow(UNKNOWN, ()),)), "", "The header box"),
        (Quotation(((Text(UNKNOWN),),)), "", f"The part that begins “{UNKNOWN}”"),
        (
            NumberedList((ListItem((Text("One"),)), ListItem((Text(UNKNOWN),), anchor="two"))),
            "two",
            f"The part that begins “{UNKNOWN}”",
        ),
        (
            paragraph("p1", paragraph("p1-1", Paragraph((Text(UNKNOWN),)))),
            "p1-1",
            f"The part that begins “{UNKNOWN}”",
        ),
    ],
)
def test_a_refusal_names_the_part(
    monkeypatch: pytest.MonkeyPatch, block: Any, anchor: str, place: str
) -> None:
    monkeypatch.setattr("documents.problems.repair", lambda document: document)
    before = NumberedParagraph("p0", (Text("Before."),))
    with pytest.raises(UnprintableDocument) as raised:
        printed(
            Section("first", "First", (before,), numbered=True), Section("second", "", (block,))
        )
    assert (raised.value.anchor, raised.value.place) == (anchor, place)


def test_a_refused_title_has_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("documents.problems.repair", lambda document: document)
    with pytest.raises(UnprintableDocument) as raised:
        pdf.render(Document(UNKNOWN, ()))
    assert (raised.value.anchor, raised.value.place) == ("", "")


def test_a_drawing_that_cannot_be_read_is_refused() -> None:
    with pytest.raises(UnprintableDocument):
        pdf.png("<svg", width_pt=100)
