"""What a file is, by its headings, before anything of it is kept."""

import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from functools import lru_cache
from itertools import islice, pairwise

from core.sheets import Book, Row, text
from performance.files import neighbours, statistics, template
from performance.files.figures import day_in

LOOKED_AT = 30  # rows of each sheet
LONGEST_HEADING = 60

# Headings that only lists of children have. They are compared whole: an indicator may well be
# called "Children with an NHS number recorded". A space may be missing: "ChildID".
WHOSE = "(la |local )?(childs?|children|young persons?|yp|cyp|pupils?|clients?|cases?|persons?"
WHOSE += "|service users?|mosaic|lcs|ics|liquidlogic|eclipse|frameworki|swift) "
WHICH = "(unique )?(id|identifier|identification number|ref|reference|reference number|initials)"
NAMES = "(full |legal |preferred |first |last |family |given )?name"
BORN = "(date of birth|birth date|month of birth|year of birth|d o b|dob)"
OF_ONE = (
    f"{WHOSE}({WHICH}|{NAMES})",
    "(child|case|person|client|mosaic|lcs|ics) (no|number)",
    f"({WHICH}|{NAMES}|{BORN}) (of|for) (the )?(child|young person|pupil|client|person)",
    "unique (child |pupil |person |learner )?(id|identifier|number|reference)( number)?",
    "(former )?upn|uln|ssid|lcs number|initials",
    "(child )?nhs (number|no)",
    f"({WHOSE})?{BORN}",
    "(child )?(forename|first name|given name|middle name|surname|last name|family name)s?",
    "(home |placement |childs? )?(address|post code)",
)
CHILD_LEVEL = re.compile("|".join(OF_ONE).replace(" ", " ?"))
ANNEX_A_SHEET = re.compile(r"(annex a )?list ?0*([1-9]|1[01])\b.*")

# What tells a list of children whose headings say nothing.
UPN = re.compile(r"[A-HJ-NP-RT-Z]\d{11}[\dA-HJ-NP-RT-Z]")
NHS_NUMBER = re.compile(r"\d{3}[ -]?\d{3}[ -]?\d{4}")
FEWEST_NUMBERS = 3  # of children that are known by them
FEWEST_DAYS = 8  # in a column, that keep no rhythm
RHYTHM = 12  # times the shortest gap between days: periods, with some missing, stay within it


class Kind(StrEnum):
    """What a file is."""

    TEMPLATE_LONG = "template_long"
    TEMPLATE_WIDE = "template_wide"
    STATISTICS = "statistics"
    NEIGHBOURS = "neighbours"
    ANNEX_A = "annex_a"
    WORKBOOK = "workbook"


def recognise(book: Book) -> Kind:
    """What a file is. What looks like a list of children is ANNEX_A, so that it is not stored.

    A workbook is kept until its columns are known, so it is looked through to its end.
    """
    if is_child_level(book, LOOKED_AT):
        return Kind.ANNEX_A
    match template.recognise(book):
        case "long":
            return Kind.TEMPLATE_LONG
        case "wide":
            return Kind.TEMPLATE_WIDE
    first = book.top(None, 1)
    if first and statistics.is_statistics(first[0][1]):
        return Kind.STATISTICS
    if neighbours.header_of(book):
        return Kind.NEIGHBOURS
    return Kind.ANNEX_A if is_child_level(book, None) else Kind.WORKBOOK


def is_child_level(book: Book, rows: int | None) -> bool:
    """Whether a file holds what only lists of children have, in so many rows of each sheet.

    That is the name of an Annex A list, a heading, numbers that children are known by, or days
    that are no periods. What the file keeps out of sight counts too.
    """
    return (
        any(ANNEX_A_SHEET.fullmatch(_bare(sheet)) for sheet in book.sheets)
        or any(map(names_a_child, book.unseen()))
        or any(_lists_children(islice(book.rows(sheet), rows)) for sheet in book.sheets)
    )


def _lists_children(rows: Iterable[Row]) -> bool:
    """Whether rows have a heading, numbers or days of single children."""
    numbers: set[str] = set()
    days: dict[int, set[date]] = defaultdict(set)
    for _, cells in rows:
        for place, cell in enumerate(cells):
            if cell is None or cell.__class__ is float:
                continue
            words = text(cell)
            if names_a_child(words):
                return True
            if is_known_by(words):
                numbers.add(words)
            elif (day := day_in(cell)) and len(days[place]) < LOOKED_AT:
                days[place].add(day)
        if len(numbers) >= FEWEST_NUMBERS:
            return True
    return any(map(_keep_no_rhythm, days.values()))


@lru_cache(maxsize=4096)
def names_a_child(heading: str) -> bool:
    """Whether it is a heading that only lists of children have."""
    if not heading or len(heading) > LONGEST_HEADING:
        return False
    return CHILD_LEVEL.fullmatch(_bare(heading)) is not None


def is_known_by(words: str) -> bool:
    """Whether this is a unique pupil number, or an NHS number with its check digit."""
    if UPN.fullmatch(words):
        return True
    if len(words) < 10 or not NHS_NUMBER.fullmatch(words):
        return False
    digits = [int(digit) for digit in words if digit.isdigit()]
    weighed = sum(digit * (10 - place) for place, digit in enumerate(digits[:9]))
    return -weighed % 11 == digits[9] and len(set(digits)) > 1


def _keep_no_rhythm(days: set[date]) -> bool:
    """Whether days are those of events: of any day of the week, and at uneven distances."""
    inside = sorted(day for day in days if not _is_edge(day))
    if len(inside) < FEWEST_DAYS or len({day.weekday() for day in inside}) < 4:
        return False
    gaps = [(later - earlier).days for earlier, later in pairwise(inside)]
    return len(set(gaps)) * 4 >= len(gaps) * 3 or max(gaps) > RHYTHM * min(gaps)


def _is_edge(day: date) -> bool:
    """Whether a day is the first or, in any month, may be the last of a period."""
    return day.day == 1 or day.day >= 28


def _bare(words: str) -> str:
    """Words without capitals, brackets, punctuation and possession."""
    whole = re.sub(r"\([^)]*\)|['’]s\b", " ", words.lower())
    return " ".join(re.sub(r"[\W_]+", " ", whole).split())
