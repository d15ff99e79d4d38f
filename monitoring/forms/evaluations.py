"""Forms of self-evaluations."""

from typing import Any

from django import forms
from django.db import models
from django.forms.boundfield import BoundField

from core.forms import ModelForm, RevisionMixin
from improvement.models import Action
from monitoring.evaluations import LABELS, framework_of, next_year
from monitoring.forms.asking import AsksFirst
from monitoring.frameworks import FRAMEWORKS, GRADE_NAMES, PERCENTAGE
from monitoring.models import (
    Commitment,
    Finding,
    SelfEvaluation,
    SelfEvaluationPart,
)
from monitoring.vocabulary import Question
from performance.models import Indicator

# The frameworks whose areas councils evaluate themselves by.
GRADED = [
    (each.key, each.name)
    for each in FRAMEWORKS.values()
    if each.areas and each.scale is not PERCENTAGE
]


def area(rows: int = 4) -> forms.Textarea:
    """A box for some sentences."""
    return forms.Textarea(attrs={"rows": rows})


class SelfEvaluationForm(AsksFirst, RevisionMixin, ModelForm):
    """A year's self-evaluation: its year, the framework, and when it was agreed.

    The framework stays once it is chosen, since the answers go by its areas.
    """

    framework = forms.ChoiceField(label="Framework whose areas it goes by", choices=GRADED)

    class Meta:
        model = SelfEvaluation
        fields = ["year", "framework", "agreed_on", "what_changed"]
        widgets = {
            "year": forms.TextInput({"class": "govuk-input--width-10"}),
            "what_changed": area(3),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.know(self.instance.authority)
        if self.instance.pk:
            self.may_forget()
        del self.fields["framework" if self.instance.pk else "revision"]


class RollForm(AsksFirst, ModelForm):
    """The next year from the last: what changed is asked."""

    framework = forms.ChoiceField(label="Framework whose areas it goes by", choices=GRADED)
    what_changed = forms.CharField(label="What changed since the year before", widget=area())

    class Meta:
        model = SelfEvaluation
        fields = ["year", "framework", "what_changed"]
        widgets = {"year": forms.TextInput({"class": "govuk-input--width-10"})}

    def __init__(self, *args: Any, last: SelfEvaluation, **kwargs: Any) -> None:
        kwargs["instance"] = SelfEvaluation(authority=last.authority)
        kwargs["initial"] = {"year": next_year(last.year), "framework": last.framework}
        super().__init__(*args, **kwargs)
        self.know(last.authority)


class SelfEvaluationPartForm(AsksFirst, RevisionMixin, ModelForm):
    """The answer to one question about one area, with its evidence.

    Findings are offered where the person may read the letter, and while they are open or linked.
    """

    EVIDENCE = ("findings", "audit_rounds", "indicators")

    class Meta:
        model = SelfEvaluationPart
        fields = ["own_grade", "strengths", "to_develop", "findings", "audit_rounds", "indicators"]
        widgets = {
            "strengths": area(6),
            "to_develop": area(6),
            "findings": forms.CheckboxSelectMultiple,
            "audit_rounds": forms.CheckboxSelectMultiple,
            "indicators": forms.CheckboxSelectMultiple,
        }
        labels = {"audit_rounds": "Audit rounds"}

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        part: SelfEvaluationPart = self.instance
        authority = part.evaluation.authority
        self.know(authority)
        self.readable = readable = Finding.objects.readable_by(user).filter(authority=authority)
        offered: dict[str, Any] = {
            "findings": readable.open(),
            "audit_rounds": authority.audit_rounds.all(),
            "indicators": Indicator.objects.filter(authority=authority, retired_on__isnull=True),
        }
        if part.pk:
            linked = {name: getattr(part, name).values("pk") for name in self.EVIDENCE}
            offered["findings"] |= readable.filter(pk__in=linked["findings"])
            offered["indicators"] |= Indicator.objects.filter(pk__in=linked["indicators"])
            self.may_forget()
        else:
            self.initial["revision"] = 0
        for name, records in offered.items():
            self.fields[name].queryset = records  # type: ignore[attr-defined]
        self.fields["strengths"].label, self.fields["to_develop"].label = LABELS[part.question]
        scale = framework_of(part.evaluation).scale
        if part.question == Question.QUALITY:
            grades = [(grade, scale[grade]) for grade in GRADE_NAMES if grade in scale]
            self.fields["own_grade"].choices = [("", "None"), *grades]  # type: ignore[attr-defined]
        else:
            del self.fields["own_grade"]

    def meet(self, current: models.Model) -> None:
        """Stand on what somebody saved meanwhile, without findings the person may not read."""
        super().meet(current)
        if isinstance(current, SelfEvaluationPart):
            models.prefetch_related_objects(
                [current], models.Prefetch("findings", queryset=self.readable)
            )

    @property
    def own_fields(self) -> list[BoundField]:
        """The boxes that are no evidence."""
        return [each for each in self.visible_fields() if each.name not in self.EVIDENCE]

    @property
    def evidence(self) -> list[tuple[BoundField, int]]:
        """What may be linked, kind by kind, and how many are."""
        return [(self[name], len(self[name].value() or ())) for name in self.EVIDENCE]


class CommitmentForm(AsksFirst, RevisionMixin, ModelForm):
    """Something planned for the next 12 months, and the action it has become."""

    class Meta:
        model = Commitment
        fields = ["text", "order", "action", "progress"]
        widgets = {
            "text": area(3),
            "order": forms.TextInput({"class": "govuk-input--width-2", "inputmode": "numeric"}),
            "progress": area(3),
        }
        labels = {
            "text": "What is planned",
            "order": "Place in the list",
            "action": "Action of the plan",
        }
        help_texts = {
            "action": "Once it is in the plan, what is recorded on the action shows here.",
            "progress": "In your own words, beside what the action reports.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        authority = self.instance.evaluation.authority
        self.know(authority)
        actions = Action.objects.filter(plan__authority=authority)
        self.fields["action"].queryset = actions.in_order()  # type: ignore[attr-defined]
        if self.instance.pk:
            self.may_forget()
        else:
            del self.fields["revision"]
