"""A plan over time: the timeline, and what slipped more than once."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from improvement.models import Action, Plan
from improvement.timeline import Timeline, timeline_of
from tests.factories.improvement import DueDateChangeFactory
from tests.improvement.conftest import MakeAction

DAYS = st.dates(date(2015, 1, 1), date(2030, 12, 31))
ClientOf = Callable[[User], Client]


@given(DAYS, st.integers(0, 2000), DAYS, DAYS)
def test_places_keep_the_order_of_days_and_stay_within_the_line(
    first: date, length: int, one: date, other: date
) -> None:
    timeline = Timeline(first, first + timedelta(days=length))
    early, late = timeline.place(min(one, other)), timeline.place(max(one, other))
    assert 0 <= early <= late <= 100
    quarters = list(timeline.quarters())
    assert quarters == sorted(set(quarters))
    assert all(day.day == 1 and day.month in (1, 4, 7, 10) for day in quarters)
    assert all(timeline.first < day <= timeline.last for day in quarters)


@given(DAYS, st.integers(0, 2000), st.one_of(st.none(), st.integers(0, 2000)))
def test_every_bar_can_be_seen_and_ends_on_the_line(
    first: date, starts: int, lasts: int | None
) -> None:
    starts_on = first + timedelta(days=starts)
    due_on = None if lasts is None else starts_on + timedelta(days=lasts)
    timeline = Timeline(first, max(due_on or starts_on, first + timedelta(days=30)))
    begins, length = timeline.bar(Action(starts_on=starts_on, due_on=due_on))
    assert length >= 0.5
    assert 0 <= begins <= 99.5
    assert begins + length <= 100.5


def test_the_timeline_holds_all_dates_of_the_actions(make_action: MakeAction) -> None:
    make_action(starts_on=date(2017, 12, 1), due_on=date(2018, 3, 31))
    make_action(starts_on=date(2018, 2, 1), due_on=None, forecast_on=date(2018, 9, 30))
    found = timeline_of(Action.objects.all(), as_at=date(2018, 4, 20))
    assert found == Timeline(date(2017, 12, 1), date(2018, 9, 30))
    nothing = timeline_of(Action.objects.none(), as_at=date(2018, 4, 20))
    assert nothing.place(date(2018, 4, 20)) == 0


def test_plan_timeline_says_in_words_what_the_bars_show(
    plan: Plan, make_action: MakeAction, reader: User, client_of: ClientOf
) -> None:
    make_action(
        title="<i>Train</i> all managers",
        starts_on=date(2017, 12, 1),
        original_due_on=date(2018, 3, 31),
        due_on=date(2018, 7, 31),
    )
    make_action(title="Ongoing work", due_on=None)
    shown = client_of(reader).get(reverse("improvement:plan_timeline", args=[plan.pk]))
    page = shown.content.decode()
    for words in ("1 December 2017", "31 March 2018", "31 July 2018", "Ongoing", "On track"):
        assert words in page
    assert "&lt;i&gt;Train&lt;/i&gt;" in page
    assert page.count('class="app-timeline__bar"') == 2
    assert "app-timeline__first" in page
    assert "style=" not in page


def test_plan_timeline_is_narrowed_as_the_list_is(
    plan: Plan, make_action: MakeAction, reader: User, client_of: ClientOf
) -> None:
    make_action(title="Kept in view", priority="high")
    make_action(title="Left out", priority="low")
    address = reverse("improvement:plan_timeline", args=[plan.pk])
    page = client_of(reader).get(address, {"priority": "high"}).content.decode()
    assert "Kept in view" in page
    assert "Left out" not in page


def test_plan_slipped_gives_the_reasons_in_order(
    plan: Plan, make_action: MakeAction, reader: User, client_of: ClientOf
) -> None:
    twice, once = make_action(title="Slipped twice"), make_action(title="Slipped once")
    DueDateChangeFactory(action=once, approved=True)
    DueDateChangeFactory(action=twice, approved=True, words="The first reason.")
    DueDateChangeFactory(
        action=twice,
        approved=True,
        old_due_on=date(2018, 9, 30),
        new_due_on=date(2018, 12, 31),
        words="The second reason.",
    )
    DueDateChangeFactory(action=twice, words="A reason that waits.")
    client, address = client_of(reader), reverse("improvement:plan_slipped", args=[plan.pk])
    page = client.get(address).content.decode()
    assert page.index("The first reason.") < page.index("The second reason.")
    assert "A reason that waits." not in page
    assert "Slipped once" not in page
    file = client.get(address, {"export": "csv"})
    rows = b"".join(file.streaming_content).decode()
    assert "To 31 December 2018: recruitment took longer. The second reason." in rows


@pytest.mark.parametrize("name", ["plan_timeline", "plan_slipped"])
def test_a_plan_of_another_authority_is_not_found(
    plan: Plan, outsider: User, client_of: ClientOf, name: str
) -> None:
    address = reverse(f"improvement:{name}", args=[plan.pk])
    assert client_of(outsider).get(address).status_code == 404
