"""What a reading is as a chart: lines, control charts, bars by team, and lines in a table.

The same drawings stand on pages and in papers. A chart carries its figures, and a sentence that
says what it shows.
"""

from collections.abc import Sequence
from decimal import Decimal

from documents import charts
from documents.html import Html
from documents.nodes import Chart, Figure, Mark, Series
from performance.models import Comparator
from performance.periods import Period
from performance.readings import Figure as Reported
from performance.readings import Part, Reading, periods_until
from performance.spc import SpcPoint
from performance.vocabulary import Group, Polarity, State, Unit

# Whom a line is compared with first: more than three others cannot be told apart at a glance.
COMPARED = (
    Group.ENGLAND,
    Group.NEIGHBOURS,
    Group.LONDON,
    Group.REGION,
    Group.OUTER_LONDON,
    Group.INNER_LONDON,
    Group.GOOD,
)
MOST_COMPARED = 3
MARKS: dict[bool | None, Mark] = {True: "better", False: "worse", None: "other"}
KINDS = {True: "special cause of improvement", False: "special cause of concern"}


def line_chart(reading: Reading, *, months: int | None = None, with_spc: bool = False) -> Figure:
    """The course of an indicator with its target and comparators, or as a control chart.

    It begins with the first figure there is. ``months`` shows no more than so many; limits are
    those of all periods of the reading. An indicator without control limits is drawn as a line.
    """
    if months is not None:
        reading = reading.since(len(periods_until(reading.period, months)))
    reading = reading.from_first_figure()
    with_spc = with_spc and reading.spc is not None
    ahead = forecast_periods(reading)
    periods = (*reading.periods, *ahead)
    series = [_measure(reading, len(ahead), with_spc=with_spc)]
    if reading.forecasts:
        series += _forecast(reading, periods)
    band, targets = _targets(reading, periods)
    series += targets
    series += _limits(reading, len(ahead)) if with_spc else _compared(reading, periods)
    return Figure(
        title=f"{reading.indicator.name}, {_span(periods)}",
        description=describe(reading, with_spc=with_spc),
        content=Chart(
            kind="line",
            labels=tuple(period.short_label for period in periods),
            series=tuple(series),
            unit=_unit(reading.unit),
            decimals=reading.indicator.decimals,
            lower=band[0],
            upper=band[1],
            heading="Period",
        ),
    )


def parts_chart(reading: Reading, parts: Sequence[Part]) -> Figure:
    """The figures of teams or other parts of one kind, one bar each, and that of the whole."""
    indicator, whole = reading.indicator, reading.now
    kind = parts[0].breakdown.get_kind_display().lower()
    series = [
        Series(
            indicator.name,
            tuple(_number(part.figure.value) for part in parts),
            notes=tuple(_note(part.figure) for part in parts),
        )
    ]
    # A count of the whole is the sum of its parts, and would dwarf them.
    if reading.unit.is_ratio and whole and whole.value is not None:
        values = (float(whole.value),) * len(parts)
        series.append(Series(f"All of {indicator.authority.short_name}", values, "mean"))
    goal = reading.goal
    if reading.unit.is_ratio and goal and goal.is_set(reading.polarity) and goal.value is not None:
        series.append(Series("Target", (float(goal.value),) * len(parts), "target"))
    return Figure(
        title=f"{indicator.name.removesuffix(f' by {kind}')} by {kind}, {reading.period.label}",
        description=_parts_in_words(reading, parts),
        content=Chart(
            kind="bar",
            labels=tuple(part.breakdown.name for part in parts),
            series=tuple(series),
            unit=_unit(reading.unit),
            decimals=indicator.decimals,
            heading=kind.capitalize(),
        ),
    )


def sparkline(reading: Reading) -> Html:
    """The course of an indicator in the space of a word."""
    values = [_number(value) for value in reading.values]
    return Html(charts.sparkline(values, description=course(reading)))


def course(reading: Reading) -> str:
    """Where a line begins and ends, and how far it went up and down, in a sentence."""
    known = [figure for figure in reading.figures if figure and figure.value is not None]
    if not known:
        return f"No figures from {reading.periods[0].label} to {reading.period.label}."
    first, last = known[0], known[-1]
    if len(known) == 1:
        return f"One figure: {_told(reading, first)}."
    low, high = (
        choose(known, key=lambda figure: figure.value or Decimal()) for choose in (min, max)
    )
    return (
        f"From {_told(reading, first)} to {_told(reading, last)}; the lowest was "
        f"{_told(reading, low)}, the highest {_told(reading, high)}."
    )


def describe(reading: Reading, *, with_spc: bool) -> str:
    """What a line chart shows: the last figure, the course and, where drawn, how limits came."""
    known = sum(figure is not None and figure.value is not None for figure in reading.figures)
    parts = [reading.sentence, *([course(reading)] if known != 1 else [])]
    if with_spc and reading.spc:
        parts.append(reading.spc.in_words)
        parts += [
            f"The limits are recalculated from {period.label}: {' '.join(rebase.reason.split())}"
            for rebase in reading.rebases
            if (period := reading.indicator.period_holding(rebase.starts_on)) in reading.periods
        ]
    if reading.forecasts:
        parts.append("Forecasts are drawn apart and are not rated.")
    return " ".join(parts)


def forecast_periods(reading: Reading) -> tuple[Period, ...]:
    """The periods after the reading's own, up to the last one that there is a forecast for.

    No more than a year of them is drawn.
    """
    in_a_year = reading.period.frequency.in_a_year
    last = max((each.period - reading.period for each in reading.forecasts), default=0)
    return tuple(reading.period.shift(n + 1) for n in range(min(last, in_a_year)))


