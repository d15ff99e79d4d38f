"""What can be said of an indicator on a day: its figures, rating, direction and limits.

This is the only place where figures are read for people. It asks the same few questions of the
database for any number of indicators, and hides small numbers once, so that pages, charts, files
and papers cannot show what was hidden elsewhere.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache, cached_property, partial
from typing import Any, Self

from django.db.models import F, Q
from django.utils import timezone

from performance import rating, spc, suppression, wording
from performance.models import (
    Breakdown,
    Comparator,
    Conventions,
    Indicator,
    Observation,
    Rebase,
    Target,
)
from performance.periods import MONTHS_IN_YEAR, Frequency, Period
from performance.rating import Direction, Distance, Goal, Judgement, Rating
from performance.sentences import sentence
from performance.spc import Spc, Step, Variation
from performance.suppression import Rule
from performance.vocabulary import (
    Attention,
    Group,
    PeriodType,
    Polarity,
    SmallNumbers,
    State,
    Unit,
)

FEWEST_PERIODS = 6  # shown of what is counted once a year


@dataclass(frozen=True, slots=True)
class Figure:
    """One recorded figure; without a value where it is hidden, or was never counted."""

    period: Period
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    state: State
    arrived_on: date
    is_hidden: bool = False

    @property
    def is_known(self) -> bool:
        """Whether it was counted: a figure that is awaited, or does not apply, was not."""
        return self.value is not None or self.is_hidden

    @property
    def is_provisional(self) -> bool:
        """Whether it may still change."""
        return self.state == State.PROVISIONAL

    def hide(self) -> Self:
        """The same figure without its numbers."""
        return replace(self, value=None, numerator=None, denominator=None, is_hidden=True)


@dataclass(frozen=True)
class Reason:
    """Why an indicator needs attention, in a word and in a sentence."""

    kind: Attention
    words: str


@dataclass(frozen=True)
class Reading:
    """An indicator on a day, over as many periods as were asked for.

    ``periods`` and ``figures`` are parallel, oldest first, and end with the period the reading is
    for; a period without a figure holds None.
    """

    indicator: Indicator
    conventions: Conventions
    periods: tuple[Period, ...]
    figures: tuple[Figure | None, ...]
    forecasts: tuple[Figure, ...]
    targets: tuple[Target, ...]
    milestones: dict[tuple[int, Period], Decimal]
    comparators: tuple[Comparator, ...]
    rebases: tuple[Rebase, ...]
    breakdown: Breakdown | None = None
    as_at: date | None = None
    whole: "Reading | None" = None  # what this is the last part of

    # --- figures --------------------------------------------------------------------------------

    @property
    def unit(self) -> Unit:
        """What it is expressed in."""
        return Unit(self.indicator.unit)

    @property
    def polarity(self) -> Polarity:
        """Which way is better."""
        return Polarity(self.indicator.polarity)

    @property
    def period(self) -> Period:
        """The period it is for."""
        return self.periods[-1]

    @property
    def now(self) -> Figure | None:
        """The figure of the period."""
        return self.figures[-1]

    @property
    def before(self) -> Figure | None:
        """The figure of the period before."""
        return self.at(self.period.shift(-1))

    @property
    def year_ago(self) -> Figure | None:
        """The figure of the same period a year before."""
        return self.at(self.period.year_before)

    @cached_property
    def latest(self) -> Figure | None:
        """The last figure there is, which may be of an earlier period."""
        known = (figure for figure in reversed(self.figures) if figure and figure.is_known)
        return next(known, None)

    def at(self, period: Period) -> Figure | None:
        """The figure of a period, if it is among those asked for."""
        if self.whole:
            return self.whole.at(period)
        place = len(self.periods) - 1 - (self.period - period)
        return self.figures[place] if 0 <= place < len(self.figures) else None

    @cached_property
    def values(self) -> tuple[Decimal | None, ...]:
        """The values alone, parallel to the periods."""
        return tuple(figure.value if figure else None for figure in self.figures)

    def since(self, count: int) -> "Reading":
        """The same reading over its last periods only; limits are those of all of them."""
        if count >= len(self.periods):
            return self
        return replace(
            self,
            periods=self.periods[-count:],
            figures=self.figures[-count:],
            whole=self.whole or self,
        )

    def from_first_figure(self) -> "Reading":
        """The same reading without the periods before its first figure; as it is without any."""
        before = next((place for place, figure in enumerate(self.figures) if figure), 0)
        return self.since(len(self.periods) - before)

    # --- what it should be ----------------------------------------------------------------------

    def target_for(self, period: Period) -> Target | None:
        """The target that held at the end of a period."""
        return next((each for each in self.targets if each.from_on <= period.ends_on), None)

    def goal_for(self, period: Period) -> Goal | None:
        """What the figure of a period is held against."""
        target = self.target_for(period)
        return target.goal(self.milestones.get((target.pk, period))) if target else None

    @property
    def goal(self) -> Goal | None:
        """What the figure is held against."""
        return self.goal_for(self.period)

    @cached_property
    def judgement(self) -> Judgement:
        """How the figure is rated, and why."""
        return self.judge(self.now)

    def judge(self, figure: Figure | None) -> Judgement:
        """How the figure of a period is rated, and why; a hidden one is not."""
        if figure is None:
            return rating.rate(None, None, self.polarity)
        if figure.is_hidden:
            return Judgement(Rating.NOT_RATED, "The figure is hidden.")
        return rating.rate(
            figure.value,
            self.goal_for(figure.period),
            self.polarity,
            is_forecast=figure.state == State.PROJECTED,
        )

    @cached_property
    def distance(self) -> Distance | None:
        """How far the figure is from its target."""
        value = self.now.value if self.now else None
        return rating.distance(value, self.goal, self.polarity, self.unit, self.indicator.decimals)

    @cached_property
    def needed(self) -> str:
        """What would have met the target, in cases: "10 more of 120 needed"."""
        if self.now is None:
            return ""
        return rating.needed(
            self.now.value,
            self.goal,
            self.polarity,
            self.unit,
            numerator=self.now.numerator,
            denominator=self.now.denominator,
        )

    def direction_from(self, before: Figure | None) -> Direction:
        """Whether the figure is better or worse than an earlier one, and by how much."""
        return rating.direction(
            self.now.value if self.now else None,
            before.value if before else None,
            self.polarity,
            self.unit,
            self.indicator.decimals,
        )

    @cached_property
    def direction(self) -> Direction:
        """Whether it is better or worse than in the period before."""
        return self.direction_from(self.before)

    @cached_property
    def direction_in_year(self) -> Direction:
        """Whether it is better or worse than a year before."""
        return self.direction_from(self.year_ago)

    # --- whom it is compared with ---------------------------------------------------------------

    def comparator_for(self, group: str, period: Period) -> Comparator | None:
        """What a group reached in the last year that had begun by a period."""
        return next(
            (
                each
                for each in self.comparators
                if each.group == group and each.starts_on <= period.ends_on
            ),
            None,
        )

    @cached_property
    def comparisons(self) -> list[Comparator]:
        """The latest of each group, in the usual order."""
        found = (self.comparator_for(group, self.period) for group in Group)
        return [each for each in found if each]

    # --- how it moves ---------------------------------------------------------------------------

    @property
    def suits_spc(self) -> bool:
        """Whether a control chart of it means something."""
        return PeriodType(self.indicator.period_type).suits_spc

    @cached_property
    def spc(self) -> Spc | None:
        """Its mean and limits; None where they would mean nothing."""
        if self.whole:
            spc_of_all = self.whole.spc
            return spc_of_all and replace(
                spc_of_all, points=spc_of_all.points[-len(self.periods) :]
            )
        if not self.suits_spc:
            return None
        places = {period: place for place, period in enumerate(self.periods)}
        steps = [
            Step(places[period], rebase.fixed_on)
            for rebase in self.rebases
            if (period := self.indicator.period_holding(rebase.starts_on)) in places
        ]
        target = self.goal.value if self.goal else None
        is_percent = self.unit == Unit.PERCENT
        return spc.chart(
            [None if value is None else float(value) for value in self.values],
            polarity=self.polarity,
            target=None if target is None else float(target),
            choices=self.conventions.choices,
            steps=steps,
            floor=0.0,
            ceiling=100.0 if is_percent else None,
        )

    @cached_property
    def attention(self) -> tuple[Reason, ...]:
        """Why it needs attention in the period, if it does."""
        return tuple(self._reasons())

    @property
    def is_due(self) -> bool:
        """Whether the period's figure should be there on the day on which this is asked."""
        due_on = self.period.ends_on + timedelta(days=self.indicator.due_after_days)
        return self.as_at is None or self.as_at > due_on

    def _reasons(self) -> Iterable[Reason]:
        now, before = self.now, self.before
        if now is None or now.state == State.AWAITED:
            if self.latest and self.is_due:  # what was never counted is not missed
                yield Reason(Attention.MISSING, f"There is no figure for {self.period.label}.")
            return
        if self.judgement.rating == Rating.OFF:
            yield Reason(Attention.OFF_TARGET, self._how_far_off)
        point = self.spc.points[-1] if self.spc else None
        if self.spc and point and point.cause and self.spc.variation.is_concern:
            way = self.spc.variation.label.partition(": ")[2]
            yield Reason(Attention.CONCERN, f"{point.cause.label}, with {way}er values.")
        if self._moved_implausibly:
            words = f"It moved from {self.text(before)} to {self.text(now)} in one period."
            yield Reason(Attention.IMPLAUSIBLE, words)

    @property
    def _how_far_off(self) -> str:
        words = self.distance.in_full if self.distance else ""
        needed = f" {self.needed}." if self.needed else ""
        return f"{words[:1].upper()}{words[1:]}.{needed}"

    @property
    def _moved_implausibly(self) -> bool:
        now = self.now.value if self.now else None
        before = self.before.value if self.before else None
        if now is None or before is None:
            return False
        return self.conventions.is_implausible(before, now)

    # --- in words -------------------------------------------------------------------------------

    @property
    def rule(self) -> Rule:
        """Which of its small numbers are hidden."""
        return rule_of(self.indicator, self.conventions)

    def figure(self, value: Decimal | None) -> str:
        """A value of this indicator as it is printed: "78%", "66 per 10,000"."""
        return (
            wording.figure(value, self.unit, self.indicator.decimals) if value is not None else ""
        )

    def text(self, figure: Figure | None) -> str:
        """A figure as it is printed, or the words for there being none."""
        if figure is None:
            return "No figure"
        if figure.is_hidden:
            return suppression.HIDDEN.capitalize()
        if figure.value is None:
            return figure.state.label
        return self.figure(figure.value)

    @property
    def target_text(self) -> str:
        """The target as it is printed: "90%", "20% or less", "10% to 20%", or its words."""
        return self.target_text_for(self.period)

    def target_text_for(self, period: Period) -> str:
        """The target of a period as it is printed; empty where there is none."""
        goal = self.goal_for(period)
        return self.goal_in_words(goal) if goal else ""

    def goal_in_words(self, goal: Goal) -> str:
        """A target as it is printed; its words where it is no number."""
        if not goal.is_set(self.polarity):
            return goal.words or self.figure(goal.value)
        words = goal.in_full(self.polarity, self.unit, self.indicator.decimals)
        return words.removeprefix("the target of ").removeprefix("the expected range of ")

    @cached_property
    def sentence(self) -> str:
        """What the indicator says in the period, all in one."""
        now = self.now
        return sentence(
            period=self.period.label,
            value=now.value if now else None,
            unit=self.unit,
            decimals=self.indicator.decimals,
            state=now.state if now else State.FINAL,
            is_hidden=now is not None and now.is_hidden,
            goal=self.goal,
            distance=self.distance,
            direction=self.direction,
            since=self.period.shift(-1).label,
            variation=self.spc.variation if self.spc else Variation.NONE,
        )


