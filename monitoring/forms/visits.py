"""Forms of visits: when it was, what the letter states, who came, and how it judged."""

from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField

from accounts.roles import Permission
from core.forms import DateField, Form, ModelForm, RevisionMixin
from monitoring.frameworks import FRAMEWORKS, Framework
from monitoring.models import ClockOverride, Visit
from monitoring.vocabulary import Inspectorate, LetterStatus, VisitKind
from performance.forms.imports import CouncilMixin

NARROW = {"class": "govuk-input--width-2"}
INSPECTOR_ROWS = 2
MORE_ROWS = 3
MOST_ROWS = 30


def area(rows: int = 3) -> forms.Textarea:
    """A box for a few sentences."""
    return forms.Textarea(attrs={"rows": rows})


class VisitStartForm(CouncilMixin, Form):
    """Who came, what for and when: what the framework is proposed from."""

    permission = Permission.RECORD_FINDINGS
    inspectorate = forms.ChoiceField(choices=Inspectorate.choices, label="Who visited")
    kind = forms.ChoiceField(choices=[("", "Choose one"), *VisitKind.choices], label="What it was")
    starts_on = DateField(label="First day")
    ends_on = DateField(label="Last day")

    def clean(self) -> dict[str, Any]:
        """It ends after it began."""
        cleaned = super().clean() or {}
        start, end = cleaned.get("starts_on"), cleaned.get("ends_on")
        if start and end and end < start:
            self.add_error("ends_on", "The last day is before the first.")
        return cleaned


