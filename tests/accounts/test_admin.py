"""Administration: an administrator keeps their own authority, and cannot reach another."""

from collections.abc import Callable
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib import admin
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import Authority, Membership, Team, User
from committee.models import Publication
from core.models import AuditEvent
from improvement.models import Action, Evidence, Theme
from tests.factories.accounts import (
    AuthorityFactory,
    MembershipFactory,
    PartnerFactory,
    TeamFactory,
    UserFactory,
)
from tests.factories.core import AuditEventFactory
from tests.factories.improvement import ThemeFactory

ClientOf = Callable[[User], Client]
ELSEWHERE = "Essex County Council"


@pytest.fixture
def office(administrator: User, client_of: ClientOf) -> Client:
    """The administrator's browser."""
    return client_of(administrator)


@pytest.fixture
def elsewhere(db: None) -> Authority:
    """Another council with a person, a team, a partner and a theme."""
    council = AuthorityFactory(name=ELSEWHERE, short_name="Essex", slug="essex")
    MembershipFactory(authority=council, user__name="Of Essex", user__email="e@essex.example")
    TeamFactory(authority=council, name="Essex team")
    PartnerFactory(authority=council, name="Essex police")
    ThemeFactory(plan__authority=council, plan__name="Essex plan", title="Essex theme")
    return council


def page_of(record: Any, verb: str = "change") -> str:
    meta = record._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{verb}", args=[record.pk])


def list_of(model: Any, verb: str = "changelist") -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{verb}")


def own_admins() -> list[Any]:
    """The models that administrators keep."""
    ours = {"accounts", "improvement", "committee"}
    return [model for model in admin.site._registry if model._meta.app_label in ours]


@pytest.mark.parametrize("model", own_admins(), ids=lambda model: model._meta.label)
def test_no_list_and_no_form_names_another_authority(
    office: Client, elsewhere: Authority, model: Any
) -> None:
    listed = office.get(list_of(model))
    assert listed.status_code == 200
    assert "Essex" not in listed.text
    form = office.get(list_of(model, "add"))
    assert form.status_code in {200, 403}
    assert "Essex" not in form.text


@pytest.mark.parametrize("model", own_admins(), ids=lambda model: model._meta.label)
def test_administration_is_shut_to_everybody_else(
    author: User, client_of: ClientOf, model: Any
) -> None:
    assert client_of(author).get(list_of(model)).status_code in {302, 403}


@pytest.mark.parametrize("model", own_admins(), ids=lambda model: model._meta.label)
def test_every_list_opens_for_an_operator(
    superuser: User, client_of: ClientOf, elsewhere: Authority, model: Any
) -> None:
    assert client_of(superuser).get(list_of(model)).status_code == 200


@pytest.mark.parametrize("verb", ["change", "delete", "history"])
def test_records_of_another_authority_cannot_be_opened(
    office: Client, elsewhere: Authority, verb: str
) -> None:
    records = [
        elsewhere,
        elsewhere.teams.get(),
        elsewhere.partners.get(),
        elsewhere.memberships.get(),
        elsewhere.memberships.get().user,
        Theme.objects.get(title="Essex theme"),
    ]
    for record in records:
        answered = office.get(page_of(record, verb))
        # The administration answers what it cannot find with a way back to its front page.
        assert answered.status_code in {302, 403, 404}, record
        assert "Essex" not in answered.text


def test_records_of_another_authority_cannot_be_chosen(
    office: Client, authority: Authority, elsewhere: Authority
) -> None:
    page = office.post(list_of(Team, "add"), {"authority": elsewhere.pk, "name": "Mine"})
    assert "not one of the available choices" in page.text
    stranger = elsewhere.memberships.get().user
    office.post(
        list_of(Team, "add"), {"authority": authority.pk, "name": "Ours", "members": [stranger.pk]}
    )
    office.post(
        list_of(Membership, "add"),
        {"user": stranger.pk, "authority": authority.pk, "role": "reader"},
    )
    assert not Team.objects.filter(name__in=["Mine", "Ours"]).exists()
    assert not stranger.memberships.filter(authority=authority).exists()


def test_looking_up_choices_gives_nothing_of_another_authority(
    office: Client, elsewhere: Authority
) -> None:
    page = office.get(f"{list_of(User)}?q=essex")
    assert "Of Essex" not in page.text
    guessed = office.get(f"{list_of(User)}?memberships__authority__id__exact={elsewhere.pk}")
    assert "Of Essex" not in guessed.text


@pytest.mark.parametrize(
    ("model", "asked"),
    [
        (User, "password__startswith"),
        (User, "is_superuser__exact"),
        (User, "last_login__isnull"),
        (Membership, "user__password__startswith"),
        (Publication, "tree__icontains"),
        (AuditEvent, "details__icontains"),
    ],
)
def test_a_list_is_not_searched_by_what_it_does_not_show(
    office: Client, model: Any, asked: str
) -> None:
    assert office.get(list_of(model), {asked: "1"}).status_code == 400


