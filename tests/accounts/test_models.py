"""People and their names."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from accounts.models import Authority, User
from tests.factories.accounts import MembershipFactory, PartnerFactory, TeamFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_a_person_is_known_by_name_or_else_by_address() -> None:
    assert str(User(email="a@example.org", name="Head of Assessment")) == "Head of Assessment"
    assert str(User(email="a@example.org")) == "a@example.org"


def test_a_person_is_found_by_address_however_it_is_written() -> None:
    person = User.objects.create_user("Head@Barnet.Example", name="Head")
    assert person.email == "head@barnet.example"
    assert User.objects.get_by_natural_key("HEAD@barnet.example") == person
    assert not person.has_usable_password()


def test_two_people_never_share_an_address() -> None:
    UserFactory(email="head@barnet.example")
    with pytest.raises(IntegrityError):
        UserFactory(email="Head@Barnet.example")


def test_a_person_needs_an_address() -> None:
    with pytest.raises(ValueError, match="e-mail"):
        User.objects.create_user("")


def test_an_operator_may_enter_the_administration() -> None:
    assert User.objects.create_superuser("op@example.org", "a long enough secret").is_staff


def test_records_name_themselves(authority: Authority) -> None:
    held = MembershipFactory(user__name="Head", authority=authority, role="clerk")
    assert str(held) == "Head, Clerk, Barnet"
    assert str(authority) == "London Borough of Barnet"
    assert str(TeamFactory(name="Front door")) == "Front door"
    assert str(PartnerFactory(name="Police")) == "Police"


def test_a_role_is_held_once(authority: Authority) -> None:
    held = MembershipFactory(authority=authority)
    again = type(held)(user=held.user, authority=authority, role=held.role)
    with pytest.raises(ValidationError, match="holds this role already"):
        again.full_clean()


def test_teams_of_two_councils_may_share_a_name(authority: Authority) -> None:
    TeamFactory(authority=authority, name="Front door")
    TeamFactory(name="Front door").full_clean()
    with pytest.raises(ValidationError, match="a team with this name"):
        type(TeamFactory())(authority=authority, name="Front door").full_clean()


def test_teams_of_a_person_are_read_once(django_assert_num_queries) -> None:
    person = UserFactory()
    team = TeamFactory()
    team.members.add(person)
    with django_assert_num_queries(1):
        assert person.team_ids == {team.pk}
        assert person.team_ids
