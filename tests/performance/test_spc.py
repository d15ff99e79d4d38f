"""XmR charts, checked against arithmetic done by hand from the published formulas and rules.

BASE alternates between 49 and 51, so all can be worked out in the head: 12 points that sum to 600,
mean 50; 11 moving ranges of 2, mean moving range 2; limits 50 ± 2.66 × 2 = 44.68 and 55.32; near
limits 50 ± 1.773 × 2 = 46.454 and 53.546. With limits fixed on these 12, what follows is judged
without moving them.
"""

from time import process_time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from performance.spc import (
    Assurance,
    Choices,
    Limits,
    Rule,
    Spc,
    Standing,
    Step,
    Variation,
    chart,
)
from performance.vocabulary import Polarity

BASE = [49.0, 51.0] * 6
BASE_LIMITS = (50, 44.68, 55.32, 46.454, 53.546)


def judged(
    *after: float | None, polarity: Polarity = Polarity.HIGHER, choices: Choices | None = None
) -> Spc:
    """The chart of BASE and what comes after it, with limits fixed on BASE."""
    steps = [Step(0, fixed_on=12)]
    return chart([*BASE, *after], polarity=polarity, steps=steps, choices=choices)


def causes(spc: Spc) -> str:
    """The rule of each point after BASE, "-" for none, " " for a gap: "--33"."""
    return "".join(
        " " if point is None else (point.cause or "-") for point in spc.points[len(BASE) :]
    )


# --- mean and limits ------------------------------------------------------------------------


def test_limits_of_visits_on_time_worked_by_hand() -> None:
    #  x   74  78  71  77  80  76  79  73  75  82  78  81    sum 924  mean 77
    #  mR       4   7   6   3   4   3   6   2   7   4   3    sum 49   mean 49/11 = 4.4545…
    #  2.66 × 49/11 = 130.34/11 = 11.8490909…      limits      65.1509090…  88.8490909…
    #  1.773 × 49/11 = 86.877/11 = 7.8979090…      near limits 69.1020909…  84.8979090…
    values = [74, 78, 71, 77, 80, 76, 79, 73, 75, 82, 78, 81]
    spc = chart(values, polarity=Polarity.HIGHER)
    expected = Limits(77, 65.1509090909, 88.8490909091, 69.1020909091, 84.8979090909)
    assert spc.limits == pytest.approx(expected)
    assert {point.cause for point in spc.points if point} == {None}
    assert (spc.variation, spc.standing) == (Variation.COMMON, Standing.LIMITS)


def test_limits_of_fractions_worked_by_hand() -> None:
    #  x   27.5  26.1  24.3  25.0  22.8  21.2  20.6  19.9    sum 187.4  mean 23.425
    #  mR         1.4   1.8   0.7   2.2   1.6   0.6   0.7    sum 9.0    mean 9/7 = 1.285714…
    #  2.66 × 9/7 = 3.42       limits      20.005    26.845
    #  1.773 × 9/7 = 2.279571… near limits 21.145429 25.704571
    #  27.5 is above the upper limit, 19.9 below the lower. 26.1 is near alone, 21.2 is not near
    #  enough, 20.6 is, alone. From the fourth point on 5 fall: too few for a trend.
    values = [27.5, 26.1, 24.3, 25.0, 22.8, 21.2, 20.6, 19.9]
    spc = chart(values, polarity=Polarity.LOWER)
    expected = Limits(23.425, 20.005, 26.845, 21.1454285714, 25.7045714286)
    assert spc.limits == pytest.approx(expected)
    assert [point.cause for point in spc.points if point] == [
        Rule.OUTSIDE, None, None, None, None, None, None, Rule.OUTSIDE
    ]  # fmt: skip
    assert (spc.variation, spc.standing) == (Variation.IMPROVEMENT_LOW, Standing.TRIAL)


def test_limits_fixed_on_the_first_points_stay_where_they_are() -> None:
    spc = judged(60, 40, 60)
    assert spc.limits == pytest.approx(BASE_LIMITS)
    assert (spc.based_on, spc.is_fixed) == (12, True)
    # Not fixed, 15 points sum to 760 with ranges of 11 × 2, 9, 20 and 20, which sum to 71.
    revised = chart([*BASE, 60, 40, 60], polarity=Polarity.HIGHER)
    assert revised.limits
    assert revised.limits.mean == pytest.approx(760 / 15)
    assert revised.limits.upper == pytest.approx(760 / 15 + 2.66 * 71 / 14)
    assert (revised.based_on, revised.is_fixed) == (15, False)


