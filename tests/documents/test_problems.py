"""Every rule finds its fault, leaves alone what is sound, and the repair cures it."""

from dataclasses import replace

import pytest
from hypothesis import given

from documents.nodes import (
    Appendix,
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
from documents.numbering import number
from documents.problems import Problem, find, is_safe, repair
from tests.documents.sample import PIXELS, SAMPLE
from tests.documents.strategies import documents, rough_documents

CHART = Chart("bar", ("a", "b"), (Series("Figures", (1.0, 2.0)),))
CELL = (Text("x"),)


def paper(*children):
    return Document("Paper", children)


def words(*inlines):
    return Paragraph(inlines)


# Each faulty block, the severity and words of its problem, and what is printed instead.
FAULTS = {
    "figure without a description": (
        Figure("Rising", "", CHART),
        ("error", "Figure “Rising” has no sentence that says what it shows."),
        Figure("Rising", "Rising", CHART),
    ),
    "figure without a title": (
        Figure(" ", "It rises.", CHART),
        ("warning", "A figure has no title."),
        Figure("It rises.", "It rises.", CHART),
    ),
    "picture that cannot be read": (
        Figure("Plan", "A plan.", Picture("!", "image/png")),
        ("error", "The picture “Plan” cannot be read."),
        words(Text("[picture Plan cannot be read]")),
    ),
    "picture of another kind": (
        Figure("Plan", "A plan.", Picture(PIXELS, "image/jpeg")),
        ("error", "The picture “Plan” cannot be read."),
        words(Text("[picture Plan cannot be read]")),
    ),
    "chart with too few values": (
        Figure("T", "D", replace(CHART, series=(Series("Figures", (1.0,)),))),
        (
            "error",
            "A chart has more or fewer values than labels, or values without a number.",
        ),
        Figure("T", "D", replace(CHART, series=(Series("Figures", (1.0, None)),))),
    ),
    "chart with what is no number": (
        Figure("T", "D", replace(CHART, upper=float("nan"))),
        (
            "error",
            "A chart has more or fewer values than labels, or values without a number.",
        ),
        Figure("T", "D", CHART),
    ),
    "table without a header": (
        Table("Counts", (), ((CELL, CELL),)),
        ("error", "Table “Counts” has no header row."),
        Table("Counts", ("Column 1", "Column 2"), ((CELL, CELL),)),
    ),
    "table without a caption": (
        Table("", ("Status", "Count"), ()),
        ("warning", "A table has no caption."),
        Table("Status, Count", ("Status", "Count"), ()),
    ),
    "table with ragged rows": (
        Table("Counts", ("a", "b"), ((CELL,), (CELL, CELL, CELL)), ("left", "right")),
        ("error", "Table “Counts” has rows with more or fewer cells than others."),
        Table(
            "Counts",
            ("a", "b", ""),
            ((CELL, (), ()), (CELL, CELL, CELL)),
            ("left", "right", "left"),
        ),
    ),
    "empty table": (
        Table("Counts", (), ()),
        ("warning", "Table “Counts” is empty and is left out."),
        None,
    ),
    "empty heading": (
        Heading("  "),
        ("warning", "A heading is empty and is left out."),
        None,
    ),
    "skipped heading level": (
        Heading("Deep", 2),
        ("warning", "Heading “Deep” skips a level; it is moved up."),
        Heading("Deep", 1),
    ),
    "appendix without a title": (
        Appendix("x", "", ()),
        ("error", "An appendix has no title."),
        Appendix("x", "Untitled", ()),
    ),
    "dangling reference": (
        words(Reference("nowhere", "plan")),
        ("error", "A citation leads nowhere: nothing is called nowhere."),
        words(Text("[reference to nowhere to plan not found]")),
    ),
    "unsafe link": (
        words(Link("press", "javascript:alert(1)")),
        ("error", "The address of “press” is not a web or e-mail address."),
        words(Text("press")),
    ),
    "link without words": (
        words(Link(" ", "https://council.example")),
        ("warning", "The link to https://council.example has no words."),
        words(Link("https://council.example", "https://council.example")),
    ),
    "status without its word": (
        words(Status("", "red"), Text("x")),
        ("warning", "A status has no word and is left out."),
        words(Text("x")),
    ),
    "list that begins before one": (
        NumberedList((ListItem(CELL),), start=0),
        ("warning", "A list cannot begin before 1."),
        NumberedList((ListItem(CELL),)),
    ),
    "character that no font has": (
        words(Text("Ms 名")),
        ("warning", "“名” (U+540D) cannot be printed; \ufffd stands there instead."),
        words(Text("Ms \ufffd")),
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_fault_is_found_and_mended(fault):
    block, (severity, message), mended = FAULTS[fault]
    problems = find(paper(block))
    assert [(problem.severity, problem.message) for problem in problems] == [(severity, message)]
    assert repair(paper(block)) == paper(*([mended] if mended else []))


@pytest.mark.parametrize(
    "block",
    [
        BulletList(()),
        NumberedList(()),
        MetadataBox(()),
        Quotation(()),
    ],
)
def test_what_holds_nothing_is_left_out_without_a_word(block):
    assert find(paper(block)) == []
    assert repair(paper(block)) == paper()


def test_a_sound_document_has_no_problems_and_is_handed_on_as_it_is():
    assert find(SAMPLE) == []
    assert repair(SAMPLE) is SAMPLE


def test_symbols_pasted_from_word_are_mended_without_a_word():
    document = paper(words(Text("\uf0b7 first\x00")))
    assert find(document) == []
    assert repair(document) == paper(words(Text("• first")))


@pytest.mark.parametrize(
    ("levels", "closed"),
    [
        ([1, 2, 3, 2, 1], [1, 2, 3, 2, 1]),
        ([1, 3, 3, 2], [1, 2, 2, 2]),
        ([2, 3, 1], [1, 2, 1]),
        ([3, 1, 4], [1, 1, 2]),
    ],
)
def test_heading_levels_are_closed_up(levels, closed):
    document = paper(*(Heading("Heading", level) for level in levels))
    assert [heading.level for heading in repair(document).children] == closed
    assert len(find(document)) == sum(a != b for a, b in zip(levels, closed, strict=True))


def test_a_headed_section_begins_its_levels_again_and_a_group_does_not():
    lower = (Heading("Lower", 2),)
    grouped = paper(Heading("Upper"), Section("group", "", lower))
    headed = paper(Heading("Upper"), Section("part", "Part", lower))
    assert find(grouped) == []
    assert [problem.message for problem in find(headed)] == [
        "Heading “Lower” skips a level; it is moved up."
    ]
    assert find(paper(Heading("Upper"), Section("part", "Part", ()), *lower)) == []


def test_a_section_may_have_no_heading():
    assert find(paper(Section("s", "", (), numbered=True), Section("t", "", ()))) == []
    assert repair(paper(Section("s", " ", ()))) == paper(Section("s", "", ()))


def test_an_anchor_used_twice_is_found_and_renamed():
    document = paper(
        NumberedParagraph("a", CELL), NumberedParagraph("a-2", CELL), NumberedParagraph("a", CELL)
    )
    assert [block.anchor for block in repair(document).children] == ["a", "a-2", "a-3"]
    assert find(document) == [
        Problem("error", "a-3", "3", "Two parts of the paper are called “a”.")
    ]


def test_a_part_without_an_anchor_is_given_one():
    document = paper(Section("", "One", ()), Section("", "Two", ()))
    assert find(document) == []
    assert [block.anchor for block in repair(document).children] == ["section", "section-2"]


def test_an_appendix_inside_another_part_is_moved_to_the_end():
    inner = Appendix("inner", "Inner", ())
    document = paper(Section("s", "S", (inner,)), Appendix("outer", "Outer", ()))
    assert [problem.message for problem in find(document)] == [
        "An appendix stands inside another part; it is moved to the end."
    ]
    assert repair(document).children[-1] == inner
    assert number(repair(document)).label("inner") == "Appendix 2"


def test_a_paper_without_a_title_is_untitled():
    assert repair(Document("", ())).title == "Untitled"
    assert [problem.message for problem in find(Document("", ()))] == ["The paper has no title."]


def test_a_problem_says_where_it_is():
    bad = words(Status(""))
    document = paper(
        bad,
        MetadataBox((MetadataRow("Wards", (Status(""),)),)),
        Section("head", "Reasons", (bad, NumberedParagraph("p", CELL, (bad,))), numbered=True),
        Section("group", "", (bad, NumberedList((ListItem((Status(""),), anchor="item"),)))),
        Section("plain", "Background", (Section("inner", "", (bad,)),)),
        Appendix("letter", "The letter", (bad,)),
    )
    assert [(problem.anchor, problem.place) for problem in find(document)] == [
        ("", "Paper"),
        ("", "Paper"),
        ("head", "1 Reasons"),
        ("p", "1.1"),
        ("group", "Paper"),
        ("item", "Paper"),
        ("inner", "Background"),
        ("letter", "Appendix 1 The letter"),
    ]


def test_problems_stand_in_reading_order():
    document = paper(
        words(Reference("x"), Status("")), words(Reference("y")), words(Reference("x"))
    )
    assert [problem.message for problem in find(document)] == [
        "A citation leads nowhere: nothing is called x.",
        "A status has no word and is left out.",
        "A citation leads nowhere: nothing is called y.",
        "A citation leads nowhere: nothing is called x.",
    ]


@given(rough_documents())
def test_a_repaired_document_has_no_problems(document):
    repaired = repair(document)
    assert find(repaired) == []
    assert repair(repaired) is repaired


@given(documents())
def test_repair_keeps_the_numbers_of_a_sound_document(document):
    assert number(repair(document)).labels == number(document).labels


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://council.example/a?b=c", True),
        ("HTTP://council.example", True),
        ("mailto:a@council.example", True),
        ("javascript:alert(1)", False),
        (" javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("https://a b", False),
        ("data:text/html,x", False),
        ("//council.example", False),
        ("/page", False),
        ("", False),
    ],
)
def test_only_web_and_mail_addresses_are_safe(address, safe):
    assert is_safe(address) is safe
