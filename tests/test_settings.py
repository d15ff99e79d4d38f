"""What the settings make of the environment: production is what nobody asked for."""

import runpy
from typing import Any

import environ
import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

SETTINGS = settings.BASE_DIR / "config" / "settings.py"


@pytest.fixture
def made_of(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The settings that an environment of these variables makes."""

    def make(**variables: str) -> dict[str, Any]:
        monkeypatch.setattr(environ.Env, "ENVIRON", variables)
        return runpy.run_path(str(SETTINGS))

    return make


def test_production_does_not_start_without_a_secret_key(made_of: Any) -> None:
    with pytest.raises(ImproperlyConfigured, match="Set SECRET_KEY"):
        made_of()


def test_production_is_the_default_and_safe(made_of: Any) -> None:
    made = made_of(SECRET_KEY="x" * 64, TODAY="2018-04-30")
    for name in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT"):
        assert made[name] is True, name
    assert not made["DEBUG"]
    assert made["ALLOWED_HOSTS"] == []
    assert made["TODAY"] is None


def test_what_a_proxy_says_is_believed_only_where_there_is_one(made_of: Any) -> None:
    trusted = {"SECURE_PROXY_SSL_HEADER", "ALLAUTH_TRUSTED_PROXY_COUNT"}
    assert not trusted & made_of(SECRET_KEY="x" * 64).keys()
    assert trusted <= made_of(SECRET_KEY="x" * 64, BEHIND_PROXY="1").keys()


@pytest.mark.parametrize("shared", ["common", "organizations", "consumers"])
def test_a_directory_of_everybody_is_refused(made_of: Any, shared: str) -> None:
    given = {"SECRET_KEY": "x" * 64, "OIDC_CLIENT_ID": "tracker", "OIDC_CLIENT_SECRET": "secret"}
    with pytest.raises(ImproperlyConfigured, match="your own directory"):
        made_of(**given, OIDC_SERVER_URL=f"https://login.example/{shared}/v2.0")


def test_a_directory_needs_all_that_it_is_asked_with(made_of: Any) -> None:
    given = {"SECRET_KEY": "x" * 64, "OIDC_SERVER_URL": "https://login.example/council/v2.0"}
    with pytest.raises(ImproperlyConfigured, match="OIDC_CLIENT_ID"):
        made_of(**given)
    made = made_of(**given, OIDC_CLIENT_ID="tracker", OIDC_CLIENT_SECRET="secret")
    (app,) = made["SOCIALACCOUNT_PROVIDERS"]["openid_connect"]["APPS"]
    assert app["client_id"] == "tracker"
    assert app["settings"] == {"server_url": given["OIDC_SERVER_URL"]}
    allowed = made["CONTENT_SECURITY_POLICY"]["DIRECTIVES"]["form-action"]
    assert "https://login.example" in allowed
