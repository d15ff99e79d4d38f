"""Word papers from outside are read into the tree, and what is not understood is listed."""

import io
from base64 import b64decode
from dataclasses import replace
from itertools import count
from typing import Any

import docx
import pytest
from docx.shared import Inches
from hypothesis import given, settings
from hypothesis import strategies as st

from documents import outline, word
from documents.nodes import (
    Appendix,
    Block,
    BulletList,
    Document,
    Figure,
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
    Table,
    Text,
)
from documents.numbering import number
from documents.tree import references, rewrite, walk
from documents.word_reader import read
from tests.documents.sample import PIXELS
from tests.documents.word_files import (
    cell,
    counted,
    heading,
    lists_of,
    numbered,
    p,
    run,
    saved,
    shown,
    table,
    word_of,
)
from tests.performance.files import with_parts

BOLD = "<w:b/>"
LEVELS = lists_of(("decimal", "%1."), ("decimal", "%1.%2"), ("decimal", "%1.%2.%3"))


def lines(content: bytes) -> list[str]:
    """The outline of what was read, a line a paragraph."""
    document, _ = read(content)
    return [line.strip() for line in outline.render(document).splitlines()]


def unread(content: bytes) -> list[str]:
    """What was not understood."""
    return read(content)[1]


def _text(item: ListItem) -> str:
    return "".join(getattr(each, "text", "") for each in item.content)


def one(content: bytes, kind: type) -> object:
    """The only node of a kind."""
    (found,) = (node for node in walk(read(content)[0]) if isinstance(node, kind))
    return found


# --- numbers ------------------------------------------------------------------------------------


def test_typed_numbers_are_counted_again() -> None:
    body = (
        heading("1. Background")
        + p("1.1 The plan began in May.")
        + p("1.2\tIt goes on.")
        + heading("2 Reasons")
        + p("2.1. Members oversee it.")
    )
    assert lines(word_of(body))[1:] == [
        "1 Background",
        "1.1 The plan began in May.",
        "1.2 It goes on.",
        "2 Reasons",
        "2.1 Members oversee it.",
    ]
    assert unread(word_of(body)) == []


def test_numbers_that_word_counts_are_read_as_it_prints_them() -> None:
    body = (
        heading("Background", mark=counted(0))
        + numbered("The plan began in May.", level="1")
        + numbered("It goes on.", level="1")
        + numbered("In every team.", level="2")
        + heading("Reasons", mark=counted(0))
        + numbered("Members oversee it.", level="1")
    )
    assert lines(word_of(body, numbering=LEVELS))[1:] == [
        "1 Background",
        "1.1 The plan began in May.",
        "1.2 It goes on.",
        "1.2.1 In every team.",
        "2 Reasons",
        "2.1 Members oversee it.",
    ]


def test_typed_and_counted_numbers_may_stand_in_one_paper() -> None:
    body = (
        heading("Background", mark=counted(0))
        + numbered("The plan began in May.", level="1")
        + heading("2. Reasons")
        + p("2.1 Members oversee it.")
    )
    found = lines(word_of(body, numbering=LEVELS))
    assert found[1:] == [
        "1 Background",
        "1.1 The plan began in May.",
        "2 Reasons",
        "2.1 Members oversee it.",
    ]


def test_a_bold_line_with_a_number_is_a_heading() -> None:
    body = p(run("1.   WHY IT IS NEEDED", BOLD)) + p("1.1 The plan began in May.")
    assert lines(word_of(body))[1:] == ["1 WHY IT IS NEEDED", "1.1 The plan began in May."]


def test_the_first_section_may_have_no_heading() -> None:
    body = (
        heading("Recommendations")
        + p("1. That the Committee note paragraphs 1.1 to 1.3.")
        + p("1.1 The plan began in May.")
        + p("1.2 It goes on.")
        + heading("Plan of the council", 2)
        + p("1.3 It has three aims.")
        + heading("2. Reasons")
        + p("2.1 Members oversee it.")
    )
    content = word_of(body)
    assert lines(content)[1:] == [
        "Recommendations",
        "1. That the Committee note paragraphs 1.1 to 1.3.",
        "1.1 The plan began in May.",
        "1.2 It goes on.",
        "Plan of the council",
        "1.3 It has three aims.",
        "2 Reasons",
        "2.1 Members oversee it.",
    ]
    assert unread(content) == []


