"""The demonstration's figures: what the papers state is exact, and the rest says that it is not."""

from datetime import date
from decimal import Decimal

import pytest

from demonstration.barking.council import BARKING
from demonstration.barnet import figures
from demonstration.courses import month, run
from demonstration.entries import FiguresEntry
from performance.models import Commentary, Indicator, Observation
from performance.readings import read
from performance.vocabulary import Attention, CommentaryState, Unit

pytestmark = pytest.mark.django_db  # on all, so that they run together and load once

STATED = [
    (entry.code, entry.part, at, value)
    for entry in (*figures.FIGURES, *figures.PARTS, *BARKING.figures.figures)
    for at, value in entry.stated.items()
]


@pytest.mark.parametrize(("code", "part", "at", "value"), STATED)
def test_what_the_papers_state_is_recorded_exactly(
    said: str, code: str, part: str, at: str, value: float
) -> None:
    observed = Observation.objects.current().filter(
        indicator__code=code, starts_on=month(at).starts_on
    )
    found = observed.filter(breakdown__name=part) if part else observed.whole()
    assert Decimal(str(value)) in found.values_list("value", flat=True)


def test_every_indicator_says_that_figures_are_made_up_or_stated(said: str) -> None:
    for indicator in Indicator.objects.all():
        assert figures.ILLUSTRATIVE in indicator.note or figures.STATED_ONLY in indicator.note


def test_percentages_are_drawn_from_counts(said: str) -> None:
    drawn = [entry.code for entry in figures.FIGURES if entry.of]
    observed = Observation.objects.filter(
        indicator__authority__slug="barnet", indicator__code__in=drawn
    )
    assert observed.exists()
    assert not observed.filter(denominator=None).exists()


def test_exceptions_of_april_2018_have_commentary_in_several_states(said: str) -> None:
    library = Indicator.objects.filter(authority__slug="barnet")
    readings = read(library, on=date(2018, 4, 30), shows_small=True)
    needing = {each.indicator.code for each in readings if each.attention}
    asked = Commentary.objects.filter(starts_on=date(2018, 4, 1))
    assert {each.indicator.code for each in asked} == needing
    states = set(asked.values_list("state", flat=True))
    wanted = {CommentaryState.ASKED, CommentaryState.SUBMITTED, CommentaryState.ACCEPTED}
    assert states == wanted
    kinds = {reason.kind for each in readings for reason in each.attention}
    assert Attention.OFF_TARGET in kinds


def test_other_council_compares_with_england_and_london(said: str) -> None:
    (reading,) = read(
        Indicator.objects.filter(authority__slug=BARKING.authority["slug"], code="CL02"),
        on=date(2018, 3, 31),
        months=60,
    )
    assert reading.text(reading.now).startswith("66")
    compared = {each.get_group_display(): each.value for each in reading.comparisons}
    assert compared == {"England": 60, "London": 52}


def test_a_course_is_the_same_whenever_it_is_run() -> None:
    entry = FiguresEntry("XX01", "", 0, {"2018-01": 50, "2018-12": 90}, wobble=4, of=120)
    indicator = Indicator(unit=Unit.PERCENT, decimals=0)
    first, second = list(run(entry, indicator)), list(run(entry, indicator))
    assert first == second
    assert len(first) == 12
    for figure in first:
        assert figure.value is None
        assert 0 <= figure.numerator <= figure.denominator


def test_a_course_passes_through_what_is_stated() -> None:
    entry = FiguresEntry("XX02", "", 0, {"2018-01": 10}, wobble=1, stated={"2018-03": 30})
    values = [figure.value for figure in run(entry, Indicator(unit=Unit.COUNT, decimals=0))]
    assert values[-1] == 30
    assert 19 <= values[1] <= 21
