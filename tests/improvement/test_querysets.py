"""The definitions: overdue, due soon, slipped, awaiting an update, as it stood."""

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from improvement.models import Action, DueDateChange, Plan, ReportingPeriod, Theme, Update
from improvement.overview import plans_counted
from improvement.vocabulary import DeliveryKind, ImpactKind, movement
from tests.factories.accounts import TeamFactory
from tests.factories.improvement import (
    ActionFactory,
    DueDateChangeFactory,
    EvidenceFactory,
    PlanFactory,
    ReportingPeriodFactory,
    ThemeFactory,
    ThemeNarrativeFactory,
    UpdateFactory,
)
from tests.improvement.conftest import FindStatus, MakeAction

AS_AT = date(2018, 4, 30)
OPEN = ["not_started", "on_track", "at_risk", "off_track"]


def noon(day: date) -> datetime:
    """Midday, when London and UTC agree on the day."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("due_on", "is_overdue"),
    [
        (AS_AT - timedelta(days=1), True),
        (AS_AT, False),
        (AS_AT + timedelta(days=1), False),
        (None, False),
    ],
)
def test_overdue_is_due_before_the_day(
    make_action: MakeAction, due_on: date | None, is_overdue: bool
) -> None:
    action = make_action(due_on=due_on)
    assert Action.objects.overdue(as_at=AS_AT).exists() is is_overdue
    assert action.is_overdue(AS_AT) is is_overdue


@pytest.mark.parametrize("kind", DeliveryKind.values)
def test_closed_actions_are_never_overdue_nor_due(make_action: MakeAction, kind: str) -> None:
    late = make_action(due_on=AS_AT - timedelta(days=1), kind=kind)
    make_action(due_on=AS_AT, kind=kind)
    is_open = kind in OPEN
    assert late.is_open is is_open
    assert Action.objects.overdue(as_at=AS_AT).exists() is is_open
    assert Action.objects.due_soon(as_at=AS_AT).exists() is is_open
    assert Action.objects.open().count() == (2 if is_open else 0)
    assert Action.objects.completed().exists() is (kind == "complete")


@pytest.mark.parametrize(
    ("due_on", "is_due_soon"),
    [
        (AS_AT - timedelta(days=1), False),
        (AS_AT, True),
        (AS_AT + timedelta(days=30), True),
        (AS_AT + timedelta(days=31), False),
        (None, False),
    ],
)
def test_due_soon_is_within_thirty_days(
    make_action: MakeAction, due_on: date | None, is_due_soon: bool
) -> None:
    make_action(due_on=due_on)
    assert Action.objects.due_soon(as_at=AS_AT).exists() is is_due_soon


def test_slipped_is_later_than_first_agreed(make_action: MakeAction) -> None:
    later = make_action(original_due_on=date(2018, 6, 30))
    make_action()
    make_action(original_due_on=date(2018, 8, 31))  # brought forward
    make_action(due_on=None)
    assert list(Action.objects.slipped()) == [later]


def test_slipped_more_than_once_counts_approved_moves_to_a_later_date(
    make_action: MakeAction,
) -> None:
    def moved(*dates: date, **change: object) -> Action:
        action = make_action()
        for old, new in itertools.pairwise(dates):
            DueDateChangeFactory(
                action=action, approved=True, old_due_on=old, new_due_on=new, **change
            )
        return action

    may, june, july = date(2018, 5, 31), date(2018, 6, 30), date(2018, 7, 31)
    twice = moved(may, june, july)
    moved(may, june)
    moved(july, june, july)  # brought forward, then back
    declined = moved(may, june)
    DueDateChangeFactory(
        action=declined,
        approved=True,
        decision=DueDateChange.Decision.DECLINED,
        old_due_on=june,
        new_due_on=july,
    )
    pending = moved(may, june)
    DueDateChangeFactory(action=pending, old_due_on=june, new_due_on=july)
    assert list(Action.objects.slipped_more_than_once()) == [twice]


@pytest.fixture
def period(plan: Plan) -> ReportingPeriod:
    """March and April 2018."""
    return ReportingPeriodFactory(authority=plan.authority)


@pytest.mark.parametrize(
    ("effective_on", "waits"),
    [
        (date(2018, 2, 28), True),
        (date(2018, 3, 1), False),
        (date(2018, 4, 30), False),
        (date(2018, 5, 1), True),
    ],
)
def test_awaiting_update_looks_at_the_days_updates_speak_of(
    action: Action, period: ReportingPeriod, effective_on: date, waits: bool
) -> None:
    UpdateFactory(action=action, effective_on=effective_on)
    assert Action.objects.awaiting_update(period=period).exists() is waits
    assert Action.objects.awaiting_update_in([period]).exists() is waits


@pytest.mark.parametrize(
    ("starts_on", "waits"), [(date(2018, 4, 30), True), (date(2018, 5, 1), False)]
)
def test_awaiting_update_begins_with_the_action(
    make_action: MakeAction, period: ReportingPeriod, starts_on: date, waits: bool
) -> None:
    make_action(starts_on=starts_on)
    assert Action.objects.awaiting_update(period=period).exists() is waits


def test_awaiting_update_asks_nothing_of_closed_actions(
    make_action: MakeAction, period: ReportingPeriod
) -> None:
    make_action(complete=True)
    make_action(kind="stopped")
    assert not Action.objects.awaiting_update(period=period).exists()


def test_awaiting_update_in_several_periods_asks_each_of_its_own_authority(
    make_action: MakeAction, period: ReportingPeriod
) -> None:
    here, there = make_action(), ActionFactory()
    other = ReportingPeriodFactory(authority=there.plan.authority)
    assert list(Action.objects.awaiting_update_in([period])) == [here]
    assert set(Action.objects.awaiting_update_in([period, other])) == {here, there}
    assert not Action.objects.awaiting_update_in([]).exists()


def test_complete_without_evidence(make_action: MakeAction) -> None:
    bare = make_action(complete=True)
    EvidenceFactory(action=make_action(complete=True))
    make_action()
    assert list(Action.objects.complete_without_evidence()) == [bare]


def test_without_measure(make_action: MakeAction) -> None:
    bare = make_action(success_measure="")
    make_action(success_measure="", complete=True)
    make_action()
    assert list(Action.objects.without_measure()) == [bare]


def test_mine_is_what_i_lead_and_what_my_teams_lead(make_action: MakeAction, officer: User) -> None:
    team = TeamFactory()
    team.members.add(officer)
    led, by_team = make_action(lead=officer), make_action(team=team)
    both = make_action(lead=officer, team=team)
    make_action(team=TeamFactory())
    make_action()
    assert set(Action.objects.mine(officer)) == {led, by_team, both}
    assert Action.objects.mine(officer).count() == 3


def test_printed_leaves_out_what_is_internal(make_action: MakeAction) -> None:
    public = make_action()
    make_action(visibility=Action.Visibility.INTERNAL)
    assert list(Action.objects.printed()) == [public]


def test_in_order_goes_by_theme_and_then_by_place(plan: Plan, make_action: MakeAction) -> None:
    second, first = ThemeFactory(plan=plan, number=2), ThemeFactory(plan=plan, number=1)
    c, b, a = (
        make_action(theme=second, position=1),
        make_action(theme=first, position=2),
        make_action(theme=first, position=1),
    )
    assert list(Action.objects.in_order()) == [a, b, c]


def test_visible_to_ends_at_the_authority(
    action: Action, reader: User, outsider: User, person: object
) -> None:
    assert Action.objects.visible_to(reader).get() == action
    assert not Action.objects.visible_to(outsider).exists()
    for model in (Plan, Theme):
        assert model.objects.visible_to(reader).exists()
        assert not model.objects.visible_to(outsider).exists()


# --- as they stood ------------------------------------------------------------------------------


def stood(action: Action, as_at: date) -> tuple[int, int, date | None]:
    """The action's ratings and due date at the end of a day."""
    found = Action.objects.as_they_stood(as_at=as_at).get(pk=action.pk)
    return found.delivery_then, found.impact_then, found.due_then


