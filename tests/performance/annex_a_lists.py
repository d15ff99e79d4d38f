"""Synthetic Annex A lists: made-up identifiers, no real child, adopter or worker.

``lists(list_1=[{"contact": date(2021, 4, 30)}])`` is a workbook in memory; what a row does not say
is blank, and each row has an identifier of its own unless it says another.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter

Rows = Sequence[Mapping[str, Any]]

HEADINGS: dict[str, dict[str, str]] = {
    "List 1": {
        "child": "Child Unique ID",
        "contact": "Date of Contact",
        "source": "Contact Source",
    },
    "List 2": {
        "child": "Child Unique ID",
        "start": "Assessment start date",
        "end": "Assessment completion date",
    },
    "List 3": {
        "child": "Child Unique ID",
        "referral": "Date of referral",
        "source": "Referral Source",
        "nfa": "Referral NFA?",
        "earlier": "Number of Referrals in Last 12 Months",
    },
    "List 4": {
        "child": "Child Unique ID",
        "start": "Continuous Assessment Start Date",
        "seen": "Child Seen During Continuous Assessment",
        "end": "Continuous Assessment Date of Authorisation",
        "support": "Was the child assessed as requiring LA children’s social care support?",
    },
    "List 5": {
        "child": "Child Unique ID",
        "start": "Strategy discussion initiating Section 47 Enquiry Start Date",
        "unnecessary": "Was an Initial Child Protection Conference deemed unnecessary?",
        "conference": "Date of Initial Child Protection Conference",
        "plan": "Did the Initial Child Protection Conference Result in a Child Protection Plan",
    },
    "List 6": {
        "child": "Child Unique ID",
        "start": "CIN Start Date",
        "need": "Primary Need Code",
        "seen": "Date Child Was Last Seen",
        "end": "CIN Closure Date",
        "reason": "Reason for Closure",
        "status": "Case Status",
    },
    "List 7": {
        "child": "Child Unique ID",
        "start": "Child Protection Plan Start Date",
        "category": "Latest Category of Abuse",
        "visit": "Date of the Last Statutory Visit",
        "alone": "Was the Child Seen Alone?",
        "review": "Date of latest review conference",
        "end": "Child Protection Plan End Date",
        "emergency": "Subject to Emergency Protection Order or Protected Under Police "
        "Powers in Last Six Months (Y/N)",
        "previous": "Sum of Number of Previous Child Protection Plans",
    },
    "List 8": {
        "child": "Child Unique ID",
        "birth": "Date of Birth",
        "uasc": "Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)",
        "start": "Date Started to be Looked After",
        "again": "Is this a second or subsequent period of being a Looked After Child "
        "within the last 12 months (Y/N)",
        "legal": "Child’s Legal Status",
        "review": "Date of Latest Statutory Review",
        "visit": "Date of Last Social Work Visit",
        "permanence": "What is the permanence plan for this child?",
        "health": "Date of Last Health Assessment",
        "dental": "Date of Last Dental Check",
        "placements": "Number of Placements in the Last 12 months",
        "end": "Date Ceased to be Looked After",
        "reason": "Reason Ceased to be Looked After",
        "placed": "Start Date of Most Recent Placement",
        "placement": "Placement Type",
        "where": "Placement Location",
        "missing": "Number of Episodes the Child has been ‘Missing’ from their Placement "
        "in the last 12 months",
        "offered": "Was the child offered a Return Interview after their last missing "
        "episode (Y,N,NA)?",
        "accepted": "Did the child accept a Return Interview after their last missing "
        "episode (Y,N,NA)?",
    },
    "List 9": {
        "child": "Child Unique ID",
        "age": "Age of Child (Years)",
        "eligibility": "Eligibility Category",
        "pathway": "Latest Pathway Plan Review Date",
        "touch": "LA in Touch",
        "home": "Suitability of Accommodation",
        "activity": "Activity Status",
    },
    "List 10": {
        "child": "Child Unique ID",
        "care": "Date the Child Entered Care",
        "decision": "Date of Decision that Child Should be Placed for Adoption",
        "order": "Date of Placement Order",
        "match": "Date of Matching Child and Prospective Adopters",
        "placed": "Date Placed for Adoption",
        "adopted": "Date of Adoption Order",
        "reversed": "Date of Decision that Child Should No Longer be Placed for Adoption",
        "reason": "Reason Why Child No Longer Placed for Adoption",
        "fostered": "Date the child was placed for fostering in FFA or concurrent planning "
        "placement",
    },
    "List 11": {
        "child": "Individual adopter identifier",
        "enquiry": "Date enquiry received",
        "first": "Date Stage 1 started",
        "second": "Date Stage 2 started",
        "approved": "Date application approved",
        "matched": "Date adopter matched with child(ren)",
        "placed": "Date child/children placed with adopter(s)",
        "adopted": "Date of Adoption Order",
        "left": "Date of leaving adoption process",
        "reason": "Reason for leaving adoption process",
    },
}


def sheet(name: str, rows: Rows) -> list[list[Any]]:
    """A list under its official headings."""
    headings = HEADINGS[name]
    body = [{"child": f"SYN-{number:04}", **row} for number, row in enumerate(rows, start=1)]
    return [list(headings.values()), *([row.get(key) for key in headings] for row in body)]


def workbook(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> BytesIO:
    """An Excel file of these sheets, each given row by row with its headings."""
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        as_date = book.add_format({"num_format": "dd/mm/yyyy"})
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    style = as_date if isinstance(cell, date) else None
                    page.write(number, place, cell, style)
    file.seek(0)
    return file


def lists(**rows: Rows) -> BytesIO:
    """A file of lists under their official headings: ``list_1=…, list_8=…``."""
    names = {f"List {key.rpartition('_')[2]}": each for key, each in rows.items()}
    return workbook({name: sheet(name, each) for name, each in names.items()})
