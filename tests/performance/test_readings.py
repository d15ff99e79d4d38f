"""What can be said of an indicator on a day, and what must not be."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from performance.models import Breakdown, Conventions, Indicator, Observation
from performance.periods import Frequency, Period
from performance.rating import Rating
from performance.readings import Figure, Part, Reading, periods_until, read, read_parts, safe_parts
from performance.suppression import Rule
from performance.vocabulary import Attention, State
from tests.factories.performance import (
    BreakdownFactory,
    CommentaryFactory,
    ComparatorFactory,
    ConventionsFactory,
    ImportBatchFactory,
    IndicatorFactory,
    MilestoneFactory,
    ObservationFactory,
    RebaseFactory,
    TargetFactory,
    observe,
)

pytestmark = pytest.mark.django_db
APRIL = date(2018, 4, 30)


def read_one(indicator: Indicator, *, on: date = APRIL, **options: Any) -> Reading:
    [reading] = read([indicator], on=on, **options)
    return reading


def month(year: int, number: int) -> Period:
    return Period(date(year, number, 1), Frequency.MONTH)


# --- figures ------------------------------------------------------------------------------------


def test_a_reading_ends_with_the_last_period_that_is_over():
    indicator = IndicatorFactory()
    observe(indicator, date(2018, 5, 31), [74, 78, 80])
    reading = read_one(indicator, on=date(2018, 5, 30))
    assert reading.period.label == "April 2018"
    assert (reading.text(reading.now), reading.text(reading.before)) == ("78%", "74%")
    assert read_one(indicator, on=date(2018, 5, 31)).text(reading.now) == "78%"


def test_each_indicator_is_read_in_its_own_periods():
    library = [
        IndicatorFactory(frequency=frequency)
        for frequency in ("week", "month", "quarter", "financial_year", "academic_year")
    ]
    for indicator in library[1:]:
        indicator.authority = library[0].authority
        indicator.save()
    periods = [reading.period.label for reading in read(library, on=APRIL)]
    assert periods == ["week of 23 April 2018", "April 2018", "Q4 2017/18", "2017/18", "2016/17"]


@pytest.mark.parametrize(
    ("frequency", "count"),
    [("week", 156), ("month", 36), ("quarter", 12), ("financial_year", 6)],
)
def test_so_many_months_are_read_in_periods(frequency: str, count: int):
    last = Period.holding(date(2018, 3, 31), Frequency(frequency))
    periods = periods_until(last, 36)
    assert (len(periods), periods[-1]) == (count, last)


def test_a_year_before_is_always_read():
    last = Period.holding(date(2018, 3, 31), Frequency.QUARTER)
    assert last.year_before in periods_until(last, 1)


def test_figures_that_are_missing_are_gaps():
    indicator = IndicatorFactory()
    observe(indicator, APRIL, [70, None, 78])
    reading = read_one(indicator)
    assert reading.values[-3:] == (70, None, 78)
    assert (reading.before, reading.text(reading.before)) == (None, "No figure")


def test_the_latest_figure_is_one_that_was_counted():
    indicator = IndicatorFactory()
    observe(indicator, date(2018, 3, 31), [78])
    ObservationFactory(
        indicator=indicator, starts_on=date(2018, 4, 1), value=None, state=State.AWAITED
    )
    reading = read_one(indicator)
    assert reading.text(reading.now) == "Awaited"
    assert reading.latest == reading.at(month(2018, 3))


def test_only_what_nothing_has_replaced_is_read_unless_an_earlier_moment_is_asked():
    indicator = IndicatorFactory()
    first = ImportBatchFactory(authority=indicator.authority)
    second = ImportBatchFactory(
        authority=indicator.authority, committed_at=datetime(2018, 6, 1, 9, tzinfo=UTC)
    )
    april = {"indicator": indicator, "starts_on": date(2018, 4, 1)}
    ObservationFactory(**april, value=Decimal(70), batch=first, replaced_in=second)
    ObservationFactory(**april, value=Decimal(74), batch=second, state=State.RESTATED)
    assert read_one(indicator).values[-1] == 74
    assert read_one(indicator, known_at=datetime(2018, 5, 1, tzinfo=UTC)).values[-1] == 70
    assert read_one(indicator, known_at=datetime(2018, 4, 1, tzinfo=UTC)).values[-1] is None


def test_a_forecast_is_kept_apart():
    indicator = IndicatorFactory()
    TargetFactory(indicator=indicator, value=Decimal(60))
    observe(indicator, date(2018, 5, 31), [80, 82], state=State.PROJECTED, is_forecast=True)
    reading = read_one(indicator)
    assert reading.now is None
    assert [figure.period.label for figure in reading.forecasts] == ["April 2018", "May 2018"]
    assert reading.judge(reading.forecasts[0]).reason == "A forecast is not rated."
    assert reading.judgement.reason == "There is no figure."


def test_a_figure_of_a_part_is_not_one_of_the_whole():
    indicator = IndicatorFactory()
    team = BreakdownFactory(authority=indicator.authority)
    observe(indicator, APRIL, [50], breakdown=team)
    assert read_one(indicator).now is None
    assert read_one(indicator, breakdown=team).values[-1] == 50


def test_the_same_few_questions_are_asked_for_any_number_of_indicators():
    def asked(count: int) -> int:
        library = list(Indicator.objects.with_parts()[:count])
        with CaptureQueriesContext(connection) as queries:
            for reading in read(library, on=APRIL):
                assert reading.sentence
                assert reading.attention is not None
                assert reading.comparisons
        return len(queries)

    first = IndicatorFactory()
    for _ in range(4):
        IndicatorFactory(authority=first.authority)
    for indicator in Indicator.objects.all():
        observe(indicator, APRIL, [70, 78])
        MilestoneFactory(target=TargetFactory(indicator=indicator))
        ComparatorFactory(indicator=indicator)
        RebaseFactory(indicator=indicator)
        CommentaryFactory(indicator=indicator)
    assert asked(1) == asked(5) == 5


def test_no_indicators_ask_nothing():
    with CaptureQueriesContext(connection) as queries:
        assert read([], on=APRIL) == []
    assert len(queries) == 0


# --- targets ------------------------------------------------------------------------------------


def test_each_period_is_held_against_the_target_of_its_time():
    indicator = IndicatorFactory()
    TargetFactory(indicator=indicator, from_on=date(2017, 4, 1), value=Decimal(70))
    TargetFactory(indicator=indicator, from_on=date(2018, 4, 1), value=Decimal(90))
    TargetFactory(indicator=indicator, from_on=date(2018, 5, 1), value=Decimal(99))
    observe(indicator, APRIL, [75, 75])
    reading = read_one(indicator)
    assert reading.judgement.rating == Rating.OFF
    assert reading.judge(reading.before).rating == Rating.ON_TARGET
    assert reading.target_text_for(month(2018, 3)) == "70%"
    assert reading.target_text_for(month(2017, 3)) == ""
    assert reading.target_text == "90%"


def test_a_milestone_goes_before_the_target_in_its_period_alone():
    indicator = IndicatorFactory()
    target = TargetFactory(indicator=indicator)
    MilestoneFactory(target=target, starts_on=date(2018, 3, 1), value=Decimal(70))
    MilestoneFactory(target=target, starts_on=date(2018, 4, 1), value=Decimal(75))
    observe(indicator, APRIL, [78, 78])
    reading = read_one(indicator)
    assert [reading.target_text_for(month(2018, n)) for n in (2, 3, 4)] == ["90%", "70%", "75%"]
    assert reading.judgement.rating == Rating.ON_TARGET
    assert len(reading.targets) == 1, "a target with two milestones is one target"


@pytest.mark.parametrize(
    ("polarity", "target", "text"),
    [
        ("higher", {"value": 90}, "90%"),
        ("lower", {"value": 20}, "20% or less"),
        ("band", {"value": None, "lower": 10, "upper": 20}, "10% to 20%"),
        ("band", {"value": None, "lower": 10, "words": "not too few"}, "10% or more"),
        ("higher", {"value": None, "words": "Above England"}, "Above England"),
        ("neutral", {"value": 50}, "50%"),
    ],
)
def test_a_target_is_printed(polarity: str, target: dict[str, Any], text: str):
    indicator = IndicatorFactory(polarity=polarity)
    TargetFactory(indicator=indicator, **target)
    assert read_one(indicator).target_text == text


def test_what_would_meet_the_target_is_said_in_cases():
    indicator = IndicatorFactory()
    TargetFactory(indicator=indicator)
    observe(indicator, APRIL, [(96, 120)])
    reading = read_one(indicator)
    assert reading.needed == "12 more of 120 needed"
    assert reading.distance is not None
    assert reading.distance.in_words == "10 percentage points below target"


# --- what it says -------------------------------------------------------------------------------


def test_the_sentence_says_it_all():
    indicator = IndicatorFactory()
    TargetFactory(indicator=indicator)
    observe(indicator, APRIL, [74, 78] * 7)
    assert read_one(indicator).sentence == (
        "78% in April 2018: 12 percentage points below the target of 90%, and 4 percentage points "
        "better than in March 2018. This is normal variation."
    )


def test_the_sentence_of_a_period_without_a_figure_says_so():
    assert read_one(IndicatorFactory()).sentence == "There is no figure for April 2018."


def test_directions_compare_with_the_period_and_the_year_before():
    indicator = IndicatorFactory(polarity="lower")
    observe(indicator, APRIL, [60, *[70] * 11, 65])
    reading = read_one(indicator)
    assert (reading.direction.label, reading.direction_in_year.label) == ("Better", "Worse")


def test_an_earlier_figure_is_known_of_a_short_window_too():
    indicator = IndicatorFactory()
    observe(indicator, APRIL, [60, *[70] * 11, 65])
    short = read_one(indicator).since(2)
    assert [period.label for period in short.periods] == ["March 2018", "April 2018"]
    assert short.direction_in_year.amount == 5
    assert short.since(1).before == short.before


def test_the_limits_of_a_short_window_are_those_of_all_periods():
    indicator = IndicatorFactory()
    observe(indicator, APRIL, [74, 78] * 7)
    reading = read_one(indicator)
    short = reading.since(3)
    assert reading.spc is not None
    assert short.spc is not None
    assert short.spc.limits == reading.spc.limits
    assert short.spc.points == reading.spc.points[-3:]


def test_cumulative_figures_have_no_limits():
    indicator = IndicatorFactory(period_type="year_to_date")
    observe(indicator, APRIL, [74, 78] * 7)
    reading = read_one(indicator)
    assert reading.spc is None
    assert reading.since(3).spc is None
    assert "variation" not in reading.sentence


def test_limits_begin_anew_where_somebody_decided_so():
    indicator = IndicatorFactory()
    observe(indicator, APRIL, [50, 52] * 6 + [80, 82] * 6)
    RebaseFactory(indicator=indicator, starts_on=date(2017, 5, 20), fixed_on=6)
    RebaseFactory(indicator=indicator, starts_on=date(2010, 1, 1))
    spc = read_one(indicator).spc
    assert spc is not None
    means = [point.mean for point in spc.points if point]
    assert means == [51.0] * 12 + [81.0] * 12
    assert spc.is_fixed


def test_a_comparator_is_the_last_whose_year_had_begun():
    indicator = IndicatorFactory()
    ComparatorFactory(indicator=indicator, starts_on=date(2016, 4, 1), label="2016/17")
    ComparatorFactory(indicator=indicator, starts_on=date(2018, 4, 1), label="2018/19")
    ComparatorFactory(indicator=indicator, group="neighbours", label="2016/17")
    reading = read_one(indicator, on=date(2018, 3, 31))
    assert [each.label for each in reading.comparisons] == ["2016/17", "2016/17"]
    assert [each.group for each in reading.comparisons] == ["england", "neighbours"]
    assert reading.comparator_for("england", month(2016, 3)) is None


# --- what needs attention -----------------------------------------------------------------------


def reasons(reading: Reading) -> dict[str, str]:
    return {reason.kind.value: reason.words for reason in reading.attention}


def test_an_indicator_on_target_needs_no_attention():
    indicator = IndicatorFactory()
    TargetFactory(indicator=indicator)
    observe(indicator, APRIL, [92] * 13)
    assert reasons(read_one(indicator)) == {}


def test_off_target_says_how_far_and_what_would_have_met_it():
    indicator = IndicatorFactory()
    TargetFactory(indicator=indicator)
    observe(indicator, APRIL, [(94, 120)])
    assert reasons(read_one(indicator)) == {
        "off_target": "12 percentage points below the target of 90%. 14 more of 120 needed."
    }


def test_near_target_needs_no_attention():
    indicator = IndicatorFactory()
    TargetFactory(indicator=indicator)
    observe(indicator, APRIL, [86])
    assert reasons(read_one(indicator)) == {}


@pytest.mark.parametrize(
    ("polarity", "found"),
    [
        ("higher", {"concern": "A point outside the limits, with lower values."}),
        ("lower", {}),
        ("neutral", {}),
    ],
)
def test_a_special_cause_needs_attention_where_it_is_for_the_worse(
    polarity: str, found: dict[str, str]
):
    indicator = IndicatorFactory(polarity=polarity)
    observe(indicator, APRIL, [80, 82] * 7 + [70])
    assert reasons(read_one(indicator)) == found


def test_a_special_cause_is_not_said_of_a_period_without_a_figure():
    indicator = IndicatorFactory()
    observe(indicator, date(2018, 3, 31), [80, 82] * 7 + [70])
    assert list(reasons(read_one(indicator))) == ["missing"]


def test_a_movement_over_the_setting_is_asked_about():
    indicator = IndicatorFactory(unit="count", polarity="neutral")
    observe(indicator, APRIL, [100, 160])
    assert reasons(read_one(indicator)) == {
        "implausible": "It moved from 100 to 160 in one period."
    }
    ConventionsFactory(authority=indicator.authority, implausible_change=60)
    assert reasons(read_one(indicator)) == {}


@pytest.mark.parametrize(
    ("state", "found"),
    [
        (State.AWAITED, {"missing": "There is no figure for April 2018."}),
        (State.NOT_APPLICABLE, {}),
        (State.SUPPRESSED, {}),
    ],
)
def test_what_is_awaited_is_missing_and_what_does_not_apply_is_not(
    state: State, found: dict[str, str]
):
    indicator = IndicatorFactory()
    observe(indicator, date(2018, 3, 31), [70])
    ObservationFactory(indicator=indicator, starts_on=date(2018, 4, 1), value=None, state=state)
    assert reasons(read_one(indicator)) == found


def test_what_was_never_counted_is_not_missed():
    assert reasons(read_one(IndicatorFactory())) == {}


# --- small numbers ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "text"), [(0, "0"), (1, "Hidden"), (5, "Hidden"), (6, "6"), (None, "No figure")]
)
def test_a_small_count_is_hidden(value: int | None, text: str):
    indicator = IndicatorFactory(unit="count")
    observe(indicator, APRIL, [value])
    reading = read_one(indicator)
    assert reading.text(reading.now) == text
    shown = read_one(indicator, shows_small=True)
    assert shown.text(shown.now) == (text if value is None else str(value))


@pytest.mark.parametrize(
    ("pair", "is_hidden"), [((50, 100), False), ((3, 100), True), ((97, 100), True), ((2, 4), True)]
)
def test_a_percentage_is_hidden_with_the_small_numbers_behind_it(
    pair: tuple[int, int], is_hidden: bool
):
    indicator = IndicatorFactory()
    TargetFactory(indicator=indicator)
    observe(indicator, APRIL, [pair])
    reading = read_one(indicator)
    now = reading.now
    assert now is not None
    assert now.is_hidden == is_hidden
    if is_hidden:
        assert (now.value, now.numerator, now.denominator) == (None, None, None)
        assert reading.values[-1] is None
        assert reading.needed == ""
        assert reading.distance is None
        assert not reading.direction.is_known
        assert reading.judgement.rating == Rating.NOT_RATED
        assert reading.judgement.reason == "The figure is hidden."
        assert reading.attention == ()
        assert "hidden" in reading.sentence


def test_the_numbers_of_what_counts_no_children_are_shown():
    indicator = IndicatorFactory(unit="count", small_numbers="show")
    observe(indicator, APRIL, [3])
    assert read_one(indicator).values[-1] == 3


def test_an_authority_sets_what_is_small():
    indicator = IndicatorFactory(unit="count")
    ConventionsFactory(authority=indicator.authority, small_number_threshold=10)
    observe(indicator, APRIL, [9])
    assert read_one(indicator).values[-1] is None


def test_a_small_percentage_without_its_numbers_is_no_small_number():
    indicator = IndicatorFactory()
    observe(indicator, APRIL, [3])
    assert read_one(indicator).values[-1] == 3


def by_team(values: list[Any], *, total: Any, **fields: Any) -> Indicator:
    """An indicator with teams A, B, C … and a total in April."""
    indicator = IndicatorFactory(**{"unit": "count", **fields})
    if total is not None:
        observe(indicator, APRIL, [total])
    for name, value in zip("ABCDEFGH", values, strict=False):
        team = BreakdownFactory(authority=indicator.authority, name=f"Team {name}")
        observe(indicator, APRIL, [value], breakdown=team)
    return indicator


def shown_by_team(indicator: Indicator, **options: Any) -> list[Any]:
    parts = read_parts(read_one(indicator, **options), **options)
    return [part.figure.value for part in parts]


def test_the_one_hidden_team_cannot_be_got_back_from_the_total():
    indicator = by_team([3, 40, 20], total=63)
    assert shown_by_team(indicator) == [None, 40, None]
    assert shown_by_team(indicator, shows_small=True) == [3, 40, 20]


def test_without_a_total_only_small_teams_are_hidden():
    assert shown_by_team(by_team([3, 40, 20], total=None)) == [None, 40, 20]


def test_teams_are_left_out_where_the_total_would_say_what_they_are():
    assert shown_by_team(by_team([5, 5], total=10)) == []


def test_teams_of_a_percentage_are_hidden_by_the_numbers_behind_them():
    indicator = by_team([(3, 30), (20, 30), (12, 30)], total=(35, 90), unit="percent")
    shown = shown_by_team(indicator)
    assert shown[0] is None
    assert shown.count(None) == 2


def test_the_course_of_a_team_hides_what_its_table_hides():
    indicator = by_team([3, 40, 20], total=63)
    teams = {team.name: team for team in indicator.authority.breakdowns.all()}
    options = {"on": APRIL, "shows_small": False}
    course = {name: read_one(indicator, breakdown=team) for name, team in teams.items()}
    assert {name: reading.values[-1] for name, reading in course.items()} == {
        "Team A": None,
        "Team B": 40,
        "Team C": None,
    }
    [shown] = read([indicator], **{**options, "shows_small": True}, breakdown=teams["Team C"])
    assert shown.values[-1] == 20


def test_the_course_of_a_team_is_hidden_where_its_table_leaves_it_out():
    indicator = by_team([5, 5, 0], total=10)
    for team in indicator.authority.breakdowns.all():
        assert read_one(indicator, breakdown=team).values[-1] is None


def test_the_course_of_a_team_beside_a_small_total_hides_small_teams_alone():
    indicator = by_team([4, 0], total=4)
    values = [
        read_one(indicator, breakdown=team).values[-1]
        for team in indicator.authority.breakdowns.all()
    ]
    assert values == [None, 0]


def test_teams_of_another_kind_are_hidden_apart():
    indicator = by_team([3, 40, 20], total=63)
    place = BreakdownFactory(authority=indicator.authority, kind="locality", name="West")
    observe(indicator, APRIL, [63], breakdown=place)
    assert shown_by_team(indicator) == [63, None, 40, None]


def test_parts_of_another_kind_are_a_total_where_none_is_recorded():
    indicator = by_team([3, 40, 20], total=None)
    for name, value in (("West", 33), ("East", 30)):
        place = BreakdownFactory(authority=indicator.authority, kind="locality", name=name)
        observe(indicator, APRIL, [value], breakdown=place)
    assert shown_by_team(indicator) == [30, 33, None, 40, None]
    team = indicator.authority.breakdowns.get(name="Team C")
    assert read_one(indicator, breakdown=team).values[-1] is None


def test_a_team_suppressed_at_source_cannot_be_got_back_from_the_total():
    indicator = by_team([40, 20], total=63)
    source = BreakdownFactory(authority=indicator.authority, name="Team Z")
    ObservationFactory(
        indicator=indicator,
        starts_on=date(2018, 4, 1),
        breakdown=source,
        value=None,
        state="suppressed",
    )
    assert shown_by_team(indicator) == [40, None, None]
    team = indicator.authority.breakdowns.get(name="Team B")
    assert read_one(indicator, breakdown=team).values[-1] is None


@given(st.lists(st.integers(0, 30), min_size=1, max_size=6))
def test_no_single_team_can_be_worked_out(counts: list[int]):
    """Whoever subtracts what is shown from the total is left with at least two numbers."""
    april = month(2018, 4)

    def figure(value: int) -> Figure:
        return Figure(april, Decimal(value), None, None, State.FINAL, APRIL)

    total = figure(sum(counts))
    is_small = Rule(5).is_small(total.value)
    reading = Reading(
        indicator=Indicator(unit="count"),
        conventions=Conventions(),
        periods=(april,),
        figures=(total.hide() if is_small else total,),
        forecasts=(),
        targets=(),
        milestones={},
        comparators=(),
        rebases=(),
    )
    parts = [Part(Breakdown(pk=pk, kind="team"), figure(count)) for pk, count in enumerate(counts)]
    shown = list(safe_parts(parts, reading))
    hidden = [part for part in shown if part.figure.is_hidden]
    assert all(not Rule(5).is_small(part.figure.value) for part in shown)
    assert is_small or len(hidden) != 1


def test_nothing_is_recorded_by_reading():
    indicator = by_team([3, 40], total=43)
    before = Observation.objects.count()
    shown_by_team(indicator)
    assert Observation.objects.count() == before


def test_a_figure_that_is_not_due_yet_is_not_missed() -> None:
    indicator = IndicatorFactory(due_after_days=21)
    observe(indicator, date(2018, 3, 31), [80, 82])
    for asked, reasons in ((date(2018, 5, 21), []), (date(2018, 5, 22), [Attention.MISSING])):
        [reading] = read([indicator], on=date(2018, 4, 30), as_at=asked)
        assert [reason.kind for reason in reading.attention] == reasons


def test_limits_fixed_before_the_periods_shown_still_hold() -> None:
    indicator = IndicatorFactory(unit="count", polarity="neutral", small_numbers="show")
    fixed = [20, 22, 20, 22, 20, 22]
    observe(indicator, date(2018, 4, 30), [*fixed, *[40, 44] * 20])
    RebaseFactory(indicator=indicator, starts_on=month(2018, 4).shift(-45).starts_on, fixed_on=6)
    [reading] = read([indicator], on=date(2018, 4, 30), months=36)
    assert len(reading.periods) == 36
    assert reading.spc is not None
    assert len(reading.spc.points) == 36
    assert {point.mean for point in reading.spc.points if point} == {21}