def test_limits_are_not_yet_fixed_while_the_points_are_too_few() -> None:
    spc = chart(BASE[:8], polarity=Polarity.HIGHER, steps=[Step(0, fixed_on=12)])
    assert (spc.based_on, spc.is_fixed, spc.standing) == (8, False, Standing.TRIAL)


def test_a_step_has_a_mean_and_limits_of_its_own_and_ends_runs() -> None:
    # The second step alternates between 77 and 83: mean 80, ranges of 6, limits 80 ± 15.96.
    values = [*BASE, *[77, 83] * 6]
    spc = chart(values, polarity=Polarity.HIGHER, steps=[Step(12)])
    first, second = spc.points[:12], spc.points[12:]
    for point in first:
        assert (point.mean, point.lower, point.upper) == pytest.approx((50, 44.68, 55.32))
    for point in second:
        assert (point.mean, point.lower, point.upper) == pytest.approx((80, 64.04, 95.96))
    assert {point.cause for point in spc.points if point} == {None}
    # In one piece the mean is 65, and each half lies far on one side of it.
    whole = chart(values, polarity=Polarity.HIGHER)
    assert None not in {point.cause for point in whole.points if point}


def test_the_last_step_alone_decides_how_firm_the_limits_are() -> None:
    spc = chart([*BASE, 80, 81, 80], polarity=Polarity.HIGHER, steps=[Step(12)], target=90)
    assert (spc.standing, spc.variation) == (Standing.VALUES_ONLY, Variation.NONE)
    assert (spc.assurance, spc.limits, spc.based_on) == (Assurance.NONE, None, 3)
    assert spc.points[0].mean == 50
    assert spc.points[12].mean is None
    assert spc.points[12].cause is None


def test_a_step_after_the_last_value_has_no_effect_yet() -> None:
    assert chart(BASE, polarity=Polarity.HIGHER, steps=[Step(12)]) == chart(
        BASE, polarity=Polarity.HIGHER
    )


def test_a_step_before_the_first_value_is_refused() -> None:
    with pytest.raises(ValueError, match="before the first value"):
        chart(BASE, polarity=Polarity.HIGHER, steps=[Step(-1)])


@pytest.mark.parametrize(
    ("count", "standing"),
    [
        (0, Standing.VALUES_ONLY),
        (1, Standing.VALUES_ONLY),
        (5, Standing.VALUES_ONLY),
        (6, Standing.TRIAL),
        (11, Standing.TRIAL),
        (12, Standing.LIMITS),
    ],
)
def test_limits_are_on_trial_under_12_points_and_absent_under_6(
    count: int, standing: Standing
) -> None:
    spc = chart(BASE[:count], polarity=Polarity.HIGHER, target=90)
    assert spc.standing == standing
    assert (spc.limits is None) == (standing == Standing.VALUES_ONLY)
    assert (spc.variation == Variation.NONE) == (count < 6)
    assert (spc.assurance == Assurance.NONE) == (count < 6)


def test_limits_that_are_drawn_are_clipped_and_those_of_the_rules_are_not() -> None:
    # 90 and 98: mean 94, ranges of 8, limits 94 ± 21.28 = 72.72 and 115.28, near 108.184.
    spc = chart([90, 98] * 6, polarity=Polarity.HIGHER, target=99, floor=80, ceiling=100)
    assert spc.points[0].lower == 80
    assert (spc.points[0].upper, spc.points[0].near_upper) == (100, 100)
    assert spc.points[0].near_lower == 80
    assert spc.limits == pytest.approx((94, 72.72, 115.28, 79.816, 108.184))
    assert spc.assurance == Assurance.HIT_OR_MISS


def test_outlying_ranges_are_screened_once_where_chosen() -> None:
    # Ranges: 9 of 1 and 2 of 19, sum 47, mean 47/11 = 4.27; 3.267 × 4.27 = 13.96 < 19.
    values = [50, 51, 50, 51, 50, 51, 70, 51, 50, 51, 50, 51]  # sum 626
    plain = chart(values, polarity=Polarity.HIGHER)
    screened = chart(values, polarity=Polarity.HIGHER, choices=Choices(screens_ranges=True))
    assert plain.limits
    assert screened.limits
    assert plain.limits.upper == pytest.approx(626 / 12 + 2.66 * 47 / 11)
    assert screened.limits.upper == pytest.approx(626 / 12 + 2.66)


