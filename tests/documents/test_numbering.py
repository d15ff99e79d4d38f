"""Numbers and citations are computed from the tree, whatever the tree."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.nodes import (
    Appendix,
    Block,
    BulletList,
    Document,
    ListItem,
    NumberedParagraph,
    Reference,
    Section,
    Text,
)
from documents.numbering import DanglingReference, DuplicateAnchor, number
from documents.tree import references, walk
from tests.documents.sample import SAMPLE
from tests.documents.strategies import documents


def paragraph(anchor: str, *children: Block) -> NumberedParagraph:
    return NumberedParagraph(anchor, (Text(anchor),), children)


def labels(*children: Block, style: str = "number") -> dict[str, str]:
    document = Document("Paper", children, appendix_style=style)
    return {name: label for name, label in number(document).labels.items() if label}


def cited(first: str, last: str = "", *, document: Document = SAMPLE) -> str:
    return str(number(document).cite(Reference(first, last)))


def test_paragraphs_count_within_their_numbered_section():
    assert labels(
        Section("one", "One", (paragraph("a"), paragraph("b")), numbered=True),
        Section("two", "Two", (paragraph("c"),), numbered=True),
    ) == {"one": "1", "a": "1.1", "b": "1.2", "two": "2", "c": "2.1"}


def test_numbered_sections_nest_to_any_depth():
    deepest = Section("deepest", "Deepest", (paragraph("a"),), numbered=True)
    deeper = Section("deeper", "Deeper", (deepest,), numbered=True)
    assert labels(Section("deep", "Deep", (deeper,), numbered=True)) == {
        "deep": "1",
        "deeper": "1.1",
        "deepest": "1.1.1",
        "a": "1.1.1.1",
    }


def test_a_group_without_a_number_is_transparent():
    groups = (
        paragraph("a"),
        Section("group", "Theme", (paragraph("b"), Section("inner", "", (paragraph("c"),)))),
        paragraph("d"),
    )
    assert labels(Section("one", "One", groups, numbered=True)) == {
        "one": "1",
        "a": "1.1",
        "b": "1.2",
        "c": "1.3",
        "d": "1.4",
    }


def test_paragraphs_inside_a_paragraph_are_numbered_below_it():
    blocks = (paragraph("a", paragraph("b"), paragraph("c")), paragraph("d"))
    assert labels(Section("one", "One", blocks, numbered=True)) == {
        "one": "1",
        "a": "1.1",
        "b": "1.1.1",
        "c": "1.1.2",
        "d": "1.2",
    }


def test_a_paragraph_inside_a_list_goes_on_counting():
    items = BulletList((ListItem((Text("item"),), (paragraph("b"),)),))
    assert labels(paragraph("a"), items, paragraph("c")) == {"a": "1", "b": "2", "c": "3"}


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("number", {"x": "Appendix 1", "a": "A1.1", "y": "Appendix 2", "b": "A2.1"}),
        ("letter", {"x": "Appendix A", "a": "A.1", "y": "Appendix B", "b": "B.1"}),
    ],
)
def test_appendices_are_numbered_in_order(style, expected):
    appendices = Appendix("x", "X", (paragraph("a"),)), Appendix("y", "Y", (paragraph("b"),))
    assert labels(*appendices, style=style) == expected


def test_an_anchor_used_twice_is_refused():
    with pytest.raises(DuplicateAnchor):
        labels(paragraph("a"), Section("a", "A", ()))


def test_a_range_runs_from_the_first_of_one_to_the_last_of_another():
    assert cited("plan", "data") == "paragraphs 1.2 to 1.6"
    assert cited("visit") == "paragraphs 1.3 to 1.4"
    assert cited("judged", "visit-held") == "paragraphs 1.1 to 1.3"


def test_a_paragraph_speaks_for_those_inside_it():
    assert cited("data-progress") == "paragraph 1.6"
    assert cited("asked", "data-progress") == "paragraphs 1.5 to 1.6"
    assert cited("asked", "data-remedy") == "paragraphs 1.5 to 1.6.2"
    numbering = number(SAMPLE)
    covered = numbering.covered(Reference("data-progress"))
    assert covered == ["data-progress", "data-cause", "data-remedy"]


def test_appendices_are_cited_alone_and_in_ranges():
    assert cited("letter") == "Appendix 1"
    assert cited("letter", "letter") == "Appendix 1"
    assert cited("letter", "figures") == "Appendix 1 to Appendix 2"
    assert number(SAMPLE).covered(Reference("letter")) == []


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("nowhere", ""),
        ("judged", "nowhere"),
        ("summary", ""),  # holds no numbered paragraph
        ("note-visit", ""),  # a recommendation has no number of its own
        ("data", "plan"),  # backwards
        ("letter", "judged"),
    ],
)
def test_a_citation_that_leads_nowhere_is_refused(first, last):
    with pytest.raises(DanglingReference):
        cited(first, last)


@given(documents())
def test_numbers_are_unique_and_in_reading_order(document):
    numbering = number(document)
    read = [node.anchor for node in walk(document) if isinstance(node, NumberedParagraph)]
    printed = [numbering.label(anchor) for anchor in read]
    assert numbering.paragraphs == read
    assert all(printed)
    assert len(set(printed)) == len(printed)


@given(documents())
def test_numbers_are_contiguous(document):
    """Whatever is numbered 3 stands after a 2, and nothing begins with 2."""
    numbering = number(document)
    siblings: dict[str, int] = {}
    for node in walk(document):
        label = numbering.label(getattr(node, "anchor", ""))
        if not label or isinstance(node, Appendix):
            continue
        around, _, last = label.rpartition(".")
        assert int(last) == siblings.get(around, 0) + 1
        siblings[around] = int(last)


@given(documents())
def test_groups_without_a_number_change_no_number(document):
    """Numbers are the same when everything is put into one more group."""
    body = tuple(block for block in document.children if not isinstance(block, Appendix))
    appendices = document.children[len(body) :]
    grouped = (Section("one-more-group", "Group", body), *appendices)
    before = number(document)
    after = number(Document(document.title, grouped, appendix_style=document.appendix_style))
    assert after.labels == before.labels | {"one-more-group": ""}
    assert after.paragraphs == before.paragraphs


@given(documents(), st.data())
def test_a_range_covers_exactly_the_paragraphs_between(document, data):
    numbering = number(document)
    read = numbering.paragraphs
    if not read:
        return
    start = data.draw(st.integers(0, len(read) - 1))
    end = data.draw(st.integers(start, len(read) - 1))
    reference = Reference(read[start], read[end])
    covered = numbering.covered(reference)
    inside_last = [name for name in read[end + 1 :] if is_inside(numbering, name, read[end])]
    assert covered == read[start : end + 1] + inside_last
    citation = numbering.cite(reference)
    assert citation.first.anchor == read[start]
    assert (citation.last or citation.first).anchor == read[end]


def is_inside(numbering, anchor, outer):
    return numbering.label(anchor).startswith(numbering.label(outer) + ".")


@given(documents())
def test_every_citation_of_a_sound_document_resolves(document):
    numbering = number(document)
    for reference in references(document):
        citation = numbering.cite(reference)
        assert citation.first.label == numbering.label(citation.first.anchor)
        assert citation.first.label in str(citation)
