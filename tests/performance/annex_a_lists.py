"""Synthetic Annex A lists: made-up identifiers, no real child, adopter or worker.

A list is its headings and rows; ``workbook`` writes several as an Excel file in memory.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter

Rows = Sequence[Sequence[Any]]

HEADINGS: dict[str, list[str]] = {
    "List 1": ["Child Unique ID", "Date of Contact", "Contact Source"],
    "List 2": ["Child Unique ID", "Assessment start date", "Assessment completion date"],
    "List 3": [
        "Child Unique ID",
        "Date of referral",
        "Referral Source",
        "Referral NFA?",
        "Number of Referrals in Last 12 Months",
    ],
    "List 4": [
        "Child Unique ID",
        "Continuous Assessment Start Date",
        "Child Seen During Continuous Assessment",
        "Continuous Assessment Date of Authorisation",
        "Was the child assessed as requiring LA children’s social care support?",
    ],
    "List 5": [
        "Child Unique ID",
        "Strategy discussion initiating Section 47 Enquiry Start Date",
        "Was an Initial Child Protection Conference deemed unnecessary?",
        "Date of Initial Child Protection Conference",
        "Did the Initial Child Protection Conference Result in a Child Protection Plan",
    ],
    "List 6": [
        "Child Unique ID",
        "CIN Start Date",
        "Primary Need Code",
        "Date Child Was Last Seen",
        "CIN Closure Date",
        "Reason for Closure",
        "Case Status",
    ],
    "List 7": [
        "Child Unique ID",
        "Child Protection Plan Start Date",
        "Latest Category of Abuse",
        "Date of the Last Statutory Visit",
        "Was the Child Seen Alone?",
        "Date of latest review conference",
        "Child Protection Plan End Date",
        "Subject to Emergency Protection Order or Protected Under Police Powers in Last Six "
        "Months (Y/N)",
        "Sum of Number of Previous Child Protection Plans",
    ],
    "List 8": [
        "Child Unique ID",
        "Date of Birth",
        "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)",
        "Date Started to be Looked After",
        "Is this a second or subsequent period of being a Looked After Child within the last "
        "12 months (Y/N)",
        "Child’s Legal Status",
        "Date of Latest Statutory Review",
        "Date of Last Social Work Visit",
        "What is the permanence plan for this child?",
        "Date of Last Health Assessment",
        "Date of Last Dental Check",
        "Number of Placements in the Last 12 months",
        "Date Ceased to be Looked After",
        "Reason Ceased to be Looked After",
        "Start Date of Most Recent Placement",
        "Placement Type",
        "Placement Location",
        "Number of Episodes the Child has been ‘Missing’ from their Placement in the last 12 "
        "months",
        "Was the child offered a Return Interview after their last missing episode (Y,N,NA)?",
        "Did the child accept a Return Interview after their last missing episode (Y,N,NA)?",
    ],
    "List 9": [
        "Child Unique ID",
        "Age of Child (Years)",
        "Eligibility Category",
        "Latest Pathway Plan Review Date",
        "LA in Touch",
        "Suitability of Accommodation",
        "Activity Status",
    ],
    "List 10": [
        "Child Unique ID",
        "Date the Child Entered Care",
        "Date of Decision that Child Should be Placed for Adoption",
        "Date of Placement Order",
        "Date of Matching Child and Prospective Adopters",
        "Date Placed for Adoption",
        "Date of Adoption Order",
        "Date of Decision that Child Should No Longer be Placed for Adoption",
        "Reason Why Child No Longer Placed for Adoption",
        "Date the child was placed for fostering in FFA or concurrent planning placement",
    ],
    "List 11": [
        "Individual adopter identifier",
        "Date enquiry received",
        "Date Stage 1 started",
        "Date Stage 2 started",
        "Date application approved",
        "Date adopter matched with child(ren)",
        "Date child/children placed with adopter(s)",
        "Date of Adoption Order",
        "Date of leaving adoption process",
        "Reason for leaving adoption process",
    ],
}


def sheet(name: str, rows: Rows) -> list[list[Any]]:
    """A list under its official headings."""
    return [HEADINGS[name], *map(list, rows)]


def children(*rows: Sequence[Any]) -> list[list[Any]]:
    """Rows with a made-up identifier before each."""
    return [[f"SYN-{number:04}", *row] for number, row in enumerate(rows, start=1)]


def workbook(sheets: Mapping[str, Rows]) -> BytesIO:
    """An Excel file of these sheets, each given with its headings."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    as_date = book.add_format({"num_format": "dd/mm/yyyy"})
    for name, rows in sheets.items():
        page = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if isinstance(cell, date):
                    page.write_datetime(number, place, cell, as_date)  # type: ignore[arg-type]
                else:
                    page.write(number, place, cell)
    book.close()
    file.seek(0)
    return file


def lists(**rows: Rows) -> BytesIO:
    """A file of lists under their official headings: ``lists(list_1=children(…))``."""
    names = {key: f"List {key.rpartition('_')[2]}" for key in rows}
    return workbook({names[key]: sheet(names[key], each) for key, each in rows.items()})
