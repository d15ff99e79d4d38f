"""The tree of a paper: its order, its numbers, and what fills itself from the plan."""

import re
from datetime import UTC, date, datetime

import pytest

from committee.blocks import FILLERS
from committee.checks import check
from committee.facts import read_facts
from committee.models import Report
from committee.reports import build_report, compose
from committee.vocabulary import BlockKind
from documents import html, outline
from documents.nodes import Appendix, Figure, NumberedParagraph, Section, Table
from documents.numbering import number
from documents.tree import walk
from improvement.models import Theme
from improvement.vocabulary import DeliveryKind, ImpactKind
from tests.factories.accounts import TeamFactory, UserFactory
from tests.factories.committee import MeetingFactory, complete, laid_out_report
from tests.factories.improvement import (
    ActionFactory,
    DueDateChangeFactory,
    ThemeFactory,
    ThemeNarrativeFactory,
    UpdateFactory,
    status,
)

CUT_OFF = date(2018, 4, 30)


def fresh(report):
    return Report.objects.with_parts().get(pk=report.pk)


def tree(report, as_at=CUT_OFF):
    return build_report(fresh(report), as_at=as_at)


def lines(report, as_at=CUT_OFF):
    return outline.render(tree(report, as_at)).splitlines()


def table(report, caption, as_at=CUT_OFF):
    """The rows of the table, or of the chart's figures, whose caption begins so, in words."""
    text = outline.render(tree(report, as_at))
    _, _, rest = re.sub("(?m)^ *(Table|Figure): ", "", text).partition(f"\n{caption}")
    assert rest, f"no table {caption}"
    rows = []
    for line in rest.splitlines()[1:]:
        if " | " not in line:
            break
        rows.append([cell.strip() for cell in line.split(" | ")])
    return rows


def find(document, anchor):
    return next(node for node in walk(document) if getattr(node, "anchor", None) == anchor)


# --- order and numbers ----------------------------------------------------------------------


def test_every_kind_of_block_is_filled():
    assert set(FILLERS) == set(BlockKind)


def test_a_paper_has_the_sections_of_the_committee_in_order(report):
    found = lines(report)
    expected = [
        "Summary",
        "Recommendations",
        "Improvement Action Plan",
        "Update on progress since the last report",
        "Quantitative performance data",
        "2 Reasons for recommendations",
        "3 Alternative options considered and not recommended",
        "4 Post decision implementation",
        "5 Implications of decision",
        "6 Background papers",
        "Appendix 1: Ofsted monitoring visit letter",
        "Appendix 2: Family Services performance report",
    ]
    assert [line for line in found if line in expected] == expected


def test_implications_are_numbered_from_5_1_to_5_9(draft):
    numbering = number(tree(draft))
    keys = ["corporate-priorities", "resources", "social-value", "legal", "risk"]
    keys += ["equalities", "corporate-parenting", "consultation", "insight"]
    assert [numbering.label(key) for key in keys] == [f"5.{n}" for n in range(1, 10)]


def test_section_1_has_a_number_and_no_heading(report):
    section = find(tree(report), "background")
    assert section.numbered
    assert section.heading == ""
    assert number(tree(report)).label("background-1") == "1.1"


def test_lead_sections_have_no_numbers(report):
    summary = find(tree(report), "summary")
    assert not any(isinstance(node, NumberedParagraph) for node in walk(summary))
    assert "  What the paper says under Summary." in lines(report)


def test_themes_stand_under_the_heading_before_them(report):
    progress = find(tree(report), "progress")
    anchors = [node.anchor for node in walk(progress) if isinstance(node, Section)]
    assert "theme-1" in anchors
    assert "performance" not in anchors


def test_citations_are_computed(report):
    assert any("set out in paragraphs 1.2 to 1.15." in line for line in lines(report))


def test_citations_move_with_the_paragraphs(report):
    section = report.sections.get(key="background")
    section.body = "<p>One.</p><p>Two.</p><p>Three.</p>"
    section.save()
    assert any("set out in paragraphs 1.4 to 1.17." in line for line in lines(report))


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("[[theme-1-progress]]", "paragraphs 1.7 to 1.8"),
        ("[[theme-1-description]]", "paragraph 1.6"),
        ("[[theme-1]]", "paragraphs 1.6 to 1.8"),
        ("[[appendix-letter]]", "Appendix 1"),
        ("[[reasons]]", "paragraph 2.1"),
        ("[[plan]]", "paragraphs 1.2 to 1.4"),
    ],
)
def test_what_a_citation_prints(report, written, printed):
    report.recommendations.create(order=9, text=f"See {written}.")
    assert any(line.strip().endswith(f"See {printed}.") for line in lines(report))


