"""What a cell of an Annex A list says, however it was typed.

Each reader returns None for a blank cell and raises Unreadable for one that does not say what its
column asks for.
"""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

Value = date | bool | int | str | None
Reader = Callable[[Any], Value]
Codes = tuple[tuple[str, str], ...]

BLANK = {"", "-", "#n/a", "n/a", "na", "null", "none", "nan", "#null!", "#value!", "#ref!"}
EXCEL_EPOCH = date(1899, 12, 30)
NO_DAY = {date(1899, 12, 30), date(1899, 12, 31), date(1900, 1, 1)}  # how exports write "none"
EARLIEST, LATEST = date(1950, 1, 1), date(2099, 12, 31)
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
OPTION = re.compile(r"^[a-z]{1,2}\d?\)\s*", re.IGNORECASE)  # the "a)" of "a) Yes"
TIME = r"(?:[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
ISO_DAY = re.compile(rf"(\d{{4}})-(\d{{1,2}})-(\d{{1,2}}){TIME}")
BRITISH_DAY = re.compile(rf"(\d{{1,2}})[/.-](\d{{1,2}})[/.-](\d{{4}}|\d{{2}}){TIME}")
NAMED_DAY = re.compile(rf"(\d{{1,2}})[ -]([a-z]{{3}})[a-z]*[ -](\d{{4}}|\d{{2}}){TIME}", re.I)
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


class Unreadable(ValueError):
    """A cell that does not say what its column asks for. It never carries the cell."""


def text(cell: Any) -> str:
    """Its words without odd spaces; nothing for a blank or #N/A."""
    match cell:
        case None:
            return ""
        case bool():
            return "Yes" if cell else "No"
        case float() if cell.is_integer():
            return str(int(cell))
        case datetime():
            return cell.date().isoformat()
    plain = INVISIBLE.sub("", unicodedata.normalize("NFKC", str(cell)))
    words = " ".join(plain.split())
    return "" if words.casefold() in BLANK else words


def choice(cell: Any) -> str:
    """Its words without the letter before them: "a) Yes" is "Yes"."""
    words = text(cell)
    return OPTION.sub("", words) or words


def identifier(cell: Any) -> str | None:
    """What tells one child from another, only to count each once."""
    return text(cell).casefold() or None


def day(cell: Any) -> date | None:
    """A date, also as 30/04/2021 typed, or as the number Excel keeps."""
    match cell:
        case bool():
            raise Unreadable
        case datetime():
            found: date | None = cell.date()
        case date():
            found = cell
        case int() | float():
            found = _from_serial(cell)
        case _:
            words = text(cell)
            found = _typed_day(words) if words else None
    if found is None or found in NO_DAY:
        return None
    if not EARLIEST <= found <= LATEST:
        raise Unreadable
    return found


def _from_serial(number: float) -> date:
    if not 0 <= number <= (LATEST - EXCEL_EPOCH).days:
        raise Unreadable
    return EXCEL_EPOCH + timedelta(days=int(number))


def _typed_day(words: str) -> date:
    if re.fullmatch(r"\d{5}(\.\d+)?", words):
        return _from_serial(float(words))
    if found := ISO_DAY.fullmatch(words):
        year, month, number = (int(part) for part in found.groups())
    elif found := BRITISH_DAY.fullmatch(words):
        number, month, year = (int(part) for part in found.groups())
    elif (found := NAMED_DAY.fullmatch(words)) and found[2].lower() in MONTHS:
        number, month, year = int(found[1]), MONTHS.index(found[2].lower()) + 1, int(found[3])
    else:
        raise Unreadable
    if year < 100:
        year += 2000 if year < 70 else 1900
    try:
        return date(year, month, number)
    except ValueError:
        raise Unreadable from None


def flag(cell: Any) -> bool | None:
    """Yes or no: "a) Yes", "Yes", "Y", "1", "b) No", "0". Unknown counts as blank."""
    words = choice(cell).casefold()
    if words in {"yes", "y", "true", "1", "a)"}:
        return True
    if words in {"no", "n", "false", "0", "b)"}:
        return False
    if words in {"", "unknown", "not known", "not applicable", "not stated", "c)"}:
        return None
    raise Unreadable


def number(cell: Any) -> int | None:
    """A whole number from 0."""
    words = text(cell)
    if not words:
        return None
    if not re.fullmatch(r"\d{1,6}", words):
        raise Unreadable
    return int(words)


def one_of(codes: Codes) -> Reader:
    """A reader that gives the first label whose pattern a cell has, so that labels are ours."""
    table = [(label, re.compile(pattern, re.IGNORECASE)) for label, pattern in codes]

    def read(cell: Any) -> str | None:
        words = choice(cell)
        if not words:
            return None
        for label, pattern in table:
            if pattern.search(words):
                return label
        raise Unreadable

    return read


def says(pattern: str) -> Reader:
    """A reader that tells whether a cell has the pattern; None where it is blank."""
    compiled = re.compile(pattern, re.IGNORECASE)

    def read(cell: Any) -> bool | None:
        words = choice(cell)
        return bool(compiled.search(words)) if words else None

    return read
