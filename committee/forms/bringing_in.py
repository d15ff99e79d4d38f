"""Forms for bringing in a paper that was written elsewhere."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db.models import Max

from accounts.models import User
from accounts.roles import Permission
from committee.bringing_in import LEFT_OUT, OWN, Offer, Part, header, match
from committee.forms.papers import ReportChoiceForm, earlier_reports
from committee.models import HouseStyle, PaperImport, Report
from core.forms import ModelForm, UploadField, offer
from improvement.models import ReportingPeriod

LABELS = {
    "report_of": ("report of", "report author", "author"),
    "officer_contact": ("officer contact details", "contact details", "contact officer"),
    "wards": ("wards", "wards affected", "ward(s) affected"),
}
YES_OR_NO = {"urgent": ("urgent",), "key": ("key", "key decision")}


def validate_word(file: File) -> None:
    """Refuse what is not called a Word file."""
    if PurePath(file.name or "").suffix.lower() != ".docx":
        raise ValidationError("Choose a Word file. Its name ends in .docx.")


class PaperImportForm(ReportChoiceForm):
    """A Word paper from outside, and what paper of ours it becomes."""

    period = forms.ModelChoiceField(ReportingPeriod.objects.none())
    house_style = forms.ModelChoiceField(HouseStyle.objects.none(), label="Template")
    file = UploadField(
        label="Word file",
        validators=[validate_word],
        help_text="A .docx file. What cannot be understood is listed before anything is written.",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        may = Permission.WRITE_REPORTS
        offer(self, "period", ReportingPeriod.objects.permitting(user, may))
        offer(self, "house_style", HouseStyle.objects.permitting(user, may).in_use())

    def clean(self) -> dict[str, Any]:
        """All of one council."""
        chosen = super().clean()
        meeting = chosen.get("meeting")
        for name, words in (("period", "a period"), ("house_style", "a template")):
            record = chosen.get(name)
            if meeting and record and record.authority_id != meeting.body.authority_id:
                self.add_error(name, f"Choose {words} of the council whose body meets.")
        return chosen


class DraftForm(ModelForm):
    """The header of the draft, and where each part of the file goes."""

    class Meta:
        model = Report
        fields = [
            "number",
            "title",
            "cut_off",
            "previous",
            "report_of",
            "officer_contact",
            "wards",
            "urgent",
            "key",
        ]
        widgets = {"officer_contact": forms.Textarea(attrs={"rows": 3})}

    def __init__(
        self,
        *args: Any,
        paper: PaperImport,
        parts: Sequence[Part],
        offers: Sequence[Offer],
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("instance", Report(meeting=paper.meeting, plan=paper.plan))
        kwargs.setdefault("initial", propose_draft(paper))
        super().__init__(*args, **kwargs)
        offer(self, "previous", earlier_reports(paper.meeting, paper.plan))
        self.parts = parts
        proposed = match(parts, offers)
        choices = [
            (OWN, "A section of its own"),
            (LEFT_OUT, "Leave it out"),
            ("Goes into", [(each.key, _called(each)) for each in offers if each.takes_text]),
        ]
        for place, part in enumerate(parts):
            self.fields[f"part_{place}"] = forms.ChoiceField(
                label=f"Where “{_name(part)}” goes",
                choices=choices,
                initial=proposed[part.anchor],
            )

    @property
    def header_fields(self) -> list[forms.BoundField]:
        """The fields of the header."""
        return [self[name] for name in self._meta.fields or ()]

    @property
    def rows(self) -> list[tuple[Part, str, forms.BoundField]]:
        """Each part, what it is called, and the field that says where it goes."""
        return [(part, _name(part), self[f"part_{place}"]) for place, part in enumerate(self.parts)]

    @property
    def going(self) -> dict[str, str]:
        """Where each part goes, by its anchor."""
        return {
            part.anchor: self.cleaned_data[f"part_{place}"] for place, part in enumerate(self.parts)
        }

    @property
    def header(self) -> dict[str, Any]:
        """What the header says."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}


def _called(place: Offer) -> str:
    return place.heading or place.key.replace("-", " ").capitalize()


def _name(part: Part) -> str:
    words = " ".join(each for each in (part.label, part.heading) if each)
    return words or "Text without a heading"


def propose_draft(paper: PaperImport) -> dict[str, Any]:
    """What the header of the file says, and what follows from the papers before."""
    document = paper.document()
    said = header(document)
    before = earlier_reports(paper.meeting, paper.plan)
    previous = before.first()
    number = before.aggregate(last=Max("number"))["last"]
    proposal: dict[str, Any] = {
        "title": document.title,
        "number": (number or 0) + 1,
        "cut_off": paper.period.ends_on,
        "previous": previous,
        "wards": "All",
    }
    if previous and previous.cut_off >= proposal["cut_off"]:
        proposal["cut_off"] = previous.cut_off + timedelta(days=1)
    for name, labels in LABELS.items():
        found = next((said[label] for label in labels if said.get(label)), "")
        if found:
            proposal[name] = found
    for name, answers in YES_OR_NO.items():
        found = next((said[label] for label in answers if said.get(label)), "")
        proposal[name] = found.casefold().startswith("yes")
    return proposal
