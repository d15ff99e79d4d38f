"""The outline is the paper in plain text, one node a line."""

from pathlib import Path

import pytest
from hypothesis import given

from documents import outline
from documents.nodes import (
    Document,
    Heading,
    ListItem,
    NumberedList,
    NumberedParagraph,
    Paragraph,
    Reference,
    Section,
    Text,
)
from documents.numbering import number
from documents.problems import repair
from tests.documents.sample import SAMPLE
from tests.documents.strategies import rough_documents

GOLDEN = Path(__file__).parent / "golden" / "sample.txt"


def body(*children):
    return outline.render(Document("Paper", children)).splitlines()[1:]


def test_the_sample_has_its_golden_outline():
    assert outline.render(SAMPLE) == GOLDEN.read_text("utf-8")


def test_a_numbered_paragraph_begins_with_its_number():
    section = Section("s", "Reasons", (NumberedParagraph("p", (Text("Because"),)),), numbered=True)
    assert body(section) == ["1 Reasons", "  1.1 Because"]


def test_a_group_without_a_heading_leaves_no_trace():
    assert body(Section("s", "", (Paragraph((Text("Words"),)),))) == ["Words"]


def test_a_lower_heading_is_indented():
    assert body(Heading("Upper"), Heading("Lower", 2)) == ["Upper", "  Lower"]


@pytest.mark.parametrize(
    ("style", "start", "marks"),
    [
        ("decimal", 9, ["9.", "10."]),
        ("roman", 3, ["(iii)", "(iv)"]),
        ("roman", 48, ["(xlviii)", "(xlix)"]),
        ("letter", 1, ["(a)", "(b)"]),
        ("letter", 26, ["(z)", "(aa)"]),
    ],
)
def test_items_have_the_marks_of_their_list(style, start, marks):
    items = (ListItem((Text("x"),)), ListItem((Text("y"),)))
    assert body(NumberedList(items, style, start)) == [f"{marks[0]} x", f"{marks[1]} y"]


def test_a_citation_that_leads_nowhere_is_said_in_words():
    assert body(Paragraph((Text("See "), Reference("a", "b"), Text(".")))) == [
        "See [reference to a to b not found]."
    ]


@given(rough_documents())
def test_any_document_has_an_outline_with_its_numbers(document):
    lines = [line.strip() for line in outline.render(document).splitlines()]
    numbering = number(repair(document))
    for anchor in numbering.paragraphs:
        label = numbering.printed(anchor)
        assert any(line == label or line.startswith(f"{label} ") for line in lines)
