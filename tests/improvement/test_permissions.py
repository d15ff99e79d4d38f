"""Who may do what with the plan: the truth table, asked of the predicates and of the doors."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import ROLES
from improvement import permissions
from improvement.models import Action, Plan
from improvement.vocabulary import NarrativeState
from tests.factories.accounts import AuthorityFactory, TeamFactory, UserFactory
from tests.factories.improvement import (
    ActionFactory,
    DueDateChangeFactory,
    EvidenceFactory,
    ReportingPeriodFactory,
    ThemeNarrativeFactory,
)
from tests.improvement.conftest import MakePerson

# Which roles may do it on any record of their authority.
TABLE = {
    "can_edit_plan": {"theme_lead", "administrator"},
    "can_decide_due_dates": {"theme_lead", "administrator"},
    "can_review_evidence": {"theme_lead"},
    "can_write_narrative": {"theme_lead", "author"},
    "can_accept_narrative": {"author"},
    "can_open_narrative": {"theme_lead", "author"},
    "can_read_narratives": set(ROLES) - {"reader", "member"},
}
UPDATE_ANY = {"theme_lead", "administrator"}
UPDATE_OWN = {"updater", "theme_lead", "author", "administrator"}
OF_THEMES = {"can_write_narrative", "can_accept_narrative", "can_open_narrative"}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("predicate", TABLE)
def test_predicates_by_role(action: Action, person: MakePerson, role: str, predicate: str) -> None:
    may = getattr(permissions, predicate)
    record = action.theme if predicate in OF_THEMES else action.plan
    assert may(person(role), record) is (role in TABLE[predicate])
    assert may(person(role, of=AuthorityFactory()), record) is False
    assert may(person(role, is_active=False), record) is False
    assert may(UserFactory(is_superuser=True), record) is True


@pytest.mark.parametrize("role", ROLES)
def test_updating_by_role_and_ownership(plan: Plan, person: MakePerson, role: str) -> None:
    user = person(role)
    team = TeamFactory(authority=plan.authority)
    team.members.add(user)
    others = ActionFactory(plan=plan, team=TeamFactory(authority=plan.authority))
    own = ActionFactory(plan=plan, lead=user)
    by_team = ActionFactory(plan=plan, team=team)
    elsewhere = ActionFactory(lead=user)
    expected = {
        others: role in UPDATE_ANY,
        own: role in UPDATE_OWN,
        by_team: role in UPDATE_OWN,
        elsewhere: False,
    }
    found = set(permissions.updatable_actions(Action.objects.all(), user))
    for action, may in expected.items():
        assert permissions.can_update_action(user, action) is may
        assert (action in found) is may


def test_updating_by_an_operator(action: Action) -> None:
    operator = UserFactory(is_superuser=True)
    assert permissions.can_update_action(operator, action)
    assert set(permissions.updatable_actions(Action.objects.all(), operator)) == {action}


def test_nobody_decides_or_reviews_what_is_their_own(
    action: Action, theme_lead: User, officer: User
) -> None:
    own = DueDateChangeFactory(action=action, requested_by=theme_lead)
    assert not permissions.can_decide_due_date(theme_lead, own)
    own.delete()
    other = DueDateChangeFactory(action=action, requested_by=officer)
    assert permissions.can_decide_due_date(theme_lead, other)
    assert not permissions.can_decide_due_date(officer, other)
    decided = DueDateChangeFactory(action=action, requested_by=officer, approved=True)
    assert not permissions.can_decide_due_date(theme_lead, decided)
    assert permissions.can_give_verdict(
        theme_lead, EvidenceFactory(action=action, added_by=officer)
    )
    assert not permissions.can_give_verdict(
        theme_lead, EvidenceFactory(action=action, added_by=theme_lead)
    )
    assert not permissions.can_give_verdict(officer, EvidenceFactory(action=action))


@pytest.mark.parametrize("state", NarrativeState.values)
def test_accepting_is_held_apart_from_writing(
    action: Action, theme_lead: User, author: User, reader: User, state: str
) -> None:
    may = permissions.can_move_narrative
    assert may(theme_lead, action.theme, state) is (state in ("draft", "ready"))
    assert may(author, action.theme, state)
    assert not may(reader, action.theme, state)


# --- the doors ----------------------------------------------------------------------------------

READ = ["my_work", "plan_list", "plan_detail", "theme_detail", "action_list", "action_detail"]
DOORS: dict[str, set[str]] = {
    "action_update": UPDATE_ANY,
    "due_date_request": UPDATE_ANY,
    "evidence_add": UPDATE_ANY,
    "action_add": TABLE["can_edit_plan"],
    "action_edit": TABLE["can_edit_plan"],
    "due_date_decide": TABLE["can_decide_due_dates"],
    "evidence_review": TABLE["can_review_evidence"],
    "retest_add": TABLE["can_review_evidence"],
    "narrative_edit": TABLE["can_open_narrative"],
    "narrative_move": TABLE["can_open_narrative"],
}


@pytest.fixture
def addresses(action: Action, plan: Plan) -> dict[str, str]:
    """The addresses of all pages, on records of the plan."""
    narrative = ThemeNarrativeFactory(
        theme=action.theme, period=ReportingPeriodFactory(authority=plan.authority)
    )
    change, evidence = DueDateChangeFactory(action=action), EvidenceFactory(action=action)
    of_action = ["action_detail", "action_update", "due_date_request", "evidence_add"]
    of_action += ["action_edit", "retest_add"]
    args: dict[str, list[Any]] = {
        "plan_detail": [plan.pk],
        "action_add": [plan.pk],
        "theme_detail": [action.theme_id],
        "due_date_decide": [change.pk],
        "evidence_review": [evidence.pk],
        "evidence_download": [evidence.pk],
        "narrative_edit": [narrative.theme_id, narrative.period_id],
        "narrative_move": [narrative.theme_id, narrative.period_id],
    } | {name: [action.pk] for name in of_action}
    names = [*READ, *DOORS, "evidence_download"]
    return {name: reverse(f"improvement:{name}", args=args.get(name)) for name in names}


@pytest.mark.parametrize("role", ROLES)
def test_doors_open_to_the_same_roles_as_the_buttons(
    signed_in: Callable[[User], Client],
    person: MakePerson,
    addresses: dict[str, str],
    role: str,
) -> None:
    client = signed_in(person(role))
    for name in READ:
        assert client.get(addresses[name]).status_code in (200, 302), name
    for name, roles in DOORS.items():
        expected = 200 if role in roles else 403
        assert client.get(addresses[name]).status_code == expected, name
        assert client.post(addresses[name], {"x": ""}).status_code == expected, name


def test_reading_pages_cannot_be_posted_to(
    signed_in: Callable[[User], Client], theme_lead: User, addresses: dict[str, str]
) -> None:
    client = signed_in(theme_lead)
    for name in [*READ, "evidence_download"]:
        assert client.post(addresses[name]).status_code == 405, name


def test_narrative_is_not_accepted_by_who_writes(
    signed_in: Callable[[User], Client], theme_lead: User, plan: Plan
) -> None:
    narrative = ThemeNarrativeFactory(theme__plan=plan, state="ready")
    address = reverse("improvement:narrative_move", args=[narrative.theme_id, narrative.period_id])
    fields = {"state": "accepted", "revision": narrative.revision}
    assert signed_in(theme_lead).post(address, fields).status_code == 403
    narrative.refresh_from_db()
    assert narrative.state == "ready"
