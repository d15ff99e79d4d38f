"""Forms of the plan. What they say is what the services are told."""

from datetime import date
from typing import Any

from django import forms

from accounts.models import Team, User
from core.forms import (
    DateField,
    DescribedRadioSelect,
    Form,
    ModelForm,
    RevisionMixin,
    UploadField,
)
from improvement.models import (
    Action,
    DueDateChange,
    Evidence,
    Objective,
    Plan,
    Retest,
    Status,
    ThemeNarrative,
    Update,
)


def area(rows: int = 3) -> forms.Textarea:
    """A box for a few sentences."""
    return forms.Textarea(attrs={"rows": rows})


class EvidenceFields(forms.Form):
    """A link or a file, in a form of its own or in an update."""

    title = forms.CharField(
        label="What the evidence is",
        max_length=200,
        help_text="For example, minutes of the practice board of 12 April.",
    )
    url = forms.CharField(
        label="A link to it",
        max_length=1000,
        required=False,
        widget=forms.URLInput,
        help_text="Begins with https:// or http://.",
    )
    file = UploadField(label="Or a file", required=False)

    def clean(self) -> dict[str, Any]:
        """A link or a file, not both."""
        cleaned = super().clean() or {}
        if cleaned.get("url") and cleaned.get("file"):
            self.add_error("file", "Give a link or a file, not both.")
        return cleaned

    @property
    def lost_file(self) -> str:
        """The name of a file that was chosen and has to be chosen again."""
        chosen = self.files.get(self.add_prefix("file"))
        return str(chosen.name) if chosen else ""