@pytest.mark.parametrize(
    ("model", "asked"),
    [
        (User, {"memberships__role__exact": "reader"}),
        (User, {"is_active__exact": "1"}),
        (Membership, {"authority__id__exact": "1"}),
        (AuditEvent, {"at__year": "2018", "kind__exact": "exported"}),
        (Action, {"delivery__id__exact": "1"}),
        (Evidence, {"verdict__exact": "adequate"}),
    ],
)
def test_a_list_is_narrowed_by_its_filters(
    office: Client, model: Any, asked: dict[str, str]
) -> None:
    answer = office.get(list_of(model), asked)
    assert answer.status_code == 200
    assert set(asked) <= set(answer.context["cl"].params)


def test_actions_on_a_list_leave_other_authorities_alone(
    office: Client, elsewhere: Authority
) -> None:
    team = elsewhere.teams.get()
    office.post(
        list_of(Team),
        {"action": "delete_selected", "_selected_action": [team.pk], "post": "yes"},
    )
    assert Team.objects.filter(pk=team.pk).exists()


# --- people --------------------------------------------------------------------------------------


def person_form(person: User | None = None, **fields: Any) -> dict[str, Any]:
    """What the page of a person sends."""
    held = list(person.memberships.all()) if person else []
    data: dict[str, Any] = {
        "email": person.email if person else "new@barnet.example",
        "name": person.name if person else "Service manager",
        "post": "",
        "is_active": "on",
        "memberships-TOTAL_FORMS": len(held),
        "memberships-INITIAL_FORMS": len(held),
    }
    for place, one in enumerate(held):
        data[f"memberships-{place}-id"] = one.pk
        data[f"memberships-{place}-user"] = person.pk if person else ""
        data[f"memberships-{place}-authority"] = one.authority_id
        data[f"memberships-{place}-role"] = one.role
    return data | fields


def test_a_new_person_gets_a_role_and_a_link_to_set_their_password(
    office: Client, authority: Authority
) -> None:
    office.post(
        list_of(User, "add"),
        person_form(
            email="New@Barnet.Example",
            **{
                "memberships-TOTAL_FORMS": 1,
                "memberships-0-authority": authority.pk,
                "memberships-0-role": "updater",
            },
        ),
    )
    person = User.objects.get(email="new@barnet.example")
    assert [one.role for one in person.memberships.all()] == ["updater"]
    assert not person.has_usable_password()
    assert [letter.to for letter in mail.outbox] == [["new@barnet.example"]]


def test_an_administrator_makes_no_operators(office: Client, updater: User) -> None:
    assert "is_superuser" not in office.get(page_of(updater)).text
    office.post(page_of(updater), person_form(updater, is_superuser="on", name="Changed"))
    updater.refresh_from_db()
    assert updater.name == "Changed"
    assert not updater.is_superuser


def test_an_operator_makes_operators(superuser: User, updater: User, client_of: ClientOf) -> None:
    client_of(superuser).post(page_of(updater), person_form(updater, is_superuser="on"))
    updater.refresh_from_db()
    assert updater.is_superuser


@pytest.mark.parametrize("is_operator", [True, False])
def test_somebody_who_is_not_ours_alone_cannot_be_changed(
    office: Client, updater: User, elsewhere: Authority, is_operator: bool
) -> None:
    if is_operator:
        User.objects.filter(pk=updater.pk).update(is_superuser=True)
    else:
        MembershipFactory(user=updater, authority=elsewhere)
    before = updater.email
    page = office.get(page_of(updater))
    assert page.status_code == 200
    assert 'name="email"' not in page.text
    assert "Essex" not in page.text
    own = updater.memberships.exclude(authority=elsewhere).get()
    sent = {
        **person_form(email="mine@barnet.example", name="Mine"),
        "is_active": "",
        "memberships-TOTAL_FORMS": 1,
        "memberships-INITIAL_FORMS": 1,
        "memberships-0-id": own.pk,
        "memberships-0-user": updater.pk,
        "memberships-0-authority": own.authority_id,
        "memberships-0-role": "reader",
    }
    office.post(page_of(updater), sent)
    updater.refresh_from_db()
    own.refresh_from_db()
    assert updater.email == before
    assert updater.is_active
    assert own.role == "reader", "their role with us is ours to change"


def test_roles_in_another_authority_cannot_be_given_or_taken(
    office: Client, updater: User, elsewhere: Authority
) -> None:
    theirs = MembershipFactory(user=updater, authority=elsewhere, role="reader")
    data = person_form(updater)
    data["memberships-1-DELETE"] = "on"
    office.post(page_of(updater), data)
    assert Membership.objects.filter(pk=theirs.pk, role="reader").exists()
    theirs.delete()
    given = person_form(User.objects.get(pk=updater.pk)) | {
        "memberships-TOTAL_FORMS": 2,
        "memberships-1-user": updater.pk,
        "memberships-1-authority": elsewhere.pk,
        "memberships-1-role": "administrator",
    }
    office.post(page_of(updater), given)
    assert not updater.memberships.filter(authority=elsewhere).exists()


