"""What pages show of readings: the lines of a scorecard, and the parts of an indicator's page."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import dropwhile

from django.db.models import Min
from django.utils import timezone

import documents.nodes
from improvement.models import PracticeArea, Theme
from performance import charts
from performance.models import Comparator, Indicator, Observation, Target
from performance.periods import Frequency, Period
from performance.rating import Direction, Judgement, Rating, Travel
from performance.readings import Figure, Part, Reading
from performance.spc import SpcPoint
from performance.vocabulary import BreakdownKind, Group, State
from performance.wording import amount, change, rounded

MOST_BARS = 20  # of a breakdown that is drawn
TRAVELS = [Travel.WORSE, Travel.SAME, Travel.CHANGED, Travel.BETTER]  # as they sort
RATINGS = [Rating.OFF, Rating.NEAR, Rating.ON_TARGET, Rating.STRETCH]


# --- months -------------------------------------------------------------------------------------


def months_with_figures(indicators: Iterable[Indicator]) -> list[Period]:
    """The months that any period with a figure of the indicators ends in, the latest first."""
    found = (
        Observation.objects.current()
        .whole()
        .of(indicators)
        .filter(is_forecast=False)
        .values_list("starts_on", "indicator__frequency")
        .distinct()
        .order_by()
    )
    ends = {Period(starts_on, Frequency(frequency)).ends_on for starts_on, frequency in found}
    return sorted({Period.holding(end, Frequency.MONTH) for end in ends}, reverse=True)


def chosen_month(asked: str, *, as_at: date) -> Period:
    """The month asked for as 2018-04; else the last that is over by the end of a day."""
    try:
        return Period.holding(date.fromisoformat(f"{asked}-01"), Frequency.MONTH)
    except ValueError:
        month = Period.holding(as_at, Frequency.MONTH)
        return month if month.ends_on <= as_at else month.shift(-1)


def in_address(month: Period) -> str:
    """A month as it stands in an address: 2018-04."""
    return f"{month.starts_on:%Y-%m}"


# --- a scorecard --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """A line of a scorecard: an indicator with what is said of it in a month."""

    reading: Reading
    month: Period

    @property
    def indicator(self) -> Indicator:
        """The indicator."""
        return self.reading.indicator

    @property
    def code(self) -> str:
        """Its code."""
        return self.indicator.code

    @property
    def address(self) -> str:
        """Its page, in the same month."""
        return f"{self.indicator.get_absolute_url()}?month={in_address(self.month)}"

    @property
    def judgement(self) -> Judgement:
        """Its rating, and why."""
        return self.reading.judgement

    @property
    def rating_order(self) -> int | None:
        """Where its rating sorts: worst first, those without one last."""
        rating = self.judgement.rating
        return RATINGS.index(rating) if rating in RATINGS else None

    @property
    def change_order(self) -> int | None:
        """Where its change since the period before sorts: what is worse first."""
        return _order(self.reading.direction)

    @property
    def year_order(self) -> int | None:
        """Where its change since a year before sorts."""
        return _order(self.reading.direction_in_year)

    @property
    def attention_order(self) -> int | None:
        """How many reasons there are to look at it; None where there are none."""
        return -len(self.reading.attention) or None

    @cached_property
    def compared(self) -> list[Comparator]:
        """England and statistical neighbours, each of its own year."""
        found = (
            self.reading.comparator_for(group, self.reading.period)
            for group in (Group.ENGLAND, Group.NEIGHBOURS)
        )
        return [each for each in found if each]


def _order(direction: Direction) -> int | None:
    return TRAVELS.index(direction.kind) if direction.kind in TRAVELS else None


def change_in_words(direction: Direction) -> str:
    """Better, +3 percentage points; same; nothing where there is nothing to compare."""
    if direction.amount is None:
        return ""
    if not direction.amount:
        return direction.label
    return f"{direction.label}: {change(direction.amount, direction.unit, direction.decimals)}"


def grouped(lines: Iterable[Line], by: str) -> dict[PracticeArea | Theme | None, list[Line]]:
    """Lines by practice area, or by theme: one of several themes stands under each.

    Those of none come last.
    """
    found: dict[PracticeArea | Theme | None, list[Line]] = {}
    for line in lines:
        if by == "theme":
            for theme in line.indicator.themes.all() or [None]:
                found.setdefault(theme, []).append(line)
        else:
            found.setdefault(line.indicator.practice_area, []).append(line)
    return dict(sorted(found.items(), key=lambda group: (group[0] is None, _place(group[0]))))


def _place(group: PracticeArea | Theme | None) -> tuple[int, int, str]:
    if isinstance(group, Theme):
        return group.plan_id, group.number, group.title
    return (0, group.order, group.name) if group else (0, 0, "")


# --- an indicator -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """A figure in a table, with its rating and, on a control chart, where it stands."""

    period: Period
    text: str
    state: str
    numerator: str
    denominator: str
    target: str
    judgement: Judgement
    mean: str = ""
    limits: str = ""
    variation: str = ""

    @property
    def is_rated(self) -> bool:
        """Whether there is a rating to show."""
        return self.judgement.rating != Rating.NOT_RATED


def rows_of(reading: Reading, *, with_spc: bool) -> list[Row]:
    """The figures of a reading, the latest first, and before them what is forecast."""
    points = reading.spc.points if with_spc and reading.spc else (None,) * len(reading.periods)
    ahead = set(charts.forecast_periods(reading))
    rows = [
        _row(reading, period, figure, point)
        for period, figure, point in zip(reading.periods, reading.figures, points, strict=True)
    ]
    rows += [_row(reading, each.period, each) for each in reading.forecasts if each.period in ahead]
    return rows[::-1]


def _row(
    reading: Reading, period: Period, figure: Figure | None, point: SpcPoint | None = None
) -> Row:
    state = figure.state if figure and figure.is_known else State.FINAL
    return Row(
        period,
        reading.text(figure),
        "" if state == State.FINAL else state.label.lower(),
        _plain(figure.numerator) if figure else "",
        _plain(figure.denominator) if figure else "",
        reading.target_text_for(period),
        reading.judge(figure),
        _drawn(reading, point and point.mean),
        " to ".join(
            _drawn(reading, limit) for limit in (point.lower, point.upper) if limit is not None
        )
        if point
        else "",
        charts.says(point).capitalize() if point else "",
    )


def _drawn(reading: Reading, value: float | None) -> str:
    """A mean or a limit as it is printed."""
    return "" if value is None else reading.figure(Decimal(repr(value)))


def _plain(number: Decimal | None) -> str:
    """A numerator or denominator: whole where it is, else as it was counted."""
    return "" if number is None else f"{number.normalize():,f}"


@dataclass(frozen=True)
class PartRow(Row):
    """The figure of a team or other part, and its figures of related indicators."""

    name: str = ""
    may_be_rated: bool = True
    related: tuple[str, ...] = ()

    @property
    def is_rated(self) -> bool:
        """Whether there is a rating to show: a count of a part has no target of its own."""
        return self.may_be_rated and super().is_rated


@dataclass(frozen=True)
class PartTable:
    """The figures of the teams, or of the other parts of one kind; drawn where there are several.

    ``related`` are the indicators whose figures stand beside them.
    """

    kind: BreakdownKind
    rows: list[PartRow]
    related: list[Indicator]
    figure: documents.nodes.Figure | None

    @property
    def counts(self) -> bool:
        """Whether it is known what the figures were counted from."""
        return any(row.denominator for row in self.rows)


Related = dict[Indicator, dict[int, str]]
"""Texts of other indicators' figures, by the key of the part."""


