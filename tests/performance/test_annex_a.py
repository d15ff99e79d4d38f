"""Counting Annex A lists. All figures expected here are worked out by hand."""

import csv
import gc
import logging
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from performance.annex_a import (
    Count,
    CountingFailed,
    DataReport,
    NotAnnexA,
    Standards,
    count,
    offers,
    subjects,
)
from performance.annex_a.cells import Unreadable, day, flag, number, text
from performance.annex_a.lists import KINDS
from performance.annex_a.reading import Record, list_number, plain
from performance.periods import Frequency
from performance.vocabulary import Unit
from tests.performance.annex_a_lists import HEADINGS, lists, sheet, workbook

AS_AT = date(2021, 4, 30)
HIDDEN_AWAY = "ZQX-77-WOMBAT"  # an identifier that is found wherever it is left


def counted(*, as_at: date | None = AS_AT, standards: Standards | None = None, **rows: Any):
    return count(lists(**rows), "lists.xlsx", as_at=as_at, standards=standards or Standards())


def figures(report: DataReport) -> dict[str, Count]:
    return {each.key: each for each in report.counts}


def value(report: DataReport, key: str) -> Any:
    return figures(report)[key].value


def ratio(report: DataReport, key: str) -> tuple[int | None, int | None]:
    each = figures(report)[key]
    return each.numerator, each.denominator


def parts(report: DataReport, key: str) -> dict[str, int]:
    return dict(figures(report)[key].breakdown)


def offered(report: DataReport, code: str) -> dict[date, Any]:
    return {each.period_day: each.value for each in offers(report) if each.indicator_code == code}


def reasons(report: DataReport, number_of_list: int) -> dict[str, int]:
    name = f"List {number_of_list} "
    return {each.reason: each.rows for each in report.uncounted if each.list_name.startswith(name)}


# --- cells --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        (date(2021, 4, 30), date(2021, 4, 30)),
        ("30/04/2021", date(2021, 4, 30)),
        ("30.4.21", date(2021, 4, 30)),
        (" 30/04/2021\u00a000:00:00 ", date(2021, 4, 30)),
        ("2021-04-30T09:15:00", date(2021, 4, 30)),
        ("30-Apr-21", date(2021, 4, 30)),
        ("30 April 2021", date(2021, 4, 30)),
        (44316, date(2021, 4, 30)),
        (44316.75, date(2021, 4, 30)),
        ("44316", date(2021, 4, 30)),
        ("01/01/1900", None),
        (0, None),
        ("#N/A", None),
        ("\u00a0", None),
        (None, None),
    ],
)
def test_a_date_is_read_however_it_was_typed(cell, found):
    assert day(cell) == found


@pytest.mark.parametrize("cell", ["soon", "31/02/2021", "04/30/2021", True, 1e9, "30/04/1821"])
def test_what_is_no_date_is_refused_without_being_repeated(cell):
    with pytest.raises(Unreadable) as caught:
        day(cell)
    assert str(caught.value) == ""


@pytest.mark.parametrize("cell", ["a) Yes", "Yes", "y", "1", 1, True, "\u00a0a)\u00a0Yes "])
def test_yes_is_understood(cell):
    assert flag(cell) is True


@pytest.mark.parametrize("cell", ["b) No", "No", "N", "0", 0, False])
def test_no_is_understood(cell):
    assert flag(cell) is False


@pytest.mark.parametrize("cell", [None, "", " ", "#N/A", "c) Unknown", "NA", "n/a"])
def test_unknown_is_neither_yes_nor_no(cell):
    assert flag(cell) is None


def test_what_is_neither_is_refused():
    with pytest.raises(Unreadable):
        flag("perhaps")


def test_whole_numbers_only():
    assert [number(cell) for cell in (3, "3", 3.0, None, "#N/A")] == [3, 3, 3, None, None]
    for cell in (-1, 2.5, "many"):
        with pytest.raises(Unreadable):
            number(cell)


def test_invisible_characters_are_no_words():
    assert text("\u200b\ufeff Police\u00a0 force ") == "Police force"


# --- finding lists and columns ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("List 1", 1),
        ("1 Contacts", 1),
        ("LIST_1 Contacts", 1),
        ("01. Contacts", 1),
        ("Annex A - List 10", 10),
        ("list11", 11),
        ("Care leavers", 9),
        ("CIN", 6),
        ("Cover", None),
        ("2021", None),
        ("List 12", None),
    ],
)
def test_a_sheet_is_known_by_its_name(name, found):
    assert list_number(name, KINDS) == found


@pytest.mark.parametrize(
    "heading",
    [
        "Date of Contact",
        "DATE OF\nCONTACT",
        "date_of_contact",
        "Date of the contact?",
        "DateOfContact",
    ],
)
def test_a_heading_is_known_however_it_is_written(heading):
    assert plain(heading) == plain("Date of Contact")


