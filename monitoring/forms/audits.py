"""Forms of audit rounds."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import models
from django.forms.boundfield import BoundField

from core.forms import ModelForm, RevisionMixin
from improvement.models import Theme
from monitoring.audits import SCALES, scale_of
from monitoring.forms.asking import AsksFirst
from monitoring.frameworks import GRADE_NAMES
from monitoring.models import AuditGrade, AuditRound
from monitoring.services.audits import Graded, problems

FIGURES = {
    "auditor_count": "by auditors",
    "moderated_count": "after moderation",
    "percentage": "percentage",
}
NARROW = {"class": "govuk-input--width-4", "inputmode": "numeric"}
MOST_COUNTED = 100_000


@dataclass(frozen=True, slots=True)
class DomainRow:
    """The boxes of one domain: its name, and a line of figures for each grade."""

    name: BoundField
    lines: list[tuple[str, list[BoundField]]]


class AuditRoundForm(AsksFirst, RevisionMixin, ModelForm):
    """An audit round: what it was, and for each domain how often each grade was given.

    Boxes are named by the domain's row and the grade. A row without a name is left out.
    """

    scale = forms.ChoiceField(
        label="Grades that were given",
        choices=[(key, ", ".join(words.values())) for key, words in SCALES.items()],
        widget=forms.RadioSelect,
        help_text="If you choose others, press “More rows” to see their boxes.",
    )

    class Meta:
        model = AuditRound
        fields = [
            "name",
            "starts_on",
            "ends_on",
            "theme",
            "practice_area",
            "audited",
            "children_examined",
            "moderated_by",
            "knows_percentages_only",
            "note",
        ]
        widgets = {
            "audited": forms.TextInput(NARROW),
            "children_examined": forms.TextInput(NARROW),
            "note": forms.Textarea({"rows": 3}),
        }
        help_texts = {
            "knows_percentages_only": "Tick it where a report gives percentages without counts.",
            "note": "No names, dates of birth or numbers of children.",
        }

    def __init__(self, *args: Any, rows: int, scale: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        authority = self.instance.authority
        self.know(authority)
        themes = Theme.objects.filter(plan__authority=authority).select_related("plan")
        self.fields["theme"].queryset = themes  # type: ignore[attr-defined]
        areas = authority.practice_areas.all()
        self.fields["practice_area"].queryset = areas  # type: ignore[attr-defined]
        if self.instance.pk:
            self.may_forget()
        else:
            del self.fields["revision"]
        kept = list(self.instance.grades.all()) if self.instance.pk else []
        self.given = {each.grade for each in kept}
        self.initial.setdefault("scale", scale_of(self.given))
        asked = scale or self.data.get("scale") or self.initial["scale"]
        self._add_rows(max(rows, len({each.domain for each in kept})), scale=asked)
        self.initial = {**_stored(kept), **self.initial}

    def make_room(self, typed: Mapping[str, Any]) -> None:
        """The boxes of what was typed and not saved: its grades, its rows (``accounts.drafts``)."""
        rows = len(self.rows)
        while f"domain_{rows + 1}" in typed:
            rows += 1
        self._add_rows(rows, scale=typed.get("scale", self.initial["scale"]))

    def _add_rows(self, rows: int, *, scale: str) -> None:
        """A row for each domain, with the grades of the scale and whichever else were given."""
        offered = SCALES.get(scale) or SCALES[scale_of(self.given)]
        others = self.given - offered.keys()
        self.grades = [*offered, *sorted(others, key=list(GRADE_NAMES).index)]
        self.names = {**GRADE_NAMES, **offered}
        for row in range(1, rows + 1):
            self._add_row(row)

    def _add_row(self, row: int) -> None:
        self.fields[f"domain_{row}"] = forms.CharField(
            label=f"Domain {row}", max_length=100, required=False
        )
        for grade in self.grades:
            name = self.names[grade]
            for figure, words in FIGURES.items():
                numbers: dict[str, Any] = {
                    "label": f"Domain {row}, {name}, {words}",
                    "min_value": 0,
                    "required": False,
                    "widget": forms.TextInput(NARROW),
                    "error_messages": {
                        "min_value": "Enter 0 or more.",
                        "max_value": "Enter %(limit_value)s or less.",
                    },
                }
                self.fields[f"{figure}_{row}_{grade}"] = (
                    forms.DecimalField(max_value=100, max_digits=4, decimal_places=1, **numbers)
                    if figure == "percentage"
                    else forms.IntegerField(max_value=MOST_COUNTED, **numbers)
                )

    @property
    def rows(self) -> list[DomainRow]:
        """The boxes of the domains."""
        names = [name for name in self.fields if name.startswith("domain_")]
        return [
            DomainRow(
                self[f"domain_{row}"],
                [
                    (self.names[grade], [self[f"{figure}_{row}_{grade}"] for figure in FIGURES])
                    for grade in self.grades
                ],
            )
            for row in (name.removeprefix("domain_") for name in names)
        ]

    @property
    def own_fields(self) -> list[BoundField]:
        """The boxes of the round itself."""
        return [self[name] for name in (*self.Meta.fields, "scale")]

    @property
    def questions(self) -> list[BoundField]:
        """Where suspected words are looked at, and whether earlier ones are removed for good."""
        return [self[name] for name in ("forgets", self.LOOKED_AT) if name in self.fields]

    def clean(self) -> dict[str, Any]:
        """Figures have a domain, a domain has figures, and they can be true together."""
        cleaned = super().clean()
        names: set[str] = set()
        for row in self.rows:
            name = (cleaned.get(row.name.name) or "").casefold()
            figures = [box for _, boxes in row.lines for box in boxes]
            if any(box.errors for box in figures):
                continue
            has_figures = any(cleaned.get(box.name) is not None for box in figures)
            if has_figures and not name and row.name.name in cleaned:
                self.add_error(row.name.name, f"Enter the name of {row.name.label.lower()}.")
            elif name and not has_figures:
                self.add_error(row.name.name, "Enter a figure for this domain, or clear its name.")
            elif name in names:
                self.add_error(row.name.name, "There is a row for this domain already.")
            names |= {name} - {""}
        if not self.errors.keys() - {self.LOOKED_AT}:
            self._check_figures(cleaned)
        return cleaned

    def _check_figures(self, cleaned: dict[str, Any]) -> None:
        typed = AuditRound(
            audited=cleaned["audited"], knows_percentages_only=cleaned["knows_percentages_only"]
        )
        wrong = problems(typed, self._graded(cleaned))
        for row in self.rows:
            if words := wrong.get(cleaned[row.name.name]):
                self.add_error(row.name.name, words)

    def _graded(self, cleaned: dict[str, Any]) -> list[Graded]:
        found = []
        for row in self.rows:
            number = row.name.name.removeprefix("domain_")
            for grade in self.grades:
                figures = {name: cleaned[f"{name}_{number}_{grade}"] for name in FIGURES}
                if any(value is not None for value in figures.values()):
                    found.append(Graded(cleaned[row.name.name], grade, **figures))
        return found

    @property
    def said(self) -> dict[str, Any]:
        """What ``services.save_audit_round`` is told."""
        names = (*self.Meta.fields, "revision", "forgets")
        own = {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
        return own | {"grades": self._graded(self.cleaned_data)}

    def meet(self, current: models.Model) -> None:
        """Stand on the round that somebody saved meanwhile, with its grades."""
        super().meet(current)
        for name, value in _stored(current.grades.all()).items():  # type: ignore[attr-defined]
            setattr(current, name, value)


def _stored(grades: Iterable[AuditGrade]) -> dict[str, Any]:
    """The boxes that stored grades fill, by name."""
    rows: dict[str, int] = {}
    found: dict[str, Any] = {}
    for each in grades:
        row = rows.setdefault(each.domain, len(rows) + 1)
        found[f"domain_{row}"] = each.domain
        for figure in FIGURES:
            value = getattr(each, figure)
            found[f"{figure}_{row}_{each.grade}"] = (
                f"{value.normalize():f}" if value and figure == "percentage" else value
            )
    return found