def test_an_administrator_sets_nobodys_password(office: Client, updater: User) -> None:
    page = office.get(page_of(updater))
    assert "password" not in page.text.partition("<main")[2].replace("set their password", "")
    updater.set_password("a long enough secret")
    updater.save()
    office.post(page_of(updater), person_form(updater, password="mine now"))
    updater.refresh_from_db()
    assert updater.check_password("a long enough secret")


def test_an_address_that_a_person_had_opens_nothing(office: Client, reader: User) -> None:
    """Whoever has that mailbox now must not come in by it."""
    old, secret = reader.email, "a long enough secret"
    reader.set_password(secret)
    reader.save()
    entrance = {"login": old, "password": secret}
    visitor = Client()
    visitor.post(reverse("account_login"), entrance)
    assert "_auth_user_id" in visitor.session
    SocialAccount.objects.create(user=reader, provider="council", uid="7")
    office.post(page_of(reader), person_form(reader, email="new@barnet.example"))
    reader.refresh_from_db()
    assert reader.email == "new@barnet.example"
    stranger = Client()
    stranger.post(reverse("account_login"), entrance)
    assert "_auth_user_id" not in stranger.session
    mail.outbox.clear()
    stranger.post(reverse("account_reset_password"), {"email": old})
    assert not any("/password/reset/key/" in each.body for each in mail.outbox)
    stranger.post(reverse("account_reset_password"), {"email": reader.email})
    assert "/password/reset/key/" in mail.outbox[-1].body
    assert not SocialAccount.objects.exists()


def test_people_are_kept_when_they_leave(
    office: Client, updater: User, superuser: User, client_of: ClientOf
) -> None:
    assert office.get(page_of(updater, "delete")).status_code == 403
    assert client_of(superuser).get(page_of(updater, "delete")).status_code == 200


def test_a_link_goes_only_to_those_who_may_sign_in(office: Client, authority: Authority) -> None:
    here = UserFactory(role="reader", role__authority=authority, email="here@barnet.example")
    gone = UserFactory(role="reader", role__authority=authority, is_active=False)
    page = office.post(
        list_of(User),
        {"action": "send_password_link", "_selected_action": [here.pk, gone.pk]},
        follow=True,
    )
    assert [letter.to for letter in mail.outbox] == [["here@barnet.example"]]
    assert "was sent to here@barnet.example" in page.text


def test_a_person_known_elsewhere_is_not_added_twice(office: Client, elsewhere: Authority) -> None:
    page = office.post(list_of(User, "add"), person_form(email="E@Essex.Example"))
    assert "There is a person with this e-mail address already." in page.text
    assert User.objects.filter(email__iexact="e@essex.example").count() == 1


# --- what stands around it -----------------------------------------------------------------------


def test_details_of_the_authority_are_kept_but_not_its_address(
    office: Client, authority: Authority
) -> None:
    office.post(
        page_of(authority),
        {
            "name": authority.name,
            "short_name": "Barnet",
            "slug": "elsewhere",
            "programme_office": "020 7946 0000",
        },
    )
    authority.refresh_from_db()
    assert authority.programme_office == "020 7946 0000"
    assert authority.slug == "barnet"
    assert office.get(list_of(Authority, "add")).status_code == 403
    assert office.get(page_of(authority, "delete")).status_code == 403


def test_a_record_cannot_be_handed_to_another_authority(
    office: Client, authority: Authority, elsewhere: Authority
) -> None:
    team = TeamFactory(authority=authority, name="Ours")
    office.post(page_of(team), {"authority": elsewhere.pk, "name": "Ours"})
    team.refresh_from_db()
    assert team.authority == authority


def test_pages_of_the_administration_obey_the_policy(office: Client, updater: User) -> None:
    page = office.get(page_of(updater))
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    nonce = str(page.wsgi_request.csp_nonce)
    assert f'nonce="{nonce}"' in page.text
    assert "<script>" not in page.text


def test_groups_are_not_offered(superuser: User, client_of: ClientOf) -> None:
    assert "Groups" not in client_of(superuser).get(reverse("admin:index")).text


def test_the_audit_trail_is_read_by_ones_own_administrator_and_never_changed(
    office: Client, authority: Authority, elsewhere: Authority
) -> None:
    ours = AuditEventFactory(authority_id=authority.pk, subject="5b(ii) Train all managers")
    theirs = AuditEventFactory(authority_id=elsewhere.pk, subject="Essex action")
    page = office.get(list_of(AuditEvent)).text
    assert "5b(ii) Train all managers" in page
    assert "Essex" not in page
    assert office.get(page_of(ours)).status_code == 200
    assert office.get(page_of(theirs)).status_code == 302  # back to the front page
    assert office.post(page_of(ours), {"subject": "Another"}).status_code == 403
    assert office.post(page_of(ours, "delete"), {"post": "yes"}).status_code == 403
    assert office.get(list_of(AuditEvent, "add")).status_code == 403
