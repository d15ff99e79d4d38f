"""Forms for due dates."""

from django import forms

from core.forms import (
    DateField,
    Form,
)
from improvement.forms.fields import area
from improvement.models import (
    DueDateChange,
)


class DueDateForm(Form):
    """A request to move a due date."""

    new_due_on = DateField(
        label="New due date", error_messages={"required": "Enter the new due date."}
    )
    reason = forms.ChoiceField(
        choices=DueDateChange.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a reason."},
    )
    words = forms.CharField(
        label="Why the date has to move",
        widget=area(),
        help_text="Papers may quote this.",
        error_messages={"required": "Say why the date has to move."},
    )


class DecisionForm(Form):
    """What is decided on a request to move a due date."""

    marks_optional = False

    decision = forms.ChoiceField(
        choices=[
            (DueDateChange.Decision.APPROVED, "Approve: the date moves"),
            (DueDateChange.Decision.DECLINED, "Decline: the date stays"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether to approve or to decline."},
    )
    words = forms.CharField(
        label="Why",
        required=False,
        widget=area(),
        help_text="Needed when you decline.",
    )
