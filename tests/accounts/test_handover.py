"""Handing over all of a leaver's work in one step."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts.handover import HANDOVERS, held_by
from accounts.models import Authority, User
from accounts.services import hand_over
from core.models import AuditEvent
from improvement.models import Action
from tests.factories.accounts import MembershipFactory
from tests.factories.committee import (
    BodyFactory,
    MeetingFactory,
    PromiseFactory,
    ReportClearanceFactory,
    ReportFactory,
    ReportSectionFactory,
    ScrutinyRecommendationFactory,
    house_style_of,
)
from tests.factories.improvement import (
    ActionFactory,
    PlanFactory,
    ReportingPeriodFactory,
    RiskFactory,
    ThemeFactory,
)
from tests.factories.performance import IndicatorFactory

ClientOf = Callable[[User], Client]


@pytest.fixture
def work(authority: Authority, updater: User) -> dict[str, Any]:
    """Two open actions, one that is done, and one thing of every other kind."""
    plan = PlanFactory(authority=authority)
    body = BodyFactory(authority=authority)
    report = ReportFactory(
        meeting=MeetingFactory(body=body),
        plan=plan,
        period=ReportingPeriodFactory(authority=authority),
    )
    style = house_style_of(authority)
    section, clearance = style.sections.first(), style.clearances.first()
    section.owner = clearance.clearer = updater
    section.save()
    clearance.save()
    return {
        "actions": [ActionFactory(plan=plan, lead=updater) for _ in range(2)],
        "done": ActionFactory(plan=plan, lead=updater, complete=True),
        "theme": ThemeFactory(plan=plan, lead=updater),
        "risk": RiskFactory(plan=plan, owner=updater),
        "indicator": IndicatorFactory(authority=authority, owner=updater),
        "section": ReportSectionFactory(report=report, owner=updater),
        "clearance": ReportClearanceFactory(report=report, clearer=updater),
        "style section": section,
        "style clearance": clearance,
        "promise": PromiseFactory(item__meeting__body=body, owner=updater),
        "scrutiny": ScrutinyRecommendationFactory(body=body, owner=updater),
    }


def address(person: User) -> str:
    return reverse("accounts:handover", args=[person.pk])


def test_a_page_shows_what_there_is_and_hands_it_over(
    work: dict[str, Any],
    updater: User,
    theme_lead: User,
    administrator: User,
    authority: Authority,
    client_of: ClientOf,
) -> None:
    client = client_of(administrator)
    shown = {each.name: each.count for each in client.get(address(updater)).context["held"]}
    assert shown == {each.name: 1 for each in HANDOVERS} | {"Open actions that they lead": 2}
    page = client.post(address(updater), {"to": theme_lead.pk}, follow=True).content.decode()
    assert f"{sum(shown.values())} things have gone from {updater} to {theme_lead}." in page
    assert held_by(updater, [authority]) == []
    held = {each.name: each.count for each in held_by(theme_lead, [authority])}
    assert held == shown
    work["done"].refresh_from_db()
    assert work["done"].lead == updater  # what is done keeps its name
    event = AuditEvent.objects.get(kind=AuditEvent.Kind.HANDED_OVER)
    assert event.subject == str(updater)
    assert event.details == {"to": str(theme_lead), **shown}


def test_what_changed_hands_is_in_its_history_and_told_to_whoever_has_it_open(
    work: dict[str, Any], updater: User, theme_lead: User, administrator: User, authority: Authority
) -> None:
    action = work["actions"][0]
    hand_over(person=updater, to=theme_lead, authorities=[authority], by=administrator)
    stored = Action.objects.get(pk=action.pk)
    assert stored.revision == action.revision + 1
    last = stored.history.first()
    assert (last.lead_id, last.history_user) == (theme_lead.pk, administrator)


def test_work_goes_to_somebody_who_works_there_and_may_sign_in(
    work: dict[str, Any],
    updater: User,
    theme_lead: User,
    outsider: User,
    administrator: User,
    authority: Authority,
    client_of: ClientOf,
) -> None:
    theme_lead.is_active = False
    theme_lead.save()
    client = client_of(administrator)
    for wrong in (outsider, theme_lead, updater, ""):
        sent = {"to": getattr(wrong, "pk", "")}
        assert client.post(address(updater), sent).status_code == 200
    for wrong in (outsider, theme_lead, updater):
        with pytest.raises(ValidationError):
            hand_over(person=updater, to=wrong, authorities=[authority], by=administrator)
    assert work["theme"].history.count() == 1
    assert not AuditEvent.objects.filter(kind=AuditEvent.Kind.HANDED_OVER).exists()


def test_only_an_administrator_of_the_authority_hands_over(
    work: dict[str, Any], updater: User, theme_lead: User, outsider: User, client_of: ClientOf
) -> None:
    sent = {"to": theme_lead.pk}
    assert client_of(theme_lead).get(address(updater)).status_code == 403
    assert client_of(theme_lead).post(address(updater), sent).status_code == 403
    assert client_of(outsider).get(address(updater)).status_code == 404
    assert client_of(outsider).post(address(updater), sent).status_code == 404


def test_work_at_another_authority_stays(
    updater: User, theme_lead: User, administrator: User, client_of: ClientOf
) -> None:
    there = MembershipFactory(user=updater, role="updater").authority
    action = ActionFactory(plan=PlanFactory(authority=there), lead=updater)
    client = client_of(administrator)
    page = client.get(address(updater))
    assert "has no open work to hand over" in page.content.decode()
    client.post(address(updater), {"to": theme_lead.pk})
    action.refresh_from_db()
    assert action.lead == updater