def test_numbers_in_headings_of_themes_are_words_of_the_headings() -> None:
    body = (
        heading("Progress")
        + p("1.1 The plan has seven themes.")
        + heading("1. Leadership and partnership", 2)
        + p("1.2 A board meets each month.")
        + heading("2. Right people, right skills", 2)
        + p("1.3 Forty workers have joined.")
        + p(run("3. Tools of the trade", BOLD))
        + p("1.4 A new system is in use.")
        + heading("2. Reasons")
        + p("2.1 Members oversee it.")
    )
    content = word_of(body)
    assert lines(content)[1:] == [
        "Progress",
        "1.1 The plan has seven themes.",
        "1. Leadership and partnership",
        "1.2 A board meets each month.",
        "2. Right people, right skills",
        "1.3 Forty workers have joined.",
        "3. Tools of the trade",
        "1.4 A new system is in use.",
        "2 Reasons",
        "2.1 Members oversee it.",
    ]
    assert unread(content) == []


def test_sections_inside_sections_have_numbers_of_three_parts() -> None:
    body = (
        heading("5. Implications")
        + heading("5.1 Priorities", 2)
        + p("5.1.1 It serves the plan.")
        + heading("5.2 Resources", 2)
        + p("5.2.1 There is money.")
        + p("5.2.2 There is more.")
    )
    content = word_of(heading("4. Next") + p("4.1 More.") + body)
    assert lines(content)[1:] == [
        "1 Next",
        "1.1 More.",
        "2 Implications",
        "2.1 Priorities",
        "2.1.1 It serves the plan.",
        "2.2 Resources",
        "2.2.1 There is money.",
        "2.2.2 There is more.",
    ]
    assert "What was numbered 4.1 in the file is 1.1 now." in unread(content)


def test_paragraphs_may_be_numbered_through_the_whole_paper() -> None:
    body = (
        heading("Background")
        + p("1. The plan began in May.")
        + p("2. It goes on.")
        + heading("Reasons")
        + p("3. Members oversee it, as paragraph 2 says.")
    )
    content = word_of(body)
    document, left = read(content)
    assert document.numbers == "plain"
    assert lines(content)[1:] == [
        "Background",
        "1 The plan began in May.",
        "2 It goes on.",
        "Reasons",
        "3 Members oversee it, as paragraph 2 says.",
    ]
    assert left == []
    assert len(list(references(document))) == 1


def test_paragraphs_that_word_counts_through_the_paper_are_plain() -> None:
    body = (
        heading("Background")
        + numbered("The plan began in May.")
        + numbered("It goes on.")
        + heading("Reasons")
        + numbered("Members oversee it.")
    )
    content = word_of(body, numbering=lists_of(("decimal", "%1.")))
    assert read(content)[0].numbers == "plain"
    assert lines(content)[-1] == "3 Members oversee it."


def test_a_list_in_one_section_is_no_numbering_of_the_paper() -> None:
    body = (
        heading("Recommendations")
        + p("1. That the Committee note the plan.")
        + p("2. That the Committee note the visit.")
        + heading("Background")
        + p("Words without a number.")
    )
    document, _ = read(word_of(body))
    assert document.numbers == "levels"
    assert isinstance(one(word_of(body), NumberedList), NumberedList)


def test_roman_paragraphs_are_cited_with_their_section() -> None:
    body = (
        heading("1. Background")
        + p("(i) The plan began in May.")
        + p("(ii) It goes on.")
        + heading("2. Reasons")
        + p("(i) Members oversee it, as paragraph 1(ii) says.")
    )
    content = word_of(body)
    document, left = read(content)
    assert document.numbers == "roman"
    assert lines(content)[1:] == [
        "1 Background",
        "(i) The plan began in May.",
        "(ii) It goes on.",
        "2 Reasons",
        "(i) Members oversee it, as paragraph 1(ii) says.",
    ]
    assert left == []
    assert len(list(references(document))) == 1


def test_a_roman_list_inside_a_paragraph_stays_a_list() -> None:
    body = (
        heading("1. Background")
        + p("1.1 The plan has aims:")
        + p("(i) to begin;")
        + p("(ii) to go on.")
        + heading("2. Reasons")
        + p("2.1 Members oversee it:")
        + p("(a) in meetings")
        + p("(b) in visits")
    )
    document, _ = read(word_of(body))
    assert document.numbers == "levels"
    found = [node.style for node in walk(document) if isinstance(node, NumberedList)]
    assert found == ["roman", "letter"]


