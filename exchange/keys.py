"""How a program shows the key that it reads with: in a header, never in the address."""

from typing import Any

from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import HttpBasicAuth, HttpBearer
from ninja.throttling import AnonRateThrottle, AuthRateThrottle

from accounts.keys import find_key
from accounts.models import AccessKey
from accounts.roles import Permission
from core import clock

NO_EXPORT = (
    "You may not take lists out as files in any council, so this key opens nothing. Ask an "
    "administrator of your council."
)


def _open(secret: str) -> AccessKey | None:
    key = find_key(secret.strip(), use=AccessKey.Use.DATA, on=clock.today())
    if key and not key.user.may_somewhere(Permission.EXPORT):
        raise HttpError(403, NO_EXPORT)
    return key


class Bearer(HttpBearer):
    """The key as a bearer token: Power BI, curl."""

    def authenticate(self, request: HttpRequest, token: str) -> AccessKey | None:
        """The key, if it opens something today."""
        return _open(token)


class Password(HttpBasicAuth):
    """The key as a password, with any name: Excel."""

    def authenticate(self, request: HttpRequest, username: str, password: str) -> Any:
        """The key, if it opens something today."""
        return _open(password)


class ByKey(AuthRateThrottle):
    """So many questions a minute with one key."""

    def get_cache_key(self, request: HttpRequest) -> str:
        """By the key, not by its name."""
        return f"data-read-{request.auth.pk}"  # type: ignore[attr-defined]


class ByAddress(AnonRateThrottle):
    """So many questions a minute from one machine, without a key."""