@pytest.fixture
def told(action: Action, status_of: FindStatus) -> Action:
    """The action: at risk from 1 March, off track from 1 April, on track since 1 May."""
    story = [
        (date(2018, 3, 1), "not_started", "at_risk"),
        (date(2018, 4, 1), "at_risk", "off_track"),
        (date(2018, 5, 1), "off_track", "on_track"),
    ]
    for effective_on, before, after in story:
        UpdateFactory(
            action=action,
            effective_on=effective_on,
            delivery_before=status_of(before),
            delivery_after=status_of(after),
        )
    return action


@pytest.mark.parametrize(
    ("as_at", "kind"),
    [
        (date(2018, 2, 28), "not_started"),
        (date(2018, 3, 1), "at_risk"),
        (date(2018, 3, 31), "at_risk"),
        (date(2018, 4, 1), "off_track"),
        (date(2018, 4, 30), "off_track"),
        (date(2018, 5, 1), "on_track"),
        (date(2030, 1, 1), "on_track"),
    ],
)
def test_rating_then_is_that_of_the_last_update_by_then(
    told: Action, status_of: FindStatus, as_at: date, kind: str
) -> None:
    assert stood(told, as_at)[0] == status_of(kind).pk


def test_rating_then_is_of_the_last_update_of_the_day(told: Action, status_of: FindStatus) -> None:
    UpdateFactory(
        action=told,
        effective_on=date(2018, 4, 1),
        delivery_before=status_of("off_track"),
        delivery_after=status_of("stopped"),
    )
    assert stood(told, date(2018, 4, 1))[0] == status_of("stopped").pk


