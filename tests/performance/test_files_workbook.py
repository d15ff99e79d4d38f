"""A council's workbook in its human layout is proposed, mapped once and read."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from core.sheets import Book
from performance.files.figures import Flaw, Raw
from performance.files.workbook import (
    Mapping,
    normalised,
    preview_grid,
    propose,
    read,
)
from tests.performance.files import csv_book, handmade, opened, workbook

KNOWN = [
    ("FD01", "Contacts received", "Contacts; Front door contacts"),
    ("FD05", "Re-referrals within 12 months", "Re-referrals"),
    ("CP11", "Child protection visits on time", "CP visits\nVisits (CP)"),
    ("WF02", "Caseload by team", ""),
    ("X01", "Shared", "Both"),
    ("X02", "Other", "Both"),
]


def raws(book: Book, mapping: Mapping) -> list[tuple[Any, ...]]:
    """What is read, short: row, column, indicator, period, breakdown, value; flaws fail."""
    found = list(read(book, mapping))
    assert [each for each in found if isinstance(each, Flaw)] == []
    return [(r.row, r.column, r.indicator, r.period, r.breakdown, r.value) for r in found]


def flaws(book: Book, mapping: Mapping) -> list[tuple[int, str, str]]:
    """The flaws that are found, with their place."""
    return [(f.row, f.column, f.message) for f in read(book, mapping) if isinstance(f, Flaw)]


@pytest.mark.parametrize(
    ("words", "bare"),
    [
        ("Re-referrals¹", "re referrals"),
        ("CP visits*", "cp visits"),
        ("CP visits * †", "cp visits"),
        ("Contacts (a)", "contacts"),
        ("Contacts [2]", "contacts"),
        ("Contacts2", "contacts"),
        ("Contacts (note 2)", "contacts"),
        ("  Police\u00a0&  health’s ", "police and healths"),
        ("Visits (%)", "visits percent"),
        ("CP11", "cp11"),
        ("Care leavers 19-21", "care leavers 19 21"),
        ("*", ""),
    ],
)
def test_names_are_compared_without_marks_and_capitals(words: str, bare: str) -> None:
    assert normalised(words) == bare


def across(book: Any) -> None:
    """A title, years merged above months, blank spacer columns, serial dates, marks, #N/A."""
    book.add_worksheet("Read me").write(0, 0, "Contacts received and how we count them")
    page = book.add_worksheet("Scorecard")
    percent = book.add_format({"num_format": "0%"})
    month = book.add_format({"num_format": "mmm-yy"})
    page.merge_range("A1:H1", "Performance of children's services")
    page.merge_range("A3:B3", "Indicator")
    page.write(2, 3, 43191)
    page.write(2, 4, "May-18*")
    page.write_datetime(2, 6, date(2018, 6, 1), month)
    page.write(2, 7, "Target")
    page.write(3, 0, "Front door")
    page.write_row(4, 0, ["Contacts", None, None, 1674, "1,731"])
    page.write(4, 7, 1500)
    page.write(5, 0, "Re-referrals¹ (%)")
    page.write(5, 3, 0.213, percent)
    page.write(5, 4, "21.5%")
    page.write_formula(5, 6, "=NA()", None, "#N/A")
    page.write_row(6, 0, ["CP visits*", None, None, "78*", "–", None, "c"])
    page.write_row(7, 0, ["Something local", None, None, 5])


ACROSS = workbook(across)


def test_a_sheet_of_months_across_is_proposed() -> None:
    proposal = propose(opened(ACROSS), KNOWN)
    assert proposal.mapping == Mapping(
        sheet="Scorecard",
        layout="months_across",
        header_row=3,
        first_row=4,
        name_column="A",
        names={"Contacts": "FD01", "Re-referrals¹ (%)": "FD05", "CP visits*": "CP11"},
    )
    assert proposal.unmatched == ("Something local",)


def test_a_sheet_of_months_across_is_read_as_it_was_proposed() -> None:
    book = opened(ACROSS)
    mapping = propose(book, KNOWN).mapping
    mapping = replace(mapping, names={**mapping.names, "Something local": ""})
    assert raws(book, mapping) == [
        (5, "D", "FD01", date(2018, 4, 1), "", Decimal(1674)),
        (5, "E", "FD01", "May-18*", "", Decimal(1731)),
        (6, "D", "FD05", date(2018, 4, 1), "", Decimal("21.3")),
        (6, "E", "FD05", "May-18*", "", Decimal("21.5")),
        (7, "D", "CP11", date(2018, 4, 1), "", Decimal(78)),
        (7, "G", "CP11", date(2018, 6, 1), "", None),
    ]
    assert [raw.state for raw in read(book, mapping)][-1] == "suppressed"