def test_the_header_box_names_the_appendices(report):
    assert (
        "Enclosures: Appendix 1: Ofsted monitoring visit letter "
        "Appendix 2: Family Services performance report"
    ) in lines(report)


def test_the_header_box_says_so_when_nothing_is_enclosed(report):
    report.sections.filter(place="appendix").delete()
    assert "Enclosures: None" in lines(report)


def test_the_header_box_links_the_e_mail_address(report):
    links = [node.href for node in walk(tree(report)) if hasattr(node, "href")]
    assert "mailto:children@council.example" in links


def test_the_kicker_names_the_body_and_the_day(report):
    assert tree(report).kicker == ("Children’s Committee", "6 June 2018")


def test_recommendations_can_be_cited_one_by_one(report):
    assert find(tree(report), "recommendation-1").content


# --- the plan -------------------------------------------------------------------------------


def test_objectives_hang_from_the_last_paragraph_of_the_section(report):
    section = report.sections.get(key="plan-objectives")
    section.body = "<p>First.</p><p>The plan has these aims:</p>"
    section.save()
    found = lines(report)
    at = next(i for i, line in enumerate(found) if "The plan has these aims:" in line)
    assert [line.strip() for line in found[at + 1 : at + 3]] == [
        "- Children get help early.",
        "- Staff know what good looks like.",
    ]


def test_objectives_are_introduced_when_nobody_has(report):
    assert any(
        line.strip().endswith("The plan has 2 strategic objectives:") for line in lines(report)
    )


def test_themes_are_listed_with_their_numbers(report):
    found = lines(report)
    at = next(i for i, line in enumerate(found) if line.strip().endswith("The plan has 3 themes:"))
    assert [line.strip() for line in found[at + 1 : at + 5]] == [
        "1. Turnaround priority: Title 1",
        "Improvement themes",
        "2. Title 2",
        "3. Title 3",
    ]


def test_a_plan_without_a_turnaround_priority_has_one_list(report, plan):
    plan.themes.update(kind=Theme.Kind.IMPROVEMENT)
    assert not any(line.strip() == "Improvement themes" for line in lines(report))


def test_a_gap_in_the_numbers_of_themes_is_kept(report, plan):
    ThemeFactory(plan=plan, number=7, title="Title 7")
    found = lines(report)
    at = next(i for i, line in enumerate(found) if line.strip().endswith("The plan has 4 themes:"))
    assert found[at + 5].strip() == "7. Title 7"


def test_a_theme_added_to_the_plan_appears_in_the_next_draft(report, plan):
    assert not any("Title 4" in line for line in lines(report))
    ThemeFactory(plan=plan, number=4, title="Title 4")
    assert "  4. Title 4" in lines(report)


def test_a_theme_without_a_narrative_says_so(draft):
    found = [line for line in lines(draft) if "No narrative has been written" in line]
    assert len(found) == 3


def test_a_narrative_of_empty_paragraphs_is_no_narrative(draft, plan, period):
    for body in ("<p></p>", "<p>&nbsp;</p>"):
        theme = ThemeFactory(plan=plan)
        ThemeNarrativeFactory(theme=theme, period=period, body=body)
    found = [line for line in lines(draft) if "No narrative has been written" in line]
    assert len(found) == 5


def test_a_narrative_of_another_period_is_not_printed(report, plan, authority):
    theme = plan.themes.first()
    ThemeNarrativeFactory(
        theme=theme,
        body="<p>From another time.</p>",
        period__authority=authority,
        period__starts_on=date(2018, 1, 1),
    )
    assert not any("From another time." in line for line in lines(report))


# --- the actions ----------------------------------------------------------------------------


def test_actions_are_counted_by_theme_and_status(report, plan):
    theme = plan.themes.get(number=2)
    ActionFactory(plan=plan, theme=theme, kind=DeliveryKind.OFF_TRACK)
    rows = table(report, "Delivery by theme, 30 April 2018")
    assert rows[0] == [
        "Theme",
        "Not started",
        "On track",
        "At risk",
        "Off track",
        "Complete",
        "Stopped",
        "Total",
    ]
    assert rows[2] == ["2. Title 2", "0", "1", "0", "1", "0", "0", "2"]
    assert rows[1] == ["1. Title 1", "0", "1", "0", "0", "0", "0", "1"]


