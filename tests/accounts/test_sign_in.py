"""Signing in and out, passwords, the second step, and the council's own directory."""

import re
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories.accounts import UserFactory

ClientOf = Callable[[User], Client]
PASSWORD = "a long enough secret"


@pytest.fixture(autouse=True)
def _fresh_counts(db: None) -> None:
    """Attempts are counted in the cache, which tests share."""
    cache.clear()


@pytest.fixture
def officer(updater: User) -> User:
    """An officer with a password."""
    updater.set_password(PASSWORD)
    updater.save()
    return updater


def without_nonce(page: str) -> str:
    return re.sub(r'nonce="[^"]+"', "", page)


def sign_in(client: Client, user: User, password: str = PASSWORD, **more: str):
    return client.post(
        reverse("account_login"), {"login": user.email, "password": password, **more}
    )


def test_a_private_page_asks_to_sign_in_and_comes_back(client: Client, officer: User) -> None:
    asked = client.get("/people/roles/")
    assert asked.headers["Location"] == "/accounts/login/?next=/people/roles/"
    answered = sign_in(client, officer, next="/people/roles/")
    assert answered.headers["Location"] == "/people/roles/"


def test_sign_in_never_leads_to_another_site(client: Client, officer: User) -> None:
    answered = sign_in(client, officer, next="https://elsewhere.example/")
    assert "elsewhere" not in answered.headers["Location"]


def test_e_mail_address_may_be_capitalised(client: Client, officer: User) -> None:
    officer.email = officer.email.upper()
    assert sign_in(client, officer).status_code == 302


def test_wrong_password_says_so_beside_an_error_in_the_title(client: Client, officer: User) -> None:
    page = sign_in(client, officer, "a long enough guess")
    assert page.status_code == 200
    assert "<title>Error: Sign in" in page.text
    assert "There is a problem" in page.text


def test_a_person_who_has_left_cannot_sign_in(client: Client, officer: User) -> None:
    officer.is_active = False
    officer.save()
    answered = sign_in(client, officer)
    page = client.get("/people/roles/")
    assert page.status_code == 302
    assert "_auth_user_id" not in client.session
    assert answered.headers["Location"] == reverse("account_inactive")


def test_guessing_passwords_is_stopped(client: Client, officer: User) -> None:
    for _ in range(10):
        sign_in(client, officer, "a long enough guess")
    page = sign_in(client, officer)
    assert "_auth_user_id" not in client.session
    assert "Too many" in page.text


def test_attempts_on_many_accounts_do_not_drive_out_those_on_one(
    client: Client, officer: User
) -> None:
    for _ in range(10):
        sign_in(client, officer, "a long enough guess")
    for number in range(1_000):
        cache.set(f"machine-{number}", [1])
    assert "Too many" in sign_in(client, officer).text


def test_nobody_makes_an_account_for_themselves(client: Client) -> None:
    address = reverse("account_signup")
    assert "You need to be added first" in client.get(address).text
    new = {"email": "new@example.org", "password1": PASSWORD, "password2": PASSWORD}
    client.post(address, new)
    assert not User.objects.filter(email="new@example.org").exists()


def test_sign_out_asks_first_and_then_ends_the_session(officer: User, client_of: ClientOf) -> None:
    client = client_of(officer)
    client.get(reverse("account_logout"))
    assert client.get(reverse("accounts:profile")).status_code == 200
    client.post(reverse("account_logout"))
    assert client.get(reverse("accounts:profile")).status_code == 302


def test_no_browser_keeps_a_page_for_who_comes_after(
    officer: User, client_of: ClientOf, client: Client
) -> None:
    office = client_of(officer)
    for address in ("improvement:my_work", "accounts:profile", "committee:published_list"):
        assert office.get(reverse(address))["Cache-Control"] == "private, no-store"
    assert office.post("/people/drafts/save/")["Cache-Control"] == "private, no-store"
    assert "Cache-Control" not in client.get(reverse("committee:published_list"))


def test_forgotten_password_is_set_through_a_link(client: Client, officer: User) -> None:
    client.post(reverse("account_reset_password"), {"email": officer.email})
    (letter,) = mail.outbox
    assert letter.subject == "Set your password"
    link = re.search(r"http://testserver(\S+)", letter.body)
    assert link
    page = client.get(link[1], follow=True)
    assert "Set a new password" in page.text
    chosen = "another long secret"
    client.post(page.request["PATH_INFO"], {"password1": chosen, "password2": chosen})
    officer.refresh_from_db()
    assert officer.check_password(chosen)


def test_somebody_without_a_password_can_set_one_through_a_link(
    client: Client, reader: User
) -> None:
    reader.set_unusable_password()
    reader.save()
    client.post(reverse("account_reset_password"), {"email": reader.email})
    assert [letter.to for letter in mail.outbox] == [[reader.email]]


def test_password_link_says_nothing_about_who_has_an_account(client: Client, officer: User) -> None:
    known = client.post(reverse("account_reset_password"), {"email": officer.email}, follow=True)
    unknown = client.post(
        reverse("account_reset_password"), {"email": "nobody@example.org"}, follow=True
    )
    assert without_nonce(known.text) == without_nonce(unknown.text)
    assert "sign up" not in mail.outbox[1].body


