"""Statistical process control: the XmR chart as NHS England's *Making Data Count* draws it.

An XmR chart tells ordinary ups and downs from a change that has a cause. The mean of the points is
drawn with limits on either side, computed from how far each point moves from the one before (the
moving range, mR):

    limits       mean ± 2.66 × mean moving range
    near limits  mean ± 1.773 × mean moving range

Four rules find special causes. A point has one cause, and where several fit the first of 1, 3, 4, 2
is named, as NHS-R's *plot the dots* does:

    1  a point outside the limits
    2  7 or more points in a row on one side of the mean; a point on the mean ends the run
    3  7 or more points in a row that rise or fall; two equal points end it (6 by choice)
    4  2 of 3 points in a row between a near limit and the limit, all 3 on one side of the mean

Every point of a run is marked, and of rule 4 those beyond the near limit.

*Missing points.* A moving range needs two neighbouring points, so none is computed across a gap: it
would take the change of two months for that of one. Rules 2 to 4 read the points there are, one
after the other: a figure that was never counted is no sign that a run has ended.

*Steps.* From a step on, points have a mean and limits of their own, and no run crosses it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import fsum
from typing import NamedTuple

from django.db import models

from documents.nodes import Colour
from performance.vocabulary import Polarity

LIMIT = 2.66
NEAR_LIMIT = 1.773
# A moving range beyond so many mean moving ranges is an outlier (the limit of the mR chart).
OUTLYING_RANGE = 3.267
SHIFT_LENGTH = 7
LEAST_FOR_TRIAL, LEAST_FOR_LIMITS = 6, 12
# Two figures closer than this share of the largest are equal: the mean of equal figures is not
# always that figure in binary arithmetic.
EQUAL = 1e-9


class Rule(models.TextChoices):
    """Why a point is not ordinary variation."""

    OUTSIDE = "1", "A point outside the limits"
    SHIFT = "2", "A run of points on one side of the mean"
    TREND = "3", "A run of points that rise or fall"
    TWO_OF_THREE = "4", "2 of 3 points close to a limit"


class Variation(models.TextChoices):
    """What the last point says. High stands for high or rising values, low for low or falling."""

    COMMON = "common", "Normal variation"
    IMPROVEMENT_HIGH = "improvement_high", "Special cause of improvement: high"
    IMPROVEMENT_LOW = "improvement_low", "Special cause of improvement: low"
    CONCERN_HIGH = "concern_high", "Special cause of concern: high"
    CONCERN_LOW = "concern_low", "Special cause of concern: low"
    NEUTRAL_HIGH = "neutral_high", "Special cause: high"
    NEUTRAL_LOW = "neutral_low", "Special cause: low"
    NONE = "none", "Too few points to judge variation"

    @property
    def is_concern(self) -> bool:
        """Whether somebody should look into it."""
        return self in (Variation.CONCERN_HIGH, Variation.CONCERN_LOW)

    @property
    def colour(self) -> Colour:
        """The colour of its tag: Making Data Count's blue, orange, purple and grey."""
        colours: dict[str, Colour] = {
            "improvement": "blue",
            "concern": "amber",
            "neutral": "purple",
        }
        return colours.get(self.value.partition("_")[0], "grey")


class Assurance(models.TextChoices):
    """Whether the target can be expected to be met, as things are."""

    PASS = "pass", "Consistently meets the target"
    FAIL = "fail", "Consistently misses the target"
    HIT_OR_MISS = "hit_or_miss", "Sometimes meets and sometimes misses the target"
    NONE = "none", "No target to judge against, or too few points"


class Standing(models.TextChoices):
    """How firm the limits are."""

    VALUES_ONLY = "values_only", "Too few points for limits"
    TRIAL = "trial", "Trial limits"
    LIMITS = "limits", "Limits"


@dataclass(frozen=True, slots=True)
class Choices:
    """What the published methods leave open; a chart prints what was chosen.

    *Plot the dots* takes 7 points for a trend, other NHS bodies 6. It drops outlying moving ranges
    once before the limits are computed; the Excel tool of Making Data Count does not.
    """

    trend_length: int = 7
    screens_ranges: bool = False

    @property
    def in_words(self) -> str:
        """What a chart prints under it."""
        screened = "left out" if self.screens_ranges else "not screened"
        ranges = "Outlying moving ranges are" if self.screens_ranges else "Moving ranges are"
        return (
            f"A trend is {self.trend_length} points in a row that rise or fall, a shift is "
            f"{SHIFT_LENGTH} on one side of the mean. {ranges} {screened}."
        )


