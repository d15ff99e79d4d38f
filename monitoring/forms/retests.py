"""The form that says what a re-test rests on."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from accounts.models import User
from core.forms import Form
from improvement.models import Retest
from monitoring.models import AuditRound, Finding
from performance.models import Indicator

# How it was looked at, and what it can then rest on.
LABELS = {
    Retest.Kind.AUDIT: "Which audit round?",
    Retest.Kind.INDICATOR: "Which indicator?",
    Retest.Kind.VISIT: "Which finding of the visit or review?",
}


def offered_to(user: User, retest: Retest) -> QuerySet[Any]:
    """What a re-test of its kind can rest on, as far as the person may read."""
    of_authority = {"authority": retest.action.plan.authority_id}
    match retest.kind:
        case Retest.Kind.AUDIT:
            return AuditRound.objects.filter(**of_authority)
        case Retest.Kind.INDICATOR:
            return Indicator.objects.filter(**of_authority)
        case _:
            readable = Finding.objects.readable_by(user).filter(**of_authority)
            return readable.select_related("visit").order_by("-visit__starts_on", "pk")


class RetestBasisForm(Form):
    """The audit round, indicator or finding that a re-test rests on."""

    named: Any = forms.ModelChoiceField(queryset=None)

    def __init__(self, *args: Any, user: User, retest: Retest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["named"].label = LABELS[Retest.Kind(retest.kind)]
        self.fields["named"].queryset = offered_to(user, retest)  # type: ignore[attr-defined]
