"""What is counted from Annex A lists: totals and fixed words, nothing from a cell."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.sheets import UnreadableFile
from performance.periods import Frequency, Period
from performance.vocabulary import Unit


class NotAnnexA(UnreadableFile):
    """A file that is not a workbook of Annex A lists. Says so in words for the person."""


class CountingFailed(RuntimeError):
    """Counting stopped half-way. It carries nothing of the lists, neither words nor cause."""


@dataclass(frozen=True, slots=True)
class Standards:
    """Within how many days a visit is in time, where the council sets that itself.

    Every four weeks for a child on a plan is the least that procedures ask (Southwark's, for
    example); six weeks for a child in need is usual; six weeks for a looked after child is
    regulation 28 of the Care Planning Regulations 2010.
    """

    child_in_need: int = 42
    child_protection: int = 28
    looked_after: int = 42


@dataclass(frozen=True, slots=True)
class InPeriod:
    """A figure for one whole month or quarter."""

    period: Period
    value: int | Decimal | None
    numerator: int | None
    denominator: int | None


@dataclass(frozen=True, slots=True)
class Count:
    """One figure of the data report.

    ``value`` is a number of children or events, a percentage or a mean number of days; the last
    two have their numerator and denominator, and no value where there was nothing to divide by.
    ``breakdown`` adds up to the value. ``indicator`` is the code in the catalogue whose definition
    it meets; ``periods`` then holds its whole months or quarters, or is None where the figure says
    how things stood on the day.
    """

    key: str
    label: str
    value: int | Decimal | None
    numerator: int | None
    denominator: int | None
    unit: Unit
    breakdown: tuple[tuple[str, int], ...] = ()
    indicator: str = ""
    note: str = ""
    periods: tuple[InPeriod, ...] | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """The counts of one subject."""

    title: str
    counts: tuple[Count, ...]


@dataclass(frozen=True, slots=True)
class Uncounted:
    """Rows that some count had to leave out, and why. No rows: the list or column is missing."""

    list_name: str
    what: str
    rows: int
    reason: str


@dataclass(frozen=True, slots=True)
class DataReport:
    """Everything counted from the lists, for a day and the six months that end with it."""

    as_at: date
    window: tuple[date, date]
    sections: tuple[Section, ...]
    uncounted: tuple[Uncounted, ...]

    @property
    def counts(self) -> tuple[Count, ...]:
        """The counts of all sections."""
        return tuple(count for section in self.sections for count in section.counts)


@dataclass(frozen=True, slots=True)
class Offer:
    """A count as an observation of an indicator.

    ``period_day`` lies in the period it belongs to. ``frequency`` is how long that period is; an
    indicator counted otherwise cannot take it. None: how things stood on that day, which any
    frequency can.
    """

    indicator_code: str
    period_day: date
    value: int | Decimal
    numerator: int | None
    denominator: int | None
    note: str
    frequency: Frequency | None = None
