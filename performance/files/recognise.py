"""What a file is, by its headings, before anything of it is kept."""

import re
from enum import StrEnum

from performance.files import neighbours, statistics, template
from performance.files.sheets import Book, text

LOOKED_AT = 30  # rows of each sheet

# Headings that only lists of children have. They are compared whole: an indicator may well be
# called "Children with an NHS number recorded".
WHOSE = "(child|children|young person|pupil|client|case|person|service user|mosaic|lcs|ics) "
WHICH = "(unique )?(id|identifier|identification number|reference|reference number|name|initials)"
OF_ONE = (
    f"{WHOSE}{WHICH}",
    "unique (child|pupil|person|learner) (id|identifier|number|reference)",
    "(former )?upn|uln|ssid|lcs number",
    "(child )?nhs (number|no)",
    "(child )?(date of birth|birth date|dob)",
    "(child )?(forename|first name|surname|last name|family name)s?",
)
CHILD_LEVEL = re.compile("|".join(OF_ONE))
ANNEX_A_SHEET = re.compile(r"(annex a )?list ?0*([1-9]|1[01])\b.*")


class Kind(StrEnum):
    """What a file is."""

    TEMPLATE_LONG = "template_long"
    TEMPLATE_WIDE = "template_wide"
    STATISTICS = "statistics"
    NEIGHBOURS = "neighbours"
    ANNEX_A = "annex_a"
    WORKBOOK = "workbook"


def recognise(book: Book) -> Kind:
    """What a file is. What looks like a list of children is ANNEX_A, so that it is not stored."""
    if is_child_level(book):
        return Kind.ANNEX_A
    match template.recognise(book):
        case "long":
            return Kind.TEMPLATE_LONG
        case "wide":
            return Kind.TEMPLATE_WIDE
    first = book.top(None, 1)
    if first and statistics.is_statistics(first[0][1]):
        return Kind.STATISTICS
    return Kind.NEIGHBOURS if neighbours.header_of(book) else Kind.WORKBOOK


def is_child_level(book: Book) -> bool:
    """Whether a sheet has a heading that only lists of children have, or an Annex A list's name."""
    return any(
        ANNEX_A_SHEET.fullmatch(_bare(sheet))
        or any(_names_a_child(text(cell)) for _, row in book.top(sheet, LOOKED_AT) for cell in row)
        for sheet in book.sheets
    )


def _names_a_child(heading: str) -> bool:
    if not heading or len(heading) > 60:
        return False
    bare = _bare(heading)
    return CHILD_LEVEL.fullmatch(bare) is not None


def _bare(words: str) -> str:
    """Words without capitals, brackets, punctuation and possession."""
    whole = re.sub(r"\([^)]*\)|['’]s\b", " ", words.lower())
    return " ".join(re.sub(r"[\W_]+", " ", whole).split())
