"""Joiners and leavers, taken in from a list."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import Authority, User
from core.models import AuditEvent
from tests.factories.accounts import MembershipFactory, TeamFactory, UserFactory

ClientOf = Callable[[User], Client]
PAGE = reverse("accounts:people_bring_in")
HEAD = "Name,E-mail,Post,Roles,Teams,Leaves on\n"


@pytest.fixture(autouse=True)
def _today(settings: Any) -> None:
    settings.TODAY = date(2018, 4, 23)


@pytest.fixture
def client(administrator: User, client_of: ClientOf) -> Client:
    return client_of(administrator)


def sent(client: Client, authority: Authority, rows: str, head: str = HEAD) -> Any:
    """Send a list to be looked at."""
    file = io.BytesIO((head + rows).encode())
    file.name = "people.csv"
    return client.post(PAGE, {"authority": authority.pk, "file": file})


def take_in(client: Client, authority: Authority, rows: str) -> Any:
    """Look at a list, then take it in."""
    preview = sent(client, authority, rows)
    assert preview.context["problems"] == 0, preview.context["lines"]
    return client.post(PAGE, {"read": preview.context["read"]}, follow=True)


def test_whoever_joins_gets_roles_teams_and_a_link(client: Client, authority: Authority) -> None:
    team = TeamFactory(authority=authority, name="Duty team")
    row = "Ada New,Ada@Council.example,Head of Duty,Officer; theme lead,duty TEAM,\n"
    preview = sent(client, authority, row)
    assert not User.objects.filter(email="ada@council.example").exists()
    page = client.post(PAGE, {"read": preview.context["read"]}, follow=True).content.decode()
    assert "Joins: 1" in page
    ada = User.objects.get(email="ada@council.example")
    assert (ada.name, ada.post, ada.is_active) == ("Ada New", "Head of Duty", True)
    assert not ada.has_usable_password()
    assert sorted(held.role for held in ada.roles_held) == ["theme_lead", "updater"]
    assert list(ada.teams.all()) == [team]
    assert [one.to for one in mail.outbox] == [["ada@council.example"]]
    event = AuditEvent.objects.get(kind=AuditEvent.Kind.PEOPLE_CHANGED)
    assert event.details["roles"] == ["", "Officer, Theme lead"]


def test_whoever_leaves_may_no_longer_sign_in(
    client: Client, authority: Authority, updater: User
) -> None:
    page = sent(client, authority, f",{updater.email},,,,22/4/2018\n")
    assert reverse("accounts:handover", args=[updater.pk]) in page.content.decode()
    take_in(client, authority, f",{updater.email},,,,22/4/2018\n")
    updater.refresh_from_db()
    assert not updater.is_active
    assert updater.memberships.exists()  # so that their work can be handed over
    event = AuditEvent.objects.get(kind=AuditEvent.Kind.PEOPLE_CHANGED)
    assert event.details == {"may sign in": ["yes", "no"]}
    take_in(client, authority, f",{updater.email},,,,\n")  # they come back
    updater.refresh_from_db()
    assert updater.is_active


def test_whoever_leaves_later_stays_until_then(
    client: Client, authority: Authority, updater: User
) -> None:
    page = take_in(client, authority, f",{updater.email},,,,24 April 2018\n").content.decode()
    assert "Leaves later: 1" in page
    updater.refresh_from_db()
    assert updater.is_active
    assert not AuditEvent.objects.filter(kind=AuditEvent.Kind.PEOPLE_CHANGED).exists()


def test_who_works_here_gets_the_post_roles_and_teams_of_the_list(
    client: Client, authority: Authority, updater: User
) -> None:
    TeamFactory(authority=authority, name="Duty team").members.add(updater)
    take_in(client, authority, f"{updater.name},{updater.email},Head,Reader,,\n")
    changed = User.objects.get(pk=updater.pk)
    assert changed.post == "Head"
    assert [held.role for held in changed.roles_held] == ["reader"]
    assert changed.team_ids  # an empty cell changes nothing
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("Ada,ada,,Officer,,", "Enter an e-mail address"),
        (",ada@a.example,,Officer,,", "Enter the name of whoever joins."),
        ("Ada,ada@a.example,,,,", "Enter at least one role"),
        ("Ada,ada@a.example,,Chief,,", "There is no role “Chief”."),
        ("Ada,ada@a.example,,Officer,Nowhere,", "There is no team “Nowhere”."),
        ("Ada,ada@a.example,,Officer,,soon", "Enter the day they leave as a date"),
        ("Ada,ada@a.example,,Officer,,22/4/2018", "so nobody can leave"),
        ("A" * 201 + ",ada@a.example,,Officer,,", "Shorten the name to 200 characters."),
    ],
)
def test_a_row_says_why_it_cannot_be_taken_in_and_nothing_is(
    client: Client, authority: Authority, updater: User, row: str, problem: str
) -> None:
    page = sent(client, authority, f",{updater.email},Head,,,\n{row}\n")
    assert problem in page.content.decode()
    assert page.context["problems"] == 1
    read = page.context["read"]
    again = client.post(PAGE, {"read": read})  # though the button is not there
    assert again.context["problems"] == 1
    updater.refresh_from_db()
    assert updater.post != "Head"
    assert not User.objects.filter(email="ada@a.example").exists()


def test_an_address_stands_in_a_list_once(client: Client, authority: Authority) -> None:
    page = sent(client, authority, "A,a@a.example,,Reader,,\nB,A@a.example,,Reader,,\n")
    assert page.context["problems"] == 2


def test_people_of_other_authorities_are_never_changed(
    client: Client, authority: Authority, outsider: User
) -> None:
    both = MembershipFactory(authority=authority, user=UserFactory(), role="updater").user
    MembershipFactory(user=both, role="updater")
    operator = MembershipFactory(
        authority=authority, user=UserFactory(is_superuser=True), role="updater"
    ).user
    for person in (outsider, both, operator):
        page = sent(client, authority, f"Other,{person.email},Other,Reader,,1/4/2018\n")
        assert page.context["problems"] == 1
        client.post(PAGE, {"read": page.context["read"]})
        stored = User.objects.get(pk=person.pk)
        assert (stored.name, stored.is_active) == (person.name, True)
        assert stored.memberships.count() == person.memberships.count()


def test_an_administrator_neither_leaves_nor_loses_their_role_by_their_own_list(
    client: Client, authority: Authority, administrator: User
) -> None:
    for row in (f",{administrator.email},,,,1/4/2018\n", f",{administrator.email},,Reader,,\n"):
        assert sent(client, authority, row).context["problems"] == 1


def test_a_list_of_another_authority_is_refused(client: Client, outsider: User) -> None:
    there = outsider.authorities[0]
    page = sent(client, there, "Ada,ada@a.example,,Officer,,\n")
    assert page.context["form"].errors["authority"]


def test_what_was_read_cannot_be_changed_on_its_way(
    client: Client, authority: Authority, outsider: User, client_of: ClientOf
) -> None:
    read = sent(client, authority, "Ada,ada@a.example,,Officer,,\n").context["read"]
    page = client.post(PAGE, {"read": read + "x"}, follow=True)
    assert "Choose the file again" in page.content.decode()
    assert client_of(outsider).post(PAGE, {"read": read}).status_code == 404
    assert not User.objects.filter(email="ada@a.example").exists()


@pytest.mark.parametrize(
    ("head", "rows", "problem"),
    [
        ("Name,Post\n", "Ada,Head\n", "There is no column E-mail, Roles, Teams, Leaves on."),
        (HEAD, "", "There is no row below the headings."),
        (HEAD, "Ada,a@a.example,,Officer,,\n" * 1_002, "1,001"),
    ],
)
def test_a_list_that_cannot_be_read_says_why(
    client: Client, authority: Authority, head: str, rows: str, problem: str
) -> None:
    page = sent(client, authority, rows, head)
    assert problem in page.content.decode()


def test_a_list_is_needed(client: Client, authority: Authority) -> None:
    page = client.post(PAGE, {"authority": authority.pk})
    assert "Choose a file." in page.content.decode()


@pytest.mark.parametrize("name", ["people_bring_in", "people_template", "person_list"])
def test_only_administrators_keep_people(
    theme_lead: User, client_of: ClientOf, client: Client, name: str
) -> None:
    address = reverse(f"accounts:{name}")
    assert client_of(theme_lead).get(address).status_code == 403
    assert client.get(address).status_code == 200


def test_the_template_has_the_headings_that_are_read(client: Client) -> None:
    page = client.get(reverse("accounts:people_template"))
    assert b"".join(page.streaming_content).decode().lstrip("\ufeff").strip() == HEAD.strip()


def test_the_list_of_people_shows_those_of_ones_authority(
    client: Client, updater: User, outsider: User
) -> None:
    page = client.get(reverse("accounts:person_list")).content.decode()
    assert updater.email in page
    assert outsider.email not in page


def test_the_list_of_people_is_narrowed_by_words_and_by_who_has_left(
    client: Client, authority: Authority
) -> None:
    here = {"role": "reader", "role__authority": authority}
    UserFactory(name="Ann Lee", email="al@barnet.example", post="Head of Assessment", **here)
    UserFactory(name="Bo Lee", email="bl@barnet.example", is_active=False, **here)

    def listed(**asked: str) -> set[str]:
        table = client.get(reverse("accounts:person_list"), asked).context["table"]
        return {person.name for person in table.records} & {"Ann Lee", "Bo Lee"}

    assert listed() == {"Ann Lee", "Bo Lee"}
    assert listed(q="lee assessment") == {"Ann Lee"}
    assert listed(q="bl@") == {"Bo Lee"}
    assert listed(q="lee", is_active="False") == {"Bo Lee"}
    assert listed(is_active="True") == {"Ann Lee"}
    page = client.get(reverse("accounts:person_list"), {"q": "nobody at all"}).text
    assert "Nobody is called so." in page
