"""The entrance's forms, in our words."""

from typing import Any

from allauth.account import forms

from core.forms import dress


class LoginForm(forms.LoginForm):
    """Sign in by e-mail address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "E-mail address"
        self.fields["password"].help_text = ""  # the way to a new password stands on the page
        dress(self)


class ResetPasswordForm(forms.ResetPasswordForm):
    """Ask for a link to set a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "E-mail address"
        dress(self)