def test_dates_and_figures_at_the_start_are_no_numbers() -> None:
    body = (
        heading("1. Visits")
        + p("1.1 Inspectors came twice.")
        + p("17 May 2018 was the first day.")
        + p("74 children had a plan.")
    )
    assert lines(word_of(body))[2:] == [
        "1.1 Inspectors came twice.",
        "17 May 2018 was the first day.",
        "74 children had a plan.",
    ]


def test_numbers_out_of_order_are_listed() -> None:
    body = heading("1. Visits") + p("1.1 One.") + p("1.3 Two.")
    assert unread(word_of(body)) == ["What was numbered 1.3 in the file is 1.2 now."]


# --- what stands before the text ----------------------------------------------------------------


def test_a_header_of_labels_and_values_holds_summary_and_recommendations() -> None:
    header = table(
        [cell(p("CHILDREN’S COMMITTEE"), p("6 June 2018"), properties='<w:gridSpan w:val="2"/>')],
        ["Title", "Progress of the plan"],
        ["Report of", "Chair of the Committee"],
        ["Wards", "All"],
        ["Key", "No"],
        ["Enclosures", cell("Appendix 1: Letter", "Appendix 2: Figures")],
        [cell(p(run("Summary", BOLD)), p("It tells of the spring."), p("And of the summer."))],
        [
            cell(
                p(run("Recommendations", BOLD)),
                p("1. That the Committee note paragraph 1.1."),
                p("2. That the Committee note Appendix 1."),
                properties='<w:gridSpan w:val="2"/>',
            )
        ],
    )
    body = (
        header
        + p("1.1 The plan began in May.")
        + heading("Appendix 1: Letter")
        + p("Thank you.")
        + heading("Appendix 2: Figures")
        + p("Twelve.")
    )
    document, left = read(word_of(body))
    assert document.title == "Progress of the plan"
    box = next(each for each in document.children if isinstance(each, MetadataBox))
    assert [row.label for row in box.rows] == ["Title", "Report of", "Wards", "Key", "Enclosures"]
    assert "CHILDREN’S COMMITTEE" in " ".join(document.kicker)
    sections = [each.heading for each in document.children if isinstance(each, Section)]
    assert sections[:2] == ["Summary", "Recommendations"]
    (items,) = (node for node in walk(document) if isinstance(node, NumberedList))
    assert [item.anchor for item in items.items] == ["recommendation-1", "recommendation-2"]
    assert left == []
    assert len(list(references(document))) == 2  # the header stays as it was typed


def test_a_header_may_have_a_label_and_a_value_in_each_cell() -> None:
    wide = '<w:gridSpan w:val="2"/>'
    header = table(
        [cell("Title: Self-assessment of the year", properties=wide)],
        [cell("Report of the Cabinet Member for Care", properties=wide)],
        ["Open Report", "For Information"],
        ["Wards Affected: All", "Key Decision: No"],
        [
            cell("Report Author: An Officer, Director"),
            cell("Contact Details:", "Tel: 020 0000 0000", "E-mail: officer@council.example"),
        ],
        [cell(p(run("Summary", BOLD)), p("It serves two ends."), properties=wide)],
        [
            cell(
                p(run("Recommendation(s)", BOLD)),
                p("The Cabinet is recommended to note:"),
                p("(i) The self-assessment, at Appendix A to the report; and"),
                p("(ii) The priorities, in paragraphs 1.1 to 1.2 of the report."),
                properties=wide,
            )
        ],
        [cell(p(run("Reason(s)", BOLD)), p("Members have duties."), properties=wide)],
    )
    body = (
        p("CABINET")
        + p("19 June 2018")
        + header
        + heading("1. Introduction")
        + p("1.1 A framework ended.")
        + p("1.2 Another began.")
        + heading("Appendix A - Self-assessment")
        + p("Words of it.")
    )
    document, left = read(word_of(body))
    assert document.kicker[:2] == ("CABINET", "19 June 2018")
    assert document.title == "Self-assessment of the year"
    assert document.appendix_style == "letter"
    box = next(each for each in document.children if isinstance(each, MetadataBox))
    said = {
        row.label: "".join(getattr(each, "text", "/") for each in row.value) for row in box.rows
    }
    assert said["Wards Affected"] == "All"
    assert said["Key Decision"] == "No"
    assert said["Report of"] == "the Cabinet Member for Care"
    assert said["Report Author"] == "An Officer, Director"
    assert said["Contact Details"] == "Tel: 020 0000 0000/E-mail: officer@council.example"
    assert [each.heading for each in document.children if isinstance(each, Section)] == [
        "Summary",
        "Recommendation(s)",
        "Reason(s)",
        "Introduction",
    ]
    (items,) = (node for node in walk(document) if isinstance(node, NumberedList))
    assert items.style == "roman"
    assert len(items.items) == 2
    assert left == []
    assert len(list(references(document))) == 2


