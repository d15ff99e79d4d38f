"""The sentence that says all of an indicator in a period: its figure, its goal and its way."""

from decimal import Decimal

from performance.rating import Direction, Distance, Goal
from performance.spc import Variation
from performance.vocabulary import State, Unit
from performance.wording import figure, named


def sentence(
    *,
    period: str,
    value: Decimal | None,
    unit: Unit,
    decimals: int,
    state: str = State.FINAL,
    is_hidden: bool = False,
    goal: Goal | None = None,
    distance: Distance | None = None,
    direction: Direction | None = None,
    since: str = "",
    variation: Variation = Variation.NONE,
) -> str:
    """What an indicator says in a period, in words.

    "78% in April 2018: 12 percentage points below the target of 90%, and 3 percentage points better
    than in March 2018. This is normal variation."

    ``period`` and ``since`` are labels of periods. Whatever is missing is left out. A hidden figure
    is not compared with anything: the comparison would give it away. Variation is not said of a
    forecast.
    """
    if value is None or is_hidden or state not in State.with_value():
        return _without_figure(named(period), state, is_hidden)
    is_forecast = state == State.PROJECTED
    joined = "forecast for" if is_forecast else "in"
    opening = f"{figure(value, unit, decimals)} {joined} {named(period)}"
    if state in (State.PROVISIONAL, State.RESTATED):
        opening += f" ({State(state).label.lower()})"
    clauses = []
    if distance is not None:
        clauses.append(distance.in_full)
    if direction is not None and since and direction.is_known:
        clauses.append(direction.in_words(since=since))
    sentences = [": ".join(filter(None, [opening, ", and ".join(clauses)])) + "."]
    aim = " ".join(goal.words.split()).rstrip(". ") if goal is not None else ""
    if distance is None and aim:
        sentences.append(f"The target is: {aim}.")
    if variation != Variation.NONE and not is_forecast:
        sentences.append(of_variation(variation))
    return " ".join(sentences)


def _without_figure(period: str, state: str, is_hidden: bool) -> str:
    if state == State.AWAITED:
        return f"The figure for {period} is awaited."
    if state == State.NOT_APPLICABLE:
        return f"A figure for {period} does not apply."
    if state == State.SUPPRESSED:
        return f"The figure for {period} was suppressed at source."
    if is_hidden:
        return f"The figure for {period} is hidden, because small numbers could identify a child."
    return f"There is no figure for {period}."


def of_variation(variation: Variation) -> str:
    """What the last point says, in a sentence."""
    if variation == Variation.COMMON:
        return "This is normal variation."
    cause, _, way = variation.label.partition(": ")
    return f"This is a {cause.lower()}, with {way}er values."
