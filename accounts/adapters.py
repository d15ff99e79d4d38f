"""How allauth works for us: nobody signs up, people are added by their administrator."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by e-mail address for people an administrator has added."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody makes an account for themselves."""
        return False


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Sign-in through the council's own directory for people who have been added."""

    def is_email_verified(self, provider: object, email: str) -> bool:
        """The only directory is the council's own (OIDC_SERVER_URL), which gave the address.

        Microsoft's does not say so of itself, and without it nobody would be recognised.
        """
        return True

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:
        """The directory says who a person is; what they may see is decided here."""
        return False
