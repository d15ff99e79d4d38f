"""Signing in through the council's own directory (OpenID Connect)."""

from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from accounts.adapters import SocialAccountAdapter
from accounts.models import User

SERVER = "https://directory.example"
PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "council",
                "name": "Barnet",
                "client_id": "tracker",
                "secret": "not one",
                "settings": {"server_url": SERVER},
            }
        ]
    }
}
PAGES = {
    f"{SERVER}/.well-known/openid-configuration": {
        "authorization_endpoint": f"{SERVER}/authorize",
        "token_endpoint": f"{SERVER}/token",
        "userinfo_endpoint": f"{SERVER}/userinfo",
        "token_endpoint_auth_methods_supported": ["client_secret_post"],
    },
    f"{SERVER}/token": {"access_token": "a token", "token_type": "Bearer"},
}


class Directory:
    """Answers as a council's directory would, for one person, without a network."""

    def __init__(self, person: dict[str, str]) -> None:
        self.pages = {**PAGES, f"{SERVER}/userinfo": person}

    def __enter__(self) -> "Directory":
        return self

    def __exit__(self, *args: object) -> None:
        pass

    def get(self, address: str, **kwargs: Any) -> Any:
        page = self.pages.get(address)
        return SimpleNamespace(
            status_code=200 if page else 500,
            headers={"content-type": "application/json"},
            json=lambda: page,
            raise_for_status=lambda: None,
        )

    def request(self, method: str, address: str, **kwargs: Any) -> Any:
        return self.get(address)


@pytest.fixture(autouse=True)
def _offer_the_directory(settings: Any, db: None) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = PROVIDERS


def come_back(
    client: Client, monkeypatch: pytest.MonkeyPatch, person: dict[str, str], **answer: str
) -> Any:
    """Go to the directory and come back as the person it says one is."""
    directory = Directory(person)
    monkeypatch.setattr(SocialAccountAdapter, "get_requests_session", lambda self: directory)
    away = client.post(reverse("openid_connect_login", args=["council"]))
    asked = parse_qs(urlsplit(away.headers["Location"]).query)
    assert away.headers["Location"].startswith(f"{SERVER}/authorize?")
    return client.get(
        reverse("openid_connect_callback", args=["council"]),
        {"state": asked["state"][0], **(answer or {"code": "once"})},
        follow=True,
    )


def test_a_person_who_was_added_is_recognised_by_address(
    client: Client, reader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    come_back(client, monkeypatch, {"sub": "77", "email": reader.email.upper()})
    assert client.session["_auth_user_id"] == str(reader.pk)
    assert SocialAccount.objects.get().user == reader
    page = client.get(reverse("socialaccount_connections"))
    assert "These let you in" in page.text


def test_a_person_who_was_not_added_is_told_so(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = come_back(client, monkeypatch, {"sub": "78", "email": "new@barnet.example"})
    assert "You need to be added first" in page.text
    assert not User.objects.exists()
    assert "_auth_user_id" not in client.session


def test_a_person_who_has_left_is_not_let_in(
    client: Client, reader: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader.is_active = False
    reader.save()
    page = come_back(client, monkeypatch, {"sub": "77", "email": reader.email})
    assert "_auth_user_id" not in client.session
    assert "You cannot sign in" in page.text


def test_whoever_changes_their_mind_is_told_how_to_go_on(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = come_back(client, monkeypatch, {}, error="access_denied")
    assert "You have not signed in" in page.text


def test_a_failure_of_the_directory_is_explained(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = come_back(client, monkeypatch, {}, error="server_error")
    assert page.status_code == 401
    assert "We could not sign you in" in page.text


def test_the_entrance_offers_it(client: Client) -> None:
    page = client.get(reverse("account_login"))
    assert "Sign in with Barnet" in page.text
    assert 'action="/accounts/oidc/council/login/' in page.text


def test_its_address_alone_asks_first(client: Client) -> None:
    page = client.get(reverse("openid_connect_login", args=["council"]))
    assert '<h1 class="govuk-heading-l">Sign in with Barnet</h1>' in page.text


def test_the_entrance_does_not_offer_what_is_not_there(client: Client, settings: Any) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {}
    assert "Sign in with" not in client.get(reverse("account_login")).text