def test_a_paper_without_a_header_keeps_its_title() -> None:
    file = docx.Document()
    file.add_paragraph("Progress of the plan", style="Title")
    file.add_heading("Summary", 1)
    file.add_paragraph("It tells of the spring.")
    document, left = read(saved(file))
    assert (document.title, left) == ("Progress of the plan", [])


def test_words_before_the_text_are_kept() -> None:
    body = (
        p("Report to the Board")
        + p("This paper tells of the spring in many words.")
        + heading("Summary")
        + p("Short.")
    )
    found = lines(word_of(body))
    assert "Report to the Board" in found
    assert "This paper tells of the spring in many words." in found


# --- lists --------------------------------------------------------------------------------------


def test_bullets_typed_or_made_by_word_belong_to_their_paragraph() -> None:
    body = (
        heading("1. Aims")
        + p("1.1 The plan has aims:")
        + p("• to begin;")
        + p("\uf0b7 to go on;")
        + p("- to end.")
        + numbered("to begin again")
        + p("1.2 It goes on.")
    )
    content = word_of(body, numbering=lists_of(("bullet", "o")))
    paragraph = next(node for node in walk(read(content)[0]) if isinstance(node, NumberedParagraph))
    (items,) = paragraph.children
    assert isinstance(items, BulletList)
    assert lines(content)[2:] == [
        "1.1 The plan has aims:",
        "- to begin;",
        "- to go on;",
        "- to end.",
        "- to begin again",
        "1.2 It goes on.",
    ]


def test_lists_inside_lists_stay_inside() -> None:
    numbering = lists_of(("bullet", "o"), ("bullet", "o"), ("lowerRoman", "(%3)"))
    body = (
        numbered("Care")
        + numbered("plans", level="1")
        + numbered("in time", level="2")
        + numbered("in full", level="2")
        + numbered("visits", level="1")
        + numbered("Need")
    )
    document, left = read(word_of(heading("Aims") + body, numbering=numbering))
    (outer,) = (each for section in document.children for each in section.children)
    assert isinstance(outer, BulletList)
    assert [_text(item) for item in outer.items] == ["Care", "Need"]
    (inner,) = outer.items[0].children
    assert isinstance(inner, BulletList)
    assert [_text(item) for item in inner.items] == ["plans", "visits"]
    (deepest,) = inner.items[0].children
    assert isinstance(deepest, NumberedList)
    assert deepest.style == "roman"
    assert left == []


def test_a_list_that_word_counts_begins_where_it_begins() -> None:
    body = heading("1. Aims") + p("1.1 Aims:") + p("3) third") + p("4) fourth")
    items = one(word_of(body), NumberedList)
    assert isinstance(items, NumberedList)
    assert (items.start, len(items.items)) == (3, 2)


# --- tables and pictures ------------------------------------------------------------------------


def test_a_table_keeps_its_caption_and_cells() -> None:
    body = (
        heading("1. Figures")
        + p("1.1 Figures follow.")
        + p("Table 1: Visits by month")
        + table(["Month", "Visits"], ["May", "12"], ["June", cell("14", "of 15")])
    )
    found = one(word_of(body), Table)
    assert isinstance(found, Table)
    assert found.caption == "Visits by month"
    assert found.header == ("Month", "Visits")
    assert lines(word_of(body))[-2:] == ["May | 12", "June | 14 of 15"]
    assert unread(word_of(body)) == []


def test_merged_cells_stand_in_the_first_of_their_places() -> None:
    tall, more, wide = (
        '<w:vMerge w:val="restart"/>',
        "<w:vMerge/>",
        '<w:gridSpan w:val="2"/>',
    )
    body = heading("1. Figures") + table(
        ["Team", "Month", "Visits"],
        [cell("East", properties=tall), "May", "12"],
        [cell("hidden", properties=more), "June", "14"],
        [cell("Both", properties=wide), "26"],
        properties='<w:tblCaption w:val="Visits"/>',
    )
    found = one(word_of(body), Table)
    assert isinstance(found, Table)
    assert {len(row) for row in found.rows} == {3}
    said = lines(word_of(body))
    assert said[-3:] == ["East | May | 12", "| June | 14", "Both |  | 26"]
    assert unread(word_of(body)) == ["Joined cells of the table “Visits” are taken apart."]


