"""The request of a person who has signed in."""

from django.http import HttpRequest

from accounts.models import User


class SignedInRequest(HttpRequest):
    """A request to a private page; the sign-in middleware lets nobody else through.

    It says so to the type checker; requests are never made of this class.
    """

    user: User
