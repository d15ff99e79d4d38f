"""Forms for what the public may not read."""

from typing import Any

from django import forms

from committee.exemption import ASKED, missing
from committee.models import Report, ReportSection
from committee.vocabulary import ExemptScope
from core.forms import ModelForm, RevisionMixin

PRINTED = "The public reads these words in place of what is left out."
WIDGETS: dict[str, Any] = {
    "exempt_ground": forms.RadioSelect,
    "exempt_reason": forms.Textarea(attrs={"rows": 3}),
    "public_interest": forms.Textarea(attrs={"rows": 3}),
}
HELP_TEXTS = {
    "exempt_reason": PRINTED,
    "public_interest": "Why keeping it from the public outweighs the public interest in telling "
    f"it. {PRINTED}",
}


class _ExemptionForm(RevisionMixin, ModelForm):
    """What is exempt asks for a paragraph of the law, a reason and the public-interest words."""

    marks_optional = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ground: Any = self.fields["exempt_ground"]
        ground.choices = [choice for choice in ground.choices if choice[0]]

    def is_exempt(self, typed: dict[str, Any]) -> bool:
        """Whether what was chosen keeps something from the public."""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        """Ask at each field for what is missing."""
        typed = super().clean() or {}
        if self.is_exempt(typed):
            for name, words in missing(typed).items():
                if name not in self.errors:
                    self.add_error(name, words)
        return typed


class SectionExemptionForm(_ExemptionForm):
    """What the public may not read of a section, and why."""

    class Meta:
        model = ReportSection
        fields = ["exempt_scope", *ASKED]
        widgets = {"exempt_scope": forms.RadioSelect, **WIDGETS}
        help_texts = HELP_TEXTS

    def is_exempt(self, typed: dict[str, Any]) -> bool:
        """Whether some of the section is."""
        return typed.get("exempt_scope") not in (None, ExemptScope.NOTHING)


class ReportExemptionForm(_ExemptionForm):
    """Whether the public may read a paper at all, and why not."""

    class Meta:
        model = Report
        fields = ["access", *ASKED]
        widgets = {"access": forms.RadioSelect, **WIDGETS}
        help_texts = HELP_TEXTS
        labels = {"access": "Who may read it"}

    def is_exempt(self, typed: dict[str, Any]) -> bool:
        """Whether the paper is."""
        return typed.get("access") == Report.Access.EXEMPT