@pytest.mark.parametrize("value", [0, 0.1, 1 / 3, 82.7])
@pytest.mark.parametrize("screens", [True, False])
def test_a_series_that_never_moves_is_ordinary(value: float, screens: bool) -> None:
    choices = Choices(screens_ranges=screens)
    spc = chart([value] * 13, polarity=Polarity.LOWER, choices=choices)
    assert {point.cause for point in spc.points if point} == {None}


# --- missing points -------------------------------------------------------------------------


def test_no_moving_range_is_computed_across_a_gap() -> None:
    # Six points that sum to 106; ranges 2, then 2, 2 and 2. The step of 8 over the gap is none.
    spc = chart([10, 12, None, 20, 22, 20, 22], polarity=Polarity.HIGHER)
    assert spc.limits
    assert spc.limits.mean == pytest.approx(106 / 6)
    assert spc.limits.upper == pytest.approx(106 / 6 + 5.32)
    assert spc.points[2] is None
    assert spc.based_on == 6


def test_without_two_neighbours_there_are_no_limits() -> None:
    spc = chart([10, None] * 8, polarity=Polarity.HIGHER)
    assert (spc.standing, spc.variation) == (Standing.VALUES_ONLY, Variation.NONE)


def test_a_gap_does_not_end_a_run() -> None:
    assert causes(judged(49, 49, 49, None, 49, 49, 49, 49)) == "222 2222"
    assert causes(judged(48, 48.5, None, 49, 49.5, 50.5, 51, 51.5)) == "33 33333"
    assert causes(judged(54, None, 51, 54)) == "4 -4"


def test_a_gap_at_the_end_leaves_the_last_figure_to_decide() -> None:
    assert judged(56, None).variation == Variation.IMPROVEMENT_HIGH


def test_a_gap_does_not_count_among_the_points_that_limits_are_fixed_on() -> None:
    spc = chart(
        [49, None, 51, 49, 51, 49, 51, 90], polarity=Polarity.HIGHER, steps=[Step(0, fixed_on=6)]
    )
    assert spc.limits == pytest.approx(BASE_LIMITS)


# --- the four rules -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        pytest.param([55.33], "1", id="rule 1 above"),
        pytest.param([55.32], "-", id="on the upper limit"),
        pytest.param([44.67], "1", id="rule 1 below"),
        pytest.param([44.68], "-", id="on the lower limit"),
        pytest.param([49] * 7, "2222222", id="rule 2"),
        pytest.param([49] * 6, "------", id="6 points on one side"),
        pytest.param([49] * 3 + [50] + [49] * 4, "--------", id="a point on the mean ends a run"),
        pytest.param([49] * 3 + [50] + [49] * 7, "----2222222", id="a run after the mean"),
        pytest.param([51.5] * 6, "222222", id="the run began before"),
        pytest.param([48, 48.5, 49, 49.5, 50.5, 51, 51.5], "3333333", id="rule 3 up"),
        pytest.param([52, 51.5, 51, 50.5, 49.5, 49, 48.5], "3333333", id="rule 3 down"),
        pytest.param([48, 48.5, 49, 49.5, 50.5, 51], "------", id="6 points that rise"),
        pytest.param(
            [48, 48.5, 49, 49.5, 49.5, 50.5, 51, 51.5], "--------", id="equal points end a trend"
        ),
        pytest.param([54, 51, 54], "4-4", id="rule 4, first and third"),
        pytest.param([54, 54], "44", id="rule 4, with the point before"),
        pytest.param([46, 49, 46], "4-4", id="rule 4 below"),
        pytest.param([53.546, 51, 53.546], "---", id="on the near limit"),
        pytest.param([55.32, 51, 53.55], "4-4", id="on the limit is still inside"),
        pytest.param([54, 51, 51, 54], "----", id="2 of 4"),
        pytest.param([54, 49, 54], "---", id="the third on the other side"),
        pytest.param([54, 46, 51], "---", id="on both sides"),
        pytest.param([54, 51, 56], "--1", id="outside is not near"),
    ],
)
def test_rules_at_their_threshold_and_just_below(after: list[float], expected: str) -> None:
    assert causes(judged(*after)) == expected


