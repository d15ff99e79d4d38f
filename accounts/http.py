"""The request of a person who has signed in."""

from typing import Any

from django.http import HttpRequest

from accounts.models import User
from accounts.roles import Permission


class SignedInRequest(HttpRequest):
    """A request to a private page; the sign-in middleware lets nobody else through.

    It says so to the type checker; requests are never made of this class.
    """

    user: User


def takeable(request: SignedInRequest, records: Any) -> Any:
    """Records for a list: where a file is asked for, only those that the person may take out."""
    if "export" in request.GET:
        return records.permitting(request.user, Permission.EXPORT)
    return records
