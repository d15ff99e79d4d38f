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

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:
        """The directory says who a person is; what they may see is decided here."""
        return False