def test_a_trend_of_6_is_found_where_6_is_chosen() -> None:
    six = Choices(trend_length=6)
    assert causes(judged(48, 48.5, 49, 49.5, 50.5, 51, choices=six)) == "333333"
    assert causes(judged(48, 48.5, 49, 49.5, 50.5, choices=six)) == "-----"


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        pytest.param([48, 49, 50.5, 51, 52, 53, 56], "3333331", id="1 before 3"),
        pytest.param([48, 49, 50.5, 51, 52, 53.6, 54], "3333333", id="3 before 4"),
        pytest.param([48, 51, 51, 51, 54, 51, 54, 51], "-2224242", id="4 before 2"),
        pytest.param([49.9, 50.1, 50.2, 50.3, 50.4, 50.5, 50.6, 50.7], "33333333", id="3 before 2"),
        pytest.param([56, 51, 51, 51, 51, 51], "122222", id="1 before 2"),
    ],
)
def test_a_point_has_one_cause_1_before_3_before_4_before_2(
    after: list[float], expected: str
) -> None:
    assert causes(judged(*after)) == expected


def test_a_trend_points_where_it_goes_whichever_side_of_the_mean_it_is_on() -> None:
    spc = judged(46.5, 47, 47.5, 48, 48.5, 49, 49.5)
    assert spc.points[-1].value < 50
    assert spc.points[-1].improving
    assert spc.variation == Variation.IMPROVEMENT_HIGH


def test_the_point_where_two_trends_meet_belongs_to_the_later() -> None:
    spc = judged(47, 48, 49, 50.5, 51, 52, 53, 52, 51, 50.5, 49, 48, 47)
    assert causes(spc) == "3" * 13
    rising = [point.improving for point in spc.points[12:] if point]
    assert rising == [True] * 6 + [False] * 7


# --- what the last point says ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("polarity", "last", "variation", "improving"),
    [
        (Polarity.HIGHER, 56, Variation.IMPROVEMENT_HIGH, True),
        (Polarity.HIGHER, 44, Variation.CONCERN_LOW, False),
        (Polarity.LOWER, 56, Variation.CONCERN_HIGH, False),
        (Polarity.LOWER, 44, Variation.IMPROVEMENT_LOW, True),
        (Polarity.NEUTRAL, 56, Variation.NEUTRAL_HIGH, None),
        (Polarity.NEUTRAL, 44, Variation.NEUTRAL_LOW, None),
        (Polarity.BAND, 56, Variation.NEUTRAL_HIGH, None),
        (Polarity.BAND, 44, Variation.NEUTRAL_LOW, None),
        (Polarity.HIGHER, 52, Variation.COMMON, None),
    ],
)
def test_variation_is_that_of_the_last_point(
    polarity: Polarity, last: float, variation: Variation, improving: bool | None
) -> None:
    spc = judged(56, 44, last, polarity=polarity)
    assert spc.variation == variation
    assert spc.points[-1].improving is improving


@pytest.mark.parametrize(
    ("target", "higher", "lower"),
    [
        (55.33, Assurance.FAIL, Assurance.PASS),
        (55, Assurance.HIT_OR_MISS, Assurance.HIT_OR_MISS),
        (50, Assurance.HIT_OR_MISS, Assurance.HIT_OR_MISS),
        (45, Assurance.HIT_OR_MISS, Assurance.HIT_OR_MISS),
        (44.67, Assurance.PASS, Assurance.FAIL),
        (None, Assurance.NONE, Assurance.NONE),
    ],
)
def test_assurance_compares_the_target_with_the_limits(
    target: float | None, higher: Assurance, lower: Assurance
) -> None:
    assert chart(BASE, polarity=Polarity.HIGHER, target=target).assurance == higher
    assert chart(BASE, polarity=Polarity.LOWER, target=target).assurance == lower


@pytest.mark.parametrize("polarity", [Polarity.NEUTRAL, Polarity.BAND])
def test_there_is_no_assurance_where_neither_way_is_better(polarity: Polarity) -> None:
    assert chart(BASE, polarity=polarity, target=90).assurance == Assurance.NONE