@pytest.mark.parametrize("name", HEADINGS)
def test_every_official_heading_is_a_column_we_count(name):
    kind = KINDS[int(name.split()[1]) - 1]
    found = {key for each in kind.columns.values() for key in each.headings}
    assert {plain(heading) for heading in HEADINGS[name].values()} <= found


def test_headings_may_stand_below_a_title():
    rows = [["Our council"], [], ["As at 30 April 2021"], *sheet("List 1", [{"contact": AS_AT}])]
    assert value(count(workbook({"1 Contacts": rows}), "x.xlsx"), "contacts") == 1


def test_a_workbook_of_something_else_is_refused_in_words():
    with pytest.raises(NotAnnexA, match="not a workbook of Annex A lists"):
        count(workbook({"Budget": [["Cost centre", "Spend"], ["A", 5]]}), "budget.xlsx")


def test_a_file_of_another_kind_is_refused_in_words():
    with pytest.raises(NotAnnexA, match="PDF"):
        count(BytesIO(b"%PDF-1.7 nothing"), "paper.pdf")


def test_lists_without_any_date_ask_for_the_day():
    with pytest.raises(NotAnnexA, match="Enter the date"):
        counted(as_at=None, list_9=[{"age": 20}])


def test_a_formula_without_a_result_is_refused():
    rows = [["Child Unique ID", "Date of Contact"], ["SYN-1", "=TODAY()"]]
    with pytest.raises(NotAnnexA, match="row 2, column B"):
        count(workbook({"List 1": rows}), "x.xlsx", as_at=AS_AT)


def test_a_list_that_is_missing_is_said_to_be():
    report = counted(list_1=[{"contact": AS_AT}])
    assert reasons(report, 2) == {"The workbook has no such list.": 0}
    assert "early_help_open" not in figures(report)


def test_a_list_whose_headings_are_not_found_is_said_to_be():
    report = count(
        workbook({"List 1": sheet("List 1", [{"contact": AS_AT}]), "List 3": [["Nothing"], ["x"]]}),
        "x.xlsx",
    )
    assert reasons(report, 3) == {"The headings of its columns were not found.": 0}


def test_only_the_first_of_two_sheets_is_counted():
    rows = sheet("List 1", [{"contact": AS_AT}])
    report = count(workbook({"List 1": rows, "Contacts": rows}), "x.xlsx")
    assert value(report, "contacts") == 1
    assert reasons(report, 1) == {"Another sheet of the workbook is this list already.": 0}


def test_a_missing_column_leaves_out_only_what_needs_it():
    rows: Any = [["Child Unique ID", "Date of referral"], ["SYN-1", AS_AT]]
    report = count(workbook({"List 3": rows}), "x.xlsx")
    assert value(report, "referrals") == 1
    assert "referrals_nfa" not in figures(report)
    assert reasons(report, 3)["There is no “Referral NFA?”."] == 1


def test_without_the_column_of_ends_nothing_can_be_called_open():
    rows: Any = [["Child Unique ID", "Child Protection Plan Start Date"], ["SYN-1", AS_AT]]
    report = count(workbook({"List 7": rows}), "x.xlsx", as_at=AS_AT)
    assert not [key for key in figures(report) if key.startswith("plans")]
    assert reasons(report, 7) == {"There is no “Child Protection Plan End Date”.": 1}


# --- the day and what is put aside --------------------------------------------------------------


def test_the_day_is_the_latest_that_something_happened():
    report = counted(
        as_at=None,
        list_1=[{"contact": date(2021, 4, 28)}, {"contact": date(2021, 2, 1)}],
        list_3=[{"referral": date(2021, 4, 29)}],
    )
    assert report.as_at == date(2021, 4, 29)


def test_a_slip_of_typing_does_not_move_the_day():
    days = [date(2021, 2, 1), date(2021, 3, 1), date(2021, 4, 30), date(2091, 4, 1)]
    report = counted(as_at=None, list_1=[{"contact": each} for each in days])
    assert report.as_at == AS_AT
    assert reasons(report, 1) == {"“Date of Contact” is after 30 April 2021.": 1}


def test_visits_tell_the_day_where_nothing_else_does():
    report = counted(as_at=None, list_7=[{"start": date(2019, 1, 7), "visit": date(2021, 4, 20)}])
    assert report.as_at == date(2021, 4, 20)


@pytest.mark.parametrize(
    ("as_at", "since", "months"),
    [
        (date(2021, 4, 30), date(2020, 11, 1), 6),
        (date(2021, 2, 28), date(2020, 9, 1), 6),
        (date(2021, 4, 15), date(2020, 10, 16), 5),
    ],
)
def test_six_months_end_with_the_day(as_at, since, months):
    report = counted(as_at=as_at, list_1=[{"contact": as_at}])
    assert report.window == (since, as_at)
    assert len(figures(report)["contacts"].periods) == months


