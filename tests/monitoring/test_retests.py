"""What a re-test of an action rests on: an audit round, an indicator or a finding."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import Authority, User
from core.models import AuditEvent
from improvement.models import Retest
from monitoring.models import RetestBasis
from monitoring.services import retests as services
from tests.factories.improvement import ActionFactory, PlanFactory, RetestFactory
from tests.factories.monitoring import AuditRoundFactory, FindingFactory, VisitFactory
from tests.factories.performance import IndicatorFactory

ClientOf = Callable[[User], Client]


@pytest.fixture
def retest(authority: Authority) -> Retest:
    """A look by audit at whether a complete action has held."""
    plan = PlanFactory(authority=authority)
    return RetestFactory(action=ActionFactory(plan=plan, complete=True))


def page(retest: Retest) -> str:
    """Where it is said what a re-test rests on."""
    return reverse("monitoring:retest_basis", args=[retest.pk])


def test_retest_basis_names_an_audit_round_and_the_action_shows_it(
    retest: Retest, authority: Authority, theme_lead: User, client_of: ClientOf
) -> None:
    audits = AuditRoundFactory(authority=authority, name="Supervision audit")
    AuditRoundFactory(name="Audit of another council")
    client = client_of(theme_lead)
    assert page(retest) in client.get(retest.action.get_absolute_url()).content.decode()
    offered = client.get(page(retest)).content.decode()
    assert "Supervision audit" in offered
    assert "Audit of another council" not in offered
    assert "Choose an answer" in client.post(page(retest), {"named": ""}).content.decode()
    shown = client.post(page(retest), {"named": audits.pk}, follow=True).content.decode()
    assert "Supervision audit" in shown
    assert audits.get_absolute_url() in shown
    event = AuditEvent.objects.get(kind=AuditEvent.Kind.RETEST_RECORDED)
    assert event.details["rests_on"] == ["", f"audit round {audits.pk}"]


def test_what_is_named_later_takes_the_place_of_what_was_named(
    retest: Retest, authority: Authority, theme_lead: User
) -> None:
    for named in (
        AuditRoundFactory(authority=authority),
        FindingFactory(authority=authority, visit__authority=authority),
        IndicatorFactory(authority=authority),
    ):
        services.name_basis(retest=retest, by=theme_lead, named=named)
        assert RetestBasis.objects.get(retest=retest).named == named


def test_nothing_of_another_authority_can_be_named(retest: Retest, theme_lead: User) -> None:
    with pytest.raises(ValidationError, match="Choose one of this authority"):
        services.name_basis(retest=retest, by=theme_lead, named=IndicatorFactory())
    assert not RetestBasis.objects.exists()


@pytest.mark.parametrize("kind", Retest.Kind.values)
def test_retest_basis_offers_what_fits_how_it_was_looked_at(
    retest: Retest, authority: Authority, theme_lead: User, client_of: ClientOf, kind: str
) -> None:
    Retest.objects.update(kind=kind)
    fitting = {
        "audit": AuditRoundFactory(authority=authority),
        "indicator": IndicatorFactory(authority=authority),
        "visit": FindingFactory(authority=authority, visit__authority=authority),
    }
    offered = client_of(theme_lead).get(page(retest)).context["form"].fields["named"].queryset
    assert list(offered) == [fitting[kind]]


def test_a_finding_of_an_unpublished_letter_is_not_named_to_a_reader(
    retest: Retest, authority: Authority, theme_lead: User, reader: User, client_of: ClientOf
) -> None:
    visit = VisitFactory(authority=authority, letter_status="pre_publication", published_on=None)
    finding = FindingFactory(authority=authority, visit=visit)
    services.name_basis(retest=retest, by=theme_lead, named=finding)
    action = retest.action.get_absolute_url()
    assert finding.get_absolute_url() in client_of(theme_lead).get(action).content.decode()
    assert finding.reference not in client_of(reader).get(action).content.decode()


def test_retest_basis_is_for_reviewers_of_evidence(
    retest: Retest, reader: User, outsider: User, client_of: ClientOf
) -> None:
    assert client_of(reader).get(page(retest)).status_code == 403
    assert client_of(outsider).post(page(retest), {"named": 1}).status_code == 404