def part_tables(reading: Reading, parts: Iterable[Part], related: Related) -> list[PartTable]:
    """A table for each kind of part."""
    by_kind: dict[str, list[Part]] = {}
    for part in parts:
        by_kind.setdefault(part.breakdown.kind, []).append(part)
    tables = []
    for kind, alike in by_kind.items():
        keys = {part.breakdown.pk for part in alike}
        beside = [other for other, texts in related.items() if keys & texts.keys()]
        rows = [
            PartRow(
                **vars(_row(reading, reading.period, part.figure)),
                name=part.breakdown.name,
                may_be_rated=reading.unit.is_ratio,
                related=tuple(related[other].get(part.breakdown.pk, "") for other in beside),
            )
            for part in alike
        ]
        known = sum(bool(part.figure.value) for part in alike)
        figure = charts.parts_chart(reading, alike) if 1 < known <= MOST_BARS else None
        tables.append(PartTable(BreakdownKind(kind), rows, beside, figure))
    return tables


@dataclass(frozen=True)
class TargetRow:
    """A target as it is printed."""

    target: Target
    text: str
    tolerance: str
    stretch: str
    milestones: list[tuple[Period, str]]


def target_rows(reading: Reading) -> list[TargetRow]:
    """The targets of an indicator, the latest first, with those that hold only later."""
    indicator = reading.indicator
    return [
        TargetRow(
            each,
            reading.goal_in_words(each.goal()),
            amount(each.tolerance, reading.unit, indicator.decimals) if each.tolerance else "",
            reading.figure(each.stretch),
            [
                (indicator.period_holding(step.starts_on), reading.figure(step.value))
                for step in each.milestones.all()
            ],
        )
        for each in indicator.targets.prefetch_related("milestones")
    ]


