"""From a workbook to its data report, and from the report to observations."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import BinaryIO

from core.sheets import UnreadableFile, open_book
from performance.annex_a.desk import WINDOW, Desk, Span
from performance.annex_a.lists import KINDS
from performance.annex_a.reading import Listing, list_number, read_list, written
from performance.annex_a.report import (
    Count,
    CountingFailed,
    DataReport,
    InPeriod,
    NotAnnexA,
    Offer,
    Section,
    Standards,
    Uncounted,
)
from performance.annex_a.subjects import SECTIONS
from performance.periods import Frequency, Period, add_months


def count(
    file: BinaryIO,
    name: str,
    *,
    as_at: date | None = None,
    standards: Standards = Standards(),  # noqa: B008 - it is frozen
) -> DataReport:
    """Count a workbook of Annex A lists.

    Without ``as_at`` the lists are taken as they stood on the latest day found in them
    (``latest_day``). Raises NotAnnexA, with words for the person, where the file is no such
    workbook, and CountingFailed where counting stopped; neither holds anything of a row.
    """
    refusal: Exception
    # Raised after the handlers, so that no exception leads back to the frames that held rows.
    try:
        return _count(file, name, as_at, standards)
    except (NotAnnexA, UnreadableFile) as error:
        refusal = NotAnnexA(str(error))
    except Exception:
        refusal = CountingFailed("The lists could not be counted. Nothing was kept of them.")
    raise refusal


def _count(file: BinaryIO, name: str, as_at: date | None, standards: Standards) -> DataReport:
    listings, uncounted = _read(file, name)
    day = as_at or latest_day(listings.values())
    span = Span.ending(day)
    sections = []
    for kind, title, fill in SECTIONS:
        desk = Desk(kind, listings.get(kind.number), span, standards)
        if desk.ready(uncounted):
            fill(desk)
        sections.append(Section(title, tuple(desk.counts)))
        uncounted.extend(desk.listing.uncounted)
    return DataReport(day, span.window, tuple(sections), tuple(uncounted))


def _read(file: BinaryIO, name: str) -> tuple[dict[int, Listing], list[Uncounted]]:
    """The lists that a workbook holds, by number."""
    listings: dict[int, Listing] = {}
    uncounted = []
    book = open_book(file, name)
    for sheet in book.sheets:
        found = list_number(sheet, KINDS)
        if found is None:
            continue
        kind = KINDS[found - 1]
        if found in listings:
            reason = "Another sheet of the workbook is this list already."
            uncounted.append(Uncounted(kind.name, "a second sheet", 0, reason))
            continue
        if unread := book.unread_formulas(sheet):
            row, column = unread[0]
            raise NotAnnexA(
                f"{kind.name} has a formula without a result in row {row}, column {column}. Open "
                "the workbook in Excel, save it and choose it again."
            )
        listing = read_list(kind, (cells for _, cells in book.rows(sheet)))
        if listing is None:
            reason = "The headings of its columns were not found."
            uncounted.append(Uncounted(kind.name, "everything counted from it", 0, reason))
        else:
            listings[found] = listing
    if not listings:
        raise NotAnnexA(
            "This is not a workbook of Annex A lists: none of its sheets has a list’s name, such "
            "as “List 1”, and its headings."
        )
    return listings, uncounted


# What happens all the time is dated close to the day the lists were made.
DAILY = {1: ("contact",), 2: ("end",), 3: ("referral",), 4: ("start", "end"), 5: ("start",)}
SELDOM = {6: ("seen",), 7: ("visit",), 8: ("visit",), 9: ("pathway",)}


def latest_day(listings: Iterable[Listing]) -> date:
    """The day the lists stand for: the latest contact, referral, assessment or enquiry in them.

    They hold six months, so a date more than six months after the middle one is a slip of typing
    and is passed over. Where lists 1 to 5 have no dates, visits and reviews of lists 6 to 9 are
    taken. Raises NotAnnexA where there is no date at all.
    """
    held = list(listings)
    for keys in (DAILY, SELDOM):
        days = sorted(
            found
            for listing in held
            for key in keys.get(listing.kind.number, ())
            for record in listing.records
            if (found := record.day(key))
        )
        if days:
            last = add_months(days[len(days) // 2], WINDOW)
            return max(found for found in days if found <= last)
    raise NotAnnexA("The lists have no dates. Enter the date of the lists.")


def offers(report: DataReport) -> list[Offer]:
    """The counts that meet an indicator's definition, as observations of it.

    What happens in a period is offered for each whole month or quarter, never as a six-month
    total; how things stand is offered for the day of the lists. What had nothing to divide by is
    not offered.
    """
    month_end = Period.holding(report.as_at, Frequency.MONTH).ends_on == report.as_at
    day_note = "" if month_end else f"As at {written(report.as_at)}, before the end of the month."
    found: list[Offer] = []
    for each in report.counts:
        if not each.indicator:
            continue
        if each.periods is None:
            note = f"{each.note} {day_note}".strip()
            found.extend(_offer(each, each, report.as_at, None, note))
        else:
            for part in each.periods:
                period = part.period
                found.extend(_offer(each, part, period.ends_on, period.frequency, each.note))
    return found


def _offer(
    of: Count, figure: Count | InPeriod, day: date, frequency: Frequency | None, note: str
) -> Iterator[Offer]:
    if figure.value is not None:
        yield Offer(
            of.indicator, day, figure.value, figure.numerator, figure.denominator, note, frequency
        )