def test_rating_then_without_updates_is_the_rating_now(action: Action) -> None:
    assert stood(action, AS_AT)[:2] == (action.delivery_id, action.impact_id)


def test_rating_then_does_not_take_a_neighbours_updates(
    told: Action, make_action: MakeAction
) -> None:
    neighbour = make_action()
    assert stood(neighbour, AS_AT)[0] == neighbour.delivery_id


def test_action_is_in_the_plan_from_the_day_it_was_added(action: Action) -> None:
    before = Action.objects.as_they_stood(as_at=date(2017, 11, 14))
    assert not before.exists()
    assert Action.objects.as_they_stood(as_at=date(2017, 11, 15)).get() == action


def test_due_then_is_the_last_date_approved_by_then(make_action: MakeAction) -> None:
    may, july, september = date(2018, 5, 31), date(2018, 7, 31), date(2018, 9, 30)
    action = make_action(original_due_on=may, due_on=september)
    # Half past eleven in the evening by UTC is the next day in London.
    late = datetime(2018, 4, 10, 23, 30, tzinfo=UTC)
    first = {"approved": True, "old_due_on": may, "new_due_on": july}
    DueDateChangeFactory(action=action, **first, decided_at=noon(date(2018, 3, 5)))
    second = {"approved": True, "old_due_on": july, "new_due_on": september}
    DueDateChangeFactory(action=action, **second, decided_at=late)
    DueDateChangeFactory(action=action, new_due_on=date(2019, 1, 1))  # waits
    assert stood(action, date(2018, 3, 4))[2] == may
    assert stood(action, date(2018, 3, 5))[2] == july
    assert stood(action, date(2018, 4, 10))[2] == july
    assert stood(action, date(2018, 4, 11))[2] == september


def test_due_then_is_not_moved_by_what_was_declined(make_action: MakeAction) -> None:
    action = make_action()
    declined = DueDateChange.Decision.DECLINED
    DueDateChangeFactory(action=action, approved=True, decision=declined)
    assert stood(action, AS_AT)[2] == date(2018, 7, 31)


def test_due_then_of_an_action_that_was_ongoing_is_none(make_action: MakeAction) -> None:
    action, ongoing = make_action(due_on=date(2018, 9, 30)), make_action(due_on=None)
    fields = {"approved": True, "old_due_on": None, "new_due_on": date(2018, 9, 30)}
    DueDateChangeFactory(action=action, **fields, decided_at=noon(date(2018, 3, 5)))
    assert stood(action, date(2018, 3, 4))[2] is None
    assert stood(action, date(2018, 3, 5))[2] == date(2018, 9, 30)
    assert stood(ongoing, date(2018, 3, 5))[2] is None


# --- moved --------------------------------------------------------------------------------------


def moved(since: date) -> list[tuple[str, int]]:
    """The actions that moved, with the delivery rating they had the evening before."""
    found = Update.objects.first_since(since).then_moved()
    return list(found.values_list("action__reference", "delivery_before"))


def test_moved_compares_with_the_evening_before(told: Action, status_of: FindStatus) -> None:
    assert moved(date(2018, 4, 1)) == [(told.reference, status_of("at_risk").pk)]
    assert moved(date(2018, 4, 2)) == [(told.reference, status_of("off_track").pk)]
    assert moved(date(2018, 5, 2)) == []


def test_moved_leaves_out_what_came_back(action: Action, status_of: FindStatus) -> None:
    there, back = status_of("at_risk"), status_of("on_track")
    UpdateFactory(action=action, delivery_before=back, delivery_after=there)
    UpdateFactory(action=action, delivery_before=there, delivery_after=back)
    assert moved(date(2018, 4, 1)) == []