@dataclass(frozen=True)
class Quality:
    """How complete, timely and firm the figures of an indicator are.

    Figures are expected from the first there is among those shown. One is late when it first came
    in after the indicator's days; what was over before the first import is history and not late.
    """

    begins: Period
    expected: int
    missing: list[Period]
    late: list[Period]
    provisional: list[Period]
    restated: list[Period]
    hidden: list[Period]

    @property
    def present(self) -> int:
        """How many periods have a figure."""
        return self.expected - len(self.missing)

    @property
    def findings(self) -> list[tuple[str, int, str]]:
        """What there is to say, in the order of a page: of what, how many, and which."""
        found = {
            "Missing": self.missing,
            "Late": self.late,
            "Provisional": self.provisional,
            "Restated": self.restated,
            "Hidden": self.hidden,
        }
        return [(words, len(periods), spans(periods)) for words, periods in found.items()]


def spans(periods: Iterable[Period]) -> str:
    """Periods in order, those that follow each other as one: first and last.

    >>> april = Period.holding(date(2018, 4, 1), Frequency.MONTH)
    >>> spans([april, april.shift(1), april.shift(2), april.shift(5)])
    'April 2018 to June 2018, September 2018'
    """
    runs: list[list[Period]] = []
    for period in periods:
        if runs and period == runs[-1][-1].shift(1):
            runs[-1].append(period)
        else:
            runs.append([period])
    return ", ".join(
        f"{run[0].label} to {run[-1].label}" if len(run) > 1 else run[0].label for run in runs
    )


def quality_of(reading: Reading) -> Quality:
    """The quality of a reading's figures, from one question to the database."""
    pairs = list(zip(reading.periods, reading.figures, strict=True))
    pairs = list(dropwhile(lambda pair: pair[1] is None, pairs))
    came, due = first_arrivals(reading), timedelta(days=reading.indicator.due_after_days)
    began = min(came.values(), default=reading.period.ends_on)

    def where(test: Callable[[Figure], bool]) -> list[Period]:
        return [period for period, figure in pairs if figure and test(figure)]

    return Quality(
        begins=pairs[0][0] if pairs else reading.period,
        expected=len(pairs),
        missing=[period for period, figure in pairs if not (figure and figure.is_known)],
        late=where(
            lambda figure: (
                began <= figure.period.ends_on and came[figure.period] > figure.period.ends_on + due
            )
        ),
        provisional=where(lambda figure: figure.state == State.PROVISIONAL),
        restated=where(lambda figure: figure.state == State.RESTATED),
        hidden=where(lambda figure: figure.is_hidden),
    )


def first_arrivals(reading: Reading) -> dict[Period, date]:
    """The day on which the first figure of each period came in."""
    came = (
        Observation.objects.filter(
            indicator=reading.indicator, breakdown=reading.breakdown, is_forecast=False
        )
        .values_list("starts_on")
        .annotate(first=Min("batch__committed_at"))
        .order_by()
    )
    frequency = reading.period.frequency
    return {Period(day, frequency): timezone.localdate(first) for day, first in came}


# --- the file of a scorecard --------------------------------------------------------------------

HEADINGS = (
    "Code",
    "Indicator",
    "Practice area",
    "Period",
    "Figure",
    "Numerator",
    "Denominator",
    "Unit",
    "State",
    "Target",
    "Rating",
    "Why it is rated so",
    "Needs attention because",
    "Change since the period before",
    "Which is",
    "Change since a year before",
    "Which is",
    "England",
    "England: year and source",
    "Statistical neighbours",
    "Statistical neighbours: year and source",
)


def file_row(line: Line) -> list[object]:
    """A line of a scorecard for a spreadsheet: numbers as they are printed, and words."""
    reading, now = line.reading, line.reading.now
    decimals = line.indicator.decimals
    by_group = {each.group: each for each in line.compared}
    compared: list[object] = []
    for group in (Group.ENGLAND, Group.NEIGHBOURS):
        each = by_group.get(group)
        value = each.value if each else None
        compared += [
            rounded(value, decimals) if value is not None else "",
            f"{each.label}, {each.source}" if each else "",
        ]
    known = now is not None and now.value is not None
    return [
        line.code,
        line.indicator.name,
        str(line.indicator.practice_area or ""),
        reading.period.label,
        rounded(now.value, decimals) if now and now.value is not None else reading.text(now),
        now.numerator if now else "",
        now.denominator if now else "",
        reading.unit.label,
        now.state.label if now else "",
        reading.target_text,
        line.judgement.rating.label,
        line.judgement.reason,
        " ".join(reason.words for reason in reading.attention),
        reading.direction.amount if known else "",
        reading.direction.label if known else "",
        reading.direction_in_year.amount if known else "",
        reading.direction_in_year.label if known else "",
        *compared,
    ]