def test_a_row_nobody_has_named_is_a_flaw_and_a_heading_is_not() -> None:
    book = opened(ACROSS)
    mapping = propose(book, KNOWN).mapping
    assert flaws(book, mapping) == [
        (8, "A", "Say which indicator this row is, or that it is left out.")
    ]


def test_only_the_chosen_months_are_read() -> None:
    book = opened(ACROSS)
    mapping = replace(propose(book, KNOWN).mapping, period_columns=("E", "H"))
    found = list(read(book, mapping))
    assert {raw.column for raw in found if isinstance(raw, Raw)} == {"E"}
    assert next((f.column, f.found) for f in found if isinstance(f, Flaw)) == ("H", "Target")


def test_next_months_column_is_found_and_another_mark_changes_nothing() -> None:
    mapping = propose(csv_book("Name,Apr-18\nCP visits*,78\n"), KNOWN).mapping
    later = csv_book("Name,Apr-18,May-18\nCP visits²,78,79\n")
    assert [raw[3] for raw in raws(later, mapping)] == ["Apr-18", "May-18"]


def test_text_where_a_number_stands_is_named_with_its_place() -> None:
    book = csv_book("Name,Apr-18\nContacts,see note\n")
    mapping = propose(book, KNOWN).mapping
    assert flaws(book, replace(mapping, names={"Contacts": "FD01"})) == [
        (2, "B", "Enter a number. “see note” is not one.")
    ]


def test_years_above_their_months_are_carried_over_the_merged_cells() -> None:
    def fill(book: Any) -> None:
        page = book.add_worksheet("Year")
        page.merge_range("B1:D1", "2018/19")
        page.merge_range("E1:F1", "2019/20")
        page.write_row(1, 0, ["Measure", "Nov", "Dec.", "Jan", "Apr", "Sept"])
        page.write_row(2, 0, ["Contacts", 1, 2, 3, 4, 5])

    book = opened(workbook(fill))
    mapping = propose(book, KNOWN).mapping
    assert (mapping.header_row, mapping.year_row, mapping.first_row) == (2, 1, 3)
    assert [raw[3] for raw in raws(book, mapping)] == [
        "Nov 2018",
        "Dec. 2018",
        "Jan 2019",
        "Apr 2019",
        "Sept 2019",
    ]


def test_quarters_below_their_year_are_read() -> None:
    book = csv_book(",2018/19,,2019/20\nName,Q1,Q2,Q1\nContacts,1,2,3\n")
    mapping = propose(book, KNOWN).mapping
    assert [raw[3] for raw in raws(book, mapping)] == ["Q1 2018/19", "Q2 2018/19", "Q1 2019/20"]


def test_numbers_and_percentages_below_one_month_are_one_figure() -> None:
    def fill(book: Any) -> None:
        page = book.add_worksheet("Sheet1")
        page.merge_range("B1:D1", "April 2018")
        page.merge_range("F1:H1", "May 2018")
        page.write(0, 8, "Target")
        page.write_row(1, 1, ["Num", "Den", "%", None, "Num", "Den", "%"])
        page.write_row(2, 0, ["CP visits", 157, 200, 78.5, None, 160, 200, 80, 95])

    book = opened(workbook(fill))
    mapping = propose(book, KNOWN).mapping
    assert (mapping.measure_row, mapping.first_row) == (2, 3)
    assert list(read(book, mapping)) == [
        Raw(3, "D", "CP11", "April 2018", "", Decimal("78.5"), Decimal(157), Decimal(200)),
        Raw(3, "H", "CP11", "May 2018", "", Decimal(80), Decimal(160), Decimal(200)),
    ]


def test_a_number_over_nothing_is_the_figure_itself() -> None:
    book = csv_book("Name,Apr-18,,May-18,\n,Number,RAG,Number,RAG\nContacts,7,Green,8,Red\n")
    mapping = propose(book, KNOWN).mapping
    assert [(raw[1], raw[5]) for raw in raws(book, mapping)] == [
        ("B", Decimal(7)),
        ("D", Decimal(8)),
    ]


def test_a_name_merged_over_its_teams_is_carried_down() -> None:
    book = csv_book("Indicator,Team,Apr-18\nCaseload by team,North,18.1\n,South,27.5\n,,99\n")
    mapping = propose(book, KNOWN).mapping
    assert mapping.breakdown_column == "B"
    assert [(raw[4], raw[5]) for raw in raws(book, mapping)] == [
        ("North", Decimal("18.1")),
        ("South", Decimal("27.5")),
    ]


