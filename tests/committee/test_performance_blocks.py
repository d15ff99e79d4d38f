"""What a paper shows of indicators by itself: scorecard, exceptions, charts, report of figures."""

from datetime import date
from decimal import Decimal

import pytest

from committee.checks import check
from committee.clearances import has_written
from committee.facts import read_facts
from committee.models import Report, ReportClearance
from committee.reports import build_report, compose
from core import audit, clock
from documents import html, outline
from documents.nodes import Appendix, Figure, Paragraph, Section, Status, Table, Text
from documents.numbering import number
from documents.tree import walk
from improvement.models import PracticeArea, ReminderRule
from improvement.reminding import gather
from performance.models import Commentary, Indicator
from performance.vocabulary import State, Unit
from tests.factories.accounts import UserFactory
from tests.factories.committee import laid_out_report
from tests.factories.improvement import ReminderRuleFactory
from tests.factories.performance import (
    CommentaryFactory,
    ComparatorFactory,
    IndicatorFactory,
    ScorecardEntryFactory,
    ScorecardFactory,
    TargetFactory,
    observe,
)

APRIL = date(2018, 4, 30)
LIVE = ("scorecard", "exceptions", "charts", "theme-statistics")


@pytest.fixture
def visits(authority, plan):
    """75% on time in March 2018, 78% in April, with a target of 90%; England had 82%."""
    indicator = IndicatorFactory(authority=authority, code="CP11", name="Visits on time")
    observe(indicator, APRIL, [(60, 100), *([None] * 10), (90, 120), (78, 100)])
    TargetFactory(indicator=indicator)
    ComparatorFactory(indicator=indicator)
    return indicator


@pytest.fixture
def contacts(authority):
    """1,674 contacts in March 2018 and, provisionally, 1,731 in April."""
    indicator = IndicatorFactory(
        authority=authority,
        code="FD01",
        name="Contacts",
        unit=Unit.COUNT,
        polarity="neutral",
        source="Case system",
    )
    observe(indicator, date(2018, 3, 31), [1674])
    observe(indicator, APRIL, [1731], state=State.PROVISIONAL)
    return indicator


@pytest.fixture
def scorecard(authority, visits, contacts):
    """Contacts, then visits."""
    scorecard = ScorecardFactory(authority=authority, name="Children at a glance")
    for order, indicator in enumerate((contacts, visits), start=1):
        ScorecardEntryFactory(scorecard=scorecard, indicator=indicator, order=order)
    return scorecard


def fresh(report):
    return Report.objects.with_parts().get(pk=report.pk)


def part(report, key, *, as_at=APRIL):
    document = build_report(fresh(report), as_at=as_at)
    return next(
        (
            node
            for node in walk(document)
            if isinstance(node, Section | Appendix) and node.anchor == key
        ),
        None,
    )


def show(report, key, *, scorecard=None, indicators=()):
    section = report.sections.get(key=key)
    section.scorecard = scorecard
    section.save()
    section.indicators.set(indicators)


def cell(content):
    """The words of a cell, its lines joined by a stroke."""
    return "".join(getattr(each, "text", getattr(each, "label", " | ")) for each in content)


def rows(table):
    return [[cell(content) for content in row] for row in table.rows]


def tables(report, key, **kwargs):
    return [node for node in walk(part(report, key, **kwargs)) if isinstance(node, Table)]


def paragraphs(report, key):
    nodes = walk(part(report, key))
    return [cell(node.content) for node in nodes if isinstance(node, Paragraph)]


def problems(report, key):
    facts = read_facts(fresh(report), as_at=APRIL)
    return [each.message for each in check(facts, compose(facts)) if each.anchor.startswith(key)]


# --- parts without anything to show -------------------------------------------------------------


def test_parts_that_show_nothing_are_left_out(report):
    document = build_report(fresh(report), as_at=APRIL)
    anchors = {getattr(node, "anchor", "") for node in walk(document)}
    assert not anchors & set(LIVE)
    assert [problems(report, key) for key in LIVE] == [[]] * 4


def test_parts_that_show_nothing_stand_in_a_paper_being_written(report):
    facts = read_facts(fresh(report), as_at=APRIL)
    document = compose(facts, is_being_written=True)
    anchors = {getattr(node, "anchor", "") for node in walk(document)}
    assert anchors >= set(LIVE)


