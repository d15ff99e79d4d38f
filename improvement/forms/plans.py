"""Forms for the plan and its actions."""

from typing import Any

from django import forms

from accounts.models import Team, User
from core.forms import (
    DateField,
    Form,
    ModelForm,
    RevisionMixin,
)
from improvement.forms.fields import area
from improvement.models import (
    Action,
    Objective,
    Plan,
)


class ActionForm(RevisionMixin, ModelForm):
    """What the plan says of an action. Ratings change with updates, the due date by request."""

    class Meta:
        model = Action
        fields = [
            "reference",
            "title",
            "theme",
            "objective",
            "lead",
            "team",
            "partners",
            "practice_areas",
            "priority",
            "visibility",
            "success_measure",
            "added_on",
            "starts_on",
            "due_on",
        ]
        widgets = {
            "reference": forms.TextInput(attrs={"class": "govuk-input--width-10"}),
            "title": area(2),
            "success_measure": area(),
            "partners": forms.CheckboxSelectMultiple,
            "practice_areas": forms.CheckboxSelectMultiple,
            "priority": forms.RadioSelect,
            "visibility": forms.RadioSelect,
        }

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        authority = plan.authority
        offered = {
            "theme": plan.themes.all(),
            "objective": Objective.objects.filter(theme__plan=plan),
            "lead": User.objects.in_authorities([authority.pk]).filter(is_active=True),
            "team": Team.objects.filter(authority=authority),
            "partners": authority.partners.all(),
            "practice_areas": authority.practice_areas.all(),
        }
        if self.instance.lead_id:  # somebody who has left stays chosen until changed
            offered["lead"] |= User.objects.filter(pk=self.instance.lead_id)
        for name, records in offered.items():
            self.fields[name].queryset = records  # type: ignore[attr-defined]
            if name in ("partners", "practice_areas") and not records:
                del self.fields[name]
        if self.instance.pk:
            del self.fields["due_on"]
        else:
            del self.fields["revision"]


class SinceForm(Form):
    """From which day on movement is counted."""

    marks_optional = False
    since = DateField(label="Count what has moved since", required=False)


class AsAtForm(Form):
    """The day on which an action is looked at."""

    marks_optional = False
    as_at = DateField(label="As it stood on", required=False)
