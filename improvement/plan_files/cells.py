"""What single cells of an action plan say."""

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from core.days import (
    MONTH_IN_WORDS,
    MONTH_NUMBER,
    MONTHS,
    QUARTER_FIRST,
    QUARTER_LAST,
    SPAN,
    WHOLE_DAYS,
    YEAR_MONTH,
    YEARS,
    first_year,
    found_day,
    from_serial,
)
from core.sheets import Cell, text, unguarded

LONGEST_REFERENCE = 20
LONGEST_DATE = 60
SHOWN = 60  # characters of a cell that a message repeats

REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9 .,()/_&:-]*")
ONGOING = re.compile(r"on-?\s?going|continu(?:ous|ing|al)|rolling|permanent|business as usual|bau")
NOT_YET = {"", "-", "–", "—", "tbc", "tba", "tbd", "n/a", "na", "none", "to be confirmed"}
NOT_YET |= {"to be agreed", "to be decided", "not known", "?"}
LEAD_IN = re.compile(r"^(?:by|before|due|from|by the|the)\s+")
MONTH_END = re.compile(r"^(?:the\s+)?end\s+(?:of\s+)?")
MONTH_ALONE = re.compile(r"(?P<month>[a-z]{3,9})\.?")
PRIORITIES = {
    "high": ("high", "h", "1", "p1", "urgent", "must"),
    "medium": ("medium", "m", "med", "2", "p2", "should"),
    "low": ("low", "l", "3", "p3", "could"),
}


def plain(words: str) -> str:
    """Text that a workbook gives back as it took it: the same line ends, no control characters."""
    joined = words.replace("\r\n", "\n").replace("\r", "\n")
    spaced = joined.replace("\u00a0", " ").replace("\u202f", " ")
    if not spaced.isprintable():
        spaced = "".join(
            each
            for each in spaced
            if each in "\n\t"
            or not (unicodedata.category(each) in ("Cc", "Cs") or each in "\ufffe\uffff")
        )
    return spaced.strip()


def said(cell: Cell) -> str:
    """What a cell says, as plain text."""
    return plain(unguarded(text(cell)))


def key(words: str) -> str:
    """Words as they are compared: capitals, spaces and a full stop at the end make no difference.

    >>> key(" At  Risk. ")
    'at risk'
    """
    return " ".join(words.casefold().split()).rstrip(".")


def reference_match(words: str) -> str:
    """A reference as it is compared: "5B (ii)" and "5b(ii)" are one."""
    return "".join(words.casefold().split()).rstrip(".")


def quoted(cell: Cell) -> str:
    """The beginning of what stands in a cell, between quotation marks."""
    words = " ".join(said(cell).split())
    return f"“{words[:SHOWN]}…”" if len(words) > SHOWN else f"“{words}”"


def read_reference(cell: Cell) -> str:
    """The reference in a cell. Raises ValueError, in words."""
    if isinstance(cell, date):
        raise ValueError(
            "Enter a reference. A date stands here: Excel may have turned a reference such as 5-2 "
            "into it."
        )
    words = " ".join(said(cell).split())
    if not words:
        raise ValueError("Enter a reference.")
    if len(words) > LONGEST_REFERENCE:
        raise ValueError(
            f"Enter a reference of at most {LONGEST_REFERENCE} characters. {quoted(cell)} is not."
        )
    if not REFERENCE.fullmatch(words) or not any(each.isdigit() for each in words):
        raise ValueError(f"Enter a reference such as 5b(ii). {quoted(cell)} is not one.")
    return words.rstrip(".")


def read_priority(cell: Cell) -> str:
    """The priority in a cell, "" for none. Raises ValueError, in words."""
    words = key(said(cell)).removesuffix(" priority")
    if not words or words in NOT_YET:
        return ""
    for priority, names in PRIORITIES.items():
        if words in names:
            return priority
    raise ValueError(f"Enter high, medium or low. {quoted(cell)} is none of them.")


# --- themes and objectives ------------------------------------------------------------------------