def test_rows_that_cannot_be_counted_are_listed_with_the_reason():
    start, end = "Child Protection Plan Start Date", "Child Protection Plan End Date"
    report = counted(
        list_7=[
            {"start": date(2021, 1, 4)},
            {"start": None},
            {"start": "soon"},
            {"start": date(2021, 5, 1)},
            {"start": date(2021, 1, 4), "end": date(2020, 12, 1)},
            {"start": date(2021, 1, 4), "end": date(2021, 6, 1)},
            {"start": date(2019, 1, 4), "end": date(2020, 10, 31)},
            {"start": date(2021, 2, 1), "child": "SYN-A"},
            {"start": date(2021, 2, 1), "child": "syn-a "},
        ]
    )
    assert value(report, "plans") == 2
    assert reasons(report, 7) == {
        f"They have no “{start}”.": 1,
        f"“{start}” cannot be read.": 1,
        f"“{start}” is after 30 April 2021.": 1,
        f"“{end}” is before “{start}”.": 1,
        f"“{end}” is after 30 April 2021.": 1,
        "They are over before 1 November 2020.": 1,
        "They repeat another row.": 1,
        "They give no number.": 2,
        "They say neither yes nor no.": 2,
    }


def test_a_list_whose_rows_are_all_put_aside_counts_no_false_nought():
    report = counted(list_1=[{"contact": "soon"}, {"contact": None, "source": "q) 6: Police"}])
    assert figures(report) == {}
    assert offers(report) == []


def test_a_list_with_headings_only_counts_nought():
    assert value(counted(list_1=[]), "contacts") == 0


def test_a_child_with_two_open_plans_counts_once_as_of_the_later():
    rows = [
        {"child": "SYN-1", "start": date(2021, 3, 1), "category": "a) Neglect"},
        {"child": "SYN-1", "start": date(2019, 3, 1), "category": "d) Emotional abuse"},
    ]
    for order in (rows, rows[::-1]):
        report = counted(list_7=order)
        assert parts(report, "plans") == {"Neglect": 1}
        assert reasons(report, 7)["They repeat a child that is counted once."] == 1


# --- list by list -------------------------------------------------------------------------------


def test_contacts_are_counted_by_source_and_offered_by_month():
    report = counted(
        list_1=[
            {"contact": date(2020, 11, 1), "source": "i) 3C: Health services"},
            {"contact": "28/02/2021", "source": "q) 6: Police"},
            {"contact": 44316, "source": "POLICE"},
            {"contact": AS_AT, "source": "#N/A"},
            {"contact": AS_AT, "source": "Somebody by name"},
            {"contact": date(2020, 10, 31), "source": "q) 6: Police"},
        ]
    )
    assert value(report, "contacts") == 5
    assert parts(report, "contacts") == {
        "Police": 2,
        "Health services": 1,
        "Not recorded": 1,
        "Cannot be read": 1,
    }
    assert offered(report, "FD01") == {
        date(2020, 11, 30): 1,
        date(2020, 12, 31): 0,
        date(2021, 1, 31): 0,
        date(2021, 2, 28): 1,
        date(2021, 3, 31): 0,
        date(2021, 4, 30): 3,
    }
    assert reasons(report, 1)["They are over before 1 November 2020."] == 1


def test_early_help_is_completed_or_open():
    report = counted(
        list_2=[
            {"start": date(2020, 6, 1), "end": date(2020, 11, 2)},
            {"start": date(2021, 3, 1), "end": date(2021, 4, 1)},
            {"start": date(2020, 6, 1)},
            {"start": date(2020, 6, 1), "end": "#N/A"},
            {"start": date(2021, 4, 30)},
        ]
    )
    assert (value(report, "early_help_completed"), value(report, "early_help_open")) == (2, 3)
    assert offered(report, "EH02") == {AS_AT: 3}
    assert sum(offered(report, "EH01").values()) == 2


def test_referrals_with_no_further_action_and_re_referrals():
    march, april = date(2021, 3, 10), date(2021, 4, 10)
    report = counted(
        list_3=[
            {"referral": march, "nfa": "a) Yes", "earlier": 0},
            {"referral": march, "nfa": "b) No", "earlier": 2},
            {"referral": march, "nfa": "Y", "earlier": "1"},
            {"referral": april, "nfa": "N", "earlier": 0},
            {"referral": april, "nfa": None, "earlier": None},
        ]
    )
    assert value(report, "referrals") == 5
    assert ratio(report, "referrals_nfa") == (2, 4)
    assert value(report, "referrals_nfa") == 50
    assert ratio(report, "rereferrals") == (2, 4)
    assert offered(report, "FD05") == {
        date(2021, 3, 31): Decimal("66.666667"),
        date(2021, 4, 30): Decimal(0),
    }
    assert reasons(report, 3) == {
        "They say neither yes nor no.": 1,
        "They give no number.": 1,
    }