def test_author_is_told_to_choose_where_there_are_indicators(report, visits):
    words = "Choose a scorecard or indicators. Until then this part shows no figures."
    assert problems(report, "charts") == [words]
    show(report, "charts", indicators=[visits])
    assert problems(report, "charts") == []
    assert problems(report, "theme-statistics") == []


def test_numbers_of_a_paper_do_not_change_with_what_is_shown(report, scorecard):
    before = number(build_report(fresh(report), as_at=APRIL)).labels
    for key in LIVE[:3]:
        show(report, key, scorecard=scorecard)
    after = number(build_report(fresh(report), as_at=APRIL)).labels
    assert {anchor: after[anchor] for anchor in before} == before
    assert len(after) > len(before)


# --- at a glance --------------------------------------------------------------------------------


def test_scorecard_prints_its_indicators_in_their_order(report, scorecard):
    show(report, "scorecard", scorecard=scorecard)
    (table,) = tables(report, "scorecard")
    assert table.caption == "Children at a glance"
    assert rows(table) == [
        [
            "FD01 | Contacts",
            "1,731 | April 2018 (provisional)",
            "No target",
            "Not rated",
            "57 more than in March 2018",
            "None",
        ],
        [
            "CP11 | Visits on time",
            "78% | April 2018",
            "90%",
            "Off target",
            "3 percentage points better than in March 2018",
            "England: 82% (2016/17)",
        ],
    ]
    rating = table.rows[1][3][0]
    assert isinstance(rating, Status)
    assert rating.colour == "red"


def test_the_source_of_comparisons_stands_once_below_the_table(report, scorecard):
    show(report, "scorecard", scorecard=scorecard)
    assert "Comparisons for CP11: Department for Education." in paragraphs(report, "scorecard")


def test_comparisons_of_several_sources_name_them_in_the_table(report, scorecard, visits):
    ComparatorFactory(indicator=visits, group="london", value=Decimal(84), source="London survey")
    show(report, "scorecard", scorecard=scorecard)
    (table,) = tables(report, "scorecard")
    assert rows(table)[1][-1] == (
        "England: 82% (2016/17, Department for Education) | London: 84% (2016/17, London survey)"
    )
    assert not any("Comparisons for" in words for words in paragraphs(report, "scorecard"))


def test_notes_that_indicators_share_stand_below_the_table(report, scorecard, visits, contacts):
    Indicator.objects.update(note="Counts the whole service.")
    show(report, "scorecard", scorecard=scorecard)
    assert "Counts the whole service." in paragraphs(report, "scorecard")
    more = IndicatorFactory(authority=visits.authority, code="AA01", note="Of this one only.")
    show(report, "scorecard", scorecard=scorecard, indicators=[more])
    said = paragraphs(report, "scorecard")
    assert "FD01, CP11: Counts the whole service." in said
    assert "Of this one only." not in said


def test_indicators_chosen_one_by_one_follow_those_of_the_scorecard(
    report, authority, scorecard, visits
):
    more = IndicatorFactory(authority=authority, code="AA01")
    show(report, "scorecard", scorecard=scorecard, indicators=[visits, more])
    (table,) = tables(report, "scorecard")
    assert [row[0].split()[0] for row in rows(table)] == ["FD01", "CP11", "AA01"]


def test_indicator_that_is_not_public_or_retired_never_enters_a_paper(
    report, scorecard, visits, contacts
):
    for key in ("scorecard", "exceptions", "charts"):
        show(report, key, scorecard=scorecard)
    visits.is_public = False
    visits.save()
    contacts.retired_on = date(2018, 4, 1)
    contacts.save()
    IndicatorFactory(authority=visits.authority, code="ZZ99")
    printed = html.render(build_report(fresh(report), as_at=APRIL))
    assert "Visits on time" not in printed
    assert "1,731" not in printed