@dataclass(frozen=True, slots=True)
class Step:
    """Where a new mean and limits begin.

    ``starts_at`` is an index into the values. With ``fixed_on`` the mean and limits are computed
    from the first so many points of the step that have a figure, and stay as they are.
    """

    starts_at: int
    fixed_on: int | None = None


class Limits(NamedTuple):
    """The mean of a step and its limits, exact: they may lie below 0 or above 100%."""

    mean: float
    lower: float
    upper: float
    near_lower: float
    near_upper: float


class SpcPoint(NamedTuple):
    """A point as it is drawn. Limits are None in a step of too few points.

    ``improving`` is None for an ordinary point and where neither way is better.
    """

    value: float
    mean: float | None = None
    lower: float | None = None
    upper: float | None = None
    near_lower: float | None = None
    near_upper: float | None = None
    cause: Rule | None = None
    improving: bool | None = None


@dataclass(frozen=True, slots=True)
class Spc:
    """A chart judged.

    ``points`` are parallel to the values, None where one is missing, with limits as they are
    drawn: clipped to what is possible. The other fields speak of the last step: ``limits`` are
    exact, and rest on ``based_on`` points.
    """

    points: tuple[SpcPoint | None, ...]
    variation: Variation
    assurance: Assurance
    standing: Standing
    choices: Choices
    limits: Limits | None
    based_on: int
    is_fixed: bool

    @property
    def in_words(self) -> str:
        """What stands under the chart: how its limits came about."""
        if self.limits is None:
            return f"There are no limits: they need at least {LEAST_FOR_TRIAL} points."
        stays = "and fixed" if self.is_fixed else "and revised with each new point"
        return (
            f"{self.standing.label} computed from {self.based_on} points, {stays}. "
            f"{self.choices.in_words}"
        )


def chart(
    values: Sequence[float | None],
    *,
    polarity: Polarity,
    target: float | None = None,
    choices: Choices | None = None,
    steps: Sequence[Step] = (),
    floor: float | None = None,
    ceiling: float | None = None,
) -> Spc:
    """Judge a series, oldest first, None where a figure is missing.

    The last figure and the last step decide variation and assurance. Under 6 points a step has no
    limits; the same where no two neighbours have figures. ``floor`` and ``ceiling`` (0 and 100 for
    a percentage) clip the limits that are drawn, never those that the rules use. A step that begins
    after the last value has no effect yet. Raises ValueError for a step before the first value.
    """
    choices = choices or Choices()
    points: list[SpcPoint | None] = []
    limits, based_on, last, fixed_on = None, 0, Variation.NONE, None
    for part, fixed_on in _parts(values, steps):
        limits, based_on = _limits(part, fixed_on, choices)
        last = Variation.NONE
        if limits is None:
            points += [None if value is None else SpcPoint(value) for value in part]
            continue
        causes = iter(_causes([value for value in part if value is not None], limits, choices))
        drawn = Limits(*(_clipped(limit, floor, ceiling) for limit in limits))
        for value in part:
            if value is None:
                points.append(None)
                continue
            cause, way = next(causes)
            last = _variation(way, polarity)
            points.append(SpcPoint(value, *drawn, cause, _improving(way, polarity)))
    return Spc(
        points=tuple(points),
        variation=last,
        assurance=_assurance(limits, target, polarity),
        standing=_standing(limits, based_on),
        choices=choices,
        limits=limits,
        based_on=based_on,
        is_fixed=fixed_on == based_on,
    )


def _parts(
    values: Sequence[float | None], steps: Sequence[Step]
) -> Iterator[tuple[Sequence[float | None], int | None]]:
    """The values of each step, and how many points its limits are fixed on."""
    if any(step.starts_at < 0 for step in steps):
        raise ValueError("A step cannot begin before the first value.")
    fixed = {0: None} | {step.starts_at: step.fixed_on for step in steps}
    starts = sorted(start for start in fixed if start < len(values))
    for start, end in pairwise([*starts, len(values)]):
        yield values[start:end], fixed[start]