def test_a_council_that_counts_the_referral_itself_gets_no_false_re_referrals():
    rows = [{"referral": AS_AT, "nfa": "No", "earlier": 1 + each % 2} for each in range(10)]
    report = counted(list_3=rows)
    assert "rereferrals" not in figures(report)
    assert any("include the referral itself" in reason for reason in reasons(report, 3))


def test_assessments_are_in_time_within_45_working_days():
    """45 working days from Monday 4 January 2021 end on Monday 8 March. From Wednesday 24 February,
    with Good Friday and Easter Monday, they end on Friday 30 April; from the 18th on the 26th."""
    start = date(2021, 1, 4)
    report = counted(
        list_4=[
            {"start": start, "end": date(2021, 3, 8), "seen": "a) Yes", "support": "a) Yes"},
            {"start": start, "end": date(2021, 3, 9), "seen": "b) No", "support": "b) No"},
            {"start": start, "end": date(2021, 2, 1), "seen": "a) Yes"},
            {"start": date(2021, 2, 24)},
            {"start": date(2021, 2, 18)},
        ]
    )
    assert ratio(report, "assessments_in_time") == (2, 3)
    assert ratio(report, "assessments_seen") == (2, 3)
    assert parts(report, "assessments") == {"Yes": 1, "No": 1, "Not recorded": 1}
    assert value(report, "assessments_open") == 2
    assert offered(report, "AS03") == {AS_AT: 1}
    assert offered(report, "AS02") == {date(2021, 2, 28): 100, date(2021, 3, 31): 50}
    assert offered(report, "AS01")[date(2021, 3, 31)] == 2


def test_conferences_are_in_time_within_15_working_days():
    """15 working days from Monday 1 February 2021 end on Monday the 22nd."""
    start = date(2021, 2, 1)
    report = counted(
        list_5=[
            {"start": start, "conference": date(2021, 2, 22), "plan": "a) Yes"},
            {"start": start, "conference": date(2021, 2, 23), "plan": "b) No"},
            {"start": start, "conference": date(2021, 1, 20), "plan": "a) Yes"},
            {"start": start, "unnecessary": "a) Yes"},
            {"start": date(2020, 11, 2), "conference": date(2020, 11, 10), "plan": "Yes"},
            {"start": date(2020, 10, 20), "conference": date(2020, 11, 3), "plan": "Yes"},
        ]
    )
    assert value(report, "enquiries") == 5
    assert value(report, "conferences_unnecessary") == 1
    assert ratio(report, "conferences_in_time") == (3, 4)
    assert ratio(report, "conferences_plan") == (3, 4)
    assert reasons(report, 5) == {"The conference is before the strategy discussion.": 1}
    assert offered(report, "CP04") == {date(2021, 2, 28): 50}, "November is not whole"


def test_children_in_need_by_need_and_those_seen_in_time():
    plan = "c) Child in need plan"
    start = date(2021, 1, 4)
    report = counted(
        list_6=[
            {"start": start, "need": "N1 - Abuse or neglect", "status": plan, "seen": AS_AT},
            {"start": start, "need": "N1", "status": plan, "seen": date(2021, 3, 19)},
            {"start": start, "need": "Absent parenting", "status": plan, "seen": date(2021, 3, 18)},
            {"start": start, "need": "N1", "status": "a) Looked after child"},
            {"start": start, "status": "e) Closed episode"},
            {"start": date(2020, 3, 2), "end": start, "reason": "RC7 - Services ceased"},
        ]
    )
    assert parts(report, "in_need") == {
        "N1 Abuse or neglect": 3,
        "N8 Absent parenting": 1,
    }
    assert parts(report, "in_need_status") == {"Child in need plan": 3, "Looked after child": 1}
    assert (value(report, "in_need_started"), value(report, "in_need_closed")) == (5, 1)
    assert parts(report, "in_need_closed") == {"RC7 Services ceased for another reason": 1}
    assert ratio(report, "in_need_visits") == (2, 3), "42 days before 30 April is 19 March"
    assert offered(report, "CN02") == {AS_AT: Decimal("66.666667")}
    assert reasons(report, 6) == {"The case is said to be closed, without a date.": 1}


def plans() -> list[dict[str, Any]]:
    return [
        {
            "start": date(2021, 4, 12),
            "category": "a) Neglect",
            "alone": "Yes",
            "emergency": "a) Yes",
            "previous": 1,
        },
        {
            "start": date(2021, 1, 30),
            "category": "NEG",
            "visit": date(2021, 4, 2),
            "alone": "No",
            "review": date(2021, 4, 1),
            "previous": 0,
        },
        {
            "start": date(2020, 10, 30),
            "category": "d) Emotional abuse",
            "visit": date(2021, 4, 1),
            "alone": "Yes",
            "review": date(2020, 10, 30),
        },
        {
            "start": date(2019, 4, 30),
            "category": "b) Physical abuse",
            "visit": "20/04/2021",
            "review": date(2020, 10, 29),
        },
        {"start": date(2019, 5, 1), "visit": "in spring"},
        {"start": date(2020, 3, 2), "end": date(2021, 2, 1), "category": "c) Sexual abuse"},
    ]


