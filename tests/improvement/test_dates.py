"""Who decides on another due date, and how often one has moved."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from improvement.models import Action, DueDateChange, Plan
from improvement.permissions import can_decide_due_date, decidable_changes
from improvement.templatetags.plan import moved_words
from tests.factories.accounts import AbsenceFactory, AuthorityFactory, MembershipFactory
from tests.factories.improvement import DueDateChangeFactory
from tests.improvement.conftest import MakeAction, MakePerson

Deciders = Plan.DateDeciders


@pytest.fixture
def people(person: MakePerson, action: Action) -> dict[str, User]:
    """Two who may decide by their role, the lead of the theme, and some who may not."""
    found = {
        "lead": person("theme_lead"),
        "other": person("theme_lead"),
        "administrator": person("administrator"),
        "officer": person("updater"),
        "outsider": person("theme_lead", of=AuthorityFactory()),
    }
    action.theme.lead = found["lead"]
    action.theme.save()
    return found


def deciding(change: DueDateChange, people: dict[str, User]) -> set[str]:
    """Who may decide; the predicate and the question of my work say the same."""
    fresh = DueDateChange.objects.get(pk=change.pk)
    asked = {
        name
        for name, user in people.items()
        if decidable_changes(DueDateChange.objects.all(), user).filter(pk=change.pk).exists()
    }
    assert asked == {name for name, user in people.items() if can_decide_due_date(user, fresh)}
    return asked


ABLE = {"lead", "other", "administrator"}


@pytest.mark.parametrize(
    ("rule", "named", "asker", "expected"),
    [
        (Deciders.ANYBODY, ["other"], "officer", ABLE),
        (Deciders.ANYBODY, [], "lead", ABLE - {"lead"}),
        (Deciders.THEME_LEAD, ["other"], "officer", {"lead"}),
        (Deciders.THEME_LEAD, [], "lead", ABLE - {"lead"}),  # nobody decides on their own
        (Deciders.NAMED, ["other"], "officer", {"other"}),
        (Deciders.NAMED, ["other", "administrator"], "other", {"administrator"}),
        (Deciders.NAMED, ["other"], "other", ABLE - {"other"}),
        (Deciders.NAMED, ["officer"], "lead", ABLE - {"lead"}),  # whose role does not allow it
        (Deciders.NAMED, [], "officer", ABLE),
    ],
)
def test_who_decides_is_a_rule_of_the_plan(
    action: Action,
    people: dict[str, User],
    rule: str,
    named: list[str],
    asker: str,
    expected: set[str],
) -> None:
    plan = action.plan
    plan.date_changes_decided_by = rule
    plan.save()
    plan.date_change_deciders.set([people[name] for name in named])
    change = DueDateChangeFactory(action=action, requested_by=people[asker])
    assert deciding(change, people) == expected


@pytest.mark.parametrize("role", [None, "reader"])
def test_a_theme_without_a_lead_who_can_is_decided_by_every_role_that_allows_it(
    action: Action, people: dict[str, User], role: str | None
) -> None:
    Plan.objects.update(date_changes_decided_by=Deciders.THEME_LEAD)
    lead = None
    if role:
        lead = MembershipFactory(authority=action.plan.authority, role=role).user
    action.theme.lead = lead
    action.theme.save()
    change = DueDateChangeFactory(action=action, requested_by=people["officer"])
    assert deciding(change, people) == ABLE


def test_a_deputy_does_not_decide_what_whom_they_stand_in_for_asked_for(
    action: Action, people: dict[str, User], settings: Any
) -> None:
    settings.TODAY = date(2018, 4, 24)
    Plan.objects.update(date_changes_decided_by=Deciders.NAMED)
    action.plan.date_change_deciders.set([people["other"], people["administrator"]])
    AbsenceFactory(authority=action.plan.authority, user=people["other"], deputy=people["lead"])
    change = DueDateChangeFactory(action=action, requested_by=people["officer"])
    assert deciding(change, people) == {"other", "administrator", "lead"}
    change.delete()
    change = DueDateChangeFactory(action=action, requested_by=people["other"])
    assert deciding(change, people) == {"administrator"}


def test_what_is_decided_waits_for_nobody(action: Action, people: dict[str, User]) -> None:
    change = DueDateChangeFactory(action=action, approved=True)
    assert deciding(change, people) == set()


def test_due_date_decide_is_shut_to_whom_the_plan_does_not_name(
    action: Action, people: dict[str, User], client_of: Callable[[User], Client]
) -> None:
    Plan.objects.update(date_changes_decided_by=Deciders.THEME_LEAD)
    change = DueDateChangeFactory(action=action, requested_by=people["officer"])
    address = reverse("improvement:due_date_decide", args=[change.pk])
    assert client_of(people["other"]).get(address).status_code == 403
    assert client_of(people["lead"]).get(address).status_code == 200


def test_admin_names_only_people_who_can_decide(
    plan: Plan, superuser: User, person: MakePerson, client_of: Callable[[User], Client]
) -> None:
    able, reader = person("theme_lead"), person("reader", name="A Reader")
    address = reverse("admin:improvement_plan_change", args=[plan.pk])
    fields: dict[str, Any] = {
        "name": plan.name,
        "short_name": "",
        "summary": "",
        "starts_on": "2017-11-01",
        "ends_on": "",
        "date_changes_need_approval": "on",
        "date_changes_decided_by": "named",
        **{
            f"{inline}-{count}_FORMS": 0
            for inline in ("versions", "objectives")
            for count in ("TOTAL", "INITIAL")
        },
    }
    client = client_of(superuser)
    nobody = client.post(address, fields).content.decode()
    assert "Name at least one person." in nobody
    refused = client.post(address, {**fields, "date_change_deciders": [able.pk, reader.pk]})
    assert "lets A Reader decide date changes." in refused.content.decode()
    assert not plan.date_change_deciders.exists()
    assert client.post(address, {**fields, "date_change_deciders": [able.pk]}).status_code == 302
    assert list(plan.date_change_deciders.all()) == [able]


def test_moves_are_approved_changes_of_a_date_there_was(make_action: MakeAction) -> None:
    twice = make_action()
    DueDateChangeFactory.create_batch(2, action=twice, approved=True)
    DueDateChangeFactory(action=twice)
    first = make_action(due_on=None)
    DueDateChangeFactory(action=first, approved=True)
    counts = Action.objects.with_moves().in_bulk()
    assert (counts[twice.pk].move_count, counts[first.pk].move_count) == (2, 0)


@pytest.mark.parametrize(
    ("count", "words"), [(0, ""), (1, "moved once"), (2, "moved twice"), (5, "moved 5 times")]
)
def test_moves_are_counted_in_words(count: int, words: str) -> None:
    assert moved_words(count) == words


def test_the_three_dates_stand_side_by_side_with_the_number_of_moves(
    make_action: MakeAction, people: dict[str, User], client_of: Callable[[User], Client]
) -> None:
    action = make_action(
        original_due_on=date(2018, 3, 31), due_on=date(2018, 7, 31), forecast_on=date(2018, 8, 15)
    )
    DueDateChangeFactory.create_batch(2, action=action, approved=True)
    client = client_of(people["lead"])
    for address in (
        action.get_absolute_url(),
        reverse("improvement:action_list"),
        action.theme.get_absolute_url(),
        reverse("improvement:action_update", args=[action.pk]),
        reverse("improvement:due_date_request", args=[action.pk]),
    ):
        shown = client.get(address).content.decode().lower()
        for words in ("31 march 2018", "31 july 2018", "15 august 2018", "twice"):
            assert words in shown, address
