"""What a file is, is told by its headings; lists of children are told from all others."""

from pathlib import Path
from typing import Any

import pytest

from performance.files.recognise import Kind, recognise
from performance.files.sheets import open_book
from tests.performance.files import csv_book, opened, workbook, workbook_of

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
