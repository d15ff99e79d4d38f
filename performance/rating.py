"""How a figure stands: against its target, and against an earlier figure.

Percentages and rates come from a numerator and a denominator and are never averaged: the rate of
several teams is that of their children taken together. Colour is help and never stands without the
word. How far off its target a figure may be and still count as near is local practice, so every
target has a tolerance of its own, in the unit of the indicator.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, Decimal

from django.db import models

from documents.nodes import Colour
from performance.periods import MONTHS_IN_YEAR
from performance.vocabulary import Polarity, Unit
from performance.wording import amount, figure, named, number, places, rounded

HUNDRED = Decimal(100)


def value_of(
    numerator: Decimal | None,
    denominator: Decimal | None,
    unit: Unit,
    *,
    months: int | None = None,
) -> Decimal | None:
    """The figure that a numerator and a denominator make; None where there is none.

    A count is its numerator. With ``months``, the length of the period, a rate per 10,000 is that
    of a whole year (DfE: flows are annualised, × 12/months; how things stand on a day is not). A
    week has no months, so its rate stays that of the week.
    """
    if numerator is None or unit == Unit.COUNT:
        return numerator
    if not denominator:
        return None
    in_a_year = Decimal(MONTHS_IN_YEAR) / months if months and unit == Unit.PER_10000 else 1
    return numerator * Unit(unit).multiplier * in_a_year / denominator


def pooled(
    parts: Iterable[tuple[Decimal | None, Decimal | None]],
) -> tuple[Decimal | None, Decimal | None]:
    """The numerator and the denominator of several parts together.

    A sum is None where a part of it is not known, and where there are no parts.
    """
    pairs = list(parts)
    return _sum([top for top, _ in pairs]), _sum([bottom for _, bottom in pairs])


def _sum(numbers: list[Decimal | None]) -> Decimal | None:
    known = [number for number in numbers if number is not None]
    return sum(known, Decimal()) if known and len(known) == len(numbers) else None


class Rating(models.TextChoices):
    """How a figure stands against its target."""

    STRETCH = "stretch", "Stretch target met"
    ON_TARGET = "on_target", "On target"
    NEAR = "near", "Near target"
    OFF = "off", "Off target"
    NOT_RATED = "not_rated", "Not rated"

    @property
    def colour(self) -> Colour:
        """The colour of its tag."""
        colours: dict[str, Colour] = {
            "stretch": "teal",
            "on_target": "green",
            "near": "amber",
            "off": "red",
        }
        return colours.get(self.value, "grey")


@dataclass(frozen=True, slots=True)
class Goal:
    """A target as it stands in a period, all numbers in the unit of the indicator.

    ``value`` is the target, ``lower`` and ``upper`` the ends of an expected range, either of which
    may be open. ``tolerance`` is how far on the wrong side still counts as near. ``words`` is a
    target that is no number: "above statistical neighbours".
    """

    value: Decimal | None
    tolerance: Decimal = Decimal()
    stretch: Decimal | None = None
    lower: Decimal | None = None
    upper: Decimal | None = None
    words: str = ""

    def bounds(self, polarity: Polarity) -> tuple[Decimal | None, Decimal | None]:
        """Where the target begins and ends: a range for a band, else one value twice."""
        return (self.lower, self.upper) if polarity == Polarity.BAND else (self.value, self.value)

    def is_set(self, polarity: Polarity) -> bool:
        """Whether there is a number to judge by."""
        return polarity != Polarity.NEUTRAL and self.bounds(polarity) != (None, None)

    def in_full(self, polarity: Polarity, unit: Unit, decimals: int) -> str:
        """The target of 90%; the target of 20% or less; the expected range of 5% to 10%."""
        ends = [
            figure(end, unit, places(end, decimals))
            for end in self.bounds(polarity)
            if end is not None
        ]
        if polarity != Polarity.BAND:
            or_less = " or less" if polarity == Polarity.LOWER and self.value else ""
            return f"the target of {ends[-1]}{or_less}"
        if len(ends) == 1:
            ends.append("more" if self.upper is None else "less")
            return f"the expected range of {' or '.join(ends)}"
        return f"the expected range of {' to '.join(ends)}"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A rating and, in words, why."""

    rating: Rating
    reason: str


