"""Which council a record is added to, for people who keep the records of several."""

from typing import Any

from django import forms

from accounts.models import Authority, User
from accounts.roles import Permission
from core.forms import Form


class CouncilForm(Form):
    """One of the councils whose findings, audits and voice the person keeps."""

    authority = forms.ModelChoiceField(Authority.objects.none(), label="Council")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = Authority.objects.permitting(user, Permission.RECORD_FINDINGS)
        self.fields["authority"].queryset = kept  # type: ignore[attr-defined]