def test_small_numbers_are_hidden_in_every_part(report, authority, plan):
    indicator = IndicatorFactory(authority=authority, unit=Unit.COUNT, code="SM01")
    observe(indicator, APRIL, [4, 3])
    indicator.themes.add(plan.themes.first())
    TargetFactory(indicator=indicator)
    for key in ("scorecard", "exceptions", "charts"):
        show(report, key, indicators=[indicator])
    for key in LIVE:
        for node in walk(part(report, key)):
            if isinstance(node, Table):
                assert not {"3", "4"} & {
                    line for row in rows(node) for line in " ".join(row).split()
                }
            if isinstance(node, Figure):
                assert set(node.content.series[0].values) == {None}
    (table,) = tables(report, "scorecard")
    assert rows(table)[0][1] == "Hidden | April 2018"
    words = [node.text for node in walk(part(report, "scorecard")) if isinstance(node, Text)]
    assert any(text.startswith("Small numbers (1 to 5) are hidden") for text in words)


# --- what needs attention -----------------------------------------------------------------------


def commented(indicator, *versions, on=date(2018, 4, 1)):
    """A commentary, with who saved which words and state, one after the other."""
    commentary = Commentary(indicator=indicator, starts_on=on)
    for by, words, state in versions:
        commentary.data_shows, commentary.state = words, state
        commentary.return_reason = "It is short." if state == "returned" else ""
        audit.save(commentary, by=by, at=clock.now())
    return commentary


@pytest.fixture
def finance(report):
    """A clearance of the paper that anybody may give who clears papers, and a rule to remind."""
    ReminderRuleFactory(authority=report.authority)
    return report.clearances.create(order=1, name="Finance")


def clearers(report, count):
    return [UserFactory(role="clearer", role__authority=report.authority) for _ in range(count)]


def may_clear(person, report):
    """What the page says; a reminder and My work say the same."""
    rules = list(ReminderRule.objects.select_related("authority"))
    told = gather(rules, as_at=date(2018, 5, 14))
    is_reminded = any(each.words.startswith("Finance: ") for each in told.get(person.pk, ()))
    waits = ReportClearance.objects.waiting_for(person).exists()
    assert is_reminded == waits == (not has_written(person, report))
    return waits


@pytest.mark.usefixtures("finance")
@pytest.mark.parametrize("one_by_one", [False, True])
def test_nobody_clears_a_commentary_that_they_wrote(report, scorecard, visits, one_by_one):
    analyst, author, other = clearers(report, 3)
    commented(
        visits,
        (other, "", "asked"),
        (analyst, "Visits are few.", "draft"),
        (author, "Visits are late.", "draft"),
        (other, "Visits are late.", "accepted"),
    )
    show(report, "charts", scorecard=scorecard)
    assert may_clear(analyst, report)  # it is not printed yet
    if one_by_one:
        show(report, "exceptions", indicators=[visits])
    else:
        show(report, "exceptions", scorecard=scorecard)
    assert not may_clear(analyst, report)
    assert not may_clear(author, report)
    assert may_clear(other, report)  # who asked for it and accepted it


@pytest.mark.usefixtures("finance")
@pytest.mark.parametrize(
    ("frequency", "starts_on", "counts"),
    [
        ("week", date(2018, 4, 23), True),
        ("week", date(2018, 3, 26), False),
        ("month", date(2018, 4, 1), True),
        ("month", date(2018, 3, 1), False),
        ("month", date(2018, 5, 1), False),
        ("quarter", date(2018, 1, 1), True),
        ("quarter", date(2018, 4, 1), False),
        ("quarter", date(2017, 10, 1), False),
        ("financial_year", date(2017, 4, 1), True),
        ("financial_year", date(2018, 4, 1), False),
        ("academic_year", date(2016, 9, 1), True),
        ("academic_year", date(2017, 9, 1), False),
    ],
)
def test_a_commentary_counts_on_the_last_period_over_in_the_data_month(
    report, visits, frequency, starts_on, counts
):
    (writer,) = clearers(report, 1)
    visits.frequency = frequency
    visits.save()
    commented(visits, (writer, "It is late.", "accepted"), on=starts_on)
    show(report, "exceptions", indicators=[visits])
    assert may_clear(writer, report) is not counts
    if frequency != "week":
        assert (visits.latest_period(as_at=APRIL).starts_on == starts_on) is counts


