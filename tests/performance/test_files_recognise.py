"""What a file is, is told by its headings; lists of children are told from all others."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from core.sheets import open_book
from performance.files.recognise import Kind, recognise
from tests.performance.files import csv_book, opened, with_parts, workbook, workbook_of

DATA = Path(__file__).parent / "data"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("dfe_cla_placement_stability.csv", Kind.STATISTICS),
        ("statistical_neighbours_2025.csv", Kind.NEIGHBOURS),
    ],
)
def test_published_files_are_recognised(name: str, kind: Kind) -> None:
    with (DATA / name).open("rb") as file:
        assert recognise(open_book(file, name)) == kind


@pytest.mark.parametrize(
    ("headings", "kind"),
    [
        ("Indicator,Period,Value", Kind.TEMPLATE_LONG),
        ("Indicator,Name,Breakdown,Measure,Apr-18", Kind.TEMPLATE_WIDE),
        ("Indicator,Apr-18,May-18", Kind.WORKBOOK),
        ("Name,Apr-18", Kind.WORKBOOK),
    ],
)
def test_figures_are_recognised_by_their_headings(headings: str, kind: Kind) -> None:
    assert recognise(csv_book(f"{headings}\na,b,1\n")) == kind


@pytest.mark.parametrize(
    "heading",
    [
        "Child Unique ID",
        "child_id",
        "Child's name",
        "Child’s date of birth",
        "Date of Birth (dd/mm/yyyy)",
        "DOB",
        "UPN",
        "NHS Number",
        "Unique Pupil Number",
        "Person ID",
        "Client name",
        "Forename",
        "Surname",
        "Case reference",
        "LCS ID",
        "ChildID",
        "D.O.B.",
        "Childs Name",
        "Name of young person",
        "LA Child ID",
        "Case number",
        "Unique ID",
        "Year of birth",
        "Home postcode",
        "Initials",
    ],
)
def test_a_list_of_children_is_recognised_by_one_heading(heading: str) -> None:
    rows = [["Our list"], [], ["Team", heading, "Value"], ["North", "x", 1]]
    assert recognise(opened(workbook_of(*rows))) == Kind.ANNEX_A
    # Also where it would pass for our template, or stands on a sheet behind it.
    template = f"Indicator,Period,Value,{heading}\n"
    assert recognise(csv_book(template)) == Kind.ANNEX_A

    def fill(book: Any) -> None:
        book.add_worksheet("Figures").write_row(0, 0, ["Indicator", "Period", "Value"])
        book.add_worksheet("Data").write_row(5, 3, [heading])

    assert recognise(opened(workbook(fill))) == Kind.ANNEX_A


def test_a_list_of_children_below_a_summary_is_found() -> None:
    summary = [["Measure", "Apr-18"], *([f"Measure {n}", n] for n in range(80))]
    assert recognise(opened(workbook_of(*summary))) == Kind.WORKBOOK
    below = [[], ["Team", "Child ID"], ["North", "x"]]
    assert recognise(opened(workbook_of(*summary, *below))) == Kind.ANNEX_A


def test_a_list_of_children_on_a_hidden_sheet_is_found() -> None:
    def fill(book: Any) -> None:
        book.add_worksheet("Figures").write_row(0, 0, ["Measure", "Apr-18"])
        data = book.add_worksheet("Data")
        data.write_row(0, 0, ["DOB"])
        data.very_hidden()

    assert recognise(opened(workbook(fill))) == Kind.ANNEX_A


NHS_NUMBERS = ["943 476 5919", "4010232137", 9_876_543_210]  # no person has them


@pytest.mark.parametrize("numbers", [NHS_NUMBERS, [f"A{n}2345678901{n}" for n in range(3)]])
def test_a_list_of_children_is_told_by_their_numbers(numbers: list[Any]) -> None:
    rows = [["Key", "Apr-18"], *([number, 1] for number in numbers)]
    assert recognise(opened(workbook_of(*rows))) == Kind.ANNEX_A
    assert recognise(opened(workbook_of(*rows[:3]))) == Kind.WORKBOOK


BIRTHS = ["3/1/2007", "17/2/2009", "9/6/2004", "22/11/2012", "14/3/2015", "5/8/2003", "26/10/2010"]
VISITS = [f"{day}/1/2018" for day in (2, 3, 4, 5, 8, 9, 10, 11, 25)]


@pytest.mark.parametrize("days", [[*BIRTHS, "12/12/2016"], VISITS])
def test_a_list_of_children_is_told_by_days_that_are_no_periods(days: list[str]) -> None:
    rows = "".join(f"x,{day}\n" for day in days)
    assert recognise(csv_book(f"Key,Began\n{rows}")) == Kind.ANNEX_A
    fewer = "".join(f"x,{day}\n" for day in days[:7])
    assert recognise(csv_book(f"Key,Began\n{fewer}")) == Kind.WORKBOOK


@pytest.mark.parametrize("step", [1, 7, 28, 91])
def test_days_that_are_periods_are_no_children(step: int) -> None:
    days = [date(2018, 4, 3) + timedelta(days=step * n) for n in range(25) if n != 9]
    rows = "".join(f"{day:%d/%m/%Y},{n}\n" for n, day in enumerate(days))
    assert recognise(csv_book(f"Day,Contacts\n{rows}")) == Kind.WORKBOOK


@pytest.mark.parametrize(
    ("part", "xml"),
    [
        (
            "xl/pivotCache/pivotCacheDefinition1.xml",
            '<pivotCacheDefinition><cacheField name="Child ID"/></pivotCacheDefinition>',
        ),
        (
            "xl/externalLinks/externalLink1.xml",
            "<externalLink><cell r='A1' t='str'><v>Date of birth</v></cell></externalLink>",
        ),
    ],
)
def test_children_that_a_workbook_keeps_out_of_sight_are_found(part: str, xml: str) -> None:
    plain = workbook_of(["Measure", "Apr-18"], ["Contacts", 1])
    assert recognise(opened(with_parts(plain, {part: xml.encode()}))) == Kind.ANNEX_A
    harmless = xml.replace("Child ID", "Team").replace("Date of birth", "Contacts")
    assert recognise(opened(with_parts(plain, {part: harmless.encode()}))) == Kind.WORKBOOK


@pytest.mark.parametrize("sheet", ["List 1", "List_11", "Annex A List 8", "List 3 - Referrals"])
def test_the_sheets_of_annex_a_are_recognised_by_their_names(sheet: str) -> None:
    assert recognise(opened(workbook_of(["a"], ["b"], sheet=sheet))) == Kind.ANNEX_A


@pytest.mark.parametrize(
    "heading",
    [
        "Children with an NHS number recorded",
        "Name",
        "Indicator ID",
        "Children with a date of birth known (%)",
        "Looked after children",
        "Case holding",
        "Team",
    ],
)
def test_an_indicator_is_no_list_of_children(heading: str) -> None:
    assert recognise(csv_book(f"{heading},Apr-18\n1,2\n")) == Kind.WORKBOOK


@pytest.mark.parametrize("sheet", ["List", "List 12", "Listing 1", "Sheet1", "Checklist 1"])
def test_other_sheets_are_not_taken_for_annex_a(sheet: str) -> None:
    assert recognise(opened(workbook_of(["Name", "Apr-18"], sheet=sheet))) == Kind.WORKBOOK
