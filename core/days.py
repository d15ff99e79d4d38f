"""Days as people write them in spreadsheets: 31/07/18, 31 July 2018, 2018-07-31 and 43312."""

import re
from datetime import date, timedelta

EXCEL_EPOCH = date(1899, 12, 30)
SERIALS = range(32_874, 73_051)  # 1990 to 2099, as Excel counts days
YEARS = range(1990, 2100)
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "january"),
            ("feb", "february"),
            ("mar", "march"),
            ("apr", "april"),
            ("may",),
            ("jun", "june"),
            ("jul", "july"),
            ("aug", "august"),
            ("sep", "sept", "september"),
            ("oct", "october"),
            ("nov", "november"),
            ("dec", "december"),
        ),
        start=1,
    )
    for name in names
}

_MONTH = r"(?P<month>[a-z]{3,9})\.?"
_YEAR = r"'?(?P<year>\d{4}|\d{2})"
_SPAN = r"(?P<first>\d{4}|\d{2})\s*[/–-]\s*(?P<second>\d{4}|\d{2})"
DAY_FIRST = re.compile(rf"(?P<day>\d{{1,2}})[/.-](?P<number>\d{{1,2}})[/.-]{_YEAR}")
DAY_LAST = re.compile(r"(?P<year>\d{4})-(?P<number>\d{1,2})-(?P<day>\d{1,2})([t ][\d:.]+z?)?")
DAY_IN_WORDS = re.compile(rf"(?P<day>\d{{1,2}})(st|nd|rd|th)?[\s-]+{_MONTH}[\s,-]+{_YEAR}")
MONTH_IN_WORDS = re.compile(rf"{_MONTH}[\s,/-]*{_YEAR}")
MONTH_NUMBER = re.compile(r"(?P<number>\d{1,2})/(?P<year>\d{4})")
YEAR_MONTH = re.compile(r"(?P<year>\d{4})\s*[/-]\s*(?P<number>\d{1,2})")
SPAN = re.compile(rf"(?:fy|ay|financial year|academic year)?\s*{_SPAN}")
SPAN_CLOSED = re.compile(r"(?P<first>\d{4})(?P<second>\d{2})")
QUARTER_FIRST = re.compile(rf"(?:q|qtr|quarter)\s*(?P<quarter>[1-4])[\s,:-]*{_SPAN}")
QUARTER_LAST = re.compile(rf"{_SPAN}[\s,:-]*(?:q|qtr|quarter)\s*(?P<quarter>[1-4])")
WHOLE_DAYS = (DAY_FIRST, DAY_LAST, DAY_IN_WORDS)


def from_serial(number: float) -> date | None:
    """The day that Excel keeps as a number of days; None where the number cannot be one."""
    if number == int(number) and int(number) in SERIALS:
        return EXCEL_EPOCH + timedelta(days=int(number))
    return None


def found_day(found: re.Match[str]) -> date | None:
    """The day, or the first of the month, that one of the patterns found; None if there is none."""
    said = found.groupdict()
    month = MONTHS.get(said["month"], 0) if "month" in said else int(said["number"])
    year = int(said["year"])
    try:
        return date(year if year > 99 else 2000 + year, month, int(said.get("day") or 1))
    except ValueError:
        return None


def first_year(found: re.Match[str]) -> int | None:
    """The first year of two that follow each other: 2018 of 2018/19."""
    first = int(found["first"])
    first = first if first > 99 else 2000 + first
    second = int(found["second"])
    follows = second == first + 1 if second > 99 else second == (first + 1) % 100
    return first if follows else None