def test_moved_sees_impact_and_each_action_by_itself(
    action: Action, make_action: MakeAction, status_of: FindStatus
) -> None:
    UpdateFactory(action=action, impact_before=status_of("none"))
    UpdateFactory(action=make_action())
    assert moved(date(2018, 4, 1)) == [(action.reference, action.delivery_id)]


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    steps=st.lists(
        st.tuples(st.integers(0, 3), st.sampled_from(OPEN), st.sampled_from(ImpactKind.values[:3])),
        max_size=5,
    ),
    day=st.integers(-1, 14),
)
def test_moved_agrees_with_how_they_stood(
    plan: Plan, steps: list[tuple[int, str, str]], day: int
) -> None:
    start = date(2018, 4, 1)
    statuses = {status.kind: status for status in plan.statuses.all()}
    action = ActionFactory(plan=plan, kind="not_started", impact_kind="none")
    effective_on = start
    for days, delivery, impact in steps:
        effective_on += timedelta(days=days)
        UpdateFactory(
            action=action,
            effective_on=effective_on,
            delivery_before=action.delivery,
            delivery_after=statuses[delivery],
            impact_before=action.impact,
            impact_after=statuses[impact],
        )
        action.delivery, action.impact = statuses[delivery], statuses[impact]
    action.save()
    since = start + timedelta(days=day)
    before = stood(action, since - timedelta(days=1))[:2]
    first = Update.objects.filter(action=action).first_since(since).then_moved().first()
    if before == (action.delivery_id, action.impact_id):
        assert first is None
    else:
        assert first is not None
        assert (first.delivery_before_id, first.impact_before_id) == before


@pytest.mark.parametrize(
    ("before", "after", "direction"),
    [
        ("at_risk", "on_track", 1),
        ("on_track", "complete", 1),
        ("not_started", "off_track", -1),
        ("complete", "at_risk", -1),
        ("on_track", "on_track", 0),
        ("on_track", "stopped", 0),
        ("stopped", "on_track", 0),
        ("none", "emerging", 1),
        ("embedded", "emerging", -1),
        ("embedded", "on_track", 0),
    ],
)
def test_movement_is_better_worse_or_neither(before: str, after: str, direction: int) -> None:
    assert movement(before, after) == direction


# --- plans, themes, periods, updates ------------------------------------------------------------


def test_plan_counts_are_those_of_the_lists(
    plan: Plan, make_action: MakeAction, period: ReportingPeriod
) -> None:
    make_action(due_on=date(2018, 4, 1))
    make_action(due_on=date(2018, 5, 1), success_measure="")
    make_action(complete=True)
    ActionFactory(due_on=date(2018, 4, 1))  # of another plan
    empty = PlanFactory(authority=plan.authority)
    slipped = make_action()
    for _ in range(2):
        DueDateChangeFactory(action=slipped, approved=True)
    counted = plans_counted(Plan.objects.all(), as_at=AS_AT, periods=[period])
    found = counted.get(pk=plan.pk)
    assert found.action_count == 4
    assert found.overdue_count == found.due_soon_count == found.slipped_again_count == 1
    assert found.unevidenced_count == found.unmeasured_count == 1
    assert found.awaiting_count == 3
    assert counted.get(pk=empty.pk).action_count == 0
    assert (
        plans_counted(Plan.objects.all(), as_at=AS_AT, periods=[]).get(pk=plan.pk).awaiting_count
        == 0
    )


def test_theme_knows_the_state_of_its_narrative(plan: Plan, period: ReportingPeriod) -> None:
    begun, blank = ThemeFactory(plan=plan), ThemeFactory(plan=plan)
    ThemeNarrativeFactory(theme=begun, period=period, state="ready")
    states = {theme: theme.narrative_state for theme in plan.themes.with_narrative_state([period])}
    assert states == {begun: "ready", blank: None}
    assert set(plan.themes.with_narrative_state([]).values_list("narrative_state", flat=True)) == {
        None
    }


def test_current_period_is_the_latest_that_has_begun(period: ReportingPeriod) -> None:
    later = ReportingPeriodFactory(
        authority=period.authority,
        name="May and June 2018",
        starts_on=date(2018, 5, 1),
        ends_on=date(2018, 6, 30),
    )
    other = ReportingPeriodFactory()
    ours = ReportingPeriod.objects.filter(authority=period.authority)
    assert ours.current(as_at=date(2018, 2, 28)) is None
    assert ours.current(as_at=date(2018, 4, 30)) == period
    assert ours.current(as_at=date(2018, 5, 1)) == later
    each = ReportingPeriod.objects.current_in_each(as_at=date(2018, 5, 1))
    assert set(each) == {later, other}


def test_updates_effective_between_includes_both_days(action: Action) -> None:
    for day in (28, 29, 30):
        UpdateFactory(action=action, effective_on=date(2018, 4, day))
    found = Update.objects.effective_between(date(2018, 4, 29), date(2018, 4, 30))
    assert sorted(update.effective_on.day for update in found) == [29, 30]
