"""Plausible monthly figures between those that are known, the same on every machine."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from demonstration.entries import FiguresEntry
from performance.models import Indicator
from performance.periods import Frequency, Period
from performance.vocabulary import Unit

CASES_VARY = 0.12  # by how much of it the number of cases behind a percentage goes up and down


@dataclass(frozen=True)
class MonthFigure:
    """A figure of one month; a percentage drawn from cases comes as two counts."""

    month: Period
    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None


def month(written: str) -> Period:
    """The month written as 2018-04."""
    return Period.holding(date.fromisoformat(f"{written}-01"), Frequency.MONTH)


def run(entry: FiguresEntry, indicator: Indicator) -> Iterator[MonthFigure]:
    """The figures of an indicator, month by month, from where its course begins to its end."""
    stated = {month(written): value for written, value in entry.stated.items()}
    course = sorted(
        (month(written), value) for written, value in (entry.course | entry.stated).items()
    )
    known = [at for at, _ in course]
    random = Random(entry.part or entry.code)  # noqa: S311 - it makes figures up, and always the same
    for at in [known[0].shift(count) for count in range(known[-1] - known[0] + 1)]:
        strays, cases = random.uniform(-1, 1), random.uniform(-1, 1)
        if at in stated:
            yield MonthFigure(at, Decimal(str(stated[at])))
        elif entry.course:
            yield _made_up(
                at, _between(course, at) + strays * entry.wobble, cases, entry, indicator
            )


def _between(course: list[tuple[Period, float]], at: Period) -> float:
    """Where the straight line between the two nearest known months stands."""
    after = bisect_right([known for known, _ in course], at)
    (then, low) = course[after - 1]
    if after == len(course):
        return low
    (later, high) = course[after]
    return low + (high - low) * (at - then) / (later - then)


def _made_up(
    at: Period, level: float, cases: float, entry: FiguresEntry, indicator: Indicator
) -> MonthFigure:
    if entry.of and indicator.unit == Unit.PERCENT:
        denominator = round(entry.of * (1 + cases * CASES_VARY))
        numerator = min(round(denominator * level / 100), denominator)
        return MonthFigure(at, None, Decimal(max(numerator, 0)), Decimal(denominator))
    return MonthFigure(at, Decimal(str(round(max(level, 0), indicator.decimals))))
