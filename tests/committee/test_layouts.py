"""Papers in different layouts: what each has, and what goes over from one to the next."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from committee.house_styles import DEFAULT_LAYOUT, LAYOUTS
from committee.models import Report
from committee.reports import build_report
from committee.services.papers import save_section
from documents.nodes import MetadataBox, NumberedParagraph, Paragraph, Section, Text
from documents.numbering import number
from tests.factories.committee import MeetingFactory, laid_out_report
from tests.factories.performance import (
    IndicatorFactory,
    ScorecardEntryFactory,
    ScorecardFactory,
)


@pytest.fixture
def quarterly(plan, period, body):
    """A quarterly update that was just started."""
    meeting = MeetingFactory(body=body, held_on=date(2018, 7, 25))
    return laid_out_report(plan=plan, period=period, meeting=meeting, layout="quarterly_update")


def labels_of_header(report):
    box = build_report(report, as_at=report.cut_off).children[0]
    assert isinstance(box, MetadataBox)
    return [row.label for row in box.rows]


def save(section, author, **fields):
    return save_section(
        section=section, by=author, revision=section.revision, **{"body": "", **fields}
    )


@pytest.mark.parametrize("key", LAYOUTS)
def test_sections_of_a_layout_have_keys_of_their_own(key):
    keys = [planned.key for planned in LAYOUTS[key].sections]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("key", LAYOUTS)
def test_report_keeps_the_layout_it_was_started_with(plan, period, key):
    report = laid_out_report(plan=plan, period=period, layout=key)
    planned = LAYOUTS[key].sections
    found = Report.objects.get(pk=report.pk)
    assert found.laid_out_as is LAYOUTS[key]
    assert list(found.sections.values_list("key", "place", "kind")) == [
        (each.key, each.place, each.kind) for each in planned
    ]


def test_report_without_a_layout_has_the_usual_one(draft):
    assert draft.layout == DEFAULT_LAYOUT


def test_report_of_an_unknown_layout_is_refused(plan, period):
    with pytest.raises(ValidationError, match="layout"):
        laid_out_report(plan=plan, period=period, layout="weekly")


def test_labels_belong_to_the_layout(draft, quarterly):
    assert labels_of_header(draft)[-1] == "Officer contact details"
    assert labels_of_header(quarterly)[-1] == "Officer Contact Details"
    assert labels_of_header(draft)[:-1] == labels_of_header(quarterly)[:-1]
    headings = {
        report.layout: report.sections.get(key="recommendations").heading
        for report in (draft, quarterly)
    }
    assert headings == {
        "progress_report": "Recommendations",
        "quarterly_update": "Officer Recommendations",
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


def test_text_of_another_layout_is_carried_over_under_the_heading_of_this_one(
    draft, author, plan, period, body
):
    legal = draft.sections.get(key="corporate-parenting")
    save(legal, author, body="<p>The principles.</p>", heading="As it was called")
    later = MeetingFactory(body=body, held_on=date(2018, 7, 25))
    asked = {"plan": plan, "period": period, "meeting": later, "previous": draft}
    new = laid_out_report(**asked, cut_off=date(2018, 6, 30), layout="quarterly_update")
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