def test_the_sentence_the_table_and_the_chart_agree(report, plan):
    ActionFactory(plan=plan, theme=plan.themes.first(), kind=DeliveryKind.AT_RISK)
    document = tree(report)
    figure = next(node for node in walk(document) if isinstance(node, Figure))
    totals = {series.name: sum(series.values) for series in figure.content.series}
    assert totals == {
        "Not started": 0,
        "On track": 3,
        "At risk": 1,
        "Off track": 0,
        "Complete": 0,
        "Stopped": 0,
    }
    sentence = "Of 4 actions on 30 April 2018, 3 are “On track” and 1 is “At risk”."
    assert figure.description == sentence
    assert any(sentence in line for line in lines(report))
    columns = zip(*table(report, "Delivery by theme")[1:], strict=True)
    summed = [sum(map(int, column)) for column in list(columns)[1:]]
    assert summed == [*totals.values(), 4]


def test_impact_is_counted_apart_from_delivery(report, plan):
    ActionFactory(plan=plan, theme=plan.themes.first(), impact_kind=ImpactKind.EMERGING)
    assert table(report, "Impact by theme")[1] == ["1. Title 1", "0", "1", "1", "0", "2"]


def test_a_plan_without_actions_says_so(draft, plan):
    plan.actions.all().delete()
    assert any(
        "No action of the plan stood in it on 30 April 2018." in line for line in lines(draft)
    )


def test_the_table_of_actions_says_what_stands(report, plan):
    action = plan.actions.get(reference="1a")
    action.lead = UserFactory(name="Jo Bloggs", post="Head of Assessment")
    action.save()
    UpdateFactory(action=action, done="All managers have been trained.")
    (row,) = table(report, "Theme 1: Title 1")[1:]
    assert row == [
        f"1a {action.title}",
        "Head of Assessment",
        "31 July 2018",
        "On track",
        "Too early",
        "12 April 2018: All managers have been trained.",
    ]


def test_people_are_named_by_post_or_by_team_only(report, plan):
    first, second = plan.actions.get(reference="1a"), plan.actions.get(reference="2a")
    first.lead = UserFactory(name="Jo Bloggs", post="")
    first.team = TeamFactory(authority=plan.authority, name="Front door")
    first.save()
    second.lead = first.lead
    second.save()
    text = "\n".join(lines(report))
    assert "Jo Bloggs" not in text
    assert table(report, "Theme 1")[1][1] == "Front door"
    assert table(report, "Theme 2")[1][1] == "To be confirmed"


def test_a_long_update_is_printed_in_brief(report, plan):
    UpdateFactory(action=plan.actions.get(reference="1a"), done="word " * 60)
    latest = table(report, "Theme 1")[1][5]
    assert latest.endswith("word …")
    assert latest.count("word") == 40


def test_an_update_without_news_says_so(report, plan):
    UpdateFactory(action=plan.actions.get(reference="1a"), done="", no_change=True)
    assert table(report, "Theme 1")[1][5] == "12 April 2018: Nothing has changed."


def test_internal_actions_are_nowhere(report, plan):
    ActionFactory(
        plan=plan,
        theme=plan.themes.first(),
        reference="9z",
        title="Secret matter",
        visibility="internal",
    )
    text = "\n".join(lines(report))
    assert "9z" not in text
    assert "Secret matter" not in text
    assert "The plan held 3 actions on 30 April 2018." in text


def test_the_key_defines_every_status(report, plan):
    rows = table(report, "Delivery: is it done?") + table(
        report, "Impact: has it changed anything?"
    )
    for each in plan.statuses.all():
        assert [each.label, each.definition] in rows


# --- a date ---------------------------------------------------------------------------------


def test_nothing_recorded_for_a_later_day_is_printed(report, plan):
    action = plan.actions.get(reference="1a")
    UpdateFactory(
        action=action,
        effective_on=date(2018, 5, 2),
        done="Came after the cut-off.",
        delivery_after=status(plan, DeliveryKind.COMPLETE),
    )
    action.delivery = status(plan, DeliveryKind.COMPLETE)
    action.save()
    ActionFactory(plan=plan, theme=action.theme, reference="1z", added_on=date(2018, 5, 1))
    text = "\n".join(lines(report))
    assert "Came after" not in text
    assert "1z" not in text
    assert table(report, "Delivery by theme")[1][5] == "0"