def test_child_protection_plans():
    report = counted(list_7=plans())
    assert (value(report, "plans_started"), value(report, "plans_ceased")) == (2, 1)
    assert ratio(report, "plans_repeat") == (1, 2)
    assert parts(report, "plans") == {
        "Neglect": 2,
        "Emotional abuse": 1,
        "Physical abuse": 1,
        "Not recorded": 1,
    }
    assert figures(report)["plans_duration"].breakdown == (
        ("Under 3 months", 1),
        ("3 months to under 6 months", 1),
        ("6 months to under 1 year", 1),
        ("1 year to under 2 years", 1),
        ("2 years or more", 1),
    )
    assert ratio(report, "plans_visits") == (2, 3), "28 days before 30 April is 2 April"
    assert ratio(report, "plans_reviews") == (2, 4), "six months before it is 30 October"
    assert ratio(report, "plans_alone") == (2, 3)
    assert value(report, "plans_emergency") == 1
    assert offered(report, "CP05") == {AS_AT: 5}
    assert offered(report, "CP09") == {AS_AT: 20}
    assert reasons(report, 7)["“Date of the Last Statutory Visit” cannot be read."] == 1
    assert not offered(report, "CP07")
    assert not offered(report, "CP10")


def test_the_standard_for_visits_is_the_council_s():
    strict = counted(list_7=plans(), standards=Standards(child_protection=10))
    assert ratio(strict, "plans_visits") == (1, 4), "10 days before 30 April is 20 April"
    assert figures(strict)["plans_visits"].note.startswith("Visited in the last 10 days")


def test_looked_after_children():
    """20 working days from Monday 1 March 2021 end on Monday the 29th."""
    report = counted(
        list_8=[
            {
                "start": date(2018, 4, 2),
                "birth": date(2017, 1, 1),
                "uasc": "b) No",
                "legal": "C2: FCO",
                "review": date(2020, 10, 30),
                "visit": date(2021, 3, 19),
                "health": date(2020, 10, 30),
                "dental": date(2020, 4, 30),
                "placements": 1,
                "placed": date(2018, 4, 2),
                "placement": "d) U4: Foster placement - long term",
                "where": "a) In",
                "missing": 0,
                "permanence": "f) Long-term fostering",
            },
            {
                "start": date(2019, 4, 1),
                "birth": date(2008, 1, 1),
                "uasc": "b) No",
                "legal": "C2: FCO",
                "review": date(2020, 10, 29),
                "visit": date(2021, 2, 1),
                "health": date(2020, 10, 29),
                "dental": date(2020, 4, 29),
                "placements": 3,
                "placed": date(2020, 12, 1),
                "placement": "u4",
                "where": "b) Out",
                "missing": 2,
                "offered": "Y",
                "accepted": "N",
            },
            {
                "start": date(2021, 3, 1),
                "birth": date(2005, 1, 1),
                "uasc": "a) Yes",
                "legal": "V2: Single period under S20",
                "visit": date(2021, 3, 1),
                "health": date(2021, 3, 29),
                "placements": 4,
                "placed": date(2021, 4, 1),
                "placement": "n) H5: Residential accommodation",
                "where": "Out",
                "missing": 1,
                "offered": "Yes",
                "accepted": "Yes",
                "again": "a) Yes",
            },
            {
                "start": date(2021, 3, 1),
                "end": date(2021, 4, 20),
                "health": date(2021, 3, 30),
                "reason": "e) E4A: Returned home to live with parents",
                "legal": "V2",
            },
            {"start": date(2021, 4, 28), "birth": date(2020, 1, 1), "missing": 1, "offered": "N"},
            {"start": date(2020, 1, 1), "legal": "V4: Short term breaks, agreements recorded"},
        ]
    )
    assert (value(report, "care_started"), value(report, "care_ceased")) == (3, 1)
    assert parts(report, "care_ceased") == {"Returned home or to relatives": 1}
    assert value(report, "care_again") == 1
    assert parts(report, "care") == {"Full care order": 2, "Section 20": 1, "Not recorded": 1}
    assert parts(report, "care_placement") == {
        "Foster care": 2,
        "Semi-independent or independent living": 1,
        "Not recorded": 1,
    }
    assert ratio(report, "care_uasc") == (1, 3)
    assert ratio(report, "care_placements") == (2, 3)
    assert ratio(report, "care_outside") == (2, 3)
    assert ratio(report, "care_visits") == (2, 3), "the third has moved since the last visit"
    assert ratio(report, "care_reviews") == (1, 3)
    assert ratio(report, "care_first_health") == (1, 2)
    assert ratio(report, "care_health") == (2, 2), "six months under five, twelve from five"
    assert ratio(report, "care_dental") == (1, 2)
    assert ratio(report, "care_missing") == (3, 4)
    assert ratio(report, "interviews_offered") == (2, 3)
    assert ratio(report, "interviews_accepted") == (1, 2)
    assert offered(report, "CL01") == {AS_AT: 4}
    assert offered(report, "CL09") == {date(2021, 3, 31): 50}
    assert reasons(report, 8)["They are short breaks."] == 1