LONGEST_THEME = 200
LONGEST_OBJECTIVE = 300
NUMBER_OF_THEME = re.compile(
    r"(?:(?:theme|priority|workstream|strand)\s+)?\d{1,3}\s*[.:)–—-]*\s+", re.IGNORECASE
)
OBJECTIVE = re.compile(
    r"(?:(?:recommendation|objective|rec)\.?\s+)?"
    r"(?P<reference>[a-z]{0,2}\d{1,3}(?:\.\d{1,3})*[a-z]?(?:\([a-z]+\))?)\s*[.:)–—-]*\s+"
    r"(?P<title>\S.*)",
    re.IGNORECASE,
)


def read_theme(words: str) -> str:
    """The title of a theme without its number: "2. Front door" is "Front door".

    "" for words that can be no title: a number alone, or too many.
    """
    whole = " ".join(words.split())
    title = NUMBER_OF_THEME.sub("", whole, count=1) if NUMBER_OF_THEME.match(whole) else whole
    is_title = any(each.isalpha() for each in title) and len(title) <= LONGEST_THEME
    return title if is_title else ""


def read_objective(words: str) -> tuple[str, str]:
    """Reference and title of an objective: "1a Grip", or "Recommendation 3: Listen".

    The reference is "" where there is none; a title that is too long is cut.
    """
    whole = " ".join(words.split())
    found = OBJECTIVE.fullmatch(whole)
    title = found["title"] if found else whole
    if len(title) > LONGEST_OBJECTIVE:
        title = f"{title[: LONGEST_OBJECTIVE - 1].rstrip()}…"
    return (found["reference"] if found else ""), title


# --- days -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Day:
    """A day that a cell names; none for what is ongoing. ``note`` says how it was understood."""

    on: date | None
    note: str = ""


def read_day(cell: Cell, *, after: date) -> Day:
    """The day in a cell, the last one of a month, quarter or year; blank for what is ongoing.

    A month without a year is the first one that ends on ``after`` or later. Raises ValueError, in
    words.
    """
    if isinstance(cell, date):
        return _within(Day(cell), cell)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        number = from_serial(cell) if abs(cell) < 1_000_000 else None
        if number is None:
            raise ValueError(_no_date(cell))
        return Day(number)
    words = " ".join(said(cell).casefold().split()).rstrip(".")
    if words in NOT_YET:
        return Day(None, f"{quoted(cell)} is taken as no date yet." if words else "")
    if len(words) > LONGEST_DATE:
        raise ValueError(_no_date(cell))
    if ONGOING.fullmatch(words):
        return Day(None)
    return _within(_day_in_words(LEAD_IN.sub("", words), cell, after), cell)


def _no_date(cell: Cell) -> str:
    return f"Enter a date such as 31/07/2018, July 2018 or ongoing. {quoted(cell)} is not one."


def _within(day: Day, cell: Cell) -> Day:
    if day.on is not None and day.on.year not in YEARS:
        raise ValueError(_no_date(cell))
    return day


def _day_in_words(words: str, cell: Cell, after: date) -> Day:
    for pattern in WHOLE_DAYS:
        if (found := pattern.fullmatch(words)) and (day := found_day(found)):
            return Day(day)
    if words.isascii() and words.isdigit() and len(words) == 5 and (day := from_serial(int(words))):
        return Day(day)
    if found := QUARTER_FIRST.fullmatch(words) or QUARTER_LAST.fullmatch(words):
        if year := first_year(found):
            quarter = int(found["quarter"])
            month = quarter * 3 + 3 if quarter < 4 else 3
            last = _last_day(year + (quarter == 4), month)
            return Day(last, _taken(cell, last, "quarter"))
        raise ValueError(_no_date(cell))
    if (found := SPAN.fullmatch(words)) and (year := first_year(found)):
        last = date(year + 1, 3, 31)
        return Day(last, _taken(cell, last, "financial year"))
    bare = MONTH_END.sub("", words)
    for pattern in (MONTH_IN_WORDS, MONTH_NUMBER, YEAR_MONTH):
        if (found := pattern.fullmatch(bare)) and (day := found_day(found)):
            last = _last_day(day.year, day.month)
            return Day(last, _taken(cell, last, "month"))
    if (found := MONTH_ALONE.fullmatch(bare)) and (number := MONTHS.get(found["month"])):
        year = after.year if number >= after.month else after.year + 1
        last = _last_day(year, number)
        return Day(last, _taken(cell, last, "month"))
    raise ValueError(_no_date(cell))


