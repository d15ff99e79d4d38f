"""The dates that follow from a visit are counted as the law counts them; what is stated stands."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.working_days import is_working_day
from monitoring.clocks import DAYS, Clock, clocks_of, started
from monitoring.vocabulary import ClockKind, Inspectorate, VisitKind

INSPECTED = {"inspectorate": "ofsted", "kind": "standard"}
days = st.dates(date(2007, 3, 1), date(2040, 12, 31))


@dataclass
class Stated:
    """What somebody stated."""

    clock: str
    stated_on: date
    reason: str = "The letter states it."


def clocks(received_on: date | None, **given: Any) -> dict[str, Clock]:
    """The clocks by kind, on the day of receipt unless told otherwise."""
    said = {**INSPECTED, "has_priority": False, "overrides": [], "as_at": received_on, **given}
    return {each.kind.value: each for each in clocks_of(received_on=received_on, **said)}


@pytest.mark.parametrize(
    ("place", "kind", "received_on", "due_on"),
    [
        ("Stockton-on-Tees", "short", date(2023, 5, 9), date(2023, 8, 16)),
        ("Walsall, a joint inspection", "joint_targeted", date(2023, 1, 6), date(2023, 4, 18)),
        ("Barnet", "standard", date(2017, 7, 7), date(2017, 10, 16)),
    ],
)
def test_statement_is_due_on_the_day_that_councils_were_told(
    place: str, kind: str, received_on: date, due_on: date
) -> None:
    assert clocks(received_on, kind=kind)["statement"].computed_on == due_on


def test_days_are_counted_from_the_next_and_leave_out_holidays() -> None:
    # From Thursday 29 March 2018: Good Friday and Easter Monday lie between.
    found = clocks(date(2018, 3, 29), has_priority=True)
    assert found["draft_plan"].computed_on == date(2018, 4, 30)
    assert found["publication"].computed_on == date(2018, 5, 15)
    assert found["statement"].computed_on == date(2018, 7, 11)


@pytest.mark.parametrize(
    ("inspectorate", "kind", "plain", "with_priority"),
    [
        ("ofsted", "standard", "publication statement", "publication draft_plan statement"),
        ("ofsted", "short", "publication statement", "publication draft_plan statement"),
        ("joint", "joint_targeted", "statement", "draft_plan statement"),
        ("ofsted", "focused", "", "draft_plan statement"),
        ("ofsted", "monitoring", "", ""),
        ("ofsted", "assurance", "", ""),
        ("ofsted", "engagement", "", ""),
        ("joint", "area_send", "", ""),
        ("cqc", "review", "", ""),
        ("hmicfrs", "standard", "", ""),
        ("peer", "focused", "", ""),
    ],
)
def test_visits_start_the_clocks_of_their_kind(
    inspectorate: str, kind: str, plain: str, with_priority: str
) -> None:
    for has_priority, expected in ((False, plain), (True, with_priority)):
        found = started(inspectorate=inspectorate, kind=kind, has_priority=has_priority)
        assert " ".join(found) == expected


def test_clocks_do_not_run_before_the_letter_is_received() -> None:
    assert clocks(None, as_at=date(2018, 4, 30)) == {}


def test_what_is_stated_holds_and_what_is_counted_stands_beside_it() -> None:
    # Bath and North East Somerset: the letter stated nine days more than are counted.
    stated = Stated("statement", date(2025, 11, 21))
    found = clocks(date(2025, 8, 5), overrides=[stated])
    clock = found["statement"]
    assert (clock.computed_on, clock.stated_on) == (date(2025, 11, 12), date(2025, 11, 21))
    assert (clock.holds_on, clock.reason) == (date(2025, 11, 21), "The letter states it.")
    assert found["publication"].stated_on is None
    assert found["publication"].holds_on == found["publication"].computed_on


def test_the_latest_of_several_stated_days_holds() -> None:
    later_said = Stated("statement", date(2025, 11, 19), "Agreed by telephone.")
    earlier_said = Stated("statement", date(2025, 11, 21))
    clock = clocks(date(2025, 8, 5), overrides=[later_said, earlier_said])["statement"]
    assert (clock.holds_on, clock.reason) == (date(2025, 11, 19), "Agreed by telephone.")


def test_a_day_is_past_from_the_next_day_on() -> None:
    due_on = date(2017, 10, 16)
    before, on, after = (
        clocks(date(2017, 7, 7), as_at=due_on + timedelta(days=n))["statement"].is_past
        for n in (-1, 0, 1)
    )
    assert (before, on, after) == (False, False, True)
    stated = [Stated("statement", date(2017, 10, 31))]
    assert not clocks(date(2017, 7, 7), overrides=stated, as_at=date(2017, 10, 17))[
        "statement"
    ].is_past


def test_every_clock_names_the_law_or_the_guidance_it_rests_on() -> None:
    for inspectorate in Inspectorate.values:
        for kind in VisitKind.values:
            for each in clocks(
                date(2018, 3, 29), inspectorate=inspectorate, kind=kind, has_priority=True
            ).values():
                assert each.basis.startswith(f"Within {DAYS[each.kind]} working days of receipt.")
                assert " Act " in each.basis or "guidance" in each.basis


@given(days)
def test_as_many_working_days_lie_between_as_the_law_allows(received_on: date) -> None:
    for each in clocks(received_on, has_priority=True).values():
        passed = (received_on + timedelta(days=n) for n in range(1, 200))
        counted = [day for day in passed if day <= each.computed_on and is_working_day(day)]
        assert len(counted) == DAYS[ClockKind(each.kind)]
        assert is_working_day(each.computed_on)