class VisitForm(RevisionMixin, ModelForm):
    """What is recorded of a visit, with a row for each inspector and each area of its framework.

    ``shown`` says which framework's areas the page had. Where the person chose another, nothing is
    saved before they have seen the areas of that one.
    """

    GROUPS = {
        "The visit": ("inspectorate", "kind", "title", "starts_on", "ends_on"),
        "What the letter states": (
            "letter_on",
            "received_on",
            "letter_status",
            "published_on",
            "url",
            "ordinal",
            "ordinal_words",
            "focus",
            "evidence_considered",
        ),
        "What comes next": ("next_visit_on", "next_visit_ends_on", "next_focus"),
    }
    url = forms.URLField(
        label="Address of the published letter",
        required=False,
        max_length=200,
        assume_scheme="https",
        help_text="Begins with https:// or http://.",
    )
    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Visit
        fields = [
            "inspectorate",
            "kind",
            "title",
            "starts_on",
            "ends_on",
            "letter_on",
            "received_on",
            "letter_status",
            "published_on",
            "url",
            "ordinal",
            "ordinal_words",
            "focus",
            "evidence_considered",
            "next_visit_on",
            "next_visit_ends_on",
            "next_focus",
            "framework",
        ]
        widgets = {
            "letter_status": forms.RadioSelect,
            "ordinal": forms.TextInput(NARROW),
            "focus": area(),
            "evidence_considered": area(),
        }
        help_texts = {
            "letter_on": "The date that the letter bears.",
            "received_on": "The days for publication and the written statement count from here.",
            "letter_status": "Before its publication only theme leads and report authors read it. "
            "A published letter is read by everybody who signs in for the council.",
            "focus": "One a line. Begin a line with a dash where it belongs to the line before.",
            "evidence_considered": "What the inspectors looked at, as the letter says it.",
        }
        labels = {
            "inspectorate": "Who visited",
            "kind": "What it was",
            "letter_status": "Who may read the letter",
        }

    def __init__(
        self, *args: Any, framework: Framework, rows: int, as_at: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.version, self.as_at = framework, as_at
        if not self.instance.pk:
            del self.fields["revision"]
        for row in range(1, min(rows, MOST_ROWS) + 1):
            self._add_inspector(row)
        for key, name in framework.areas.items():
            self._add_area(key, name)
        stored = self._stored(self.instance) if self.instance.pk else {}
        self.initial = {**stored, **self.initial, "framework": framework.key}
        self.initial["shown"] = framework.key

    def _add_inspector(self, row: int) -> None:
        self.fields[f"inspector_{row}"] = forms.CharField(
            label=f"Name of inspector {row}", max_length=200, required=False
        )
        self.fields[f"inspector_grade_{row}"] = forms.CharField(
            label=f"Grade of inspector {row}", max_length=200, required=False
        )

    def _add_area(self, key: str, name: str) -> None:
        self.fields[f"judgement_{key}"] = forms.ChoiceField(
            choices=[("", "Not judged"), *self.version.scale.items()], label=name, required=False
        )
        self.fields[f"note_{key}"] = forms.CharField(
            label=f"Note on {name[:1].lower()}{name[1:]}", max_length=100, required=False
        )

    @staticmethod
    def _stored(visit: Visit) -> dict[str, str]:
        """The fields of the rows that a stored visit fills."""
        stored = {}
        for row, inspector in enumerate(visit.inspectors.all(), start=1):
            stored[f"inspector_{row}"] = inspector.name
            stored[f"inspector_grade_{row}"] = inspector.grade
        for judgement in visit.judgements.all():
            stored[f"judgement_{judgement.area}"] = judgement.grade
            stored[f"note_{judgement.area}"] = judgement.note
        return stored

    @property
    def groups(self) -> list[tuple[str, list[BoundField]]]:
        """The visit's own fields under their headings."""
        return [(heading, [self[name] for name in names]) for heading, names in self.GROUPS.items()]

    @property
    def inspector_rows(self) -> list[tuple[BoundField, BoundField]]:
        """The boxes for inspectors: name and grade."""
        rows = (name.removeprefix("inspector_") for name in self.fields)
        return [
            (self[f"inspector_{row}"], self[f"inspector_grade_{row}"])
            for row in rows
            if row.isdigit()
        ]

    @property
    def area_rows(self) -> list[tuple[str, BoundField, BoundField]]:
        """The boxes for judgements: the area, its grade and a note."""
        return [
            (name, self[f"judgement_{key}"], self[f"note_{key}"])
            for key, name in self.version.areas.items()
        ]

    def clean_framework(self) -> str:
        """The framework whose areas the page showed."""
        chosen: str = self.cleaned_data["framework"]
        if chosen != self.version.key and (FRAMEWORKS[chosen].areas or self.version.areas):
            raise forms.ValidationError(
                "You chose another framework. Show its areas, then judge those."
            )
        return chosen

    def clean(self) -> dict[str, Any]:
        """A grade has a name before it, and a note stands beside a judgement.

        Everybody reads a published letter, so none is published before its day.
        """
        cleaned = super().clean() or {}
        day = cleaned.get("published_on")
        is_published = cleaned.get("letter_status") == LetterStatus.PUBLISHED
        if is_published and day and day > self.as_at:
            words = f"It is published on {day:%-d %B %Y}. Choose “Before publication” until then."
            self.add_error("letter_status", words)
        for name, grade in self.inspector_rows:
            if cleaned.get(grade.name) and not cleaned.get(name.name):
                self.add_error(name.name, f"Enter the {name.label[:1].lower()}{name.label[1:]}.")
        for area_name, grade, note in self.area_rows:
            if cleaned.get(note.name) and not cleaned.get(grade.name):
                self.add_error(grade.name, f"Choose how this was judged: {area_name}.")
        return cleaned

    @property
    def said(self) -> dict[str, Any]:
        """What the services are told."""
        said = self.cleaned_data
        own = {
            name: value for name, value in said.items() if name in (*self.Meta.fields, "revision")
        }
        inspectors = [
            (said[name.name], said[grade.name])
            for name, grade in self.inspector_rows
            if said[name.name]
        ]
        judgements = {
            key: (said[f"judgement_{key}"], said[f"note_{key}"])
            for key in self.version.areas
            if said[f"judgement_{key}"]
        }
        return {**own, "inspectors": inspectors, "judgements": judgements}

    def meet(self, current: Any) -> None:
        """Stand on the visit that somebody saved meanwhile, with its inspectors and judgements."""
        super().meet(current)
        for name, value in self._stored(current).items():
            setattr(current, name, value)


class ClockOverrideForm(ModelForm):
    """Another day than the computed one, with the reason."""

    class Meta:
        model = ClockOverride
        fields = ["stated_on", "reason"]
        widgets = {"reason": area()}