def _last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _taken(cell: Cell, last: date, of: str) -> str:
    return f"{quoted(cell)} is taken as {last:%-d %B %Y}, the last day of the {of}."


# --- people ---------------------------------------------------------------------------------------

BETWEEN_OWNERS = re.compile(r"[;\n/|]+")
WITHIN_OWNERS = re.compile(r"\s*(?:,|&|\+|\band\b|\bwith\b)\s*", re.IGNORECASE)
IN_BRACKETS = re.compile(r"\s*\([^()]*\)\s*")
LONGEST_OWNER = 200
MOST_OWNERS = 20  # of one cell


def read_owners(cell: Cell, known: frozenset[str] | set[str]) -> list[str]:
    """The names in a cell, in their order. ``known`` are keys of names that are kept whole.

    "Jane Smith / Tom Lee; Front Door Team" are three; "Children and Families" is one where there
    is a team of that name; "TBC" is nobody.
    """
    found: list[str] = []
    for part in BETWEEN_OWNERS.split(said(cell)):
        for name in _names_in(part, known):
            if key(name) not in NOT_YET and name not in found:
                found.append(name[:LONGEST_OWNER])
    return found[:MOST_OWNERS]


def _names_in(part: str, known: frozenset[str] | set[str]) -> list[str]:
    whole = " ".join(part.split())
    without = " ".join(IN_BRACKETS.sub(" ", whole).split())
    for name in (whole, without):
        if key(name) in known:
            return [name]
    return [name.strip() for name in WITHIN_OWNERS.split(without)]


# --- updates --------------------------------------------------------------------------------------

DATED = (
    r"\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})(?!\d)"
    r"|\d{4}-\d{2}-\d{2}"
    r"|\d{1,2}(?:st|nd|rd|th)?[ -][A-Za-z]{3,9}\.?,?[ -]'?(?:\d{4}|\d{2})(?!\d)"
    r"|[A-Za-z]{3,9}\.? '?\d{4}"
)
MARK = re.compile(
    r"(?P<where>^|\n|(?<=[.;!?)]) )(?:[-•*] ?)?[(\[]?"
    r"(?:(?:updated?|as at|position at):? )?"
    rf"(?P<day>{DATED})[)\]]?(?P<after> ?[:–—-]+ ?| ?\n| |$)",
    re.IGNORECASE,
)
SEPARATES = re.compile(r"[:–—\n-]")
NO_CHANGE = "No change."
NO_CHANGE_WORDS = {"no change", "no changes", "nothing has changed", "unchanged", "no change since"}


@dataclass(frozen=True)
class Told:
    """An update as a cell tells it; without a day where it gives none."""

    on: date | None
    words: str
    note: str = ""

    @property
    def is_no_change(self) -> bool:
        """Whether it says that nothing has changed, and no more."""
        return key(self.words) in NO_CHANGE_WORDS


def read_updates(cell: Cell) -> list[Told]:
    """The updates appended in a cell, the earliest first; what has no day stands before them."""
    words = re.sub(r"[ \t]+", " ", said(cell))
    words = re.sub(r"(?: ?\n ?)+", "\n", words)
    marks = [
        (found, day)
        for found in MARK.finditer(words)
        if (found["where"] != " " or SEPARATES.search(found["after"]))
        and (day := _day_told(found["day"]))
    ]
    ends = [found.start() for found, _ in marks[1:]] + [len(words)]
    told = []
    first = words[: marks[0][0].start()] if marks else words
    if first.strip():
        told.append(Told(None, first.strip()))
    dated = [
        Told(day.on, body, day.note)
        for (found, day), end in zip(marks, ends, strict=False)
        if (body := words[found.end() : end].strip())
    ]
    days = [each.on for each in dated if each.on]
    if days == sorted(days, reverse=True):
        dated.reverse()  # the newest stands first, also among those of one day
    return told + sorted(dated, key=lambda each: each.on or date.min)


def _day_told(words: str) -> Day | None:
    try:
        day = read_day(words, after=date(YEARS.start, 1, 1))
    except ValueError:
        return None
    return day if day.on else None