@pytest.mark.usefixtures("finance")
def test_a_commentary_on_an_indicator_that_may_not_be_printed_hinders_nobody(report, visits):
    (writer,) = clearers(report, 1)
    commented(visits, (writer, "Visits are late.", "accepted"))
    show(report, "exceptions", indicators=[visits])
    assert not may_clear(writer, report)
    visits.is_public = False
    visits.save()
    assert may_clear(writer, report)


@pytest.mark.usefixtures("finance")
@pytest.mark.parametrize("state", ["draft", "submitted", "returned"])
def test_a_commentary_that_is_not_printed_hinders_nobody(report, scorecard, visits, state):
    (analyst,) = clearers(report, 1)
    commented(visits, (analyst, "Visits are late.", state))
    commented(visits, (analyst, "They were late.", "accepted"), on=date(2018, 3, 1))
    show(report, "exceptions", scorecard=scorecard)
    assert may_clear(analyst, report)


def test_exceptions_say_why_and_what_their_owner_says(report, scorecard, visits):
    CommentaryFactory(
        indicator=visits,
        starts_on=date(2018, 4, 1),
        state="accepted",
        data_shows="Visits are late.",
        working_well="Planning.",
        needs_change="Cover.",
        being_done="A rota.",
    )
    show(report, "exceptions", scorecard=scorecard)
    table = tables(report, "exceptions")[0]
    assert rows(table) == [
        [
            "CP11 | Visits on time",
            f"Off target: {rows(table)[0][1].partition(': ')[2]}",
            "78% | April 2018",
            "90%",
            "Off target",
        ]
    ]
    printed = outline.render(build_report(fresh(report), as_at=APRIL))
    assert "Of 2 indicators, 1 needs attention." in printed
    for words in (
        "What the data shows: Visits are late.",
        "What is working well: Planning.",
        "What needs to change: Cover.",
        "What is being done: A rota.",
    ):
        assert words in printed


@pytest.mark.parametrize("state", ["draft", "submitted", "returned"])
def test_commentary_that_is_not_accepted_is_not_printed(report, scorecard, visits, state):
    CommentaryFactory(
        indicator=visits,
        starts_on=date(2018, 4, 1),
        state=state,
        return_reason="Say more.",
        data_shows="Not to be read yet.",
    )
    show(report, "exceptions", scorecard=scorecard)
    printed = outline.render(build_report(fresh(report), as_at=APRIL))
    assert "Not to be read yet" not in printed
    assert "No commentary on it has been accepted." in printed
    assert problems(report, f"exceptions-{visits.pk}") == [
        "No commentary on April 2018 has been accepted."
    ]


def test_commentary_on_another_month_does_not_count(report, scorecard, visits):
    CommentaryFactory(indicator=visits, state="accepted", data_shows="Of March.")
    show(report, "exceptions", scorecard=scorecard)
    assert "Of March." not in outline.render(build_report(fresh(report), as_at=APRIL))


def test_commentary_that_contradicts_the_figures_is_named(report, scorecard, visits):
    for month in (3, 4):
        CommentaryFactory(
            indicator=visits,
            starts_on=date(2018, month, 1),
            state="accepted",
            data_shows="Visits on time stand at 64%, and everybody works hard to make them more.",
        )
    show(report, "exceptions", scorecard=scorecard)
    found = problems(report, f"exceptions-{visits.pk}")
    assert any("“64%” is not a figure" in message for message in found)
    assert any("says the same as for March 2018" in message for message in found)


def test_exceptions_say_that_there_are_none(report, contacts):
    show(report, "exceptions", indicators=[contacts])
    printed = outline.render(build_report(fresh(report), as_at=APRIL))
    assert "Of 1 indicator, none needs attention." in printed


# --- charts -------------------------------------------------------------------------------------


def test_charts_have_their_sentence_and_figures(report, visits, contacts):
    show(report, "charts", indicators=[visits, contacts])
    figures = [node for node in walk(part(report, "charts")) if isinstance(node, Figure)]
    assert ["Visits on time" in figures[0].title, "Contacts" in figures[1].title] == [True, True]
    assert all(figure.description for figure in figures)
    assert figures[0].content.series[0].values[-2:] == (75.0, 78.0)
    paragraphs = [
        cell(node.content) for node in walk(part(report, "charts")) if isinstance(node, Paragraph)
    ]
    assert paragraphs == ["Compared with: England: 82% (2016/17, Department for Education)"]


