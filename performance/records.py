"""Figures as single records, for programs and files: what small numbers hide is hidden here too."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from django.utils import timezone

from performance.models import Conventions, Observation
from performance.periods import Frequency, Period
from performance.readings import Figure, Part, Reading, conceal, safe_parts
from performance.vocabulary import State

PARTS = ("indicator__authority", "breakdown", "batch")
Key = tuple[int, Period]


@dataclass(frozen=True, slots=True)
class Record:
    """A recorded figure as a person may have it."""

    observation: Observation
    figure: Figure


def records_of(
    found: Sequence[Observation], *, sees_small: Collection[int] | None
) -> Iterator[Record]:
    """Figures without what the person may not see, in their order.

    ``sees_small`` holds the authorities whose small numbers the person may see; None is all of
    them. A part that a page would leave out, because it could only be hidden beside a total that
    gives it away, is left out here as well. It makes two queries for any number of figures, which
    come with their ``PARTS``.
    """
    guarded = [
        each
        for each in found
        if sees_small is not None and each.indicator.authority_id not in sees_small
    ]
    conventions = _conventions_of(guarded)
    parts = _safe_parts(guarded, conventions)
    hides = {each.pk for each in guarded}
    for each in found:
        figure: Figure | None = _figure(each)
        if each.pk in hides:
            if each.breakdown_id and not each.is_forecast:
                figure = parts.get((each.indicator_id, _period(each), each.breakdown_id))
            else:
                indicator = each.indicator
                figure = conceal(_figure(each), indicator, conventions[indicator.authority_id])
        if figure:
            yield Record(each, figure)


def _conventions_of(found: Sequence[Observation]) -> dict[int, Conventions]:
    authorities = {each.indicator.authority_id for each in found}
    set_by = {
        each.authority_id: each for each in Conventions.objects.filter(authority__in=authorities)
    }
    return {pk: set_by.get(pk) or Conventions(authority_id=pk) for pk in authorities}


def _safe_parts(
    found: Sequence[Observation], conventions: dict[int, Conventions]
) -> dict[tuple[int, Period, int], Figure]:
    """The figures of parts that may be shown, hidden or not, by indicator, period and part.

    Whether one may be shown depends on all parts of its period and on their total, which may not
    be among those that were found.
    """
    broken = [each for each in found if each.breakdown_id and not each.is_forecast]
    wanted: dict[Key, Observation] = {(each.indicator_id, _period(each)): each for each in broken}
    beside = (
        Observation.objects.current()
        .filter(
            indicator__in={indicator for indicator, _ in wanted},
            starts_on__in={period.starts_on for _, period in wanted},
            is_forecast=False,
        )
        .select_related("indicator", "breakdown", "batch")
        .order_by("breakdown__kind", "breakdown__name")
    )
    totals: dict[Key, Figure] = {}
    parts: dict[Key, list[Part]] = {key: [] for key in wanted}
    for each in beside:
        key = each.indicator_id, _period(each)
        if key not in wanted:
            continue
        if each.breakdown:
            parts[key].append(Part(each.breakdown, _figure(each)))
        else:
            rules = conventions[each.indicator.authority_id]
            totals[key] = conceal(_figure(each), each.indicator, rules)
    return {
        (*key, part.breakdown.pk): part.figure
        for key, observation in wanted.items()
        for part in safe_parts(parts[key], _reading(observation, totals.get(key), conventions))
    }


def _reading(
    observation: Observation, total: Figure | None, conventions: dict[int, Conventions]
) -> Reading:
    """What is known of a period as a whole, for its parts to be held against."""
    indicator = observation.indicator
    return Reading(
        indicator=indicator,
        conventions=conventions[indicator.authority_id],
        periods=(_period(observation),),
        figures=(total,),
        forecasts=(),
        targets=(),
        milestones={},
        comparators=(),
        rebases=(),
    )


def _period(observation: Observation) -> Period:
    return Period(observation.starts_on, Frequency(observation.indicator.frequency))


def _figure(observation: Observation) -> Figure:
    return Figure(
        _period(observation),
        observation.value,
        observation.numerator,
        observation.denominator,
        State(observation.state),
        timezone.localdate(observation.batch.committed_at),
    )
