"""The demonstration's papers have the skeleton of the real ones, by computation."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from accounts.models import User
from committee.models import Report
from committee.services.publishing import publish_report
from committee.vocabulary import SectionState
from documents import outline
from documents.nodes import (
    Appendix,
    BulletList,
    Document,
    Heading,
    ListItem,
    MetadataBox,
    NumberedList,
    NumberedParagraph,
    Paragraph,
    Quotation,
    Reference,
    Section,
    Table,
    Text,
)
from documents.numbering import blocks, number
from documents.tree import walk
from monitoring.models import Visit

pytestmark = pytest.mark.django_db  # on all, so that they run together and load once

GOLDEN = Path(__file__).parent / "golden"


def paragraph(document: Document, label: str) -> NumberedParagraph:
    """The paragraph that bears a number."""
    labels = number(document).labels
    return next(
        block
        for block in blocks(document.children)
        if isinstance(block, NumberedParagraph) and labels[block.anchor] == label
    )


def section(document: Document, anchor: str) -> Section:
    return next(
        block
        for block in blocks(document.children)
        if isinstance(block, Section) and block.anchor == anchor
    )


def words(node: object) -> str:
    return "".join(each.text for each in walk(node) if isinstance(each, Text))


def recommendations(document: Document) -> list[list[str]]:
    """What each recommendation cites."""
    numbers = number(document)
    listed = section(document, "recommendations").children[0]
    assert isinstance(listed, NumberedList)
    return [
        [str(numbers.cite(node)) for node in walk(item.content) if isinstance(node, Reference)]
        for item in listed.items
    ]


def first_label(document: Document, anchor: str) -> str:
    return number(document).cite(Reference(anchor)).first.label


def test_june_paper_reads_as_its_golden_outline(june: Document) -> None:
    # Made by: manage.py build_report barnet-ces-2018-06-06 --format outline --output DIR
    golden = GOLDEN / "barnet-ces-2018-06-06.outline.txt"
    assert outline.render(june) == golden.read_text(encoding="utf-8")


def test_quarterly_update_reads_as_its_golden_outline(update: Document) -> None:
    golden = GOLDEN / "barnet-ces-2021-06-07.outline.txt"
    assert outline.render(update) == golden.read_text(encoding="utf-8")


def test_cabinet_paper_reads_as_its_golden_outline(cabinet: Document) -> None:
    golden = GOLDEN / "lbbd-cabinet-2018-06-19.outline.txt"
    assert outline.render(cabinet) == golden.read_text(encoding="utf-8")


def test_cabinet_paper_has_the_skeleton_of_the_real_paper(cabinet: Document) -> None:
    labels = number(cabinet).labels
    named = {
        "introduction": "1",
        "evaluation": "2",
        "visit": "3",
        "appendix-evaluation": "Appendix A",
        "appendix-letter": "Appendix B",
    }
    assert {anchor: labels[anchor] for anchor in named} == named
    parts = ("evaluation", "quality", "sources", "priorities")
    cited = [str(number(cabinet).cite(Reference(part))) for part in parts]
    assert cited == [
        "paragraphs 2.1 to 2.47",
        "paragraphs 2.3 to 2.22",
        "paragraphs 2.23 to 2.35",
        "paragraphs 2.36 to 2.47",
    ]
    lead, asked = section(cabinet, "recommendations").children
    assert words(lead.content) == "The Cabinet is recommended to note:"
    assert asked.style == "roman"
    assert [
        [str(number(cabinet).cite(each)) for each in walk(item.content) if is_citation(each)]
        for item in asked.items
    ] == [["Appendix A"], ["paragraphs 2.36 to 2.47"], ["Appendix B"]]


def is_citation(node: object) -> bool:
    return isinstance(node, Reference)


def test_quarterly_update_has_the_skeleton_of_the_real_paper(update: Document) -> None:
    labels = number(update).labels
    in_order = [
        labels[block.anchor]
        for block in blocks(section(update, "update").children)
        if isinstance(block, NumberedParagraph)
    ]
    assert in_order == [
        *("1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.7", "1.8"),
        *("1.8.1", "1.8.2", "1.8.3", "1.8.4", "1.8.5", "1.8.6"),
        *("1.9", "1.9.1", "1.9.2", "1.9.3", "1.9.4", "1.9.5"),
        *("1.10", "1.10.1", "1.10.2"),
    ]
    assert recommendations(update) == [["paragraphs 1.1 to 1.10", "Appendix 1"]]


@pytest.mark.parametrize(
    ("label", "stated"),
    [
        ("1.2", "from 1,674 to 1,731"),
        ("1.4", "from 74 to 96"),
        ("1.4", "from 139 to 160"),
        ("1.5", "from 311 in March 2021 to 330 in April 2021"),
    ],
)
def test_quarterly_update_states_the_figures_of_the_real_paper(
    update: Document, label: str, stated: str
) -> None:
    assert stated in words(paragraph(update, label).content)


def test_quarterly_update_types_none_of_its_figures(said: str) -> None:
    typed = [text.body for text in Report.objects.get(slug="barnet-ces-2021-06-07").sections.all()]
    figures = ("1,674", "1674", "1,731", "1731", "139", "160", "311", "330")
    assert not any(figure in body for figure in figures for body in typed)


def test_june_paper_states_the_caseloads_of_the_real_paper(june: Document) -> None:
    resources = words(section(june, "resources"))
    assert "from 37.5 to 13.3" in resources
    assert "from 27.5 to 18.1" in resources
    assert "(1:13)" in resources
    assert "(1:6)" in resources


def test_june_recommendations_cite_what_the_real_paper_cites(june: Document) -> None:
    assert recommendations(june) == [
        ["paragraphs 1.4 to 1.56"],
        ["paragraphs 1.11 to 1.20", "Appendix 1"],
        ["Appendix 2"],
    ]


def test_march_recommendations_cite_what_the_minutes_repeat(march: Document) -> None:
    assert recommendations(march) == [
        ["paragraphs 1.4 to 1.50"],
        ["paragraphs 1.11 to 1.19", "Appendix 1"],
        ["paragraphs 1.51 to 1.61", "Appendix 2"],
    ]


@pytest.mark.parametrize(
    ("anchor", "label"),
    [
        ("background", "1.1"),
        ("plan", "1.4"),
        ("progress", "1.8"),
        ("theme-1", "1.10"),
        ("theme-2", "1.21"),
        ("theme-3", "1.31"),
        ("theme-4", "1.36"),
        ("theme-5", "1.38"),
        ("theme-6", "1.43"),
        ("theme-7", "1.55"),
        ("performance", "1.56"),
    ],
)
def test_june_parts_begin_where_the_real_paper_begins_them(
    june: Document, anchor: str, label: str
) -> None:
    assert first_label(june, anchor) == label


def test_june_sections_have_as_many_paragraphs_as_the_real_paper(june: Document) -> None:
    labels = number(june).labels
    counted = {
        block.anchor: sum(isinstance(inner, NumberedParagraph) for inner in block.children)
        for block in blocks(june.children)
        if isinstance(block, Section) and block.numbered and block.anchor != "implications"
    }
    counted.pop("background")  # section 1 holds the themes as well, which are counted above
    assert {labels[anchor]: count for anchor, count in counted.items()} == {
        "2": 1,
        "3": 1,
        "4": 3,
        "5.1": 0,
        "5.2": 0,
        "5.3": 1,
        "5.4": 3,
        "5.5": 1,
        "5.6": 4,
        "5.7": 3,
        "5.8": 6,
        "5.9": 1,
        "6": 3,
    }


def test_june_insight_paragraph_has_the_number_of_its_section(june: Document) -> None:
    assert first_label(june, "insight") == "5.9.1"


def test_june_header_box_says_what_the_real_one_says(june: Document) -> None:
    box = june.children[0]
    assert isinstance(box, MetadataBox)
    said = {row.label: words(row.value) for row in box.rows}
    assert said["Title"] == june.title
    assert june.title == (
        "Update report on progress of Barnet Children's Services Improvement Action Plan"
    )
    assert said["Report of"] == "Chairman of the Committee"
    assert [said[label] for label in ("Wards", "Status", "Urgent", "Key")] == [
        "All",
        "Public",
        "No",
        "No",
    ]
    assert june.kicker == ("Children, Education and Safeguarding Committee", "6 June 2018")


def test_june_summary_has_three_paragraphs_without_numbers(june: Document) -> None:
    children = section(june, "summary").children
    assert [type(block) for block in children] == [Paragraph] * 3


def test_june_themes_are_counted_in_a_list_with_the_priority_first(june: Document) -> None:
    lists = [b for b in paragraph(june, "1.7").children if isinstance(b, NumberedList)]
    assert [(each.start, len(each.items)) for each in lists] == [(1, 1), (2, 6)]
    assert words(lists[0].items[0]).startswith("Turnaround priority: ")


@pytest.mark.parametrize(
    ("label", "bullets"),
    [
        ("1.6", 3),
        ("1.11", 3),
        ("1.13", 5),
        ("1.18", 3),
        ("1.29", 4),
        ("1.49", 9),
        ("1.51", 4),
        ("5.6.1", 3),
        ("5.7.3", 3),
        ("5.8.6", 7),
    ],
)
def test_june_bullets_stand_where_they_stand_in_the_real_paper(
    june: Document, label: str, bullets: int
) -> None:
    lists = [b for b in paragraph(june, label).children if isinstance(b, BulletList)]
    assert [len(each.items) for each in lists] == [bullets]


def test_june_lines_of_enquiry_have_their_own_bullets(june: Document) -> None:
    listed = paragraph(june, "1.29").children[0]
    assert isinstance(listed, BulletList)

    def inner(item: ListItem) -> int:
        return sum(len(each.items) for each in item.children if isinstance(each, BulletList))

    assert [inner(item) for item in listed.items] == [0, 3, 0, 3]


@pytest.mark.parametrize(("anchor", "bullets"), [("corporate-priorities", 3), ("resources", 4)])
def test_june_first_implications_are_bullets(june: Document, anchor: str, bullets: int) -> None:
    (listed,) = section(june, anchor).children
    assert isinstance(listed, BulletList)
    assert len(listed.items) == bullets


def test_june_principles_are_a_numbered_list_of_seven(june: Document) -> None:
    (listed,) = paragraph(june, "5.7.2").children
    assert isinstance(listed, NumberedList)
    assert len(listed.items) == 7


def test_june_quotations_stand_in_the_paragraph_on_council_tax(june: Document) -> None:
    quoted = [b for b in paragraph(june, "1.51").children if isinstance(b, Quotation)]
    assert [len(each.paragraphs) for each in quoted] == [2, 4]
    everywhere = [b for b in blocks(june.children) if isinstance(b, Quotation)]
    assert everywhere == quoted


def test_june_events_are_a_table_in_their_paragraph(june: Document) -> None:
    (table,) = paragraph(june, "1.52").children
    assert isinstance(table, Table)
    assert table.header == ("Date", "Event")
    assert [words(row[0]).replace("\N{NO-BREAK SPACE}", " ") for row in table.rows] == [
        "16 May",
        "18 May",
        "20 May",
        "23 May",
        "24 May",
        "25 May",
        "25 May",
    ]


@pytest.mark.parametrize(("label", "paragraphs"), [("1.51", 3), ("1.53", 1), ("1.54", 1)])
def test_june_paragraphs_go_on_without_a_number(
    june: Document, label: str, paragraphs: int
) -> None:
    children = paragraph(june, label).children
    assert sum(isinstance(block, Paragraph) for block in children) == paragraphs


def test_june_last_theme_goes_on_after_its_description(june: Document) -> None:
    description, progress = section(june, "theme-7").children
    assert isinstance(description, NumberedParagraph)
    assert isinstance(progress, Section)
    assert [type(block) for block in progress.children] == [Paragraph]


@pytest.mark.parametrize(
    ("heading", "label"),
    [
        ("Ofsted monitoring visit and report", "1.11"),
        ("Care Quality Commission (CQC) inspection", "1.27"),
    ],
)
def test_june_headings_inside_themes_stand_before_their_paragraph(
    june: Document, heading: str, label: str
) -> None:
    inside = list(blocks(section(june, "themes").children))
    place = next(
        index
        for index, block in enumerate(inside)
        if isinstance(block, Section) and block.heading == heading
    )
    following = inside[place + 1]
    assert isinstance(following, NumberedParagraph)
    assert number(june).labels[following.anchor] == label


def test_june_visit_and_review_come_from_records(june: Document) -> None:
    report = Report.objects.get(slug="barnet-ces-2018-06-06")
    visit, review = report.sections.get(key="visit"), report.sections.get(key="reviews")
    assert not visit.body
    assert not review.body
    assert not report.plan.themes.get(number=1).narratives.filter(period=report.period).exists()
    assert [first_label(june, key) for key in ("visit", "reviews")] == ["1.11", "1.27"]
    said = words(section(june, "visit"))
    third = visit.visits.get()
    told = [each for each in third.findings.all() if each.words in said]
    assert len(told) == third.findings.count() > 20


def test_june_appendix_holds_the_whole_letter(june: Document) -> None:
    letter = Visit.objects.get(authority__slug="barnet", ordinal=3).letter
    appendix = next(each for each in june.children if isinstance(each, Appendix))
    said = [each.text for each in walk(appendix.children) if isinstance(each, Text | Heading)]
    assert " ".join(said).split() == [each for each in letter.text.split() if each != "-"]


def test_june_numbers_of_trained_staff_are_not_called_a_sum(june: Document) -> None:
    text = words(paragraph(june, "1.34").content)
    assert "1,329" in text
    assert "in part" in text


def test_march_paper_is_published_in_time_as_it_is_built(said: str, march: Document) -> None:
    publication = Report.objects.get(slug="barnet-ces-2018-03-07").publications.get()
    assert publication.document() == march
    assert publication.is_intact
    assert publication.published_at.date() <= publication.report.meeting.publish_by


def test_june_paper_is_a_draft_that_can_be_published(said: str, june: Document) -> None:
    report = Report.objects.with_parts().get(slug="barnet-ces-2018-06-06")
    assert report.is_open
    author = User.objects.get(email="author@barnet.example")
    published = publish_report(
        report=report,
        by=author,
        at=datetime(2018, 5, 29, 9, tzinfo=UTC),
        clearance_override="The chair agreed.",
    )
    assert published.document() == june


def test_march_paper_was_cleared_before_it_was_published(said: str) -> None:
    report = Report.objects.get(slug="barnet-ces-2018-03-07")
    verdicts = [each.verdicts.get() for each in report.clearances.all()]
    assert [each.verdict for each in verdicts] == ["cleared"] * 3
    assert {each.sha256 for each in verdicts} == {report.publications.get().sha256}
    assert report.publications.get().clearance_override == ""


def test_june_paper_is_written_by_several_people_and_waits_for_clearances(said: str) -> None:
    report = Report.objects.get(slug="barnet-ces-2018-06-06")
    assert report.sections.filter(owner__isnull=False).count() == 5
    assert set(report.sections.values_list("state", flat=True)) == set(SectionState.values)
    assert report.comments.unresolved().count() == 2
    assert not any(each.verdicts.exists() for each in report.clearances.all())
