"""Where one list is counted: rows in, totals out, and a note of what was left out."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from performance.annex_a.reading import Kind, Listing, Record, settle
from performance.annex_a.report import Count, InPeriod, Standards, Uncounted
from performance.periods import Frequency, Period, add_months
from performance.vocabulary import Unit

ONE_DAY = timedelta(days=1)
WINDOW, YEAR = 6, 12  # months
EXACT = Decimal("0.000001")  # as figures are stored

Amount = Callable[[Record], int | None]


@dataclass(frozen=True)
class Span:
    """The day of the lists, with the months before it that they cover.

    The six months end with the day: to 30 April they begin on 1 November, to 15 April on
    16 October. Lists 10 and 11 cover twelve.
    """

    day: date
    since: date
    year_since: date
    months: tuple[Period, ...]
    quarters: tuple[Period, ...]

    @classmethod
    def ending(cls, day: date) -> "Span":
        """The span that ends with a day, and the months and quarters that lie in it as a whole."""
        since, year_since = (add_months(day + ONE_DAY, -months) for months in (WINDOW, YEAR))
        return cls(
            day,
            since,
            year_since,
            tuple(_whole(since, day, Frequency.MONTH)),
            tuple(_whole(year_since, day, Frequency.QUARTER)),
        )

    @property
    def window(self) -> tuple[date, date]:
        """The first and the last day of the six months."""
        return self.since, self.day


def _whole(since: date, until: date, frequency: Frequency) -> Iterator[Period]:
    period = Period.holding(since, frequency)
    while period.ends_on <= until:
        if period.starts_on >= since:
            yield period
        period = period.shift(1)


class Desk:
    """Where one list is counted. Notes what could not be."""

    def __init__(
        self, kind: Kind, listing: Listing | None, span: Span, standards: Standards
    ) -> None:
        self.kind = kind
        self.absent = listing is None
        self.listing = listing or Listing(kind, [], frozenset())
        self.span = span
        self.day = span.day
        self.standards = standards
        self.counts: list[Count] = []

    def ready(self, uncounted: list[Uncounted]) -> bool:
        """Put aside what cannot be counted; whether anything can."""
        if self.absent:
            if not any(each.list_name == self.kind.name for each in uncounted):
                self.note("everything counted from it", 0, "The workbook has no such list.")
            return False
        needed = filter(None, (self.kind.starts, self.kind.ends))
        if lacking := self.listing.lacking(needed):
            self.note("everything counted from it", len(self.rows), f"There is no {lacking}.")
            return False
        was_empty = not self.rows
        settle(self.listing, as_at=self.day, since=self.since)
        # Where every row is put aside, a nought would be a false one.
        return was_empty or bool(self.rows)

    @property
    def since(self) -> date:
        """The first day of what is counted: lists 10 and 11 hold twelve months."""
        return self.span.since if self.kind.number < 10 else self.span.year_since

    def note(self, what: str, rows: int, reason: str) -> None:
        """Note what is left out."""
        self.listing.uncounted.append(Uncounted(self.kind.name, what, rows, reason))

    @property
    def rows(self) -> list[Record]:
        """The rows that can be counted."""
        return self.listing.records

    def within(self, key: str) -> list[Record]:
        """Rows with a date of the period in a column."""
        return [row for row in self.rows if (day := row.day(key)) and day >= self.since]

    def open(self) -> list[Record]:
        """Rows without an end; of a child with several, the one that started last."""
        latest: dict[Any, Record] = {}
        unnamed, repeats = [], 0
        for row in self.rows:
            if row.day(self.kind.ends):
                continue
            child = row.values["child"]
            if not child:
                unnamed.append(row)
                continue
            repeats += child in latest
            latest[child] = max(latest.get(child, row), row, key=self._newer)
        if repeats:
            self.note("how things stand", repeats, "They repeat a child that is counted once.")
        return [*latest.values(), *unnamed]

    def _newer(self, row: Record) -> tuple[Any, ...]:
        return row.on(self.kind.starts), row.whole

    def can(self, label: str, rows: int, needs: Iterable[str]) -> bool:
        """Whether the columns that a count needs are there; notes where not."""
        if lacking := self.listing.lacking(needs):
            self.note(label, rows, f"There is no {lacking}.")
        return not lacking

    def number(
        self,
        key: str,
        label: str,
        rows: list[Record],
        *,
        by: str | Callable[[Record], str] = "",
        order: tuple[str, ...] = (),
        when: str = "",
        needs: tuple[str, ...] = (),
        indicator: str = "",
        note: str = "",
    ) -> None:
        """Count rows, by the labels of a column or by bands; by month where ``when`` dates them.

        Parts stand in the order given, otherwise the largest first.
        """
        if not self.can(label, len(rows), needs):
            return
        if isinstance(by, str):
            split = bool(by) and self.can(f"{label}, in parts", len(rows), (by,))
            parts = Counter(_answer(row, by) for row in rows) if split else Counter()
        else:
            parts = Counter(by(row) for row in rows)
        ordered = sorted(
            parts.items(),
            key=lambda part: (
                order.index(part[0]) if part[0] in order else len(order),
                -part[1],
                part[0],
            ),
        )
        periods = None
        if when:
            days = [row.on(when) for row in rows]
            periods = tuple(
                InPeriod(month, sum(_lies_in(day, month) for day in days), None, None)
                for month in self.span.months
            )
        self.counts.append(
            Count(
                key,
                label,
                len(rows),
                None,
                None,
                Unit.COUNT,
                tuple(ordered),
                indicator,
                note,
                periods,
            )
        )

    def ratio(
        self,
        key: str,
        label: str,
        rows: list[Record],
        amount: Amount,
        *,
        unit: Unit = Unit.PERCENT,
        needs: tuple[str, ...] = (),
        when: str = "",
        periods: tuple[Period, ...] | None = None,
        unknown: str = "",
        indicator: str = "",
        note: str = "",
    ) -> None:
        """What rows amount to, over how many they are: passes as a percentage, days as a mean.

        ``unknown`` says why the amount of some rows cannot be told; they are left out. ``when``
        dates rows, for the months or the periods given.
        """
        if not self.can(label, len(rows), needs):
            return
        told = [(row, found) for row in rows if (found := amount(row)) is not None]
        if len(told) < len(rows):
            self.note(label, len(rows) - len(told), unknown)

        def over(amounts: list[int]) -> tuple[Decimal | None, int, int]:
            total, number = sum(amounts), len(amounts)
            value = (Decimal(total) * unit.multiplier / number).quantize(EXACT) if number else None
            return value, total, number

        by_period = None
        if when:
            by_period = tuple(
                InPeriod(
                    each, *over([found for row, found in told if _lies_in(row.on(when), each)])
                )
                for each in (self.span.months if periods is None else periods)
            )
        value, total, number = over([found for _, found in told])
        self.counts.append(
            Count(key, label, value, total, number, unit, (), indicator, note, by_period)
        )


def _answer(row: Record, key: str) -> str:
    """What a row says in a column, in our words."""
    said = row.values[key]
    if isinstance(said, bool):
        return "Yes" if said else "No"
    if said is not None:
        return str(said)
    return "Cannot be read" if key in row.unread else "Not recorded"


def _lies_in(day: date, period: Period) -> bool:
    return period.starts_on <= day <= period.ends_on
