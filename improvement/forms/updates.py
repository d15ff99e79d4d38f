"""Forms for progress, evidence and re-tests."""

from datetime import date
from typing import Any

from django import forms

from core.forms import (
    DateField,
    DescribedRadioSelect,
    Form,
    ModelForm,
    RevisionMixin,
)
from improvement.forms.fields import EvidenceFields, area
from improvement.models import (
    Action,
    DueDateChange,
    Evidence,
    Retest,
    Status,
    Update,
    Verification,
)
from improvement.vocabulary import DeliveryKind, ordinal_words


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
        times_unchanged: int,
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
        if times_unchanged:
            place = ordinal_words(times_unchanged + 1)
            self.fields["no_change"].help_text = f"It is the {place} update in a row to say so."
        if action.delivery.kind == DeliveryKind.COMPLETE:
            self.fields["done"].help_text = "If you open the action again, say why."
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
        if cleaned.get("no_change") and (cleaned.get("done") or cleaned.get("difference")):
            self.add_error(
                "no_change",
                "You say that nothing has changed and write what has. Choose one of the two.",
            )
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
    def asks_for_date(self) -> bool:
        """Whether something is typed, or wrong, where another date is asked for."""
        asked = [self[name] for name in ("new_due_on", "reason", "words") if name in self.fields]
        return any(box.value() or box.errors for box in asked)

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


class EvidenceForm(EvidenceFields, Form):
    """A link or a file that supports an action."""

    marks_optional = False

    added_on = DateField(label="Date of the evidence")

    def clean(self) -> dict[str, Any]:
        """One of the two is needed here."""
        cleaned = super().clean()
        if not cleaned.get("url") and not cleaned.get("file") and "file" not in self.errors:
            self.add_error("url", "Give a link or a file.")
        return cleaned


class VerdictForm(Form):
    """What a reviewer makes of evidence."""

    marks_optional = False

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


class VerificationForm(Form):
    """What a second person makes of a completion."""

    marks_optional = False

    verdict = forms.ChoiceField(
        label="Is it complete?",
        choices=Verification.Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether the action is complete."},
    )
    words = forms.CharField(
        label="Why", required=False, widget=area(), help_text="Needed when it is not adequate."
    )


class RetestForm(ModelForm):
    """A look at whether the change has held."""

    marks_optional = False

    class Meta:
        model = Retest
        fields = ["tested_on", "kind", "verdict", "words", "look_again_on"]
        help_texts = {"look_again_on": "Needed when it is too early to say."}
        widgets = {"kind": forms.RadioSelect, "verdict": forms.RadioSelect, "words": area()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("kind", "verdict"):
            field = self.fields[name]
            field.choices = [choice for choice in field.choices if choice[0]]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Too early to say is an answer when there is a day to look again."""
        cleaned = super().clean() or self.cleaned_data
        is_early = cleaned.get("verdict") == Retest.Verdict.TOO_EARLY
        if is_early and "look_again_on" in cleaned and not cleaned["look_again_on"]:
            self.add_error("look_again_on", "Give a date to look again.")
        return cleaned