def test_care_leavers_of_19_to_21():
    yes, former = "a) Yes", "b) Former relevant child"
    report = counted(
        list_9=[
            {
                "age": 19,
                "eligibility": former,
                "touch": yes,
                "home": "a) Suitable",
                "activity": "F1: Full time in higher education",
                "pathway": date(2020, 10, 30),
            },
            {
                "age": 21,
                "eligibility": former,
                "touch": "b) No",
                "home": "b) Unsuitable",
                "activity": "G5: Not in education, employment or training - other",
                "pathway": date(2020, 10, 29),
            },
            {
                "age": 20,
                "eligibility": former,
                "touch": yes,
                "activity": "P5: Part time in training or employment (not apprenticeship)",
            },
            {"age": 20, "eligibility": former, "touch": "c) Died"},
            {"age": 20, "eligibility": "c) Qualifying care leaver", "touch": "f) Rhom"},
            {"age": 22, "eligibility": former, "touch": yes},
            {"age": 17, "eligibility": "d) Eligible child", "touch": yes},
            {"age": None, "eligibility": "a) Relevant child", "touch": yes},
        ]
    )
    assert parts(report, "leavers") == {
        "Former relevant child": 5,
        "Eligible child": 1,
        "Qualifying care leaver": 1,
        "Relevant child": 1,
    }
    assert ratio(report, "leavers_touch_19") == (2, 3)
    assert ratio(report, "leavers_home_19") == (1, 3)
    assert ratio(report, "leavers_activity_19") == (2, 3)
    assert ratio(report, "leavers_touch_17") == (1, 1)
    assert ratio(report, "leavers_pathway") == (1, 7)
    assert offered(report, "LC01") == {AS_AT: Decimal("66.666667")}
    assert reasons(report, 9)["Their age is not known."] == 1


def test_adoption_durations_by_quarter():
    """In 2020 from 1 January to 1 July are 182 days, to 1 September 244."""
    care, order = date(2020, 1, 1), date(2020, 6, 1)
    report = counted(
        list_10=[
            {
                "care": care,
                "decision": order,
                "order": order,
                "match": date(2020, 6, 21),
                "placed": date(2020, 9, 1),
                "adopted": date(2021, 2, 1),
            },
            {
                "care": care,
                "decision": order,
                "order": order,
                "match": date(2020, 5, 1),
                "fostered": date(2020, 7, 1),
                "placed": date(2020, 9, 1),
                "adopted": date(2021, 3, 1),
            },
            {"care": care, "decision": order, "adopted": date(2021, 4, 1)},
            {"care": care, "decision": order, "order": order, "match": order},
            {"care": care, "decision": order},
            {
                "care": care,
                "decision": order,
                "reversed": date(2021, 1, 4),
                "reason": "RD2 - The Court did not make a placement order",
            },
            {"care": care, "decision": date(2019, 1, 7), "adopted": date(2020, 4, 30)},
        ]
    )
    assert value(report, "adopted") == 3
    assert value(report, "adoption_decided") == 6
    assert figures(report)["adoption_waiting"].breakdown == (("Matched", 1), ("Decision made", 1))
    assert parts(report, "adoption_reversed") == {"RD2 The court made no placement order": 1}
    assert figures(report)["adoption_a10"].unit == Unit.DAYS
    assert ratio(report, "adoption_a10") == (426, 2)
    assert value(report, "adoption_a10") == 213
    assert ratio(report, "adoption_a2") == (20, 2)
    assert offered(report, "AD01") == {date(2021, 3, 31): 213}
    assert offered(report, "AD02") == {date(2021, 3, 31): 10}
    assert {each.frequency for each in offers(report)} == {Frequency.QUARTER}
    assert reasons(report, 10) == {
        "They are over before 1 May 2020.": 1,
        "A date is missing or before the one it follows.": 1,
        "They have no placement order or no match.": 1,
    }


def test_adopters_by_how_far_they_have_come():
    report = counted(
        list_11=[
            {"enquiry": date(2020, 5, 1)},
            {"enquiry": date(2020, 4, 30), "first": date(2020, 6, 1)},
            {"enquiry": date(2020, 5, 1), "first": AS_AT, "second": AS_AT},
            {"enquiry": date(2019, 5, 1), "approved": date(2020, 5, 1)},
            {
                "enquiry": date(2020, 5, 1),
                "left": date(2021, 1, 4),
                "reason": "1 - Adopter withdrew",
            },
        ]
    )
    assert figures(report)["adopters"].breakdown == (
        ("Left the process", 1),
        ("Approved", 1),
        ("Stage 2", 1),
        ("Stage 1", 1),
        ("Enquiry", 1),
    )
    assert value(report, "adopters_enquiry") == 3
    assert value(report, "adopters_approved") == 1
    assert parts(report, "adopters_left") == {"Withdrew": 1}
    assert offers(report) == []