def test_rows_that_a_change_deletes_are_left_out() -> None:
    body = heading("1. Figures") + table(
        ["Month", "Visits"], ["May", "12"], properties='<w:tblCaption w:val="Visits"/>'
    ).replace(
        "<w:tr><w:tc><w:tcPr></w:tcPr><w:p><w:pPr></w:pPr><w:r><w:rPr></w:rPr><w:t "
        'xml:space="preserve">May',
        "<w:tr><w:trPr><w:del/></w:trPr><w:tc><w:tcPr></w:tcPr>"
        '<w:p><w:pPr></w:pPr><w:r><w:rPr></w:rPr><w:t xml:space="preserve">May',
    )
    found = one(word_of(body), Table)
    assert isinstance(found, Table)
    assert found.rows == ()


def test_a_table_without_a_caption_asks_for_one() -> None:
    body = heading("1. Figures") + table(["Month", "Visits"], ["May", "12"])
    assert unread(word_of(body)) == ["A table in “Figures” has no caption. Give it one."]


def picture_file(description: str) -> bytes:
    file = docx.Document()
    file.add_heading("1. Figures", 1)
    file.add_picture(io.BytesIO(b64decode(PIXELS)), width=Inches(1))
    (about,) = (each for each in file.element.iter() if each.tag.endswith("}docPr"))
    about.set("descr", description)
    file.add_paragraph("Figure 1: A bus stop")
    return saved(file)


def test_pictures_are_kept_with_what_they_show() -> None:
    content = picture_file("A grey bus stop.")
    assert one(content, Figure) == Figure(
        "A bus stop", "A grey bus stop.", Picture(PIXELS, "image/png")
    )
    assert unread(content) == []


@pytest.mark.parametrize(
    ("levels", "told"),
    [
        ((1, 2, 3, 1, 2), []),
        ((2, 3, 1), []),
        ((1, 4, 5), ["Heading “Part 2” skips from level 1 to level 4. Make it level 2."]),
        ((1, 2, 1, 3), ["Heading “Part 4” skips from level 1 to level 3. Make it level 2."]),
    ],
)
def test_a_heading_that_skips_a_level_is_listed(levels: tuple[int, ...], told: list[str]) -> None:
    parts = (
        heading(f"Part {place}", level) + p(f"Words {place}.")
        for place, level in enumerate(levels, start=1)
    )
    assert unread(word_of("".join(parts))) == told


def test_a_picture_without_a_description_asks_for_one() -> None:
    found = one(picture_file(""), Figure)
    assert isinstance(found, Figure)
    assert found.description == ""
    assert unread(picture_file("")) == [
        "A picture in “Figures” has no description. Write what it shows."
    ]


# --- what Word keeps besides words --------------------------------------------------------------


def test_tracked_changes_are_taken_as_accepted() -> None:
    body = heading("1. Plans") + p(
        "1.1 Plans are ",
        "<w:del><w:r><w:delText>never </w:delText></w:r></w:del>",
        f"<w:ins>{run('mostly ')}</w:ins>",
        f"<w:moveFrom>{run('here ')}</w:moveFrom>",
        f"<w:moveTo>{run('clear.')}</w:moveTo>",
    )
    assert lines(word_of(body))[-1] == "1.1 Plans are mostly clear."


def test_a_paragraph_whose_end_is_deleted_goes_on_in_the_next() -> None:
    body = (
        heading("1. Plans")
        + p("1.1 Plans ", properties="<w:rPr><w:del/></w:rPr>")
        + p("are clear.")
    )
    assert lines(word_of(body))[-1] == "1.1 Plans are clear."


def test_hidden_words_are_left_out() -> None:
    body = heading("1. Plans") + p("1.1 Plans", run(" of a child", "<w:vanish/>"), " are clear.")
    assert lines(word_of(body))[-1] == "1.1 Plans are clear."


def test_words_hidden_by_their_style_are_left_out() -> None:
    styles = (
        '<w:style w:type="character" w:styleId="H"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="P"><w:rPr><w:vanish/></w:rPr></w:style>'
    )
    body = (
        heading("1. Plans")
        + p("1.1 Plans", run(" of a child", '<w:rStyle w:val="H"/>'), " are clear.")
        + p("A note to nobody.", properties='<w:pStyle w:val="P"/>')
    )
    content = word_of(body, styles=styles)
    assert lines(content)[-1] == "1.1 Plans are clear."


