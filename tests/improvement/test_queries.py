"""How many questions a page asks of the database, beyond what tests/test_pages.py asks of all."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from improvement.models import Plan
from tests.factories.accounts import PartnerFactory, TeamFactory
from tests.factories.improvement import (
    ActionFactory,
    DueDateChangeFactory,
    EvidenceFactory,
    ReportingPeriodFactory,
    RetestFactory,
    ThemeFactory,
    ThemeNarrativeFactory,
    UpdateFactory,
)

FOR_THE_NAVIGATION = 2  # what is urgent, and where the person stands in
AT_MOST = 10 + FOR_THE_NAVIGATION


@pytest.fixture
def fill(plan: Plan, theme_lead: User, officer: User) -> Callable[[int], None]:
    """Fills the plan with so many themes and actions, each with a story."""
    today = timezone.localdate()
    period = ReportingPeriodFactory(
        authority=plan.authority,
        starts_on=today - timedelta(days=30),
        ends_on=today + timedelta(days=30),
    )
    team = TeamFactory(authority=plan.authority)
    team.members.add(theme_lead)

    def fill(number: int) -> None:
        for n in range(number):
            theme = ThemeFactory(plan=plan, lead=theme_lead)
            ThemeNarrativeFactory(
                theme=theme, period=period, state="returned", return_reason="Shorter."
            )
            ThemeFactory(plan=plan, lead=theme_lead)
            late = ActionFactory(
                plan=plan, theme=theme, lead=theme_lead, due_on=today - timedelta(days=n + 1)
            )
            ActionFactory(plan=plan, theme=theme, team=team, due_on=today + timedelta(days=n % 9))
            UpdateFactory(action=late, recorded_by=officer)
            DueDateChangeFactory(action=late, requested_by=officer)
            EvidenceFactory(action=late, added_by=officer)

    return fill


def asked(client: Client, address: str) -> int:
    """The number of queries of a page."""
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = client.get(address)
        if response.streaming:
            list(response.streaming_content)
    assert response.status_code == 200
    return len(queries)


@pytest.mark.parametrize("query", ["show=awaiting&lead=mine&sort=-due_on&page=2", "export=csv"])
def test_action_list_asks_the_same_however_it_is_narrowed_or_taken_out(
    client: Client, theme_lead: User, fill: Callable[[int], None], query: str
) -> None:
    client.force_login(theme_lead)
    address = f"{reverse('improvement:action_list')}?{query}"
    fill(5)
    few = asked(client, address)
    fill(45)
    assert asked(client, address) == few
    assert few <= AT_MOST


def test_my_work_asks_little_for_whoever_neither_decides_nor_writes(
    client: Client, officer: User, fill: Callable[[int], None]
) -> None:
    fill(5)
    client.force_login(officer)
    assert asked(client, reverse("improvement:my_work")) <= AT_MOST


def test_action_detail_asks_the_same_for_a_long_story(
    client: Client, theme_lead: User, officer: User, plan: Plan
) -> None:
    client.force_login(theme_lead)
    action = ActionFactory(plan=plan)

    def tell(number: int) -> None:
        for n in range(number):
            UpdateFactory(action=action, effective_on=date(2018, 1, 1) + timedelta(days=n))
            EvidenceFactory(action=action)
            RetestFactory(action=action)
            DueDateChangeFactory(action=action, approved=True)
            action.partners.add(PartnerFactory(authority=plan.authority))

    tell(2)
    few = asked(client, action.get_absolute_url())
    then = asked(client, f"{action.get_absolute_url()}?as_at=2018-01-05")
    tell(20)
    assert asked(client, action.get_absolute_url()) == few
    assert asked(client, f"{action.get_absolute_url()}?as_at=2018-01-05") == then


def test_narrative_edit_asks_the_same_for_many_updates(
    client: Client, theme_lead: User, plan: Plan
) -> None:
    client.force_login(theme_lead)
    narrative = ThemeNarrativeFactory(theme__plan=plan)
    action = ActionFactory(plan=plan, theme=narrative.theme)
    UpdateFactory(action=action)
    few = asked(client, narrative.get_absolute_url())
    for _ in range(20):
        UpdateFactory(action=ActionFactory(plan=plan, theme=narrative.theme))
    assert asked(client, narrative.get_absolute_url()) == few
