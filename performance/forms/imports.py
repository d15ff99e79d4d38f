"""Forms with which figures are brought in."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict

from accounts.models import Authority, User
from accounts.roles import Permission
from core.forms import DateField, Form, SpreadsheetField
from core.sheets import Book
from performance.files import statistics, workbook
from performance.files.figures import Raw, read_period
from performance.files.statistics import ComparatorRaw
from performance.files.workbook import Mapping
from performance.models import (
    Breakdown,
    ImportBatch,
    Indicator,
    NeighbourModel,
    Scorecard,
    ValueField,
)
from performance.periods import Frequency
from performance.vocabulary import Group, State

Choices = list[tuple[str, str]]

LEAVE_OUT = "-"
LAYOUT_WORDS = {
    "months_across": "An indicator a row, a period a column",
    "months_down": "A period a row, an indicator a column",
    "list": "A figure a row",
}


class CouncilMixin(forms.Form):
    """Asks whose it is, where a person may do this for several councils."""

    permission = Permission.LOAD_FIGURES
    authority = forms.ModelChoiceField(Authority.objects.none(), label="Council")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        councils = Authority.objects.permitting(user, self.permission)
        self.councils = list(councils)
        if len(self.councils) == 1:
            del self.fields["authority"]
        else:
            field: Any = self.fields["authority"]
            field.queryset = councils

    @property
    def council(self) -> Authority:
        """Whose it is."""
        chosen: Authority = self.cleaned_data.get("authority") or self.councils[0]
        return chosen


class ImportForm(CouncilMixin, Form):
    """A file of figures."""

    file = SpreadsheetField(label="File")


class AnnexAForm(CouncilMixin, Form):
    """A workbook of Annex A lists, to be counted."""

    file = SpreadsheetField(label="Workbook with the Annex A lists")
    as_at = DateField(
        label="Date of the lists",
        required=False,
        help_text="Leave it empty to take the latest day in the lists.",
    )
    offers = forms.BooleanField(
        label="Offer the counts as figures of our indicators",
        required=False,
        initial=True,
        help_text="They become an import for you to check and commit.",
    )


class TemplateForm(CouncilMixin, Form):
    """Which template to fill in: that of one council, because codes are its own."""

    layout = forms.ChoiceField(
        label="Layout",
        choices=[("long", "A figure a row"), ("wide", "A column a period")],
        widget=forms.RadioSelect,
        initial="long",
    )
    kind = forms.ChoiceField(
        label="File",
        choices=[("xlsx", "Excel"), ("csv", "CSV")],
        widget=forms.RadioSelect,
        initial="xlsx",
    )
    scorecard = forms.ModelChoiceField(
        Scorecard.objects.none(), label="Indicators", required=False, empty_label="All in use"
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, user=user, **kwargs)
        field: Any = self.fields["scorecard"]
        field.queryset = Scorecard.objects.filter(authority__in=self.councils)

    def clean(self) -> dict[str, Any]:
        """A scorecard is one of the council's."""
        cleaned = super().clean() or self.cleaned_data
        scorecard = cleaned.get("scorecard")
        if not self.errors and scorecard and scorecard.authority_id != self.council.pk:
            self.add_error("scorecard", "Choose a scorecard of the same council.")
        return cleaned


# --- how a file is read ---------------------------------------------------------------------------


