"""Papers in different templates: what each has, and what goes over from one to the next."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from committee.house_styles import CABINET_REPORT, QUARTERLY_UPDATE, TEMPLATES
from committee.models import Report
from committee.reports import build_report
from committee.services.papers import save_section
from documents.nodes import MetadataBox, NumberedParagraph, Paragraph, Section, Text
from documents.numbering import number
from tests.factories.committee import (
    HouseStyleFactory,
    MeetingFactory,
    house_style_of,
    laid_out_report,
)
from tests.factories.performance import (
    IndicatorFactory,
    ScorecardEntryFactory,
    ScorecardFactory,
)


@pytest.fixture
def quarterly(plan, period, body):
    """A quarterly update that was just started."""
    meeting = MeetingFactory(body=body, held_on=date(2018, 7, 25))
    return laid_out_report(plan=plan, period=period, meeting=meeting, template=QUARTERLY_UPDATE)


def labels_of_header(report):
    box = build_report(report, as_at=report.cut_off).children[0]
    assert isinstance(box, MetadataBox)
    return [row.label for row in box.rows]


def save(section, author, **fields):
    return save_section(
        section=section, by=author, revision=section.revision, **{"body": "", **fields}
    )


@pytest.mark.parametrize("key", TEMPLATES)
def test_report_has_the_sections_of_its_template(plan, period, key):
    report = laid_out_report(plan=plan, period=period, template=key)
    planned = TEMPLATES[key].sections
    found = Report.objects.get(pk=report.pk)
    assert found.house_style.name == TEMPLATES[key].name
    assert list(found.sections.values_list("key", "place", "kind", "is_mandatory")) == [
        (each.key, each.place, each.kind, each.is_mandatory) for each in planned
    ]


def test_report_keeps_its_sections_when_the_template_changes(draft, authority):
    before = list(draft.sections.values_list("key", "heading", "body"))
    house_style_of(authority).sections.all().delete()
    assert list(draft.sections.values_list("key", "heading", "body")) == before


def test_report_begins_with_the_standing_text_its_owner_and_its_date(
    plan, period, authority, author
):
    style = house_style_of(authority)
    planned = style.sections.get(key="legal")
    planned.standing_text, planned.owner = "<p>The Children Act 2004.</p>", author
    planned.review_by = date(2019, 3, 31)
    planned.save()
    legal = laid_out_report(plan=plan, period=period).sections.get(key="legal")
    assert (legal.body, legal.owner, legal.review_by) == (
        "<p>The Children Act 2004.</p>",
        author,
        date(2019, 3, 31),
    )


def test_report_asks_for_the_clearances_of_its_template(plan, period, authority, clearer):
    house_style_of(authority).clearances.filter(name="Legal").update(clearer=clearer)
    report = laid_out_report(asks_clearances=True, plan=plan, period=period)
    assert list(report.clearances.values_list("name", "clearer")) == [
        ("Finance", None),
        ("Legal", clearer.pk),
        ("Governance", None),
    ]


def test_report_in_a_template_of_another_council_is_refused(plan, period):
    with pytest.raises(ValidationError, match="Choose a template of the authority"):
        laid_out_report(plan=plan, period=period, house_style=HouseStyleFactory())


def test_report_in_a_template_no_longer_used_is_refused(plan, period, authority):
    old = HouseStyleFactory(authority=authority, name="Old report", is_retired=True)
    with pytest.raises(ValidationError, match="Old report is no longer used"):
        laid_out_report(plan=plan, period=period, house_style=old)


def test_lines_of_words_go_over_from_the_paper_before(plan, period, body):
    asked = {"plan": plan, "period": period, "template": CABINET_REPORT}
    first = laid_out_report(**asked, meeting=MeetingFactory(body=body))
    assert first.header_texts == {
        "purpose": "For Information",
        "author": "",
        "directors": "",
        "strategic-director": "",
    }
    first.header_texts |= {"author": "Commissioning Director", "purpose": "For Decision"}
    first.save()
    later = MeetingFactory(body=body, held_on=date(2018, 7, 25))
    asked |= {"meeting": later, "previous": first, "cut_off": date(2018, 6, 30)}
    assert laid_out_report(**asked).header_texts == first.header_texts


def test_labels_belong_to_the_template(draft, quarterly):
    assert labels_of_header(draft)[-1] == "Officer contact details"
    assert labels_of_header(quarterly)[-1] == "Officer Contact Details"
    assert labels_of_header(draft)[:-1] == labels_of_header(quarterly)[:-1]
    headings = {
        report.house_style.name: report.sections.get(key="recommendations").heading
        for report in (draft, quarterly)
    }
    assert headings == {
        "Progress of the improvement plan": "Recommendations",
        "Quarterly update": "Officer Recommendations",
    }


def test_quarterly_update_is_numbered_as_the_real_one(quarterly):
    document = build_report(quarterly, as_at=quarterly.cut_off)
    labels = number(document).labels
    expected = {
        "update": "1",
        "reasons": "2",
        "alternatives": "3",
        "implementation": "4",
        "implications": "5",
        "corporate-parenting": "5.7",
        "insight": "5.9",
        "background-papers": "6",
        "appendix-data": "Appendix 1",
    }
    assert {key: labels[key] for key in expected} == expected


def test_what_does_not_apply_is_said_without_a_number(quarterly):
    document = build_report(quarterly, as_at=quarterly.cut_off)
    sections = {each.anchor: each for each in document.children if isinstance(each, Section)}
    for key in ("alternatives", "implementation"):
        assert sections[key].children == (Paragraph((Text("Not applicable."),)),)


def test_text_of_another_template_is_carried_over_under_the_heading_of_this_one(
    draft, author, plan, period, body
):
    legal = draft.sections.get(key="corporate-parenting")
    save(legal, author, body="<p>The principles.</p>", heading="As it was called")
    later = MeetingFactory(body=body, held_on=date(2018, 7, 25))
    asked = {"plan": plan, "period": period, "meeting": later, "previous": draft}
    new = laid_out_report(**asked, cut_off=date(2018, 6, 30), template=QUARTERLY_UPDATE)
    carried = new.sections.get(key="corporate-parenting")
    assert (carried.heading, carried.body) == (
        "Corporate parenting principles",
        "<p>The principles.</p>",
    )


# --- what a section shows -----------------------------------------------------------------------


def test_section_keeps_what_it_shows_and_the_next_paper_shows_it_too(
    draft, author, authority, plan, period, body
):
    scorecard = ScorecardEntryFactory(scorecard__authority=authority).scorecard
    indicators = [IndicatorFactory(authority=authority) for _ in range(2)]
    save(draft.sections.get(key="charts"), author, indicators=indicators)
    save(draft.sections.get(key="exceptions"), author, scorecard=scorecard)
    later = MeetingFactory(body=body, held_on=date(2018, 7, 25))
    asked = {"plan": plan, "period": period, "meeting": later, "previous": draft}
    new = laid_out_report(**asked, cut_off=date(2018, 6, 30))
    charts, exceptions = new.sections.get(key="charts"), new.sections.get(key="exceptions")
    assert (charts.scorecard, list(charts.indicators.all())) == (None, indicators)
    assert (exceptions.scorecard, exceptions.indicators.count()) == (scorecard, 0)


def test_section_shows_only_what_its_authority_may_print(draft, author, authority):
    charts = draft.sections.get(key="charts")
    with pytest.raises(ValidationError, match="Choose a scorecard of the authority"):
        save(charts, author, scorecard=ScorecardFactory())
    with pytest.raises(ValidationError, match="Choose indicators of the authority"):
        save(charts, author, indicators=[IndicatorFactory()])
    inside = IndicatorFactory(authority=authority, code="WF90", is_public=False)
    with pytest.raises(ValidationError, match="WF90 may not be printed in papers"):
        save(charts, author, indicators=[inside])
    charts.refresh_from_db()
    assert (charts.scorecard, charts.indicators.count(), charts.revision) == (None, 0, 1)


def test_section_of_text_shows_no_indicators(draft, author, authority):
    with pytest.raises(ValidationError, match="does not show indicators"):
        save(
            draft.sections.get(key="legal"),
            author,
            indicators=[IndicatorFactory(authority=authority)],
        )


# --- paragraphs inside paragraphs ---------------------------------------------------------------


def test_paragraphs_inside_paragraphs_are_numbered_as_in_the_real_paper(quarterly, author):
    body = (
        "<p>Feedback.</p><p class='sub'>First.</p><p class='sub'>Activities:</p>"
        "<ul><li>A group</li></ul><p>Priorities.</p><p class='sub'>Leaving care.</p>"
    )
    save(quarterly.sections.get(key="participation"), author, body=body)
    document = build_report(quarterly, as_at=quarterly.cut_off)
    numbering = number(document)
    assert [
        numbering.labels[anchor]
        for anchor in numbering.paragraphs
        if anchor.startswith("participation")
    ] == ["1.1", "1.1.1", "1.1.2", "1.2", "1.2.1"]
    section = next(
        each
        for part in document.children
        if isinstance(part, Section)
        for each in part.children
        if isinstance(each, Section) and each.anchor == "participation"
    )
    assert all(isinstance(each, NumberedParagraph) for each in section.children)