def test_bold_and_italic_are_kept_inside_words() -> None:
    body = heading("1. Plans") + p("1.1 Plans ", run("are", BOLD), run(" clear", "<w:i/>"), ".")
    paragraph = one(word_of(body), NumberedParagraph)
    assert isinstance(paragraph, NumberedParagraph)
    assert paragraph.content == (
        Text("Plans "),
        Text("are", bold=True),
        Text(" clear", italic=True),
        Text("."),
    )


def test_addresses_are_kept_where_they_are_safe() -> None:
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="good" Target="https://council.example/plan" TargetMode="External"/>'
        '<Relationship Id="bad" Target="javascript:alert(1)" TargetMode="External"/>'
        "</Relationships>"
    )
    body = heading("1. Plans") + p(
        "1.1 See ",
        f'<w:hyperlink r:id="good">{run("the plan")}</w:hyperlink>',
        " and ",
        f'<w:hyperlink r:id="bad">{run("this")}</w:hyperlink>',
        shown(' HYPERLINK "https://council.example/letter" ', words=" and the letter"),
        ".",
    )
    content = with_parts(word_of(body), {"word/_rels/document.xml.rels": relations.encode()})
    paragraph = one(content, NumberedParagraph)
    assert isinstance(paragraph, NumberedParagraph)
    links = [each for each in paragraph.content if isinstance(each, Link)]
    assert links == [Link("the plan", "https://council.example/plan")]
    assert lines(content)[-1] == "1.1 See the plan and this and the letter."


def test_cross_references_of_word_become_citations() -> None:
    body = (
        heading("1. Plans")
        + p("1.1 Plans are clear.")
        + p("1.2 As paragraph ", shown(" REF _Ref1 \\r \\h ", words="1.1"), " says, they are.")
        + p("1.3 As ", shown(" REF _Ref9 ", words="Error! Reference source not found."), " says.")
    )
    content = word_of(body)
    document, left = read(content)
    (cited,) = references(document)
    assert number(document).label(cited.first) == "1.1"
    assert left == ["A cross-reference was broken in the file. Cite it again."]


def test_the_codes_of_fields_are_not_words() -> None:
    body = heading("1. Plans") + p(
        "1.1 Page ",
        shown(" PAGE ", " \\* MERGEFORMAT ", words="4"),
        '<w:fldSimple w:instr=" DATE "><w:r><w:t> of May</w:t></w:r></w:fldSimple>',
        ".",
    )
    assert lines(word_of(body))[-1] == "1.1 Page 4 of May."


BOX = "<w:txbxContent>{}</w:txbxContent>"


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        (
            f"<w:r><mc:AlternateContent><mc:Choice><w:drawing>{BOX}</w:drawing></mc:Choice>"
            f"<mc:Fallback><w:pict>{BOX}</w:pict></mc:Fallback></mc:AlternateContent></w:r>".replace(
                "{}", p("Words aside")
            ),
            "A text box is left out: “Words aside”.",
        ),
        (
            f"<w:r><w:pict>{BOX}</w:pict></w:r>".replace("{}", p("Words aside")),
            "A text box is left out: “Words aside”.",
        ),
        (
            '<w:r><w:footnoteReference w:id="2"/></w:r>',
            "Notes at the foot of a page are not taken over.",
        ),
        (
            '<w:r><w:endnoteReference w:id="2"/></w:r>',
            "Notes at the foot of a page are not taken over.",
        ),
        (
            '<w:r><w:drawing><c:chart xmlns:c="urn:c" r:id="rId9"/></w:drawing></w:r>',
            "A chart or drawing is left out. Add it to the paper as a picture (PNG or JPEG).",
        ),
        (
            "<w:r><w:object><w:x/></w:object></w:r>",
            "An embedded object or an old drawing is left out.",
        ),
        (
            '<m:oMath xmlns:m="urn:m"><m:r><m:t>x = 1</m:t></m:r></m:oMath>',
            "A formula is taken over as its letters: “x = 1”.",
        ),
        (
            '<w:commentRangeStart w:id="1"/><w:r><w:commentReference w:id="1"/></w:r>',
            "Comments in the margin are not taken over.",
        ),
    ],
)
def test_what_has_no_place_in_a_paper_is_listed(inside: str, words: str) -> None:
    content = word_of(heading("1. Plans") + p("1.1 Plans are clear.", inside))
    assert unread(content) == [words]
    assert lines(content)[-1].startswith("1.1 Plans are clear.")


def test_a_drawing_between_paragraphs_is_listed() -> None:
    content = word_of(
        heading("1. Plans")
        + p("1.1 Plans are clear.")
        + p('<w:r><w:drawing><c:chart xmlns:c="urn:c"/></w:drawing></w:r>')
    )
    assert unread(content) == [
        "A chart or drawing is left out. Add it to the paper as a picture (PNG or JPEG)."
    ]