class UpdateForm(RevisionMixin, EvidenceFields, Form):
    """An officer's quick update: how it stands, what was done, evidence, and the date."""

    marks_optional = False  # nearly everything is; the page says what is needed
    YES, NO = "yes", "no"

    delivery = forms.ModelChoiceField(
        Status.objects.none(),
        label="How is delivery going?",
        empty_label=None,
        widget=DescribedRadioSelect,
        error_messages={"required": "Choose how delivery is going."},
    )
    impact = forms.ModelChoiceField(
        Status.objects.none(),
        label="What difference has it made?",
        empty_label=None,
        widget=DescribedRadioSelect,
        error_messages={"required": "Choose what difference it has made."},
    )
    no_change = forms.BooleanField(required=False)
    done = forms.CharField(required=False, widget=area(5))
    difference = forms.CharField(
        label="What has changed for children and families?", required=False, widget=area()
    )
    obstacles = forms.CharField(label="What stands in the way?", required=False, widget=area())
    next_steps = forms.CharField(label="What happens next?", required=False, widget=area())
    completion_account = forms.CharField(
        label="If it is complete: what was done in all?",
        required=False,
        widget=area(),
        help_text="Papers quote this when they say that the action is complete.",
    )
    on_time = forms.ChoiceField(
        choices=[(YES, "Yes"), (NO, "No, I ask for another date")],
        required=False,
        widget=forms.RadioSelect,
    )
    new_due_on = DateField(label="New date", required=False)
    reason = forms.ChoiceField(
        label="Reason for another date",
        required=False,
        choices=[("", "Choose one"), *DueDateChange.Reason.choices],
    )
    words = forms.CharField(label="Why the date has to move", required=False, widget=area(2))
    effective_on = DateField(label="This is how it stood on")

    def __init__(
        self,
        *args: Any,
        action: Action,
        last: Update | None,
        pending: DueDateChange | None,
        as_at: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.action, self.as_at = action, as_at
        for axis in Status.Axis.values:
            statuses = Status.objects.filter(plan=action.plan_id, axis=axis)
            self.fields[axis].queryset = statuses  # type: ignore[attr-defined]
        since = last.effective_on if last else action.starts_on
        self.fields["done"].label = f"What has been done since {since:%-d %B %Y}?"
        self.fields["no_change"].label = f"Nothing has changed since {since:%-d %B %Y}"
        self.fields["title"].required = False
        if pending or not action.due_on or not action.is_open:
            for name in ("on_time", "new_due_on", "reason", "words"):
                del self.fields[name]
        elif action.due_on < as_at:
            del self.fields["on_time"]
            self.fields["new_due_on"].label = "By when will it be done?"
        else:
            self.fields["on_time"].label = f"Will it be done by {action.due_on:%-d %B %Y}?"

    def clean(self) -> dict[str, Any]:
        """What is asked for together is given together."""
        cleaned = super().clean()
        has_evidence = cleaned.get("url") or cleaned.get("file")
        if has_evidence and not cleaned.get("title"):
            self.add_error("title", "Say what the evidence is.")
        if cleaned.get("title") and not has_evidence and not self.errors.keys() & {"url", "file"}:
            self.add_error("url", "Give a link or a file for this evidence.")
        on_time = cleaned.get("on_time")
        asks = any(cleaned.get(name) for name in ("new_due_on", "reason", "words"))
        if on_time == self.YES and asks:
            self.add_error("on_time", "You say it will be on time and ask for another date.")
        elif (on_time == self.NO or asks) and not (
            cleaned.get("new_due_on") or "new_due_on" in self.errors
        ):
            self.add_error("new_due_on", "Enter the date by which it will be done.")
        return cleaned

    @property
    def update(self) -> dict[str, Any]:
        """What ``services.record_update`` is told."""
        said = self.cleaned_data
        names = (
            "effective_on",
            "delivery",
            "impact",
            "done",
            "difference",
            "obstacles",
            "next_steps",
            "no_change",
            "completion_account",
            "revision",
        )
        forecast = self.action.due_on if said.get("on_time") == self.YES else None
        evidence = {
            "title": said["title"],
            "url": said["url"],
            "file": said["file"],
            "added_on": said["effective_on"],
        }
        return {name: said[name] for name in names} | {
            "forecast_on": said.get("new_due_on") or forecast,
            "evidence": [evidence] if said["title"] else [],
        }

    @property
    def date_change(self) -> dict[str, Any] | None:
        """What ``services.request_due_date`` is told, if another date is asked for."""
        said = self.cleaned_data
        if not said.get("new_due_on"):
            return None
        return {name: said[name] for name in ("new_due_on", "reason", "words")}


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


class DueDateForm(Form):
    """A request to move a due date."""

    new_due_on = DateField(label="New due date")
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


class EvidenceForm(EvidenceFields, Form):
    """A link or a file that supports an action."""

    added_on = DateField(label="Date of the evidence")

    def clean(self) -> dict[str, Any]:
        """One of the two is needed here."""
        cleaned = super().clean()
        if not cleaned.get("url") and not cleaned.get("file") and "file" not in self.errors:
            self.add_error("url", "Give a link or a file.")
        return cleaned


class VerdictForm(Form):
    """What a reviewer makes of evidence."""

    verdict = forms.ChoiceField(
        choices=[
            (Evidence.Verdict.ADEQUATE, "Adequate: it supports what was reported"),
            (Evidence.Verdict.NOT_ADEQUATE, "Not adequate"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether the evidence is adequate."},
    )
    words = forms.CharField(
        label="Why", required=False, widget=area(), help_text="Needed when it is not adequate."
    )


class RetestForm(ModelForm):
    """A look at whether the change has held."""

    class Meta:
        model = Retest
        fields = ["tested_on", "kind", "verdict", "words", "look_again_on"]
        widgets = {"kind": forms.RadioSelect, "verdict": forms.RadioSelect, "words": area()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("kind", "verdict"):
            field = self.fields[name]
            field.choices = [choice for choice in field.choices if choice[0]]  # type: ignore[attr-defined]


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


class SinceForm(Form):
    """From which day on movement is counted."""

    marks_optional = False
    since = DateField(label="Count what has moved since", required=False)


class AsAtForm(Form):
    """The day on which an action is looked at."""

    marks_optional = False
    as_at = DateField(label="As it stood on", required=False)