def test_the_same_paper_for_a_later_day_has_it(report, plan):
    action = plan.actions.get(reference="1a")
    UpdateFactory(
        action=action,
        effective_on=date(2018, 5, 2),
        done="Came after the cut-off.",
        delivery_after=status(plan, DeliveryKind.COMPLETE),
    )
    later = date(2018, 5, 2)
    assert table(report, "Delivery by theme", later)[1][5] == "1"
    assert "Came after the cut-off." in table(report, "Theme 1", later)[1][5]


def test_a_date_moved_by_the_cut_off_shows_the_first_one(report, plan):
    action = plan.actions.get(reference="1a")
    DueDateChangeFactory(action=action, approved=True)
    assert table(report, "Theme 1")[1][2] == ("30 September 2018 (first agreed: 31 July 2018)")
    assert table(report, "Theme 1", date(2018, 3, 4))[1][2] == "31 July 2018"


def test_a_first_date_given_since_is_not_printed_for_before(report, plan):
    action = plan.actions.get(reference="1a")
    DueDateChangeFactory(action=action, approved=True, old_due_on=None)
    assert table(report, "Theme 1", date(2018, 3, 4))[1][2] == "Ongoing"
    assert table(report, "Theme 1", date(2018, 3, 5))[1][2].startswith("30 September 2018")


def test_an_action_without_a_date_is_ongoing(report, plan):
    ActionFactory(plan=plan, theme=plan.themes.get(number=2), due_on=None, original_due_on=None)
    assert table(report, "Theme 2")[2][2] == "Ongoing"


# --- changes since the last report ----------------------------------------------------------


@pytest.fixture
def followed(plan, period, body, authority):
    """The fifth paper, after a fourth whose cut-off was 28 February 2018."""
    fourth = laid_out_report(
        plan=plan,
        period=period,
        number=4,
        cut_off=date(2018, 2, 28),
        meeting=MeetingFactory(body=body, held_on=date(2018, 3, 7)),
    )
    meeting = MeetingFactory(body=body, held_on=date(2018, 6, 6))
    return laid_out_report(plan=plan, period=period, meeting=meeting, previous=fourth)


def test_the_first_report_has_nothing_to_compare_with(draft):
    assert any("There is no earlier report on this plan" in line for line in lines(draft))


def test_changes_are_counted_from_the_last_cut_off(followed, plan):
    first, second, third = plan.actions.in_order()
    on_track, complete_ = status(plan, DeliveryKind.ON_TRACK), status(plan, DeliveryKind.COMPLETE)
    at_risk = status(plan, DeliveryKind.AT_RISK)
    UpdateFactory(
        action=first,
        effective_on=date(2018, 3, 1),
        delivery_before=on_track,
        delivery_after=complete_,
    )
    UpdateFactory(
        action=second,
        effective_on=date(2018, 4, 30),
        delivery_before=on_track,
        delivery_after=at_risk,
    )
    DueDateChangeFactory(action=third, approved=True)
    ActionFactory(
        plan=plan, theme=third.theme, reference="3b", position=9, added_on=date(2018, 3, 15)
    )
    rows = {row[0]: row[1:] for row in table(followed, "What changed between 28 February")[1:]}
    assert rows == {
        "Completed": ["1", "1a"],
        "Embedded": ["0", "None"],
        "Delivery better": ["1", "1a"],
        "Delivery worse": ["1", "2a"],
        "Impact better": ["0", "None"],
        "Impact worse": ["0", "None"],
        "Moved to a later date": ["1", "3a"],
        "Added to the plan": ["1", "3b"],
        "Opened again": ["0", "None"],
        "Stopped": ["0", "None"],
    }
    then_and_now = table(followed, "Delivery: actions at the last report and now")
    assert then_and_now[0] == ["Status", "28 February 2018", "30 April 2018"]
    assert ["On track", "3", "2"] in then_and_now
    assert ["Complete", "0", "1"] in then_and_now
    assert then_and_now[-1] == ["All actions", "3", "4"]
    assert any("Delivery: 1 better, 1 worse. Impact: 0 better" in line for line in lines(followed))


def test_what_changed_before_the_last_cut_off_is_old_news(followed, plan):
    action = plan.actions.get(reference="1a")
    UpdateFactory(
        action=action,
        effective_on=date(2018, 2, 28),
        delivery_after=status(plan, DeliveryKind.COMPLETE),
    )
    rows = {row[0]: row[1] for row in table(followed, "What changed")[1:]}
    assert rows["Completed"] == "0"


