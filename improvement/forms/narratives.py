"""Forms for texts of themes."""

from typing import Any

from django import forms

from core.forms import (
    Form,
    ModelForm,
    RevisionMixin,
)
from improvement.forms.fields import area
from improvement.models import (
    ThemeNarrative,
)


class NarrativeForm(RevisionMixin, ModelForm):
    """A theme's text for a period."""

    marks_optional = False

    class Meta:
        model = ThemeNarrative
        fields = ["body"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.pk:
            self.initial["revision"] = 0


class ReturnForm(RevisionMixin, Form):
    """A step of a narrative, with the reason when it goes back."""

    state = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label="What should be changed?",
        required=False,
        widget=area(),
    )