def _limits(
    values: Sequence[float | None], fixed_on: int | None, choices: Choices
) -> tuple[Limits | None, int]:
    """The mean and limits of a step, and how many points they rest on."""
    base, counted = [], 0
    for value in values:
        if counted == fixed_on:
            break
        base.append(value)
        counted += value is not None
    ranges = [
        abs(now - before)
        for before, now in pairwise(base)
        if before is not None and now is not None
    ]
    if counted < LEAST_FOR_TRIAL or not ranges:
        return None, counted
    mean_range = fsum(ranges) / len(ranges)
    if choices.screens_ranges:
        kept = [size for size in ranges if size <= OUTLYING_RANGE * mean_range * (1 + EQUAL)]
        mean_range = fsum(kept) / len(kept)
    mean = fsum(value for value in base if value is not None) / counted
    far, near = LIMIT * mean_range, NEAR_LIMIT * mean_range
    return Limits(mean, mean - far, mean + far, mean - near, mean + near), counted


def _causes(values: list[float], limits: Limits, choices: Choices) -> list[tuple[Rule | None, int]]:
    """For each value of a step, the rule that it meets and the way it points: 1 up, -1 down, or 0.

    The rules are applied from the weakest to the strongest, so the strongest stands. A point where
    one trend ends and another begins belongs to the later one.
    """
    mean, lower, upper, near_lower, near_upper = limits
    equal = EQUAL * max(map(abs, values))
    sides = [(value > mean + equal) - (value < mean - equal) for value in values]
    outside = [(value > upper + equal) - (value < lower - equal) for value in values]
    near = [
        not out and (value > near_upper + equal or value < near_lower - equal)
        for value, out in zip(values, outside, strict=True)
    ]
    moves = [(now > before) - (now < before) for before, now in pairwise(values)]
    found: list[tuple[Rule | None, int]] = [(None, 0)] * len(values)
    for start, end, way in _runs(sides, SHIFT_LENGTH):
        found[start:end] = [(Rule.SHIFT, way)] * (end - start)
    for start in range(len(values) - 2):
        three = range(start, start + 3)
        if sum(near[start : start + 3]) > 1 and abs(sum(sides[start : start + 3])) == len(three):
            for index in three:
                if near[index]:
                    found[index] = (Rule.TWO_OF_THREE, sides[index])
    for start, end, way in _runs(moves, choices.trend_length - 1):
        found[start : end + 1] = [(Rule.TREND, way)] * (end + 1 - start)
    for index, way in enumerate(outside):
        if way:
            found[index] = (Rule.OUTSIDE, way)
    return found


def _runs(ways: list[int], least: int) -> Iterator[tuple[int, int, int]]:
    """Where the same way, up or down, is repeated often enough: start, end, way."""
    start = 0
    for way, run in groupby(ways):
        end = start + sum(1 for _ in run)
        if way and end - start >= least:
            yield start, end, way
        start = end


def _improving(way: int, polarity: Polarity) -> bool | None:
    """Whether a special cause is for the better; an expected range has two worse sides."""
    if not way or polarity not in (Polarity.HIGHER, Polarity.LOWER):
        return None
    return (way > 0) == (polarity == Polarity.HIGHER)


def _variation(way: int, polarity: Polarity) -> Variation:
    if not way:
        return Variation.COMMON
    kinds = {True: "improvement", False: "concern", None: "neutral"}
    return Variation(f"{kinds[_improving(way, polarity)]}_{'high' if way > 0 else 'low'}")


def _assurance(limits: Limits | None, target: float | None, polarity: Polarity) -> Assurance:
    """A target beyond the limits is always or never met; between them it is a matter of luck."""
    if limits is None or target is None or polarity not in (Polarity.HIGHER, Polarity.LOWER):
        return Assurance.NONE
    if limits.lower <= target <= limits.upper:
        return Assurance.HIT_OR_MISS
    is_above = target > limits.upper
    return Assurance.FAIL if is_above == (polarity == Polarity.HIGHER) else Assurance.PASS


def _standing(limits: Limits | None, based_on: int) -> Standing:
    if limits is None:
        return Standing.VALUES_ONLY
    return Standing.TRIAL if based_on < LEAST_FOR_LIMITS else Standing.LIMITS


def _clipped(limit: float, floor: float | None, ceiling: float | None) -> float:
    if floor is not None and limit < floor:
        return floor
    if ceiling is not None and limit > ceiling:
        return ceiling
    return limit