def test_words_in_content_controls_are_words() -> None:
    body = (
        heading("1. Plans")
        + f"<w:sdt><w:sdtContent>{p('1.1 Plans are clear.')}</w:sdtContent></w:sdt>"
        + p("1.2 So are ", f"<w:sdt><w:sdtContent>{run('visits')}</w:sdtContent></w:sdt>", ".")
    )
    assert lines(word_of(body))[2:] == ["1.1 Plans are clear.", "1.2 So are visits."]


def test_the_contents_of_the_file_are_left_out() -> None:
    styles = '<w:style w:styleId="C"><w:name w:val="toc 1"/></w:style>'
    body = (
        p("1 Plans", properties='<w:pStyle w:val="C"/>')
        + heading("1. Plans")
        + p("1.1 Plans are clear.")
    )
    assert lines(word_of(body, styles=styles))[1:] == ["1 Plans", "1.1 Plans are clear."]


def test_quotations_keep_who_said_them() -> None:
    file = docx.Document()
    file.add_heading("1. Voices", 1)
    file.add_paragraph("I was heard.", style="Quote")
    file.add_paragraph("– A young person", style="Quote")
    found = one(saved(file), Quotation)
    assert found == Quotation(((Text("I was heard."),),), "A young person")


# --- citations ----------------------------------------------------------------------------------


def cited(words: str, appendix: str = "Appendix 1: Letter") -> tuple[list[str], list[str]]:
    """What is cited by these words in a paper, by numbers, and what was not understood."""
    body = (
        heading("1. Plans")
        + p("1.1 Plans are clear.")
        + p("1.2 Visits are made.")
        + p("1.3 Reviews are held.")
        + p("1.4 So it is.")
        + heading("2. Reasons")
        + p(f"2.1 {words}")
        + heading(appendix)
        + p("Thank you.")
    )
    document, left = read(word_of(body))
    numbering = number(document)
    return [str(numbering.cite(each)) for each in references(document)], left


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("See paragraph 1.2.", ["paragraph 1.2"]),
        ("See paragraphs 1.2 to 1.4.", ["paragraphs 1.2 to 1.4"]),
        ("See paragraphs 1.2-1.4 above.", ["paragraphs 1.2 to 1.4"]),
        ("See paras 1.2 – 1.3.", ["paragraphs 1.2 to 1.3"]),
        ("See para. 1.1.", ["paragraph 1.1"]),
        ("See paragraphs 1.1, 1.2 and 1.4.", ["paragraph 1.1", "paragraph 1.2", "paragraph 1.4"]),
        ("See section 1.", ["paragraphs 1.1 to 1.4"]),
        ("See appendix 1 and paragraph 1.4.", ["Appendix 1", "paragraph 1.4"]),
        ("Section 47 enquiries rose.", []),
        ("It took 1.2 to 1.4 weeks.", []),
    ],
)
def test_citations_are_bound_to_what_they_cite(words: str, found: list[str]) -> None:
    assert cited(words) == (found, [])


def test_appendices_may_have_letters() -> None:
    assert cited("See Appendix A.", "Appendix A – Letter") == (["Appendix A"], [])


@pytest.mark.parametrize(
    ("words", "cites"),
    [
        ("See paragraph 7.1.", "paragraph 7.1"),
        ("See paragraphs 1.2 to 1.9.", "paragraphs 1.2 to 1.9"),
        ("See paragraphs 1.4 to 1.2.", "paragraphs 1.4 to 1.2"),
        ("See Appendix 4.", "Appendix 4"),
    ],
)
def test_a_citation_of_what_is_not_there_stays_as_typed(words: str, cites: str) -> None:
    found, left = cited(words)
    assert found == []
    assert left == [f"“{cites}” cites what is not in the paper. It stays as typed."]


# --- a file of ours -----------------------------------------------------------------------------


SENTENCES = (
    "Plans are clear.",
    "Of 59 actions, 24 are complete; the rest follow.",
    "Visits took place in May 2018 (two a month).",
    "It costs £1.2 million, which is 3.5% more.",
    "Children’s views – all of them – were heard.",
)
sentences = st.sampled_from(SENTENCES).map(lambda words: (Text(words),))
looks = st.builds(
    lambda words, look: (Text("So "), Text("it is", bold=look, italic=not look), *words),
    sentences,
    st.booleans(),
)
inlines = sentences | looks
names = st.sampled_from(("Plans", "What visits found", "Reasons for it", "Voices of children"))
paragraphs = st.builds(Paragraph, inlines)


