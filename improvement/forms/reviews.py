"""Forms for looking at the whole plan: reviews and risks."""

from typing import Any

from django import forms

from accounts.models import User
from core.forms import DateField, Form, ModelForm, RevisionMixin, offer
from improvement.forms.fields import area
from improvement.models import Action, PlanReview, Risk
from improvement.vocabulary import GRAVITY, LIKELIHOOD


class PlanReviewForm(ModelForm):
    """A dated look at the whole plan."""

    class Meta:
        model = PlanReview
        fields = ["reviewed_on", "reviewer", "verdict", "words", "decisions", "next_review_on"]
        widgets = {"verdict": forms.RadioSelect, "words": area(5), "decisions": area()}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["verdict"].choices = PlanReview.Verdict.choices  # type: ignore[attr-defined]


class RiskForm(RevisionMixin, ModelForm):
    """A line of the register of risks."""

    references = forms.CharField(
        label="Actions that mitigate it",
        required=False,
        help_text="Their references, with commas between them. For example 1a, 5b(ii).",
    )

    class Meta:
        model = Risk
        fields = [
            "title",
            "cause",
            "effect",
            "likelihood_before",
            "impact_before",
            "mitigation",
            "likelihood",
            "impact",
            "owner",
            "raised_on",
            "reviewed_on",
        ]
        widgets = {"title": area(2), "cause": area(), "effect": area(), "mitigation": area()}

    field_order = [*Meta.fields[:6], "references", *Meta.fields[6:]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plan = self.instance.plan
        offer(self, "owner", User.objects.in_authorities([plan.authority_id]).order_by("name"))
        for name in ("likelihood_before", "impact_before", "likelihood", "impact"):
            words = LIKELIHOOD if name.startswith("likelihood") else GRAVITY
            self.fields[name] = forms.TypedChoiceField(
                label=self.fields[name].label,
                coerce=int,
                choices=[("", "Choose one"), *((n, f"{n} – {word}") for n, word in words.items())],
            )
        if self.instance.pk:
            self.initial.setdefault("references", said_references(self.instance))
        else:
            del self.fields["revision"]

    def clean_references(self) -> list[Action]:
        """The actions that are meant."""
        typed = [each.strip() for each in self.cleaned_data["references"].split(",")]
        wanted = {each.casefold(): each for each in typed if each}
        actions = (
            {
                each.reference.casefold(): each
                for each in self.instance.plan.actions.only("plan", "reference")
            }
            if wanted
            else {}
        )
        unknown = [said for key, said in wanted.items() if key not in actions]
        if unknown:
            raise forms.ValidationError(
                f"No action of this plan has the reference {', '.join(unknown)}."
            )
        return [actions[key] for key in wanted]

    @property
    def said(self) -> dict[str, Any]:
        """What the service is told."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "references"}
        return said | {"actions": self.cleaned_data["references"]}


def said_references(risk: Risk) -> str:
    """The references of the actions that mitigate a risk, as they are typed."""
    return ", ".join(action.reference for action in risk.actions.in_order())


class RiskCloseForm(RevisionMixin, Form):
    """Why a risk is closed."""

    closed_on = DateField(label="Closed on")
    reason = forms.CharField(label="Why it is closed", widget=area())
