"""Pages about people and roles."""

from collections.abc import Callable

from django.test import Client

from accounts.models import Authority, User
from tests.factories.accounts import MembershipFactory, TeamFactory

ClientOf = Callable[[User], Client]


def test_role_list_says_what_each_role_may_do(reader: User, client_of: ClientOf) -> None:
    page = client_of(reader).get("/people/roles/")
    assert page.status_code == 200
    row = page.text.partition("Accept a narrative or return it with a reason")[2]
    cells = row.partition("</tr>")[0]
    assert cells.count("Yes") == 1
    assert cells.count("No<") == 8


def test_role_list_names_people_to_administrators_only(
    reader: User, administrator: User, client_of: ClientOf
) -> None:
    MembershipFactory(user__name="Somebody of elsewhere")
    MembershipFactory(
        user__name="Somebody who left",
        user__is_active=False,
        authority=administrator.authorities[0],
    )
    assert "Who holds them" not in client_of(reader).get("/people/roles/").text
    page = client_of(administrator).get("/people/roles/").text
    assert reader.name in page
    assert "Somebody of elsewhere" not in page
    assert "Somebody who left" not in page


def test_role_list_turns_its_pages(
    administrator: User, authority: Authority, client_of: ClientOf
) -> None:
    for number in range(51):
        MembershipFactory(authority=authority, role="reader", user__name=f"Zoë {number:02}")
    client = client_of(administrator)
    assert "Zoë 50" not in client.get("/people/roles/").text
    assert "Zoë 50" in client.get("/people/roles/?page=2").text


def test_profile_tells_what_is_known_of_the_person(
    updater: User, authority: Authority, client_of: ClientOf
) -> None:
    TeamFactory(authority=authority, name="Duty and Assessment").members.add(updater)
    page = client_of(updater).get("/people/profile/").text
    assert updater.email in page
    assert "Officer, London Borough of Barnet" in page
    assert "Duty and Assessment" in page
    assert "Turn on two-step sign-in" in page


def test_profile_offers_a_first_password_to_whoever_has_none(
    updater: User, client_of: ClientOf
) -> None:
    updater.set_unusable_password()
    updater.save()
    assert "Set a password" in client_of(updater).get("/people/profile/").text
    updater.set_password("a long enough secret")
    updater.save()
    assert "Change your password" in client_of(updater).get("/people/profile/").text