def _tuples(
    items: st.SearchStrategy[Any], least: int = 0, most: int = 3
) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(items, min_size=least, max_size=most).map(tuple)


def _lists(inside: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    items = _tuples(st.builds(ListItem, inlines, inside), 1)
    styles = st.sampled_from(("decimal", "roman", "letter"))
    return st.builds(BulletList, items) | st.builds(NumberedList, items, styles)


lists = _lists(_lists(st.just(())).map(lambda block: (block,)) | st.just(()))
tables = st.builds(
    Table, names, st.just(("Month", "Visits")), _tuples(st.tuples(inlines, inlines), 1)
)
quotations = st.builds(Quotation, st.tuples(inlines), st.just("") | st.just("A young person"))


@st.composite
def belongings(draw: st.DrawFn) -> tuple[Block, ...]:
    """What belongs to a paragraph; no two lists or quotations touch, which Word would join."""
    made: list[Block] = []
    for block in draw(_tuples(lists | tables | quotations)):
        if made:
            made.append(draw(paragraphs))
        made.append(block)
    return tuple(made)


@st.composite
def sections(draw: st.DrawFn, *, numbered: bool, deep: bool = True) -> Section:
    """A section of paragraphs, some with what belongs to them, and perhaps sections in it."""
    own = draw(_tuples(st.builds(NumberedParagraph, st.just("p"), inlines, belongings()), 1))
    below = draw(_tuples(sections(numbered=False, deep=False), most=2)) if deep else ()
    return Section("s", draw(names), (*own, *below), numbered=numbered)


@st.composite
def papers(draw: st.DrawFn) -> Document:
    """A paper whose Word file can be read in one way only."""
    style: Any = draw(st.sampled_from(("levels", "plain", "roman")))
    lead = Section("s", "Summary", draw(_tuples(paragraphs, 1)))
    box = MetadataBox(
        (MetadataRow("Title", (Text("Progress"),)), MetadataRow("Wards", (Text("All"),)))
    )
    appendices = draw(
        _tuples(st.builds(Appendix, st.just("a"), names, _tuples(paragraphs, 1)), most=2)
    )
    paper = Document(
        title="Progress",
        kicker=("Children’s Committee", "6 June 2018"),
        children=(box, lead, *draw(_tuples(sections(numbered=style != "plain"), 1)), *appendices),
        numbers=style,
        appendix_style=draw(st.sampled_from(("number", "letter"))),
    )
    counts = count(1)

    def named(node: Any) -> Any:
        return replace(node, anchor=f"n{next(counts)}") if getattr(node, "anchor", "") else node

    paper = rewrite(paper, named)
    cited = number(paper).paragraphs
    first, last = sorted(draw(st.tuples(*[st.integers(0, len(cited) - 1)] * 2)))
    citation = Reference(cited[first], "" if first == last else cited[last])
    cites = (Text("Members are asked to note "), citation, Text("."))
    summary = replace(lead, anchor="lead", children=(*lead.children, Paragraph(cites)))
    return replace(paper, children=(box, summary, *paper.children[2:]))


@given(papers())
@settings(max_examples=25, deadline=None)
def test_a_file_of_ours_is_read_back_with_its_numbers_words_and_citations(paper: Document) -> None:
    document, left = read(word.render(paper))
    assert outline.render(document).split() == outline.render(paper).split()
    assert document.numbers == paper.numbers
    assert left == []
    before, after = (
        [str(number(each).cite(one)) for one in references(each)] for each in (paper, document)
    )
    assert after == before
    assert [each.rows for each in walk(document) if isinstance(each, Table)] == [
        each.rows for each in walk(paper) if isinstance(each, Table)
    ]


def test_items_of_a_list_are_no_paragraphs_of_a_paper_numbered_1_to_n() -> None:
    """The 2 of an item that comes after bullets inside the first is not that of a paragraph."""
    inner = BulletList((ListItem((Text("Visits."),)),))
    items = tuple(ListItem((Text(f"Item {one}."),), (inner,)) for one in "ab")
    paragraph = NumberedParagraph("p", (Text("Plans are clear."),), (NumberedList(items),))
    paper = Document(
        title="Progress", children=(Section("s", "Plans", (paragraph,), numbered=False),)
    )
    document, left = read(word.render(replace(paper, numbers="plain")))
    assert outline.render(document).split() == outline.render(paper).split()
    assert left == []