def test_percentages_kept_as_fractions_are_read_as_a_person_said() -> None:
    book = csv_book("Name,Apr-18\nCP visits,78%\nContacts,7\n")
    mapping = replace(propose(book, KNOWN).mapping, fractions=("CP11",))
    assert [raw[5] for raw in raws(book, mapping)] == [Decimal(78), Decimal(7)]

    def fill(book: Any) -> None:
        page, percent = book.add_worksheet("CSV"), book.add_format({"num_format": "0%"})
        page.write_row(0, 0, ["Name", "Apr-18", "May-18"])
        page.write_row(1, 0, ["CP visits", 0.785])
        page.write(1, 2, 0.8, percent)
        page.write_row(2, 0, ["Contacts", 0.5])

    assert [raw[5] for raw in raws(opened(workbook(fill)), mapping)] == [
        Decimal("78.5"),
        Decimal(80),
        Decimal("0.5"),
    ]


def test_a_formula_without_a_result_is_a_flaw_where_it_is_read() -> None:
    def words(place: str, said: str) -> str:
        return f'<c r="{place}" t="inlineStr"><is><t>{said}</t></is></c>'

    rows = (
        f'<row r="1">{words("A1", "Name")}{words("B1", "Apr-18")}{words("C1", "Note")}</row>'
        f'<row r="2">{words("A2", "Contacts")}<c r="B2"><f>1</f></c><c r="C2"><f>1</f></c></row>'
    )
    book = opened(handmade(rows))
    mapping = replace(propose(book, KNOWN).mapping, names={"Contacts": "FD01"})
    [(row, column, message)] = flaws(book, mapping)
    assert (row, column) == (2, "B")
    assert "formula whose result is not in the file" in message


DOWN = (
    "Title\n\nMonth,Contacts,,CP visits*,Comment\nApr-18,1674,,78%,fine\nMay-18,1731,,n/a,\n"
    "Total,3405,,,\n"
)


def test_a_sheet_of_months_down_is_proposed_and_read() -> None:
    book = csv_book(DOWN)
    proposal = propose(book, KNOWN)
    assert (proposal.mapping.layout, proposal.mapping.period_column) == ("months_down", "A")
    assert (proposal.mapping.header_row, proposal.mapping.first_row) == (3, 4)
    assert proposal.unmatched == ("Comment",)
    mapping = replace(proposal.mapping, names={**proposal.mapping.names, "Comment": ""})
    assert raws(book, mapping) == [
        (4, "B", "FD01", "Apr-18", "", Decimal(1674)),
        (4, "D", "CP11", "Apr-18", "", Decimal(78)),
        (5, "B", "FD01", "May-18", "", Decimal(1731)),
        (5, "D", "CP11", "May-18", "", None),
    ]


def test_a_column_nobody_has_named_is_a_flaw() -> None:
    book = csv_book(DOWN)
    words = "Say which indicator this column is, or that it is left out."
    assert flaws(book, propose(book, KNOWN).mapping) == [(3, "E", words)]


def test_a_row_without_its_month_is_a_flaw_unless_it_sums_up() -> None:
    book = csv_book("Month,Contacts\nApr-18,1\nMay-18,2\nJunish,3\nGrand total,6\n")
    assert flaws(book, propose(book, KNOWN).mapping) == [
        (4, "A", "Enter the period, like April 2018.")
    ]


LIST = (
    "Indicator,Month,Team,Num,Den,%,Status of figure\n"
    "CP visits,Apr-18,North,157,200,78.5,Provisional\nCP visits,Apr-18,South,10,20,50,\n"
    "Contacts,Apr-18,,,,1731,\n"
)


def test_a_list_is_proposed_and_read() -> None:
    book = csv_book(LIST)
    mapping = propose(book, KNOWN).mapping
    assert mapping == Mapping(
        sheet="CSV",
        layout="list",
        header_row=1,
        first_row=2,
        names={"CP visits": "CP11", "Contacts": "FD01"},
        name_column="A",
        period_column="B",
        breakdown_column="C",
        numerator_column="D",
        denominator_column="E",
        value_column="F",
        state_column="G",
    )
    assert list(read(book, mapping)) == [
        Raw(
            2,
            "F",
            "CP11",
            "Apr-18",
            "North",
            Decimal("78.5"),
            Decimal(157),
            Decimal(200),
            "provisional",
        ),
        Raw(3, "F", "CP11", "Apr-18", "South", Decimal(50), Decimal(10), Decimal(20)),
        Raw(4, "F", "FD01", "Apr-18", "", Decimal(1731)),
    ]