def rate(
    value: Decimal | None,
    goal: Goal | None,
    polarity: Polarity,
    *,
    is_complete: bool = True,
    is_forecast: bool = False,
) -> Judgement:
    """Rate a figure against its target.

    Where it meets the target it is on target, on the wrong side by no more than the tolerance near,
    else off. There is no rating of a forecast, of a period that is not over, or without a target
    in numbers.
    """
    reason = _why_not(value, goal, polarity, is_complete=is_complete, is_forecast=is_forecast)
    if reason or value is None or goal is None:
        return Judgement(Rating.NOT_RATED, reason)
    is_band = polarity == Polarity.BAND
    missed = _missed(value, goal, polarity)
    if missed is not None:
        side = "Above" if value > missed else "Below"
        where = f"{side} the {'expected range' if is_band else 'target'}"
        if abs(value - missed) <= goal.tolerance:
            return Judgement(Rating.NEAR, f"{where}, but within the tolerance.")
        return Judgement(Rating.OFF, f"{where} by more than the tolerance.")
    if is_band:
        return Judgement(Rating.ON_TARGET, "Within the expected range.")
    stretched = replace(goal, value=goal.stretch)
    if stretched.is_set(polarity) and _missed(value, stretched, polarity) is None:
        return Judgement(Rating.STRETCH, "The stretch target is met.")
    return Judgement(Rating.ON_TARGET, "The target is met.")


def _why_not(
    value: Decimal | None,
    goal: Goal | None,
    polarity: Polarity,
    *,
    is_complete: bool,
    is_forecast: bool,
) -> str:
    """Why a figure cannot be rated; empty where it can."""
    if value is None:
        return "There is no figure."
    if polarity == Polarity.NEUTRAL:
        return "For information only."
    if goal is None or not goal.is_set(polarity):
        if goal is not None and goal.words:
            return "The target is in words."
        return "No expected range is set." if polarity == Polarity.BAND else "No target is set."
    if is_forecast:
        return "A forecast is not rated."
    return "" if is_complete else "The period is not complete."


def _missed(value: Decimal, goal: Goal, polarity: Polarity) -> Decimal | None:
    """The target, or the end of the range, on whose wrong side a figure lies; None where it is met.

    The target itself, and both ends of a range, meet it.
    """
    lower, upper = goal.bounds(polarity)
    if lower is not None and polarity != Polarity.LOWER and value < lower:
        return lower
    if upper is not None and polarity != Polarity.HIGHER and value > upper:
        return upper
    return None


@dataclass(frozen=True, slots=True)
class Distance:
    """How far a figure lies from its target.

    ``amount`` is that of the figure as it is printed, below 0 where it is below its target or
    range. ``side`` is exact: -1, 0 or 1; where it is not 0 and the amount is, rounding hides how
    little the figure is off.
    """

    amount: Decimal
    side: int
    goal: Goal
    polarity: Polarity
    unit: Unit
    decimals: int

    @property
    def in_words(self) -> str:
        """12 percentage points below target; on target; just above the expected range."""
        is_band = self.polarity == Polarity.BAND
        return self._beside("the expected range" if is_band else "target")

    @property
    def in_full(self) -> str:
        """12 percentage points below the target of 90%."""
        return self._beside(self.goal.in_full(self.polarity, self.unit, self.decimals))

    def _beside(self, where: str) -> str:
        if not self.side:
            return f"{'within' if self.polarity == Polarity.BAND else 'on'} {where}"
        size = amount(self.amount, self.unit, self.decimals) if self.amount else "just"
        return f"{size} {'below' if self.side < 0 else 'above'} {where}"


