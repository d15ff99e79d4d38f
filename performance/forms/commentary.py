"""Forms of commentary: asking for it, the four questions, and its next step."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from core.forms import DateField, Form, ModelForm, RevisionMixin
from performance.models import Commentary
from performance.overview import in_address
from performance.periods import Period


class MonthForm(Form):
    """The month that is looked at."""

    marks_optional = False
    month = forms.ChoiceField(label="Month", required=False)

    def __init__(self, *args: Any, months: Iterable[Period], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["month"]
        field.choices = [(in_address(month), month.label) for month in months]


class AskForm(Form):
    """When the owners should answer."""

    due_on = DateField(
        label="Answer by",
        error_messages={"required": "Enter the day by which owners should answer."},
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_due_on(self) -> date:
        """Refuse a day that is over."""
        due_on: date = self.cleaned_data["due_on"]
        if due_on < self.today:
            raise forms.ValidationError("Enter a day that is not over yet.")
        return due_on


class CommentaryForm(RevisionMixin, ModelForm):
    """The four questions."""

    marks_optional = False

    class Meta:
        model = Commentary
        fields = Commentary.PARTS
        labels = {
            "data_shows": "What does the data show?",
            "working_well": "What is working well?",
            "needs_change": "What needs to change?",
            "being_done": "What is being done?",
        }
        help_texts = {
            "data_shows": "Needed before you submit. Say what moved, since when, and why.",
            "being_done": "Needed before you submit. Say who does what, and by when.",
        }
        widgets = {part: forms.Textarea(attrs={"rows": 4}) for part in Commentary.PARTS}


class MoveForm(RevisionMixin, Form):
    """A step of a commentary, with the reason when it goes back."""

    marks_optional = False
    state = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="What should be changed?",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