# --- every figure -------------------------------------------------------------------------------


@pytest.fixture
def quarterly(plan, period):
    """A quarterly update."""
    return laid_out_report(plan=plan, period=period, template="quarterly_update")


def test_data_report_prints_every_figure_by_area_and_definitions_last(
    quarterly, authority, scorecard, visits
):
    area = PracticeArea.objects.create(authority=authority, order=1, name="Child protection")
    visits.practice_area = area
    visits.save()
    show(quarterly, "appendix-data", scorecard=scorecard)
    found = tables(quarterly, "appendix-data")
    assert [table.caption for table in found] == [
        "Child protection",
        "Other indicators",
        "What the indicators mean",
    ]
    assert rows(found[0]) == [
        [
            "CP11 | Visits on time",
            "78% | April 2018",
            "75% | March 2018",
            "60% | April 2017",
            "England: 82% (2016/17)",
        ]
    ]
    assert rows(found[1])[0][1:4] == [
        "1,731 | April 2018 (provisional)",
        "1,674 | March 2018",
        "No figure | April 2017",
    ]
    assert rows(found[2])[1] == [
        "FD01 | Contacts",
        "Children visited within the local standard.",
        "Children visited within the standard",
        "Case system",
    ]


def test_data_report_prints_the_note_of_one_with_its_definition_and_shared_ones_once(
    quarterly, scorecard, visits, contacts
):
    Indicator.objects.update(note="Counts the whole service.")
    Indicator.objects.filter(pk=visits.pk).update(note="Local standard.\nCounts the whole service.")
    show(quarterly, "appendix-data", scorecard=scorecard)
    meanings = {row[0].split()[0]: row[1] for row in rows(tables(quarterly, "appendix-data")[-1])}
    assert meanings["CP11"].endswith(" | Local standard.")
    assert "whole service" not in "".join(meanings.values())
    assert paragraphs(quarterly, "appendix-data").count("Counts the whole service.") == 1


def test_appendix_stays_in_the_paper_without_figures(quarterly):
    appendix = part(quarterly, "appendix-data")
    assert isinstance(appendix, Appendix)
    assert appendix.children == ()


# --- by theme -----------------------------------------------------------------------------------


def test_theme_statistics_print_the_indicators_of_each_theme(report, plan, visits, contacts):
    first, second = plan.themes.all()[:2]
    visits.themes.add(first, second)
    contacts.themes.add(second)
    found = tables(report, "theme-statistics")
    assert {table.caption: [row[0].split()[0] for row in rows(table)] for table in found} == {
        "Theme 1: Title 1": ["CP11"],
        "Theme 2: Title 2": ["CP11", "FD01"],
    }


# --- all together -------------------------------------------------------------------------------


def test_figures_are_those_known_at_the_end_of_the_day(report, visits):
    show(report, "scorecard", indicators=[visits])
    for day, text in ((date(2018, 4, 19), "No figure"), (date(2018, 4, 20), "78%")):
        (table,) = tables(report, "scorecard", as_at=day)
        assert rows(table)[0][1] == f"{text} | April 2018"


@pytest.mark.parametrize("size", [1, 30])
def test_building_a_paper_asks_the_same_questions_of_any_library(
    report, authority, plan, size, django_assert_num_queries
):
    scorecard = ScorecardFactory(authority=authority)
    for index in range(size):
        indicator = IndicatorFactory(authority=authority, code=f"AA{index:02}")
        observe(indicator, APRIL, [(90 - index, 120), (78, 100)])
        TargetFactory(indicator=indicator)
        ComparatorFactory(indicator=indicator, value=Decimal(80))
        CommentaryFactory(indicator=indicator, starts_on=date(2018, 4, 1), state="accepted")
        ScorecardEntryFactory(scorecard=scorecard, indicator=indicator)
        indicator.themes.add(plan.themes.first())
    for key in LIVE[:3]:
        show(report, key, scorecard=scorecard, indicators=[indicator])
    found = fresh(report)
    with django_assert_num_queries(30):
        facts = read_facts(found, as_at=APRIL)
        check(facts, compose(facts))
