"""What a person is reminded of."""

from collections.abc import Iterable
from typing import Any

from django import forms

from accounts.models import User
from core.forms import Form
from improvement.models import ReminderKind, ReminderOptOut, ReminderRule


class RemindersForm(Form):
    """The kinds that a person wants; those that are always sent stand beside it."""

    marks_optional = False

    wanted = forms.MultipleChoiceField(
        label="Remind me of",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="You receive one mail a day at most, and none when there is nothing to say.",
    )

    def __init__(
        self, *args: Any, user: User, rules: Iterable[ReminderRule], **kwargs: Any
    ) -> None:
        self.always = [kind for kind in ReminderKind if any(kind in rule.always for rule in rules)]
        self.silent_before = set(
            ReminderOptOut.objects.filter(user=user).values_list("kind", flat=True)
        )
        choices = [(str(kind), kind.label) for kind in ReminderKind if kind not in self.always]
        wanted = [kind for kind, _ in choices if kind not in self.silent_before]
        super().__init__(*args, initial={"wanted": wanted}, **kwargs)
        field: Any = self.fields["wanted"]
        field.choices = choices

    @property
    def silent(self) -> set[str]:
        """The kinds they do without; what they said of those that are always sent stays."""
        offered = {kind for kind, _ in self.fields["wanted"].choices}  # type: ignore[attr-defined]
        return (offered - set(self.cleaned_data["wanted"])) | (self.silent_before - offered)
