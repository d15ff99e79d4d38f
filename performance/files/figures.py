"""What is read out of a file, whatever its layout: figures with their place, and flaws in words."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from core.days import (
    DAY_FIRST,
    DAY_IN_WORDS,
    DAY_LAST,
    MONTH_IN_WORDS,
    MONTH_NUMBER,
    QUARTER_FIRST,
    QUARTER_LAST,
    SPAN,
    SPAN_CLOSED,
    WHOLE_DAYS,
    YEAR_MONTH,
    YEARS,
    first_year,
    found_day,
    from_serial,
)
from core.sheets import Book, Cell, Percent, text
from performance.periods import Frequency, Period
from performance.vocabulary import State


class Raw(NamedTuple):
    """One figure as it stands in a file, before the library knows of it.

    A tuple, because a file has a million of them and a frozen dataclass takes four times as long.
    `column` is the letter where its value stands. `period` is a day or the file's own words, read
    with `read_period` once the indicator's frequency is known. `state` is a value of State or "".
    """

    row: int
    column: str
    indicator: str
    period: date | str
    breakdown: str = ""
    value: Decimal | str | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    state: str = ""


@dataclass(frozen=True, slots=True)
class Flaw:
    """What could not be read, where, and what to do about it. `found` is what stands there."""

    row: int
    column: str
    message: str
    found: str = ""


# --- numbers --------------------------------------------------------------------------------------

USUAL = re.compile(r"-?\d{1,15}(?:\.\d{1,10})?", re.ASCII)
PLAIN = re.compile(r"-?(\d+|\d{1,3}(,\d{3})+|\d{1,3}( \d{3})+)(\.\d+)?|-?\.\d+", re.ASCII)
SCIENTIFIC = re.compile(r"-?\d(\.\d+)?[eE][+-]?\d{1,2}", re.ASCII)
MINUS_SIGNS = re.compile(r"^[−–—](?=[\d.£])")
LONGEST_NUMBER = 30
SPREADSHEET_DIGITS = 15  # what Excel keeps of a number; beyond lies the noise of binary fractions
ENTER_A_NUMBER = "Enter a number. “{}” is not one."


def read_number(cell: Cell) -> Decimal | None:
    """The number in a cell; None for a blank one.

    A percentage is given in hundredths: "78%" and a cell that shows 0.78 as 78% are both 78. A
    cell that shows 0.78 is 0.78. Raises ValueError, in words.
    """
    if cell is None:
        return None
    if isinstance(cell, bool):
        raise ValueError(ENTER_A_NUMBER.format(text(cell)))
    if isinstance(cell, date):
        raise ValueError(
            f"Enter a number. A date stands here ({cell.day} {cell:%B %Y}): Excel may have turned "
            "something like 1/2 into it."
        )
    if isinstance(cell, int):
        return Decimal(cell)
    if isinstance(cell, float):
        return _from_float(cell)
    return _from_words(text(cell))


def _from_float(number: float) -> Decimal:
    if not math.isfinite(number):
        raise ValueError(ENTER_A_NUMBER.format(number))
    exact = Decimal(f"{number:.{SPREADSHEET_DIGITS}g}")
    # Fifteen digits are kept, so the shift by two places adds none.
    return exact * 100 if isinstance(number, Percent) else exact


def _from_words(words: str) -> Decimal | None:
    if not words:
        return None
    bare = MINUS_SIGNS.sub("-", words).removesuffix("%").strip()
    bare = re.sub(r"^(-?)£\s*", r"\1", bare)
    if len(bare) <= LONGEST_NUMBER:
        if PLAIN.fullmatch(bare):
            return Decimal(bare.replace(",", "").replace(" ", ""))
        if SCIENTIFIC.fullmatch(bare):
            return Decimal(bare)
        if re.fullmatch(r"-?\d+,\d+", bare):
            raise ValueError(
                f"Enter the decimal with a full stop, and thousands in threes: “{words}” may be "
                "read in two ways."
            )
    raise ValueError(ENTER_A_NUMBER.format(words))


# --- symbols and states ---------------------------------------------------------------------------

# What stands in the place of a figure in the Department for Education's files. Unreliable figures
# are withheld there, like small ones; "not available" may still come. What rounds to nought (k and
# low) is a final figure: 0 at the precision it is published in.
SYMBOLS = {
    "c": State.SUPPRESSED,
    "z": State.NOT_APPLICABLE,
    "x": State.AWAITED,
    "u": State.SUPPRESSED,
    "k": State.FINAL,
    "low": State.FINAL,
}
SYMBOL_WORDS = {
    "c": "suppressed to protect confidentiality",
    "z": "not applicable",
    "x": "not available",
    "u": "withheld because it is unreliable",
    "k": "more than nought, but rounds to it",
    "low": "more than nought, but rounds to it",
}
# The same in a council's own words.
PLACEHOLDERS = {
    "*": State.SUPPRESSED,
    "suppressed": State.SUPPRESSED,
    "n/a": State.NOT_APPLICABLE,
    "na": State.NOT_APPLICABLE,
    "not applicable": State.NOT_APPLICABLE,
    "tbc": State.AWAITED,
    "tba": State.AWAITED,
    "awaited": State.AWAITED,
    "awaiting data": State.AWAITED,
    "not available": State.AWAITED,
    "not yet available": State.AWAITED,
    "..": State.AWAITED,
}
DASHES = {"-", "–", "—", "−"}
SMALL = re.compile(r"<\s*\d{1,2}")


def symbol(words: str) -> str:
    """The symbol a text is: "c" of "c", "[c]" and "C"; "" where it is none."""
    bare = words.strip().lower()
    bare = bare[1:-1] if bare.startswith("[") and bare.endswith("]") else bare
    return bare if bare in SYMBOLS else ""


def symbol_state(words: str) -> State | None:
    """What a symbol or a word in the place of a figure says of it; None where it says nothing."""
    if said := symbol(words):
        return SYMBOLS[said]
    bare = " ".join(words.lower().split())
    if SMALL.fullmatch(bare):
        return State.SUPPRESSED
    return PLACEHOLDERS.get(bare)


def read_state(cell: Cell) -> str:
    """The state a cell names, as State has it, by its label or value; "" for a blank one.

    Raises ValueError, in words.
    """
    words = " ".join(text(cell).lower().split())
    if not words:
        return ""
    for state in State:
        if words in (state.value, state.label.lower(), state.value.replace("_", " ")):
            return state.value
    choices = ", ".join(state.label for state in State)
    raise ValueError(f"Choose one of the states {choices}. “{text(cell)}” is none of them.")


def read_figure(cell: Cell) -> tuple[Decimal | None, str]:
    """The number in a cell and what else it says of the figure, as a value of State or "".

    A dash is a blank. Raises ValueError, in words.
    """
    if isinstance(cell, str):
        if USUAL.fullmatch(cell):
            return Decimal(cell), ""
        words = text(cell)
        if words in DASHES:
            return None, ""
        if (state := symbol_state(words)) is not None:
            return (Decimal(0) if state == State.FINAL else None), state.value
    return read_number(cell), ""


# --- periods --------------------------------------------------------------------------------------

LONGEST_DAY = 30
YEARLY = (Frequency.FINANCIAL_YEAR, Frequency.ACADEMIC_YEAR)

QUARTER_OF_A_YEAR = re.compile(r"(?:q|qtr|quarter)\s*[1-4][\s,:-]*\d{4}")
LEAD_IN = re.compile(
    r"^(?:week of|week commencing|week beginning|week ending|w/c|w/e|wc|we|month of|"
    r"month ending|quarter ending|year ending|ye|as at|to)\s+"
)
EXAMPLES = {
    Frequency.WEEK: "week of 2 April 2018, or any day of the week",
    Frequency.MONTH: "April 2018",
    Frequency.QUARTER: "Q1 2018/19",
    Frequency.FINANCIAL_YEAR: "2018/19",
    Frequency.ACADEMIC_YEAR: "2018/19",
}


def period_in(cell: Cell) -> date | str:
    """What a cell says of a period, to be read once the frequency is known: a day, or words."""
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float) and (day := from_serial(cell)):
        return day
    words = text(cell)
    if words.isascii() and words.isdigit() and len(words) == 5 and (day := from_serial(int(words))):
        return day
    return words


def day_in(cell: Cell) -> date | None:
    """The day that a cell names in full, as a date or in words; None for anything else."""
    if isinstance(cell, date):
        return cell
    if not isinstance(cell, str) or not 6 <= len(cell) <= LONGEST_DAY:
        return None
    words = text(cell).lower()
    found = DAY_FIRST.fullmatch(words) or DAY_LAST.fullmatch(words) or DAY_IN_WORDS.fullmatch(words)
    return found_day(found) if found else None


def is_period(cell: Cell) -> bool:
    """Whether a cell reads as a period of any length."""
    if cell is None or isinstance(cell, bool | Percent):
        return False
    said = period_in(cell)
    if isinstance(said, date):
        return True
    for frequency in Frequency:
        try:
            read_period(said, frequency)
        except ValueError:
            continue
        return True
    return False


def read_period(cell: Cell, frequency: Frequency) -> date:
    """The first day of the period a cell names: a day in it, its month, its quarter or its year.

    Days are written with the day first. Raises ValueError, in words.
    """
    said = period_in(cell)
    day = said if isinstance(said, date) else _period_in_words(said, frequency)
    if day is None or day.year not in YEARS:
        found = f" “{text(cell)}” is not one." if cell is not None else ""
        raise ValueError(f"Enter the period like {EXAMPLES[frequency]}.{found}")
    return Period.holding(day, frequency).starts_on


def _period_in_words(words: str, frequency: Frequency) -> date | None:
    """A day in the period; None where the words name none, or a longer period than is asked for."""
    if len(words) > 60:
        return None
    bare = LEAD_IN.sub("", re.sub(r"[\s*†‡¹²³]+", " ", words.lower()).strip())
    for pattern in WHOLE_DAYS:
        if found := pattern.fullmatch(bare):
            return found_day(found)
    if found := QUARTER_FIRST.fullmatch(bare) or QUARTER_LAST.fullmatch(bare):
        year = first_year(found)
        if frequency == Frequency.QUARTER and year:
            return (
                Period(date(year, 4, 1), Frequency.QUARTER)
                .shift(int(found["quarter"]) - 1)
                .starts_on
            )
        return None
    if frequency in YEARLY and (found := SPAN.fullmatch(bare) or SPAN_CLOSED.fullmatch(bare)):
        year = first_year(found)
        starts = 4 if frequency == Frequency.FINANCIAL_YEAR else 9
        return date(year, starts, 1) if year else None
    if frequency == Frequency.WEEK:
        return None
    for pattern in (MONTH_IN_WORDS, MONTH_NUMBER, YEAR_MONTH):
        if found := pattern.fullmatch(bare):
            # 2011/12 is a year; only with a hyphen is it a month, as computers write it.
            is_year = "/" in bare and pattern is YEAR_MONTH and _consecutive(found)
            return None if is_year else found_day(found)
    return None


def _consecutive(found: re.Match[str]) -> bool:
    return (int(found["year"]) + 1) % 100 == int(found["number"])


# --- flaws that every layout has ------------------------------------------------------------------

NOT_CALCULATED = (
    "This cell holds a formula whose result is not in the file. Open the file in Excel, save it "
    "and choose it again."
)


def uncalculated(
    book: Book, sheet: str | None, *, from_row: int = 1, columns: set[str] | None = None
) -> Iterator[Flaw]:
    """A flaw for each formula without a result in the rows and columns that are read."""
    for row, column in book.unread_formulas(sheet):
        if row >= from_row and (columns is None or column in columns):
            yield Flaw(row, column, NOT_CALCULATED)
