"""Reviews of the whole plan, and the register of risks to it."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from core.models import AuditEvent
from core.revisions import Stale
from improvement.forms.reviews import RiskForm
from improvement.models import Plan, PlanReview, Risk
from improvement.services.reviews import record_review
from improvement.services.risks import add_risk, change_risk, close_risk
from improvement.views.reviews import matrix
from improvement.vocabulary import RiskLevel
from tests.factories.improvement import ActionFactory, PlanReviewFactory, RiskFactory
from tests.improvement.conftest import MakeAction

TODAY = date(2018, 4, 20)
NOON = datetime(2018, 4, 20, 12, tzinfo=UTC)
REVIEW = {
    "reviewed_on": date(2018, 4, 16),
    "reviewer": "The improvement board",
    "verdict": "some_concern",
    "words": "Recruitment is slow.",
    "next_review_on": date(2018, 7, 16),
    "recorded_at": NOON,
}
RISK = {
    "title": "Posts stay empty",
    "likelihood_before": 4,
    "impact_before": 5,
    "likelihood": 3,
    "impact": 3,
    "mitigation": "A campaign runs.",
    "raised_on": date(2018, 1, 15),
    "reviewed_on": date(2018, 4, 16),
}


@pytest.fixture(autouse=True)
def _today(settings: Any) -> None:
    settings.TODAY = TODAY


def at(name: str, record: Any) -> str:
    """The address of a page about a plan or a risk."""
    return reverse(f"improvement:{name}", args=[record.pk])


# --- reviews ------------------------------------------------------------------------------------


def test_a_review_is_kept_with_its_next_day(plan: Plan, theme_lead: User) -> None:
    review = record_review(plan=plan, by=theme_lead, **REVIEW)
    assert plan.reviews.get() == review
    assert AuditEvent.objects.get().kind == AuditEvent.Kind.PLAN_REVIEWED


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"reviewed_on": date(2018, 4, 21)}, "reviewed_on"),
        ({"reviewed_on": date(2017, 10, 31)}, "reviewed_on"),
        ({"next_review_on": date(2018, 4, 16)}, "next_review_on"),
        ({"verdict": "splendid"}, "verdict"),
        ({"words": " "}, "words"),
        ({"reviewer": ""}, "reviewer"),
    ],
)
def test_review_refusals(plan: Plan, theme_lead: User, given: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        record_review(plan=plan, by=theme_lead, **(REVIEW | given))
    assert field in caught.value.message_dict
    assert not PlanReview.objects.exists()


def test_plan_review_add_keeps_what_was_typed_and_shows_the_next_day_on_the_plan(
    plan: Plan, theme_lead: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(theme_lead)
    typed = {
        "reviewed_on": "16 4 2018",
        "reviewer": "The board",
        "verdict": "on_course",
        "words": "<b>Good.</b>",
        "decisions": "",
        "next_review_on": "1 4 2018",
    }
    refused = client.post(at("plan_review_add", plan), typed).content.decode()
    assert "Choose a day after this review." in refused
    assert "&lt;b&gt;Good.&lt;/b&gt;" in refused
    shown = client.post(
        at("plan_review_add", plan), {**typed, "next_review_on": "16 7 2018"}, follow=True
    ).content.decode()
    assert "On course" in shown
    assert "&lt;b&gt;Good.&lt;/b&gt;" in shown
    assert "16 July 2018" in client.get(plan.get_absolute_url()).content.decode()


def test_plan_review_list_says_when_there_is_none(
    plan: Plan, reader: User, client_of: Callable[[User], Client]
) -> None:
    client = client_of(reader)
    address = at("plan_review_list", plan)
    assert "Nobody has recorded a review" in client.get(address).content.decode()
    PlanReviewFactory(plan=plan)
    shown = client.get(address).content.decode()
    assert "The improvement board" in shown
    assert "Record a review" not in shown
    assert client.get(at("plan_review_add", plan)).status_code == 403


# --- risks --------------------------------------------------------------------------------------


def test_risks_are_numbered_in_their_plan(
    plan: Plan, theme_lead: User, make_action: MakeAction
) -> None:
    action = make_action()
    first = add_risk(plan=plan, by=theme_lead, actions=[action], **RISK)
    second = add_risk(plan=plan, by=theme_lead, **RISK)
    assert (first.number, second.number) == (1, 2)
    assert list(first.actions.all()) == [action]
    assert (first.score_before, first.score) == (20, 9)
    assert (first.level_before, first.level) == (RiskLevel.VERY_HIGH, RiskLevel.MEDIUM)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"likelihood": 6}, "likelihood"),
        ({"impact_before": 0}, "impact_before"),
        ({"title": ""}, "title"),
        ({"reviewed_on": date(2018, 1, 14)}, "reviewed_on"),
    ],
)
def test_risk_refusals(plan: Plan, theme_lead: User, given: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        add_risk(plan=plan, by=theme_lead, **(RISK | given))
    assert field in caught.value.message_dict
    assert not Risk.objects.exists()


def test_nothing_of_another_plan_or_council_is_in_a_risk(
    plan: Plan, theme_lead: User, outsider: User
) -> None:
    with pytest.raises(ValidationError, match="actions of this plan"):
        add_risk(plan=plan, by=theme_lead, actions=[ActionFactory()], **RISK)
    with pytest.raises(ValidationError, match="person of this authority"):
        add_risk(plan=plan, by=theme_lead, owner=outsider, **RISK)


def test_two_people_changing_one_risk_are_told(plan: Plan, theme_lead: User) -> None:
    risk = add_risk(plan=plan, by=theme_lead, **RISK)
    changed = change_risk(risk=risk, by=theme_lead, revision=1, **(RISK | {"likelihood": 1}))
    assert (changed.score, changed.revision) == (3, 2)
    with pytest.raises(Stale):
        change_risk(risk=risk, by=theme_lead, revision=1, **RISK)
    event = AuditEvent.objects.filter(kind=AuditEvent.Kind.RISK_CHANGED).first()
    assert event.details["changes"] == {"likelihood": ["3", "1"]}


def test_a_closed_risk_stays_as_it_is(plan: Plan, theme_lead: User) -> None:
    risk = add_risk(plan=plan, by=theme_lead, **RISK)
    fields = {"risk": risk, "by": theme_lead, "closed_on": TODAY}
    with pytest.raises(ValidationError, match="Say why"):
        close_risk(**fields, revision=1, reason=" ")
    close_risk(**fields, revision=1, reason="All posts are filled.")
    with pytest.raises(ValidationError, match="closed"):
        change_risk(risk=risk, by=theme_lead, revision=2, **RISK)
    with pytest.raises(ValidationError, match="closed"):
        close_risk(**fields, revision=2, reason="Again.")
    assert not Risk.objects.open().exists()


@given(st.integers(1, 25))
def test_a_higher_score_is_never_a_lower_level(score: int) -> None:
    levels = list(RiskLevel)
    assert levels.index(RiskLevel.of(score)) >= levels.index(RiskLevel.of(max(score - 1, 1)))


def test_the_matrix_holds_each_risk_once(plan: Plan) -> None:
    risks = [RiskFactory(plan=plan, likelihood=n, impact=m) for n in (1, 5) for m in range(1, 6)]
    cells = [(number, cell) for number, _, row in matrix(risks) for cell in row]
    assert len(cells) == 25
    assert sorted(r.pk for _, (_, found) in cells for r in found) == sorted(r.pk for r in risks)
    assert all(r.likelihood == number for number, (_, found) in cells for r in found)


def test_risk_add_edit_and_close(
    plan: Plan, theme_lead: User, make_action: MakeAction, client_of: Callable[[User], Client]
) -> None:
    make_action(reference="5b(ii)", title="Train all managers")
    client = client_of(theme_lead)
    typed = {
        **RISK,
        "cause": "",
        "effect": "",
        "owner": theme_lead.pk,
        "raised_on": "15 1 2018",
        "reviewed_on": "16 4 2018",
        "references": "5B(ii), 9z",
    }
    refused = client.post(at("risk_add", plan), typed).content.decode()
    assert "No action of this plan has the reference 9z." in refused
    typed["references"] = "5B(ii)"
    shown = client.post(at("risk_add", plan), typed, follow=True).content.decode()
    risk = Risk.objects.get()
    assert "R1 Posts stay empty" in shown
    assert "Train all managers" in shown
    assert "Very high" in shown
    edit = client.get(at("risk_edit", risk)).content.decode()
    assert "5b(ii)" in edit
    stale = client.post(at("risk_edit", risk), {**typed, "revision": 0}).content.decode()
    assert "Somebody saved this" in stale
    client.post(at("risk_edit", risk), {**typed, "likelihood": 1, "revision": 1})
    listed = client.get(at("risk_list", plan)).content.decode()
    assert "R1" in listed
    assert "Almost certain".lower() in listed
    closing = {"closed_on": "20 4 2018", "reason": "All filled.", "revision": 2}
    assert (
        "All filled." in client.post(at("risk_close", risk), closing, follow=True).content.decode()
    )
    assert client.get(at("risk_edit", risk)).status_code == 403
    assert "R1" not in client.get(at("risk_list", plan), {"show": "open"}).content.decode()
    assert "R1" in client.get(at("risk_list", plan), {"show": "closed"}).content.decode()


def test_risk_detail_is_read_and_not_changed_by_readers(
    plan: Plan, reader: User, outsider: User, client_of: Callable[[User], Client]
) -> None:
    risk = RiskFactory(plan=plan)
    shown = client_of(reader).get(at("risk_detail", risk)).content.decode()
    assert risk.title in shown
    assert "Change this risk" not in shown
    for name in ("risk_edit", "risk_close"):
        assert client_of(reader).get(at(name, risk)).status_code == 403
    assert client_of(outsider).get(at("risk_detail", risk)).status_code == 404


def test_the_actions_that_mitigate_a_risk_are_found_in_one_question(
    plan: Plan, make_action: MakeAction, django_assert_num_queries: Any
) -> None:
    wanted = [make_action(reference=reference) for reference in ("1a", "5b(ii)", "7")]
    form = RiskForm(instance=Risk(plan=plan))
    form.cleaned_data = {"references": "5B(ii), 1a"}
    with django_assert_num_queries(1):
        assert form.clean_references() == [wanted[1], wanted[0]]
