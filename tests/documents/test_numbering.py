"""Numbers and citations are computed from the tree, whatever the tree."""

import string
from dataclasses import replace

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


def labels(*children: Block, style: str = "number", numbers: str = "levels") -> dict[str, str]:
    document = Document("Paper", children, appendix_style=style, numbers=numbers)
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


def test_appendices_go_on_after_z():
    many = [Appendix(f"x-{n}", "X", ()) for n in range(28)]
    assert list(labels(*many, style="letter").values())[25:] == [
        *("Appendix Z", "Appendix AA", "Appendix BB")
    ]


PAPER = (
    Section(
        "one",
        "One",
        (
            paragraph("a", paragraph("b"), paragraph("c", paragraph("d"))),
            Section("group", "Group", (paragraph("e"),)),
            Section("inner", "Inner", (paragraph("f"),), numbered=True),
            paragraph("g"),
        ),
        numbered=True,
    ),
    Section("two", "Two", (paragraph("h"),), numbered=True),
    Appendix("x", "X", (paragraph("i"),)),
)


def test_plain_numbers_go_through_the_whole_paper():
    assert labels(*PAPER, numbers="plain") == {
        "a": "1",
        "b": "1.1",
        "c": "1.2",
        "d": "1.2.1",
        "e": "2",
        "f": "3",
        "g": "4",
        "h": "5",
        "x": "Appendix 1",
        "i": "A1.1",
    }


def test_roman_numbers_begin_again_in_each_section_and_are_cited_with_it():
    numbering = number(Document("Paper", PAPER, numbers="roman"))
    shown = {name: (numbering.printed(name), label) for name, label in numbering.labels.items()}
    assert shown == {
        "one": ("1", "1"),
        "a": ("(i)", "1(i)"),
        "b": ("(a)", "1(i)(a)"),
        "c": ("(b)", "1(i)(b)"),
        "d": ("(1)", "1(i)(b)(1)"),
        "group": ("", ""),
        "e": ("(ii)", "1(ii)"),
        "inner": ("1.1", "1.1"),
        "f": ("(i)", "1.1(i)"),
        "g": ("(iii)", "1(iii)"),
        "two": ("2", "2"),
        "h": ("(i)", "2(i)"),
        "x": ("Appendix 1", "Appendix 1"),
        "i": ("(i)", "A1(i)"),
    }


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ("levels", "paragraphs 1.1 to 2.1"),
        ("plain", "paragraphs 1 to 5"),
        ("roman", "paragraphs 1(i) to 2(i)"),
    ],
)
def test_sections_are_cited_in_every_style(numbers, expected):
    assert cited("one", "two", document=Document("Paper", PAPER, numbers=numbers)) == expected


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
        around, count = taken_apart(label)
        assert count == siblings.get(around, 0) + 1
        siblings[around] = count


ROMAN = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv"]


def taken_apart(label):
    """What stands before the last count of a number, and that count: 1.2 is 2 of 1, (ii) is 2."""
    if not label.endswith(")"):
        around, _, last = label.rpartition(".")
        return around, int(last)
    around, _, last = label[:-1].rpartition("(")
    counts = (ROMAN, string.ascii_lowercase, [str(n) for n in range(1, 20)])[around.count("(") % 3]
    return f"{around}(", counts.index(last) + 1


@given(documents())
def test_groups_without_a_number_change_no_number(document):
    """Numbers are the same when everything is put into one more group."""
    body = tuple(block for block in document.children if not isinstance(block, Appendix))
    appendices = document.children[len(body) :]
    grouped = (Section("one-more-group", "Group", body), *appendices)
    before = number(document)
    after = number(replace(document, children=grouped))
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
    label, around = numbering.label(anchor), numbering.label(outer)
    return label.startswith((f"{around}.", f"{around}("))


@given(documents())
def test_every_citation_of_a_sound_document_resolves(document):
    numbering = number(document)
    for reference in references(document):
        citation = numbering.cite(reference)
        assert citation.first.label == numbering.label(citation.first.anchor)
        assert citation.first.label in str(citation)
