"""Figures in words, and the sentence that says it all."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from performance.rating import Goal, direction, distance
from performance.sentences import sentence
from performance.spc import Variation
from performance.vocabulary import Polarity, State, Unit
from performance.wording import amount, change, figure

D = Decimal


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "words"),
    [
        ("78", Unit.PERCENT, 0, "78%"),
        ("77.5", Unit.PERCENT, 0, "78%"),
        ("76.5", Unit.PERCENT, 0, "77%"),  # half up, not to the even neighbour
        ("77.449", Unit.PERCENT, 1, "77.4%"),
        ("66", Unit.PER_10000, 0, "66 per 10,000"),
        ("1731", Unit.COUNT, 0, "1,731"),
        ("1234567.8", Unit.COUNT, 0, "1,234,568"),
        ("27.5", Unit.PER_WORKER, 1, "27.5"),
        ("27", Unit.PER_WORKER, 1, "27.0"),
        ("26", Unit.WEEKS, 0, "26 weeks"),
        ("1", Unit.WEEKS, 0, "1 week"),
        ("1", Unit.WEEKS, 1, "1.0 weeks"),
        ("1", Unit.PERCENT, 0, "1%"),
        ("426", Unit.DAYS, 0, "426 days"),
        ("0", Unit.DAYS, 0, "0 days"),
        ("-2", Unit.DAYS, 0, "\N{MINUS SIGN}2 days"),
        ("-0.4", Unit.COUNT, 0, "0"),
        ("1E+3", Unit.COUNT, 0, "1,000"),
    ],
)
def test_a_figure_has_its_unit_and_its_decimals(
    value: str, unit: Unit, decimals: int, words: str
) -> None:
    assert figure(D(value), unit, decimals) == words


@pytest.mark.parametrize(
    ("difference", "unit", "decimals", "size", "signed"),
    [
        ("3", Unit.PERCENT, 0, "3 percentage points", "+3 percentage points"),
        ("-1", Unit.PERCENT, 0, "1 percentage point", "\N{MINUS SIGN}1 percentage point"),
        ("-16", Unit.COUNT, 0, "16", "\N{MINUS SIGN}16"),
        ("1.25", Unit.PER_10000, 1, "1.3 per 10,000", "+1.3 per 10,000"),
        ("1", Unit.DAYS, 0, "1 day", "+1 day"),
        ("0.4", Unit.COUNT, 0, "0", "no change"),
        ("-9.4", Unit.PER_WORKER, 1, "9.4", "\N{MINUS SIGN}9.4"),
    ],
)
def test_a_difference_has_its_unit(
    difference: str, unit: Unit, decimals: int, size: str, signed: str
) -> None:
    assert amount(D(difference), unit, decimals) == size
    assert change(D(difference), unit, decimals) == signed


def said(
    value: str | None = "78",
    before: str | None = "75",
    goal: Goal | None = None,
    polarity: Polarity = Polarity.HIGHER,
    unit: Unit = Unit.PERCENT,
    since: str = "March 2018",
    period: str = "April 2018",
    **more: object,
) -> str:
    now, earlier = (None if text is None else D(text) for text in (value, before))
    return sentence(
        period=period,
        value=now,
        unit=unit,
        decimals=0,
        goal=goal,
        distance=distance(now, goal, polarity, unit, 0),
        direction=direction(now, earlier, polarity, unit, 0),
        since=since,
        **more,
    )


NINETY = Goal(D(90))


def test_the_sentence_says_it_all() -> None:
    assert said(goal=NINETY, variation=Variation.COMMON) == (
        "78% in April 2018: 12 percentage points below the target of 90%, and 3 percentage points "
        "better than in March 2018. This is normal variation."
    )


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"before": None}, "78% in April 2018."),
        ({"since": ""}, "78% in April 2018."),
        ({}, "78% in April 2018: 3 percentage points better than in March 2018."),
        (
            {"goal": NINETY, "before": None},
            "78% in April 2018: 12 percentage points below the target of 90%.",
        ),
        (
            {"goal": Goal(None, words=" above  statistical neighbours."), "before": None},
            "78% in April 2018. The target is: above statistical neighbours.",
        ),
        (
            {"goal": NINETY, "value": "90", "before": "90"},
            "90% in April 2018: on the target of 90%, and the same as in March 2018.",
        ),
        (
            {"goal": Goal(D(20)), "polarity": Polarity.LOWER, "value": "15", "before": "17"},
            "15% in April 2018: 5 percentage points below the target of 20% or less, and "
            "2 percentage points better than in March 2018.",
        ),
        (
            {"polarity": Polarity.NEUTRAL, "unit": Unit.COUNT, "value": "1731", "before": "1674"},
            "1,731 in April 2018: 57 more than in March 2018.",
        ),
        (
            {"state": State.PROVISIONAL, "goal": NINETY},
            "78% in April 2018 (provisional): 12 percentage points below the target of 90%, and "
            "3 percentage points better than in March 2018.",
        ),
        ({"state": State.RESTATED, "before": None}, "78% in April 2018 (restated)."),
        (
            {"state": State.PROJECTED, "goal": NINETY, "variation": Variation.COMMON},
            "78% forecast for April 2018: 12 percentage points below the target of 90%, and "
            "3 percentage points better than in March 2018.",
        ),
        (
            {"period": "week of 9 April 2018", "since": "week of 2 April 2018"},
            "78% in the week of 9 April 2018: 3 percentage points better than in the week of "
            "2 April 2018.",
        ),
        (
            {"before": None, "variation": Variation.CONCERN_LOW},
            "78% in April 2018. This is a special cause of concern, with lower values.",
        ),
        (
            {"before": None, "variation": Variation.IMPROVEMENT_HIGH},
            "78% in April 2018. This is a special cause of improvement, with higher values.",
        ),
        (
            {"before": None, "variation": Variation.NEUTRAL_HIGH},
            "78% in April 2018. This is a special cause, with higher values.",
        ),
        ({"value": None, "goal": NINETY}, "There is no figure for April 2018."),
        (
            {"value": None, "state": State.AWAITED, "period": "week of 9 April 2018"},
            "The figure for the week of 9 April 2018 is awaited.",
        ),
        (
            {"value": None, "state": State.SUPPRESSED},
            "The figure for April 2018 was suppressed at source.",
        ),
        (
            {"value": None, "state": State.NOT_APPLICABLE},
            "A figure for April 2018 does not apply.",
        ),
        (
            {"is_hidden": True, "goal": NINETY, "variation": Variation.CONCERN_LOW},
            "The figure for April 2018 is hidden, because small numbers could identify a child.",
        ),
    ],
)
def test_the_sentence_leaves_out_what_is_not_there(
    arguments: dict[str, object], expected: str
) -> None:
    assert said(**arguments) == expected


NUMBERS = st.decimals(-5000, 5000, places=2)
PERIODS = st.sampled_from(["April 2018", "week of 2 April 2018", "Q1 2018/19", "2018/19"])
GOALS = st.builds(
    Goal,
    st.none() | NUMBERS,
    lower=st.none() | NUMBERS,
    upper=st.none() | NUMBERS,
    words=st.builds(
        str.__add__, st.text(alphabet="above 10", max_size=9), st.sampled_from([" .", ""])
    ),
)


@given(
    st.none() | NUMBERS,
    st.none() | NUMBERS,
    st.none() | GOALS,
    st.sampled_from(Polarity),
    st.sampled_from(Unit),
    st.integers(0, 2),
    PERIODS,
    PERIODS | st.just(""),
    st.sampled_from(State),
    st.sampled_from(Variation),
    st.booleans(),
)
def test_the_sentence_reads_well_whatever_is_missing(
    value: D | None,
    before: D | None,
    goal: Goal | None,
    polarity: Polarity,
    unit: Unit,
    decimals: int,
    period: str,
    since: str,
    state: State,
    variation: Variation,
    is_hidden: bool,
) -> None:
    words = sentence(
        period=period,
        value=value,
        unit=unit,
        decimals=decimals,
        state=state,
        is_hidden=is_hidden,
        goal=goal,
        distance=distance(value, goal, polarity, unit, decimals),
        direction=direction(value, before, polarity, unit, decimals),
        since=since,
        variation=variation,
    )
    assert "None" not in words
    assert not re.search(r"  |\.\.|: \.|,,| [.,:]|-", words)
    assert words.endswith(".")
    if is_hidden:
        assert not value or figure(value, unit, decimals) not in words.replace(period, "")