def test_a_list_with_a_state_nobody_knows_is_a_flaw() -> None:
    book = csv_book(LIST.replace("Provisional", "Maybe"))
    [(row, column, message)] = flaws(book, propose(book, KNOWN).mapping)
    assert (row, column) == (2, "G")
    assert "“Maybe” is none of them" in message


def test_a_sheet_of_one_month_takes_its_period_from_the_mapping() -> None:
    book = csv_book("Measure,Result\nContacts,1731\nCP visits,78.5%\n")
    mapping = propose(book, KNOWN).mapping
    assert (mapping.layout, mapping.name_column, mapping.value_column) == ("list", "A", "B")
    with pytest.raises(ValueError, match="or enter the period"):
        list(read(book, mapping))
    assert [raw[3] for raw in raws(book, replace(mapping, period="April 2018"))] == [
        "April 2018"
    ] * 2


def test_headings_that_are_gone_are_a_flaw() -> None:
    mapping = propose(csv_book("Name,Apr-18\nContacts,7\n"), KNOWN).mapping
    assert flaws(csv_book("Name,Latest\nContacts,7\n"), mapping) == [
        (1, "", "No heading in row 1 reads as a period.")
    ]
    assert flaws(csv_book("Name,Apr-18\n"), mapping) == [
        (2, "", "There are no figures from row 2 on.")
    ]


def test_a_name_that_two_indicators_share_is_left_to_a_person() -> None:
    assert propose(csv_book("Name,Apr-18\nBoth,7\n"), KNOWN).unmatched == ("Both",)


def test_nothing_is_proposed_of_a_sheet_without_figures() -> None:
    proposal = propose(csv_book("Only words\nin lines\n"), KNOWN)
    assert (proposal.mapping.names, proposal.unmatched) == ({}, ())


def test_the_top_of_a_sheet_is_shown_as_text() -> None:
    grid = preview_grid(opened(ACROSS), "Scorecard", rows=3)
    assert grid.columns == list("ABCDEFGH")
    assert grid.rows[1] == (
        3,
        ["Indicator", "", "", "43191", "May-18*", "", "2018-06-01", "Target"],
    )
    assert [row for row, _ in grid.rows] == [1, 3, 4]


# --- the mapping that is kept ---------------------------------------------------------------------


def test_a_mapping_is_kept_as_json_and_comes_back() -> None:
    mapping = replace(
        propose(csv_book(LIST), KNOWN).mapping, period_columns=("B", "AA"), fractions=("CP11",)
    )
    assert Mapping.from_json(mapping.as_json()) == mapping


KEPT = {"sheet": "A", "layout": "list", "header_row": 1, "first_row": 2, "name_column": "A"}
KEPT |= {"value_column": "B", "period_column": "C"}


def test_what_a_mapping_leaves_out_has_a_default() -> None:
    assert Mapping.from_json(KEPT).names == {}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"sheeet": "A"}, "has no “sheeet”"),
        ({"layout": "sideways"}, "Choose one of the layouts"),
        ({"header_row": -1}, "header row as the number of a row"),
        ({"first_row": "2"}, "first row as the number of a row"),
        ({"first_row": True}, "first row as the number of a row"),
        ({"first_row": 1}, "below the headings"),
        ({"name_column": "a1"}, "name column as the letter"),
        ({"value_column": None}, "value column as the letter"),
        ({"period_columns": "AB"}, "period columns as a list"),
        ({"period_columns": ["A1"]}, "period columns as a list"),
        ({"fractions": [1]}, "fractions as a list"),
        ({"names": {"a": 1}}, "names as pairs"),
        ({"names": []}, "names as pairs"),
        ({"sheet": 3}, "sheet as text"),
        ({"name_column": ""}, "Choose the column with the names"),
        ({"value_column": ""}, "Choose the column with the values"),
        ({"period_column": ""}, "or enter the period"),
        ({"layout": "months_across", "name_column": ""}, "Choose the column with the names"),
        ({"layout": "months_down", "period_column": ""}, "Choose the column with the periods"),
    ],
)
def test_a_mapping_that_says_too_little_or_too_much_is_refused(
    change: dict[str, Any], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        Mapping.from_json(KEPT | change)


def test_a_mapping_that_is_no_mapping_is_refused() -> None:
    with pytest.raises(ValueError, match="as names and values"):
        Mapping.from_json(["A"])