def test_a_day_inside_a_month_is_said_in_the_note():
    inside = counted(as_at=date(2021, 4, 15), list_7=plans())
    notes = {each.indicator_code: each.note for each in offers(inside)}
    assert notes["CP05"] == "As at 15 April 2021, before the end of the month."
    assert {
        each.note for each in offers(counted(list_7=plans())) if each.indicator_code == "CP05"
    } == {""}


def test_what_is_offered_meets_the_catalogue_in_unit_and_period():
    with (settings.BASE_DIR / "performance" / "catalogue.csv").open(encoding="utf-8") as file:
        catalogue = {row["code"]: row for row in csv.DictReader(file)}
    blank = {f"list_{kind.number}": [] for kind in KINDS}
    found = [each for each in counted(**blank).counts if each.indicator]
    assert len(found) == 28
    for each in found:
        row = catalogue[each.indicator]
        assert each.unit == row["unit"]
        assert (each.periods is None) == (row["period_type"] != "in_period")
        for part in each.periods or ():
            assert part.period.frequency == row["frequency"]


# --- what holds for any lists -------------------------------------------------------------------

a_day = st.one_of(st.none(), st.just("soon"), st.dates(date(2018, 1, 1), date(2021, 6, 30)))
a_plan = st.fixed_dictionaries(
    {
        "child": st.sampled_from(["SYN-1", "SYN-2", "SYN-3", "SYN-4", None]),
        "start": a_day,
        "end": a_day,
        "visit": a_day,
        "category": st.sampled_from(["a) Neglect", "PHY", None, "what?"]),
        "previous": st.sampled_from([0, 1, None, "many"]),
    }
)


@hypothesis.settings(max_examples=40)
@given(rows=st.lists(a_plan, max_size=12))
def test_parts_sum_to_the_whole_and_every_row_is_accounted_for(rows):
    report = counted(list_7=rows)
    for each in report.counts:
        assert not each.breakdown or sum(part for _, part in each.breakdown) == each.value
        if each.denominator is not None:
            assert 0 <= each.numerator <= each.denominator
    aside = sum(
        each.rows for each in report.uncounted if each.what == "everything counted from the list"
    )
    repeated = reasons(report, 7).get("They repeat a child that is counted once.", 0)
    blank = sum(all(cell is None for cell in row.values()) for row in rows)
    found = figures(report)
    if found:
        assert found["plans"].value + found["plans_ceased"].value == (
            len(rows) - blank - aside - repeated
        )
    else:
        assert aside == len(rows) - blank


@hypothesis.settings(max_examples=25)
@given(data=st.data(), rows=st.lists(a_plan, max_size=8))
def test_the_order_of_rows_changes_nothing(data, rows):
    mixed = data.draw(st.permutations(rows))
    assert counted(list_7=mixed) == counted(list_7=rows)


# --- nothing is left of the lists ---------------------------------------------------------------


def everywhere(*folders: Path) -> list[str]:
    """Files and table rows that hold the identifier."""
    needle = HIDDEN_AWAY.encode()
    files = [
        str(path)
        for folder in folders
        for path in folder.rglob("*")
        if path.is_file() and needle in path.read_bytes()
    ]
    rows = [
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if HIDDEN_AWAY in str(list(model._default_manager.values()))
    ]
    return files + rows


def secret_lists() -> BytesIO:
    """Every list with the identifier in each cell that is no date."""
    rows = {}
    for name, headings in HEADINGS.items():
        row: dict[str, Any] = dict.fromkeys(headings, HIDDEN_AWAY)
        kind = KINDS[int(name.split()[1]) - 1]
        row.update({key: AS_AT for key in (kind.starts, *kind.events) if key})
        row.update({kind.ends: None} if kind.ends else {})
        rows[name] = sheet(name, [row])
    return workbook(rows)


@pytest.fixture
def kept(tmp_path, monkeypatch, settings):
    """Folders that a careless program would leave something in."""
    folders = [tmp_path / name for name in ("temporary", "media", "working")]
    for folder in folders:
        folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folders[0]))
    monkeypatch.setattr("tempfile.tempdir", None)
    settings.MEDIA_ROOT = folders[1]
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    }
    monkeypatch.chdir(folders[2])
    return folders


@pytest.mark.django_db
def test_nothing_is_left_of_the_lists_after_counting(kept, caplog):
    caplog.set_level(logging.DEBUG)
    report = count(secret_lists(), "lists.xlsx", as_at=AS_AT)
    assert value(report, "contacts") == 1
    assert HIDDEN_AWAY not in repr(report) + repr(offers(report))
    assert HIDDEN_AWAY not in caplog.text
    assert everywhere(*kept) == []


