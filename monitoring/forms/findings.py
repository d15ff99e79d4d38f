"""Forms of findings and practice areas. What they say is what the services are told."""

from itertools import groupby
from typing import Any

from django import forms

from accounts.models import User
from core.forms import DateField, DescribedRadioSelect, Form, ModelForm, RevisionMixin
from improvement.models import Action
from monitoring.forms.asking import AsksFirst
from monitoring.models import AreaEvidence, Finding, Visit
from monitoring.vocabulary import ClosedBecause, Coverage, SourceKind

COVERAGE_IN_FULL = {
    Coverage.NEW_ACTION: "An action was added to the plan because of this finding.",
    Coverage.MERGED: "An action that was there has been widened to answer it.",
    Coverage.COVERED: "An action that was there answers it as it is.",
    Coverage.NO_ACTION: "The plan does not answer it. Say why.",
}


def area(rows: int = 3) -> forms.Textarea:
    """A box for a few sentences."""
    return forms.Textarea(attrs={"rows": rows})


class FindingForm(AsksFirst, RevisionMixin, ModelForm):
    """What is kept of a finding. The words of a marked one are the letter's and not asked for."""

    class Meta:
        model = Finding
        fields = [
            "reference",
            "type",
            "words",
            "practice_area",
            "direction",
            "severity",
            "is_ours",
            "partners",
            "due_on",
            "follows",
            "framework_reference",
        ]
        widgets = {
            "reference": forms.TextInput(attrs={"class": "govuk-input--width-10"}),
            "words": area(5),
            "severity": forms.RadioSelect,
            "partners": forms.CheckboxSelectMultiple,
            "framework_reference": forms.TextInput(attrs={"class": "govuk-input--width-20"}),
        }

    def __init__(self, *args: Any, visit: Visit, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        authority = visit.authority
        self.know(authority)
        earlier = Finding.objects.readable_by(user).filter(
            authority=authority, visit__starts_on__lt=visit.starts_on
        )
        offered = {
            "practice_area": authority.practice_areas.all(),
            "partners": authority.partners.all(),
            "follows": earlier.order_by("-visit__starts_on", "reference"),
        }
        for name, records in offered.items():
            self.fields[name].queryset = records  # type: ignore[attr-defined]
        if not offered["partners"]:
            del self.fields["partners"]
        if self.instance.is_marked:
            del self.fields["words"]
        elif self.instance.pk:
            self.may_forget()
        if not self.instance.pk:
            del self.fields["revision"]


class TraceForm(AsksFirst, Form):
    """How the plan answers a finding: by an action, or by none."""

    marks_optional = False  # the choice says which of the two is needed

    coverage = forms.ChoiceField(
        label="How does the plan answer it?",
        choices=Coverage.choices,
        widget=DescribedRadioSelect(descriptions=COVERAGE_IN_FULL),
        error_messages={"required": "Choose how the plan answers it."},
    )
    action = forms.ChoiceField(label="Which action?", required=False)
    reason = forms.CharField(
        label="Why",
        required=False,
        widget=area(),
        help_text="Needed when there is no action.",
    )

    def __init__(self, *args: Any, actions: list[Action], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actions = {str(each.pk): each for each in actions}
        by_theme = groupby(actions, key=lambda each: each.theme)
        self.fields["action"].choices = [  # type: ignore[attr-defined]
            ("", "Choose one"),
            *(
                (str(theme), [(str(each.pk), str(each)) for each in found])
                for theme, found in by_theme
            ),
        ]

    def clean_action(self) -> Action | None:
        """The action that was chosen."""
        return self.actions.get(self.cleaned_data["action"])


class CloseForm(AsksFirst, RevisionMixin, Form):
    """When a finding was closed, on what ground and by whom."""

    closed_because = forms.ChoiceField(
        label="Why is it closed?",
        choices=ClosedBecause.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose why it is closed."},
    )
    closed_words = forms.CharField(
        label="On what ground",
        widget=area(),
        help_text="What shows it, and where it can be read.",
        error_messages={"required": "Say on what ground it is closed."},
    )
    closed_by_body = forms.CharField(
        label="Who decided it",
        max_length=200,
        help_text="A post, or a body outside, for example the Improvement Board or Ofsted.",
        error_messages={"required": "Enter the post or body that decided it."},
    )
    closed_on = DateField(label="Closed on")


class ReopenForm(AsksFirst, RevisionMixin, Form):
    """Why a finding is opened again."""

    reason = forms.CharField(
        label="Why is it opened again?",
        widget=area(),
        error_messages={"required": "Say why it is opened again."},
    )


class AreaEvidenceForm(AsksFirst, ModelForm):
    """What audits, indicators or voice say of an area, beside what a visit said of it."""

    class Meta:
        model = AreaEvidence
        fields = ["says", "words", "indicator"]
        widgets = {"says": forms.RadioSelect, "words": area()}

    def __init__(self, *args: Any, visit: Visit, source: SourceKind, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.know(visit.authority)
        if self.instance.pk:
            self.may_forget()
        says = self.fields["says"]
        says.label = f"What do {source.label.lower()} say, compared with the inspectors?"
        if source == SourceKind.VOICE:
            says.label = "What do people’s voices say, compared with the inspectors?"
        says.error_messages["required"] = "Choose what this source says."
        says.choices = [choice for choice in says.choices if choice[0]]  # type: ignore[attr-defined]
        if source == SourceKind.INDICATOR:
            indicators = visit.authority.indicators.all()
            self.fields["indicator"].queryset = indicators  # type: ignore[attr-defined]
        else:
            del self.fields["indicator"]
