"""Days away, and the deputies who stand in."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Absence, Authority, User
from core.models import AuditEvent
from tests.factories.accounts import AbsenceFactory, AuthorityFactory, MembershipFactory
from tests.factories.improvement import ActionFactory, PlanFactory

ClientOf = Callable[[User], Client]
TODAY = date(2018, 4, 23)
LIST = reverse("accounts:absence_list")
ADD = reverse("accounts:absence_add")
DAYS = {"starts_on": "23 4 2018", "ends_on": "4 5 2018"}


@pytest.fixture(autouse=True)
def _today(settings: Any) -> None:
    settings.TODAY = TODAY


def test_a_person_names_a_deputy(updater: User, theme_lead: User, client_of: ClientOf) -> None:
    page = client_of(updater).post(ADD, {**DAYS, "deputy": theme_lead.pk}, follow=True)
    assert f"{theme_lead} stands in for {updater} from 23 April 2018" in page.content.decode()
    absence = Absence.objects.get()
    assert (absence.user, absence.deputy) == (updater, theme_lead)
    event = AuditEvent.objects.get(kind=AuditEvent.Kind.ABSENCE_CHANGED)
    assert event.details["deputy"] == ["", str(theme_lead)]


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"ends_on": "22 4 2018"}, "The last day cannot be before the first."),
        ({"deputy": ""}, "Choose who stands in."),
        ({"starts_on": ""}, "Enter the first day away."),
    ],
)
def test_an_absence_says_what_is_missing(
    updater: User,
    theme_lead: User,
    client_of: ClientOf,
    changed: dict[str, str],
    message: str,
) -> None:
    page = client_of(updater).post(ADD, {**DAYS, "deputy": theme_lead.pk, **changed})
    assert message in page.content.decode()
    assert not Absence.objects.exists()


def test_days_away_do_not_overlap(
    updater: User, theme_lead: User, authority: Authority, client_of: ClientOf
) -> None:
    AbsenceFactory(user=updater, deputy=theme_lead, authority=authority)
    page = client_of(updater).post(ADD, {**DAYS, "deputy": theme_lead.pk})
    assert "They are away from 23 April 2018 to 4 May 2018 already." in page.content.decode()


def test_a_deputy_works_at_the_same_council(
    updater: User, outsider: User, client_of: ClientOf
) -> None:
    page = client_of(updater).post(ADD, {**DAYS, "deputy": outsider.pk})
    assert page.status_code == 200
    assert not Absence.objects.exists()


def test_only_an_administrator_names_a_deputy_for_another(
    updater: User, theme_lead: User, administrator: User, client_of: ClientOf
) -> None:
    sent = {**DAYS, "user": updater.pk, "deputy": theme_lead.pk}
    client_of(administrator).post(ADD, sent)
    assert Absence.objects.get().user == updater
    Absence.objects.all().delete()
    client_of(theme_lead).post(ADD, {**sent, "deputy": administrator.pk})
    assert Absence.objects.get().user == theme_lead  # what was sent for another is not read


def test_nobody_stands_in_for_themselves(administrator: User, client_of: ClientOf) -> None:
    sent = {**DAYS, "user": administrator.pk, "deputy": administrator.pk}
    assert "Choose another person." in client_of(administrator).post(ADD, sent).content.decode()
    assert not Absence.objects.exists()


def test_an_absence_is_changed_and_removed_by_its_person_and_by_an_administrator(
    updater: User, theme_lead: User, administrator: User, authority: Authority, client_of: ClientOf
) -> None:
    absence = AbsenceFactory(user=updater, deputy=theme_lead, authority=authority)
    edit = reverse("accounts:absence_edit", args=[absence.pk])
    client_of(updater).post(edit, {**DAYS, "ends_on": "11 5 2018", "deputy": theme_lead.pk})
    absence.refresh_from_db()
    assert absence.ends_on == date(2018, 5, 11)
    remove = reverse("accounts:absence_remove", args=[absence.pk])
    assert client_of(administrator).get(remove).status_code == 200
    client_of(administrator).post(remove)
    assert not Absence.objects.exists()
    kinds = AuditEvent.objects.values_list("kind", flat=True)
    assert list(kinds) == [AuditEvent.Kind.ABSENCE_CHANGED] * 2


@pytest.mark.parametrize("name", ["absence_edit", "absence_remove"])
@pytest.mark.parametrize("who", ["theme_lead", "outsider"])
def test_nobody_else_changes_an_absence(
    request: pytest.FixtureRequest,
    updater: User,
    theme_lead: User,
    authority: Authority,
    client_of: ClientOf,
    name: str,
    who: str,
) -> None:
    absence = AbsenceFactory(user=updater, deputy=theme_lead, authority=authority)
    client = client_of(request.getfixturevalue(who))
    address = reverse(f"accounts:{name}", args=[absence.pk])
    assert client.get(address).status_code == 404
    assert client.post(address, DAYS).status_code == 404
    assert Absence.objects.filter(pk=absence.pk).exists()


def test_the_list_shows_ones_own_and_to_an_administrator_all(
    updater: User,
    theme_lead: User,
    administrator: User,
    outsider: User,
    authority: Authority,
    client_of: ClientOf,
) -> None:
    AbsenceFactory(user=updater, deputy=theme_lead, authority=authority)
    for person, shown in [(updater, 1), (theme_lead, 0), (administrator, 1), (outsider, 0)]:
        assert len(client_of(person).get(LIST).context["table"].rows) == shown, person


@pytest.mark.parametrize(
    ("day", "stands_in"),
    [
        (date(2018, 4, 22), False),
        (date(2018, 4, 23), True),
        (date(2018, 5, 4), True),
        (date(2018, 5, 5), False),
    ],
)
def test_a_deputy_stands_in_on_those_days_only(
    settings: Any,
    updater: User,
    theme_lead: User,
    authority: Authority,
    day: date,
    stands_in: bool,
) -> None:
    settings.TODAY = day
    AbsenceFactory(user=updater, deputy=theme_lead, authority=authority)
    assert theme_lead.acts_for(updater.pk, authority.pk) is stands_in
    assert not updater.acts_for(theme_lead.pk, authority.pk)


def test_a_deputy_stands_in_at_that_authority_only(
    updater: User, theme_lead: User, authority: Authority
) -> None:
    there = AuthorityFactory()
    for person in (updater, theme_lead):
        MembershipFactory(user=person, authority=there, role="updater")
    AbsenceFactory(user=updater, deputy=theme_lead, authority=authority)
    assert theme_lead.acts_for(updater.pk, authority.pk)
    assert not theme_lead.acts_for(updater.pk, there.pk)


def test_whoever_left_the_authority_stands_in_no_longer(
    updater: User, theme_lead: User, authority: Authority
) -> None:
    AbsenceFactory(user=updater, deputy=theme_lead, authority=authority)
    theme_lead.memberships.all().delete()
    assert theme_lead.stands_in_for == ()
    assert not theme_lead.acts_for(updater.pk, authority.pk)


def test_acting_for_nobody_is_never_so(updater: User, authority: Authority) -> None:
    assert not updater.acts_for(None, authority.pk)
    assert updater.acts_for(updater.pk, authority.pk)


def test_teams_and_absences_are_read_in_one_query(
    updater: User, authority: Authority, django_assert_num_queries: Any
) -> None:
    AbsenceFactory(deputy=updater, authority=authority)
    assert updater.authorities  # roles are read by themselves
    with django_assert_num_queries(1):
        assert not updater.team_ids
        assert len(updater.stands_in_for) == 1


def test_a_reader_who_stands_in_still_records_nothing(
    updater: User, reader: User, authority: Authority, client_of: ClientOf
) -> None:
    action = ActionFactory(plan=PlanFactory(authority=authority), lead=updater)
    AbsenceFactory(user=updater, deputy=reader, authority=authority)
    address = reverse("improvement:action_update", args=[action.pk])
    assert client_of(reader).get(address).status_code == 403


def test_an_officer_who_stands_in_may_update(
    updater: User, authority: Authority, client_of: ClientOf
) -> None:
    action = ActionFactory(plan=PlanFactory(authority=authority), lead=updater)
    deputy = MembershipFactory(authority=authority, role="updater").user
    address = reverse("improvement:action_update", args=[action.pk])
    assert client_of(deputy).get(address).status_code == 403
    AbsenceFactory(user=updater, deputy=deputy, authority=authority)
    assert client_of(deputy).get(address).status_code == 200