def distance(
    value: Decimal | None, goal: Goal | None, polarity: Polarity, unit: Unit, decimals: int
) -> Distance | None:
    """How far a figure lies from its target; None where there is nothing to measure."""
    if value is None or goal is None or not goal.is_set(polarity):
        return None
    printed = rounded(value, decimals)
    for bound, side in zip(goal.bounds(polarity), (-1, 1), strict=True):
        if bound is not None and (value - bound) * side > 0:
            off = printed - bound
            off = off if off * side > 0 else Decimal()
            return Distance(off, side, goal, polarity, unit, places(bound, decimals))
    return Distance(Decimal(), 0, goal, polarity, unit, decimals)


def needed(
    value: Decimal | None,
    goal: Goal | None,
    polarity: Polarity,
    unit: Unit,
    *,
    numerator: Decimal | None = None,
    denominator: Decimal | None = None,
    things: str = "",
) -> str:
    """What would have met the target of a percentage, in cases; empty where it is met.

    "10 more of 120 visits needed", or in a hundred where the two numbers are not known whole:
    "12 more visits in 100 needed". It gives the numerator away: leave it out where that is hidden.
    """
    if value is None or goal is None or unit != Unit.PERCENT or not goal.is_set(polarity):
        return ""
    missed = _missed(value, goal, polarity)
    if missed is None:
        return ""
    word = "more" if value < missed else "fewer"
    counted = f" {things}" if things else ""
    if numerator is None or denominator is None or numerator % 1 or denominator % 1:
        cases = abs(missed - value).to_integral_value(ROUND_CEILING)
        return f"{number(cases, 0)} {word}{counted} in 100 needed"
    # Not from the value: what is stored of a third is rounded, and would ask for one case too many.
    cases = abs(missed * denominator / HUNDRED - numerator).to_integral_value(ROUND_CEILING)
    return f"{number(cases, 0)} {word} of {number(denominator, 0)}{counted} needed"


class Travel(models.TextChoices):
    """Which way a figure has gone."""

    BETTER = "better", "Better"
    WORSE = "worse", "Worse"
    SAME = "same", "Same"
    CHANGED = "changed", "Changed"
    UNKNOWN = "unknown", "Not known"


@dataclass(frozen=True, slots=True)
class Direction:
    """How a figure compares with an earlier one.

    ``amount`` is later less earlier, as they are printed; None where one of the two is missing. It
    has CHANGED, higher or lower, where neither way is better.
    """

    kind: Travel
    amount: Decimal | None
    unit: Unit
    decimals: int

    @property
    def is_known(self) -> bool:
        """Whether there are two figures to compare."""
        return self.amount is not None

    @property
    def label(self) -> str:
        """In one word: better, worse, same, higher or lower."""
        if self.kind == Travel.CHANGED and self.amount is not None:
            return "Higher" if self.amount > 0 else "Lower"
        return self.kind.label

    def in_words(self, since: str) -> str:
        """3 percentage points better than in March 2018; 16 more than in March 2018.

        ``since`` is the label of the earlier period.
        """
        earlier = named(since)
        if self.amount is None:
            return f"no comparison with {earlier}"
        if self.kind == Travel.SAME:
            return f"the same as in {earlier}"
        size = amount(self.amount, self.unit, self.decimals)
        if self.unit not in (Unit.COUNT, Unit.PER_WORKER):
            return f"{size} {self.label.lower()} than in {earlier}"
        words = f"{size} {'more' if self.amount > 0 else 'fewer'} than in {earlier}"
        return words if self.kind == Travel.CHANGED else f"{words}, which is {self.label.lower()}"


def direction(
    now: Decimal | None, before: Decimal | None, polarity: Polarity, unit: Unit, decimals: int
) -> Direction:
    """How a figure compares with an earlier one: the same means the same as it is printed."""
    if now is None or before is None:
        return Direction(Travel.UNKNOWN, None, unit, decimals)
    moved = rounded(now, decimals) - rounded(before, decimals)
    kind = Travel.CHANGED
    if not moved:
        kind = Travel.SAME
    elif polarity in (Polarity.HIGHER, Polarity.LOWER):
        is_better = (moved > 0) == (polarity == Polarity.HIGHER)
        kind = Travel.BETTER if is_better else Travel.WORSE
    return Direction(kind, moved, unit, decimals)