def says(point: SpcPoint) -> str:
    """Why a point is not ordinary variation; empty where it is."""
    if point.cause is None:
        return ""
    kind = KINDS.get(point.improving, "special cause") if point.improving is not None else ""
    return f"{kind or 'special cause'}: {point.cause.label.lower()}"


def _span(periods: Sequence[Period]) -> str:
    first, last = periods[0].label, periods[-1].label
    return first if first == last else f"{first} to {last}"


# --- the lines ----------------------------------------------------------------------------------


def _measure(reading: Reading, ahead: int, *, with_spc: bool) -> Series:
    part = reading.breakdown
    name = part.name if part else reading.indicator.authority.short_name
    notes = [_note(figure) for figure in reading.figures]
    marks: list[Mark] = []
    if with_spc and reading.spc:
        for place, point in enumerate(reading.spc.points):
            is_special = point is not None and point.cause is not None
            marks.append(MARKS[point.improving] if point and is_special else "")
            if point and is_special:
                notes[place] = ", ".join(filter(None, [notes[place], says(point)]))
    return Series(
        name,
        (*map(_number, reading.values), *(None,) * ahead),
        colour="grey" if with_spc else None,
        notes=(*notes, *("not counted yet",) * ahead) if any(notes) or ahead else (),
        marks=tuple(marks) if any(marks) else (),
    )


def _forecast(reading: Reading, periods: Sequence[Period]) -> list[Series]:
    values = {figure.period: _number(figure.value) for figure in reading.forecasts}
    shown = tuple(values.get(period) for period in periods)
    notes = tuple("" if value is not None else "no forecast" for value in shown)
    known = any(value is not None for value in shown)
    return [Series("Forecast", shown, "forecast", notes=notes)] if known else []


Band = tuple[float | None, float | None]


def _targets(reading: Reading, periods: Sequence[Period]) -> tuple[Band, list[Series]]:
    """An expected range that does not change, as a band; other targets as lines."""
    polarity = reading.polarity
    goals = [reading.goal_for(period) for period in periods]
    bounds = [
        goal.bounds(polarity) if goal and goal.is_set(polarity) else (None, None) for goal in goals
    ]
    lower, upper = (tuple(map(_number, side)) for side in zip(*bounds, strict=True))
    if polarity != Polarity.BAND:
        return (None, None), [_target("Target", upper)] if any_known(upper) else []
    if len(set(bounds)) == 1:
        return (lower[0], upper[0]), []
    sides = (("Expected range, lower end", lower), ("Expected range, upper end", upper))
    return (None, None), [_target(name, side) for name, side in sides if any_known(side)]


def _target(name: str, values: tuple[float | None, ...]) -> Series:
    notes = tuple("" if value is not None else "no target" for value in values)
    return Series(name, values, "target", notes=notes if any(notes) else ())


def _limits(reading: Reading, ahead: int) -> list[Series]:
    spc = reading.spc
    if spc is None or spc.limits is None:
        return []

    def along(name: str) -> tuple[float | None, ...]:
        limits = (getattr(point, name) if point else None for point in spc.points)
        return (*limits, *(None,) * ahead)

    notes = tuple("no limits" if mean is None else "" for mean in along("mean"))
    return [
        Series("Mean", along("mean"), "mean", notes=notes),
        Series("Upper limit", along("upper"), "limit", notes=notes),
        Series("Lower limit", along("lower"), "limit", notes=notes),
    ]


def _compared(reading: Reading, periods: Sequence[Period]) -> list[Series]:
    found = []
    for group in COMPARED:
        of_period = [reading.comparator_for(group, period) for period in periods]
        latest = next((each for each in reversed(of_period) if each), None)
        if latest:
            found.append(
                Series(
                    f"{group.label}, {latest.label}",
                    tuple(_number(each.value) if each else None for each in of_period),
                    "comparator",
                    notes=tuple(each.label if each else "no figure" for each in of_period),
                )
            )
    return found[:MOST_COMPARED]


# --- in words -----------------------------------------------------------------------------------


def _parts_in_words(reading: Reading, parts: Sequence[Part]) -> str:
    known = [part for part in parts if part.figure.value is not None]
    if not known:
        return f"There is nothing to show for {reading.period.label}."
    low, high = (
        choose(known, key=lambda part: part.figure.value or Decimal()) for choose in (min, max)
    )
    ends = f"{reading.text(low.figure)} in {low.breakdown.name}"
    if low is not high:
        ends = f"from {ends} to {reading.text(high.figure)} in {high.breakdown.name}"
    whole = f"; {reading.text(reading.now)} in all" if reading.now else ""
    return f"In {reading.period.label}: {ends}{whole}."


def _told(reading: Reading, figure: Reported) -> str:
    return f"{reading.text(figure)} in {figure.period.label}"


def _note(figure: Reported | None) -> str:
    """What is to be known of a figure; nothing of a final one."""
    if figure is None or figure.state == State.FINAL:
        return "hidden" if figure and figure.is_hidden else ""
    return "hidden" if figure.is_hidden else figure.state.label.lower()


def _unit(unit: Unit) -> str:
    if unit == Unit.PERCENT:
        return "%"
    return unit.label.lower() if unit == Unit.PER_WORKER else unit.sign.strip()


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def any_known(values: Sequence[float | None]) -> bool:
    """Whether there is a number among the values."""
    return any(value is not None for value in values)


def comparison(comparator: Comparator) -> str:
    """Whom a figure is compared with, by which list and of which year."""
    year = comparator.label
    by = f", {comparator.neighbours}" if comparator.neighbours else ""
    return f"{comparator.get_group_display()}{by}, {year}"
