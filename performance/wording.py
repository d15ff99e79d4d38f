"""Figures in words: with their unit, as far as they are rounded, and the sentence that says it all.

A figure is rounded half up, as people do by hand, and a difference is that of the rounded figures:
a reader who subtracts what is printed gets what is printed.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from performance.spc import Variation
from performance.vocabulary import State, Unit

if TYPE_CHECKING:
    from performance.rating import Direction, Distance, Goal

MINUS = "\N{MINUS SIGN}"


def rounded(value: Decimal, decimals: int) -> Decimal:
    """The value as it is printed; never minus nought."""
    return value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) + 0


def places(value: Decimal, decimals: int) -> int:
    """How many decimals a target needs: those of its indicator, or more where it has more."""
    exponent = value.normalize().as_tuple().exponent
    return max(decimals, -exponent) if isinstance(exponent, int) else decimals


def number(value: Decimal, decimals: int) -> str:
    """A number with thousands separated and a true minus: 1,731 or −0.5."""
    return f"{rounded(value, decimals):,f}".replace("-", MINUS)


def figure(value: Decimal, unit: Unit, decimals: int) -> str:
    """A figure with its unit: 78%, 66 per 10,000, 1,731, 27.5, 26 weeks."""
    return _counted(number(value, decimals), Unit(unit).sign)


def amount(difference: Decimal, unit: Unit, decimals: int) -> str:
    """The size of a difference with its unit: 3 percentage points, 1 week, 16."""
    words = Unit(unit).difference
    return _counted(number(abs(difference), decimals), f" {words}" if words else "")


def change(difference: Decimal, unit: Unit, decimals: int) -> str:
    """A difference with its sign, for a table: +3 percentage points, −16, no change."""
    printed = rounded(difference, decimals)
    if not printed:
        return "no change"
    return ("+" if printed > 0 else MINUS) + amount(difference, unit, decimals)


def _counted(text: str, unit: str) -> str:
    """A number and what is counted, which is one thing for 1."""
    if text == "1" and unit.endswith("s"):
        return text + unit.removesuffix("s")
    return text + unit


def named(period: str) -> str:
    """The label of a period inside a sentence: April 2018, the week of 2 April 2018."""
    return f"the {period}" if period.startswith("week") else period


def sentence(
    *,
    period: str,
    value: Decimal | None,
    unit: Unit,
    decimals: int,
    state: str = State.FINAL,
    is_hidden: bool = False,
    goal: "Goal | None" = None,
    distance: "Distance | None" = None,
    direction: "Direction | None" = None,
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