class SheetForm(Form):
    """Which sheet of a workbook."""

    sheet = forms.ChoiceField(label="Sheet")

    def __init__(self, *args: Any, sheets: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["sheet"]
        field.choices = [(sheet, sheet) for sheet in sheets]


class MappingForm(Form):
    """Where the figures stand in a sheet, and which indicator each name is."""

    ROWS = ("header_row", "first_row", "year_row", "measure_row")
    COLUMNS = {
        "name_column": "Names of the indicators",
        "period_column": "Periods",
        "value_column": "Values",
        "numerator_column": "Numerators",
        "denominator_column": "Denominators",
        "breakdown_column": "Teams or other parts",
        "state_column": "States (final, provisional)",
    }

    MAIN = ("layout", "header_row", "first_row", "name_column")

    layout = forms.ChoiceField(
        label="How the sheet is laid out",
        choices=list(LAYOUT_WORDS.items()),
        widget=forms.RadioSelect,
    )
    header_row = forms.IntegerField(label="Row of the headings", min_value=0)
    first_row = forms.IntegerField(label="First row of figures", min_value=1)
    year_row = forms.IntegerField(
        label="Row of the years above the headings", min_value=0, required=False
    )
    measure_row = forms.IntegerField(
        label="Row that says number or percentage below the headings", min_value=0, required=False
    )
    period = forms.CharField(
        label="Period of all figures",
        required=False,
        max_length=60,
        help_text="Only where the sheet has no column or headings with periods.",
    )
    fractions = forms.CharField(
        label="Percentages that the sheet shows as 0.78",
        required=False,
        max_length=500,
        help_text="Their codes, with commas between them.",
    )
    mapping_name = forms.CharField(
        label="Keep this for next month as",
        required=False,
        max_length=100,
        help_text="For example Monthly performance workbook. Leave it empty to use it only now.",
    )

    def __init__(
        self,
        *args: Any,
        mapping: Mapping,
        names: Iterable[str],
        indicators: Iterable[Indicator],
        grid: workbook.Grid,
        mapping_name: str,
        **kwargs: Any,
    ) -> None:
        initial = {
            **mapping.as_json(),
            "fractions": ", ".join(mapping.fractions),
            "mapping_name": mapping_name,
        }
        super().__init__(*args, initial=initial, **kwargs)
        self.given, self.names = mapping, list(names)
        letters = [("", "None"), *((letter, letter) for letter in grid.columns)]
        for name, label in self.COLUMNS.items():
            self.fields[name] = forms.ChoiceField(label=label, choices=letters, required=False)
        codes = [("", "Not said yet"), (LEAVE_OUT, "Leave out")]
        codes += [(each.code, str(each)) for each in indicators]
        for place, words in enumerate(self.names):
            code = mapping.names.get(words)
            self.fields[f"name_{place}"] = forms.ChoiceField(
                label=words,
                choices=codes,
                required=False,
                initial=LEAVE_OUT if code == "" else code,
            )

    @staticmethod
    def posted_names(data: QueryDict) -> list[str]:
        """The names in the sheet that a person was asked about, in the order of their fields."""
        return data.getlist("names")[: workbook.MAX_NAMES]

    @property
    def main_fields(self) -> list[Any]:
        """The fields that say where figures stand, as most sheets need them."""
        return [self[name] for name in self.MAIN]

    @property
    def other_fields(self) -> list[Any]:
        """The fields that say it for the other sheets."""
        others = [*self.COLUMNS, "year_row", "measure_row", "period", "fractions"]
        return [self[name] for name in others if name not in self.MAIN]

    @property
    def needs_others(self) -> bool:
        """Whether something is said, or wrong, in the fields that most sheets do not need."""
        return bool(self.errors) or any(field.value() for field in self.other_fields)

    @property
    def name_fields(self) -> list[Any]:
        """The fields that say what a name in the sheet means."""
        return [self[f"name_{place}"] for place in range(len(self.names))]

    def clean(self) -> dict[str, Any]:
        """Make the mapping, or say what it lacks."""
        cleaned = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        chosen = {name: cleaned[f"name_{place}"] for place, name in enumerate(self.names)}
        given = {
            "sheet": self.given.sheet,
            "layout": cleaned["layout"],
            "names": {n: "" if code == LEAVE_OUT else code for n, code in chosen.items() if code},
            "period": cleaned["period"],
            "period_columns": list(self.given.period_columns),
            "fractions": [c for each in cleaned["fractions"].split(",") if (c := each.strip())],
            **{name: cleaned[name] or 0 for name in self.ROWS},
            **{name: cleaned[name] for name in self.COLUMNS},
        }
        try:
            self.mapping = Mapping.from_json(given)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
        return cleaned


class StatisticsForm(Form):
    """Which figures of a file of national statistics."""

    indicator = forms.ModelChoiceField(Indicator.objects.none(), label="Indicator")
    source = forms.CharField(
        label="Source",
        max_length=200,
        help_text="The publication and its year, as pages and papers print it.",
    )
    region = forms.CharField(
        label="Region", required=False, max_length=60, help_text="As the file names it."
    )
    value_column = forms.ChoiceField(label="Column of the figure")
    numerator_column = forms.ChoiceField(label="Column of the numerator", required=False)
    denominator_column = forms.ChoiceField(label="Column of the denominator", required=False)
    neighbours = forms.ModelChoiceField(
        NeighbourModel.objects.none(),
        label="Statistical neighbours",
        required=False,
        empty_label="Leave them out",
        help_text="Their figure is made from their counts together, so both columns are needed.",
    )

    def __init__(self, *args: Any, book: Book, authority: Authority, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["indicator"].queryset = Indicator.objects.filter(authority=authority)
        fields["neighbours"].queryset = NeighbourModel.objects.filter(authority=authority)
        columns = [(name, name) for name in statistics.indicator_columns(book)]
        fields["value_column"].choices = columns
        for name in ("numerator_column", "denominator_column"):
            fields[name].choices = [("", "None"), *columns]
        self.filters = statistics.filters_of(book)
        for place, (name, values) in enumerate(self.filters.items()):
            choices = [(value, value) for value in values]
            words = name.replace("_", " ").capitalize()
            self.fields[f"filter_{place}"] = forms.ChoiceField(label=words, choices=choices)
            self.fields[f"denominator_filter_{place}"] = forms.ChoiceField(
                label=f"{words}, of the denominator",
                choices=[("", "The same"), *choices],
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        """Neighbours need both counts."""
        cleaned = super().clean() or self.cleaned_data
        both = cleaned.get("numerator_column") and cleaned.get("denominator_column")
        if cleaned.get("neighbours") and not both:
            self.add_error(
                "numerator_column",
                "Choose the columns of the numerator and the denominator, or leave the statistical "
                "neighbours out.",
            )
        return cleaned

    @property
    def choice(self) -> statistics.Choice:
        """What was chosen."""
        cleaned = self.cleaned_data
        names = list(self.filters)
        chosen = {name: cleaned[f"filter_{place}"] for place, name in enumerate(names)}
        below = {
            name: cleaned[f"denominator_filter_{place}"] or chosen[name]
            for place, name in enumerate(names)
        }
        above_column, below_column = cleaned["numerator_column"], cleaned["denominator_column"]
        both = bool(above_column and below_column)
        return statistics.Choice(
            chosen,
            cleaned["value_column"],
            (chosen, above_column) if both else None,
            (below, below_column) if both else None,
        )


class NeighboursForm(Form):
    """What to call a list of statistical neighbours, and from when it holds."""

    name = forms.CharField(label="Name", max_length=100, help_text="For example 2025 model.")
    from_on = DateField(label="Applies from")
    source = forms.CharField(label="Source", max_length=200)


class CommitForm(Form):
    """What a person has to say before an import counts."""

    leaves_out_rejected = forms.BooleanField(required=False)
    confirms_implausible = forms.BooleanField(required=False)

    def __init__(self, *args: Any, batch: ImportBatch, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rejected, asked = batch.rejected_count, batch.asked_count
        rows = "row" if rejected == 1 else "rows"
        figures = "figure that moves" if asked == 1 else "figures that move"
        self.fields["leaves_out_rejected"].label = f"Leave out {rejected:,} rejected {rows}"
        self.fields[
            "confirms_implausible"
        ].label = f"{asked:,} {figures} further than is usual: I have looked, and it is right"
        if not rejected:
            del self.fields["leaves_out_rejected"]
        if not asked:
            del self.fields["confirms_implausible"]


# --- typed ----------------------------------------------------------------------------------------


def number_field(label: str) -> forms.DecimalField:
    """A figure, which is kept to six places."""
    places = ValueField()
    return forms.DecimalField(
        label=label,
        required=False,
        max_digits=places.max_digits,
        decimal_places=places.decimal_places,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10", "inputmode": "decimal"}),
    )


class ObservationForm(Form):
    """One figure of an indicator, typed."""

    period = forms.CharField(label="Period", max_length=60)
    breakdown = forms.ModelChoiceField(
        Breakdown.objects.none(),
        label="Team or other part",
        required=False,
        empty_label="The whole authority",
    )
    value = number_field("Figure")
    numerator = number_field("Numerator")
    denominator = number_field("Denominator")
    state = forms.ChoiceField(label="State", choices=State.choices, initial=State.FINAL)
    note = forms.CharField(label="Where it comes from", required=False, max_length=200)
    confirms_implausible = forms.BooleanField(
        label="I have checked the figure, even if it moves further than usual", required=False
    )

    def __init__(self, *args: Any, indicator: Indicator, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.indicator = indicator
        parts: Any = self.fields["breakdown"]
        parts.queryset = Breakdown.objects.filter(authority=indicator.authority_id)
        if indicator.out_of:
            self.fields["numerator"].help_text = indicator.counted
            self.fields["denominator"].help_text = indicator.out_of
            self.fields["value"].help_text = "Leave it empty where you give the two numbers below."
        else:
            del self.fields["numerator"], self.fields["denominator"]
            self.fields["value"].help_text = indicator.counted

    def clean_period(self) -> date:
        """The first day of the period."""
        try:
            return read_period(self.cleaned_data["period"], Frequency(self.indicator.frequency))
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    @property
    def raw(self) -> Raw:
        """The figure as a file would give it."""
        cleaned = self.cleaned_data
        part = cleaned["breakdown"]
        return Raw(
            1,
            "",
            self.indicator.code,
            cleaned["period"],
            part.name if part else "",
            cleaned["value"],
            cleaned.get("numerator"),
            cleaned.get("denominator"),
            cleaned["state"],
        )


class ComparatorForm(Form):
    """What another group reached in a year, typed."""

    group = forms.ChoiceField(label="Compared with", choices=Group.choices)
    label = forms.CharField(label="Year", max_length=60, help_text="For example 2023/24.")
    starts_on = DateField(label="First day of the year")
    value = number_field("Figure")
    source = forms.CharField(
        label="Source", max_length=200, help_text="The publication and its year."
    )
    neighbours = forms.ModelChoiceField(
        NeighbourModel.objects.none(),
        label="List of statistical neighbours",
        required=False,
        empty_label="None",
    )
    note = forms.CharField(label="Note", required=False, max_length=200)

    def __init__(self, *args: Any, indicator: Indicator, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["value"].required = True
        self.fields["value"].help_text = indicator.get_unit_display()
        lists: Any = self.fields["neighbours"]
        lists.queryset = NeighbourModel.objects.filter(authority=indicator.authority_id)

    def clean(self) -> dict[str, Any]:
        """Neighbours are those of a list."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("group") == Group.NEIGHBOURS and not cleaned.get("neighbours"):
            self.add_error("neighbours", "Choose the list that the figure was made with.")
        return cleaned

    @property
    def raw(self) -> ComparatorRaw:
        """The figure as a file would give it."""
        cleaned = self.cleaned_data
        value: Decimal = cleaned["value"]
        return ComparatorRaw(
            cleaned["group"],
            cleaned["label"],
            cleaned["starts_on"],
            value,
            row=1,
            note=cleaned["note"],
        )