def rule_of(indicator: Indicator, conventions: Conventions) -> Rule:
    """Which small numbers of an indicator are hidden: none, where it counts no children."""
    shows = indicator.small_numbers == SmallNumbers.SHOW
    return Rule(0) if shows else conventions.rule


def periods_until(last: Period, months: int) -> tuple[Period, ...]:
    """So many months in periods, oldest first: never less than a year and its month before."""
    frequency = last.frequency
    count = (
        -(-months // frequency.months)
        if frequency.months
        else months * frequency.in_a_year // MONTHS_IN_YEAR
    )
    count = max(count, frequency.in_a_year + 1, FEWEST_PERIODS)
    return tuple(last.shift(place - count + 1) for place in range(count))


def read(
    indicators: Iterable[Indicator],
    *,
    on: date,
    months: int = 36,
    shows_small: bool = False,
    known_at: datetime | None = None,
    breakdown: Breakdown | None = None,
    as_at: date | None = None,
) -> list[Reading]:
    """What can be said of indicators of one authority on a day, each in its own periods.

    A reading ends with the last period over by ``on``. ``known_at`` takes what was recorded by a
    moment; without it, all there is. With a ``breakdown``, the figures are those of one team or
    other part. ``as_at`` is the day on which it is asked: a figure that is not due by then is not
    missed. It makes five queries for any number of indicators, and for a part one more.
    """
    library = list(indicators)
    if not library:
        return []
    wanted = [each.pk for each in library]
    conventions = Conventions.objects.of(library[0].authority_id)
    # Indicators share their periods and figures their day of arrival: each is worked out once.
    periods_of, arrived = cache(partial(periods_until, months=months)), cache(timezone.localdate)
    windows = {each.pk: periods_of(each.latest_period(as_at=on)) for each in library}
    rebases = grouped(
        Rebase.objects.filter(indicator__in=wanted, breakdown=breakdown).select_related("made_by"),
        "indicator_id",
    )
    spans = {each.pk: _since_rebased(windows[each.pk], each, rebases[each.pk]) for each in library}
    earliest = min(periods[0].starts_on for periods in spans.values())

    observed = Observation.objects.known(at=known_at).filter(
        Q(starts_on__lte=on) | Q(is_forecast=True),
        indicator__in=wanted,
        starts_on__gte=earliest,
        breakdown=breakdown,
    )
    figures: dict[tuple[int, date], Figure] = {}
    forecasts: dict[int, list[Figure]] = defaultdict(list)
    by_pk = {each.pk: each for each in library}
    columns = ("indicator", "starts_on", "value", "numerator", "denominator", "state")
    for pk, starts_on, value, numerator, denominator, state, committed_at in observed.order_by(
        "starts_on"
    ).values_list(*columns, "batch__committed_at"):
        indicator = by_pk[pk]
        figure = Figure(
            Period(starts_on, Frequency(indicator.frequency)),
            value,
            numerator,
            denominator,
            State(state),
            arrived(committed_at),
        )
        if not shows_small:
            figure = conceal(figure, indicator, conventions)
        if figure.state == State.PROJECTED:
            forecasts[pk].append(figure)
        else:
            figures[pk, starts_on] = figure
    if breakdown and not shows_small:
        for key in _given_away(by_pk, breakdown, conventions, since=earliest, known_at=known_at):
            if key in figures:
                figures[key] = figures[key].hide()

    targets: dict[int, list[Target]] = defaultdict(list)
    steps: dict[int, dict[tuple[int, Period], Decimal]] = defaultdict(dict)
    # A target comes once for each of its milestones.
    for target in (
        Target.objects.filter(indicator__in=wanted)
        .in_force(as_at=on)
        .annotate(step_on=F("milestones__starts_on"), step=F("milestones__value"))
    ):
        pk = target.indicator_id
        if not targets[pk] or targets[pk][-1] != target:
            targets[pk].append(target)
        if target.step_on:
            steps[pk][target.pk, by_pk[pk].period_holding(target.step_on)] = target.step
    comparators = grouped(
        Comparator.objects.known(at=known_at)
        .filter(indicator__in=wanted)
        .select_related("neighbours")
        .order_by("-starts_on"),
        "indicator_id",
    )
    return [
        Reading(
            indicator=each,
            conventions=conventions,
            periods=spans[each.pk],
            figures=tuple(figures.get((each.pk, one.starts_on)) for one in spans[each.pk]),
            forecasts=tuple(forecasts[each.pk]),
            targets=tuple(targets[each.pk]),
            milestones=steps[each.pk],
            comparators=tuple(comparators[each.pk]),
            rebases=tuple(rebases[each.pk]),
            breakdown=breakdown,
            as_at=as_at,
        ).since(len(windows[each.pk]))
        for each in library
    ]


def _since_rebased(
    window: tuple[Period, ...], indicator: Indicator, rebases: Sequence[Rebase]
) -> tuple[Period, ...]:
    """The periods on which control limits rest: back to the last new limits, if those are older."""
    begun = [indicator.period_holding(rebase.starts_on) for rebase in rebases]
    last = max((period for period in begun if period <= window[-1]), default=window[0])
    return tuple(last.shift(n) for n in range(max(window[0] - last, 0))) + window


def conceal(figure: Figure, indicator: Indicator, conventions: Conventions) -> Figure:
    """The figure without its numbers, where they are small."""
    counts = cell(figure, Unit(indicator.unit)).counts
    is_small = rule_of(indicator, conventions).is_small
    return figure.hide() if any(map(is_small, counts)) else figure


def grouped(records: Iterable[Any], by: str) -> dict[int, list[Any]]:
    """Records by the value of an attribute, in their order; an empty list for one without."""
    found: dict[int, list[Any]] = defaultdict(list)
    for record in records:
        found[getattr(record, by)].append(record)
    return found


SUMMED = suppression.Cell(None)  # a total that is recorded nowhere, and follows from other parts


@dataclass(frozen=True)
class Part:
    """One team or other part with its figure, on a breakdown of one period."""

    breakdown: Breakdown
    figure: Figure


def read_parts(
    reading: Reading, *, shows_small: bool = False, known_at: datetime | None = None
) -> Sequence[Part]:
    """The reading's period by team and other parts.

    Where small numbers are hidden, so is whatever would give them away by subtraction from the
    total or from each other.
    """
    indicator, period = reading.indicator, reading.period
    observed = (
        Observation.objects.known(at=known_at)
        .filter(
            indicator=indicator,
            starts_on=period.starts_on,
            breakdown__isnull=False,
            is_forecast=False,
        )
        .select_related("breakdown", "batch")
        .order_by("breakdown__kind", "breakdown__name")
    )
    parts = [
        Part(
            each.breakdown,
            Figure(
                period,
                each.value,
                each.numerator,
                each.denominator,
                State(each.state),
                timezone.localdate(each.batch.committed_at),
            ),
        )
        for each in observed
    ]
    return parts if shows_small else list(safe_parts(parts, reading))


def safe_parts(parts: Iterable[Part], reading: Reading) -> Iterator[Part]:
    """Parts without what is small, and without what would give it away.

    Where nothing is left to hide beside the small ones, the parts of that kind are left out: the
    total is printed elsewhere, and would say what they are. Parts of two kinds, such as teams and
    ages, sum to the same total, so that each kind gives the other's away where there is none.
    """
    unit, rule = reading.unit, reading.rule
    total = cell(reading.now, unit) if reading.now and not reading.now.is_hidden else None
    by_kind: dict[str, list[Part]] = {}
    for part in parts:
        by_kind.setdefault(part.breakdown.kind, []).append(part)
    if reading.now is None and len(by_kind) > 1:
        total = SUMMED
    for alike in by_kind.values():
        cells = [cell(part.figure, unit) for part in alike]
        if total and suppression.hides_total(cells, rule, total):
            continue
        flags = suppression.suppress(cells, rule, total=total)
        for part, is_hidden in zip(alike, flags, strict=True):
            yield replace(part, figure=part.figure.hide()) if is_hidden else part


def _given_away(
    indicators: dict[int, Indicator],
    breakdown: Breakdown,
    conventions: Conventions,
    *,
    since: date,
    known_at: datetime | None,
) -> Iterator[tuple[int, date]]:
    """The indicators and periods where the figure of a part must be hidden.

    It must where it is small, or where another part's small figure would follow from it and the
    total.
    """
    observed = Observation.objects.known(at=known_at).filter(
        indicator__in=indicators, starts_on__gte=since, is_forecast=False
    )
    cells: dict[tuple[int, date], dict[int | None, suppression.Cell]] = defaultdict(dict)
    of_other_kinds: set[tuple[int, date]] = set()
    columns = ("breakdown", "breakdown__kind", "state", "value", "numerator", "denominator")
    for pk, starts_on, part, kind, state, value, above, below in observed.values_list(
        "indicator", "starts_on", *columns
    ):
        if part and kind != breakdown.kind:
            of_other_kinds.add((pk, starts_on))
            continue
        is_ratio = Unit(indicators[pk].unit).is_ratio
        cells[pk, starts_on][part] = suppression.Cell(
            None if is_ratio else value, above, below, is_withheld=state == State.SUPPRESSED
        )
    for key, of_parts in cells.items():
        rule, total = rule_of(indicators[key[0]], conventions), of_parts.pop(None, None)
        if total is None and key in of_other_kinds:
            total = SUMMED
        if total and any(map(rule.is_small, total.counts)):
            total = None
        flags = suppression.suppress([*of_parts.values()], rule, total=total)
        if dict(zip(of_parts, flags, strict=True)).get(breakdown.pk) or (
            total and suppression.hides_total([*of_parts.values()], rule, total)
        ):
            yield key


def cell(figure: Figure, unit: Unit) -> suppression.Cell:
    """A figure as the rules of small numbers look at it."""
    value = None if unit.is_ratio else figure.value
    is_withheld = figure.state == State.SUPPRESSED
    return suppression.Cell(value, figure.numerator, figure.denominator, is_withheld)
