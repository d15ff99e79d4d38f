"""Ratings, distances and directions, worked by hand; figures of Barnet's papers where there are."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.rating import (
    Goal,
    Rating,
    Travel,
    direction,
    distance,
    needed,
    pooled,
    rate,
    value_of,
)
from performance.vocabulary import Polarity, Unit

D = Decimal
HIGHER, LOWER, BAND, NEUTRAL = Polarity.HIGHER, Polarity.LOWER, Polarity.BAND, Polarity.NEUTRAL
NINETY = Goal(D(90), tolerance=D(5), stretch=D(95))
TWENTY = Goal(D(20), tolerance=D(2), stretch=D(15))
RANGE = Goal(None, tolerance=D(1), lower=D(5), upper=D(10))


# --- values ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("numerator", "denominator", "unit", "months", "value"),
    [
        (98, 120, Unit.PERCENT, None, D(98) * 100 / 120),
        (3, 4, Unit.PERCENT, None, 75),
        (3, 4, Unit.PERCENT, 1, 75),  # a share is not annualised
        (330, 50_000, Unit.PER_10000, None, 66),  # a snapshot: so many on the day
        (50, 60_000, Unit.PER_10000, 1, 100),  # 50 × 12 a year over 6 times 10,000
        (150, 60_000, Unit.PER_10000, 3, 100),
        (600, 60_000, Unit.PER_10000, 12, 100),
        (12, 60_000, Unit.PER_10000, 0, 2),  # a week
        (66, 11, Unit.PER_WORKER, None, 6),
        (520, 20, Unit.WEEKS, None, 26),
        (1731, None, Unit.COUNT, None, 1731),
        (0, None, Unit.COUNT, None, 0),
        (0, 20, Unit.PERCENT, None, 0),
        (0, 0, Unit.PERCENT, None, None),
        (5, None, Unit.PERCENT, None, None),
        (None, 5, Unit.PERCENT, None, None),
        (None, None, Unit.COUNT, None, None),
    ],
)
def test_value_of_a_numerator_and_a_denominator(
    numerator: int | None, denominator: int | None, unit: Unit, months: int | None, value: D | None
) -> None:
    top, bottom = (None if part is None else D(part) for part in (numerator, denominator))
    assert value_of(top, bottom, unit, months=months) == value


def test_percentages_are_pooled_and_never_averaged() -> None:
    # 9 of 10 and 10 of 90: their average is 50.6%, all children together 19%.
    together = pooled([(D(9), D(10)), (D(10), D(90))])
    assert together == (19, 100)
    assert value_of(*together, Unit.PERCENT) == 19


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([], (None, None)),
        ([(D(3), None), (D(4), None)], (7, None)),  # counts
        ([(D(3), D(5)), (None, D(4))], (None, 9)),
        ([(D(0), D(5))], (0, 5)),
    ],
)
def test_a_sum_is_known_where_all_its_parts_are(
    parts: list[tuple[D | None, D | None]], expected: tuple[int | None, int | None]
) -> None:
    assert pooled(parts) == expected


# --- ratings --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "goal", "polarity", "rating", "reason"),
    [
        ("95", NINETY, HIGHER, Rating.STRETCH, "The stretch target is met."),
        ("94.99", NINETY, HIGHER, Rating.ON_TARGET, "The target is met."),
        ("90", NINETY, HIGHER, Rating.ON_TARGET, "The target is met."),
        ("89.99", NINETY, HIGHER, Rating.NEAR, "Below the target, but within the tolerance."),
        ("85", NINETY, HIGHER, Rating.NEAR, "Below the target, but within the tolerance."),
        ("84.99", NINETY, HIGHER, Rating.OFF, "Below the target by more than the tolerance."),
        ("15", TWENTY, LOWER, Rating.STRETCH, "The stretch target is met."),
        ("15.01", TWENTY, LOWER, Rating.ON_TARGET, "The target is met."),
        ("20", TWENTY, LOWER, Rating.ON_TARGET, "The target is met."),
        ("20.01", TWENTY, LOWER, Rating.NEAR, "Above the target, but within the tolerance."),
        ("22", TWENTY, LOWER, Rating.NEAR, "Above the target, but within the tolerance."),
        ("22.01", TWENTY, LOWER, Rating.OFF, "Above the target by more than the tolerance."),
        ("5", RANGE, BAND, Rating.ON_TARGET, "Within the expected range."),
        ("10", RANGE, BAND, Rating.ON_TARGET, "Within the expected range."),
        ("4", RANGE, BAND, Rating.NEAR, "Below the expected range, but within the tolerance."),
        ("11", RANGE, BAND, Rating.NEAR, "Above the expected range, but within the tolerance."),
        ("3.9", RANGE, BAND, Rating.OFF, "Below the expected range by more than the tolerance."),
        ("11.1", RANGE, BAND, Rating.OFF, "Above the expected range by more than the tolerance."),
        ("99", Goal(None, lower=D(5)), BAND, Rating.ON_TARGET, "Within the expected range."),
        ("-1", Goal(None, upper=D(5)), BAND, Rating.ON_TARGET, "Within the expected range."),
        ("89.99", Goal(D(90)), HIGHER, Rating.OFF, "Below the target by more than the tolerance."),
        ("100", Goal(D(90)), HIGHER, Rating.ON_TARGET, "The target is met."),
    ],
)
def test_a_figure_is_rated_at_the_edges(
    value: str, goal: Goal, polarity: Polarity, rating: Rating, reason: str
) -> None:
    judgement = rate(D(value), goal, polarity)
    assert (judgement.rating, judgement.reason) == (rating, reason)


@pytest.mark.parametrize(
    ("value", "goal", "polarity", "flags", "reason"),
    [
        (None, NINETY, HIGHER, {}, "There is no figure."),
        (D(78), None, HIGHER, {}, "No target is set."),
        (D(78), Goal(None), HIGHER, {}, "No target is set."),
        (D(78), Goal(None, stretch=D(70)), HIGHER, {}, "No target is set."),
        (D(78), NINETY, BAND, {}, "No expected range is set."),
        (D(78), RANGE, HIGHER, {}, "No target is set."),
        (D(78), NINETY, NEUTRAL, {}, "For information only."),
        (D(78), Goal(None, words="above neighbours"), HIGHER, {}, "The target is in words."),
        (D(78), NINETY, HIGHER, {"is_complete": False}, "The period is not complete."),
        (D(78), NINETY, HIGHER, {"is_forecast": True}, "A forecast is not rated."),
    ],
)
def test_a_figure_is_not_rated_and_the_reason_is_given(
    value: D | None, goal: Goal | None, polarity: Polarity, flags: dict[str, bool], reason: str
) -> None:
    judgement = rate(value, goal, polarity, **flags)
    assert (judgement.rating, judgement.reason) == (Rating.NOT_RATED, reason)


def test_every_rating_has_a_colour_of_its_own() -> None:
    assert [rating.colour for rating in Rating] == ["teal", "green", "amber", "red", "grey"]


# --- distances ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "goal", "polarity", "unit", "words"),
    [
        ("78", NINETY, HIGHER, Unit.PERCENT, "12 percentage points below target"),
        ("78.4", NINETY, HIGHER, Unit.PERCENT, "12 percentage points below target"),
        ("89", NINETY, HIGHER, Unit.PERCENT, "1 percentage point below target"),
        ("89.6", NINETY, HIGHER, Unit.PERCENT, "just below target"),
        ("90", NINETY, HIGHER, Unit.PERCENT, "on target"),
        ("90.2", NINETY, HIGHER, Unit.PERCENT, "just above target"),
        ("94", NINETY, HIGHER, Unit.PERCENT, "4 percentage points above target"),
        ("38", TWENTY, LOWER, Unit.PERCENT, "18 percentage points above target"),
        ("10", Goal(D("12.50")), HIGHER, Unit.PERCENT, "2.5 percentage points below target"),
        ("12.55", Goal(D("12.6")), HIGHER, Unit.PERCENT, "just below target"),
        ("66", Goal(D(60)), LOWER, Unit.PER_10000, "6 per 10,000 above target"),
        ("27", Goal(D(26)), LOWER, Unit.WEEKS, "1 week above target"),
        ("3", Goal(D(0)), LOWER, Unit.COUNT, "3 above target"),
        ("3", RANGE, BAND, Unit.PERCENT, "2 percentage points below the expected range"),
        ("12", RANGE, BAND, Unit.PERCENT, "2 percentage points above the expected range"),
        ("7", RANGE, BAND, Unit.PERCENT, "within the expected range"),
        ("7", Goal(None, lower=D(5)), BAND, Unit.PERCENT, "within the expected range"),
    ],
)
def test_distance_to_a_target_in_words(
    value: str, goal: Goal, polarity: Polarity, unit: Unit, words: str
) -> None:
    found = distance(D(value), goal, polarity, unit, 0)
    assert found
    assert found.in_words == words


def test_distance_has_a_sign() -> None:
    below = distance(D(78), NINETY, HIGHER, Unit.PERCENT, 0)
    above = distance(D("94.25"), NINETY, HIGHER, Unit.PERCENT, 1)
    assert below
    assert above
    assert (below.amount, above.amount) == (-12, D("4.3"))


@pytest.mark.parametrize(
    ("goal", "polarity", "words"),
    [
        (NINETY, HIGHER, "the target of 90%"),
        (TWENTY, LOWER, "the target of 20% or less"),
        (Goal(D(0)), LOWER, "the target of 0%"),
        (Goal(D("12.500")), HIGHER, "the target of 12.5%"),
        (RANGE, BAND, "the expected range of 5% to 10%"),
        (Goal(None, lower=D(5)), BAND, "the expected range of 5% or more"),
        (Goal(None, upper=D(5)), BAND, "the expected range of 5% or less"),
    ],
)
def test_a_goal_in_words(goal: Goal, polarity: Polarity, words: str) -> None:
    assert goal.in_full(polarity, Unit.PERCENT, 0) == words


@pytest.mark.parametrize(
    ("value", "goal", "polarity"),
    [
        (None, NINETY, HIGHER),
        (D(78), None, HIGHER),
        (D(78), Goal(None, words="as neighbours"), HIGHER),
        (D(78), NINETY, NEUTRAL),
    ],
)
def test_there_is_no_distance_without_a_figure_and_a_target_in_numbers(
    value: D | None, goal: Goal | None, polarity: Polarity
) -> None:
    assert distance(value, goal, polarity, Unit.PERCENT, 0) is None


@pytest.mark.parametrize(
    ("numerator", "denominator", "goal", "polarity", "words"),
    [
        (98, 120, NINETY, HIGHER, "10 more of 120 visits needed"),  # 108 are 90%
        (107, 120, NINETY, HIGHER, "1 more of 120 visits needed"),
        (108, 120, NINETY, HIGHER, ""),
        (103, 115, NINETY, HIGHER, "1 more of 115 visits needed"),  # 103.5 are 90%
        (2, 6, Goal(D(50)), HIGHER, "1 more of 6 visits needed"),
        (1000, 2000, NINETY, HIGHER, "800 more of 2,000 visits needed"),
        (30, 120, TWENTY, LOWER, "6 fewer of 120 visits needed"),
        (25, 120, TWENTY, LOWER, "1 fewer of 120 visits needed"),
        (24, 120, TWENTY, LOWER, ""),
        (3, 100, RANGE, BAND, "2 more of 100 visits needed"),
        (14, 100, RANGE, BAND, "4 fewer of 100 visits needed"),
        (7, 100, RANGE, BAND, ""),
    ],
)
def test_what_would_have_met_the_target_in_cases(
    numerator: int, denominator: int, goal: Goal, polarity: Polarity, words: str
) -> None:
    top, bottom = D(numerator), D(denominator)
    value = (top * 100 / bottom).quantize(D("0.0001"))
    found = needed(
        value, goal, polarity, Unit.PERCENT, numerator=top, denominator=bottom, things="visits"
    )
    assert found == words


def test_what_would_have_met_the_target_in_a_hundred() -> None:
    assert needed(D(87), NINETY, HIGHER, Unit.PERCENT, things="visits") == (
        "3 more visits in 100 needed"
    )
    assert needed(D("22.5"), TWENTY, LOWER, Unit.PERCENT) == "3 fewer in 100 needed"
    half = needed(D(50), NINETY, HIGHER, Unit.PERCENT, numerator=D("2.5"), denominator=D(5))
    assert half == "40 more in 100 needed"


@pytest.mark.parametrize(
    ("value", "goal", "polarity", "unit"),
    [
        (None, NINETY, HIGHER, Unit.PERCENT),
        (D(50), None, HIGHER, Unit.PERCENT),
        (D(50), NINETY, NEUTRAL, Unit.PERCENT),
        (D(50), NINETY, HIGHER, Unit.PER_10000),
    ],
)
def test_cases_are_counted_for_percentages_with_a_target_alone(
    value: D | None, goal: Goal | None, polarity: Polarity, unit: Unit
) -> None:
    assert needed(value, goal, polarity, unit) == ""


@given(st.integers(1, 400), st.data(), st.integers(1, 100))
def test_so_many_more_cases_meet_the_target_and_one_fewer_does_not(
    denominator: int, data: st.DataObject, target: int
) -> None:
    numerator = data.draw(st.integers(0, denominator))
    words = needed(
        D(numerator) * 100 / D(denominator),
        Goal(D(target)),
        HIGHER,
        Unit.PERCENT,
        numerator=D(numerator),
        denominator=D(denominator),
    )
    more = int(words.split()[0].replace(",", "")) if words else 0
    assert (numerator + more) * 100 >= target * denominator
    assert not more or (numerator + more - 1) * 100 < target * denominator


# --- directions -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "before", "polarity", "unit", "decimals", "kind", "label", "words"),
    [
        ("78", "75", HIGHER, Unit.PERCENT, 0, Travel.BETTER, "Better",
         "3 percentage points better than in March 2018"),
        ("75", "78", HIGHER, Unit.PERCENT, 0, Travel.WORSE, "Worse",
         "3 percentage points worse than in March 2018"),
        ("38", "55", LOWER, Unit.PERCENT, 0, Travel.BETTER, "Better",
         "17 percentage points better than in March 2018"),
        ("78.4", "77.6", HIGHER, Unit.PERCENT, 0, Travel.SAME, "Same",
         "the same as in March 2018"),
        ("78.4", "77.6", HIGHER, Unit.PERCENT, 1, Travel.BETTER, "Better",
         "0.8 percentage points better than in March 2018"),
        ("96", "80", NEUTRAL, Unit.COUNT, 0, Travel.CHANGED, "Higher",
         "16 more than in March 2018"),
        ("66", "82", NEUTRAL, Unit.PER_10000, 0, Travel.CHANGED, "Lower",
         "16 per 10,000 lower than in March 2018"),
        ("9", "8", BAND, Unit.PERCENT, 0, Travel.CHANGED, "Higher",
         "1 percentage point higher than in March 2018"),
        ("13.3", "37.5", LOWER, Unit.PER_WORKER, 1, Travel.BETTER, "Better",
         "24.2 fewer than in March 2018, which is better"),
        ("12", "9", LOWER, Unit.COUNT, 0, Travel.WORSE, "Worse",
         "3 more than in March 2018, which is worse"),
        ("25", "26", LOWER, Unit.WEEKS, 0, Travel.BETTER, "Better",
         "1 week better than in March 2018"),
    ],
)  # fmt: skip
def test_direction_is_in_words(
    now: str,
    before: str,
    polarity: Polarity,
    unit: Unit,
    decimals: int,
    kind: Travel,
    label: str,
    words: str,
) -> None:
    found = direction(D(now), D(before), polarity, unit, decimals)
    assert (found.kind, found.label) == (kind, label)
    assert found.in_words(since="March 2018") == words


@pytest.mark.parametrize(("now", "before"), [(None, D(5)), (D(5), None), (None, None)])
def test_direction_is_not_known_without_two_figures(now: D | None, before: D | None) -> None:
    found = direction(now, before, HIGHER, Unit.PERCENT, 0)
    assert (found.kind, found.amount, found.is_known) == (Travel.UNKNOWN, None, False)
    assert found.in_words(since="March 2018") == "no comparison with March 2018"
    assert found.label == "Not known"


FIGURES = st.decimals(-1000, 1000, places=2)


@given(FIGURES, FIGURES, st.integers(0, 2))
def test_what_is_better_one_way_is_worse_the_other(now: D, before: D, decimals: int) -> None:
    there = direction(now, before, HIGHER, Unit.PERCENT, decimals)
    back = direction(before, now, HIGHER, Unit.PERCENT, decimals)
    mirrored = direction(now, before, LOWER, Unit.PERCENT, decimals)
    opposite = {Travel.BETTER: Travel.WORSE, Travel.WORSE: Travel.BETTER, Travel.SAME: Travel.SAME}
    assert back.kind == mirrored.kind == opposite[there.kind]
    assert there.amount == -back.amount


@given(FIGURES, FIGURES, st.decimals(0, 50, places=1), st.integers(0, 2))
def test_rating_and_distance_agree(value: D, target: D, tolerance: D, decimals: int) -> None:
    goal = Goal(target, tolerance=tolerance)
    rating = rate(value, goal, HIGHER).rating
    found = distance(value, goal, HIGHER, Unit.PERCENT, decimals)
    assert found
    assert (rating == Rating.ON_TARGET) == (found.side >= 0)
    assert found.amount * found.side >= 0
    assert (found.in_words == "on target") == (value == target)
