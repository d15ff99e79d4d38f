"""Examples for the page that shows every component to whoever builds pages."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest
from django_tables2 import RequestConfig

from core.exports import offered
from core.forms import DateField, DescribedRadioSelect, Form, RevisionMixin, UploadField
from core.tables import DateColumn, LeanTable, LinkColumn, NumberColumn, StatusColumn, TextColumn

COLOURS = ["grey", "blue", "green", "amber", "red", "purple", "teal", "white"]
STATES = [("on_track", "On track"), ("at_risk", "At risk")]


@dataclass(frozen=True)
class ExampleStatus:
    """A status as plans have them."""

    label: str
    colour: str


@dataclass(frozen=True)
class ExampleAction:
    """A row of the example table."""

    pk: int
    reference: str
    title: str
    due_on: date | None
    state: ExampleStatus
    updates: int


class ExampleTable(LeanTable):
    """Actions that nobody has to do."""

    caption = "A table that sorts and turns its pages"

    reference = LinkColumn("core:accessibility", args=())
    title = TextColumn(verbose_name="What will be done")
    due_on = DateColumn(verbose_name="Due")
    state = StatusColumn(orderable=False)
    updates = NumberColumn()


class ExampleForm(RevisionMixin, Form):
    """A field of each kind."""

    done = forms.CharField(label="What has been done?", help_text="In a sentence or two.")
    state = forms.ChoiceField(
        label="How is delivery going?",
        choices=STATES,
        widget=DescribedRadioSelect(
            descriptions={
                "on_track": "It will be done by its date.",
                "at_risk": "It is late or may be, and can be recovered.",
            }
        ),
    )
    due_on = DateField(label="New due date")
    lead = forms.ChoiceField(choices=[("", "---------"), ("head", "Head of Assessment")])
    words = forms.CharField(
        label="What stands in the way?",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    areas = forms.MultipleChoiceField(
        label="Practice areas",
        required=False,
        choices=[("front", "Front door"), ("planning", "Planning")],
        widget=forms.CheckboxSelectMultiple,
    )
    sure = forms.BooleanField(label="The action is complete", required=False)
    file = UploadField(label="Evidence", required=False)


@dataclass(frozen=True)
class ExampleSaved:
    """What somebody else saved meanwhile."""

    done: str = "We met twice."
    state: str = "at_risk"
    due_on: date = date(2018, 7, 31)
    lead: str = "head"
    sure: bool = False


class ExampleFilter:
    """Stands where a filter of a list would."""

    is_narrowed = True

    def __init__(self, form: forms.Form) -> None:
        self.form = form


class ExampleFilterForm(Form):
    """Two ways to narrow a list."""

    marks_optional = False
    title = forms.CharField(label="Words in the title", required=False)
    state = forms.ChoiceField(label="State", choices=[("", "Any"), *STATES], required=False)


def examples(request: HttpRequest) -> dict[str, Any]:
    """All that the page shows."""
    states = [ExampleStatus(colour.title(), colour) for colour in COLOURS]
    first = ExampleAction(1, "5b(i)", "Strengthen the front door", date(2018, 7, 31), states[2], 12)
    table = ExampleTable(
        [replace(first, pk=number, state=states[number % 8]) for number in range(120)]
    )
    RequestConfig(request, paginate=False).configure(table)
    table.turn_to(request.GET.get("page", "1"), 5)
    table.files = offered(request.GET)
    wrong = ExampleForm({"wrong-due_on": "31 13 2018", "wrong-revision": "1"}, prefix="wrong")
    typed = ExampleForm(
        {"done": "We met.", "state": "on_track", "due_on": "31 7 2018", "lead": "head"}
    )
    typed.full_clean()
    typed.conflict = ExampleSaved()  # type: ignore[assignment]
    return {
        "states": states,
        "table": table,
        "blank": ExampleForm(prefix="blank"),
        "wrong": wrong,
        "typed": typed,
        "filter": ExampleFilter(ExampleFilterForm(request.GET)),
    }
