"""Forms of a meeting: when it is, its agenda, who was there, what was resolved."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.db import models
from django.utils import timezone

from committee.models import AgendaItem, Attendance, Meeting, Publication, Report, Resolution
from committee.services.meetings import ATTENDANCE_FIELDS, MEETING_FIELDS
from committee.vocabulary import Presence
from core.forms import Form, ModelForm, RevisionMixin, offer
from monitoring.forms.asking import AsksFirst

SAID = ("introduced_by", "presented_by", "discussion", "is_unanimous")
PLACES = 999


def area(rows: int = 3) -> forms.Textarea:
    """A box for a few sentences."""
    return forms.Textarea(attrs={"rows": rows})


class MeetingEditForm(RevisionMixin, ModelForm):
    """When and where a meeting is held."""

    class Meta:
        model = Meeting
        fields = MEETING_FIELDS
        widgets = {
            "starts_at": forms.TimeInput(
                format="%H:%M", attrs={"class": "govuk-input--width-5", "autocomplete": "off"}
            )
        }
        help_texts = {"starts_at": "For example 19:00."}
        error_messages = {"starts_at": {"invalid": "Enter a time of day, for example 19:00."}}


class AttendanceForm(RevisionMixin, Form):
    """Who was there, a row each; a row without a name is left out."""

    marks_optional = False

    def __init__(self, *args: Any, people: Iterable[Mapping[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.count = 0
        for person in people:
            self.add_row(person)

    def add_row(self, person: Mapping[str, Any]) -> None:
        """One more person."""
        self.count += 1
        shown = {name: person.get(name) for name in ATTENDANCE_FIELDS}
        shown["presence"] = shown["presence"] or Presence.PRESENT
        made = forms.fields_for_model(Attendance, fields=ATTENDANCE_FIELDS)
        for name, field in made.items():
            field.initial, field.required = shown[name], False
            self.fields[f"{name}_{self.count}"] = field
            dressed = self.fields[f"{name}_{self.count}"]
            dressed.label = LABELS[name]

    @property
    def rows(self) -> list[list[Any]]:
        """The fields, a row for each person."""
        return [
            [self[f"{name}_{number}"] for name in ATTENDANCE_FIELDS]
            for number in range(1, self.count + 1)
        ]

    @property
    def people(self) -> list[dict[str, Any]]:
        """What is typed, without the rows that have no name."""
        typed = (
            {name: self.cleaned_data[f"{name}_{number}"] for name in ATTENDANCE_FIELDS}
            for number in range(1, self.count + 1)
        )
        return [person for person in typed if person["name"]]

    def meet(self, current: models.Model) -> None:
        """Stand on the list that somebody saved meanwhile."""
        super().meet(current)
        for number, each in enumerate(current.attendance.all(), start=1):  # type: ignore[attr-defined]
            if number > self.count:
                self.add_row({})
            for name in ATTENDANCE_FIELDS:
                setattr(current, f"{name}_{number}", getattr(each, name))


LABELS = {
    "name": "Name",
    "post": "Post or role",
    "presence": "How they took part",
    "stands_in_for": "Stands in for",
}


class ItemAddForm(ModelForm):
    """What goes on the agenda."""

    place = forms.IntegerField(
        label="Number on the agenda",
        min_value=1,
        max_value=PLACES,
        required=False,
        help_text="Leave it empty to put it at the end.",
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
    )

    class Meta:
        model = AgendaItem
        fields = ["title", "report"]
        labels = {"report": "Paper on it"}

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "report", papers_without_item(meeting, self.instance))


def papers_without_item(meeting: Meeting, item: AgendaItem) -> models.QuerySet[Report]:
    """The papers written for a meeting that are not on its agenda, and the item's own."""
    taken = AgendaItem.objects.exclude(report=None).exclude(pk=item.pk)
    return Report.objects.filter(meeting=meeting).exclude(pk__in=taken.values("report"))


class ItemForm(AsksFirst, RevisionMixin, ItemAddForm):
    """What is on the agenda and, once the meeting has been held, what was said."""

    class Meta(ItemAddForm.Meta):
        fields = ["title", "report", *SAID]
        widgets = {"discussion": area(10)}

    def __init__(self, *args: Any, meeting: Meeting, is_over: bool, **kwargs: Any) -> None:
        super().__init__(*args, meeting=meeting, **kwargs)
        self.know(meeting.body.authority)
        self.fields["place"].initial = self.instance.order
        self.fields["place"].help_text = ""
        if not is_over:
            for name in SAID:
                del self.fields[name]


class ResolutionForm(RevisionMixin, ModelForm):
    """What was resolved, in the version of the paper that members had."""

    class Meta:
        model = Resolution
        fields = ["verb", "text", "publication"]
        labels = {"verb": "What the body did", "text": "Resolution"}
        widgets = {"verb": forms.RadioSelect, "text": area(4)}
        help_texts = {"text": "As it stands in the minutes, for example: That the Committee noted"}

    def __init__(self, *args: Any, item: AgendaItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        versions = Publication.objects.filter(report=item.report_id).with_parts()
        field: Any = self.fields["publication"]
        field.label_from_instance = version_in_words
        field.error_messages["invalid_choice"] = (
            "This is not a version of the paper of this item. Choose one that is."
        )
        offer(self, "publication", versions if item.report_id else versions.none())
        self.fields["verb"].choices = [  # type: ignore[attr-defined]
            choice
            for choice in self.fields["verb"].choices  # type: ignore[attr-defined]
            if choice[0]
        ]
        if not item.report_id:
            del self.fields["publication"]


def version_in_words(publication: Publication) -> str:
    """Which version it is, and since when."""
    day = timezone.localdate(publication.published_at)
    return f"Version {publication.version}, published on {day:%-d %B %Y}"