def test_only_concern_is_a_concern() -> None:
    assert [kind for kind in Variation if kind.is_concern] == [
        Variation.CONCERN_HIGH,
        Variation.CONCERN_LOW,
    ]
    assert {kind.colour for kind in Variation if kind.is_concern} == {"amber"}
    assert (Variation.NONE.colour, Variation.COMMON.colour) == ("grey", "grey")
    assert Variation.IMPROVEMENT_LOW.colour == "blue"
    assert Variation.NEUTRAL_HIGH.colour == "purple"


def test_a_chart_says_what_was_chosen_and_how_its_limits_came_about() -> None:
    assert judged().in_words == (
        "Limits computed from 12 points, and fixed. A trend is 7 points in a row that rise or "
        "fall, a shift is 7 on one side of the mean. Moving ranges are not screened."
    )
    six = chart(
        BASE[:8], polarity=Polarity.HIGHER, choices=Choices(trend_length=6, screens_ranges=True)
    )
    assert six.in_words == (
        "Trial limits computed from 8 points, and revised with each new point. A trend is 6 points "
        "in a row that rise or fall, a shift is 7 on one side of the mean. Outlying moving ranges "
        "are left out."
    )
    few = chart(BASE[:3], polarity=Polarity.HIGHER)
    assert few.in_words == "There are no limits: they need at least 6 points."


# --- whatever the figures -------------------------------------------------------------------

SERIES = st.lists(st.none() | st.integers(-200, 200).map(float), max_size=36)
CHOICES = st.builds(Choices, st.sampled_from([6, 7]), st.booleans())


def moved(values: list[float | None], times: float, plus: float) -> list[float | None]:
    return [None if value is None else value * times + plus for value in values]


@given(SERIES, CHOICES, st.integers(-1000, 1000), st.integers(1, 9))
def test_moving_and_stretching_all_values_does_the_same_to_the_limits(
    values: list[float | None], choices: Choices, plus: int, times: int
) -> None:
    before = chart(values, polarity=Polarity.HIGHER, choices=choices)
    after = chart(moved(values, times, plus), polarity=Polarity.HIGHER, choices=choices)
    assert [point and point.cause for point in after.points] == [
        point and point.cause for point in before.points
    ]
    assert after.variation == before.variation
    if before.limits:
        assert after.limits == pytest.approx([limit * times + plus for limit in before.limits])


@given(SERIES, CHOICES)
def test_a_series_turned_over_turns_concern_into_improvement(
    values: list[float | None], choices: Choices
) -> None:
    before = chart(values, polarity=Polarity.HIGHER, choices=choices)
    turned = chart(moved(values, -1, 0), polarity=Polarity.HIGHER, choices=choices)
    lower = chart(moved(values, -1, 0), polarity=Polarity.LOWER, choices=choices)
    for point, other, same in zip(before.points, turned.points, lower.points, strict=True):
        if point is None:
            assert other is same is None
            continue
        assert (point.cause, point.improving) == (same.cause, same.improving)
        assert other.improving == (None if point.improving is None else not point.improving)
    assert turned.variation.is_concern == (before.variation.value.startswith("improvement"))


@given(SERIES, st.sets(st.integers(0, 40)), st.none() | st.integers(1, 20))
def test_points_are_parallel_to_the_values_and_lie_in_order(
    values: list[float | None], starts: set[int], fixed_on: int | None
) -> None:
    steps = [Step(start, fixed_on) for start in starts]
    spc = chart(values, polarity=Polarity.LOWER, steps=steps, floor=-100, ceiling=100)
    assert [point and point.value for point in spc.points] == values
    for point in filter(None, spc.points):
        assert (point.mean is None) == (point.upper is None)
        if point.mean is None:
            assert point.cause is None
        else:
            assert point.lower <= point.near_lower <= point.near_upper <= point.upper
            assert -100 <= point.lower <= point.upper <= 100


@given(SERIES)
def test_a_step_at_the_first_value_changes_nothing(values: list[float | None]) -> None:
    assume(values)
    assert chart(values, polarity=Polarity.LOWER, steps=[Step(0)]) == chart(
        values, polarity=Polarity.LOWER
    )


def test_60_series_of_36_points_take_no_time() -> None:
    """The benchmarks hold it to 50 milliseconds; here other work may slow it down."""
    series = [[float((7 * row + 31 * month) % 40) for month in range(36)] for row in range(60)]
    began = process_time()
    for values in series:
        chart(values, polarity=Polarity.HIGHER, target=20, floor=0, ceiling=100)
    assert process_time() - began < 0.5