@pytest.mark.django_db
def test_nothing_is_left_when_counting_fails_half_way(kept, caplog, monkeypatch):
    caplog.set_level(logging.DEBUG)

    def fail(desk):
        raise RuntimeError(f"{desk.rows[0].values}")

    monkeypatch.setattr(
        "performance.annex_a.counting.SECTIONS",
        [(kind, title, fail) for kind, title, _ in subjects.SECTIONS],
    )
    file = secret_lists()
    with pytest.raises(CountingFailed) as caught:
        count(file, "lists.xlsx", as_at=AS_AT)
    error = caught.value
    assert error.__cause__ is None
    assert error.__context__ is None
    frames = []
    trace = error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename != __file__:
            frames.append(repr(trace.tb_frame.f_locals))
        trace = trace.tb_next
    assert frames
    assert HIDDEN_AWAY not in str(error) + caplog.text + "".join(frames)
    assert everywhere(*kept) == []


def test_no_row_stays_in_memory():
    counted(list_1=[{"child": HIDDEN_AWAY, "contact": AS_AT}])
    gc.collect()
    assert not [each for each in gc.get_objects() if isinstance(each, Record)]


# --- the command --------------------------------------------------------------------------------


def chat_report(path: Path, *arguments: str) -> str:
    said = StringIO()
    call_command("chat_report", str(path), *arguments, stdout=said)
    return said.getvalue()


def printed(said: str, label: str) -> str:
    line = next(line for line in said.splitlines() if line.strip().startswith(label))
    return line.strip().removeprefix(label).strip()


@pytest.fixture
def ten_contacts(tmp_path):
    rows = [
        {"contact": date(2021, 3 + (number > 3), 10), "source": source}
        for number, source in enumerate(["6: Police"] * 12 + ["2A: Schools"] * 7 + ["4: Housing"])
    ]
    path = tmp_path / "lists.xlsx"
    path.write_bytes(lists(list_1=rows, list_7=plans()).getvalue())
    return path


def test_chat_report_hides_small_numbers_and_what_gives_them_back(ten_contacts):
    said = chat_report(ten_contacts, "--as-at", "2021-04-30")
    assert "Annex A lists as at 30 April 2021" in said
    assert "Six months from 1 November 2020 to 30 April 2021" in said
    assert "Small numbers (1 to 5) are hidden." in said
    assert printed(said, "Contacts received [FD01]") == "20"
    assert printed(said, "Police") == "12"
    assert printed(said, "Housing") == "hidden"
    assert printed(said, "Schools") == "hidden", "or the one of housing is 20 less 12 less 7"
    assert printed(said, "Children on a plan visited in time [CP11]") == "hidden"
    assert printed(said, "FD01  31 March 2021") == "hidden"
    assert printed(said, "FD01  30 April 2021") == "hidden"
    assert printed(said, "FD01  31 January 2021") == "0"
    assert "what is counted from that column: Rows: hidden. “Date of" in said


def test_chat_report_shows_small_numbers_when_asked(ten_contacts):
    said = chat_report(ten_contacts, "--show-small", "--as-at", "2021-04-30")
    assert "hidden" not in said
    assert printed(said, "Housing") == "1"
    assert printed(said, "Children on a plan visited in time [CP11]") == "66.7% (2 of 3)"
    assert printed(said, "FD01  31 March 2021") == "4"
    assert "List 7 Child protection, what is counted from that column: Rows: 1. “Date of" in said
    assert "List 2 Early help, everything counted from it: The workbook has no such list." in said


def test_chat_report_counts_visits_by_the_council_s_standard(ten_contacts):
    said = chat_report(
        ten_contacts, "--show-small", "--as-at", "2021-04-30", "--visit-protection", "10"
    )
    assert printed(said, "Children on a plan visited in time [CP11]") == "25.0% (1 of 4)"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--as-at", "30/04/2021"], "not a day"),
        (["--as-at", "2121-04-30"], "still to come"),
    ],
)
def test_chat_report_refuses_a_day_in_words(ten_contacts, arguments, words):
    with pytest.raises(CommandError, match=words):
        chat_report(ten_contacts, *arguments)


def test_chat_report_refuses_files_in_words(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        chat_report(tmp_path / "none.xlsx")
    other = tmp_path / "other.csv"
    other.write_text("a,b\n1,2\n")
    with pytest.raises(CommandError, match="not a workbook of Annex A lists"):
        chat_report(other)


@pytest.mark.django_db
def test_chat_report_leaves_nothing_behind(kept, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    path = tmp_path / "lists.xlsx"
    path.write_bytes(secret_lists().getvalue())
    said = chat_report(path, "--show-small", "--as-at", "2021-04-30")
    assert printed(said, "Contacts received [FD01]") == "1"
    assert HIDDEN_AWAY not in said + caplog.text
    assert everywhere(*kept) == []