def test_short_and_common_passwords_are_refused(officer: User, client_of: ClientOf) -> None:
    page = client_of(officer).post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": "password", "password2": "password"},
    )
    assert "too short" in page.text
    assert "too common" in page.text


def confirm_it_is_you(client: Client) -> None:
    """Before anything about the second step is shown, the password is asked for again."""
    assert "Enter your password" in client.get(reverse("account_reauthenticate")).text
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})


def turn_on_second_step(client: Client, officer: User) -> None:
    """Turn it on as a person would, with the code of the key that the page shows."""
    sign_in(client, officer)
    confirm_it_is_you(client)
    page = client.get(reverse("mfa_activate_totp"))
    code = totp.format_hotp_value(
        totp.hotp_value(page.context["form"].secret, next(totp.yield_hotp_counters_from_time()))
    )
    answered = client.post(reverse("mfa_activate_totp"), {"code": code})
    assert answered.status_code == 302, answered.text


def test_second_step_is_asked_for_once_it_is_on(client: Client, officer: User) -> None:
    turn_on_second_step(client, officer)
    later = Client()
    answered = sign_in(later, officer)
    assert answered.headers["Location"] == reverse("mfa_authenticate")
    assert "Enter your code" in later.get(reverse("mfa_authenticate")).text
    assert later.get(reverse("accounts:profile")).status_code == 302
    codes = Authenticator.objects.get(user=officer, type="recovery_codes").wrap()
    later.post(reverse("mfa_authenticate"), {"code": codes.get_unused_codes()[0]})
    assert "Two-step sign-in is on" in later.get(reverse("accounts:profile")).text


def test_administration_has_no_door_of_its_own(client: Client, administrator: User) -> None:
    administrator.set_password(PASSWORD)
    administrator.save()
    answered = client.post("/admin/login/", {"username": administrator.email, "password": PASSWORD})
    assert answered.headers["Location"].startswith(reverse("account_login"))
    assert "_auth_user_id" not in client.session


def test_the_second_step_is_not_shown_before_the_password_is_confirmed(
    client: Client, officer: User
) -> None:
    sign_in(client, officer)
    answered = client.get(reverse("mfa_activate_totp"))
    assert answered.headers["Location"].startswith(reverse("account_reauthenticate"))


ENTRANCE = [
    "account_login",
    "account_inactive",
    "account_signup",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key_done",
    "socialaccount_login_cancelled",
]
INSIDE = [
    "account_logout",
    "account_change_password",
    "mfa_index",
    "mfa_activate_totp",
    "socialaccount_connections",
    "socialaccount_login_error",
]
WITH_SECOND_STEP = [
    "mfa_index",
    "mfa_deactivate_totp",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
    "account_reauthenticate",
    "mfa_reauthenticate",
]


def is_in_our_look(page) -> bool:
    return page.headers["Content-Type"].startswith("text/plain") or (
        "app-header" in page.text and "govuk-heading-l" in page.text
    )


@pytest.mark.parametrize("name", ENTRANCE)
def test_every_page_of_the_entrance_is_in_our_look(client: Client, db: None, name: str) -> None:
    page = client.get(reverse(name))
    assert page.status_code == 200
    assert is_in_our_look(page)


@pytest.mark.parametrize("name", INSIDE)
def test_every_page_about_signing_in_is_in_our_look(
    client: Client, officer: User, name: str
) -> None:
    sign_in(client, officer)
    confirm_it_is_you(client)
    page = client.get(reverse(name))
    assert page.status_code in {200, 401}
    assert is_in_our_look(page)


@pytest.mark.parametrize("name", WITH_SECOND_STEP)
def test_every_page_about_the_second_step_is_in_our_look(
    client: Client, officer: User, name: str
) -> None:
    turn_on_second_step(client, officer)
    page = client.get(reverse(name))
    assert page.status_code == 200
    assert is_in_our_look(page)


def test_set_a_password_is_in_our_look_for_whoever_has_none(client_of: ClientOf) -> None:
    person = UserFactory()
    person.set_unusable_password()
    person.save()
    page = client_of(person).get(reverse("account_set_password"))
    assert page.status_code == 200
    assert is_in_our_look(page)


def test_a_used_link_is_explained(client: Client, db: None) -> None:
    page = client.get(reverse("account_reset_password_from_key", args=["1", "set-it"]))
    assert "This link does not work any more" in page.text


@pytest.mark.parametrize(
    "address",
    [
        "/accounts/email/",
        "/accounts/confirm-email/",
        "/accounts/3rdparty/signup/",
        "/accounts/social/connections/",
        "/accounts/login/code/confirm/",
        "/admin/r/1/1/",
        "/admin/password_change/",
    ],
)
def test_what_a_council_does_not_want_is_not_offered(
    superuser: User, client_of: ClientOf, address: str
) -> None:
    assert client_of(superuser).get(address).status_code == 404
