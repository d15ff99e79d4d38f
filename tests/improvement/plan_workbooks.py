"""Action plans as councils keep them: made-up workbooks that show what comes in."""

import io
from datetime import date

from openpyxl import Workbook
from openpyxl.styles import PatternFill
from openpyxl.styles.colors import Color

HEADINGS = [
    "Ref",
    "Theme",
    "Recommendation",
    "Key action",
    "Lead / team",
    "By when",
    "Priority",
    "How will we know?",
    "BRAG",
    "Impact",
    "Progress update",
]
GREEN, AMBER, BLUE = "FF00B050", "FFFFC000", "FF0070C0"
# Reference, theme, recommendation, action, owners, by when, priority, measure, BRAG, impact, story.
ROWS: list[tuple[object, ...]] = [
    ("1.1", "1. Leadership", "1a Grip", "Meet every week to test progress",
     "Jane Smith / Tom Lee; Front Door Team", "31/07/18", "High",
     "Fewer actions are late", "On track", "Too early",
     "12/03/18 – The first meeting was held. 02/05/18: Terms of reference agreed"),
    ("1.2", None, None, "Publish who decides what", "Jane Smith", "July 2018", "H",
     "Staff can say who decides", None, "Emerging", "Draft shared with managers"),
    ("1.3 (i)", None, None, "Walk the floor each month", "Children and Families",
     "ongoing", "med", None, "Amber", None, None),
    ("2.1", "2. Front door", "2a Thresholds", "Train partners in thresholds",
     "Metropolitan Police, Somebody Unknown", "Q2 2018/19", "low", "Fewer referrals come back",
     "Completed", None, "01/04/18 - 140 partners trained.\n15/04/18 - All schools trained."),
    ("2.1", "2. Front door", None, "The same reference again", None, None, None, None, None, None,
     None),
    (None, "2. Front door", None, "No reference at all", None, None, None, None, None, None, None),
    ("see above", "2. Front door", None, "Words for a reference", None, None, None, None, None,
     None, None),
    ("2.2", "2. Front door", None, "A date nobody can read", None, "when possible", None, None,
     None, None, None),
    ("2.3", "2. Front door", None, "=1+1 is text here", "Jane Smith", date(2018, 9, 30), "Medium",
     None, "At risk", "Nearly there", "No change"),
    ("2.4", "7. Nowhere", None, "Of a theme that is not there", None, None, None, None, None, None,
     None),
    ("2.5", "2. Front door", None, "Said to be complete, and nothing says so", None, "TBC", None,
     None, "Complete", None, None),
]  # fmt: skip


def messy_workbook() -> bytes:
    """A title above the headings, merged cells, colours for words, a hidden row, a theme alone."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Action plan"
    sheet["A1"] = "Improvement plan of a made-up council"
    for place, words in enumerate(HEADINGS, start=1):
        sheet.cell(3, place, words)
    for number, row in enumerate(ROWS, start=4):
        for place, value in enumerate(row, start=1):
            cell = sheet.cell(number, place, value)
            if isinstance(value, str):
                cell.data_type = "s"
    sheet.merge_cells("B4:B6")
    sheet.merge_cells("C4:C6")
    sheet["I4"].fill = PatternFill("solid", fgColor=GREEN)
    sheet["I5"].fill = PatternFill("solid", fgColor=AMBER)
    sheet["I7"].fill = PatternFill("solid", fgColor=Color(theme=4))
    sheet.row_dimensions[6].hidden = True
    book.create_sheet("Notes")["A1"] = "Nothing to read here"
    return _saved(book)


def plan_workbook(headings: list[str], rows: list[list[object]]) -> bytes:
    """A sheet with headings in its first row."""
    book = Workbook()
    sheet = book.active
    for row in [headings, *rows]:
        sheet.append(row)
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str):
                cell.data_type = "s"
    return _saved(book)


def _saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