def test_an_action_opened_again_and_one_stopped_are_named(followed, plan):
    first, second, third = plan.actions.in_order()
    complete_ = status(plan, DeliveryKind.COMPLETE)
    UpdateFactory(
        action=first,
        effective_on=date(2018, 3, 9),
        delivery_before=complete_,
        delivery_after=status(plan, DeliveryKind.ON_TRACK),
    )
    UpdateFactory(
        action=second,
        effective_on=date(2018, 3, 9),
        delivery_before=status(plan, DeliveryKind.ON_TRACK),
        delivery_after=status(plan, DeliveryKind.STOPPED),
    )
    UpdateFactory(
        action=third, effective_on=date(2018, 3, 9), impact_after=status(plan, ImpactKind.EMBEDDED)
    )
    rows = {row[0]: row[2] for row in table(followed, "What changed")[1:]}
    assert rows["Opened again"] == "1a"
    assert rows["Stopped"] == "2a"
    assert rows["Embedded"] == "3a"


def test_a_paper_rebuilt_for_before_the_last_cut_off_compares_with_nothing(followed):
    assert any("There is no earlier report" in line for line in lines(followed, date(2018, 2, 1)))


# --- what is missing ------------------------------------------------------------------------


def problems(report):
    facts = read_facts(fresh(report), as_at=CUT_OFF)
    return [each for each in check(facts, compose(facts)) if each.severity != "information"]


def test_a_complete_paper_has_no_problems(report):
    assert problems(report) == []


def test_an_empty_draft_lacks_summary_recommendations_and_narratives(draft):
    errors = {(each.anchor, each.place) for each in problems(draft) if each.severity == "error"}
    assert errors == {
        ("summary", "Summary"),
        ("recommendations", "Recommendations"),
        ("theme-1", "Theme 1"),
        ("theme-2", "Theme 2"),
        ("theme-3", "Theme 3"),
    }


def test_empty_sections_are_warned_of_and_those_with_parts_are_not(draft):
    warned = {each.anchor for each in problems(draft) if each.severity == "warning"}
    assert "social-value" in warned
    assert "appendix-letter" in warned
    assert "implications" not in warned


def test_a_narrative_not_yet_accepted_is_a_warning(report, plan):
    narrative = plan.themes.first().narratives.get()
    narrative.state = "draft"
    narrative.save()
    (problem,) = problems(report)
    assert (problem.severity, problem.anchor) == ("warning", "theme-1")


def test_what_an_editor_cannot_keep_is_reported(report):
    section = report.sections.get(key="risk")
    section.body = '<p>See <img src="x.png" alt="a picture"> here.</p>'
    section.save()
    (problem,) = problems(report)
    assert problem.anchor == "risk-1"
    assert "picture" in problem.message


def test_a_citation_that_leads_nowhere_is_an_error(report):
    report.recommendations.create(order=2, text="See [[theme-9]].")
    (problem,) = problems(report)
    assert problem.severity == "error"
    assert "theme-9" in problem.message


# --- bad input, and size --------------------------------------------------------------------


def test_hostile_text_is_printed_as_text(report, plan):
    hostile = "<script>alert(1)</script> {{ x }} {% y %} #eval(1) \uf0b7"
    theme = plan.themes.first()
    theme.description = hostile
    theme.title = hostile
    theme.save()
    report.title = hostile
    report.save()
    report.recommendations.create(order=3, text=hostile)
    markup = html.render(tree(report))
    assert "<script>alert" not in markup
    assert "&lt;script&gt;alert(1)" in markup


@pytest.mark.parametrize("size", [2, 40])
def test_building_a_paper_asks_the_same_questions_of_any_plan(
    followed, plan, size, django_assert_num_queries
):
    for index in range(size):
        theme = ThemeFactory(plan=plan, number=10 + index)
        lead = UserFactory()
        action = ActionFactory(plan=plan, theme=theme, lead=lead)
        UpdateFactory(action=action)
    complete(followed)
    report = fresh(followed)
    with django_assert_num_queries(23):
        build_report(report, as_at=CUT_OFF)


def test_decisions_count_by_the_day_in_london(report, plan):
    """Approved at half past midnight in summer time, which is the day before in UTC."""
    action = plan.actions.get(reference="1a")
    DueDateChangeFactory(
        action=action, approved=True, decided_at=datetime(2018, 4, 30, 23, 30, tzinfo=UTC)
    )
    assert table(report, "Theme 1")[1][2] == "31 July 2018"


def test_tables_and_appendices_have_names(report):
    for node in walk(tree(report)):
        if isinstance(node, Table):
            assert node.caption
        if isinstance(node, Appendix):
            assert node.title
