"""Two versions of a plan compared, from the history of its actions."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from core import clock
from improvement import services
from improvement.models import Action, Plan, PlanVersion
from improvement.plan_versions import changes_between, recorded_since
from tests.factories.accounts import UserFactory
from tests.factories.improvement import PlanFactory, PlanVersionFactory, ThemeFactory

FIRST, SECOND = date(2017, 11, 15), date(2018, 2, 15)
TODAY = date(2018, 4, 23)


@pytest.fixture(autouse=True)
def _today(settings: Any) -> None:
    settings.TODAY = TODAY


@pytest.fixture
def plan(authority: Any) -> Plan:
    """A plan agreed in two versions."""
    plan = PlanFactory(authority=authority, starts_on=date(2017, 7, 7))
    PlanVersionFactory(plan=plan, name="Draft", agreed_on=FIRST)
    PlanVersionFactory(plan=plan, name="Final", agreed_on=SECOND)
    return plan


@pytest.fixture
def lead(authority: Any) -> User:
    return UserFactory(name="Ada Field", role="theme_lead", role__authority=authority)


@pytest.fixture
def put(plan: Plan, lead: User) -> Callable[..., Action]:
    """Puts an action into the plan on a day."""
    theme = ThemeFactory(plan=plan, number=5, title="Assessment")

    def put(reference: str, title: str, on: date) -> Action:
        with clock.at(datetime(on.year, on.month, on.day, 10, tzinfo=UTC)):
            return services.add_action(
                by=lead,
                plan=plan,
                theme=theme,
                reference=reference,
                title=title,
                lead=lead,
                added_on=on,
                starts_on=on,
                due_on=date(2018, 9, 30),
            )

    return put


def told(plan: Plan, before: date, after: date) -> dict[str, tuple[str, str, str]]:
    """What became of each action, and the words that went and came."""
    return {
        change.place.label: (
            change.kind,
            "".join(run.text for run in change.runs if run.kind == "removed").strip(),
            "".join(run.text for run in change.runs if run.kind == "added").strip(),
        )
        for change in changes_between(plan, before, after)
    }


def changed(action: Action, by: User, on: date, **fields: Any) -> None:
    """Change what the plan says of an action, on a day."""
    action.refresh_from_db()
    with clock.at(datetime(on.year, on.month, on.day, 10, tzinfo=UTC)):
        services.change_action(action=action, by=by, revision=action.revision, **fields)


def test_an_action_that_came_between_is_new(plan: Plan, put: Any) -> None:
    put("5a", "Train every worker", date(2017, 11, 1))
    put("5b", "Audit each month", date(2018, 1, 10))
    assert {label: kind for label, (kind, *_) in told(plan, FIRST, SECOND).items()} == {
        "5b": "added"
    }
    assert told(plan, SECOND, TODAY) == {}


def test_looked_at_backwards_it_is_taken_out(plan: Plan, put: Any) -> None:
    put("5b", "Audit each month", date(2018, 1, 10))
    assert told(plan, SECOND, FIRST)["5b"][0] == "removed"


def test_what_was_reworded_and_given_to_another_is_told_in_words(
    plan: Plan, put: Any, lead: User, authority: Any
) -> None:
    action = put("5a", "Train every worker", date(2017, 11, 1))
    other = UserFactory(name="Bo Hill", role="updater", role__authority=authority)
    changed(action, lead, date(2018, 1, 10), title="Train every manager", lead=other)
    kind, went, came = told(plan, FIRST, SECOND)["5a"]
    assert kind == "changed"
    assert "worker" in went
    assert "Ada Field" in went
    assert "manager" in came
    assert "Bo Hill" in came


def test_a_date_that_moved_is_told_with_the_first_one(plan: Plan, put: Any, lead: User) -> None:
    plan.date_changes_need_approval = False
    plan.save()
    action = put("5a", "Train every worker", date(2017, 11, 1))
    with clock.at(datetime(2018, 1, 10, 10, tzinfo=UTC)):
        services.request_due_date(
            action=action,
            by=lead,
            new_due_on=date(2018, 12, 20),
            reason="capacity",
            words="Two posts are empty.",
        )
    kind, _, came = told(plan, FIRST, SECOND)["5a"]
    assert kind == "changed"
    assert "20 December 2018, first agreed for" in came, "the first date itself stands in both"


def test_progress_alone_is_no_change_of_the_plan(plan: Plan, put: Any, lead: User) -> None:
    action = put("5a", "Train every worker", date(2017, 11, 1))
    services.record_update(
        action=action,
        by=lead,
        effective_on=date(2018, 1, 10),
        delivery=plan.statuses.filter(axis="delivery").last(),
        impact=action.impact,
        done="It is no longer needed.",
        recorded_at=datetime(2018, 1, 10, 10, tzinfo=UTC),
    )
    assert told(plan, FIRST, SECOND) == {}


def test_changes_stand_in_the_order_of_the_plan(plan: Plan, put: Any) -> None:
    for reference in ("5b(ii)", "5a", "5b(x)", "5b(i)"):
        put(reference, f"Do {reference}", date(2018, 1, 10))
    assert list(told(plan, FIRST, SECOND)) == ["5a", "5b(i)", "5b(ii)", "5b(x)"]


def test_another_plan_has_no_part_in_it(plan: Plan, put: Any) -> None:
    put("5b", "Audit each month", date(2018, 1, 10))
    other = PlanFactory(authority=plan.authority, name="Another plan")
    assert told(other, FIRST, SECOND) == {}
    assert recorded_since(other) is None
    assert recorded_since(plan) == date(2018, 1, 10)


# --- the page -----------------------------------------------------------------------------------


def page_of(client: Client, plan: Plan, **asked: int) -> str:
    """The words of the page."""
    answer = client.get(reverse("improvement:plan_versions", args=[plan.pk]), asked)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_plan_versions_compares_the_last_version_with_today(
    client: Client, plan: Plan, put: Any, lead: User
) -> None:
    put("5a", "Train every worker", date(2017, 11, 1))
    put("5b", "Audit each month", date(2018, 3, 10))
    client.force_login(lead)
    page = page_of(client, plan)
    assert "What changed from 15 February 2018 to 23 April 2018" in page
    assert "5b New" in page
    assert "5a" not in page.partition("What changed")[2].partition("The versions")[0]


def test_plan_versions_says_what_is_not_known(
    client: Client, plan: Plan, put: Any, lead: User
) -> None:
    put("5b", "Audit each month", date(2018, 1, 10))
    first, second = PlanVersion.objects.order_by("agreed_on")
    client.force_login(lead)
    page = page_of(client, plan, before=first.pk, after=second.pk)
    assert "What the plan said before that day is not known." in page


def test_plan_versions_refuses_a_version_that_is_not_offered(
    client: Client, plan: Plan, lead: User
) -> None:
    elsewhere = PlanVersionFactory()
    client.force_login(lead)
    page = page_of(client, plan, before=elsewhere.pk)
    assert "There is a problem" in page
    assert "What changed" not in page


def test_plan_versions_of_a_plan_without_any_says_so(client: Client, lead: User) -> None:
    plan = PlanFactory(authority=lead.memberships.get().authority)
    client.force_login(lead)
    assert "No version of this plan has been noted yet." in page_of(client, plan)


def test_plan_versions_is_unknown_to_another_authority(client: Client, plan: Plan) -> None:
    client.force_login(UserFactory(role="theme_lead"))
    address = reverse("improvement:plan_versions", args=[plan.pk])
    assert client.get(address).status_code == 404
