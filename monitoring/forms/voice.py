"""The form of what children, families and staff said."""

from typing import Any

from django import forms

from core.forms import ModelForm, RevisionMixin
from improvement.models import Theme
from monitoring.forms.asking import AsksFirst
from monitoring.models import VoiceItem


def area(rows: int = 3) -> forms.Textarea:
    """A box for a few sentences."""
    return forms.Textarea(attrs={"rows": rows})


class VoiceItemForm(AsksFirst, RevisionMixin, ModelForm):
    """You said, we did: what was said, what was done, and who was told."""

    class Meta:
        model = VoiceItem
        fields = [
            "speaker",
            "group",
            "heard_on",
            "said",
            "may_be_quoted",
            "practice_area",
            "theme",
            "done",
            "changed",
            "told",
            "told_on",
        ]
        widgets = {"speaker": forms.RadioSelect, "said": area(), "done": area(), "changed": area()}
        labels = {
            "said": "What was said (you said)",
            "done": "What was done (we did)",
            "told_on": "When they were told",
        }
        help_texts = {
            "done": "Leave empty while it is unanswered.",
            "told": "For example the Children in Care Council.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        authority = self.instance.authority
        self.know(authority)
        themes = Theme.objects.filter(plan__authority=authority).select_related("plan")
        self.fields["theme"].queryset = themes  # type: ignore[attr-defined]
        areas = authority.practice_areas.all()
        self.fields["practice_area"].queryset = areas  # type: ignore[attr-defined]
        speaker = self.fields["speaker"]
        speaker.choices = [each for each in speaker.choices if each[0]]  # type: ignore[attr-defined]
        if self.instance.pk:
            self.may_forget()
        else:
            del self.fields["revision"]
